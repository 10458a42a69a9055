/* SPDX-License-Identifier: ISC */
/*
 * Reads from standard input, until it ends:
 *	KIND CONTEXT_LEN DATA_LEN LF, then so many bytes of each
 * and answers a line: an error's name, or `OK` and the SHA-256 of what was read
 * as it is written again.
 */
#include "diff/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "seal/io.h"

#define OUT_MAX ((size_t)64 << 20)

void
verdict_must(enum err e)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "verdict: %s\n", err_text(e));
	exit(1);
}

void
verdict_put(struct base_buf *out, const void *data, size_t len)
{
	verdict_must(base_buf_add(out, data, len));
}

void
verdict_line(struct base_buf *out, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	REQUIRE(n >= 0 && (size_t)n < sizeof(text));
	verdict_put(out, text, (size_t)n);
	verdict_put(out, "\n", 1);
}

void
verdict_hex(struct base_buf *out, const uint8_t *data, size_t len)
{
	char *text = malloc(HEX_LEN(len) + 1);

	REQUIRE(text != NULL);
	base_hex_encode(text, data, len);
	verdict_put(out, text, HEX_LEN(len));
	verdict_put(out, "\n", 1);
	free(text);
}

struct base_text
verdict_word(struct base_text *context)
{
	struct base_text word = { "", 0 };

	(void)base_text_word(context, &word);
	return word;
}

void
verdict_bytes(struct base_text *context, uint8_t *out, size_t len)
{
	struct base_text word = verdict_word(context);

	verdict_must(base_hex_decode(out, len, word.data, word.len));
}

static verdict_fn *
find(const char *name)
{
	static const struct verdict_kind *const lists[] = { verdict_seal,
		verdict_sign, verdict_thread, verdict_stats };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (size_t k = 0; lists[i][k].name != NULL; k++) {
			if (strcmp(lists[i][k].name, name) == 0)
				return lists[i][k].read;
		}
	}
	return NULL;
}

static void
answer(verdict_fn *read, const struct verdict_input *in)
{
	struct base_buf out;
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hex[HEX_LEN(sizeof(hash)) + 1];
	enum err e;

	base_buf_init(&out, OUT_MAX);
	if ((e = read(in, &out)) == ERR_OK) {
		crypto_hash_sha256(hash, out.data, out.len);
		base_hex_encode(hex, hash, sizeof(hash));
		printf("OK %s\n", hex);
	} else {
		printf("%s\n", err_name(e));
	}
	base_buf_done(&out);
}

/* Bytes of their own, so that the sanitizers see a step beyond them. */
static uint8_t *
take(size_t len)
{
	uint8_t *p = malloc(len > 0 ? len : 1);

	REQUIRE(p != NULL);
	if (fread(p, 1, len, stdin) != len)
		exit(1);
	return p;
}

int
main(void)
{
	char kind[32];
	size_t context_len, len;

	verdict_must(seal_init());
	while (scanf("%31s %zu %zu", kind, &context_len, &len) == 3 &&
	       getchar() == '\n') {
		uint8_t *context = take(context_len), *data = take(len);
		struct verdict_input in = {
			.context = { (const char *)context, context_len },
			.data = data,
			.len = len,
		};
		verdict_fn *read = find(kind);

		if (read == NULL) {
			fprintf(stderr, "verdict: no kind %s\n", kind);
			return 1;
		}
		answer(read, &in);
		free(context);
		free(data);
	}
	return feof(stdin) ? 0 : 1;
}
