/* SPDX-License-Identifier: ISC */
/*
 * The headers of tus 1.0.0 (tus.io/protocols/resumable-upload; what of it is
 * taken here: docs/protocol.md section 6).  Nothing of Kore's.
 */
#ifndef WEB_TUS_H
#define WEB_TUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define WEB_TUS_VERSION "1.0.0"
#define WEB_TUS_PART_TYPE "application/offset+octet-stream"

/* Numbers over this are read as this: far past every upload's end. */
#define WEB_TUS_NUMBER_MAX (UINT64_C(1) << 62)

enum web_tus_kind {
	WEB_TUS_CREATE, /* needs Upload-Length */
	WEB_TUS_LOOK,
	WEB_TUS_PART, /* needs Upload-Offset and the part's content type */
};

struct web_header;

/*
 * Read a request's headers.
 *	headers	count of them, untrusted, names in any case
 *	number	the length or the offset; 0 for WEB_TUS_LOOK.  Written only on
 *		ERR_OK
 * Returns ERR_OK; ERR_TUS_VERSION (first of all); ERR_TUS: a header is missing,
 * doubled or no decimal, or asks for what is not done here (metadata, checksum,
 * parts put together, a length that comes later); ERR_MEDIA_TYPE.
 */
enum err web_tus_read(enum web_tus_kind kind, const struct web_header *headers,
    size_t count, uint64_t *number) MUST_USE;

/* Is this POST in truth a PATCH (X-HTTP-Method-Override)? */
bool web_tus_is_patch(const struct web_header *headers, size_t count);

#endif
