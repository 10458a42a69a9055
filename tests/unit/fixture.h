/* SPDX-License-Identifier: ISC */
/*
 * What the unit tests of src/base and src/seal share: files, hex, a source that
 * gives few bytes at a time, and randomness that is the same in every run.
 */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hex.h"
#include "seal/io.h"

#define FIXTURE __attribute__((unused)) static

/* Assert an enum err and, if it is another, say both names. */
#define assert_err(got, want) assert_string_equal(err_name(got), err_name(want))

/* A whole file, NUL behind it; the caller frees. */
FIXTURE uint8_t *
read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	struct base_buf b;
	uint8_t piece[4096];
	size_t n;

	if (f == NULL)
		fail_msg("cannot open %s", path);
	base_buf_init(&b, (size_t)256 << 20);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		assert_err(base_buf_add(&b, piece, n), ERR_OK);
	assert_int_equal(ferror(f), 0);
	fclose(f);
	return base_buf_take(&b, len);
}

FIXTURE void
write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

FIXTURE void
assert_hex(const uint8_t *got, size_t len, const char *want)
{
	char *text = malloc(HEX_LEN(len) + 1);

	assert_non_null(text);
	base_hex_encode(text, got, len);
	assert_string_equal(text, want);
	free(text);
}

/*
 * Randomness that is the same in every run: SHA-256(label || counter), cut to
 * pieces.  fails_at n makes the n-th call (from 1) fail with ERR_RANDOM.
 */
struct fixed_random {
	const char *label;
	uint32_t blocks;
	uint8_t block[32];
	size_t left;
	unsigned int calls, fails_at;
};

FIXTURE enum err
fixed_fill(void *ctx, uint8_t *buf, size_t len)
{
	struct fixed_random *r = ctx;
	char text[128];

	if (++r->calls == r->fails_at)
		return ERR_RANDOM;
	for (size_t i = 0; i < len; i++) {
		if (r->left == 0) {
			int n = snprintf(text, sizeof(text), "%s %u", r->label,
			    (unsigned int)r->blocks++);

			crypto_hash_sha256(r->block, (const uint8_t *)text,
			    (unsigned long long)n);
			r->left = sizeof(r->block);
		}
		buf[i] = r->block[sizeof(r->block) - r->left--];
	}
	return ERR_OK;
}

/* A source that gives at most step bytes a time and fails at byte fails_at. */
struct slow_source {
	const uint8_t *data;
	size_t len, at, step, fails_at;
};

FIXTURE enum err
slow_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct slow_source *s = ctx;
	size_t n = s->len - s->at;

	if (s->fails_at != 0 && s->at >= s->fails_at)
		return ERR_IO;
	n = n < len ? n : len;
	n = n < s->step ? n : s->step;
	if (n > 0)
		memcpy(buf, s->data + s->at, n);
	s->at += n;
	*got = n;
	return ERR_OK;
}

/* A sink that counts and fails once it was given more than max bytes. */
struct short_sink {
	size_t len, max;
};

FIXTURE enum err
short_write(void *ctx, const uint8_t *buf, size_t len)
{
	struct short_sink *s = ctx;

	(void)buf;
	s->len += len;
	return s->len > s->max ? ERR_IO : ERR_OK;
}

#endif
