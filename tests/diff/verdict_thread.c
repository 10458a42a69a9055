/* SPDX-License-Identifier: ISC */
/*
 * A whole thread.  Context, each part ended by a NUL: "VIEWER HANDLE TODAY",
 * then a root note and roster notes; VIEWER is a number or `reporter KEY TO
 * NOT`, TO and NOT numbers with commas between.  Data, for each item: a line
 * "ID PAYLOAD_HASH STORED NOTE_LEN FILES", NOTE_LEN and FILES `-` when not
 * known, FILES lines "NAME SIZE HASH", and the note.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "base/limits.h"
#include "diff/verdict.h"
#include "sign/chain.h"
#include "sign/thread.h"

#define ITEMS_MAX 64
#define FILES_MAX 8

struct world {
	struct sign_chain *chain;
	struct sign_thread_input in;
	struct sign_vkey reporter;
	struct base_date today;
	struct sign_thread_item items[ITEMS_MAX];
	struct sign_member members[ITEMS_MAX][FILES_MAX];
};

static struct base_text
next_part(struct base_text *rest)
{
	const char *nul = memchr(rest->data, 0, rest->len);
	struct base_text part;

	REQUIRE(nul != NULL);
	part = (struct base_text){ rest->data, (size_t)(nul - rest->data) };
	rest->data += part.len + 1;
	rest->len -= part.len + 1;
	return part;
}

static void
take_numbers(struct base_text list, struct sign_numbers *out)
{
	for (size_t i = 0; i + 2 <= list.len; i += 3)
		verdict_must(sign_numbers_add(
		    out, (unsigned int)((list.data[i] - '0') * 10 +
					(list.data[i + 1] - '0'))));
}

static uint64_t
take_number(struct base_text *line)
{
	uint64_t n;

	verdict_must(base_text_decimal(verdict_word(line), UINT32_MAX, &n));
	return n;
}

static void
take_context(struct world *w, struct base_text rest)
{
	struct base_text line = next_part(&rest), note;
	struct base_text viewer = verdict_word(&line);

	w->in.host = VERDICT_HOST;
	w->in.viewer = SIGN_VIEWER_REPORTER;
	if (base_text_is(viewer, "reporter")) {
		verdict_must(
		    sign_vkey_parse(verdict_word(&line), &w->reporter));
		w->in.reporter = &w->reporter;
		take_numbers(verdict_word(&line), &w->in.to);
		take_numbers(verdict_word(&line), &w->in.left_out);
	} else {
		w->in.viewer =
		    (viewer.data[0] - '0') * 10 + (viewer.data[1] - '0');
	}
	verdict_bytes(&line, w->in.handle, sizeof(w->in.handle));
	verdict_must(base_date_parse(verdict_word(&line), &w->today));
	verdict_must(sign_chain_new(&w->chain, VERDICT_HOST));
	note = next_part(&rest);
	verdict_must(sign_chain_add_root(w->chain, note.data, note.len, NULL));
	while (rest.len > 0) {
		note = next_part(&rest);
		verdict_must(
		    sign_chain_add_roster(w->chain, note.data, note.len));
	}
	w->in.chain = w->chain;
	w->in.items = w->items;
}

static void
take_files(struct base_text *rest, struct sign_member *m, size_t count)
{
	struct base_text line;

	REQUIRE(count <= FILES_MAX);
	for (; count > 0; count--, m++) {
		REQUIRE(base_text_line(rest, &line));
		m->name = verdict_word(&line);
		m->len = take_number(&line);
		verdict_bytes(&line, m->hash, sizeof(m->hash));
	}
}

static void
take_item(struct world *w, struct base_text *rest)
{
	struct sign_thread_item *item = &w->items[w->in.item_count];
	struct sign_member *members = w->members[w->in.item_count];
	struct base_text line, note_len;

	REQUIRE(w->in.item_count < ITEMS_MAX && base_text_line(rest, &line));
	w->in.item_count++;
	verdict_bytes(&line, item->id, sizeof(item->id));
	verdict_bytes(&line, item->payload_hash, sizeof(item->payload_hash));
	verdict_must(base_date_parse(verdict_word(&line), &item->stored));
	note_len = verdict_word(&line);
	if (!base_text_is(line, "-")) {
		item->member_count = (size_t)take_number(&line);
		item->members_known = true;
		item->members = members;
		take_files(rest, members, item->member_count);
	}
	if (!base_text_is(note_len, "-")) {
		item->note_len = (size_t)take_number(&note_len);
		REQUIRE(item->note_len <= rest->len);
		item->note = rest->data;
		rest->data += item->note_len;
		rest->len -= item->note_len;
	}
}

/* ---- the answer, sets in the order of their words -------------------------- */

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
put_alarms(struct base_buf *out, uint32_t alarms)
{
	const char *words[SIGN_ALARM_COUNT];
	size_t n = 0;

	for (unsigned int a = 0; a < SIGN_ALARM_COUNT; a++) {
		if ((alarms & SIGN_ALARM_BIT(a)) != 0)
			words[n++] = sign_alarm_word((enum sign_alarm)a);
	}
	qsort(words, n, sizeof(words[0]), compare_words);
	for (size_t i = 0; i < n; i++)
		verdict_line(out, "alarm %s", words[i]);
}

static void
put_set(struct base_buf *out, const char *name, const bool *set)
{
	for (unsigned int n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (set[n])
			verdict_line(out, "%s %02u", name, n);
	}
}

static void
put_heads(struct base_buf *out, const struct sign_thread *t)
{
	uint8_t heads[LIMIT_AFTER_MAX][SIGN_HASH_LEN];

	for (unsigned int k = 0; k < SIGN_KIND_COUNT; k++) {
		size_t n = sign_thread_heads(t, (enum sign_kind)k, heads);

		verdict_line(
		    out, "heads %s", sign_kind_word((enum sign_kind)k));
		for (size_t i = 0; i < n; i++)
			verdict_hex(out, heads[i], SIGN_HASH_LEN);
	}
}

static void
put_entry(struct base_buf *out, const struct sign_thread *t,
    const struct sign_thread_entry *e)
{
	verdict_hex(out, e->item->id, SIGN_ID_LEN);
	verdict_line(out, "%d %d", e->after_unreadable, e->trusted);
	put_alarms(out, e->alarms);
	put_set(out, "granted", e->granted);
	for (unsigned int n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (sign_thread_may_read(t, e, n))
			verdict_line(out, "reads %02u", n);
	}
}

static void
put_thread(struct base_buf *out, const struct sign_thread *t)
{
	for (size_t i = 0; i < t->entry_count; i++)
		put_entry(out, t, &t->entries[i]);
	verdict_line(out, "thread");
	put_alarms(out, t->alarms);
	verdict_line(out, "all");
	put_alarms(out, t->all);
	if (t->report != NULL)
		verdict_hex(out, t->report->hash, SIGN_HASH_LEN);
	put_set(out, "reader", t->readers);
	put_set(out, "left-out", t->left_out);
	put_set(out, "granted", t->granted_all);
	verdict_line(out, "status %u", t->status);
	put_heads(out, t);
}

static enum err
read_thread(const struct verdict_input *in, struct base_buf *out)
{
	struct world *w = calloc(1, sizeof(*w));
	struct base_text rest = { (const char *)in->data, in->len };
	struct sign_thread *t = NULL;
	enum err e;

	REQUIRE(w != NULL);
	take_context(w, in->context);
	while (rest.len > 0)
		take_item(w, &rest);
	if ((e = sign_thread_check(&w->in, &t)) == ERR_OK) {
		put_thread(out, t);
		verdict_case(out, t, &w->today);
	}
	sign_thread_free(&t);
	sign_chain_free(&w->chain);
	free(w);
	return e;
}

const struct verdict_kind verdict_thread[] = {
	{ "thread", read_thread },
	{ NULL, NULL },
};
