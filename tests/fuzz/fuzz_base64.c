/* SPDX-License-Identifier: ISC */
/* base/base64.h and base/hex.h: canonical both ways. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "base/hex.h"

#define VARIANTS 3

static const enum base64_variant variants[VARIANTS] = { BASE64_STD,
	BASE64_STD_RAW, BASE64_URL_RAW };

static void
decode(const uint8_t *data, size_t size, enum base64_variant v)
{
	size_t room = size + 1, len = room;
	uint8_t *out = malloc(room);
	char *text = malloc(BASE64_LEN(room) + 1);

	HOLDS(out != NULL && text != NULL);
	if (base_base64_decode(out, &len, (const char *)data, size, v) !=
	    ERR_OK) {
		HOLDS(len == room);
		goto out;
	}
	HOLDS(len <= size);
	HOLDS(base_base64_encode(text, out, len, v) == size);
	HOLDS(memcmp(text, data, size) == 0);
	HOLDS(base_base64_decode_exact(out, len, text, size, v) == ERR_OK);
	/* One byte too little room is told, and no byte is written past it. */
	if (len > 0) {
		uint8_t *tight = malloc(len);
		size_t less = len - 1;

		HOLDS(tight != NULL);
		tight[less] = 0xa5;
		HOLDS(base_base64_decode(tight, &less, text, size, v) ==
		    ERR_LIMIT);
		HOLDS(less == len - 1 && tight[less] == 0xa5);
		free(tight);
	}
out:
	free(out);
	free(text);
}

static void
encode(const uint8_t *data, size_t size, enum base64_variant v)
{
	char *text = malloc(BASE64_LEN(size) + 1);
	uint8_t *out = malloc(size + 1);
	size_t len = size, text_len;

	HOLDS(out != NULL && text != NULL);
	text_len = base_base64_encode(text, data, size, v);
	HOLDS(text_len <= BASE64_LEN(size) && text[text_len] == '\0');
	HOLDS(base_base64_decode(out, &len, text, text_len, v) == ERR_OK);
	HOLDS(len == size && memcmp(out, data, size) == 0);
	free(text);
	free(out);
}

static void
hex(const uint8_t *data, size_t size)
{
	size_t len = size / 2;
	uint8_t *out = malloc(len + 1);
	char *text = malloc(HEX_LEN(len) + 1);

	HOLDS(out != NULL && text != NULL);
	fuzz_mark(out, len + 1);
	if (base_hex_decode(out, len, (const char *)data, size) != ERR_OK) {
		HOLDS(fuzz_is_marked(out, len + 1));
		goto out;
	}
	base_hex_encode(text, out, len);
	HOLDS(size == HEX_LEN(len) && memcmp(text, data, size) == 0);
out:
	free(out);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < VARIANTS; i++) {
		decode(data, size, variants[i]);
		encode(data, size, variants[i]);
	}
	hex(data, size);
	return 0;
}
