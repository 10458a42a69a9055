/* SPDX-License-Identifier: ISC */
#include "unit/thread_vectors.h"

#define ITEMS_MAX 16
#define BIT(name) SIGN_ALARM_BIT(SIGN_ALARM_##name)

/* ---- a thread that tests fill ------------------------------------------- */

struct box {
	struct sign_chain *chain;
	struct sign_thread_input in;
	struct sign_thread_item items[ITEMS_MAX];
	struct base_buf notes[ITEMS_MAX];
	uint8_t hashes[ITEMS_MAX][SIGN_HASH_LEN];
	struct sign_thread *t;
};

static void
chain_fill(struct sign_chain **c)
{
	struct sign_root *root = root_of("2027-11-30");
	struct sign_roster *roster = roster_of("2026-11-01", "2026-12-01");
	struct base_buf text, note;

	assert_err(sign_chain_new(c, HOST), ERR_OK);
	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, root, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "ab");
	assert_err(sign_chain_add_root(*c, note.data, note.len, NULL), ERR_OK);
	base_buf_done(&note);
	base_buf_done(&text);
	assert_err(sign_roster_write(HOST, roster, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "ab");
	assert_err(sign_chain_add_roster(*c, note.data, note.len), ERR_OK);
	base_buf_done(&note);
	base_buf_done(&text);
	sign_root_free(&root);
	sign_roster_free(&roster);
}

static struct box *
box_new(void)
{
	struct box *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	chain_fill(&b->chain);
	b->in = (struct sign_thread_input){ .host = HOST, .chain = b->chain,
		.viewer = 1, .items = b->items };
	reporter_handle(b->in.handle);
	return b;
}

static void
box_free(struct box *b)
{
	sign_thread_free(&b->t);
	sign_chain_free(&b->chain);
	for (size_t i = 0; i < b->in.item_count; i++)
		base_buf_done(&b->notes[i]);
	free(b);
}

static const uint8_t *
box_roster(const struct box *b)
{
	return sign_chain_newest(b->chain)->hash;
}

static struct sign_thread_item *
box_item(struct box *b, const char *stored)
{
	size_t i = b->in.item_count++;
	struct sign_thread_item *item = &b->items[i];

	assert_true(i < ITEMS_MAX);
	item->stored = date_of(stored);
	/* Payload hashes in the order of adding, unless a test says else. */
	item->payload_hash[0] = (uint8_t)i;
	memcpy(item->id, item->payload_hash, SIGN_ID_LEN);
	return item;
}

/* Sign an entry and put it in; gives the entry up. */
static size_t
box_put(struct box *b, struct sign_entry *e)
{
	struct sign_thread_item *item = box_item(b, "2026-11-23");
	size_t i = b->in.item_count - 1;
	struct sign_note n;

	entry_sign(&b->notes[i], e);
	item->note = b->notes[i].data;
	item->note_len = b->notes[i].len;
	assert_err(sign_note_parse(item->note, item->note_len, &n), ERR_OK);
	sign_text_hash(n.text, b->hashes[i]);
	sign_entry_free(&e);
	return i;
}

static void
after(struct sign_entry *e, const uint8_t hash[static SIGN_HASH_LEN])
{
	assert_int_equal(e->after_count, 0);
	memcpy(e->after[e->after_count++], hash, SIGN_HASH_LEN);
}

static size_t
box_report(struct box *b)
{
	struct sign_entry *e = entry_of(SIGN_KIND_REPORT, box_roster(b));

	numbers_set(&e->left_out, "4");
	return box_put(b, e);
}

static const struct sign_thread *
box_check(struct box *b)
{
	sign_thread_free(&b->t);
	assert_err(sign_thread_check(&b->in, &b->t), ERR_OK);
	return b->t;
}

/* The result's row of the i-th item put in. */
static const struct sign_thread_entry *
row(const struct box *b, size_t i)
{
	for (size_t k = 0; k < b->t->entry_count; k++) {
		if (b->t->entries[k].item == &b->items[i])
			return &b->t->entries[k];
	}
	fail_msg("item %zu is lost", i);
	return NULL;
}

/* ---- tests ---------------------------------------------------------------- */

static void
thread_of_nothing_has_no_report(void **state)
{
	struct box *b = box_new();

	(void)state;
	box_check(b);
	assert_int_equal(b->t->entry_count, 0);
	assert_int_equal(b->t->alarms, BIT(NO_REPORT));
	assert_null(b->t->report);
	b->in.item_count = LIMIT_THREAD_MAX + 1;
	assert_err(sign_thread_check(&b->in, &b->t), ERR_LIMIT);
	b->in.item_count = 0;
	box_free(b);
	sign_thread_free(NULL);
}

static void
thread_report_alone_is_clean(void **state)
{
	struct box *b = box_new();
	uint8_t heads[LIMIT_AFTER_MAX][SIGN_HASH_LEN];

	(void)state;
	box_report(b);
	box_check(b);
	assert_int_equal(b->t->all, 0);
	assert_true(b->t->entries[0].trusted);
	assert_ptr_equal(b->t->report, b->t->entries[0].entry);
	assert_true(b->t->readers[1] && b->t->readers[3]);
	assert_false(b->t->readers[4]);
	assert_true(b->t->left_out[4]);
	assert_int_equal(sign_thread_heads(b->t, SIGN_KIND_REPLY, heads), 1);
	assert_memory_equal(heads[0], b->hashes[0], SIGN_HASH_LEN);
	assert_int_equal(sign_thread_heads(b->t, SIGN_KIND_REPORT, heads), 0);
	box_free(b);
}

static void
thread_order_is_topological_with_ties_by_payload(void **state)
{
	struct box *b = box_new();
	size_t report, x, y, z;
	struct sign_entry *e;

	(void)state;
	/* z follows x; y follows the report; the follow-up names nothing. */
	report = box_report(b);
	e = entry_of(SIGN_KIND_REPLY, box_roster(b));
	after(e, b->hashes[report]);
	x = box_put(b, e);
	e = entry_of(SIGN_KIND_MEMO, box_roster(b));
	after(e, b->hashes[x]);
	z = box_put(b, e);
	e = entry_of(SIGN_KIND_MEMO, box_roster(b));
	after(e, b->hashes[report]);
	e->body = text_of("y\n");
	y = box_put(b, e);
	/* By hash alone: z, y, x, report. */
	b->items[report].payload_hash[0] = 9;
	b->items[x].payload_hash[0] = 8;
	b->items[y].payload_hash[0] = 7;
	b->items[z].payload_hash[0] = 1;
	box_check(b);
	assert_int_equal(b->t->all, 0);
	assert_ptr_equal(b->t->entries[0].item, &b->items[report]);
	assert_ptr_equal(b->t->entries[1].item, &b->items[y]);
	assert_ptr_equal(b->t->entries[2].item, &b->items[x]);
	assert_ptr_equal(b->t->entries[3].item, &b->items[z]);
	box_free(b);
}

/* A recipient forged a reply by another officer: shown, never trusted. */
static void
thread_forged_reply_is_alarmed(void **state)
{
	struct box *b = box_new();
	struct sign_entry *e;
	struct sign_key *mine = officer_key(2);
	struct base_buf note;
	uint8_t seed[SIGN_SEED_LEN];
	struct sign_key *forger;

	(void)state;
	box_report(b);
	e = entry_of(SIGN_KIND_REPLY, box_roster(b));
	e->fields[0] = (struct sign_field){ text_of("status"), text_of("P8") };
	e->field_count = 1;
	box_put(b, e);
	/* The same words under the name of officer 1, by another key. */
	hash_of("forger", seed);
	assert_err(sign_key_new(&forger, HOST "/officer/01", seed), ERR_OK);
	e = entry_of(SIGN_KIND_REPLY, box_roster(b));
	e->fields[0] = (struct sign_field){ text_of("status"), text_of("P8") };
	e->field_count = 1;
	e->body = text_of("forged\n");
	entry_sign_by(&note, e, forger);
	base_buf_done(&b->notes[1]);
	b->notes[1] = note;
	b->items[1].note = note.data;
	b->items[1].note_len = note.len;
	box_check(b);
	assert_int_equal(row(b, 1)->alarms, BIT(SIGNATURE));
	assert_false(row(b, 1)->trusted);
	assert_int_equal(b->t->status, 0);
	sign_key_free(&mine);
	sign_key_free(&forger);
	sign_entry_free(&e);
	box_free(b);
}

static void
thread_grant_makes_a_reader(void **state)
{
	struct box *b = box_new();
	struct sign_entry *e;
	size_t event, reply;

	(void)state;
	box_report(b);
	e = entry_of(SIGN_KIND_EVENT, box_roster(b));
	e->fields[0] = (struct sign_field){ text_of("grant"),
		text_of("05 all") };
	e->fields[1] = (struct sign_field){ text_of("grant"),
		text_of("04 all") };
	e->field_count = 2;
	after(e, b->hashes[0]);
	event = box_put(b, e);
	e = entry_of(SIGN_KIND_MEMO, box_roster(b));
	e->officer = 5;
	after(e, b->hashes[event]);
	reply = box_put(b, e);
	b->in.viewer = 5;
	box_check(b);
	/* 4 was left out by the reporter: refused and alarmed. */
	assert_int_equal(row(b, event)->alarms, BIT(GRANT));
	assert_true(b->t->granted_all[5]);
	assert_false(b->t->granted_all[4]);
	assert_true(b->t->readers[5]);
	assert_int_equal(row(b, reply)->alarms, 0);
	assert_true(sign_thread_may_read(b->t, row(b, 0), 5));
	assert_false(sign_thread_may_read(b->t, row(b, 0), 4));
	b->in.viewer = 6;
	box_check(b);
	assert_int_equal(row(b, 0)->alarms, BIT(NOT_READER));
	box_free(b);
}

/* More heads than an entry may name: the last ones, and nobody is stopped. */
static void
thread_flood_of_heads_leaves_the_last(void **state)
{
	struct sign_thread_item *items = calloc(100, sizeof(*items));
	struct base_buf *notes = calloc(100, sizeof(*notes));
	uint8_t heads[LIMIT_AFTER_MAX][SIGN_HASH_LEN];
	struct box *b = box_new();

	(void)state;
	assert_non_null(items);
	assert_non_null(notes);
	for (size_t i = 0; i < 100; i++) {
		struct sign_entry *e = entry_of(i == 0 ? SIGN_KIND_REPORT :
							 SIGN_KIND_FOLLOWUP,
		    box_roster(b));
		char body[32];

		(void)snprintf(body, sizeof(body), "%zu\n", i);
		e->body = text_of(body);
		entry_sign(&notes[i], e);
		items[i].stored = date_of("2026-11-23");
		items[i].payload_hash[0] = (uint8_t)i;
		items[i].note = notes[i].data;
		items[i].note_len = notes[i].len;
		sign_entry_free(&e);
	}
	b->in.items = items;
	b->in.item_count = 100;
	box_check(b);
	assert_int_equal(b->t->all, 0);
	assert_int_equal(sign_thread_heads(b->t, SIGN_KIND_MEMO, heads),
	    LIMIT_AFTER_MAX);
	for (size_t i = 1; i < LIMIT_AFTER_MAX; i++)
		assert_true(memcmp(heads[i - 1], heads[i], 32) < 0);
	for (size_t k = 0; k < LIMIT_AFTER_MAX; k++)
		assert_memory_not_equal(heads[k], b->t->entries[0].entry->hash,
		    SIGN_HASH_LEN);
	b->in.item_count = 0;
	for (size_t i = 0; i < 100; i++)
		base_buf_done(&notes[i]);
	free(notes);
	free(items);
	box_free(b);
}

/* Whatever stands in the notes: an answer, with an alarm for each. */
static void
thread_of_rubbish_is_all_alarms(void **state)
{
	static const char *const rubbish[] = { "", "\n", "\n\n", "x\n\n",
		HOST "/entry/v1\n\n\xe2\x80\x94 a AAAAAAA=\n",
		"x\n\n\xe2\x80\x94 a AAAAAAA=\n" };
	struct box *b = box_new();

	(void)state;
	for (size_t i = 0; i < N(rubbish); i++) {
		struct sign_thread_item *item = box_item(b, "2026-11-23");

		item->note = rubbish[i];
		item->note_len = strlen(rubbish[i]);
	}
	box_check(b);
	assert_int_equal(b->t->entry_count, N(rubbish));
	for (size_t i = 0; i < N(rubbish); i++) {
		assert_null(row(b, i)->entry);
		assert_int_equal(row(b, i)->alarms,
		    i < 4 ? BIT(NOTE) : BIT(ENTRY));
		assert_false(row(b, i)->trusted);
	}
	assert_int_equal(b->t->all, BIT(NO_REPORT) | BIT(NOTE) | BIT(ENTRY));
	box_free(b);
}

static void
alarm_has_word_and_text(void **state)
{
	(void)state;
	for (int a = 0; a < SIGN_ALARM_COUNT; a++) {
		assert_true(strlen(sign_alarm_word((enum sign_alarm)a)) > 2);
		assert_true(strlen(sign_alarm_text((enum sign_alarm)a)) > 10);
		for (int k = 0; k < a; k++)
			assert_string_not_equal(
			    sign_alarm_word((enum sign_alarm)a),
			    sign_alarm_word((enum sign_alarm)k));
	}
}

/* ---- vectors -------------------------------------------------------------- */

static json_t *
json_heads(const struct sign_thread *t, enum sign_kind kind)
{
	uint8_t heads[LIMIT_AFTER_MAX][SIGN_HASH_LEN];
	size_t n = sign_thread_heads(t, kind, heads);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_hex(heads[i], SIGN_HASH_LEN));
	return list;
}

static json_t *
json_row(const struct sign_thread_entry *te)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_hex(te->item->id, SIGN_ID_LEN));
	json_object_set_new(o, "alarms", json_alarms(te->alarms));
	json_object_set_new(o, "after_unreadable",
	    json_boolean(te->after_unreadable));
	json_object_set_new(o, "trusted", json_boolean(te->trusted));
	json_object_set_new(o, "granted", json_set(te->granted));
	return o;
}

static json_t *
json_view(const struct sign_thread *t)
{
	json_t *o = json_object(), *order = json_array();
	json_t *rows = json_array();
	char status[4];

	for (size_t i = 0; i < t->entry_count; i++) {
		const struct sign_thread_entry *te = &t->entries[i];

		json_array_append_new(order,
		    json_hex(te->item->id, SIGN_ID_LEN));
		json_array_append_new(rows, json_row(te));
	}
	(void)snprintf(status, sizeof(status), "P%u", t->status % 10);
	json_object_set_new(o, "order", order);
	json_object_set_new(o, "entries", rows);
	json_object_set_new(o, "alarms", json_alarms(t->alarms));
	json_object_set_new(o, "all", json_alarms(t->all));
	json_object_set_new(o, "report",
	    t->report == NULL ? json_null() : json_hex(t->report->hash, 32));
	json_object_set_new(o, "readers", json_set(t->readers));
	json_object_set_new(o, "left_out", json_set(t->left_out));
	json_object_set_new(o, "granted_all", json_set(t->granted_all));
	json_object_set_new(o, "status",
	    t->status == 0 ? json_null() : json_string(status));
	json_object_set_new(o, "heads_reply",
	    json_heads(t, SIGN_KIND_REPLY));
	json_object_set_new(o, "heads_memo", json_heads(t, SIGN_KIND_MEMO));
	return o;
}

/* The sets of a view, ours or the vector's, in one order. */
static void
view_sort(json_t *view)
{
	static const char *const sets[] = { "alarms", "all", "readers",
		"left_out", "granted_all" };
	json_t *rows = json_object_get(view, "entries"), *r;
	size_t i;

	for (i = 0; i < N(sets); i++)
		json_sort(json_object_get(view, sets[i]));
	json_array_foreach(rows, i, r) {
		json_sort(json_object_get(r, "alarms"));
		json_sort(json_object_get(r, "granted"));
	}
}

static bool
vector_agrees(const json_t *root, const json_t *c,
    const struct sign_chain *chain)
{
	struct vector_thread v;
	json_t *view = json_object_get(c, "view"), *got;
	struct sign_thread *t = NULL;
	bool same;

	vector_thread_read(&v, root, c, chain);
	assert_err(sign_thread_check(&v.in, &t), ERR_OK);
	got = json_view(t);
	view_sort(got);
	view_sort(view);
	same = json_same(get_text(c, "name"), got, view);
	sign_thread_free(&t);
	vector_thread_done(&v);
	return same;
}

static void
thread_vectors_agree(void **state)
{
	json_t *root = vectors_load("thread.json"), *c;
	struct sign_chain *chain = NULL;
	size_t i, bad = 0;

	(void)state;
	vector_chain(root, &chain);
	assert_true(json_array_size(json_object_get(root, "cases")) > 40);
	json_array_foreach(json_object_get(root, "cases"), i, c)
		bad += !vector_agrees(root, c, chain);
	assert_int_equal(bad, 0);
	sign_chain_free(&chain);
	json_decref(root);
}

/*
 * Two hashes of entries that nobody has: more than could not be opened.  A
 * grant of such an entry changes nothing that could be shown.
 */
static void
thread_names_what_nobody_has(void **state)
{
	struct box *b = box_new();
	char grant[BASE64_LEN(SIGN_HASH_LEN) + 4] = "05 ";
	uint8_t other[SIGN_HASH_LEN];
	struct sign_entry *e;
	size_t event, memo;

	(void)state;
	box_report(b);
	hash_of("one", other);
	e = entry_of(SIGN_KIND_EVENT, box_roster(b));
	base_base64_encode(grant + 3, other, sizeof(other), BASE64_STD);
	e->fields[0] =
	    (struct sign_field){ text_of("grant"), text_of(grant) };
	e->field_count = 1;
	after(e, other);
	event = box_put(b, e);
	hash_of("another", other);
	e = entry_of(SIGN_KIND_MEMO, box_roster(b));
	after(e, other);
	memo = box_put(b, e);
	box_item(b, "2026-11-23");
	box_check(b);
	assert_int_equal(row(b, event)->alarms, BIT(AFTER_UNKNOWN));
	assert_int_equal(row(b, memo)->alarms, BIT(AFTER_UNKNOWN));
	assert_false(b->t->readers[5]);
	/* Enough that could not be opened: they may be those. */
	box_item(b, "2026-11-23");
	box_check(b);
	assert_int_equal(row(b, event)->alarms, 0);
	assert_true(row(b, memo)->after_unreadable);
	box_free(b);
}

/* A server that says the same hash twice does not make two readers differ. */
static void
thread_of_equal_payloads_has_an_order(void **state)
{
	struct box *b = box_new();

	(void)state;
	box_item(b, "2026-11-23")->id[0] = 2;
	box_item(b, "2026-11-23")->payload_hash[0] = 0;
	b->items[1].id[0] = 1;
	box_check(b);
	assert_ptr_equal(b->t->entries[0].item, &b->items[1]);
	assert_ptr_equal(b->t->entries[1].item, &b->items[0]);
	box_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thread_of_nothing_has_no_report),
		cmocka_unit_test(thread_report_alone_is_clean),
		cmocka_unit_test(
		    thread_order_is_topological_with_ties_by_payload),
		cmocka_unit_test(thread_forged_reply_is_alarmed),
		cmocka_unit_test(thread_grant_makes_a_reader),
		cmocka_unit_test(thread_flood_of_heads_leaves_the_last),
		cmocka_unit_test(thread_of_rubbish_is_all_alarms),
		cmocka_unit_test(alarm_has_word_and_text),
		cmocka_unit_test(thread_vectors_agree),
		cmocka_unit_test(thread_names_what_nobody_has),
		cmocka_unit_test(thread_of_equal_payloads_has_an_order),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
