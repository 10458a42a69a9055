/* SPDX-License-Identifier: ISC */
#include "sign/roster.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/note.h"
#include "sign/roster_rules.h"
#include "sign/value.h"

struct sign_roster *
sign_roster_new(void)
{
	return calloc(1, sizeof(struct sign_roster));
}

void
sign_roster_free(struct sign_roster **r)
{
	if (r == NULL)
		return;
	free(*r);
	*r = NULL;
}

const struct sign_officer *
sign_roster_officer(const struct sign_roster *r, unsigned int number)
{
	for (size_t i = 0; i < r->officer_count; i++) {
		if (r->officers[i].number == number)
			return &r->officers[i];
	}
	return NULL;
}

const struct sign_class *
sign_roster_class(const struct sign_roster *r, const char *name)
{
	for (size_t i = 0; i < r->class_count; i++) {
		if (strcmp(r->classes[i].name, name) == 0)
			return &r->classes[i];
	}
	return NULL;
}

const struct sign_holder *
sign_roster_holder(const struct sign_roster *r, const char *role,
    unsigned int number)
{
	for (size_t i = 0; i < r->holder_count; i++) {
		if (r->holders[i].number == number &&
		    strcmp(r->holders[i].role, role) == 0)
			return &r->holders[i];
	}
	return NULL;
}

bool
sign_roster_valid_on(const struct sign_roster *r, const struct base_date *date)
{
	return strcmp(r->not_before.text, date->text) <= 0 &&
	    strcmp(date->text, r->not_after.text) <= 0;
}

static bool
officer_read(struct base_text v, struct sign_officer *o)
{
	struct base_text w[5];

	if (!sign_words(v, w, 5, true) || !sign_value_number(w[0], &o->number) ||
	    !sign_value_recipient(w[1], &o->recipient) ||
	    sign_vkey_parse(w[2], &o->entry) != ERR_OK ||
	    sign_vkey_parse(w[3], &o->login) != ERR_OK ||
	    !sign_inline_valid(w[4], SIGN_OFFICE_LEN))
		return false;
	memcpy(o->office, w[4].data, w[4].len);
	o->office[w[4].len] = '\0';
	return true;
}

static bool
class_read(struct base_text v, struct sign_class *c)
{
	struct sign_numbers n = { .count = 0 };
	struct base_text w[2];

	if (!sign_words(v, w, 2, true) ||
	    !sign_value_word(w[0], c->name, SIGN_WORD_LEN))
		return false;
	if (!sign_value_numbers(w[1], &n))
		return false;
	for (size_t i = 0; i < n.count; i++)
		c->numbers[i] = n.at[i];
	c->count = n.count;
	return true;
}

static bool
holder_read(struct base_text v, struct sign_holder *h)
{
	struct base_text w[3];

	return sign_words(v, w, 3, false) &&
	    sign_value_word(w[0], h->role, SIGN_WORD_LEN) &&
	    sign_value_number(w[1], &h->number) &&
	    sign_vkey_parse(w[2], &h->login) == ERR_OK;
}

static bool
revoked_read(struct base_text v, struct sign_revoked *r)
{
	struct base_text w[3];

	return sign_words(v, w, 3, false) &&
	    sign_value_number(w[0], &r->number) &&
	    sign_value_date(w[1], &r->date) &&
	    sign_value_word(w[2], r->reason, SIGN_WORD_LEN);
}

static enum err
head_read(struct sign_lines *l, struct sign_roster *r)
{
	struct base_text v;
	uint64_t n;

	if (!sign_lines_take(l, "version", &v) ||
	    !sign_value_u32(v, &r->version) ||
	    !sign_lines_take(l, "prev", &v) ||
	    !sign_value_prev(v, r->version == 1, r->prev) ||
	    !sign_lines_take(l, "not-before", &v) ||
	    !sign_value_date(v, &r->not_before) ||
	    !sign_lines_take(l, "not-after", &v) ||
	    !sign_value_date(v, &r->not_after) ||
	    !sign_lines_take(l, "slots", &v) ||
	    base_text_decimal(v, LIMIT_STANZA_MAX, &n) != ERR_OK)
		return ERR_ROSTER;
	r->slots = (unsigned int)n;
	return ERR_OK;
}

/* promise, log, witness, quorum */
static enum err
keys_read(struct sign_lines *l, struct sign_roster *r)
{
	struct base_text v;
	uint64_t n;

	while (sign_lines_take(l, "promise", &v)) {
		if (r->promise_count == SIGN_PROMISE_KEYS_MAX)
			return ERR_LIMIT;
		if (sign_vkey_parse(v, &r->promises[r->promise_count++]) !=
		    ERR_OK)
			return ERR_ROSTER;
	}
	if (sign_lines_take(l, "log", &v)) {
		if (sign_vkey_parse(v, &r->log) != ERR_OK)
			return ERR_ROSTER;
		r->has_log = true;
	}
	while (sign_lines_take(l, "witness", &v)) {
		if (r->witness_count == SIGN_WITNESSES_MAX)
			return ERR_LIMIT;
		if (sign_vkey_parse_witness(v,
			&r->witnesses[r->witness_count++]) != ERR_OK)
			return ERR_ROSTER;
	}
	if (r->witness_count > 0) {
		if (!sign_lines_take(l, "quorum", &v) ||
		    base_text_decimal(v, r->witness_count, &n) != ERR_OK)
			return ERR_ROSTER;
		r->quorum = (unsigned int)n;
	}
	return ERR_OK;
}

static enum err
people_read(struct sign_lines *l, struct sign_roster *r)
{
	struct base_text v;

	while (sign_lines_take(l, "officer", &v)) {
		if (r->officer_count == LIMIT_OFFICERS_MAX)
			return ERR_LIMIT;
		if (!officer_read(v, &r->officers[r->officer_count++]))
			return ERR_ROSTER;
	}
	while (sign_lines_take(l, "class", &v)) {
		if (r->class_count == LIMIT_CLASSES_MAX)
			return ERR_LIMIT;
		if (!class_read(v, &r->classes[r->class_count++]))
			return ERR_ROSTER;
	}
	while (sign_lines_take(l, "role", &v)) {
		if (r->holder_count == SIGN_ROLES_MAX)
			return ERR_LIMIT;
		if (!holder_read(v, &r->holders[r->holder_count++]))
			return ERR_ROSTER;
	}
	while (sign_lines_take(l, "revoked", &v)) {
		if (r->revoked_count == LIMIT_OFFICERS_MAX)
			return ERR_LIMIT;
		if (!revoked_read(v, &r->revoked[r->revoked_count++]))
			return ERR_ROSTER;
	}
	return sign_lines_done(l) ? ERR_OK : ERR_ROSTER;
}

enum err
sign_roster_parse(const char *host, struct base_text text,
    struct sign_roster **out)
{
	struct sign_roster *r;
	struct sign_lines l;
	enum err e;

	if ((r = sign_roster_new()) == NULL)
		return ERR_MEMORY;
	e = ERR_ROSTER;
	if (!sign_lines_init(&l, host, SIGN_ROSTER_FIRST_LINE, text) ||
	    (e = head_read(&l, r)) != ERR_OK ||
	    (e = keys_read(&l, r)) != ERR_OK ||
	    (e = people_read(&l, r)) != ERR_OK)
		goto out;
	if (!sign_roster_is_sound(host, r)) {
		e = ERR_ROSTER;
		goto out;
	}
	sign_text_hash(text, r->hash);
	*out = r;
	r = NULL;
out:
	sign_roster_free(&r);
	return e;
}
