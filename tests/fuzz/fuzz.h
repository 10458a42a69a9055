/* SPDX-License-Identifier: ISC */
/*
 * What the fuzz targets share.  A target is one parser of untrusted bytes; it
 * is given the bytes as they are and states what must hold of them, beyond
 * "does not crash":
 *
 *	what parses is written again to the same bytes;
 *	what opens had its MAC or signature checked, by another way than its own;
 *	what fails writes nothing.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "seal/identity.h"
#include "seal/io.h"
#include "sign/key.h"
#include "sign/note.h"

#define HOST "box.example.org" /* of all vectors but seal.json */

/* A property; libFuzzer keeps the input that breaks it. */
#define HOLDS(x)                                                              \
	do {                                                                  \
		if (!(x))                                                     \
			err_require_failed(#x, __FILE__, __LINE__);           \
	} while (0)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
    unsigned int seed);

/* Fill before a call that may fail; then nothing of it was written. */
void fuzz_mark(void *p, size_t len);
bool fuzz_is_marked(const void *p, size_t len);

/* The same for an out-parameter that is a pointer. */
extern char fuzz_nowhere;
#define NOWHERE ((void *)&fuzz_nowhere)

struct base_text fuzz_text(const uint8_t *data, size_t size);
bool fuzz_same(const struct base_buf *b, const void *data, size_t len);

/* The one identity of this text, which must be one. */
void fuzz_identity(struct seal_identity *out, const char *text);

/* The key HOST/tail of the vectors' makers, tests/vectors/fixed.ts. */
struct sign_key *fuzz_key(const char *tail);

/* A signature of the note, checked without a note's own reader. */
bool fuzz_signed_by(const struct sign_note *n, const struct sign_vkey *key);

/*
 * The bytes of a note, from its parts alone, must be those it was parsed
 * from: whatever a signature's length.
 */
void fuzz_note_whole(const struct sign_note *n, const void *data, size_t len);

/* The same bytes in every call. */
extern const struct seal_random fuzz_random;

#endif
