/* SPDX-License-Identifier: ISC */
/* Every thread of a store folder, one after the other, opened and checked. */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include "cli/desktop.h"

/*
 * Called for each thread that opens; c is the scan's.  An error ends the scan.
 */
typedef enum err (*cli_scan_fn)(void *ctx, const struct cli_case *c);

/*
 * A thread that the key does not open is counted and told at the end, never
 * shown; one that cannot be read is told and does not hide the others.  Says
 * what went wrong; CLI_FAIL then.
 */
enum cli_exit
cli_scan(struct cli_desktop *d, cli_scan_fn fn, void *ctx) MUST_USE;

/*
 * The thread with this handle.  Silent.  ERR_OK, ERR_NOT_FOUND, or what went
 * wrong with the folder.
 */
enum err cli_scan_handle(const struct cli_folder *f,
    const uint8_t handle[static SIGN_HANDLE_LEN],
    uint8_t id[static SEAL_ID_LEN]) MUST_USE;

#endif
