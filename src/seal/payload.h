/* SPDX-License-Identifier: ISC */
/*
 * A whole age payload, pushed in or pulled out in constant memory.
 *
 *	seal_payload_writer_new -> push or pull ... -> end -> free
 */
#ifndef SEAL_PAYLOAD_H
#define SEAL_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/io.h"
#include "seal/stanza.h"
#include "seal/stream.h"

struct seal_payload_writer;

/*
 * Begin a payload: draws the nonce from rnd and writes it to out.
 *	out	borrowed until the writer is freed
 * Returns ERR_OK, ERR_MEMORY, or the random source's or the sink's error.
 */
enum err seal_payload_writer_new(struct seal_payload_writer **w,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_random *rnd, const struct seal_sink *out) MUST_USE;

/* A seal_write_fn; ctx is the writer.  Passes the sink's errors on. */
enum err
seal_payload_writer_push(void *writer, const uint8_t *data, size_t len);

/*
 * Push all of a source, up to its end, without a copy of it in between.
 * Returns ERR_OK, or the source's or the sink's error.
 */
enum err seal_payload_writer_pull(
    struct seal_payload_writer *w, const struct seal_source *in) MUST_USE;

/* Seal the last chunk.  Once; nothing can be pushed after it. */
enum err seal_payload_writer_end(struct seal_payload_writer *w) MUST_USE;

/* Wipes; takes NULL and pointers to NULL, nulls the pointer. */
void seal_payload_writer_free(struct seal_payload_writer **w);

/*
 * Open a payload whose nonce was read already: every chunk of in goes to out
 * once it has verified, and in must end with the last chunk.
 * Returns ERR_OK, ERR_AGE_PAYLOAD, ERR_MEMORY, or the source's or the sink's.
 */
enum err seal_payload_open(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN], const struct seal_source *in,
    const struct seal_sink *out) MUST_USE;

#endif
