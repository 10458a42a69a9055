/* SPDX-License-Identifier: ISC */
/*
 * Locked identity files: an identity file's text inside an age file with a
 * passphrase, as `age-keygen | age -p` makes it (docs/protocol.md section 4).
 */
#ifndef SEAL_LOCKED_H
#define SEAL_LOCKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "seal/identity.h"
#include "seal/io.h"

/* True if the file begins as an age file, so a passphrase must be asked. */
bool seal_locked_is(const uint8_t *file, size_t file_len);

/*
 * Open, binary or armored.  Takes about a second and 256 MiB (scrypt 2^18).
 *	out	written only on ERR_OK; caller ends with seal_identities_done()
 * Returns ERR_OK, ERR_PASSPHRASE (wrong, or not locked with one at all),
 * ERR_AGE_* (damaged), ERR_AGE_IDENTITY (what is inside), ERR_LIMIT (over
 * LIMIT_IDENTITY_FILE_LEN), ERR_MEMORY.
 */
enum err
seal_locked_open(const uint8_t *file, size_t file_len, const char *passphrase,
    size_t passphrase_len, struct seal_identities *out) MUST_USE;

/*
 * Append the locked file for one identity; comment as in seal_identity_file().
 * Returns ERR_OK, ERR_PASSPHRASE (empty), ERR_FORMAT, ERR_LIMIT, ERR_MEMORY, or
 * the random source's.
 */
enum err seal_locked_write(const struct seal_identity *id, const char *comment,
    const char *passphrase, size_t passphrase_len,
    const struct seal_random *rnd, struct base_buf *out) MUST_USE;

#endif
