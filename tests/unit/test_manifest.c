/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

#include "sign/manifest.h"

#define HEX0 "0000000000000000000000000000000000000000000000000000000000000000"
#define HEX1 "00000000000000000000000000000000000000000000000000000000000000ff"

static const char good[] = HOST "/manifest/v1\n"
				"release 0.1.0\n"
				"date 2026-11-26\n"
				"file " HEX0 " 1205 /\n"
				"file " HEX1 " 0 /en.js\n"
				"file " HEX0 " 4194304 /main.js\n";

static void
manifest_written_is_parsed_back(void **state)
{
	static struct sign_manifest m, again;
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_manifest_parse(HOST, text_of(good), &m), ERR_OK);
	assert_string_equal(m.release, "0.1.0");
	assert_string_equal(m.date.text, "2026-11-26");
	assert_int_equal(m.count, 3);
	assert_string_equal(m.files[1].path, "/en.js");
	assert_int_equal(m.files[1].hash[31], 0xff);
	assert_int_equal(m.files[2].len, LIMIT_PAGE_FILE_LEN);
	/* In any order: the writer sorts. */
	again = m;
	again.files[0] = m.files[2];
	again.files[2] = m.files[0];
	assert_err(sign_manifest_write(HOST, &again, &b), ERR_OK);
	assert_int_equal(b.len, strlen(good));
	assert_memory_equal(b.data, good, b.len);
	base_buf_done(&b);
}

static void
manifest_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ "/manifest/v1", "/manifest/v2" },
		{ "release 0.1.0", "release 0.1 0" },
		{ "release 0.1.0", "release " },
		{ "release 0.1.0",
		    "release 0.1.0aaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
		{ "release 0.1.0", "release 0.1/0" },
		{ "release 0.1.0\n", "" },
		{ "date 2026-11-26", "date 2026-11-31" },
		{ "date 2026-11-26\n", "" },
		{ "1205 /", "01205 /" },
		{ "1205 /", "-1 /" },
		{ "1205 /", "1205  /" },
		{ "1205 /", "1205 /a" },
		{ "1205 /\n", "1205 / \n" },
		{ "4194304", "4194305" },
		{ "/en.js", "en.js" },
		{ "/en.js", "/.en.js" },
		{ "/en.js", "/../en.js" },
		{ "/en.js", "/e n.js" },
		{ "/en.js", "/e/n.js" },
		{ "/en.js", "/e%6e.js" },
		{ "/en.js", "/main.js" },
		{ "/en.js", "/zz.js" },
		{ "/en.js", "/" },
		{ "00ff", "00FF" },
		{ "00ff", "0ff" },
		{ "file " HEX1, "File " HEX1 },
		{ "/main.js\n", "/main.js" },
		{ "/main.js\n", "/main.js\n\n" },
		{ "/main.js\n", "/main.js\nextra 1\n" },
	};
	static struct sign_manifest m;

	(void)state;
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(good, edits[i].from, edits[i].to);

		memset(&m, 0xa5, sizeof(m));
		assert_err(
		    sign_manifest_parse(HOST, text_of(bad), &m), ERR_FORMAT);
		assert_int_equal((unsigned char)m.release[0], 0xa5);
		free(bad);
	}
	assert_err(sign_manifest_parse("box.example.com", text_of(good), &m),
	    ERR_FORMAT);
	assert_err(sign_manifest_parse(
		       HOST, text_of(HOST "/manifest/v1\nrelease 1\n"
					  "date 2026-11-26\n"),
		       &m),
	    ERR_FORMAT);
}

static void
manifest_of_unfit_files_is_not_written(void **state)
{
	static struct sign_manifest m, bad;
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_manifest_parse(HOST, text_of(good), &m), ERR_OK);
	bad = m;
	(void)strcpy(bad.files[1].path, "/main.js");
	assert_err(sign_manifest_write(HOST, &bad, &b), ERR_FORMAT);
	bad = m;
	(void)strcpy(bad.files[0].path, "/a b");
	assert_err(sign_manifest_write(HOST, &bad, &b), ERR_FORMAT);
	bad = m;
	bad.count = 0;
	assert_err(sign_manifest_write(HOST, &bad, &b), ERR_FORMAT);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
}

static void
manifest_has_a_most_of_files(void **state)
{
	struct sign_manifest *m = calloc(1, sizeof(*m)), *again;
	struct base_buf b;

	(void)state;
	again = calloc(1, sizeof(*again));
	(void)strcpy(m->release, "1");
	m->date = date_of("2026-11-26");
	base_buf_init(&b, LIMIT_NOTE_LEN);
	for (m->count = 0; m->count < LIMIT_PAGE_FILES_MAX; m->count++)
		(void)snprintf(m->files[m->count].path,
		    sizeof(m->files[0].path), "/%.*zu",
		    m->count == 0 ? 0 : (int)LIMIT_PAGE_NAME_LEN,
		    m->count == 0 ? (size_t)0 : m->count);
	assert_err(sign_manifest_write(HOST, m, &b), ERR_OK);
	assert_err(sign_manifest_parse(HOST, buf_text(&b), again), ERR_OK);
	assert_int_equal(again->count, LIMIT_PAGE_FILES_MAX);
	assert_err(
	    base_buf_add_str(&b, "file " HEX0 " 1 /one-more\n"), ERR_OK);
	assert_err(
	    sign_manifest_parse(HOST, buf_text(&b), again), ERR_FORMAT);
	base_buf_done(&b);
	free(again);
	free(m);
}

static void
manifest_counts_only_by_the_release_key(void **state)
{
	struct sign_key *release = key_of(SIGN_ROLE_RELEASE, 0, NULL, "r");
	struct sign_key *promise = key_of(SIGN_ROLE_PROMISE, 0, NULL, "p");
	struct sign_key *other = key_of(SIGN_ROLE_RELEASE, 0, NULL, "o");
	static struct sign_manifest m;
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text_of(good), promise, &b),
	    ERR_NOTE_KEY_NAME);
	assert_err(sign_note_sign(HOST, text_of(good), release, &b), ERR_OK);
	assert_err(sign_manifest_verify(
		       HOST, b.data, b.len, &release->vkey, &m),
	    ERR_OK);
	assert_int_equal(m.count, 3);
	assert_err(
	    sign_manifest_verify(HOST, b.data, b.len, &other->vkey, &m),
	    ERR_NOTE_UNSIGNED);
	assert_err(
	    sign_manifest_verify(HOST, b.data, b.len, &promise->vkey, &m),
	    ERR_NOTE_UNSIGNED);
	b.data[sizeof(HOST "/manifest/v1\nrelease ") - 1] = '1';
	assert_err(sign_manifest_verify(
		       HOST, b.data, b.len, &release->vkey, &m),
	    ERR_NOTE_SIGNATURE);
	base_buf_done(&b);
	sign_key_free(&release);
	sign_key_free(&promise);
	sign_key_free(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(manifest_written_is_parsed_back),
		cmocka_unit_test(manifest_bent_anywhere_is_refused),
		cmocka_unit_test(manifest_of_unfit_files_is_not_written),
		cmocka_unit_test(manifest_has_a_most_of_files),
		cmocka_unit_test(manifest_counts_only_by_the_release_key),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
