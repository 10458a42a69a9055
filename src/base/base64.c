/* SPDX-License-Identifier: ISC */
#include "base/base64.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

static int
variant_sodium(enum base64_variant v)
{
	switch (v) {
	case BASE64_STD:
		return sodium_base64_VARIANT_ORIGINAL;
	case BASE64_STD_RAW:
		return sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	case BASE64_URL_RAW:
		return sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	}
	REQUIRE(!"a known variant");
	return 0;
}

size_t
base_base64_encode(
    char *out, const uint8_t *in, size_t len, enum base64_variant v)
{
	sodium_bin2base64(out,
	    sodium_base64_encoded_len(len, variant_sodium(v)), in, len,
	    variant_sodium(v));
	return strlen(out);
}

/*
 * libsodium 1.0.18 takes a byte from 0x80 on for some digit, since it reads it
 * as a negative number; many texts would decode to the same bytes.
 */
static bool
is_ascii(const char *in, size_t in_len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < in_len; i++)
		all |= (uint8_t)in[i];
	return all < 0x80;
}

/*
 * libsodium's decoder refuses set trailing bits and, with ignore NULL, any
 * other foreign character; what it leaves unread shows in the end pointer.
 */
enum err
base_base64_decode(uint8_t *out, size_t *len, const char *in, size_t in_len,
    enum base64_variant v)
{
	const char *end = NULL;
	size_t n = 0, need = in_len / 4 * 3 + in_len % 4 * 3 / 4;

	if (v == BASE64_STD && in_len >= 4)
		need -= in[in_len - 2] == '=' ? 2 : in[in_len - 1] == '=';
	if (need > *len)
		return ERR_LIMIT;
	if (!is_ascii(in, in_len) ||
	    (v != BASE64_STD && memchr(in, '=', in_len) != NULL))
		return ERR_FORMAT;
	if (sodium_base642bin(out, *len, in, in_len, NULL, &n, &end,
		variant_sodium(v)) != 0 ||
	    end != in + in_len)
		return ERR_FORMAT;
	*len = n;
	return ERR_OK;
}

enum err
base_base64_decode_exact(uint8_t *out, size_t len, const char *in,
    size_t in_len, enum base64_variant v)
{
	size_t want = v == BASE64_STD ? BASE64_LEN(len) : (len * 4 + 2) / 3;
	size_t n = len;

	if (in_len != want)
		return ERR_FORMAT;
	if (base_base64_decode(out, &n, in, in_len, v) != ERR_OK || n != len)
		return ERR_FORMAT;
	return ERR_OK;
}
