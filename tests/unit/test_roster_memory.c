/* SPDX-License-Identifier: ISC */
/* Roots, rosters and their chain: every failure, see inject.h. */
#include "unit/sign_secrets.h"

#include "sign/record.h"
#include "sign/retention.h"

static struct sign_root *root;
static struct sign_roster *roster;
static struct base_buf root_text, roster_text, root_note, roster_note;
static struct base_buf record_note, retention_note;
static struct base_date today;

static enum err
op_sign_root_parse(void)
{
	struct sign_root *r;
	enum err e;

	inject_keep(&r, sizeof(r));
	INJECT(e, sign_root_parse(HOST, buf_text(&root_text), &r));
	if (e == ERR_OK)
		sign_root_free(&r);
	return e;
}

static enum err
op_sign_root_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_root_write(HOST, root, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_roster_parse(void)
{
	struct sign_roster *r;
	enum err e;

	inject_keep(&r, sizeof(r));
	INJECT(e, sign_roster_parse(HOST, buf_text(&roster_text), &r));
	if (e == ERR_OK)
		sign_roster_free(&r);
	return e;
}

static enum err
op_sign_roster_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_roster_write(HOST, roster, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_chain_new(void)
{
	struct sign_chain *c;
	enum err e;

	inject_keep(&c, sizeof(c));
	INJECT(e, sign_chain_new(&c, HOST));
	if (e == ERR_OK)
		sign_chain_free(&c);
	return e;
}

static enum err
op_sign_chain_add_root(void)
{
	struct sign_chain *c;
	enum err e;

	if ((e = sign_chain_new(&c, HOST)) != ERR_OK)
		return e;
	INJECT(e, sign_chain_add_root(c, root_note.data, root_note.len, NULL));
	INJECT_REQUIRE((e == ERR_OK) == (sign_chain_root(c) != NULL));
	/* What failed can be tried again. */
	INJECT_REQUIRE(e == ERR_OK || sign_chain_add_root(c, root_note.data,
					  root_note.len, NULL) == ERR_OK);
	sign_chain_free(&c);
	return e;
}

/* A chain with the root and, if so wanted, the roster. */
static struct sign_chain *
chain_of(bool with_roster)
{
	struct sign_chain *c = NULL;

	INJECT_REQUIRE(sign_chain_new(&c, HOST) == ERR_OK);
	INJECT_REQUIRE(sign_chain_add_root(
			   c, root_note.data, root_note.len, NULL) == ERR_OK);
	if (with_roster)
		INJECT_REQUIRE(sign_chain_add_roster(c, roster_note.data,
				   roster_note.len) == ERR_OK);
	return c;
}

static enum err
op_sign_chain_add_roster(void)
{
	struct sign_chain *c = chain_of(false);
	enum err e;

	INJECT(e, sign_chain_add_roster(c, roster_note.data, roster_note.len));
	INJECT_REQUIRE((e == ERR_OK) == (sign_chain_newest(c) != NULL));
	INJECT_REQUIRE(e == ERR_OK || sign_chain_add_roster(c, roster_note.data,
					  roster_note.len) == ERR_OK);
	INJECT_REQUIRE(sign_chain_roster_count(c) == 1);
	sign_chain_free(&c);
	return e;
}

static enum err
op_sign_chain_newest_signed(void)
{
	struct sign_chain *c = chain_of(true);
	enum err e;

	INJECT(e, sign_chain_newest_signed(c));
	sign_chain_free(&c);
	return e;
}

static enum err
op_sign_chain_current(void)
{
	struct sign_chain *c = chain_of(true);
	const struct sign_roster *r;
	enum err e;

	INJECT(e, sign_chain_current(c, &today, &r));
	sign_chain_free(&c);
	return e;
}

static void
record_fill(struct sign_record *r)
{
	r->kind = SIGN_RECORD_SUMMARY;
	r->date = today;
	r->roster_version = 1;
	sign_text_hash(buf_text(&roster_text), r->roster_hash);
	(void)strcpy(r->period, "2026-11");
}

static enum err
op_sign_record_write(void)
{
	static struct sign_record r;
	struct base_buf out;
	enum err e;

	record_fill(&r);
	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_record_write(HOST, &r, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_record_parse(void)
{
	static struct sign_record r, got;
	struct base_buf text;
	enum err e;

	record_fill(&r);
	base_buf_init(&text, LIMIT_NOTE_LEN);
	e = sign_record_write(HOST, &r, &text);
	if (e == ERR_OK)
		INJECT(e, sign_record_parse(HOST, buf_text(&text), &got));
	base_buf_done(&text);
	return e;
}

static enum err
op_sign_record_open(void)
{
	struct sign_chain *c = chain_of(true);
	struct sign_record *r;
	enum err e;

	inject_keep(&r, sizeof(r));
	INJECT(e, sign_record_open(HOST, record_note.data, record_note.len, c,
		      &r));
	if (e == ERR_OK)
		sign_record_free(&r);
	sign_chain_free(&c);
	return e;
}

static struct sign_retention
retention_of(void)
{
	struct sign_retention r = { .rule = SIGN_RULE_CONTACT, .date = today };

	return r;
}

static enum err
op_sign_retention_write(void)
{
	struct sign_retention r = retention_of();
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_retention_write(HOST, &r, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_retention_parse(void)
{
	struct sign_retention r = retention_of(), got;
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	e = sign_retention_write(HOST, &r, &text);
	inject_keep(&got, sizeof(got));
	if (e == ERR_OK)
		INJECT(e, sign_retention_parse(HOST, buf_text(&text), &got));
	base_buf_done(&text);
	return e;
}

static enum err
op_sign_retention_open(void)
{
	struct sign_chain *c = chain_of(true);
	struct sign_retention r;
	enum err e;

	inject_keep(&r, sizeof(r));
	INJECT(e, sign_retention_open(HOST, retention_note.data,
		      retention_note.len, c, &r));
	sign_chain_free(&c);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(sign_root_parse, MEMORY),
	INJECT_OP(sign_root_write, MEMORY),
	INJECT_OP(sign_roster_parse, MEMORY),
	INJECT_OP(sign_roster_write, MEMORY),
	INJECT_OP(sign_chain_new, MEMORY),
	INJECT_OP(sign_chain_add_root, MEMORY),
	INJECT_OP(sign_chain_add_roster, MEMORY),
	INJECT_OP(sign_chain_newest_signed, NOTHING),
	INJECT_OP(sign_chain_current, NOTHING),
	INJECT_OP(sign_record_write, MEMORY),
	INJECT_OP(sign_record_parse, NOTHING),
	INJECT_OP(sign_record_open, MEMORY),
	INJECT_OP(sign_retention_write, MEMORY),
	INJECT_OP(sign_retention_parse, NOTHING),
	INJECT_OP(sign_retention_open, MEMORY),
};

static void
roster_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, N(ops));
}

static void
make_record(void)
{
	struct sign_record *r = sign_record_new();
	struct sign_key *by = officer_key(1);
	struct base_buf text;

	record_fill(r);
	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&record_note, LIMIT_NOTE_LEN);
	assert_err(sign_record_write(HOST, r, &text), ERR_OK);
	assert_err(
	    sign_note_sign(HOST, buf_text(&text), by, &record_note), ERR_OK);
	base_buf_done(&text);
	sign_key_free(&by);
	sign_record_free(&r);
}

static void
make_retention(void)
{
	struct sign_retention r = retention_of();
	struct sign_key *by = officer_key(1);
	struct base_buf text;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&retention_note, LIMIT_NOTE_LEN);
	assert_err(sign_retention_write(HOST, &r, &text), ERR_OK);
	assert_err(sign_note_sign(HOST, buf_text(&text), by, &retention_note),
	    ERR_OK);
	base_buf_done(&text);
	sign_key_free(&by);
}

static int
make(void **state)
{
	(void)state;
	sign_secrets_make();
	today = date_of("2026-11-23");
	root = root_of("2027-11-30");
	roster = roster_of("2026-11-01", "2026-12-01");
	roster->has_log = true;
	vkey_take(&roster->log, key_of(SIGN_ROLE_LOG, 0, NULL, "log"));
	roster->witness_count = 1;
	roster->quorum = 1;
	assert_err(
	    sign_vkey_init(&roster->witnesses[0], "w.example", key->vkey.pk),
	    ERR_OK);
	roster->holder_count = 1;
	roster->holders[0].number = 11;
	(void)strcpy(roster->holders[0].role, "auditor");
	vkey_take(&roster->holders[0].login, login_key(11));
	roster->revoked_count = 1;
	roster->revoked[0] = (struct sign_revoked){ 9, today, "key-lost" };
	base_buf_init(&root_text, LIMIT_NOTE_LEN);
	base_buf_init(&roster_text, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, root, &root_text), ERR_OK);
	assert_err(sign_roster_write(HOST, roster, &roster_text), ERR_OK);
	roots_sign(&root_note, buf_text(&root_text), "ab");
	roots_sign(&roster_note, buf_text(&roster_text), "ab");
	make_record();
	make_retention();
	return 0;
}

static int
done(void **state)
{
	(void)state;
	sign_root_free(&root);
	sign_roster_free(&roster);
	base_buf_done(&root_text);
	base_buf_done(&roster_text);
	base_buf_done(&root_note);
	base_buf_done(&roster_note);
	base_buf_done(&record_note);
	base_buf_done(&retention_note);
	sign_secrets_done();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roster_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make, done);
}
