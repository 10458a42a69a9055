/* SPDX-License-Identifier: ISC */
#include "sign/value.h"

#include <string.h>

#include "sign/line.h"

/* age1..., lower case as age itself writes it. */
bool
sign_value_recipient(struct base_text v, struct seal_recipient *out)
{
	char again[SEAL_RECIPIENT_TEXT_LEN + 1];

	if (v.len != SEAL_RECIPIENT_TEXT_LEN ||
	    seal_recipient_parse(v.data, v.len, out) != ERR_OK)
		return false;
	seal_recipient_format(out, again);
	return memcmp(again, v.data, v.len) == 0;
}

bool
sign_value_form(struct base_text v, enum sign_form *out)
{
	for (int f = SIGN_FORM_NONE + 1; f < SIGN_FORM_COUNT; f++) {
		if (base_text_is(v, sign_form_word((enum sign_form)f))) {
			*out = (enum sign_form)f;
			return true;
		}
	}
	return false;
}

/* Only %25 and %0A are escapes; nothing else may follow a '%'. */
static bool
field_value_valid(struct base_text v)
{
	for (size_t i = 0; i < v.len; i++) {
		struct base_text escape = { v.data + i, v.len - i };

		if (v.data[i] == '%' && !base_text_starts(escape, "%25") &&
		    !base_text_starts(escape, "%0A"))
			return false;
	}
	return true;
}

static bool
field_name_valid(struct base_text t)
{
	return sign_word_valid(t, SIGN_FIELD_NAME_LEN) &&
	    memchr(t.data, '-', t.len) == NULL;
}

bool
sign_value_field(struct base_text v, struct sign_field *out)
{
	const char *sp = memchr(v.data, ' ', v.len);

	if (sp == NULL)
		return false;
	out->name = (struct base_text){ v.data, (size_t)(sp - v.data) };
	out->value =
	    (struct base_text){ sp + 1, v.len - out->name.len - 1 };
	return field_name_valid(out->name) && field_value_valid(out->value);
}

bool
sign_inline_or_empty(struct base_text t)
{
	return t.len == 0 || sign_inline_valid(t, LIMIT_ENTRY_NOTE_LEN);
}

enum err
sign_put_field(struct base_buf *b, const struct sign_field *f)
{
	if (!sign_inline_or_empty(f->name) || !sign_inline_or_empty(f->value))
		return ERR_ENTRY;
	return base_buf_addf(b, "field %.*s %.*s\n", (int)f->name.len,
	    f->name.data, (int)f->value.len, f->value.data);
}

bool
sign_value_numbers(struct base_text v, struct sign_numbers *out)
{
	unsigned int n, last = 0;

	/* Two digits and a space each, the last without. */
	if (v.len % 3 != 2 || v.len / 3 >= LIMIT_STANZA_MAX)
		return false;
	for (size_t i = 0; i < v.len; i += 3) {
		struct base_text two = { v.data + i, 2 };

		if (!sign_value_number(two, &n) ||
		    (i > 0 && (n <= last || v.data[i - 1] != ' ')))
			return false;
		out->at[out->count++] = (uint8_t)n;
		last = n;
	}
	return true;
}

enum err
sign_put_numbers(struct base_buf *b, const char *name,
    const struct sign_numbers *n)
{
	enum err e;

	if (n->count > LIMIT_STANZA_MAX)
		return ERR_ENTRY;
	if ((e = base_buf_add_str(b, name)) != ERR_OK)
		return e;
	for (size_t i = 0; i < n->count; i++) {
		if ((e = base_buf_addf(b, " %02u", n->at[i])) != ERR_OK)
			return e;
	}
	return base_buf_add(b, "\n", 1);
}
