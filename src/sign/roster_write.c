/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "sign/line.h"
#include "sign/roster.h"

static enum err
put_services(const struct sign_roster *r, struct base_buf *b)
{
	enum err e;

	for (size_t i = 0; i < r->promise_count; i++) {
		e = sign_put_vkey(b, "promise ", &r->promises[i]);
		if (e != ERR_OK)
			return e;
	}
	if (r->has_log &&
	    (e = sign_put_vkey(b, "log ", &r->log)) != ERR_OK)
		return e;
	for (size_t i = 0; i < r->witness_count; i++) {
		e = sign_put_vkey(b, "witness ", &r->witnesses[i]);
		if (e != ERR_OK)
			return e;
	}
	if (r->witness_count == 0)
		return ERR_OK;
	return base_buf_addf(b, "quorum %u\n", r->quorum);
}

static enum err
put_officer(const struct sign_officer *o, struct base_buf *b)
{
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	char entry[SIGN_VKEY_LEN + 1], login[SIGN_VKEY_LEN + 1];

	if (!sign_inline_valid(sign_text(o->office), SIGN_OFFICE_LEN))
		return ERR_ROSTER;
	seal_recipient_format(&o->recipient, recipient);
	sign_vkey_format(entry, &o->entry);
	sign_vkey_format(login, &o->login);
	return base_buf_addf(b, "officer %02u %s %s %s %s\n", o->number,
	    recipient, entry, login, o->office);
}

static enum err
put_class(const struct sign_class *c, struct base_buf *b)
{
	enum err e;

	if (!sign_word_valid(sign_text(c->name), SIGN_WORD_LEN) ||
	    c->count > LIMIT_STANZA_MAX)
		return ERR_ROSTER;
	if ((e = base_buf_addf(b, "class %s", c->name)) != ERR_OK)
		return e;
	for (size_t i = 0; i < c->count; i++) {
		e = base_buf_addf(b, " %02u", c->numbers[i]);
		if (e != ERR_OK)
			return e;
	}
	return base_buf_add(b, "\n", 1);
}

static enum err
put_holder(const struct sign_holder *h, struct base_buf *b)
{
	char login[SIGN_VKEY_LEN + 1];

	if (!sign_word_valid(sign_text(h->role), SIGN_WORD_LEN))
		return ERR_ROSTER;
	sign_vkey_format(login, &h->login);
	return base_buf_addf(b, "role %s %02u %s\n", h->role, h->number,
	    login);
}

static enum err
put_people(const struct sign_roster *r, struct base_buf *b)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < r->officer_count; i++)
		e = put_officer(&r->officers[i], b);
	for (size_t i = 0; e == ERR_OK && i < r->class_count; i++)
		e = put_class(&r->classes[i], b);
	for (size_t i = 0; e == ERR_OK && i < r->holder_count; i++)
		e = put_holder(&r->holders[i], b);
	for (size_t i = 0; e == ERR_OK && i < r->revoked_count; i++) {
		const struct sign_revoked *v = &r->revoked[i];

		if (!sign_word_valid(sign_text(v->reason), SIGN_WORD_LEN))
			return ERR_ROSTER;
		e = base_buf_addf(b, "revoked %02u %s %s\n", v->number,
		    v->date.text, v->reason);
	}
	return e;
}

static enum err
put_roster(const char *host, const struct sign_roster *r, struct base_buf *b)
{
	enum err e;

	if (r->promise_count > SIGN_PROMISE_KEYS_MAX ||
	    r->witness_count > SIGN_WITNESSES_MAX ||
	    r->officer_count > LIMIT_OFFICERS_MAX ||
	    r->class_count > LIMIT_CLASSES_MAX ||
	    r->holder_count > SIGN_ROLES_MAX ||
	    r->revoked_count > LIMIT_OFFICERS_MAX)
		return ERR_LIMIT;
	if ((e = sign_put_first(b, host, SIGN_ROSTER_FIRST_LINE)) != ERR_OK ||
	    (e = base_buf_addf(b, "version %lu\n",
		 (unsigned long)r->version)) != ERR_OK ||
	    (e = sign_put_prev(b, r->version == 1, r->prev)) != ERR_OK ||
	    (e = base_buf_addf(b, "not-before %s\nnot-after %s\nslots %u\n",
		 r->not_before.text, r->not_after.text, r->slots)) != ERR_OK ||
	    (e = put_services(r, b)) != ERR_OK)
		return e;
	return put_people(r, b);
}

enum err
sign_roster_write(const char *host, const struct sign_roster *r,
    struct base_buf *out)
{
	struct sign_roster *again = NULL;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if (!sign_host_valid(host)) {
		e = ERR_ROSTER;
		goto out;
	}
	if ((e = put_roster(host, r, &b)) != ERR_OK)
		goto out;
	/* What this room would not read it does not write. */
	if ((e = sign_roster_parse(host, sign_buf_text(&b), &again)) != ERR_OK)
		goto out;
	e = base_buf_add(out, b.data, b.len);
out:
	sign_roster_free(&again);
	base_buf_done(&b);
	return e;
}
