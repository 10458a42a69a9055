/* SPDX-License-Identifier: ISC */
#include "sign/thread.h"

#include <stdlib.h>
#include <string.h>

#include "sign/thread_work.h"

const char *
sign_alarm_word(enum sign_alarm a)
{
	static const char *const words[] = {
#define X(name, word, text) [SIGN_ALARM_##name] = word,
		SIGN_ALARM_LIST(X)
#undef X
	};

	REQUIRE(a < SIGN_ALARM_COUNT);
	return words[a];
}

const char *
sign_alarm_text(enum sign_alarm a)
{
	static const char *const texts[] = {
#define X(name, word, text) [SIGN_ALARM_##name] = text,
		SIGN_ALARM_LIST(X)
#undef X
	};

	REQUIRE(a < SIGN_ALARM_COUNT);
	return texts[a];
}

void
sign_thread_free(struct sign_thread **t)
{
	if (t == NULL || *t == NULL)
		return;
	for (size_t i = 0; i < (*t)->entry_count; i++)
		sign_entry_free(&(*t)->entries[i].entry);
	free((*t)->entries);
	free(*t);
	*t = NULL;
}

/* Parse what could be opened; what cannot be parsed gets its alarm. */
static enum err
read_items(const struct sign_thread_input *in, struct sign_thread *t)
{
	enum err e;

	for (size_t i = 0; i < in->item_count; i++) {
		struct sign_thread_entry *te = &t->entries[i];
		const struct sign_thread_item *item = &in->items[i];

		te->item = item;
		t->entry_count = i + 1;
		if (item->note == NULL) {
			t->unopened_count++;
			continue;
		}
		e = sign_entry_read(in->host, item->note, item->note_len,
		    &te->entry);
		if (e == ERR_MEMORY)
			return e;
		if (e == ERR_ENTRY)
			te->alarms |= SIGN_ALARM_BIT(SIGN_ALARM_ENTRY);
		else if (e != ERR_OK)
			te->alarms |= SIGN_ALARM_BIT(SIGN_ALARM_NOTE);
		if (te->entry != NULL)
			t->kind_count[te->entry->kind]++;
	}
	return ERR_OK;
}

/*
 * The handle commits to the key, and sign_entry_read() has seen that they fit:
 * any report or followup of this thread has the reporter's key in it.
 */
static const struct sign_vkey *
find_reporter(const struct sign_thread_input *in, const struct sign_thread *t)
{
	if (in->reporter != NULL)
		return in->reporter;
	for (size_t i = 0; i < t->entry_count; i++) {
		const struct sign_entry *e = t->entries[i].entry;

		if (e != NULL &&
		    (e->kind == SIGN_KIND_REPORT ||
			e->kind == SIGN_KIND_FOLLOWUP) &&
		    memcmp(e->thread, in->handle, SIGN_HANDLE_LEN) == 0)
			return &e->key;
	}
	return NULL;
}

/* What the reporter knows without being able to open the report. */
static void
start_readers(const struct sign_thread_input *in, struct sign_thread *t)
{
	if (in->viewer != SIGN_VIEWER_REPORTER)
		return;
	for (size_t i = 0; i < in->to.count; i++)
		t->readers[in->to.at[i]] = true;
	for (size_t i = 0; i < in->left_out.count; i++)
		t->left_out[in->left_out.at[i]] = true;
}

/* The replies, or all else, in order. */
static enum err
check_entries(struct thread_work *w, bool replies)
{
	enum err e;

	for (size_t i = 0; i < w->t->entry_count; i++) {
		const struct sign_entry *entry = w->t->entries[i].entry;

		if (entry == NULL ||
		    (entry->kind == SIGN_KIND_REPLY) != replies)
			continue;
		if ((e = sign_thread_check_entry(w, i)) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum err
check_all(struct thread_work *w)
{
	enum err e;

	if ((e = read_items(w->in, w->t)) != ERR_OK)
		return e;
	w->reporter = find_reporter(w->in, w->t);
	if ((e = sign_thread_mark_copies(w)) != ERR_OK ||
	    (e = sign_thread_order(w)) != ERR_OK)
		return e;
	start_readers(w->in, w->t);
	/*
	 * A reply names no grant, so chance orders the two: who was granted the
	 * thread anywhere may answer.
	 */
	if ((e = check_entries(w, false)) != ERR_OK ||
	    (e = check_entries(w, true)) != ERR_OK)
		return e;
	sign_thread_check_rest(w);
	return ERR_OK;
}

enum err
sign_thread_check(const struct sign_thread_input *in, struct sign_thread **out)
{
	struct thread_work w = { .in = in };
	enum err e = ERR_MEMORY;

	if (in->item_count > LIMIT_THREAD_MAX)
		return ERR_LIMIT;
	if ((w.t = calloc(1, sizeof(*w.t))) == NULL ||
	    (w.t->entries = calloc(in->item_count + 1,
		 sizeof(*w.t->entries))) == NULL)
		goto out;
	if ((e = check_all(&w)) != ERR_OK)
		goto out;
	*out = w.t;
	w.t = NULL;
out:
	free(w.missing);
	free(w.index);
	sign_thread_free(&w.t);
	return e;
}

bool
sign_thread_may_read(const struct sign_thread *t,
    const struct sign_thread_entry *e, unsigned int number)
{
	REQUIRE(number <= SIGN_NUMBER_MAX);
	return (e->entry != NULL && sign_numbers_have(&e->entry->to, number)) ||
	    e->granted[number] || t->granted_all[number];
}

/* Kinds that an entry of kind may name in its `after` (section 5). */
static bool
may_follow(enum sign_kind kind, enum sign_kind other)
{
	if (kind != SIGN_KIND_REPORT && kind != SIGN_KIND_FOLLOWUP &&
	    kind != SIGN_KIND_REPLY)
		return true;
	return other == SIGN_KIND_REPORT || other == SIGN_KIND_FOLLOWUP ||
	    other == SIGN_KIND_REPLY;
}

/*
 * Named by another trusted entry that an entry of kind may follow itself; to a
 * reply, a reply counts as followed only where another reply names it.
 */
static bool
is_followed(const struct sign_thread *t, size_t at, enum sign_kind kind)
{
	bool by_reply = kind == SIGN_KIND_REPLY &&
	    t->entries[at].entry->kind == SIGN_KIND_REPLY;

	/* Only what comes later in order can name it. */
	for (size_t i = at + 1; i < t->entry_count; i++) {
		const struct sign_entry *e = t->entries[i].entry;

		if (!t->entries[i].trusted || !may_follow(kind, e->kind) ||
		    (by_reply && e->kind != SIGN_KIND_REPLY))
			continue;
		for (size_t k = 0; k < e->after_count; k++) {
			if (memcmp(e->after[k], t->entries[at].entry->hash,
				SIGN_HASH_LEN) == 0)
				return true;
		}
	}
	return false;
}

static int
hash_compare(const void *a, const void *b)
{
	return memcmp(a, b, SIGN_HASH_LEN);
}

size_t
sign_thread_heads(const struct sign_thread *t, enum sign_kind kind,
    uint8_t out[static LIMIT_AFTER_MAX][SIGN_HASH_LEN])
{
	size_t n = 0;

	if (kind == SIGN_KIND_REPORT)
		return 0;
	for (size_t i = t->entry_count; i > 0 && n < LIMIT_AFTER_MAX; i--) {
		const struct sign_thread_entry *te = &t->entries[i - 1];

		if (!te->trusted || !may_follow(kind, te->entry->kind) ||
		    is_followed(t, i - 1, kind))
			continue;
		memcpy(out[n++], te->entry->hash, SIGN_HASH_LEN);
	}
	qsort(out, n, SIGN_HASH_LEN, hash_compare);
	return n;
}
