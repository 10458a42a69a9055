/* SPDX-License-Identifier: ISC */
/*
 * A file to be attached: read once for its hash, before the note that names
 * the hash is signed, and once more while it is sealed.  It stays open in
 * between, and a file that changed meanwhile ends the work.
 *
 *	cli_attach_open -> hash, len -> cli_attach_read ... -> cli_attach_done
 */
#ifndef CLI_ATTACH_H
#define CLI_ATTACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/err.h"
#include "seal/io.h"

/* Zeroed, it is not open, and done may be called. */
struct cli_attach {
	const char *path; /* borrowed, for messages */
	bool is_open;
	int fd;
	uint64_t len;
	uint8_t hash[crypto_hash_sha256_BYTES];
	uint64_t at;                 /* of the second reading */
	crypto_hash_sha256_state st; /* of it */
};

/*
 * Open and sum a regular file.  Says what went wrong.  Returns ERR_OK, ERR_IO,
 * ERR_LIMIT (longer than any entry).
 */
enum err cli_attach_open(struct cli_attach *a, const char *path) MUST_USE;

/* A seal_read_fn; ctx is a struct cli_attach.  Says what went wrong. */
enum err cli_attach_read(void *ctx, uint8_t *buf, size_t len, size_t *got);

void cli_attach_done(struct cli_attach *a);

#endif
