/* SPDX-License-Identifier: ISC */
#include "cli/headers.h"

#include <string.h>

enum err
cli_headers_oldest(const struct base_buf *list, struct base_text *out)
{
	size_t at = 0, len = 0;

	while (list->len - at >= 4) {
		const uint8_t *p = list->data + at;

		len = (size_t)p[0] << 24 | (size_t)p[1] << 16 |
		      (size_t)p[2] << 8 | p[3];
		if (len == 0 || len > list->len - at - 4)
			return ERR_FORMAT;
		at += 4 + len;
	}
	if (len == 0 || at != list->len)
		return ERR_FORMAT;
	*out = (struct base_text){ (const char *)list->data + at - len, len };
	return ERR_OK;
}

bool
cli_headers_next(const struct base_buf *list, size_t *at, struct base_text *out)
{
	const uint8_t *p = list->data + *at;
	size_t len;

	if (list->len - *at < 4)
		return false;
	len =
	    (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	if (len == 0 || len > list->len - *at - 4)
		return false;
	*out = (struct base_text){ (const char *)p + 4, len };
	*at += 4 + len;
	return true;
}

bool
cli_headers_has(const struct base_buf *list, struct base_text header)
{
	struct base_text one;

	for (size_t at = 0; cli_headers_next(list, &at, &one);) {
		if (one.len == header.len &&
		    memcmp(one.data, header.data, one.len) == 0)
			return true;
	}
	return false;
}
