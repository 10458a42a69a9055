/* SPDX-License-Identifier: ISC */
/*
 * The walk.  Every reader of a thread comes to the same end: order and trust
 * are sign_thread_check()'s, and nothing here looks at a clock.
 */
#include "sign/triage.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/triage_work.h"

const char *
sign_verdict_word(enum sign_verdict v)
{
	static const char *const words[] = {
#define X(name, word, text) [SIGN_VERDICT_##name] = word,
		SIGN_VERDICT_LIST(X)
#undef X
	};

	REQUIRE(v < SIGN_VERDICT_COUNT);
	return words[v];
}

const char *
sign_verdict_text(enum sign_verdict v)
{
	static const char *const texts[] = {
#define X(name, word, text) [SIGN_VERDICT_##name] = text,
		SIGN_VERDICT_LIST(X)
#undef X
	};

	REQUIRE(v < SIGN_VERDICT_COUNT);
	return texts[v];
}

bool
sign_verdict_is_void(enum sign_verdict v)
{
	return v > SIGN_VERDICT_PENDING;
}

void
sign_triage_free(struct sign_triage **t)
{
	if (t == NULL || *t == NULL)
		return;
	free((*t)->verdicts);
	free((*t)->moves);
	free((*t)->proposals);
	free((*t)->items);
	free((*t)->labels);
	free(*t);
	*t = NULL;
}

/* ---- what the acts share -------------------------------------------------- */

static int
index_compare(const void *a, const void *b)
{
	const struct triage_index *x = a, *y = b;
	int c = memcmp(x->hash, y->hash, SIGN_HASH_LEN);

	return c != 0 ? c : (x->at > y->at) - (x->at < y->at);
}

static size_t
find(const struct triage_work *w, const uint8_t *hash)
{
	size_t lo = 0, hi = w->index_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(w->index[mid].hash, hash, SIGN_HASH_LEN) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == w->index_count ||
	    memcmp(w->index[lo].hash, hash, SIGN_HASH_LEN) != 0)
		return SIGN_NOWHERE;
	return w->index[lo].at;
}

size_t
sign_triage_named(const struct triage_work *w, enum sign_name name)
{
	uint8_t hash[SIGN_HASH_LEN];
	size_t at;

	REQUIRE(w->act.field[name] != NULL &&
	    sign_value_hash(w->act.field[name]->value, hash));
	at = find(w, hash);
	return at < w->at ? at : SIGN_NOWHERE;
}

struct base_date
sign_triage_date(const struct triage_work *w)
{
	struct base_date d;

	REQUIRE(w->act.field[SIGN_NAME_DUE] != NULL &&
	    sign_value_date(w->act.field[SIGN_NAME_DUE]->value, &d));
	return d;
}

static void
mark_before(struct triage_work *w, size_t at)
{
	for (size_t i = 0; i < at; i++)
		w->seen[i] = true;
}

void
sign_triage_mark(struct triage_work *w, size_t at, bool fresh)
{
	size_t depth = 0;

	if (fresh)
		memset(w->seen, 0, w->thread->entry_count * sizeof(*w->seen));
	if (!w->seen[at]) {
		w->seen[at] = true;
		w->stack[depth++] = at;
	}
	while (depth > 0) {
		size_t from = w->stack[--depth];
		const struct sign_thread_entry *te =
		    &w->thread->entries[from];

		for (size_t i = 0; i < te->entry->after_count; i++) {
			size_t to = find(w, te->entry->after[i]);

			if (to == SIGN_NOWHERE) {
				mark_before(w, from);
			} else if (!w->seen[to]) {
				w->seen[to] = true;
				w->stack[depth++] = to;
			}
		}
	}
}

/* ---- the walk ------------------------------------------------------------- */

static enum sign_verdict
do_event(struct triage_work *w)
{
	static enum sign_verdict (*const acts[SIGN_ACT_COUNT])(
	    struct triage_work *) = {
		[SIGN_ACT_STEP] = sign_triage_step,
		[SIGN_ACT_APPROVE] = sign_triage_approve,
		[SIGN_ACT_LABEL] = sign_triage_labels,
		[SIGN_ACT_ASSIGN] = sign_triage_assign,
		[SIGN_ACT_GRANT] = sign_triage_grant,
		[SIGN_ACT_OPENED] = sign_triage_look,
		[SIGN_ACT_ITEM] = sign_triage_item,
		[SIGN_ACT_ITEM_DUE] = sign_triage_item_due,
		[SIGN_ACT_EVIDENCE] = sign_triage_evidence,
		[SIGN_ACT_CHECK] = sign_triage_check,
		[SIGN_ACT_DROP] = sign_triage_drop,
		[SIGN_ACT_DUE] = sign_triage_due,
		[SIGN_ACT_EXTEND] = sign_triage_extend,
		[SIGN_ACT_REVIEW] = sign_triage_review,
		[SIGN_ACT_RECUSE] = sign_triage_recuse,
		[SIGN_ACT_MAJOR] = sign_triage_major,
		[SIGN_ACT_REPORTED] = sign_triage_reported,
	};

	if (!sign_triage_act(w->e, &w->act))
		return SIGN_VERDICT_FIELD;
	if (!w->act.known)
		return SIGN_VERDICT_NONE;
	/* Who looked is to be known of everybody, also of him. */
	if (w->t->recused[w->e->officer] && w->act.act != SIGN_ACT_OPENED)
		return SIGN_VERDICT_RECUSED;
	return acts[w->act.act](w);
}

/* A report may be a major matter by what it says. */
static void
start_major(struct sign_triage *t, const struct sign_entry *report)
{
	for (size_t i = 0; i < sign_major_rule_count; i++) {
		const struct sign_major_rule *r = &sign_major_rules[i];

		for (size_t k = 0; k < report->field_count; k++) {
			const struct sign_field *f = &report->fields[k];

			if (base_text_is(f->name, r->field) &&
			    (r->prefix ? base_text_starts(f->value, r->value)
				       : base_text_is(f->value, r->value)))
				t->bases |= 1u << r->basis;
		}
	}
}

static void
start(struct sign_triage *t)
{
	const struct sign_thread *th = t->thread;
	size_t at = 0;

	if (th->report == NULL)
		return;
	while (th->entries[at].entry != th->report)
		at++;
	t->state = sign_state_first(th->report->form);
	t->since = t->major_since = th->entries[at].item->stored;
	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		if ((sign_clock_rules[i].in & SIGN_STATE_BIT(t->state)) != 0)
			t->clock_since[i] = t->since;
	}
	start_major(t, th->report);
}

/* Is there something of the reporter's that no reply follows? */
static bool
is_unanswered(struct triage_work *w)
{
	const struct sign_thread *th = w->thread;
	bool found = false;

	memset(w->seen, 0, th->entry_count * sizeof(*w->seen));
	for (size_t i = 0; i < th->entry_count; i++) {
		if (th->entries[i].trusted &&
		    th->entries[i].entry->kind == SIGN_KIND_REPLY)
			sign_triage_mark(w, i, false);
	}
	for (size_t i = 0; i < th->entry_count; i++) {
		const struct sign_thread_entry *te = &th->entries[i];

		if (te->trusted && !w->seen[i] &&
		    (te->entry->kind == SIGN_KIND_REPORT ||
			te->entry->kind == SIGN_KIND_FOLLOWUP))
			found = true;
	}
	return found;
}

static void
walk(struct triage_work *w)
{
	struct sign_triage *t = w->t;

	start(t);
	for (w->at = 0; w->at < w->thread->entry_count; w->at++) {
		const struct sign_thread_entry *te =
		    &w->thread->entries[w->at];

		if (!te->trusted)
			continue;
		w->e = te->entry;
		if (w->e->kind == SIGN_KIND_EVENT)
			t->verdicts[w->at] = do_event(w);
		else if (sign_triage_rating(te) > 0)
			t->rating = sign_triage_rating(te);
	}
	for (size_t i = 0; i < w->thread->entry_count; i++)
		t->conflict_count += sign_verdict_is_void(t->verdicts[i]);
	t->unanswered = is_unanswered(w);
	t->untold = t->state != SIGN_STATE_NONE &&
	    sign_triage_public(t) !=
		(w->thread->status == 0 ? 1 : w->thread->status);
}

static size_t
label_fields(const struct sign_thread *th)
{
	size_t n = 0;

	for (size_t i = 0; i < th->entry_count; i++) {
		const struct sign_entry *e = th->entries[i].entry;

		for (size_t k = 0; e != NULL && k < e->field_count; k++)
			n += base_text_is(e->fields[k].name, "label");
	}
	return n;
}

static enum err
work_new(struct triage_work *w)
{
	const struct sign_thread *th = w->thread;
	size_t n = th->entry_count + 1;
	struct sign_triage *t = calloc(1, sizeof(*t));

	if ((w->t = t) == NULL)
		return ERR_MEMORY;
	t->thread = th;
	t->state = SIGN_STATE_NONE;
	t->charge = t->second = SIGN_NOBODY;
	t->verdicts = calloc(n, sizeof(*t->verdicts));
	t->moves = calloc(n, sizeof(*t->moves));
	t->proposals = calloc(n, sizeof(*t->proposals));
	t->items = calloc(n, sizeof(*t->items));
	t->labels = calloc(label_fields(th) + 1, sizeof(*t->labels));
	w->index = calloc(n, sizeof(*w->index));
	w->seen = calloc(n, sizeof(*w->seen));
	w->stack = calloc(n, sizeof(*w->stack));
	if (t->verdicts == NULL || t->moves == NULL || t->proposals == NULL ||
	    t->items == NULL || t->labels == NULL || w->index == NULL ||
	    w->seen == NULL || w->stack == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < th->entry_count; i++) {
		if (th->entries[i].entry != NULL)
			w->index[w->index_count++] = (struct triage_index){
				th->entries[i].entry->hash, i };
	}
	qsort(w->index, w->index_count, sizeof(*w->index), index_compare);
	return ERR_OK;
}

enum err
sign_triage_read(const struct sign_thread *th, struct sign_triage **out)
{
	struct triage_work w = { .thread = th, .reopened = SIGN_NOWHERE };
	enum err e;

	if ((e = work_new(&w)) != ERR_OK)
		goto out;
	walk(&w);
	*out = w.t;
	w.t = NULL;
out:
	free(w.index);
	free(w.seen);
	free(w.stack);
	sign_triage_free(&w.t);
	return e;
}

const char *
sign_triage_code(const struct sign_triage *t)
{
	return t->state == SIGN_STATE_NONE ? "" : sign_states[t->state].code;
}

unsigned int
sign_triage_public(const struct sign_triage *t)
{
	return t->state == SIGN_STATE_NONE
	    ? 1
	    : sign_states[t->state].public_status;
}

const struct sign_proposal *
sign_triage_proposal(const struct sign_triage *t, size_t event)
{
	for (size_t i = 0; i < t->proposal_count; i++) {
		if (t->proposals[i].event == event && t->proposals[i].open)
			return &t->proposals[i];
	}
	return NULL;
}

bool
sign_triage_opened(const struct sign_triage *t, unsigned int number,
    size_t entry)
{
	const struct sign_thread *th = t->thread;

	REQUIRE(entry < th->entry_count);
	for (size_t i = 0; i < th->entry_count; i++) {
		const struct sign_entry *e = th->entries[i].entry;

		if (t->verdicts[i] != SIGN_VERDICT_DONE ||
		    e->officer != number)
			continue;
		for (size_t k = 0; k < e->field_count; k++) {
			uint8_t hash[SIGN_HASH_LEN];

			if (base_text_is(e->fields[k].name, "opened") &&
			    sign_value_hash(e->fields[k].value, hash) &&
			    th->entries[entry].entry != NULL &&
			    memcmp(hash, th->entries[entry].entry->hash,
				SIGN_HASH_LEN) == 0)
				return true;
		}
	}
	return false;
}
