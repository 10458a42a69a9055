/* SPDX-License-Identifier: ISC */
/*
 * The file keys that an officer's headers gave before, so that no header is
 * tried twice (docs/protocol.md section 9).  A file in the store folder, sealed
 * under a key of the identity; what is damaged, another officer's or too large
 * counts as not there.  Nothing hangs on it but time: a header gives one
 * identity one file key, for ever.
 *
 *	cli_keys_load -> cli_keys_open ... -> cli_keys_save -> cli_keys_free
 */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include "base/err.h"
#include "seal/header.h"

#define CLI_KEYS_MAX 262144u /* rows, of 48 bytes each */

struct cli_keys;

/*
 * What the folder of this site has for this identity, or none.  *out is NULL
 * when memory is short, which the other functions take.  Silent.
 */
void cli_keys_load(struct cli_keys **out, const char *dir, const char *host,
    const struct seal_identity *id);

/* As seal_header_open() with one identity, the one it was loaded for. */
enum err cli_keys_open(struct cli_keys *k, const struct seal_identity *id,
    const struct seal_header *h,
    uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;

/*
 * Write what was asked for since the load, if that is not what the file has:
 * after a walk over all threads, so that the key of what was destroyed goes.
 * Silent, whatever happens.
 */
void cli_keys_save(const struct cli_keys *k);

/* Wipes.  Takes NULL and pointers to NULL, nulls the pointer. */
void cli_keys_free(struct cli_keys **k);

#endif
