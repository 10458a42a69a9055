/* SPDX-License-Identifier: ISC */
/* Rectification items: owner, day, evidence, and somebody else's check. */
#include <string.h>

#include "sign/triage_work.h"

#define STATUS_CONCLUDED 7u /* P7, P8: nothing is opened any more */

static struct sign_item *
item_of_event(struct triage_work *w, size_t event)
{
	for (size_t i = 0; event != SIGN_NOWHERE && i < w->t->item_count; i++) {
		if (w->t->items[i].event == event)
			return &w->t->items[i];
	}
	return NULL;
}

static unsigned int
author_at(const struct triage_work *w, size_t at)
{
	return w->thread->entries[at].entry->officer;
}

enum sign_verdict
sign_triage_item(struct triage_work *w)
{
	if (w->t->state == SIGN_STATE_NONE ||
	    sign_states[w->t->state].public_status >= STATUS_CONCLUDED)
		return SIGN_VERDICT_PLACE;
	w->t->items[w->t->item_count++] = (struct sign_item){
		.event = w->at,
		.what = w->act.field[SIGN_NAME_ITEM]->value,
		.owner = w->act.field[SIGN_NAME_OWNER]->value,
		.due = sign_triage_date(w),
		.evidence = SIGN_NOWHERE,
		.closed = SIGN_NOWHERE,
	};
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_item_due(struct triage_work *w)
{
	struct sign_item *item =
	    item_of_event(w, sign_triage_named(w, SIGN_NAME_OF));

	if (item == NULL)
		return SIGN_VERDICT_UNKNOWN;
	if (item->state != SIGN_ITEM_OPEN)
		return SIGN_VERDICT_AGAIN;
	item->due = sign_triage_date(w);
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_evidence(struct triage_work *w)
{
	struct sign_item *item =
	    item_of_event(w, sign_triage_named(w, SIGN_NAME_OF));

	if (item == NULL)
		return SIGN_VERDICT_UNKNOWN;
	if (item->state != SIGN_ITEM_OPEN)
		return SIGN_VERDICT_AGAIN;
	item->evidence = w->at;
	return SIGN_VERDICT_DONE;
}

/* Names the evidence, so that what came later is not taken for checked. */
enum sign_verdict
sign_triage_check(struct triage_work *w)
{
	size_t event = sign_triage_named(w, SIGN_NAME_CHECKED);
	struct sign_item *item = NULL;

	for (size_t i = 0; event != SIGN_NOWHERE && i < w->t->item_count; i++) {
		if (w->t->items[i].evidence == event)
			item = &w->t->items[i];
	}
	if (item == NULL)
		return SIGN_VERDICT_UNKNOWN;
	if (item->state != SIGN_ITEM_OPEN)
		return SIGN_VERDICT_AGAIN;
	if (author_at(w, event) == w->e->officer)
		return SIGN_VERDICT_OWN;
	item->state = SIGN_ITEM_CHECKED;
	item->closed = w->at;
	return SIGN_VERDICT_DONE;
}

enum sign_verdict
sign_triage_drop(struct triage_work *w)
{
	struct sign_item *item =
	    item_of_event(w, sign_triage_named(w, SIGN_NAME_DROP));

	if (item == NULL)
		return SIGN_VERDICT_UNKNOWN;
	if (item->state != SIGN_ITEM_OPEN)
		return SIGN_VERDICT_AGAIN;
	if (author_at(w, item->event) == w->e->officer)
		return SIGN_VERDICT_OWN;
	item->state = SIGN_ITEM_DROPPED;
	item->closed = w->at;
	return SIGN_VERDICT_DONE;
}
