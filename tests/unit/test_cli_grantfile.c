/* SPDX-License-Identifier: ISC */
/* The headers of a grant that was begun. */
#include "fixture.h"

#include "base/limits.h"
#include "cli/grantfile.h"
#include "unit/cli_memory.h"

static const uint8_t first[SEAL_ID_LEN] = { 1 }, second[SEAL_ID_LEN] = { 2 };

static void
add(struct base_buf *out, const uint8_t *id, const char *text)
{
	struct base_buf header;

	base_buf_init(&header, LIMIT_HEADER_LEN);
	assert_err(base_buf_add(&header, text, strlen(text)), ERR_OK);
	assert_err(cli_grantfile_add(out, id, &header), ERR_OK);
	base_buf_done(&header);
}

static void
grantfile_gives_back_what_was_added(void **state)
{
	uint8_t entry[SEAL_ID_LEN];
	struct base_text header;
	struct base_buf all;
	size_t at = 0;

	(void)state;
	base_buf_init(&all, 1000);
	assert_true(cli_grantfile_is_whole(&all));
	assert_false(cli_grantfile_next(&all, &at, entry, &header));
	add(&all, first, "one");
	add(&all, second, "another");
	assert_true(cli_grantfile_is_whole(&all));
	assert_true(cli_grantfile_next(&all, &at, entry, &header));
	assert_memory_equal(entry, first, sizeof(entry));
	assert_true(base_text_is(header, "one"));
	assert_true(cli_grantfile_next(&all, &at, entry, &header));
	assert_memory_equal(entry, second, sizeof(entry));
	assert_true(base_text_is(header, "another"));
	assert_int_equal(at, all.len);
	assert_false(cli_grantfile_next(&all, &at, entry, &header));
	base_buf_done(&all);
}

static void
grantfile_that_is_cut_is_not_whole(void **state)
{
	uint8_t entry[SEAL_ID_LEN];
	struct base_text header;
	struct base_buf all;
	size_t whole;

	(void)state;
	base_buf_init(&all, 1000);
	add(&all, first, "one");
	whole = all.len;
	add(&all, second, "another");
	for (size_t len = all.len - 1; len > 0; len--) {
		size_t at = 0;

		base_buf_cut(&all, len);
		assert_int_equal(cli_grantfile_is_whole(&all), len == whole);
		while (cli_grantfile_next(&all, &at, entry, &header))
			continue;
		assert_int_equal(at, len >= whole ? whole : 0);
	}
	base_buf_done(&all);
}

static void
grantfile_with_a_header_of_wrong_length_is_not_whole(void **state)
{
	uint8_t *p;
	struct base_buf all;

	(void)state;
	base_buf_init(&all, 2 * LIMIT_HEADER_LEN);
	assert_err(
	    base_buf_reserve(&all, SEAL_ID_LEN + 4 + LIMIT_HEADER_LEN + 1, &p),
	    ERR_OK);
	memset(p, 0, SEAL_ID_LEN + 4 + LIMIT_HEADER_LEN + 1);
	all.len = SEAL_ID_LEN + 4;
	/* Of no byte. */
	assert_false(cli_grantfile_is_whole(&all));
	/* Of one more than a header may have. */
	all.len += LIMIT_HEADER_LEN + 1;
	p[SEAL_ID_LEN + 1] = (LIMIT_HEADER_LEN + 1) >> 16 & 0xff;
	p[SEAL_ID_LEN + 2] = (LIMIT_HEADER_LEN + 1) >> 8 & 0xff;
	p[SEAL_ID_LEN + 3] = (LIMIT_HEADER_LEN + 1) & 0xff;
	assert_false(cli_grantfile_is_whole(&all));
	base_buf_done(&all);
}

static void
grantfile_has_a_ceiling_and_needs_memory(void **state)
{
	struct base_buf header, all;

	(void)state;
	base_buf_init(&header, 10);
	assert_err(base_buf_add(&header, "0123456789", 10), ERR_OK);
	for (size_t max = 0; max < SEAL_ID_LEN + 4 + 10; max++) {
		base_buf_init(&all, max);
		assert_err(cli_grantfile_add(&all, first, &header), ERR_LIMIT);
		base_buf_done(&all);
	}
	base_buf_init(&all, SEAL_ID_LEN + 4 + 10);
	memory_left = 0;
	assert_err(cli_grantfile_add(&all, first, &header), ERR_MEMORY);
	memory_left = -1;
	assert_err(cli_grantfile_add(&all, first, &header), ERR_OK);
	base_buf_done(&all);
	base_buf_done(&header);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grantfile_gives_back_what_was_added),
		cmocka_unit_test(grantfile_that_is_cut_is_not_whole),
		cmocka_unit_test(
		    grantfile_with_a_header_of_wrong_length_is_not_whole),
		cmocka_unit_test(grantfile_has_a_ceiling_and_needs_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
