/* SPDX-License-Identifier: ISC */
/* Where the case of a thread stands, line by line. */
#include <stdlib.h>

#include "base/base64.h"
#include "base/hex.h"
#include "diff/verdict.h"
#include "sign/triage.h"
#include "stats/cases.h"

/* The id of an entry by its place; `-` for none. */
static void
put_place(struct base_buf *out, const char *name, const struct sign_triage *t,
    size_t place)
{
	char id[HEX_LEN(SIGN_ID_LEN) + 1] = "-";

	if (place != SIGN_NOWHERE)
		base_hex_encode(
		    id, t->thread->entries[place].item->id, SIGN_ID_LEN);
	verdict_line(out, "%s %s", name, id);
}

static void
put_events(struct base_buf *out, const struct sign_triage *t)
{
	for (size_t i = 0; i < t->thread->entry_count; i++)
		verdict_line(out, "%s", sign_verdict_word(t->verdicts[i]));
	for (size_t i = 0; i < t->move_count; i++) {
		put_place(out, "move", t, t->moves[i].event);
		put_place(out, "by", t, t->moves[i].effect);
		verdict_line(out, "%s %s", sign_states[t->moves[i].from].code,
		    sign_states[t->moves[i].to].code);
	}
	for (size_t i = 0; i < t->proposal_count; i++) {
		const struct sign_proposal *p = &t->proposals[i];

		put_place(out, "proposal", t, p->event);
		verdict_line(out, "%u %d", p->needed, p->open);
		for (size_t k = 0; k < p->approved.count; k++)
			verdict_line(out, "%02u", p->approved.at[k]);
	}
}

static void
put_items(struct base_buf *out, const struct sign_triage *t)
{
	static const char *const words[] = { "open", "checked", "dropped" };

	for (size_t i = 0; i < t->item_count; i++) {
		const struct sign_item *it = &t->items[i];

		put_place(out, "item", t, it->event);
		verdict_must(sign_field_decode(it->what, out));
		verdict_put(out, "\n", 1);
		verdict_must(sign_field_decode(it->owner, out));
		verdict_line(out, "\n%s %s", it->due.text, words[it->state]);
		put_place(out, "evidence", t, it->evidence);
		put_place(out, "closed", t, it->closed);
	}
}

static void
put_register(struct base_buf *out, const struct sign_triage *t)
{
	char dup[BASE64_LEN(SIGN_HANDLE_LEN) + 1];

	for (size_t i = 0; i < t->label_count; i++) {
		verdict_put(out, t->labels[i].data, t->labels[i].len);
		verdict_put(out, "\n", 1);
	}
	verdict_line(out, "charge %d %d", t->charge, t->second);
	for (unsigned int n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (t->recused[n])
			verdict_line(out, "recused %02u", n);
	}
	if (t->outcome != NULL)
		verdict_line(out, "outcome %s", t->outcome->code);
	if (t->is_duplicate) {
		base_base64_encode(dup, t->dup_of, SIGN_HANDLE_LEN, BASE64_STD);
		verdict_line(out, "dup %s", dup);
	}
	if (t->has_due)
		verdict_line(out, "due %s", t->due.text);
	for (size_t i = 0; i < sign_basis_count; i++) {
		if ((t->bases & 1u << i) != 0)
			verdict_line(out, "basis %s", sign_bases[i].code);
	}
	if (t->bases != 0)
		verdict_line(out, "major %s", t->major_since.text);
}

static void
put_clocks(struct base_buf *out, const struct sign_triage *t,
    const struct base_date *today)
{
	struct sign_clock *clocks;
	size_t count;

	verdict_must(sign_triage_clocks(t, today, &clocks, &count));
	for (size_t i = 0; i < count; i++) {
		const struct sign_clock *c = &clocks[i];

		verdict_line(out, "clock %s %s %s %d %d %d %d", c->id,
		    c->since.text, c->due.text, c->overdue, c->today, c->soon,
		    c->weekends_only);
		if (c->item != SIGN_NOWHERE)
			put_place(out, "of", t, t->items[c->item].event);
	}
	free(clocks);
}

static void
put_opened(struct base_buf *out, const struct sign_triage *t)
{
	for (size_t i = 0; i < t->thread->entry_count; i++) {
		for (unsigned int n = 0; n <= SIGN_NUMBER_MAX; n++) {
			if (!sign_triage_opened(t, n, i))
				continue;
			put_place(out, "opened", t, i);
			verdict_line(out, "%02u", n);
		}
	}
}

void
verdict_case(struct base_buf *out, const struct sign_thread *thread,
    const struct base_date *today)
{
	struct stats_lines lines = { 0 };
	struct sign_triage *t;
	bool none;

	verdict_must(sign_triage_read(thread, &t));
	none = t->state == SIGN_STATE_NONE;
	verdict_line(out, "case %s %s P%u", none ? "-" : sign_triage_code(t),
	    none ? "-" : t->since.text, sign_triage_public(t));
	verdict_line(out, "%d %d %d %d %u %u", t->untold, t->unanswered,
	    t->reported, t->extended, t->reopened, t->rating);
	put_events(out, t);
	put_items(out, t);
	put_register(out, t);
	put_opened(out, t);
	put_clocks(out, t, today);
	verdict_must(sign_stats_facts(t, stats_lines_add, &lines));
	stats_lines_put(&lines, out);
	sign_triage_free(&t);
}
