/* SPDX-License-Identifier: ISC */
#include "web/range.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "web/reply.h"

/* Far past every body's end, and far from every overflow. */
#define OFFSET_MAX (UINT64_C(1) << 60)

/* Digits only; a larger number is as good as OFFSET_MAX. */
static bool
number_read(struct base_text t, uint64_t *out)
{
	if (t.len == 0)
		return false;
	*out = 0;
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
		if (*out < OFFSET_MAX)
			*out = *out * 10 + (uint64_t)(t.data[i] - '0');
	}
	if (*out > OFFSET_MAX)
		*out = OFFSET_MAX;
	return true;
}

void
web_range_read(const struct web_call *call, struct web_range *out)
{
	static const char unit[] = "bytes=";
	const char *text = web_call_header(call, "range"), *dash;
	struct web_range r = { 0 };
	struct base_text a, b;

	*out = r;
	if (text == NULL || strncmp(text, unit, sizeof(unit) - 1) != 0)
		return;
	text += sizeof(unit) - 1;
	if ((dash = strchr(text, '-')) == NULL)
		return;
	a = (struct base_text){ text, (size_t)(dash - text) };
	b = (struct base_text){ dash + 1, strlen(dash + 1) };
	r.has_from = number_read(a, &r.from);
	r.has_to = number_read(b, &r.to);
	if ((!r.has_from && a.len > 0) || (!r.has_to && b.len > 0) ||
	    (r.has_from && r.has_to && r.to < r.from))
		return;
	*out = r;
}

void
web_range_wants(
    const struct web_range *r, size_t max, uint64_t *offset, size_t *len)
{
	*offset = r->has_from ? r->from : 0;
	*len = max;
	if (r->has_from && r->has_to && r->to - r->from < max)
		*len = (size_t)(r->to - r->from) + 1;
}

static enum web_next
reply_none(struct web_call *call, uint64_t total)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "bytes */%" PRIu64, total);
	web_reply_header(call, "content-range", text);
	return web_reply_problem(call, ERR_RANGE);
}

static enum web_next
reply_part(struct web_call *call, const uint8_t *data, uint64_t first,
    uint64_t count, uint64_t total)
{
	char text[80];

	(void)snprintf(text, sizeof(text),
	    "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first, first + count - 1,
	    total);
	web_reply_header(call, "content-range", text);
	return web_reply(
	    call, 206, WEB_TYPE_BYTES, WEB_CACHE_NEVER, data, (size_t)count);
}

enum web_next
web_range_reply(struct web_call *call, const uint8_t *data, uint64_t offset,
    size_t len, uint64_t total)
{
	struct web_range r;
	uint64_t count;

	web_range_read(call, &r);
	web_reply_header(call, "accept-ranges", "bytes");
	if (r.has_from) {
		REQUIRE(offset == r.from);
		if (r.from >= total || len == 0)
			return reply_none(call, total);
		count = r.has_to && r.to < total ? r.to - r.from + 1
						 : total - r.from;
		return reply_part(
		    call, data, r.from, count < len ? count : len, total);
	}
	REQUIRE(offset == 0);
	if (len < total)
		return web_reply_problem(call, ERR_LIMIT);
	if (!r.has_to)
		return web_reply(
		    call, 200, WEB_TYPE_BYTES, WEB_CACHE_NEVER, data, len);
	if (r.to == 0)
		return reply_none(call, total);
	count = r.to < total ? r.to : total;
	return reply_part(
	    call, data + (total - count), total - count, count, total);
}
