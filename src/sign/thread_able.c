/* SPDX-License-Identifier: ISC */
#include "sign/thread_able.h"

#include <string.h>

#include "sign/line.h"

/* What is asked of each entry, for one officer. */
struct able {
	const struct sign_thread *t;
	const struct sign_chain *chain;
	const struct sign_officer *o; /* of today's roster */
	bool granted; /* a grant to this very key */
};

static const struct sign_thread_entry *
find_report(const struct sign_thread *t)
{
	for (size_t i = 0; i < t->entry_count; i++) {
		if (t->report != NULL && t->entries[i].entry == t->report)
			return &t->entries[i];
	}
	return NULL;
}

static bool
is_granted(const struct sign_thread *t, const struct sign_thread_entry *te,
    unsigned int number)
{
	return t->granted_all[number] || te->granted[number];
}

/* Numbers that open an entry by a further header and by no other. */
static size_t
granted_count(const struct sign_thread *t, const struct sign_thread_entry *te)
{
	size_t n = 0;

	for (unsigned int i = 0; i <= SIGN_NUMBER_MAX; i++)
		n += is_granted(t, te, i) &&
		    !sign_numbers_have(&te->entry->to, i);
	return n;
}

bool
sign_thread_is_granted(const struct sign_thread *t)
{
	const struct sign_thread_entry *report = find_report(t);

	return report != NULL && granted_count(t, report) > 0;
}

/* Had the number the key of today in the roster that the entry names? */
static bool
is_same_key(const struct able *a, const struct sign_entry *e)
{
	const struct sign_roster *r = sign_chain_find(a->chain,
	    e->roster_version, e->roster_hash);
	const struct sign_officer *then = r == NULL ? NULL :
	    sign_roster_officer(r, a->o->number);

	return then != NULL && memcmp(then->recipient.key,
				   a->o->recipient.key, SEAL_KEY_LEN) == 0;
}

static bool
names_number(struct base_text value, unsigned int number)
{
	struct base_text words[2];
	unsigned int n;

	return sign_words(value, words, 2, false) &&
	    sign_value_number(words[0], &n) && n == number;
}

/* A grant that holds, under a roster in which the number had today's key. */
static bool
has_grant(const struct able *a)
{
	for (size_t i = 0; i < a->t->entry_count; i++) {
		const struct sign_thread_entry *te = &a->t->entries[i];

		if (!te->trusted || te->entry->kind != SIGN_KIND_EVENT ||
		    (te->alarms & SIGN_ALARM_BIT(SIGN_ALARM_GRANT)) != 0 ||
		    !is_same_key(a, te->entry))
			continue;
		for (size_t f = 0; f < te->entry->field_count; f++) {
			const struct sign_field *field =
			    &te->entry->fields[f];

			if (base_text_is(field->name, "grant") &&
			    names_number(field->value, a->o->number))
				return true;
		}
	}
	return false;
}

static bool
opens(const struct able *a, const struct sign_thread_entry *te, bool handed)
{
	if (sign_numbers_have(&te->entry->to, a->o->number) &&
	    is_same_key(a, te->entry))
		return true;
	return handed && a->granted && is_granted(a->t, te, a->o->number);
}

static bool
is_able(struct able *a, const struct sign_thread_entry *report, bool handed)
{
	const struct sign_thread *t = a->t;

	a->granted = has_grant(a);
	if (!opens(a, report, handed))
		return false;
	for (size_t i = 0; i < t->entry_count; i++) {
		const struct sign_thread_entry *te = &t->entries[i];

		/* Who opened what is nothing that could be lost. */
		if (!te->trusted || te == report ||
		    sign_entry_field(te->entry, "opened", 0) != NULL)
			continue;
		if (!opens(a, te, true))
			return false;
	}
	return true;
}

size_t
sign_thread_able(const struct sign_thread *t, const struct sign_chain *chain,
    const struct sign_roster *today,
    const bool recused[static SIGN_NUMBER_MAX + 1], size_t headers,
    bool out[static SIGN_NUMBER_MAX + 1])
{
	const struct sign_thread_entry *report = find_report(t);
	size_t count = 0;
	bool handed;

	memset(out, 0, (SIGN_NUMBER_MAX + 1) * sizeof(out[0]));
	if (report == NULL)
		return 0;
	/* Whom a header is for nobody can tell: with too few none counts. */
	handed = headers > granted_count(t, report);
	for (size_t i = 0; i < today->officer_count; i++) {
		struct able a = { .t = t, .chain = chain,
			.o = &today->officers[i] };
		unsigned int n = a.o->number;

		out[n] = !t->left_out[n] && !recused[n] &&
		    is_able(&a, report, handed);
		count += out[n];
	}
	return count;
}
