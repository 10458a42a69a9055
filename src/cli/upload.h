/* SPDX-License-Identifier: ISC */
/*
 * A payload sent part by part before it is posted, which goes on where it was
 * when the line was cut (docs/protocol.md section 6, tus 1.0.0).
 */
#ifndef CLI_UPLOAD_H
#define CLI_UPLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/http.h"

#define CLI_UPLOAD_ID_LEN 32

/*
 * Upload all of it.
 *	payload	len bytes, a whole bucket's; sent as they are, however often
 *	id	of the complete upload, for the post; NUL-terminated
 * Gives up after five failures without a part in between.  Notes how far it is
 * when that takes long.  Says what went wrong.
 */
enum err cli_upload(struct cli_http *http, const uint8_t *payload, size_t len,
    char id[static CLI_UPLOAD_ID_LEN + 1]) MUST_USE;

#endif
