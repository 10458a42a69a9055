/* SPDX-License-Identifier: ISC */
/*
 * What is noted down of a case besides its state: labels, who is in charge,
 * days, the list of major matters.
 */
#include <string.h>

#include "sign/triage_work.h"

static void
label_remove(struct sign_triage *t, size_t i)
{
	t->label_count--;
	memmove(&t->labels[i], &t->labels[i + 1],
	    (t->label_count - i) * sizeof(*t->labels));
}

/* One label on or off; of a group one is left. */
static void
label_take(struct sign_triage *t, struct base_text value)
{
	const struct sign_label_row *row, *other;
	struct base_text label;
	bool removes;

	label = sign_triage_label(value, &removes);
	row = sign_label_find(label);
	for (size_t i = t->label_count; i > 0; i--) {
		struct base_text old = t->labels[i - 1];
		bool same = old.len == label.len &&
		    memcmp(old.data, label.data, old.len) == 0;

		other = sign_label_find(old);
		if (same ||
		    (!removes && row != NULL && row->group[0] != 0 &&
			other != NULL && strcmp(row->group, other->group) == 0))
			label_remove(t, i - 1);
	}
	if (!removes)
		t->labels[t->label_count++] = label;
}

enum sign_verdict
sign_triage_labels(struct triage_work *w)
{
	for (size_t i = 0; i < w->e->field_count; i++) {
		if (base_text_is(w->e->fields[i].name, "label"))
			label_take(w->t, w->e->fields[i].value);
	}
	return SIGN_VERDICT_DONE;
}

static bool
may_hold(const struct triage_work *w, int number)
{
	return number == SIGN_NOBODY ||
	    (w->thread->readers[number] && !w->thread->left_out[number] &&
		!w->t->recused[number]);
}

enum sign_verdict
sign_triage_assign(struct triage_work *w)
{
	int first, second;

	sign_triage_officers(w->act.field[SIGN_NAME_ASSIGN]->value, &first,
	    &second);
	if (!may_hold(w, first) || !may_hold(w, second))
		return SIGN_VERDICT_READER;
	w->t->charge = first;
	w->t->second = second;
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_due(struct triage_work *w)
{
	if (!sign_state_movable(w->t->state))
		return SIGN_VERDICT_PLACE;
	w->t->due = sign_triage_date(w);
	w->t->has_due = true;
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_extend(struct triage_work *w)
{
	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		if (sign_clock_rules[i].extension == 0 ||
		    w->t->clock_since[i].text[0] == 0)
			continue;
		if (w->t->extended)
			return SIGN_VERDICT_AGAIN;
		w->t->extended = true;
		return SIGN_VERDICT_DONE;
	}
	return SIGN_VERDICT_PLACE;
}

enum sign_verdict
sign_triage_review(struct triage_work *w)
{
	enum sign_verdict v = SIGN_VERDICT_PLACE;

	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		if (!sign_clock_rules[i].review ||
		    w->t->clock_since[i].text[0] == 0)
			continue;
		/* The next review counts from this one. */
		w->t->clock_since[i] = w->e->date;
		w->t->has_due = false;
		v = SIGN_VERDICT_DONE;
	}
	return v;
}

static bool
goes_upward(uint8_t state)
{
	return state != SIGN_STATE_NONE &&
	    (sign_major_table.ends & SIGN_STATE_BIT(state)) != 0;
}

enum sign_verdict
sign_triage_major(struct triage_work *w)
{
	struct sign_triage *t = w->t;
	size_t basis = sign_basis_find(w->act.field[SIGN_NAME_MAJOR]->value);

	if (basis == sign_basis_count)
		return SIGN_VERDICT_FIELD;
	if ((t->bases & 1u << basis) != 0)
		return SIGN_VERDICT_AGAIN;
	/* What was reported before says nothing of the new matter. */
	if (t->bases == 0 || t->reported)
		t->major_since = w->e->date;
	t->bases |= 1u << basis;
	t->reported = goes_upward(t->state);
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_reported(struct triage_work *w)
{
	if (w->t->bases == 0)
		return SIGN_VERDICT_PLACE;
	if (w->t->reported)
		return SIGN_VERDICT_AGAIN;
	w->t->reported = true;
	return SIGN_VERDICT_DONE;
}

/* Who reads what is sign_thread_check()'s: this only says what came of it. */
enum sign_verdict
sign_triage_grant(struct triage_work *w)
{
	uint32_t alarms = w->thread->entries[w->at].alarms;

	return (alarms & SIGN_ALARM_BIT(SIGN_ALARM_GRANT)) != 0
	    ? SIGN_VERDICT_REFUSED
	    : SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_look(struct triage_work *w)
{
	(void)w;
	return SIGN_VERDICT_DONE;
}
