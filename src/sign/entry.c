/* SPDX-License-Identifier: ISC */
#include "sign/entry.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "sign/line.h"

struct sign_entry *
sign_entry_new(void)
{
	return calloc(1, sizeof(struct sign_entry));
}

void
sign_entry_free(struct sign_entry **e)
{
	if (e == NULL || *e == NULL)
		return;
	sodium_memzero(*e, sizeof(**e));
	free(*e);
	*e = NULL;
}

enum err
sign_entry_verify(const char *host, const struct sign_entry *e,
    const struct sign_vkey *author)
{
	if (e->note.signature_count != 1 ||
	    sign_note_verify(host, &e->note, author, 1, NULL) != ERR_OK)
		return ERR_ENTRY_SIGNATURE;
	return ERR_OK;
}

const struct sign_field *
sign_entry_field(const struct sign_entry *e, const char *name, size_t n)
{
	for (size_t i = 0; i < e->field_count; i++) {
		if (base_text_is(e->fields[i].name, name) && n-- == 0)
			return &e->fields[i];
	}
	return NULL;
}

enum err
sign_field_decode(struct base_text value, struct base_buf *out)
{
	size_t start = out->len;
	enum err e = ERR_OK;

	for (size_t i = 0; i < value.len && e == ERR_OK; i++) {
		struct base_text escape = { value.data + i, value.len - i };

		if (value.data[i] != '%') {
			e = base_buf_add(out, value.data + i, 1);
			continue;
		}
		if (base_text_starts(escape, "%25"))
			e = base_buf_add(out, "%", 1);
		else if (base_text_starts(escape, "%0A"))
			e = base_buf_add(out, "\n", 1);
		else
			e = ERR_FORMAT;
		i += 2;
	}
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}

enum err
sign_field_encode(struct base_text value, struct base_buf *out)
{
	size_t start = out->len;
	enum err e = ERR_OK;

	for (size_t i = 0; i < value.len && e == ERR_OK; i++) {
		if (value.data[i] == '%')
			e = base_buf_add(out, "%25", 3);
		else if (value.data[i] == '\n')
			e = base_buf_add(out, "%0A", 3);
		else
			e = base_buf_add(out, value.data + i, 1);
	}
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}

enum err
sign_numbers_add(struct sign_numbers *n, unsigned int number)
{
	size_t i = n->count;

	REQUIRE(number <= SIGN_NUMBER_MAX);
	if (sign_numbers_have(n, number))
		return ERR_EXISTS;
	if (n->count == LIMIT_STANZA_MAX)
		return ERR_LIMIT;
	for (; i > 0 && n->at[i - 1] > number; i--)
		n->at[i] = n->at[i - 1];
	n->at[i] = (uint8_t)number;
	n->count++;
	return ERR_OK;
}

bool
sign_numbers_have(const struct sign_numbers *n, unsigned int number)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->at[i] == number)
			return true;
	}
	return false;
}

const char *
sign_kind_word(enum sign_kind k)
{
	static const char *const words[] = {
#define X(name, word, reporter) [SIGN_KIND_##name] = word,
		SIGN_KIND_LIST(X)
#undef X
	};

	REQUIRE(k < SIGN_KIND_COUNT);
	return words[k];
}

const char *
sign_form_word(enum sign_form f)
{
	static const char *const words[] = {
		[SIGN_FORM_NONE] = "",
#define X(name, word) [SIGN_FORM_##name] = word,
		SIGN_FORM_LIST(X)
#undef X
	};

	REQUIRE(f < SIGN_FORM_COUNT);
	return words[f];
}

bool
sign_kind_is_reporters(enum sign_kind k)
{
	static const bool reporters[] = {
#define X(name, word, reporter) [SIGN_KIND_##name] = reporter,
		SIGN_KIND_LIST(X)
#undef X
	};

	REQUIRE(k < SIGN_KIND_COUNT);
	return reporters[k];
}

enum err
sign_entry_members(const struct sign_entry *e,
    const struct sign_member *members, size_t count)
{
	if (count != e->attach_count)
		return ERR_ATTACHMENT;
	for (size_t i = 0; i < count; i++) {
		const struct sign_attach *a = &e->attaches[i];

		if (!base_text_is(members[i].name, a->member) ||
		    members[i].len != a->len ||
		    memcmp(members[i].hash, a->hash, SIGN_HASH_LEN) != 0)
			return ERR_ATTACHMENT;
	}
	return ERR_OK;
}
