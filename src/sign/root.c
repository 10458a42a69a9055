/* SPDX-License-Identifier: ISC */
#include "sign/root.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/note.h"

#define PIN_DIGITS 20
#define PIN_GROUP 4

struct sign_root *
sign_root_new(void)
{
	return calloc(1, sizeof(struct sign_root));
}

void
sign_root_free(struct sign_root **r)
{
	if (r == NULL)
		return;
	free(*r);
	*r = NULL;
}

/* Names, and with them key ids, and keys occur once; all are root keys. */
static bool
keys_valid(const char *host, const struct sign_root *r)
{
	for (size_t i = 0; i < r->key_count; i++) {
		if (!sign_name_is(host, r->keys[i].name, SIGN_ROLE_ROOT, 0))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (strcmp(r->keys[i].name, r->keys[j].name) == 0 ||
			    memcmp(r->keys[i].pk, r->keys[j].pk,
				SIGN_PK_LEN) == 0)
				return false;
		}
	}
	return r->key_count > 0 && r->threshold <= r->key_count;
}

static enum err
root_read(const char *host, struct base_text text, struct sign_root *r)
{
	struct sign_lines l;
	struct base_text v;

	if (!sign_lines_init(&l, host, SIGN_ROOT_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "generation", &v) ||
	    !sign_value_u32(v, &r->generation) ||
	    !sign_lines_take(&l, "prev", &v) ||
	    !sign_value_prev(v, r->generation == 1, r->prev) ||
	    !sign_lines_take(&l, "threshold", &v) ||
	    !sign_value_u32(v, &r->threshold) ||
	    !sign_lines_take(&l, "not-after", &v) ||
	    !sign_value_date(v, &r->not_after))
		return ERR_ROOT;
	while (sign_lines_take(&l, "key", &v)) {
		if (r->key_count == LIMIT_ROOT_KEYS_MAX ||
		    sign_vkey_parse(v, &r->keys[r->key_count]) != ERR_OK)
			return ERR_ROOT;
		r->key_count++;
	}
	if (!sign_lines_done(&l) || !keys_valid(host, r))
		return ERR_ROOT;
	return ERR_OK;
}

enum err
sign_root_parse(const char *host, struct base_text text,
    struct sign_root **out)
{
	struct sign_root *r;
	enum err e;

	if ((r = sign_root_new()) == NULL)
		return ERR_MEMORY;
	if ((e = root_read(host, text, r)) != ERR_OK) {
		sign_root_free(&r);
		return e;
	}
	sign_text_hash(text, r->hash);
	*out = r;
	return ERR_OK;
}

static enum err
root_put(const char *host, const struct sign_root *r, struct base_buf *b)
{
	enum err e;

	if (r->key_count > LIMIT_ROOT_KEYS_MAX)
		return ERR_ROOT;
	if ((e = sign_put_first(b, host, SIGN_ROOT_FIRST_LINE)) != ERR_OK ||
	    (e = base_buf_addf(b, "generation %lu\n",
		 (unsigned long)r->generation)) != ERR_OK ||
	    (e = sign_put_prev(b, r->generation == 1, r->prev)) != ERR_OK ||
	    (e = base_buf_addf(b, "threshold %lu\nnot-after %s\n",
		 (unsigned long)r->threshold, r->not_after.text)) != ERR_OK)
		return e;
	for (size_t i = 0; i < r->key_count; i++) {
		if ((e = sign_put_vkey(b, "key ", &r->keys[i])) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

enum err
sign_root_write(const char *host, const struct sign_root *r,
    struct base_buf *out)
{
	struct sign_root *again = NULL;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if (!sign_host_valid(host)) {
		e = ERR_ROOT;
		goto out;
	}
	if ((e = root_put(host, r, &b)) != ERR_OK)
		goto out;
	/* What this room would not read it does not write. */
	if ((e = sign_root_parse(host, sign_buf_text(&b), &again)) != ERR_OK)
		goto out;
	e = base_buf_add(out, b.data, b.len);
out:
	sign_root_free(&again);
	base_buf_done(&b);
	return e;
}

/* Divide a big-endian number in place by ten; the remainder comes back. */
static unsigned int
divide_by_ten(uint8_t *n, size_t len)
{
	unsigned int rest = 0;

	for (size_t i = 0; i < len; i++) {
		rest = rest << 8 | n[i];
		n[i] = (uint8_t)(rest / 10);
		rest %= 10;
	}
	return rest;
}

/*
 * The pin as a decimal number of 78 digits with leading zeros (2^256 has 78),
 * of which people compare the first twenty.
 */
void
sign_pin_digits(const uint8_t pin[static SIGN_HASH_LEN],
    char out[static SIGN_PIN_DIGITS_LEN + 1])
{
	uint8_t n[SIGN_HASH_LEN];
	char digits[78];
	size_t at = 0;

	memcpy(n, pin, sizeof(n));
	for (size_t i = sizeof(digits); i > 0; i--)
		digits[i - 1] = (char)('0' + divide_by_ten(n, sizeof(n)));
	for (size_t i = 0; i < PIN_DIGITS; i++) {
		if (i > 0 && i % PIN_GROUP == 0)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}
