/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "seal/receipt.h"
#include "seal/tar.h"
#include "sign/entry.h"
#include "sign/line.h"
#include "sign/value.h"

static bool
kind_read(struct base_text v, enum sign_kind *out)
{
	for (int k = 0; k < SIGN_KIND_COUNT; k++) {
		if (base_text_is(v, sign_kind_word((enum sign_kind)k))) {
			*out = (enum sign_kind)k;
			return true;
		}
	}
	return false;
}

/* One line a head; `after -` alone when there is none. */
static bool
after_read(struct sign_lines *l, struct sign_entry *e)
{
	struct base_text v;

	if (!sign_lines_take(l, "after", &v))
		return false;
	if (base_text_is(v, "-"))
		return true;
	do {
		size_t n = e->after_count;

		if (n == LIMIT_AFTER_MAX || !sign_value_hash(v, e->after[n]))
			return false;
		if (n > 0 && memcmp(e->after[n - 1], e->after[n],
				 SIGN_HASH_LEN) >= 0)
			return false;
		e->after_count++;
	} while (sign_lines_take(l, "after", &v));
	return true;
}

static bool
has_key(enum sign_kind k)
{
	return k == SIGN_KIND_REPORT || k == SIGN_KIND_FOLLOWUP;
}

/* `not`: none of them may also be a reader. */
static bool
left_out_read(struct sign_lines *l, struct sign_entry *e)
{
	struct base_text v;

	if (!has_key(e->kind) || !sign_lines_at(l, "not"))
		return true;
	if (!sign_lines_take(l, "not", &v) ||
	    !sign_value_numbers(v, &e->left_out))
		return false;
	for (size_t i = 0; i < e->left_out.count; i++) {
		if (sign_numbers_have(&e->to, e->left_out.at[i]))
			return false;
	}
	return true;
}

/* The lines whose presence hangs on the kind; `thread` must fit `key`. */
static bool
author_read(const char *host, struct sign_lines *l, struct sign_entry *e)
{
	uint8_t handle[SEAL_THREAD_LEN];
	struct base_text v;

	if (e->kind == SIGN_KIND_REPORT &&
	    (!sign_lines_take(l, "form", &v) || !sign_value_form(v, &e->form)))
		return false;
	if (has_key(e->kind)) {
		if (!sign_lines_take(l, "key", &v) ||
		    sign_vkey_parse(v, &e->key) != ERR_OK ||
		    !sign_name_is(host, e->key.name, SIGN_ROLE_REPORTER, 0))
			return false;
		seal_receipt_thread(host, e->key.pk, handle);
		if (memcmp(handle, e->thread, sizeof(handle)) != 0)
			return false;
	}
	if (e->kind == SIGN_KIND_REPORT)
		return sign_lines_take(l, "reply-to", &v) &&
		    sign_value_recipient(v, &e->reply_to);
	return sign_kind_is_reporters(e->kind) ||
	    (sign_lines_take(l, "officer", &v) &&
		sign_value_number(v, &e->officer));
}

/*
 * Names may repeat as far as the grammar goes: which ones a form lets repeat
 * is in the site's own list of forms, not in the protocol.
 */
static bool
fields_read(struct sign_lines *l, struct sign_entry *e)
{
	struct base_text v;

	while (sign_lines_take(l, "field", &v)) {
		if (e->field_count == LIMIT_FIELDS_MAX ||
		    !sign_value_field(v, &e->fields[e->field_count]))
			return false;
		e->field_count++;
	}
	return true;
}

static bool
attach_read(struct base_text v, size_t i, struct sign_attach *a)
{
	struct base_text w[4];

	if (!sign_words(v, w, 4, true) || w[0].len > SIGN_ATTACH_MEMBER_LEN)
		return false;
	memcpy(a->member, w[0].data, w[0].len);
	a->member[w[0].len] = '\0';
	if (strlen(a->member) != w[0].len ||
	    !seal_tar_name_fits(a->member, i + 1) ||
	    !sign_value_hash(w[1], a->hash) ||
	    base_text_decimal(w[2], LIMIT_UPLOAD_LEN, &a->len) != ERR_OK)
		return false;
	a->name = base_text_is(w[3], "-") ? sign_text("") : w[3];
	return true;
}

static bool
attaches_read(struct sign_lines *l, struct sign_entry *e)
{
	struct base_text v;

	while (sign_lines_take(l, "attach", &v)) {
		if (e->attach_count == LIMIT_ATTACHMENTS_MAX ||
		    !attach_read(v, e->attach_count,
			&e->attaches[e->attach_count]))
			return false;
		e->attach_count++;
	}
	return true;
}

static bool
text_read(const char *host, struct base_text text, struct sign_entry *e)
{
	struct sign_lines l;
	struct base_text v;

	if (!sign_lines_init(&l, host, SIGN_ENTRY_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "kind", &v) || !kind_read(v, &e->kind) ||
	    !sign_lines_take(&l, "thread", &v) ||
	    !sign_value_handle(v, e->thread) || !after_read(&l, e) ||
	    !sign_lines_take(&l, "date", &v) || !sign_value_date(v, &e->date) ||
	    !sign_lines_take(&l, "roster", &v) ||
	    !sign_value_roster(v, &e->roster_version, e->roster_hash) ||
	    !sign_lines_take(&l, "to", &v) || !sign_value_numbers(v, &e->to) ||
	    !left_out_read(&l, e) || !author_read(host, &l, e) ||
	    !fields_read(&l, e) || !attaches_read(&l, e))
		return false;
	/* The empty line, and behind it the free text as it is. */
	if (l.end || l.name.len != 0 || l.has_value)
		return false;
	e->body = l.rest;
	/* A report is the first of its thread: it follows nothing. */
	return e->kind != SIGN_KIND_REPORT || e->after_count == 0;
}

/* The one signature's key name is the author's. */
static bool
signature_fits(const char *host, const struct sign_entry *e)
{
	char name[LIMIT_NAME_LEN + 1];
	enum sign_role role = sign_kind_is_reporters(e->kind) ?
	    SIGN_ROLE_REPORTER : SIGN_ROLE_OFFICER;

	return e->note.signature_count == 1 &&
	    sign_name_write(name, host, role, e->officer, NULL) == ERR_OK &&
	    base_text_is(e->note.signatures[0].name, name);
}

enum err
sign_entry_parse(const char *host, struct base_text text,
    struct sign_entry *out)
{
	return text_read(host, text, out) ? ERR_OK : ERR_ENTRY;
}

enum err
sign_entry_read(const char *host, const void *note, size_t len,
    struct sign_entry **out)
{
	struct sign_entry *e = NULL;
	enum err err;

	if (len > LIMIT_ENTRY_NOTE_LEN)
		return ERR_LIMIT;
	if ((e = sign_entry_new()) == NULL)
		return ERR_MEMORY;
	if ((err = sign_note_parse(note, len, &e->note)) != ERR_OK ||
	    (err = sign_entry_parse(host, e->note.text, e)) != ERR_OK)
		goto out;
	if (!signature_fits(host, e)) {
		err = ERR_ENTRY;
		goto out;
	}
	sign_text_hash(e->note.text, e->hash);
	*out = e;
	e = NULL;
out:
	sign_entry_free(&e);
	return err;
}
