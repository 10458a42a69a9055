/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

#include "sign/login.h"

#define AT "https://office.example.org:9443"
#define UNTIL 1795500000

static struct sign_roster *roster;

static struct sign_login
login_of(unsigned int number, const char *role)
{
	struct sign_login l = { .number = number, .until = UNTIL };

	memcpy(l.at, AT, strlen(AT) + 1);
	memcpy(l.role, role, strlen(role) + 1);
	hash_of("nonce", l.nonce);
	return l;
}

static void
login_signed(struct base_buf *note, unsigned int number, const char *role)
{
	struct sign_login l = login_of(number, role);
	struct sign_key *k = login_key(number);

	base_buf_init(note, LIMIT_NOTE_LEN);
	assert_err(sign_login_sign(HOST, &l, k, note), ERR_OK);
	sign_key_free(&k);
}

static enum err
verify(const struct base_buf *note, const char *at, int64_t now)
{
	struct sign_login l;

	return sign_login_verify(HOST, note->data, note->len, roster, at, now,
	    &l);
}

static void
login_of_an_officer_and_a_role_verifies(void **state)
{
	struct sign_login l = login_of(2, ""), got;
	struct base_buf note;

	(void)state;
	login_signed(&note, 2, "");
	assert_err(sign_login_verify(HOST, note.data, note.len, roster, AT,
		       UNTIL, &got),
	    ERR_OK);
	assert_memory_equal(&l, &got, sizeof(l));
	assert_err(sign_login_parse(HOST, note.data, note.len, &got), ERR_OK);
	assert_memory_equal(&l, &got, sizeof(l));
	base_buf_done(&note);
	login_signed(&note, 11, "auditor");
	assert_err(verify(&note, AT, 0), ERR_OK);
	base_buf_done(&note);
}

static void
login_after_its_time_is_refused(void **state)
{
	struct base_buf note;

	(void)state;
	login_signed(&note, 2, "");
	assert_err(verify(&note, AT, UNTIL), ERR_OK);
	assert_err(verify(&note, AT, UNTIL + 1), ERR_EXPIRED);
	base_buf_done(&note);
}

/* A note for another office must not open a session here. */
static void
login_for_another_office_is_refused(void **state)
{
	struct base_buf note;

	(void)state;
	login_signed(&note, 2, "");
	assert_err(verify(&note, "https://office.example.org", 0), ERR_DENIED);
	assert_err(verify(&note, "http://office.example.org:9443", 0),
	    ERR_DENIED);
	base_buf_done(&note);
}

static void
login_of_nobody_in_the_roster_is_refused(void **state)
{
	struct base_buf note;

	(void)state;
	login_signed(&note, 7, "");
	assert_err(verify(&note, AT, 0), ERR_DENIED);
	base_buf_done(&note);
	/* A number alone is not its role, a role not an officer. */
	login_signed(&note, 11, "");
	assert_err(verify(&note, AT, 0), ERR_DENIED);
	base_buf_done(&note);
	login_signed(&note, 11, "supervisor");
	assert_err(verify(&note, AT, 0), ERR_DENIED);
	base_buf_done(&note);
	login_signed(&note, 2, "auditor");
	assert_err(verify(&note, AT, 0), ERR_DENIED);
	base_buf_done(&note);
}

static void
login_by_another_key_is_refused(void **state)
{
	struct sign_login l = login_of(2, "");
	struct sign_key *other = key_of(SIGN_ROLE_LOGIN, 2, NULL, "other");
	struct sign_key *three = login_key(3), *entry = officer_key(2);
	struct base_buf note;

	(void)state;
	base_buf_init(&note, LIMIT_NOTE_LEN);
	assert_err(sign_login_sign(HOST, &l, three, &note),
	    ERR_NOTE_KEY_NAME);
	assert_err(sign_login_sign(HOST, &l, entry, &note),
	    ERR_NOTE_KEY_NAME);
	assert_err(sign_login_sign(HOST, &l, other, &note), ERR_OK);
	assert_err(verify(&note, AT, 0), ERR_DENIED);
	base_buf_done(&note);
	/* Signed by two: whose session would it be? */
	login_signed(&note, 2, "");
	assert_err(sign_note_add(HOST, three, &note), ERR_OK);
	assert_err(verify(&note, AT, 0), ERR_FORMAT);
	base_buf_done(&note);
	sign_key_free(&other);
	sign_key_free(&three);
	sign_key_free(&entry);
}

static void
login_text_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ HOST, "box.example.com" },
		{ "/login/v1", "/login/v2" },
		{ "at https://", "at ftp://" },
		{ ":9443", ":9443/" },
		{ ":9443", ":9443 " },
		{ ":9443", ":9443?x" },
		{ "office.example.org", "a@office.example.org" },
		{ "at " AT "\n", "" },
		{ "at " AT, "at https://" },
		{ "officer 02", "officer 2" },
		{ "officer 02", "officer 03" },
		{ "officer 02", "officer 02\nrole auditor 11" },
		{ "officer 02", "role auditor" },
		{ "officer 02", "role Auditor 02" },
		{ "nonce ", "nonce A" },
		{ "until 1795500000", "until 01795500000" },
		{ "until 1795500000", "until -1" },
		{ "until 1795500000", "until 1795500000000000" },
		{ "until 1795500000\n", "until 1795500000\nuntil 1\n" },
		{ "until 1795500000\n", "" },
	};
	struct sign_key *k = login_key(2);
	struct base_buf good;
	struct sign_note n;
	char *text;

	(void)state;
	login_signed(&good, 2, "");
	assert_err(sign_note_parse(good.data, good.len, &n), ERR_OK);
	text = strndup(n.text.data, n.text.len);
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);
		struct base_buf note;

		base_buf_init(&note, LIMIT_NOTE_LEN);
		assert_err(sign_note_sign(NULL, text_of(bad), k, &note),
		    ERR_OK);
		assert_err(verify(&note, AT, 0), ERR_FORMAT);
		base_buf_done(&note);
		free(bad);
	}
	assert_err(sign_login_parse(HOST, text, strlen(text),
		       &(struct sign_login){ .number = 0 }),
	    ERR_NOTE);
	free(text);
	base_buf_done(&good);
	sign_key_free(&k);
}

static void
login_sign_refuses_unfit_values(void **state)
{
	struct sign_key *k = login_key(2);
	struct sign_login l;
	struct base_buf note;

	(void)state;
	base_buf_init(&note, LIMIT_NOTE_LEN);
	l = login_of(2, "");
	memcpy(l.at, "https://a\nb", 12);
	assert_err(sign_login_sign(HOST, &l, k, &note), ERR_FORMAT);
	l = login_of(2, "a b");
	assert_err(sign_login_sign(HOST, &l, k, &note), ERR_FORMAT);
	l = login_of(2, "");
	l.until = -1;
	assert_err(sign_login_sign(HOST, &l, k, &note), ERR_FORMAT);
	l = login_of(2, "");
	assert_err(sign_login_sign("Box", &l, k, &note), ERR_FORMAT);
	assert_int_equal(note.len, 0);
	base_buf_done(&note);
	sign_key_free(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_of_an_officer_and_a_role_verifies),
		cmocka_unit_test(login_after_its_time_is_refused),
		cmocka_unit_test(login_for_another_office_is_refused),
		cmocka_unit_test(login_of_nobody_in_the_roster_is_refused),
		cmocka_unit_test(login_by_another_key_is_refused),
		cmocka_unit_test(login_text_bent_anywhere_is_refused),
		cmocka_unit_test(login_sign_refuses_unfit_values),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	roster = roster_of("2026-11-01", "2026-12-01");
	roster->holder_count = 1;
	roster->holders[0].number = 11;
	memcpy(roster->holders[0].role, "auditor", 8);
	vkey_take(&roster->holders[0].login, login_key(11));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	sign_roster_free(&roster);
	return failed;
}
