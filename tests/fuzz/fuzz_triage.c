/* SPDX-License-Identifier: ISC */
/*
 * sign/triage.h: histories of one case, each entry ended by a byte 0.  All
 * entries are taken for trusted, so that every event is walked: what a
 * dishonest reader could sign, anybody can send here.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>

#include <sodium.h>

#include "sign/triage.h"

#define ITEMS_MAX 64

static struct sign_chain *chain;

static void
trust_all(struct sign_thread *t)
{
	for (size_t i = 0; i < t->entry_count; i++) {
		struct sign_thread_entry *te = &t->entries[i];

		te->trusted = te->entry != NULL &&
		    te->entry->kind != SIGN_KIND_REPORT;
		if (te->entry != NULL && te->entry == t->report)
			te->trusted = true;
	}
	for (unsigned int n = 0; n < 8; n++)
		t->readers[n] = true;
}

/* Nobody approves his own, nobody twice, and what waits is not done. */
static void
check_proposals(const struct sign_triage *t)
{
	const struct sign_thread_entry *entries = t->thread->entries;

	for (size_t i = 0; i < t->proposal_count; i++) {
		const struct sign_proposal *p = &t->proposals[i];
		enum sign_verdict v = t->verdicts[p->event];

		HOLDS(p->needed > 0);
		HOLDS(!sign_numbers_have(&p->approved,
		    entries[p->event].entry->officer));
		HOLDS(p->open == (v == SIGN_VERDICT_PENDING));
		HOLDS((v == SIGN_VERDICT_DONE) ==
		    (p->approved.count >= p->needed));
	}
}

static void
check(const struct sign_triage *t)
{
	uint8_t state = t->thread->report == NULL
	    ? SIGN_STATE_NONE
	    : sign_state_first(t->thread->report->form);
	size_t conflicts = 0;

	for (size_t i = 0; i < t->move_count; i++) {
		const struct sign_move *m = &t->moves[i];

		HOLDS(m->from == state && m->event <= m->effect);
		HOLDS(sign_step_find(m->from, m->to) != NULL);
		HOLDS(t->verdicts[m->event] == SIGN_VERDICT_DONE);
		state = m->to;
	}
	HOLDS(t->state == state);
	for (size_t i = 0; i < t->thread->entry_count; i++)
		conflicts += sign_verdict_is_void(t->verdicts[i]);
	HOLDS(conflicts == t->conflict_count);
	for (size_t i = 0; i < t->item_count; i++)
		HOLDS((t->items[i].state == SIGN_ITEM_OPEN) ==
		    (t->items[i].closed == SIGN_NOWHERE));
	HOLDS(t->charge == SIGN_NOBODY || !t->recused[t->charge]);
	HOLDS(t->second == SIGN_NOBODY || !t->recused[t->second]);
	check_proposals(t);
}

static void
check_clocks(const struct sign_triage *t)
{
	static const struct base_date today = { "2026-03-20" };
	struct sign_clock *clocks;
	size_t count;

	HOLDS(sign_triage_clocks(t, &today, &clocks, &count) == ERR_OK);
	for (size_t i = 1; i < count; i++)
		HOLDS(strcmp(clocks[i - 1].due.text, clocks[i].due.text) <= 0);
	free(clocks);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_thread_item items[ITEMS_MAX] = { { .note_len = 0 } };
	struct sign_thread_input in = { .host = HOST, .viewer = 1,
		.items = items };
	static const uint8_t handle[SIGN_HANDLE_LEN] = { 0xf6, 0xe6, 0x64,
		0x1e, 0xc6, 0xea, 0x12, 0x8d, 0xf0, 0x85, 0x01, 0x3e, 0xad,
		0x4d, 0xf6, 0x23 };
	struct sign_triage *triage = NULL;
	struct sign_thread *t = NULL;
	const uint8_t *end;

	if (chain == NULL)
		HOLDS(sign_chain_new(&chain, HOST) == ERR_OK);
	in.chain = chain;
	memcpy(in.handle, handle, sizeof(handle));
	while (size > 0 && in.item_count < ITEMS_MAX &&
	    (end = memchr(data, 0, size)) != NULL) {
		struct sign_thread_item *i = &items[in.item_count++];

		i->note = end == data ? NULL : data;
		i->note_len = (size_t)(end - data);
		crypto_hash_sha256(i->payload_hash, data, i->note_len);
		memcpy(i->id, i->payload_hash, sizeof(i->id));
		memcpy(i->stored.text, "2026-03-02", DATE_LEN + 1);
		size -= i->note_len + 1;
		data = end + 1;
	}
	HOLDS(sign_thread_check(&in, &t) == ERR_OK);
	trust_all(t);
	HOLDS(sign_triage_read(t, &triage) == ERR_OK);
	check(triage);
	check_clocks(triage);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	return 0;
}
