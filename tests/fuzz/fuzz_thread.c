/* SPDX-License-Identifier: ISC */
/*
 * sign/thread.h: entries of one thread, each ended by a byte 0, of which any
 * may be hostile.  No chain is known, so nothing an officer signed is trusted.
 */
#include "fuzz/fuzz.h"

#include <sodium.h>

#include "sign/thread.h"

#define ITEMS_MAX 64

static struct sign_chain *chain;

/* Every item stands in the result once, and its alarms are in the sum. */
static void
check(const struct sign_thread *t, const struct sign_thread_item *items,
    size_t count)
{
	uint32_t all = t->alarms;
	size_t unopened = 0;
	bool seen[ITEMS_MAX] = { false };

	HOLDS(t->entry_count == count);
	for (size_t i = 0; i < count; i++) {
		const struct sign_thread_entry *e = &t->entries[i];
		size_t at = (size_t)(e->item - items);

		HOLDS(at < count && !seen[at]);
		seen[at] = true;
		all |= e->alarms;
		unopened += e->item->note == NULL;
		HOLDS(!e->trusted || e->entry != NULL);
		if (e->trusted && sign_kind_is_reporters(e->entry->kind) &&
		    t->report != NULL)
			HOLDS(fuzz_signed_by(&e->entry->note, &t->report->key));
		HOLDS(!e->trusted || sign_kind_is_reporters(e->entry->kind));
	}
	HOLDS(t->unopened_count == unopened && t->all == all);
	HOLDS((t->report == NULL) ==
	    ((t->alarms & SIGN_ALARM_BIT(SIGN_ALARM_NO_REPORT)) != 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_thread_item items[ITEMS_MAX] = { { .note_len = 0 } };
	struct sign_thread_input in = { .host = HOST, .viewer = 1,
		.items = items };
	uint8_t heads[LIMIT_AFTER_MAX][SIGN_HASH_LEN];
	static const uint8_t handle[SIGN_HANDLE_LEN] = { 0xf6, 0xe6, 0x64,
		0x1e, 0xc6, 0xea, 0x12, 0x8d, 0xf0, 0x85, 0x01, 0x3e, 0xad,
		0x4d, 0xf6, 0x23 };
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
		memcpy(i->stored.text, "2026-11-21", DATE_LEN + 1);
		i->members_known = i->note_len % 2 == 0;
		size -= i->note_len + 1;
		data = end + 1;
	}
	HOLDS(sign_thread_check(&in, &t) == ERR_OK);
	check(t, items, in.item_count);
	for (int k = 0; k < SIGN_KIND_COUNT; k++)
		HOLDS(sign_thread_heads(t, (enum sign_kind)k, heads) <=
		    LIMIT_AFTER_MAX);
	sign_thread_free(&t);
	return 0;
}
