/* SPDX-License-Identifier: ISC */
#include "base/bech32.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#define CHECKSUM_LEN 6
#define DATA_LEN_MAX 64

static const char bech32_set[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t
polymod(uint32_t c, uint8_t v)
{
	static const uint32_t gen[5] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
		0x3d4233dd, 0x2a1462b3 };
	uint32_t top = c >> 25;

	c = (c & 0x1ffffff) << 5 ^ v;
	for (int i = 0; i < 5; i++)
		c ^= (top >> i & 1) != 0 ? gen[i] : 0;
	return c;
}

static uint32_t
polymod_hrp(const char *hrp)
{
	uint32_t c = 1;

	for (const char *p = hrp; *p != 0; p++)
		c = polymod(c, (uint8_t)*p >> 5);
	c = polymod(c, 0);
	for (const char *p = hrp; *p != 0; p++)
		c = polymod(c, (uint8_t)*p & 31);
	return c;
}

void
base_bech32_encode(char *out, const char *hrp, const uint8_t *in, size_t len)
{
	uint32_t c = polymod_hrp(hrp), acc = 0;
	unsigned int bits = 0;
	uint8_t v;

	memcpy(out, hrp, strlen(hrp));
	out += strlen(hrp);
	*out++ = '1';
	for (size_t i = 0; i < len || bits > 0;) {
		if (bits < 5 && i < len) {
			acc = (acc << 8 | in[i++]) & 0xfff;
			bits += 8;
			continue;
		}
		if (bits < 5) {
			acc <<= 5 - bits;
			bits = 5;
		}
		v = acc >> (bits - 5) & 31;
		bits -= 5;
		c = polymod(c, v);
		*out++ = bech32_set[v];
	}
	for (int i = 0; i < CHECKSUM_LEN; i++)
		c = polymod(c, 0);
	c ^= 1;
	for (int i = CHECKSUM_LEN - 1; i >= 0; i--)
		*out++ = bech32_set[c >> 5 * i & 31];
	*out = 0;
}

static bool
one_case(const char *in, size_t len)
{
	bool lower = false, upper = false;

	for (size_t i = 0; i < len; i++) {
		lower |= in[i] >= 'a' && in[i] <= 'z';
		upper |= in[i] >= 'A' && in[i] <= 'Z';
	}
	return !(lower && upper);
}

static char
lower_of(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

enum err
base_bech32_decode(uint8_t *out, size_t len, const char *hrp, const char *in,
    size_t in_len)
{
	uint8_t data[DATA_LEN_MAX];
	uint32_t c = polymod_hrp(hrp), acc = 0;
	unsigned int bits = 0;
	size_t hrp_len = strlen(hrp), n = 0;
	enum err e = ERR_FORMAT;

	REQUIRE(len <= DATA_LEN_MAX);
	if (hrp_len == 0 || in_len != BECH32_LEN(hrp_len, len) ||
	    !one_case(in, in_len))
		return ERR_FORMAT;
	for (size_t i = 0; i < hrp_len; i++) {
		if (lower_of(in[i]) != hrp[i] || in[i] < 33 || in[i] > 126)
			return ERR_FORMAT;
	}
	if (in[hrp_len] != '1')
		return ERR_FORMAT;
	for (size_t i = hrp_len + 1; i < in_len; i++) {
		char ch = lower_of(in[i]);
		const char *at = ch == 0 ? NULL : strchr(bech32_set, ch);

		if (at == NULL)
			goto out;
		c = polymod(c, (uint8_t)(at - bech32_set));
		if (i >= in_len - CHECKSUM_LEN)
			continue;
		acc = (acc << 5 | (uint32_t)(at - bech32_set)) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			data[n++] = (uint8_t)(acc >> bits);
		}
	}
	if (c != 1 || n != len || bits >= 5 || (acc & ((1u << bits) - 1)) != 0)
		goto out;
	memcpy(out, data, len);
	e = ERR_OK;
out:
	sodium_memzero(data, sizeof(data));
	return e;
}
