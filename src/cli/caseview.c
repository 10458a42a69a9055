/* SPDX-License-Identifier: ISC */
#include "cli/caseview.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/json.h"
#include "cli/place.h"
#include "cli/render.h"

static const char *const item_words[] = { "open", "checked", "dropped" };

bool
cli_caseview_is_look(const struct sign_thread_entry *te)
{
	return te->entry != NULL && te->entry->kind == SIGN_KIND_EVENT &&
	       sign_entry_field(te->entry, "opened", 0) != NULL;
}

size_t
cli_caseview_count(const struct cli_case *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->thread->entry_count; i++)
		n += !cli_caseview_is_look(&c->thread->entries[i]);
	return n;
}

/* ---- in words ------------------------------------------------------------- */

static void
clock_print(const struct sign_clock *k)
{
	(void)printf("%s %s, %s (%s)%s\n",
	    k->overdue ? "! overdue since"
	    : k->today ? "due today,"
	    : k->soon  ? "soon due, on"
		       : "due on",
	    k->due.text, k->zh, k->en,
	    k->weekends_only ? "; holidays of that year not known" : "");
}

static enum err
clocks_print(const struct cli_case *c, const struct base_date *today)
{
	struct sign_clock *list;
	size_t count;
	enum err e;

	e = sign_triage_clocks(c->triage, today, &list, &count);
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		if (list[i].item == SIGN_NOWHERE)
			clock_print(&list[i]);
	}
	free(list);
	return e;
}

static void
proposal_print(const struct cli_case *c, const struct sign_proposal *p)
{
	const struct sign_entry *e = c->thread->entries[p->event].entry;
	const struct sign_field *to = sign_entry_field(e, "to", 0);
	const struct sign_field *recuse = sign_entry_field(e, "recuse", 0);
	const struct sign_field *what = to != NULL ? to : recuse;
	char id[CLI_ID_SHOWN_LEN + 1];

	REQUIRE(what != NULL);
	cli_place_id(c, p->event, id);
	(void)printf("waits: %s %s%.*s, by %02u, approved", id,
	    to != NULL ? "to " : "stepping aside of ", (int)what->value.len,
	    what->value.data, e->officer);
	for (size_t i = 0; i < p->approved.count; i++)
		(void)printf(" %02u", (unsigned)p->approved.at[i]);
	(void)printf(" %zu of %u\n", p->approved.count, p->needed);
}

static enum err
item_print(const struct cli_case *c, const struct sign_item *item,
    const struct base_date *today)
{
	bool late = item->state == SIGN_ITEM_OPEN &&
		    strcmp(item->due.text, today->text) < 0;
	char id[CLI_ID_SHOWN_LEN + 1];
	enum err e;

	cli_place_id(c, item->event, id);
	(void)printf("%sitem: %s by %s, %s%s, ", late ? "! " : "", id,
	    item->due.text, item_words[item->state],
	    item->state == SIGN_ITEM_OPEN && item->evidence != SIGN_NOWHERE
		? " with evidence"
		: "");
	if ((e = cli_render_value(item->owner)) != ERR_OK)
		return e;
	(void)printf(": ");
	e = cli_render_value(item->what);
	(void)putchar('\n');
	return e;
}

static void
registers_print(const struct cli_case *c)
{
	const struct sign_triage *t = c->triage;
	bool first = true;

	if (t->charge != SIGN_NOBODY)
		(void)printf("in charge %02d", t->charge);
	if (t->charge != SIGN_NOBODY && t->second != SIGN_NOBODY)
		(void)printf(", second %02d", t->second);
	if (t->charge != SIGN_NOBODY)
		(void)putchar('\n');
	for (unsigned n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (!t->recused[n])
			continue;
		(void)printf(first ? "stepped aside %02u" : " %02u", n);
		first = false;
	}
	if (!first)
		(void)putchar('\n');
	for (size_t i = 0; i < t->label_count; i++)
		(void)printf("%s%.*s", i == 0 ? "labels " : " ",
		    (int)t->labels[i].len, t->labels[i].data);
	if (t->label_count > 0)
		(void)putchar('\n');
	if (t->outcome != NULL)
		(void)printf("outcome %s %s (%s)\n", t->outcome->code,
		    t->outcome->zh, t->outcome->en);
	for (size_t i = 0; i < sign_basis_count; i++) {
		if ((t->bases & 1u << i) != 0)
			(void)printf("major matter: %s (%s)%s\n",
			    sign_bases[i].zh, sign_bases[i].en,
			    t->reported ? ", reported" : "");
	}
}

enum err
cli_caseview_print(const struct cli_case *c, const struct base_date *today)
{
	const struct sign_triage *t = c->triage;
	enum err e;

	if (t->state == SIGN_STATE_NONE)
		return ERR_OK;
	registers_print(c);
	if (t->is_duplicate)
		(void)printf("filed with an earlier report\n");
	if (t->unanswered)
		(void)printf("unanswered\n");
	if ((e = clocks_print(c, today)) != ERR_OK)
		return e;
	for (size_t i = 0; i < t->proposal_count; i++) {
		if (t->proposals[i].open)
			proposal_print(c, &t->proposals[i]);
	}
	for (size_t i = 0; e == ERR_OK && i < t->item_count; i++)
		e = item_print(c, &t->items[i], today);
	if (cli_case_closed_count(c) > 0)
		(void)printf("! %zu entries do not open for you: what they say "
			     "of the case is not counted\n",
		    cli_case_closed_count(c));
	return e;
}

/* ---- as JSON -------------------------------------------------------------- */

json_t *
cli_caseview_id(const struct cli_case *c, size_t at)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	if (at == SIGN_NOWHERE)
		return json_null();
	base_hex_encode(hex, c->thread->entries[at].item->id, SEAL_ID_LEN);
	return json_string(hex);
}

static json_t *
value_json(struct base_text value)
{
	struct base_buf out;
	json_t *o = NULL;

	base_buf_init(&out, LIMIT_ENTRY_NOTE_LEN);
	if (sign_field_decode(value, &out) == ERR_OK)
		o = json_stringn(
		    out.data == NULL ? "" : (const char *)out.data, out.len);
	base_buf_done(&out);
	return o;
}

json_t *
cli_caseview_item(const struct cli_case *c, const struct sign_item *item)
{
	return json_pack("{s:o, s:o, s:o, s:s, s:s, s:o, s:o}", "id",
	    cli_caseview_id(c, item->event), "what", value_json(item->what),
	    "owner", value_json(item->owner), "due", item->due.text, "state",
	    item_words[item->state], "evidence",
	    cli_caseview_id(c, item->evidence), "closed",
	    cli_caseview_id(c, item->closed));
}

json_t *
cli_caseview_clock(const struct cli_case *c, const struct sign_clock *k)
{
	size_t at = k->item == SIGN_NOWHERE ? SIGN_NOWHERE
					    : c->triage->items[k->item].event;

	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:b, s:b, s:b, s:b}",
	    "id", k->id, "zh", k->zh, "en", k->en, "item",
	    cli_caseview_id(c, at), "since", k->since.text, "due", k->due.text,
	    "overdue", (int)k->overdue, "today", (int)k->today, "soon",
	    (int)k->soon, "weekends_only", (int)k->weekends_only);
}

static json_t *
clocks_json(const struct cli_case *c, const struct base_date *today)
{
	json_t *out = json_array();
	struct sign_clock *list;
	size_t count;

	if (sign_triage_clocks(c->triage, today, &list, &count) != ERR_OK)
		return out;
	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(
		    out, cli_caseview_clock(c, &list[i]));
	free(list);
	return out;
}

static json_t *
proposals_json(const struct cli_case *c)
{
	json_t *out = json_array();

	for (size_t i = 0; i < c->triage->proposal_count; i++) {
		const struct sign_proposal *p = &c->triage->proposals[i];

		if (!p->open)
			continue;
		(void)json_array_append_new(out,
		    json_pack("{s:o, s:i, s:o}", "id",
			cli_caseview_id(c, p->event), "needed", (int)p->needed,
			"approved", cli_render_numbers_json(&p->approved)));
	}
	return out;
}

static json_t *
texts_json(const struct base_text *list, size_t count)
{
	json_t *out = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(
		    out, json_stringn(list[i].data, list[i].len));
	return out;
}

static json_t *
officer_json(int number)
{
	return number == SIGN_NOBODY ? json_null() : json_integer(number);
}

json_t *
cli_caseview_json(const struct cli_case *c, const struct base_date *today)
{
	const struct sign_triage *t = c->triage;
	json_t *recused = json_array(), *bases = json_array(), *items;
	char status[] = "P1";

	for (int n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (t->recused[n])
			(void)json_array_append_new(recused, json_integer(n));
	}
	for (size_t i = 0; i < sign_basis_count; i++) {
		if ((t->bases & 1u << i) != 0)
			(void)json_array_append_new(
			    bases, json_string(sign_bases[i].code));
	}
	items = json_array();
	for (size_t i = 0; i < t->item_count; i++)
		(void)json_array_append_new(
		    items, cli_caseview_item(c, &t->items[i]));
	status[1] = (char)('0' + sign_triage_public(t) % 10);
	return json_pack("{s:s, s:o, s:s, s:b, s:b, s:o, s:o, s:o, s:o, s:s?, "
			 "s:b, s:o, s:b, s:b, s:i, s:i, s:o, s:o, s:o, s:I}",
	    "state", sign_triage_code(t), "since",
	    t->state == SIGN_STATE_NONE ? json_null()
					: json_string(t->since.text),
	    "public", status, "untold", (int)t->untold, "unanswered",
	    (int)t->unanswered, "charge", officer_json(t->charge), "second",
	    officer_json(t->second), "recused", recused, "labels",
	    texts_json(t->labels, t->label_count), "outcome",
	    t->outcome == NULL ? NULL : t->outcome->code, "duplicate",
	    (int)t->is_duplicate, "major", bases, "reported", (int)t->reported,
	    "extended", (int)t->extended, "reopened", (int)t->reopened,
	    "rating", (int)t->rating, "clocks", clocks_json(c, today),
	    "proposals", proposals_json(c), "items", items, "conflicts",
	    (json_int_t)t->conflict_count);
}
