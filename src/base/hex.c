/* SPDX-License-Identifier: ISC */
#include "base/hex.h"

#include <sodium.h>

void
base_hex_encode(char *out, const uint8_t *in, size_t len)
{
	sodium_bin2hex(out, HEX_LEN(len) + 1, in, len);
}

/* The value of a digit, or 16. */
static unsigned int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	return 16;
}

enum err
base_hex_decode(uint8_t *out, size_t len, const char *in, size_t in_len)
{
	if (in_len != HEX_LEN(len))
		return ERR_FORMAT;
	for (size_t i = 0; i < in_len; i++) {
		if (hex_value(in[i]) > 15)
			return ERR_FORMAT;
	}
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(hex_value(in[2 * i]) << 4 |
		    hex_value(in[2 * i + 1]));
	return ERR_OK;
}
