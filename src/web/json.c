/* SPDX-License-Identifier: ISC */
#include "web/json.h"

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"

enum err
web_json_string(struct base_buf *out, const void *text, size_t len)
{
	const char *in = text;
	uint8_t *at;
	enum err e;

	/* Clean text has no control but the line feed. */
	if (!base_text_clean((struct base_text){ in, len }))
		return ERR_FORMAT;
	if ((e = base_buf_reserve(out, len * 2 + 2, &at)) != ERR_OK)
		return e;
	*at++ = '"';
	for (size_t i = 0; i < len; i++) {
		if (in[i] == '"' || in[i] == '\\' || in[i] == '\n')
			*at++ = '\\';
		*at++ = in[i] == '\n' ? 'n' : (uint8_t)in[i];
	}
	*at++ = '"';
	out->len = (size_t)(at - out->data);
	return ERR_OK;
}

enum err
web_json_base64(struct base_buf *out, const uint8_t *data, size_t len)
{
	uint8_t *at;
	enum err e;

	e = base_buf_reserve(out, BASE64_LEN(len) + 3, &at);
	if (e != ERR_OK)
		return e;
	at[0] = '"';
	out->len +=
	    1 + base_base64_encode((char *)at + 1, data, len, BASE64_STD);
	out->data[out->len++] = '"';
	return ERR_OK;
}

enum err
web_json_hex(struct base_buf *out, const uint8_t *data, size_t len)
{
	uint8_t *at;
	enum err e;

	if ((e = base_buf_reserve(out, HEX_LEN(len) + 3, &at)) != ERR_OK)
		return e;
	at[0] = '"';
	base_hex_encode((char *)at + 1, data, len);
	out->len += 1 + HEX_LEN(len);
	out->data[out->len++] = '"';
	return ERR_OK;
}
