/* SPDX-License-Identifier: ISC */
/* The keys of a thread and of its entries, from the headers of a store folder. */
#ifndef CLI_CASE_KEY_H
#define CLI_CASE_KEY_H

#include "cli/folder.h"
#include "cli/officer.h"

/*
 * The right to a thread, from its report's header in the folder.  Silent.
 * Returns ERR_OK, ERR_AGE_..., ERR_IO.
 */
enum err cli_case_open_value(const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN],
    uint8_t open[static SEAL_OPEN_LEN]) MUST_USE;

/*
 * The newest kept header of an entry that gives this officer the payload's own
 * key; added to out, unless that is NULL.  Returns ERR_OK, ERR_NOT_FOUND,
 * ERR_AGE_NO_MATCH, ERR_AGE_PAYLOAD (one opens, but with another key), or as
 * reading and seal_header_open() say.
 */
enum err
cli_case_header(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry, struct base_buf *out) MUST_USE;

/*
 * Where an entry's payload is, and the key that one of its headers gives; that
 * header is added to out, unless that is NULL.
 *	payload		set also on errors, but to NULL on ERR_MEMORY; the
 *			caller frees
 * Errors as cli_case_header(); the caller wipes the key.
 */
enum err cli_case_key(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry, char **payload,
    uint8_t file_key[static SEAL_FILE_KEY_LEN], struct base_buf *out) MUST_USE;

/* True if one of the kept headers of an entry opens it with the key. */
bool cli_case_opens(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry);

#endif
