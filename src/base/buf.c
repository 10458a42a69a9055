/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/grow.h"
#include "base/secret.h"

#define BUF_FIRST_LEN 256

void
base_buf_init(struct base_buf *b, size_t max)
{
	REQUIRE(max <= SIZE_MAX / 2);
	*b = (struct base_buf){ .max = max };
}

void
base_buf_done(struct base_buf *b)
{
	if (b->data != NULL)
		sodium_memzero(b->data, b->cap);
	free(b->data);
	*b = (struct base_buf){ .max = b->max };
}

/* Move to a block of at least want bytes; realloc would leave a copy behind. */
static enum err
buf_grow(struct base_buf *b, size_t want)
{
	uint8_t *fresh;
	size_t cap = base_grow(b->cap, BUF_FIRST_LEN, want);

	if ((fresh = malloc(cap)) == NULL)
		return ERR_MEMORY;
	if (b->data != NULL)
		memcpy(fresh, b->data, b->len);
	if (b->data != NULL)
		sodium_memzero(b->data, b->cap);
	free(b->data);
	b->data = fresh;
	b->cap = cap;
	return ERR_OK;
}

enum err
base_buf_reserve(struct base_buf *b, size_t len, uint8_t **out)
{
	enum err e;

	if (len > b->max - b->len)
		return ERR_LIMIT;
	if (b->data == NULL || b->len + len > b->cap) {
		if ((e = buf_grow(b, b->len + len)) != ERR_OK)
			return e;
	}
	*out = b->data + b->len;
	return ERR_OK;
}

enum err
base_buf_add(struct base_buf *b, const void *data, size_t len)
{
	uint8_t *at;
	enum err e;

	if ((e = base_buf_reserve(b, len, &at)) != ERR_OK)
		return e;
	if (len > 0)
		memcpy(at, data, len);
	b->len += len;
	return ERR_OK;
}

enum err
base_buf_add_str(struct base_buf *b, const char *s)
{
	return base_buf_add(b, s, strlen(s));
}

enum err
base_buf_addf(struct base_buf *b, const char *fmt, ...)
{
	va_list ap, again;
	uint8_t *at;
	enum err e = ERR_OK;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	REQUIRE(n >= 0);
	/* One byte more for the NUL that vsnprintf() writes. */
	if ((size_t)n > b->max - b->len)
		e = ERR_LIMIT;
	else if (b->data == NULL || b->len + (size_t)n + 1 > b->cap)
		e = buf_grow(b, b->len + (size_t)n + 1);
	if (e == ERR_OK) {
		at = b->data + b->len;
		(void)vsnprintf((char *)at, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
	va_end(ap);
	/* vsnprintf() keeps the end of what had no room. */
	base_secret_stack_wipe();
	return e;
}

void
base_buf_cut(struct base_buf *b, size_t len)
{
	REQUIRE(len <= b->len);
	if (b->data != NULL)
		sodium_memzero(b->data + len, b->len - len);
	b->len = len;
}

uint8_t *
base_buf_take(struct base_buf *b, size_t *len)
{
	uint8_t *data;

	if (b->data == NULL || b->len == b->cap) {
		if (buf_grow(b, b->len + 1) != ERR_OK)
			return NULL;
	}
	data = b->data;
	data[b->len] = 0;
	*len = b->len;
	*b = (struct base_buf){ .max = b->max };
	return data;
}
