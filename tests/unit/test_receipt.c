/* SPDX-License-Identifier: ISC */
#include "seal/receipt.h"

#include "unit/fixture.h"

#define HOST "reports.example"
#define CODE "407193652088441572609384"

/* The check value of docs/protocol.md section 3, written out here. */
static void
receipt_derive_gives_the_protocols_check_value(void **state)
{
	struct seal_receipt_keys k;
	uint8_t s[SEAL_RECEIPT_SECRET_LEN];
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];

	(void)state;
	assert_err(seal_receipt_secret(HOST, CODE, s), ERR_OK);
	assert_hex(s, 8, "d3047d2f928ba8ae");
	assert_err(seal_receipt_derive(HOST, CODE, &k), ERR_OK);
	seal_recipient_format(&k.identity.recipient, text);
	assert_string_equal(text,
	    "age1hxqzt538eegjfupphck2qgr2y8wnwxzf6elytrtv37zpayrnts4qvaur4s");
	assert_hex(k.sign_public, 32,
	    "828d880744c595f6e70aeb26eddc45a79395be3931e13da526c51be3b6f15966");
	seal_receipt_keys_done(&k);
	assert_true(sodium_is_zero((const uint8_t *)&k, sizeof(k)));
}

static void
receipt_derive_depends_on_the_site(void **state)
{
	struct seal_receipt_keys a, b;
	uint8_t ta[SEAL_THREAD_LEN], tb[SEAL_THREAD_LEN];

	(void)state;
	assert_err(seal_receipt_derive(HOST, CODE, &a), ERR_OK);
	assert_err(seal_receipt_derive("other.example", CODE, &b), ERR_OK);
	assert_memory_not_equal(a.mailbox, b.mailbox, SEAL_MAILBOX_LEN);
	assert_memory_not_equal(a.sign_public, b.sign_public, 32);
	seal_receipt_thread(HOST, a.sign_public, ta);
	seal_receipt_thread("other.example", a.sign_public, tb);
	assert_memory_not_equal(ta, tb, SEAL_THREAD_LEN);
}

static void
receipt_new_is_valid_and_uniform(void **state)
{
	char code[SEAL_RECEIPT_LEN + 1];
	size_t seen[10] = { 0 };

	(void)state;
	for (size_t n = 0; n < 2000; n++) {
		assert_err(seal_receipt_new(&seal_random_system, code), ERR_OK);
		assert_int_equal(strlen(code), SEAL_RECEIPT_LEN);
		assert_true(seal_receipt_check(code));
		for (size_t i = 0; i < 22; i++)
			seen[code[i] - '0']++;
	}
	/* 4,400 expected, deviation 63: eight of them either way. */
	for (size_t i = 0; i < 10; i++)
		assert_in_range(seen[i], 3900, 4900);
}

/* Bytes from 250 on would favour small digits. */
static enum err
count_down(void *ctx, uint8_t *buf, size_t len)
{
	uint8_t *next = ctx;

	for (size_t i = 0; i < len; i++)
		buf[i] = (*next)--;
	return ERR_OK;
}

static void
receipt_new_draws_again_over_249(void **state)
{
	uint8_t next = 255;
	struct seal_random rnd = { count_down, &next };
	char code[SEAL_RECEIPT_LEN + 1];

	(void)state;
	assert_err(seal_receipt_new(&rnd, code), ERR_OK);
	assert_memory_equal(code, "9876543210987654321098", 22);
	assert_int_equal(next, 249 - 22);
}

static void
receipt_new_passes_a_failed_source_on(void **state)
{
	char code[SEAL_RECEIPT_LEN + 1] = "untouched";

	(void)state;
	for (unsigned int n = 1; n <= 22; n++) {
		struct fixed_random r = { .label = "c", .fails_at = n };
		struct seal_random rnd = { fixed_fill, &r };

		assert_err(seal_receipt_new(&rnd, code), ERR_RANDOM);
	}
	assert_string_equal(code, "untouched");
}

/* Which slips and swaps were tried: place, digit there, digit instead. */
static bool slipped[SEAL_RECEIPT_LEN][10][10];
static bool swapped[SEAL_RECEIPT_LEN][10][10];

static size_t
count_tried(bool tried[SEAL_RECEIPT_LEN][10][10])
{
	bool *all = &tried[0][0][0];
	size_t n = 0;

	for (size_t i = 0; i < (size_t)SEAL_RECEIPT_LEN * 100; i++)
		n += all[i];
	return n;
}

static void
try_slips(char code[static SEAL_RECEIPT_LEN], size_t i)
{
	char was = code[i];

	for (char c = '0'; c <= '9'; c++) {
		code[i] = c;
		assert_true(seal_receipt_check(code) == (c == was));
		slipped[i][was - '0'][c - '0'] = c != was;
	}
	code[i] = was;
}

static void
try_swap(char code[static SEAL_RECEIPT_LEN], size_t i, size_t gap)
{
	char a = code[i], b;

	if (i + gap >= SEAL_RECEIPT_LEN || a == (b = code[i + gap]))
		return;
	code[i] = b;
	code[i + gap] = a;
	assert_false(seal_receipt_check(code));
	code[i] = a;
	code[i + gap] = b;
	if (gap == 1)
		swapped[i][a - '0'][b - '0'] = true;
}

/*
 * ISO 7064 mod 97-10 notices every single slip and every swap, of neighbours
 * and of digits two apart: each there is, at each place, in many codes.  Check
 * digits 01 are never written, so that they cannot be swapped.
 */
static void
receipt_check_notices_slips_and_swaps(void **state)
{
	struct fixed_random r = { .label = "slips" };
	struct seal_random rnd = { fixed_fill, &r };
	char code[SEAL_RECEIPT_LEN + 1];

	(void)state;
	for (size_t n = 0; n < 2000; n++) {
		assert_err(seal_receipt_new(&rnd, code), ERR_OK);
		for (size_t i = 0; i < SEAL_RECEIPT_LEN; i++) {
			try_slips(code, i);
			try_swap(code, i, 1);
			try_swap(code, i, 2);
		}
	}
	assert_int_equal(count_tried(slipped), 24 * 90);
	assert_int_equal(count_tried(swapped), 23 * 90 - 1);
}

static void
receipt_check_wants_digits(void **state)
{
	(void)state;
	assert_true(seal_receipt_check(CODE));
	assert_false(seal_receipt_check("40719365208844157260938x"));
	assert_false(seal_receipt_check("000000000000000000000000"));
	assert_true(seal_receipt_check("000000000000000000000098"));
	/* The rule is "1 mod 97", though no writer makes check digits 01. */
	assert_true(seal_receipt_check("000000000000000000000001"));
}

static void
receipt_show_makes_six_groups(void **state)
{
	char shown[SEAL_RECEIPT_SHOWN_LEN + 1];
	char code[SEAL_RECEIPT_LEN + 1];

	(void)state;
	seal_receipt_show(CODE, shown);
	assert_string_equal(shown, "4071 9365 2088 4415 7260 9384");
	assert_err(seal_receipt_normalise(shown, strlen(shown), code), ERR_OK);
	assert_string_equal(code, CODE);
	assert_err(seal_receipt_normalise("4071\0", 5, code), ERR_FORMAT);
	assert_err(
	    seal_receipt_normalise(CODE "\xe3\x80", 26, code), ERR_FORMAT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    receipt_derive_gives_the_protocols_check_value),
		cmocka_unit_test(receipt_derive_depends_on_the_site),
		cmocka_unit_test(receipt_new_is_valid_and_uniform),
		cmocka_unit_test(receipt_new_draws_again_over_249),
		cmocka_unit_test(receipt_new_passes_a_failed_source_on),
		cmocka_unit_test(receipt_check_notices_slips_and_swaps),
		cmocka_unit_test(receipt_check_wants_digits),
		cmocka_unit_test(receipt_show_makes_six_groups),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
