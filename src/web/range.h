/* SPDX-License-Identifier: ISC */
/*
 * One byte range of something that is fetched piece by piece from the store
 * (RFC 9110, section 14).  A Range that is not understood, or of many parts, is
 * ignored as the RFC allows.
 *
 *	web_range_read -> web_range_wants -> fetch -> web_range_reply
 */
#ifndef WEB_RANGE_H
#define WEB_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/call.h"

struct web_range {
	bool has_from, has_to; /* neither: the whole is wanted */
	uint64_t from;
	uint64_t to; /* without from: the last `to` bytes */
};

void web_range_read(const struct web_call *call, struct web_range *out);

/* What to fetch, at most max bytes, without knowing the whole's size. */
void web_range_wants(
    const struct web_range *r, size_t max, uint64_t *offset, size_t *len);

/*
 * Answer with what was fetched: 206, 200, or 416.  data holds len bytes from
 * offset on of a whole of total bytes.  When less was fetched than asked for, a
 * range that begins at offset is answered as far as it goes; anything else is
 * ERR_LIMIT.
 */
enum web_next web_range_reply(struct web_call *call, const uint8_t *data,
    uint64_t offset, size_t len, uint64_t total);

#endif
