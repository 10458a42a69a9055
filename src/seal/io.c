/* SPDX-License-Identifier: ISC */
#include "seal/io.h"

#include <string.h>

#include <sodium.h>

enum err
seal_init(void)
{
	return sodium_init() < 0 ? ERR_RANDOM : ERR_OK;
}

/* randombytes_buf() aborts the process itself when the system has none. */
static enum err
system_fill(void *ctx, uint8_t *buf, size_t len)
{
	(void)ctx;
	randombytes_buf(buf, len);
	return ERR_OK;
}

const struct seal_random seal_random_system = { .fill = system_fill };

enum err
seal_memory_read(void *memory, uint8_t *buf, size_t len, size_t *got)
{
	struct seal_memory *m = memory;
	size_t n = m->len - m->at < len ? m->len - m->at : len;

	if (n > 0)
		memcpy(buf, m->data + m->at, n);
	m->at += n;
	*got = n;
	return ERR_OK;
}

enum err
seal_buf_write(void *base_buf, const uint8_t *buf, size_t len)
{
	return base_buf_add(base_buf, buf, len);
}

enum err
seal_source_fill(
    const struct seal_source *in, uint8_t *buf, size_t len, size_t *got)
{
	size_t n = 0, sum = 0;
	enum err e;

	while (sum < len) {
		if ((e = in->read(in->ctx, buf + sum, len - sum, &n)) != ERR_OK)
			return e;
		REQUIRE(n <= len - sum);
		if (n == 0)
			break;
		sum += n;
	}
	*got = sum;
	return ERR_OK;
}
