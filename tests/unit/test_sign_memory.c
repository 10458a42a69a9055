/* SPDX-License-Identifier: ISC */
/*
 * Every allocation of this room fails once: the answer must be ERR_MEMORY,
 * nothing may be half done, and under `make san` nothing may leak.  Linked
 * with --wrap (see the Makefile).
 */
#include "unit/entry_fixture.h"

#include "sign/keyfile.h"
#include "sign/login.h"
#include "sign/manifest.h"
#include "sign/promise.h"
#include "sign/self.h"
#include "sign/thread.h"
#include "sign/triage.h"

static unsigned int calls, fails_at; /* 0: none fails */

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__real_reallocarray(void *p, size_t count, size_t len);
void *__wrap_reallocarray(void *p, size_t count, size_t len);
void *__real_sodium_malloc(size_t len);
void *__wrap_sodium_malloc(size_t len);

void *
__wrap_malloc(size_t len)
{
	return ++calls == fails_at ? NULL : __real_malloc(len);
}

void *
__wrap_calloc(size_t count, size_t len)
{
	return ++calls == fails_at ? NULL : __real_calloc(count, len);
}

void *
__wrap_reallocarray(void *p, size_t count, size_t len)
{
	return ++calls == fails_at ? NULL : __real_reallocarray(p, count, len);
}

void *
__wrap_sodium_malloc(size_t len)
{
	return ++calls == fails_at ? NULL : __real_sodium_malloc(len);
}

/* Fail the first, the second ... allocation of work until none is left. */
static void
fail_each(enum err (*work)(void), unsigned int at_least)
{
	enum err e = ERR_MEMORY;
	unsigned int n;

	for (n = 0; e != ERR_OK; n++) {
		calls = 0;
		fails_at = n + 1;
		e = work();
		fails_at = 0;
		if (e != ERR_OK)
			assert_err(e, ERR_MEMORY);
	}
	assert_true(n > at_least);
}

/* Made in main, before anything fails. */
static struct sign_root *root;
static struct sign_roster *roster;
static struct base_buf root_note, roster_note, report_note, event_note;
static struct sign_chain *chain;
static struct sign_key *reporter, *promise, *login;
static struct sign_entry *report;
static struct sign_self self;
static struct seal_identity identity;

static enum err
work_keys(void)
{
	uint8_t seed[SIGN_SEED_LEN] = { 1 };
	struct sign_key *k = NULL;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((e = sign_key_new(&k, "a", seed)) == ERR_OK)
		e = sign_note_sign(NULL, text_of("x\n"), k, &b);
	else
		assert_null(k);
	base_buf_done(&b);
	sign_key_free(&k);
	return e;
}

static enum err
work_texts(void)
{
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((e = sign_root_write(HOST, root, &b)) == ERR_OK &&
	    (e = sign_roster_write(HOST, roster, &b)) == ERR_OK &&
	    (e = sign_entry_write(HOST, report, &b)) == ERR_OK)
		e = sign_self_write(HOST, &self, &b);
	base_buf_done(&b);
	return e;
}

static enum err
work_chain(void)
{
	struct sign_chain *c = NULL;
	enum err e;

	if ((e = sign_chain_new(&c, HOST)) == ERR_OK &&
	    (e = sign_chain_add_root(c, root_note.data, root_note.len,
		 NULL)) == ERR_OK)
		e = sign_chain_add_roster(c, roster_note.data,
		    roster_note.len);
	/* What failed is not in it. */
	if (e != ERR_OK && c != NULL)
		assert_null(sign_chain_newest(c));
	sign_chain_free(&c);
	return e;
}

static enum err
work_thread(void)
{
	struct sign_thread_item items[2] = {
		{ .note = report_note.data, .note_len = report_note.len },
		{ .note = event_note.data, .note_len = event_note.len },
	};
	struct sign_thread_input in = { .host = HOST, .chain = chain,
		.viewer = 1, .items = items, .item_count = 2 };
	struct sign_triage *triage = NULL;
	struct sign_clock *clocks = NULL;
	struct sign_thread *t = NULL;
	size_t count;
	enum err e;

	items[0].stored = items[1].stored = report->date;
	memcpy(in.handle, report->thread, sizeof(in.handle));
	e = sign_thread_check(&in, &t);
	assert_int_equal(e == ERR_OK, t != NULL);
	if (e == ERR_OK) {
		e = sign_triage_read(t, &triage);
		assert_int_equal(e == ERR_OK, triage != NULL);
	}
	if (e == ERR_OK) {
		e = sign_triage_clocks(triage, &report->date, &clocks, &count);
		assert_int_equal(e == ERR_OK, clocks != NULL);
	}
	free(clocks);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	return e;
}

static enum err
work_self(void)
{
	uint8_t file[SEAL_SELF_LEN];
	struct sign_self again;
	enum err e;

	e = sign_self_seal(HOST, &self, reporter, &identity.recipient,
	    &seal_random_system, file);
	if (e != ERR_OK)
		return e;
	return sign_self_open(HOST, file, &identity, &reporter->vkey, &again);
}

static enum err
work_small_notes(void)
{
	struct sign_login l = { .at = "https://a", .number = 1 };
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((e = sign_promise_sign(HOST, promise, self.d, &report->date,
		 &b)) == ERR_OK &&
	    (e = sign_login_sign(HOST, &l, login, &b)) == ERR_OK)
		e = sign_keyfile_write(login, &b);
	base_buf_done(&b);
	return e;
}

static enum err
work_manifest(void)
{
	static struct sign_manifest m;
	struct base_buf b;
	enum err e;

	m = (struct sign_manifest){ .release = "1", .count = 1,
		.date = report->date, .files = { { .path = "/" } } };
	base_buf_init(&b, LIMIT_NOTE_LEN);
	e = sign_manifest_write(HOST, &m, &b);
	base_buf_done(&b);
	return e;
}

static void
sign_work_without_memory_fails_cleanly(void **state)
{
	(void)state;
	fail_each(work_texts, 8);
	fail_each(work_chain, 6);
	fail_each(work_thread, 18);
	fail_each(work_self, 4);
	fail_each(work_small_notes, 3);
	fail_each(work_manifest, 2);
}

/* A key that could not be made whole is not handed out. */
static void
key_without_memory_is_not_made(void **state)
{
	(void)state;
	fail_each(work_keys, 3);
}

static void
make_chain(void)
{
	struct base_buf text;

	root = root_of("2027-11-30");
	roster = roster_of("2026-11-01", "2026-12-01");
	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, root, &text), ERR_OK);
	roots_sign(&root_note, buf_text(&text), "ab");
	base_buf_done(&text);
	assert_err(sign_roster_write(HOST, roster, &text), ERR_OK);
	roots_sign(&roster_note, buf_text(&text), "ab");
	base_buf_done(&text);
	assert_err(sign_chain_new(&chain, HOST), ERR_OK);
	assert_err(sign_chain_add_root(chain, root_note.data, root_note.len,
		       NULL),
	    ERR_OK);
	assert_err(sign_chain_add_roster(chain, roster_note.data,
		       roster_note.len),
	    ERR_OK);
}

static int
make_inputs(void **state)
{
	const uint8_t *hash;
	struct sign_entry *event;

	(void)state;
	make_chain();
	hash = sign_chain_newest(chain)->hash;
	report = entry_of(SIGN_KIND_REPORT, hash);
	entry_sign(&report_note, report);
	event = entry_of(SIGN_KIND_EVENT, hash);
	event->after_count = 1; /* of an entry that nobody has */
	entry_sign(&event_note, event);
	sign_entry_free(&event);
	reporter = reporter_key();
	promise = key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");
	login = login_key(1);
	self = (struct sign_self){ .form = SIGN_FORM_YOUTH,
		.roster_version = 1, .to = report->to };
	memcpy(self.thread, report->thread, sizeof(self.thread));
	memcpy(self.class_name, "youth", 6);
	seal_identity_from_secret(hash, &identity);
	return 0;
}

static int
free_inputs(void **state)
{
	(void)state;
	sign_root_free(&root);
	sign_roster_free(&roster);
	sign_chain_free(&chain);
	sign_entry_free(&report);
	sign_key_free(&reporter);
	sign_key_free(&promise);
	sign_key_free(&login);
	base_buf_done(&root_note);
	base_buf_done(&roster_note);
	base_buf_done(&report_note);
	base_buf_done(&event_note);
	seal_identity_done(&identity);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sign_work_without_memory_fails_cleanly),
		cmocka_unit_test(key_without_memory_is_not_made),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make_inputs, free_inputs);
}
