/* SPDX-License-Identifier: ISC */
/* Who can still open all of a thread. */
#include "unit/thread_vectors.h"

#include "sign/thread_able.h"

static void
able_vectors_agree(void **state)
{
	json_t *root = vectors_load("able.json");
	json_t *cases = json_object_get(root, "cases");
	struct sign_chain *chain = NULL;

	(void)state;
	vector_chain(root, &chain);
	assert_true(json_array_size(cases) > 30);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *c = json_array_get(cases, i);
		const json_t *out = json_object_get(c, "recused");
		size_t version = (size_t)json_integer_value(
		    json_object_get(c, "roster"));
		size_t headers = (size_t)json_integer_value(
		    json_object_get(c, "headers"));
		bool recused[SIGN_NUMBER_MAX + 1] = { false };
		bool able[SIGN_NUMBER_MAX + 1];
		struct sign_thread *t = NULL;
		struct vector_thread v;
		json_t *got;
		size_t count;

		vector_thread_read(&v, root, c, chain);
		assert_err(sign_thread_check(&v.in, &t), ERR_OK);
		for (size_t k = 0; k < json_array_size(out); k++)
			recused[atoi(json_string_value(
			    json_array_get(out, k)))] = true;
		/* Versions begin at 1. */
		count = sign_thread_able(t, chain,
		    sign_chain_roster_at(chain, version - 1), recused,
		    headers, able);
		got = json_set(able);
		assert_int_equal(count, json_array_size(got));
		if (!json_equal(got, json_object_get(c, "able")))
			fail_msg("%s: %s", get_text(c, "name"),
			    json_dumps(got, 0));
		json_decref(got);
		sign_thread_free(&t);
		vector_thread_done(&v);
	}
	sign_chain_free(&chain);
	json_decref(root);
}

/* Without a grant of the report its headers need not be counted. */
static void
able_asks_for_headers_only_after_a_grant(void **state)
{
	json_t *root = vectors_load("able.json");
	json_t *cases = json_object_get(root, "cases");
	struct sign_chain *chain = NULL;
	size_t granted = 0;

	(void)state;
	vector_chain(root, &chain);
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *c = json_array_get(cases, i);
		const char *name = get_text(c, "name");
		struct sign_thread *t = NULL;
		struct vector_thread v;

		vector_thread_read(&v, root, c, chain);
		assert_err(sign_thread_check(&v.in, &t), ERR_OK);
		if (strcmp(name, "granted, and the header is there") == 0) {
			assert_true(sign_thread_is_granted(t));
			granted++;
		}
		if (strcmp(name, "a report to two") == 0 ||
		    strcmp(name, "nothing") == 0 ||
		    strcmp(name, "a memo granted alone") == 0 ||
		    strcmp(name, "granted to one who read it already") == 0) {
			assert_false(sign_thread_is_granted(t));
			granted++;
		}
		sign_thread_free(&t);
		vector_thread_done(&v);
	}
	assert_int_equal(granted, 5);
	sign_chain_free(&chain);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(able_vectors_agree),
		cmocka_unit_test(able_asks_for_headers_only_after_a_grant),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
