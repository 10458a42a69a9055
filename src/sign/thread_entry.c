/* SPDX-License-Identifier: ISC */
/* The checks of one entry in its thread (docs/protocol.md section 5). */
#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/thread_work.h"

#define BIT(name) SIGN_ALARM_BIT(SIGN_ALARM_##name)

/* Alarms that speak against an entry's author: it has no effects then. */
#define AGAINST_REPORTER                                                      \
	(BIT(THREAD) | BIT(KEY) | BIT(SIGNATURE) | BIT(SECOND_REPORT) |       \
	    BIT(DUPLICATE))
/*
 * An officer is one by the roster in force on the day of storing: a revoked
 * key would name an old roster or an old date.
 */
#define AGAINST_OFFICER                                                       \
	(BIT(THREAD) | BIT(KEY) | BIT(SIGNATURE) | BIT(DUPLICATE) |           \
	    BIT(AUTHOR_UNKNOWN) | BIT(AUTHOR_NOT_READER) |                    \
	    BIT(ROSTER_UNKNOWN) | BIT(ROSTER_OLD) | BIT(ROSTER_EXPIRED) |     \
	    BIT(DATE))

/* The roster it names; NULL when the chain has none such. */
static const struct sign_roster *
check_roster(const struct thread_work *w, struct sign_thread_entry *te)
{
	const struct sign_entry *e = te->entry;
	const struct base_date *stored = &te->item->stored;
	const struct sign_roster *r;

	r = sign_chain_find(w->in->chain, e->roster_version, e->roster_hash);
	if (r == NULL) {
		te->alarms |= BIT(ROSTER_UNKNOWN);
		return NULL;
	}
	if (!sign_chain_newest_on(w->in->chain, r, stored))
		te->alarms |= BIT(ROSTER_OLD);
	if (!sign_roster_valid_on(r, stored))
		te->alarms |= BIT(ROSTER_EXPIRED);
	for (size_t i = 0; i < e->to.count; i++) {
		if (sign_roster_officer(r, e->to.at[i]) == NULL)
			te->alarms |= BIT(TO_UNKNOWN);
	}
	return r;
}

static void
check_by_reporter(struct thread_work *w, struct sign_thread_entry *te)
{
	const struct sign_entry *e = te->entry;
	const struct sign_vkey *key = w->reporter;

	/* A report or followup brings its key; the handle vouches for it. */
	if (e->kind != SIGN_KIND_CONTACT)
		key = &e->key;
	if (key == NULL)
		te->alarms |= BIT(KEY);
	else if (sign_entry_verify(w->in->host, e, key) != ERR_OK)
		te->alarms |= BIT(SIGNATURE);
	if (e->kind != SIGN_KIND_REPORT ||
	    (te->alarms & (BIT(THREAD) | BIT(SIGNATURE))) != 0)
		return;
	if (w->seen_report)
		te->alarms |= BIT(SECOND_REPORT);
	w->seen_report = true;
}

/*
 * A reader of the thread.  The reporter sees no grants, so for him whoever the
 * reply itself addresses counts, unless left out.
 */
static bool
author_reads(const struct thread_work *w, const struct sign_entry *e)
{
	if (w->t->readers[e->officer])
		return true;
	return w->in->viewer == SIGN_VIEWER_REPORTER &&
	    sign_numbers_have(&e->to, e->officer) &&
	    !w->t->left_out[e->officer];
}

static void
check_by_officer(const struct thread_work *w, struct sign_thread_entry *te,
    const struct sign_roster *r)
{
	const struct sign_entry *e = te->entry;
	const struct sign_officer *o = NULL;

	if (r != NULL && (o = sign_roster_officer(r, e->officer)) == NULL)
		te->alarms |= BIT(AUTHOR_UNKNOWN);
	if (o == NULL)
		te->alarms |= BIT(KEY);
	else if (sign_entry_verify(w->in->host, e, &o->entry) != ERR_OK)
		te->alarms |= BIT(SIGNATURE);
	if (!author_reads(w, e))
		te->alarms |= BIT(AUTHOR_NOT_READER);
}

static bool
is_internal(enum sign_kind k)
{
	return k != SIGN_KIND_REPORT && k != SIGN_KIND_FOLLOWUP &&
	    k != SIGN_KIND_REPLY;
}

static enum err
missing_add(struct thread_work *w, const uint8_t *hash)
{
	if (w->missing_count == w->missing_max) {
		size_t max = w->missing_max == 0 ? 64 : w->missing_max * 2;
		const uint8_t **fresh;

		/* At most LIMIT_THREAD_MAX * LIMIT_AFTER_MAX of them. */
		fresh = reallocarray(w->missing, max, sizeof(*fresh));
		if (fresh == NULL)
			return ERR_MEMORY;
		w->missing = fresh;
		w->missing_max = max;
	}
	w->missing[w->missing_count++] = hash;
	return ERR_OK;
}

static enum err
check_after(struct thread_work *w, struct sign_thread_entry *te)
{
	const struct sign_entry *e = te->entry;
	enum err err;

	for (size_t i = 0; i < e->after_count; i++) {
		size_t at = sign_thread_find(w, e->after[i]);

		if (at == THREAD_NONE) {
			te->after_unreadable = true;
			if ((err = missing_add(w, e->after[i])) != ERR_OK)
				return err;
		} else if (!is_internal(e->kind) &&
		    is_internal(w->t->entries[at].entry->kind)) {
			te->alarms |= BIT(AFTER_KIND);
		}
	}
	return ERR_OK;
}

static void
check_item(const struct thread_work *w, struct sign_thread_entry *te,
    size_t at)
{
	const struct sign_entry *e = te->entry;
	int32_t days = base_date_days(&e->date) -
	    base_date_days(&te->item->stored);

	if (memcmp(e->thread, w->in->handle, SIGN_HANDLE_LEN) != 0)
		te->alarms |= BIT(THREAD);
	/* The index has the first of each hash. */
	if (sign_thread_find(w, e->hash) != at)
		te->alarms |= BIT(DUPLICATE);
	if (days > SIGN_DATE_SLACK_DAYS || days < -SIGN_DATE_SLACK_DAYS)
		te->alarms |= BIT(DATE);
	if (te->item->members_known &&
	    sign_entry_members(e, te->item->members, te->item->member_count) !=
		ERR_OK)
		te->alarms |= BIT(ATTACHMENT);
	for (size_t i = 0; i < e->to.count; i++) {
		if (w->t->left_out[e->to.at[i]])
			te->alarms |= BIT(TO_LEFT_OUT);
	}
}

/* 1-8 for "P1" to "P8", else 0. */
static unsigned int
status_read(struct base_text v)
{
	if (v.len != 2 || v.data[0] != 'P' || v.data[1] < '1' ||
	    v.data[1] > '8')
		return 0;
	return (unsigned int)(v.data[1] - '0');
}

static void
take_status(struct sign_thread *t, struct sign_thread_entry *te)
{
	const struct sign_field *f = sign_entry_field(te->entry, "status", 0);
	unsigned int status;

	if (f == NULL)
		return;
	status = status_read(f->value);
	if (status == 0 || sign_entry_field(te->entry, "status", 1) != NULL)
		te->alarms |= BIT(STATUS);
	else if (te->trusted)
		t->status = status;
}

/*
 * `NN all` or `NN <hash>`: to an officer of the roster whom the reporter did
 * not leave out, of what the author may read himself.  False: refused.
 */
static bool
take_grant(const struct thread_work *w, const struct sign_entry *by,
    const struct sign_roster *r, struct base_text value)
{
	struct sign_thread *t = w->t;
	uint8_t hash[SIGN_HASH_LEN];
	struct base_text words[2];
	unsigned int number;
	size_t at;

	if (!sign_words(value, words, 2, false) ||
	    !sign_value_number(words[0], &number) || t->left_out[number] ||
	    sign_roster_officer(r, number) == NULL)
		return false;
	if (base_text_is(words[1], "all")) {
		t->granted_all[number] = true;
		t->readers[number] = true;
		return true;
	}
	if (!sign_value_hash(words[1], hash))
		return false;
	/* Of an entry the viewer cannot read there is nothing to keep. */
	if ((at = sign_thread_find(w, hash)) == THREAD_NONE)
		return true;
	if (!sign_thread_may_read(t, &t->entries[at], by->officer))
		return false;
	t->entries[at].granted[number] = true;
	if (t->entries[at].entry == t->report)
		t->readers[number] = true;
	return true;
}

static void
take_grants(const struct thread_work *w, struct sign_thread_entry *te,
    const struct sign_roster *r)
{
	const struct sign_entry *e = te->entry;

	for (size_t i = 0; i < e->field_count; i++) {
		if (!base_text_is(e->fields[i].name, "grant"))
			continue;
		if (!te->trusted || !take_grant(w, e, r, e->fields[i].value))
			te->alarms |= BIT(GRANT);
	}
}

static void
take_readers(struct sign_thread *t, const struct sign_entry *e)
{
	for (size_t i = 0; i < e->to.count; i++)
		t->readers[e->to.at[i]] = true;
	for (size_t i = 0; i < e->left_out.count; i++)
		t->left_out[e->left_out.at[i]] = true;
}

static void
take_effects(struct thread_work *w, struct sign_thread_entry *te,
    const struct sign_roster *r)
{
	switch (te->entry->kind) {
	case SIGN_KIND_REPORT:
		if (te->trusted)
			w->t->report = te->entry;
		/* FALLTHROUGH */
	case SIGN_KIND_FOLLOWUP:
		if (te->trusted)
			take_readers(w->t, te->entry);
		break;
	case SIGN_KIND_REPLY:
		take_status(w->t, te);
		break;
	case SIGN_KIND_EVENT:
		take_grants(w, te, r);
		break;
	case SIGN_KIND_MEMO:
	case SIGN_KIND_CONTACT:
	case SIGN_KIND_COUNT:
		break;
	}
}

enum err
sign_thread_check_entry(struct thread_work *w, size_t at)
{
	struct sign_thread_entry *te = &w->t->entries[at];
	bool reporters = sign_kind_is_reporters(te->entry->kind);
	const struct sign_roster *r;
	enum err e;

	check_item(w, te, at);
	r = check_roster(w, te);
	if (reporters)
		check_by_reporter(w, te);
	else
		check_by_officer(w, te, r);
	if ((e = check_after(w, te)) != ERR_OK)
		return e;
	te->trusted = (te->alarms &
			  (reporters ? AGAINST_REPORTER : AGAINST_OFFICER)) ==
	    0;
	take_effects(w, te, r);
	return ERR_OK;
}

static int
missing_compare(const void *a, const void *b)
{
	const uint8_t *const *x = a, *const *y = b;

	return memcmp(*x, *y, SIGN_HASH_LEN);
}

/* How many different ones. */
static size_t
missing_distinct(struct thread_work *w)
{
	size_t n = 0;

	if (w->missing_count > 0)
		qsort(w->missing, w->missing_count, sizeof(*w->missing),
		    missing_compare);
	for (size_t i = 0; i < w->missing_count; i++) {
		if (i == 0 || memcmp(w->missing[i - 1], w->missing[i],
				  SIGN_HASH_LEN) != 0)
			n++;
	}
	return n;
}

static bool
viewer_reads(const struct thread_work *w, const struct sign_thread_entry *te)
{
	if (w->in->viewer == SIGN_VIEWER_REPORTER)
		return te->entry->kind == SIGN_KIND_REPLY;
	return sign_thread_may_read(w->t, te, (unsigned int)w->in->viewer);
}

void
sign_thread_check_rest(struct thread_work *w)
{
	struct sign_thread *t = w->t;
	bool reporter = w->in->viewer == SIGN_VIEWER_REPORTER;
	/*
	 * A hash that fits no opened entry may be that of an unopened one.
	 * Which, nobody can say; but more of them than there are unopened
	 * entries are surely too many.
	 */
	bool unknown = !reporter && missing_distinct(w) > t->unopened_count;

	if (!reporter && t->report == NULL)
		t->alarms |= BIT(NO_REPORT);
	t->all = t->alarms;
	for (size_t i = 0; i < t->entry_count; i++) {
		struct sign_thread_entry *te = &t->entries[i];

		if (te->after_unreadable && unknown) {
			te->after_unreadable = false;
			te->alarms |= BIT(AFTER_UNKNOWN);
		}
		if (te->entry != NULL && !viewer_reads(w, te))
			te->alarms |= BIT(NOT_READER);
		t->all |= te->alarms;
	}
}
