/* SPDX-License-Identifier: ISC */
/* Entries, self and threads: every failure, see inject.h. */
#include "unit/sign_secrets.h"

#include "sign/self.h"
#include "sign/thread.h"
#include "sign/stats.h"
#include "sign/triage.h"

static struct sign_chain *chain;
static struct sign_entry *report;
static struct base_buf event_note;
static struct sign_self self;
static uint8_t self_file[SEAL_SELF_LEN];

/* ---- entries ----------------------------------------------------------------- */

static enum err
op_sign_entry_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_entry_write(HOST, report, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_entry_read(void)
{
	struct sign_entry *got;
	enum err e;

	inject_keep(&got, sizeof(got));
	INJECT(e, sign_entry_read(HOST, v->note, v->note_len, &got));
	if (e == ERR_OK)
		sign_entry_free(&got);
	return e;
}

static enum err
op_sign_entry_verify(void)
{
	struct sign_entry *got;
	enum err e;

	if ((e = sign_entry_read(HOST, v->note, v->note_len, &got)) != ERR_OK)
		return e;
	INJECT(e, sign_entry_verify(HOST, got, &key->vkey));
	sign_entry_free(&got);
	return e;
}

static enum err
op_sign_entry_members(void)
{
	enum err e;

	INJECT(e, sign_entry_members(report, NULL, 0));
	return e;
}

static enum err
op_sign_field_decode(void)
{
	struct base_text value = { v->body, SHORT_LEN };
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_field_decode(value, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_field_encode(void)
{
	struct base_text value = { v->body, SHORT_LEN };
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_field_encode(value, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_numbers_add(void)
{
	struct sign_numbers n = { 0 };
	enum err e;

	INJECT(e, sign_numbers_add(&n, 7));
	return e;
}

/* ---- self ------------------------------------------------------------------------ */

static enum err
op_sign_self_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_self_write(HOST, &self, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_self_parse(void)
{
	struct sign_self got;
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	if ((e = sign_self_write(HOST, &self, &text)) == ERR_OK)
		INJECT(e, sign_self_parse(HOST, buf_text(&text), &got));
	base_buf_done(&text);
	return e;
}

static enum err
op_sign_self_seal(void)
{
	uint8_t out[SEAL_SELF_LEN];
	enum err e;

	inject_draws_key();
	inject_keep(out, sizeof(out));
	INJECT(e, sign_self_seal(
		      HOST, &self, key, &v->id.recipient, &inject_random, out));
	return e;
}

static enum err
op_sign_self_open(void)
{
	struct sign_self got;
	enum err e;

	inject_keep(&got, sizeof(got));
	INJECT(e, sign_self_open(HOST, self_file, &v->id, &key->vkey, &got));
	return e;
}

/* ---- threads ---------------------------------------------------------------------- */

/* A report, an event, and what could not be opened. */
static struct sign_thread_item items[3];

static struct sign_thread_input
thread_input(void)
{
	struct sign_thread_input in = { .host = HOST,
		.chain = chain,
		.viewer = 1,
		.items = items,
		.item_count = N(items) };

	memcpy(in.handle, report->thread, sizeof(in.handle));
	return in;
}

static enum err
op_sign_thread_check(void)
{
	struct sign_thread_input in = thread_input();
	struct sign_thread *t;
	enum err e;

	inject_keep(&t, sizeof(t));
	INJECT(e, sign_thread_check(&in, &t));
	if (e != ERR_OK)
		return e;
	INJECT_REQUIRE(t->report != NULL && t->unopened_count == 1);
	sign_thread_free(&t);
	return ERR_OK;
}

static enum err
op_sign_triage_read(void)
{
	struct sign_thread_input in = thread_input();
	struct sign_triage *triage;
	struct sign_thread *t;
	enum err e;

	if ((e = sign_thread_check(&in, &t)) != ERR_OK)
		return e;
	inject_keep(&triage, sizeof(triage));
	INJECT(e, sign_triage_read(t, &triage));
	if (e == ERR_OK) {
		INJECT_REQUIRE(triage->move_count == 1);
		sign_triage_free(&triage);
	}
	sign_thread_free(&t);
	return e;
}

static enum err
op_sign_triage_clocks(void)
{
	struct sign_thread_input in = thread_input();
	struct sign_triage *triage = NULL;
	struct sign_thread *t;
	struct sign_clock *clocks;
	size_t count;
	enum err e;

	if ((e = sign_thread_check(&in, &t)) != ERR_OK)
		return e;
	if ((e = sign_triage_read(t, &triage)) == ERR_OK) {
		inject_keep(&clocks, sizeof(clocks));
		inject_keep(&count, sizeof(count));
		INJECT(e,
		    sign_triage_clocks(triage, &report->date, &clocks, &count));
		if (e == ERR_OK)
			free(clocks);
	}
	sign_triage_free(&triage);
	sign_thread_free(&t);
	return e;
}

static enum err
op_sign_stats_new(void)
{
	struct sign_stats *s;
	enum err e;

	inject_keep(&s, sizeof(s));
	INJECT(e, sign_stats_new(&s));
	if (e == ERR_OK)
		sign_stats_free(&s);
	return e;
}

static enum err
op_sign_stats_add(void)
{
	struct sign_fact f = { .series = 1, .date = report->date };
	struct sign_stats *s;
	enum err e;

	if ((e = sign_stats_new(&s)) != ERR_OK)
		return e;
	INJECT(e, sign_stats_add(s, &f));
	sign_stats_free(&s);
	return e;
}

static enum err
op_sign_period_parse(void)
{
	struct sign_period p;
	enum err e;

	inject_keep(&p, sizeof(p));
	INJECT(e, sign_period_parse(text_of("2026-Q4"), SIGN_PERIOD_QUARTER,
		      &p));
	return e;
}

static enum err
count_fact(void *ctx, const struct sign_fact *f)
{
	size_t *count = ctx;

	*count += f->date.text[0] == '2';
	return ERR_OK;
}

static enum err
op_sign_stats_facts(void)
{
	struct sign_thread_input in = thread_input();
	struct sign_triage *triage = NULL;
	struct sign_thread *t;
	size_t count = 0;
	enum err e;

	if ((e = sign_thread_check(&in, &t)) != ERR_OK)
		return e;
	if ((e = sign_triage_read(t, &triage)) == ERR_OK)
		INJECT(e, sign_stats_facts(triage, count_fact, &count));
	if (e == ERR_OK)
		INJECT_REQUIRE(count > 0);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	return e;
}

/* Of a checked thread: its facts, counted. */
static enum err
op_sign_stats_case(void)
{
	struct sign_thread_input in = thread_input();
	struct sign_triage *triage = NULL;
	struct sign_stats *s = NULL;
	struct sign_thread *t;
	enum err e;

	if ((e = sign_thread_check(&in, &t)) != ERR_OK)
		return e;
	if ((e = sign_triage_read(t, &triage)) == ERR_OK &&
	    (e = sign_stats_new(&s)) == ERR_OK)
		INJECT(e, sign_stats_case(s, triage));
	sign_stats_free(&s);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	return e;
}

static enum err
op_sign_stats_sheet(void)
{
	static struct sign_sheet sheet;
	struct sign_fact f = { .series = 1, .date = report->date };
	struct sign_period p = { SIGN_PERIOD_YEAR, 2026, 1 };
	struct base_date today = { "2027-06-01" };
	struct sign_stats *s;
	enum err e;

	if ((e = sign_stats_new(&s)) != ERR_OK)
		return e;
	if ((e = sign_stats_add(s, &f)) == ERR_OK) {
		inject_keep(&sheet, sizeof(sheet));
		INJECT(e, sign_stats_sheet(s, &p, &today, false, &sheet));
	}
	if (e == ERR_OK)
		INJECT_REQUIRE(sheet.figures[1][SIGN_CELL_NOW].value == 1);
	sign_stats_free(&s);
	return e;
}

static enum err
op_sign_stats_campaign_sheet(void)
{
	static const struct sign_campaign one = { .code = "C1",
		.zh = "一",
		.en = "one",
		.form = SIGN_FORM_CONCERN,
		.from = { "2020-01-01" },
		.to = { "2030-12-31" } };
	static const struct sign_campaigns all = { &one, 1 };
	static struct sign_campaign_sheet sheet;
	struct sign_fact f = { .series = 1, .date = report->date,
		.campaign = 1 };
	struct base_date today = { "2027-06-01" };
	struct sign_stats *s;
	enum err e;

	if ((e = sign_stats_new(&s)) != ERR_OK)
		return e;
	sign_stats_campaigns(s, &all);
	if ((e = sign_stats_add(s, &f)) == ERR_OK) {
		inject_keep(&sheet, sizeof(sheet));
		INJECT(e, sign_stats_campaign_sheet(s, 0, &today, false,
			      &sheet));
	}
	if (e == ERR_OK)
		INJECT_REQUIRE(sheet.figures[1].value == 1);
	sign_stats_free(&s);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(sign_entry_write, MEMORY),
	INJECT_OP(sign_entry_read, MEMORY),
	INJECT_OP(sign_entry_verify, NOTHING),
	INJECT_OP(sign_entry_members, NOTHING),
	INJECT_OP(sign_field_decode, MEMORY),
	INJECT_OP(sign_field_encode, MEMORY),
	INJECT_OP(sign_numbers_add, NOTHING),
	INJECT_OP(sign_self_write, MEMORY),
	INJECT_OP(sign_self_parse, NOTHING),
	INJECT_OP(sign_self_seal, MEMORY | RANDOM),
	INJECT_OP(sign_self_open, MEMORY),
	INJECT_OP(sign_thread_check, MEMORY),
	INJECT_OP(sign_triage_read, MEMORY),
	INJECT_OP(sign_triage_clocks, MEMORY),
	INJECT_OP(sign_stats_new, MEMORY),
	INJECT_OP(sign_stats_add, MEMORY),
	INJECT_OP(sign_period_parse, NOTHING),
	INJECT_OP(sign_stats_facts, NOTHING),
	INJECT_OP(sign_stats_case, MEMORY),
	INJECT_OP(sign_stats_sheet, MEMORY),
	INJECT_OP(sign_stats_campaign_sheet, MEMORY),
};

static void
sign_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, N(ops));
}

static void
make_chain(void)
{
	struct sign_root *root = root_of("2027-11-30");
	struct sign_roster *roster = roster_of("2026-11-01", "2026-12-01");
	struct base_buf text, note;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_chain_new(&chain, HOST), ERR_OK);
	assert_err(sign_root_write(HOST, root, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "ab");
	assert_err(
	    sign_chain_add_root(chain, note.data, note.len, NULL), ERR_OK);
	base_buf_done(&note);
	base_buf_done(&text);
	assert_err(sign_roster_write(HOST, roster, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "ab");
	assert_err(sign_chain_add_roster(chain, note.data, note.len), ERR_OK);
	base_buf_done(&note);
	base_buf_done(&text);
	sign_root_free(&root);
	sign_roster_free(&roster);
}

static void
make_self(void)
{
	struct seal_header head;

	self = (struct sign_self){ .form = SIGN_FORM_YOUTH,
		.has_root = true,
		.roster_version = 1,
		.to = report->to };
	memcpy(self.thread, report->thread, sizeof(self.thread));
	memcpy(self.class_name, "youth", 6);
	hash_of("root", self.root);
	hash_of("d", self.d);
	numbers_set(&self.left_out, "45");
	assert_err(sign_self_seal(HOST, &self, key, &v->id.recipient,
		       &inject_random, self_file),
	    ERR_OK);
	assert_err(
	    seal_header_parse(self_file, SEAL_HEADER_LEN(1), &head), ERR_OK);
	plant_header(&head, &v->id, self_file + SEAL_HEADER_LEN(1));
}

static int
make(void **state)
{
	const uint8_t *hash;
	struct sign_entry *event;

	(void)state;
	sign_secrets_make();
	make_chain();
	hash = sign_chain_newest(chain)->hash;
	report = report_make(hash);
	event = entry_of(SIGN_KIND_EVENT, hash);
	memcpy(event->thread, report->thread, SIGN_HANDLE_LEN);
	event->after_count = 1; /* of an entry that nobody has */
	event->fields[0] =
	    (struct sign_field){ text_of("from"), text_of("R00") };
	event->fields[1] = (struct sign_field){ text_of("to"), text_of("R01") };
	event->fields[2] =
	    (struct sign_field){ text_of("reason"), text_of("read") };
	event->field_count = 3;
	entry_sign(&event_note, event);
	sign_entry_free(&event);
	make_self();
	items[0] = (struct sign_thread_item){ .note = v->note,
		.note_len = v->note_len };
	items[1] = (struct sign_thread_item){ .note = event_note.data,
		.note_len = event_note.len };
	for (size_t i = 0; i < N(items); i++)
		items[i].stored = report->date;
	return 0;
}

static int
done(void **state)
{
	(void)state;
	sign_chain_free(&chain);
	sign_entry_free(&report);
	base_buf_done(&event_note);
	sign_secrets_done();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sign_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make, done);
}
