/* SPDX-License-Identifier: ISC */
#include "sign/bundle.h"

#include "unit/fixture.h"

#define H(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define HASH_A H("aa")
#define HASH_B H("0b")
#define ID_1 "11111111111111111111111111111111"
#define ID_2 "22222222222222222222222222222222"
#define ID_3 "33333333333333333333333333333333"
#define HEAD "qingfeng-bundle/1\nhost box.example.org\n" \
	     "office https://office.example.org\nofficer 02\n"
#define ROOT "root 1 " HASH_A " 10\n"
#define ROSTER "roster 1 " HASH_A " 0\n"
#define THREAD "thread " ID_2 " " HASH_A " 1 " HASH_B " 2\n"
#define ENTRY(id) "entry " id " " HASH_A " 3 " HASH_B " 4\n"
#define GONE(id) "gone " id " " HASH_B " 6\n"
#define UNSENT "unsent " HASH_B " 5\n"

static enum err
read_all(const char *text, struct sign_bundle *b)
{
	struct sign_bundle_line l;
	enum err e;

	e = sign_bundle_begin((struct base_text){ text, strlen(text) }, b);
	while (e == ERR_OK)
		e = sign_bundle_next(b, &l);
	return e;
}

static void
bundle_reads_what_it_writes(void **state)
{
	static const char text[] = HEAD ROOT "root 2 " HASH_B " 7\n" ROSTER
	    THREAD ENTRY(ID_1) ENTRY(ID_2) GONE(ID_1) GONE(ID_3) "thread " ID_3
	    " " HASH_A " 1 " HASH_B " 2\n" GONE(ID_2) UNSENT UNSENT "end 12\n";
	struct base_text in = { text, sizeof(text) - 1 };
	struct sign_bundle_line l;
	struct base_buf again;
	struct sign_bundle b;
	enum err e;

	(void)state;
	base_buf_init(&again, SIGN_BUNDLE_LEN);
	assert_err(sign_bundle_begin(in, &b), ERR_OK);
	assert_string_equal(b.host, "box.example.org");
	assert_int_equal(b.officer, 2);
	assert_err(sign_bundle_write_head(&b, &again), ERR_OK);
	while ((e = sign_bundle_next(&b, &l)) == ERR_OK)
		assert_err(sign_bundle_write_line(&l, &again), ERR_OK);
	assert_err(e, ERR_NOT_FOUND);
	assert_err(sign_bundle_write_end(b.count, &again), ERR_OK);
	assert_int_equal(again.len, in.len);
	assert_memory_equal(again.data, in.data, in.len);
	base_buf_done(&again);
}

static void
bundle_refuses_all_else(void **state)
{
	static const char *const bad[] = {
		"", "qingfeng-bundle/2\n", "qingfeng-bundle/1\n",
		HEAD, HEAD ROOT ROSTER, HEAD ROOT ROSTER "end 2",
		HEAD ROOT ROSTER "end 3\n", HEAD ROOT ROSTER "end 02\n",
		HEAD ROOT ROSTER "end 2\n\n", HEAD "end 0\n",
		HEAD ROOT "end 1\n", HEAD ROSTER ROOT "end 2\n",
		HEAD ROOT THREAD "end 2\n",
		HEAD "root 2 " HASH_A " 1\n" ROSTER "end 2\n",
		HEAD ROOT ROOT ROSTER "end 3\n",
		HEAD ROOT ROSTER ENTRY(ID_1) "end 3\n",
		HEAD ROOT ROSTER THREAD ENTRY(ID_2) ENTRY(ID_1) "end 5\n",
		HEAD ROOT ROSTER THREAD ENTRY(ID_1) ENTRY(ID_1) "end 5\n",
		HEAD ROOT ROSTER UNSENT THREAD "end 4\n",
		HEAD ROOT ROSTER GONE(ID_1) "end 3\n",
		HEAD ROOT ROSTER THREAD GONE(ID_1) GONE(ID_1) "end 5\n",
		HEAD ROOT ROSTER THREAD GONE(ID_2) GONE(ID_1) "end 5\n",
		HEAD ROOT ROSTER THREAD GONE(ID_1) ENTRY(ID_2) "end 5\n",
		HEAD ROOT ROSTER THREAD UNSENT GONE(ID_1) "end 5\n",
		HEAD ROOT ROSTER THREAD THREAD "end 4\n",
		HEAD ROOT ROSTER THREAD "thread " ID_1 " " HASH_A " 1 " HASH_B
		" 2\nend 4\n",
		HEAD ROOT "roster 1 " HASH_A " 01\n" "end 2\n",
		HEAD ROOT "roster 1 " HASH_A "  1\n" "end 2\n",
		HEAD ROOT "roster 1 " HASH_A " 1 \n" "end 2\n",
		HEAD ROOT "roster 1 " HASH_A " 268435457\n" "end 2\n",
		HEAD ROOT "roster 1 AA 1\n" "end 2\n",
		HEAD ROOT "other 1 " HASH_A " 1\n" "end 2\n",
		"qingfeng-bundle/1\nhost ../x\noffice https://o\nofficer 02\n"
		ROOT ROSTER "end 2\n",
		"qingfeng-bundle/1\nhost box.example.org\noffice a b\n"
		"officer 02\n" ROOT ROSTER "end 2\n",
		"qingfeng-bundle/1\nhost box.example.org\noffice https://o\n"
		"officer 2\n" ROOT ROSTER "end 2\n",
	};
	struct sign_bundle b;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (read_all(bad[i], &b) != ERR_FORMAT)
			fail_msg("case %zu was taken: %s", i, bad[i]);
	}
	assert_err(read_all(HEAD ROOT ROSTER "end 2\n", &b), ERR_NOT_FOUND);
}

static void
bundle_refuses_lines_that_are_none(void **state)
{
	static const char *const lines[] = { "\n", "root\n", "root 0 " HASH_A
	    " 1\n", "root 4097 " HASH_A " 1\n", "thread\n", "thread 11 " HASH_A
	    " 1 " HASH_B " 2\n", ENTRY(ID_1), GONE(ID_1), UNSENT,
	    THREAD };
	struct sign_bundle b;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		/* As the first line, where most have no place either. */
		(void)snprintf(text, sizeof(text), "%s%send 1\n", HEAD,
		    lines[i]);
		assert_err(read_all(text, &b), ERR_FORMAT);
	}
	(void)snprintf(text, sizeof(text), HEAD ROOT ROSTER "\nend 3\n");
	assert_err(read_all(text, &b), ERR_FORMAT);
}

static void
bundle_has_its_limits(void **state)
{
	char url[SIGN_BUNDLE_URL_LEN + 2], text[1024];
	struct sign_bundle b;

	(void)state;
	memset(url, 'x', sizeof(url) - 1);
	url[sizeof(url) - 1] = 0;
	(void)snprintf(text, sizeof(text),
	    "qingfeng-bundle/1\nhost box.example.org\noffice %s\n"
	    "officer 02\n",
	    url);
	assert_err(read_all(text, &b), ERR_FORMAT);
	url[sizeof(url) - 2] = 0;
	(void)snprintf(text, sizeof(text),
	    "qingfeng-bundle/1\nhost box.example.org\noffice %s\n"
	    "officer 02\n" ROOT ROSTER "end 2\n",
	    url);
	assert_err(read_all(text, &b), ERR_NOT_FOUND);
	/* Told by the length alone; nothing behind the head is looked at. */
	assert_err(sign_bundle_begin(
		       (struct base_text){ text, SIGN_BUNDLE_LEN + 1 }, &b),
	    ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundle_reads_what_it_writes),
		cmocka_unit_test(bundle_refuses_all_else),
		cmocka_unit_test(bundle_refuses_lines_that_are_none),
		cmocka_unit_test(bundle_has_its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
