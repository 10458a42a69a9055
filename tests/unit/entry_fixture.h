/* SPDX-License-Identifier: ISC */
/* Entries of every kind for the tests of entry.h and thread.h. */
#ifndef UNIT_ENTRY_FIXTURE_H
#define UNIT_ENTRY_FIXTURE_H

#include "unit/sign_fixture.h"

FIXTURE struct sign_key *
reporter_key(void)
{
	return key_of(SIGN_ROLE_REPORTER, 0, NULL, "reporter");
}

FIXTURE void
reporter_handle(uint8_t out[static SIGN_HANDLE_LEN])
{
	struct sign_key *k = reporter_key();

	seal_receipt_thread(HOST, k->vkey.pk, out);
	sign_key_free(&k);
}

FIXTURE void
numbers_set(struct sign_numbers *n, const char *list)
{
	n->count = 0;
	for (; *list != '\0'; list++) {
		unsigned int v = (unsigned int)(*list - '0');

		assert_err(sign_numbers_add(n, v), ERR_OK);
	}
}

/*
 * A plain entry of kind, dated 2026-11-23, to officers 1-3, by the reporter or
 * by officer 1; roster 1 of the given hash.
 */
FIXTURE struct sign_entry *
entry_of(enum sign_kind kind, const uint8_t roster_hash[static SIGN_HASH_LEN])
{
	struct sign_entry *e = sign_entry_new();

	assert_non_null(e);
	e->kind = kind;
	reporter_handle(e->thread);
	e->date = date_of("2026-11-23");
	e->roster_version = 1;
	memcpy(e->roster_hash, roster_hash, SIGN_HASH_LEN);
	numbers_set(&e->to, "123");
	if (kind == SIGN_KIND_REPORT) {
		e->form = SIGN_FORM_CONCERN;
		e->reply_to = recipient_of("reporter");
	}
	if (kind == SIGN_KIND_REPORT || kind == SIGN_KIND_FOLLOWUP)
		vkey_take(&e->key, reporter_key());
	if (!sign_kind_is_reporters(kind))
		e->officer = 1;
	return e;
}

/* The note of an entry, signed by k; out is initialised here. */
FIXTURE void
entry_sign_by(struct base_buf *out, const struct sign_entry *e,
    const struct sign_key *k)
{
	struct base_buf text;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(out, LIMIT_NOTE_LEN);
	assert_err(sign_entry_write(HOST, e, &text), ERR_OK);
	assert_err(sign_note_sign(HOST, buf_text(&text), k, out), ERR_OK);
	base_buf_done(&text);
}

/* The same by whom the entry says it is from. */
FIXTURE void
entry_sign(struct base_buf *out, const struct sign_entry *e)
{
	struct sign_key *k = sign_kind_is_reporters(e->kind) ?
	    reporter_key() :
	    officer_key(e->officer);

	entry_sign_by(out, e, k);
	sign_key_free(&k);
}

/* ---- as the vectors write entries --------------------------------------- */

FIXTURE json_t *
json_hex(const uint8_t *data, size_t len)
{
	char text[HEX_LEN(64) + 1];

	assert_true(len <= 64);
	base_hex_encode(text, data, len);
	return json_string(text);
}

FIXTURE json_t *
json_text(struct base_text t)
{
	return json_stringn(t.data, t.len);
}

FIXTURE json_t *
json_numbers(const struct sign_numbers *n)
{
	json_t *list = json_array();
	char two[4];

	for (size_t i = 0; i < n->count; i++) {
		(void)snprintf(two, sizeof(two), "%02u", n->at[i]);
		json_array_append_new(list, json_string(two));
	}
	return list;
}

FIXTURE json_t *
json_vkey(const struct sign_vkey *k)
{
	char text[SIGN_VKEY_LEN + 1];

	sign_vkey_format(text, k);
	return json_string(text);
}

FIXTURE json_t *
json_recipient(const struct seal_recipient *r)
{
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];

	seal_recipient_format(r, text);
	return json_string(text);
}

/* Say what differs, if anything does; both are given up but `want`. */
FIXTURE bool
json_same(const char *name, json_t *got, const json_t *want)
{
	bool same = json_equal(got, want) == 1;

	if (!same) {
		char *g = json_dumps(got, JSON_SORT_KEYS);
		char *w = json_dumps(want, JSON_SORT_KEYS);

		print_error("vector \"%s\":\n got %s\nwant %s\n", name, g, w);
		free(g);
		free(w);
	}
	json_decref(got);
	return same;
}

#endif
