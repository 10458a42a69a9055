/* SPDX-License-Identifier: ISC */
/* web/preamble.h, with the lines of the services' posts. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "web/preamble.h"

#define LINES_MAX 5

static const struct {
	size_t count;
	struct web_preamble_line lines[LINES_MAX];
} posts[] = {
	{ 4, { { "mailbox", false }, { "thread", false }, { "open", false },
		 { "self", false } } },
	{ 5, { { "mailbox", false }, { "thread", false }, { "open", false },
		 { "self", false }, { "upload", true } } },
	{ 3, { { "mailbox", false }, { "open", false }, { "upload", true } } },
	{ 4, { { "report", false }, { "report-open", false },
		 { "audience", false }, { "open", false } } },
	{ 4, { { "entry", false }, { "open", false }, { "from", true },
		 { "len", true } } },
};

static void
bytes(struct base_text v)
{
	char text[BASE64_LEN(16) + 1];
	uint8_t out[16];

	if (web_preamble_bytes(v, out, sizeof(out)) != ERR_OK)
		return;
	HOLDS(base_base64_encode(text, out, sizeof(out), BASE64_URL_RAW) ==
	    v.len);
	HOLDS(base_text_is(v, text));
}

static void
post(const uint8_t *data, size_t size, const struct web_preamble_line *lines,
    size_t count)
{
	struct base_text value[LINES_MAX], rest;
	struct base_buf b;

	if (web_preamble_parse(data, size, lines, count, value, &rest) !=
	    ERR_OK)
		return;
	base_buf_init(&b, size + 1);
	for (size_t i = 0; i < count; i++) {
		if (value[i].data == NULL) {
			HOLDS(lines[i].optional);
			continue;
		}
		HOLDS(value[i].len > 0);
		bytes(value[i]);
		HOLDS(base_buf_add_str(&b, lines[i].name) == ERR_OK);
		HOLDS(base_buf_add_str(&b, " ") == ERR_OK);
		HOLDS(base_buf_add(&b, value[i].data, value[i].len) == ERR_OK);
		HOLDS(base_buf_add_str(&b, "\n") == ERR_OK);
	}
	HOLDS(base_buf_add_str(&b, "\n") == ERR_OK);
	HOLDS(b.len <= LIMIT_PREAMBLE_LEN);
	HOLDS(rest.data == (const char *)data + b.len);
	HOLDS(rest.len == size - b.len);
	HOLDS(memcmp(b.data, data, b.len) == 0);
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++)
		post(data, size, posts[i].lines, posts[i].count);
	return 0;
}
