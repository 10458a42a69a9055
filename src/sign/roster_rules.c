/* SPDX-License-Identifier: ISC */
#include "sign/roster_rules.h"

#include <string.h>

#include "sign/line.h"

static bool
dates_sound(const struct sign_roster *r)
{
	int32_t span = base_date_days(&r->not_after) -
	    base_date_days(&r->not_before);

	return span >= 0 && span <= SIGN_ROSTER_DAYS_MAX;
}

/* Every name in its place, no key twice among promise, log and witnesses. */
static bool
services_sound(const char *host, const struct sign_roster *r)
{
	if (r->promise_count == 0 ||
	    (r->has_log &&
		!sign_name_is(host, r->log.name, SIGN_ROLE_LOG, 0)) ||
	    (r->witness_count == 0) != (r->quorum == 0))
		return false;
	for (size_t i = 0; i < r->promise_count; i++) {
		if (!sign_name_is(host, r->promises[i].name,
			SIGN_ROLE_PROMISE, 0))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (memcmp(r->promises[i].pk, r->promises[j].pk,
				SIGN_PK_LEN) == 0)
				return false;
		}
	}
	for (size_t i = 0; i < r->witness_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (memcmp(r->witnesses[i].pk, r->witnesses[j].pk,
				SIGN_PK_LEN) == 0)
				return false;
		}
	}
	return true;
}

/* Two officers who share a key would pass for two where rules need two. */
static bool
officers_differ(const struct sign_officer *a, const struct sign_officer *b)
{
	return memcmp(a->recipient.key, b->recipient.key, SEAL_KEY_LEN) != 0 &&
	    memcmp(a->entry.pk, b->entry.pk, SIGN_PK_LEN) != 0 &&
	    memcmp(a->login.pk, b->login.pk, SIGN_PK_LEN) != 0;
}

static bool
officers_sound(const char *host, const struct sign_roster *r)
{
	for (size_t i = 0; i < r->officer_count; i++) {
		const struct sign_officer *o = &r->officers[i];

		if (!sign_name_is(host, o->entry.name, SIGN_ROLE_OFFICER,
			o->number) ||
		    !sign_name_is(host, o->login.name, SIGN_ROLE_LOGIN,
			o->number) ||
		    (i > 0 && r->officers[i - 1].number >= o->number))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (!officers_differ(o, &r->officers[j]))
				return false;
		}
	}
	return r->officer_count > 0;
}

static bool
class_sound(const struct sign_roster *r, const struct sign_class *c)
{
	if (c->count < 2 || c->count > r->slots - 1)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		if ((i > 0 && c->numbers[i - 1] >= c->numbers[i]) ||
		    sign_roster_officer(r, c->numbers[i]) == NULL)
			return false;
	}
	return true;
}

static bool
classes_sound(const struct sign_roster *r)
{
	for (size_t i = 0; i < r->class_count; i++) {
		if (!class_sound(r, &r->classes[i]))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (strcmp(r->classes[i].name, r->classes[j].name) ==
			    0)
				return false;
		}
	}
	return r->class_count > 0;
}

/*
 * A number is one person with one login key, who may hold two roles; an
 * officer's number never stands in a role line.
 */
static bool
holders_sound(const char *host, const struct sign_roster *r)
{
	for (size_t i = 0; i < r->holder_count; i++) {
		const struct sign_holder *h = &r->holders[i];

		if (!sign_name_is(host, h->login.name, SIGN_ROLE_LOGIN,
			h->number) ||
		    sign_roster_officer(r, h->number) != NULL)
			return false;
		for (size_t j = 0; j < i; j++) {
			const struct sign_holder *g = &r->holders[j];
			bool same = g->number == h->number;
			bool key = memcmp(g->login.pk, h->login.pk,
				       SIGN_PK_LEN) == 0;

			if (same != key ||
			    (same && strcmp(g->role, h->role) == 0))
				return false;
		}
	}
	return true;
}

static bool
revoked_sound(const struct sign_roster *r)
{
	for (size_t i = 0; i < r->revoked_count; i++) {
		unsigned int n = r->revoked[i].number;

		if (sign_roster_officer(r, n) != NULL)
			return false;
		for (size_t j = 0; j < r->holder_count; j++) {
			if (r->holders[j].number == n)
				return false;
		}
		for (size_t j = 0; j < i; j++) {
			if (r->revoked[j].number == n)
				return false;
		}
	}
	return true;
}

bool
sign_roster_is_sound(const char *host, const struct sign_roster *r)
{
	return r->slots >= 3 && dates_sound(r) && services_sound(host, r) &&
	    officers_sound(host, r) && classes_sound(r) &&
	    holders_sound(host, r) && revoked_sound(r);
}
