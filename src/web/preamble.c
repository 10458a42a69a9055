/* SPDX-License-Identifier: ISC */
#include "web/preamble.h"

#include "base/base64.h"
#include "base/limits.h"

/* Printable ASCII, at least one character, no space at an end. */
static bool
value_valid(struct base_text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] < 0x20 || t.data[i] > 0x7e)
			return false;
	}
	return t.len > 0 && t.data[0] != ' ' && t.data[t.len - 1] != ' ';
}

enum err
web_preamble_parse(const uint8_t *body, size_t len,
    const struct web_preamble_line *lines, size_t count,
    struct base_text *value, struct base_text *rest)
{
	struct base_text all = { (const char *)body, len }, line, name;
	size_t i = 0;

	/* Only so far may the empty line be; what follows is not text. */
	if (all.len > LIMIT_PREAMBLE_LEN)
		all.len = LIMIT_PREAMBLE_LEN;
	for (;;) {
		if (!base_text_line(&all, &line))
			return ERR_PREAMBLE;
		if (line.len == 0)
			break;
		if (!base_text_word(&line, &name) || !value_valid(line))
			return ERR_PREAMBLE;
		while (i < count && !base_text_is(name, lines[i].name)) {
			if (!lines[i].optional)
				return ERR_PREAMBLE;
			value[i++] = (struct base_text){ 0 };
		}
		if (i == count)
			return ERR_PREAMBLE;
		value[i++] = line;
	}
	for (; i < count; i++) {
		if (!lines[i].optional)
			return ERR_PREAMBLE;
		value[i] = (struct base_text){ 0 };
	}
	rest->data = all.data;
	rest->len = len - (size_t)(all.data - (const char *)body);
	return ERR_OK;
}

enum err
web_preamble_bytes(struct base_text value, uint8_t *out, size_t len)
{
	if (value.data == NULL || base_base64_decode_exact(out, len, value.data,
				      value.len, BASE64_URL_RAW) != ERR_OK)
		return ERR_PREAMBLE;
	return ERR_OK;
}
