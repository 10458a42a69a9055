/* SPDX-License-Identifier: ISC */
#include "formats/formats.h"

#define COLUMNS 16
#define LINE_MAX_LEN 8192

const char receipt_code[] = "407193652088441572609384";

void
must(enum err e)
{
	assert_err(e, ERR_OK);
}

void
say(struct base_buf *out, const char *fmt, ...)
{
	char line[LINE_MAX_LEN - 256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	must(base_buf_addf(out, "%s\n", line));
}

void
say_hex(struct base_buf *out, const char *name, const void *data, size_t len)
{
	char hex[HEX_LEN(256) + 1];

	assert_true(len <= 256);
	base_hex_encode(hex, data, len);
	say(out, "%-16s %s", name, hex);
}

void
say_text(struct base_buf *out, struct base_text text)
{
	must(base_buf_add(out, text.data, text.len));
}

void
say_field(struct base_buf *out, size_t *at, const void *data, size_t len,
    const char *meaning)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i += COLUMNS) {
		char hex[3 * COLUMNS + 1] = "";
		size_t n = len - i < COLUMNS ? len - i : COLUMNS;

		for (size_t k = 0; k < n; k++)
			(void)snprintf(hex + 3 * k, 4, "%02x ", p[i + k]);
		if (i == 0)
			say(out, "%04zx  %-48s  %s", *at, hex, meaning);
		else if (n > 0)
			say(out, "%04zx  %.*s", *at + i, (int)(3 * n - 1), hex);
	}
	*at += len;
}

void
fixed_bytes(uint8_t out[static 32], const char *label)
{
	crypto_hash_sha256(out, (const uint8_t *)label, strlen(label));
}

void
reader_identity(struct seal_identity *out)
{
	uint8_t secret[32];

	fixed_bytes(secret, "reader");
	seal_identity_from_secret(secret, out);
}
