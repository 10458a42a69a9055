/* SPDX-License-Identifier: ISC */
#include "sign/line.h"

#include <string.h>

#include "base/base64.h"

#define VALUE_LEN_MAX 64 /* bytes ever written as one base64 value */

static void
lines_load(struct sign_lines *l)
{
	struct base_text line;
	const char *sp;

	l->end = !base_text_line(&l->rest, &line);
	l->has_value = false;
	l->name = l->value = (struct base_text){ "", 0 };
	if (l->end)
		return;
	l->name = line;
	if (line.len == 0 || (sp = memchr(line.data, ' ', line.len)) == NULL)
		return;
	l->name.len = (size_t)(sp - line.data);
	l->value.data = sp + 1;
	l->value.len = line.len - l->name.len - 1;
	l->has_value = true;
}

bool
sign_lines_init(struct sign_lines *l, const char *host, const char *kind,
    struct base_text text)
{
	struct base_text line;
	size_t n = strlen(host);

	*l = (struct sign_lines){ .rest = text };
	if (!base_text_line(&l->rest, &line))
		return false;
	if (line.len < n || memcmp(line.data, host, n) != 0)
		return false;
	line.data += n;
	line.len -= n;
	if (!base_text_is(line, kind))
		return false;
	lines_load(l);
	return true;
}

bool
sign_lines_at(const struct sign_lines *l, const char *name)
{
	return !l->end && base_text_is(l->name, name);
}

bool
sign_lines_take(struct sign_lines *l, const char *name,
    struct base_text *value)
{
	if (!sign_lines_at(l, name) || !l->has_value)
		return false;
	*value = l->value;
	lines_load(l);
	return true;
}

bool
sign_lines_done(const struct sign_lines *l)
{
	return l->end && l->rest.len == 0;
}

bool
sign_words(struct base_text v, struct base_text *words, size_t count,
    bool tail)
{
	for (size_t i = 0; i < count; i++) {
		bool last = i + 1 == count;
		const char *sp;

		if (v.len == 0)
			return false;
		sp = memchr(v.data, ' ', v.len);
		if (last && sp != NULL && !tail)
			return false;
		if (!last && (sp == NULL || sp == v.data))
			return false;
		words[i] = v;
		if (last)
			break;
		words[i].len = (size_t)(sp - v.data);
		v.data = sp + 1;
		v.len -= words[i].len + 1;
	}
	return true;
}

bool
sign_value_hash(struct base_text v, uint8_t out[static SIGN_HASH_LEN])
{
	return base_base64_decode_exact(out, SIGN_HASH_LEN, v.data, v.len,
		   BASE64_STD) == ERR_OK;
}

bool
sign_value_handle(struct base_text v, uint8_t out[static SIGN_HANDLE_LEN])
{
	return base_base64_decode_exact(out, SIGN_HANDLE_LEN, v.data, v.len,
		   BASE64_STD) == ERR_OK;
}

bool
sign_value_number(struct base_text v, unsigned int *out)
{
	if (v.len != 2 || v.data[0] < '0' || v.data[0] > '9' ||
	    v.data[1] < '0' || v.data[1] > '9')
		return false;
	*out = (unsigned int)((v.data[0] - '0') * 10 + (v.data[1] - '0'));
	return true;
}

bool
sign_value_u32(struct base_text v, uint32_t *out)
{
	uint64_t n;

	if (base_text_decimal(v, UINT32_MAX, &n) != ERR_OK || n == 0)
		return false;
	*out = (uint32_t)n;
	return true;
}

bool
sign_word_valid(struct base_text v, size_t max)
{
	if (v.len == 0 || v.len > max)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_' || c == '-'))
			return false;
	}
	return true;
}

bool
sign_value_word(struct base_text v, char *out, size_t out_max)
{
	if (!sign_word_valid(v, out_max))
		return false;
	memcpy(out, v.data, v.len);
	out[v.len] = '\0';
	return true;
}

bool
sign_value_date(struct base_text v, struct base_date *out)
{
	return base_date_parse(v, out) == ERR_OK;
}

bool
sign_inline_valid(struct base_text v, size_t max)
{
	return v.len > 0 && v.len <= max &&
	    memchr(v.data, '\n', v.len) == NULL && base_text_clean(v);
}

bool
sign_value_roster(struct base_text v, uint32_t *version,
    uint8_t hash[static SIGN_HASH_LEN])
{
	struct base_text w[2];

	return sign_words(v, w, 2, false) && sign_value_u32(w[0], version) &&
	    sign_value_hash(w[1], hash);
}

bool
sign_value_prev(struct base_text v, bool first,
    uint8_t prev[static SIGN_HASH_LEN])
{
	if (first) {
		memset(prev, 0, SIGN_HASH_LEN);
		return base_text_is(v, "-");
	}
	return sign_value_hash(v, prev);
}

enum err
sign_put_first(struct base_buf *out, const char *host, const char *kind)
{
	return base_buf_addf(out, "%s%s\n", host, kind);
}

enum err
sign_put_bytes(struct base_buf *out, const char *name, const uint8_t *data,
    size_t len)
{
	char b64[BASE64_LEN(VALUE_LEN_MAX) + 1];

	REQUIRE(len <= VALUE_LEN_MAX);
	base_base64_encode(b64, data, len, BASE64_STD);
	return base_buf_addf(out, "%s %s\n", name, b64);
}

enum err
sign_put_prev(struct base_buf *out, bool first,
    const uint8_t prev[static SIGN_HASH_LEN])
{
	if (first)
		return base_buf_add_str(out, "prev -\n");
	return sign_put_bytes(out, "prev", prev, SIGN_HASH_LEN);
}

enum err
sign_put_vkey(struct base_buf *out, const char *before,
    const struct sign_vkey *k)
{
	char text[SIGN_VKEY_LEN + 1];

	sign_vkey_format(text, k);
	return base_buf_addf(out, "%s%s\n", before, text);
}

enum err
sign_put_roster(struct base_buf *out, uint32_t version,
    const uint8_t hash[static SIGN_HASH_LEN])
{
	char b64[BASE64_LEN(SIGN_HASH_LEN) + 1];

	base_base64_encode(b64, hash, SIGN_HASH_LEN, BASE64_STD);
	return base_buf_addf(out, "roster %lu %s\n", (unsigned long)version,
	    b64);
}

struct base_text
sign_text(const char *s)
{
	return (struct base_text){ s, strlen(s) };
}

struct base_text
sign_buf_text(const struct base_buf *b)
{
	return (struct base_text){ b->data == NULL ? "" : (const char *)b->data,
		b->len };
}

bool
sign_name_is(const char *host, const char *name, enum sign_role role,
    unsigned int number)
{
	enum sign_role r;
	unsigned int n = 0;

	if (!sign_name_read(host, name, &r, &n) || r != role)
		return false;
	return (role != SIGN_ROLE_OFFICER && role != SIGN_ROLE_LOGIN) ||
	    n == number;
}
