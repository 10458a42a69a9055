/* SPDX-License-Identifier: ISC */
#include "base/buf.h"

#include "unit/fixture.h"

static void
buf_add_grows_and_keeps_all(void **state)
{
	struct base_buf b;
	uint8_t byte;

	(void)state;
	base_buf_init(&b, 100000);
	for (size_t i = 0; i < 100000; i++) {
		byte = (uint8_t)(i * 7);
		assert_err(base_buf_add(&b, &byte, 1), ERR_OK);
	}
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(b.data[i], (uint8_t)(i * 7));
	assert_err(base_buf_add(&b, &byte, 1), ERR_LIMIT);
	assert_int_equal(b.len, 100000);
	base_buf_done(&b);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	/* Usable again under the same ceiling. */
	assert_err(base_buf_add(&b, "x", 1), ERR_OK);
	base_buf_done(&b);
}

static void
buf_add_of_nothing_is_fine(void **state)
{
	struct base_buf b;

	(void)state;
	base_buf_init(&b, 0);
	assert_err(base_buf_add(&b, NULL, 0), ERR_OK);
	assert_err(base_buf_add_str(&b, ""), ERR_OK);
	assert_err(base_buf_addf(&b, "%s", ""), ERR_OK);
	assert_err(base_buf_add(&b, "x", 1), ERR_LIMIT);
	base_buf_done(&b);
}

static void
buf_addf_stops_at_the_ceiling(void **state)
{
	struct base_buf b;

	(void)state;
	base_buf_init(&b, 300);
	assert_err(base_buf_addf(&b, "%0250d", 1), ERR_OK);
	assert_err(base_buf_addf(&b, "%051d", 1), ERR_LIMIT);
	assert_int_equal(b.len, 250);
	assert_err(base_buf_addf(&b, "%050d", 1), ERR_OK);
	assert_int_equal(b.len, 300);
	assert_int_equal(b.data[299], '1');
	base_buf_done(&b);
}

static void
buf_take_hands_bytes_with_nul_over(void **state)
{
	struct base_buf b;
	uint8_t *data;
	size_t len = 99;

	(void)state;
	base_buf_init(&b, 256);
	/* Exactly as long as the first block, so that the NUL needs another. */
	for (size_t i = 0; i < 256; i++)
		assert_err(base_buf_add(&b, "y", 1), ERR_OK);
	data = base_buf_take(&b, &len);
	assert_int_equal(len, 256);
	assert_int_equal(data[255], 'y');
	assert_int_equal(data[256], 0);
	assert_null(b.data);
	free(data);
	data = base_buf_take(&b, &len);
	assert_int_equal(len, 0);
	assert_int_equal(data[0], 0);
	free(data);
}

static void
buf_reserve_lends_room_within_the_ceiling(void **state)
{
	struct base_buf b;
	uint8_t *at;

	(void)state;
	base_buf_init(&b, 1000);
	assert_err(base_buf_add(&b, "abc", 3), ERR_OK);
	assert_err(base_buf_reserve(&b, 998, &at), ERR_LIMIT);
	assert_err(base_buf_reserve(&b, SIZE_MAX, &at), ERR_LIMIT);
	assert_err(base_buf_reserve(&b, 997, &at), ERR_OK);
	assert_ptr_equal(at, b.data + 3);
	memset(at, 'z', 997);
	b.len += 997;
	assert_memory_equal(b.data, "abcz", 4);
	base_buf_done(&b);
}

static void
buf_cut_wipes_what_is_forgotten(void **state)
{
	static const uint8_t zeros[3];
	struct base_buf b;

	(void)state;
	base_buf_init(&b, 1000);
	base_buf_cut(&b, 0);
	assert_err(base_buf_add(&b, "abcdef", 6), ERR_OK);
	base_buf_cut(&b, 6);
	assert_int_equal(b.len, 6);
	base_buf_cut(&b, 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.data, "abc", 3);
	assert_memory_equal(b.data + 3, zeros, 3);
	base_buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_add_grows_and_keeps_all),
		cmocka_unit_test(buf_add_of_nothing_is_fine),
		cmocka_unit_test(buf_addf_stops_at_the_ceiling),
		cmocka_unit_test(buf_take_hands_bytes_with_nul_over),
		cmocka_unit_test(buf_reserve_lends_room_within_the_ceiling),
		cmocka_unit_test(buf_cut_wipes_what_is_forgotten),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
