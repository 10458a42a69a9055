/* SPDX-License-Identifier: ISC */
/* Steps from state to state, and the approvals that some of them need. */
#include <string.h>

#include "sign/line.h"
#include "sign/triage_work.h"

static uint32_t
bit(enum sign_name name)
{
	return UINT32_C(1) << name;
}

/* What a step may carry and must: nothing that the table does not ask for. */
static bool
fields_fit(const struct triage_work *w, const struct sign_step *s,
    const struct sign_outcome *o)
{
	uint32_t must = 0, may, have;
	unsigned int needs = s->needs;

	if (o != NULL)
		needs |= o->needs;
	if ((needs & SIGN_NEED_OUTCOME) != 0)
		must |= bit(SIGN_NAME_OUTCOME);
	if ((needs & SIGN_NEED_BASIS) != 0)
		must |= bit(SIGN_NAME_BASIS);
	if ((needs & SIGN_NEED_DUP_OF) != 0)
		must |= bit(SIGN_NAME_DUP_OF);
	if ((needs & SIGN_NEED_DUE) != 0)
		must |= bit(SIGN_NAME_DUE);
	may = must;
	if ((needs & SIGN_NEED_OUTCOME) != 0)
		may |= bit(SIGN_NAME_BASIS);
	if (sign_state_movable(s->to))
		may |= bit(SIGN_NAME_DUE);
	have = w->act.present & ~(bit(SIGN_NAME_FROM) | bit(SIGN_NAME_TO) |
	    bit(SIGN_NAME_REASON));
	return (have & must) == must && (have & ~may) == 0;
}

unsigned int
sign_triage_rating(const struct sign_thread_entry *te)
{
	const struct sign_field *f;

	if (!te->trusted || te->entry->kind != SIGN_KIND_FOLLOWUP)
		return 0;
	f = sign_entry_field(te->entry, "rating", 0);
	if (f == NULL || f->value.len != 1 || f->value.data[0] < '1' ||
	    f->value.data[0] > '3' ||
	    sign_entry_field(te->entry, "rating", 1) != NULL)
		return 0;
	return (unsigned int)(f->value.data[0] - '0');
}

/*
 * The last rating that the event at hand follows, and that no reopening has
 * answered.  Only what an event follows counts: a letter that comes later can
 * then not undo what was decided.
 */
static unsigned int
rating_seen(struct triage_work *w)
{
	const struct sign_thread *th = w->thread;
	unsigned int rating = 0;
	size_t found = SIGN_NOWHERE;

	sign_triage_mark(w, w->at, true);
	for (size_t i = 0; i < w->at; i++) {
		if (w->seen[i] && sign_triage_rating(&th->entries[i]) > 0) {
			rating = sign_triage_rating(&th->entries[i]);
			found = i;
		}
	}
	if (found == SIGN_NOWHERE || w->reopened == SIGN_NOWHERE)
		return rating;
	sign_triage_mark(w, w->reopened, true);
	return w->seen[found] ? 0 : rating;
}

/* The limit of the state that is left has passed. */
static bool
waited(const struct triage_work *w)
{
	bool known = true;

	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		struct base_date due;

		if (w->t->clock_since[i].text[0] == 0)
			continue;
		due = sign_triage_clock_due(w->t, i, &known);
		if (strcmp(w->e->date.text, due.text) < 0)
			return false;
	}
	return true;
}

static enum sign_verdict
guard_rating(struct triage_work *w, unsigned int guards)
{
	unsigned int rating = rating_seen(w);

	if ((guards & SIGN_GUARD_UNSATISFIED) != 0)
		return rating == 3 && w->t->reopened == 0
		    ? SIGN_VERDICT_DONE
		    : SIGN_VERDICT_RATING;
	if (rating == 3 && w->t->reopened == 0)
		return SIGN_VERDICT_RATING;
	return rating > 0 || waited(w) ? SIGN_VERDICT_DONE
				       : SIGN_VERDICT_EARLY;
}

static enum sign_verdict
guards_hold(struct triage_work *w, unsigned int guards)
{
	size_t open = 0, closed = 0, checked = 0;

	for (size_t i = 0; i < w->t->item_count; i++) {
		enum sign_item_state s = w->t->items[i].state;

		open += s == SIGN_ITEM_OPEN;
		closed += s != SIGN_ITEM_OPEN;
		checked += s == SIGN_ITEM_CHECKED;
	}
	if (((guards & SIGN_GUARD_ITEMS) != 0 && open > 0) ||
	    ((guards & SIGN_GUARD_ITEM) != 0 && closed == 0) ||
	    ((guards & SIGN_GUARD_CHECKED) != 0 && checked == 0))
		return SIGN_VERDICT_ITEMS;
	if ((guards & SIGN_GUARD_RETENTION) != 0 && w->t->has_due &&
	    strcmp(w->e->date.text, w->t->due.text) < 0)
		return SIGN_VERDICT_EARLY;
	if ((guards & (SIGN_GUARD_UNSATISFIED | SIGN_GUARD_ANSWERED)) != 0)
		return guard_rating(w, guards);
	return SIGN_VERDICT_DONE;
}

/* The outcome that a step names; false when it is none of the table. */
static bool
outcome_of(const struct triage_act *a, const struct sign_outcome **out)
{
	const struct sign_field *f = a->field[SIGN_NAME_OUTCOME];

	*out = f == NULL ? NULL : sign_outcome_find(f->value);
	return f == NULL || *out != NULL;
}

/* Of another thread: a case is no duplicate of itself. */
static bool
dup_fits(const struct triage_work *w)
{
	const struct sign_field *f = w->act.field[SIGN_NAME_DUP_OF];
	uint8_t handle[SIGN_HANDLE_LEN];

	return f == NULL ||
	    (sign_value_handle(f->value, handle) &&
		memcmp(handle, w->e->thread, sizeof(handle)) != 0);
}

enum sign_verdict
sign_triage_step(struct triage_work *w)
{
	uint8_t from = sign_state_find(w->act.field[SIGN_NAME_FROM]->value);
	uint8_t to = sign_state_find(w->act.field[SIGN_NAME_TO]->value);
	const struct sign_outcome *o;
	const struct sign_step *s;
	enum sign_verdict v;

	if (from == SIGN_STATE_NONE || from != w->t->state)
		return SIGN_VERDICT_FROM;
	if ((s = sign_step_find(from, to)) == NULL)
		return SIGN_VERDICT_STEP;
	if (!outcome_of(&w->act, &o) || !fields_fit(w, s, o) || !dup_fits(w))
		return SIGN_VERDICT_FIELD;
	v = guards_hold(w, s->guards | (o == NULL ? 0u : o->guards));
	if (v != SIGN_VERDICT_DONE)
		return v;
	if (s->approvals > 0) {
		sign_triage_propose(w, s->approvals);
		return SIGN_VERDICT_PENDING;
	}
	sign_triage_move(w, w->at, w->at);
	return SIGN_VERDICT_DONE;
}

/* Clocks whose states are entered begin, the others rest. */
static void
clocks_turn(struct sign_triage *t, const struct base_date *date)
{
	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		struct base_date *since = &t->clock_since[i];

		if ((sign_clock_rules[i].in & SIGN_STATE_BIT(t->state)) == 0)
			since->text[0] = 0;
		else if (since->text[0] == 0)
			*since = *date;
	}
}

void
sign_triage_move(struct triage_work *w, size_t event, size_t effect)
{
	const struct sign_thread *th = w->thread;
	const struct sign_entry *e = th->entries[event].entry;
	const struct sign_step *s;
	struct sign_triage *t = w->t;
	struct triage_act a;

	REQUIRE(sign_triage_act(e, &a) && a.act == SIGN_ACT_STEP);
	s = sign_step_find(t->state,
	    sign_state_find(a.field[SIGN_NAME_TO]->value));
	REQUIRE(s != NULL);
	sign_triage_supersede(w);
	t->moves[t->move_count++] = (struct sign_move){ event, effect, s->from,
		s->to };
	t->state = s->to;
	t->since = th->entries[effect].entry->date;
	t->has_due = a.field[SIGN_NAME_DUE] != NULL;
	if (t->has_due)
		REQUIRE(sign_value_date(a.field[SIGN_NAME_DUE]->value,
		    &t->due));
	if (a.field[SIGN_NAME_OUTCOME] != NULL)
		REQUIRE(outcome_of(&a, &t->outcome));
	if (a.field[SIGN_NAME_DUP_OF] != NULL) {
		t->is_duplicate = true;
		REQUIRE(sign_value_handle(a.field[SIGN_NAME_DUP_OF]->value,
		    t->dup_of));
	}
	if ((s->guards & SIGN_GUARD_UNSATISFIED) != 0) {
		t->reopened++;
		w->reopened = event;
	}
	if ((sign_major_table.ends & SIGN_STATE_BIT(t->state)) != 0)
		t->reported = true;
	clocks_turn(t, &t->since);
}

/* ---- proposals ------------------------------------------------------------ */

void
sign_triage_propose(struct triage_work *w, unsigned int needed)
{
	w->t->proposals[w->t->proposal_count++] = (struct sign_proposal){
		.event = w->at, .needed = needed, .open = true };
}

static bool
is_step(const struct triage_work *w, const struct sign_proposal *p)
{
	return sign_entry_field(w->thread->entries[p->event].entry, "to", 0) !=
	    NULL;
}

static void
end_proposal(struct triage_work *w, struct sign_proposal *p,
    enum sign_verdict v)
{
	p->open = false;
	w->t->verdicts[p->event] = v;
}

/* The case moves: what else was proposed no longer fits. */
void
sign_triage_supersede(struct triage_work *w)
{
	for (size_t i = 0; i < w->t->proposal_count; i++) {
		struct sign_proposal *p = &w->t->proposals[i];

		if (p->open && is_step(w, p))
			end_proposal(w, p, SIGN_VERDICT_SUPERSEDED);
	}
}

static void
numbers_remove(struct sign_numbers *n, unsigned int number)
{
	size_t kept = 0;

	for (size_t i = 0; i < n->count; i++) {
		if (n->at[i] != number)
			n->at[kept++] = n->at[i];
	}
	n->count = kept;
}

/* From here on the officer's word counts for nothing in this case. */
static void
step_aside(struct triage_work *w, unsigned int number)
{
	struct sign_triage *t = w->t;

	t->recused[number] = true;
	if (t->second == (int)number)
		t->second = SIGN_NOBODY;
	if (t->charge == (int)number) {
		t->charge = t->second;
		t->second = SIGN_NOBODY;
	}
	for (size_t i = 0; i < t->proposal_count; i++) {
		struct sign_proposal *p = &t->proposals[i];

		if (!p->open)
			continue;
		numbers_remove(&p->approved, number);
		if (w->thread->entries[p->event].entry->officer == number)
			end_proposal(w, p, SIGN_VERDICT_SUPERSEDED);
	}
}

static unsigned int
subject_of(const struct sign_entry *e)
{
	const struct sign_field *f = sign_entry_field(e, "recuse", 0);
	unsigned int number;

	REQUIRE(f != NULL && sign_value_number(f->value, &number));
	return number;
}

enum sign_verdict
sign_triage_recuse(struct triage_work *w)
{
	unsigned int number = subject_of(w->e);

	if (!w->thread->readers[number])
		return SIGN_VERDICT_READER;
	if (w->t->recused[number])
		return SIGN_VERDICT_AGAIN;
	if (number != w->e->officer) {
		sign_triage_propose(w, 1);
		return SIGN_VERDICT_PENDING;
	}
	step_aside(w, number);
	return SIGN_VERDICT_DONE;
}

static struct sign_proposal *
proposal_at(struct triage_work *w, size_t event)
{
	for (size_t i = 0; i < w->t->proposal_count; i++) {
		if (w->t->proposals[i].event == event)
			return &w->t->proposals[i];
	}
	return NULL;
}

/* Enough have approved: it takes effect at the place of the last of them. */
static void
take_effect(struct triage_work *w, struct sign_proposal *p)
{
	const struct sign_entry *e = w->thread->entries[p->event].entry;

	end_proposal(w, p, SIGN_VERDICT_DONE);
	if (is_step(w, p))
		sign_triage_move(w, p->event, w->at);
	else if (!w->t->recused[subject_of(e)])
		step_aside(w, subject_of(e));
}

enum sign_verdict
sign_triage_approve(struct triage_work *w)
{
	size_t event = sign_triage_named(w, SIGN_NAME_APPROVES);
	struct sign_proposal *p =
	    event == SIGN_NOWHERE ? NULL : proposal_at(w, event);
	const struct sign_entry *e;

	if (p == NULL)
		return SIGN_VERDICT_UNKNOWN;
	e = w->thread->entries[event].entry;
	if (!p->open)
		return w->t->verdicts[event] == SIGN_VERDICT_DONE
		    ? SIGN_VERDICT_AGAIN
		    : SIGN_VERDICT_SUPERSEDED;
	if (e->officer == w->e->officer ||
	    (!is_step(w, p) && subject_of(e) == w->e->officer))
		return SIGN_VERDICT_OWN;
	if (sign_numbers_have(&p->approved, w->e->officer))
		return SIGN_VERDICT_AGAIN;
	if (sign_numbers_add(&p->approved, w->e->officer) != ERR_OK)
		return SIGN_VERDICT_AGAIN;
	if (p->approved.count >= p->needed)
		take_effect(w, p);
	return SIGN_VERDICT_DONE;
}
