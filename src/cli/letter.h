/* SPDX-License-Identifier: ISC */
/*
 * An entry to be written: gathered from options and files, then signed and
 * sealed.  Nothing of it is ever written to disk.
 *
 *	cli_letter_init -> text, field, file ... -> fill l->entry
 *	  -> cli_letter_seal (a parcel) -> cli_letter_done
 */
#ifndef CLI_LETTER_H
#define CLI_LETTER_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "cli/attach.h"
#include "cli/say.h"
#include "seal/object.h"
#include "sign/entry.h"

struct cli_letter {
	struct sign_entry *entry; /* owned; texts point into what follows */
	struct base_buf text;
	struct base_buf values[LIMIT_FIELDS_MAX];
	struct cli_attach files[LIMIT_ATTACHMENTS_MAX]; /* open */
};

/* What goes over the wire, and what is needed to name it. */
struct cli_parcel {
	struct base_buf header;
	struct base_buf payload;
	struct base_buf note; /* that was sealed */
	uint8_t payload_hash[SEAL_HASH_LEN];
	uint8_t d[SEAL_COMMIT_LEN];
	uint8_t open[SEAL_OPEN_LEN];
	uint8_t open_hash[SEAL_HASH_LEN];
	uint8_t id[SEAL_ID_LEN];
};

enum err cli_letter_init(struct cli_letter *l) MUST_USE;
void cli_letter_done(struct cli_letter *l);

/* Read and clean the free text (path "-": standard input).  Says errors. */
enum err cli_letter_text(struct cli_letter *l, const char *path) MUST_USE;

/* Add `name=value`, the value as a person writes it.  Says what is wrong. */
enum cli_exit cli_letter_field(struct cli_letter *l, const char *pair) MUST_USE;

/* Add a field of a known name.  ERR_OK, ERR_LIMIT, ERR_MEMORY. */
enum err cli_letter_add(
    struct cli_letter *l, const char *name, struct base_text value) MUST_USE;

/*
 * Add a file; its name stays at home, its extension must be a known one.
 * Says what is wrong.
 */
enum err cli_letter_file(struct cli_letter *l, const char *path) MUST_USE;

/* Who reads a letter, and the largest bucket that the way there takes. */
struct cli_address {
	const struct seal_recipient *readers;
	size_t readers_count;
	size_t slots;
	uint64_t bucket_max;
	size_t officers; /* of the roster if who reads must not show in the
			    size (docs/protocol.md section 1), else 0 */
};

#define CLI_BUCKET_POSTED (256u * 1024u) /* with its header, one body */
#define CLI_BUCKET_UPLOADED LIMIT_UPLOAD_LEN

/*
 * Write, sign, pack and seal.  Says what is wrong.  The caller ends *out with
 * cli_parcel_done() in every case.
 */
enum err cli_letter_seal(struct cli_letter *l, const char *host,
    const struct sign_key *author, const struct cli_address *to,
    struct cli_parcel *out) MUST_USE;
void cli_parcel_done(struct cli_parcel *p);

/* "07": two digits.  Returns false for anything else. */
bool cli_number_parse(struct base_text text, unsigned int *out);

#endif
