/* SPDX-License-Identifier: ISC */
/* Headers and stanzas beyond what the shared and the outside vectors hold. */
#include "seal/header.h"

#include "unit/fixture.h"

static const uint8_t key[SEAL_FILE_KEY_LEN] = "0123456789abcdef";

/* A header to count new identities with slots stanzas. */
static void
make(struct seal_identity *ids, size_t count, size_t slots, struct base_buf *b)
{
	struct seal_recipient to[LIMIT_STANZA_MAX];

	base_buf_init(b, LIMIT_HEADER_LEN);
	for (size_t i = 0; i < count; i++) {
		assert_err(
		    seal_identity_new(&seal_random_system, &ids[i]), ERR_OK);
		to[i] = ids[i].recipient;
	}
	assert_err(
	    seal_header_write(key, to, count, slots, &seal_random_system, b),
	    ERR_OK);
}

static void
header_write_makes_the_profile_and_all_readers_open(void **state)
{
	static const size_t slots[] = { 1, 2, 8, LIMIT_STANZA_MAX };
	struct seal_identity ids[LIMIT_STANZA_MAX];
	struct seal_header h;
	struct base_buf b;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		size_t readers = slots[i] > 1 ? slots[i] - 1 : 1;

		make(ids, readers, slots[i], &b);
		assert_int_equal(b.len, SEAL_HEADER_LEN(slots[i]));
		assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
		assert_true(seal_header_is_profile(&h, slots[i]));
		assert_false(seal_header_is_profile(&h, slots[i] + 1));
		assert_false(seal_header_is_profile(&h, slots[i] - 1));
		for (size_t k = 0; k < readers; k++) {
			memset(got, 0, sizeof(got));
			assert_err(
			    seal_header_open(&h, &ids[k], 1, got), ERR_OK);
			assert_memory_equal(got, key, sizeof(got));
		}
		base_buf_done(&b);
	}
}

/* One reader among eight slots must not always sit in the same. */
static void
header_write_puts_readers_anywhere(void **state)
{
	size_t seen[8] = { 0 };
	struct seal_identity id;
	struct seal_header h;
	struct base_buf b;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	for (size_t n = 0; n < 400; n++) {
		make(&id, 1, 8, &b);
		assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
		for (size_t k = 0; k < 8; k++)
			seen[k] += seal_stanza_open_x25519(
				       &h.stanza[k], &id, got) == ERR_OK;
		base_buf_done(&b);
	}
	/* 50 expected; under 20 or over 80 has a chance below 10^-5. */
	for (size_t k = 0; k < 8; k++)
		assert_in_range(seen[k], 20, 80);
}

static void
header_write_refuses_impossible_slots(void **state)
{
	struct seal_recipient to[LIMIT_STANZA_MAX + 1] = { 0 };
	struct seal_identity id;
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_HEADER_LEN);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	for (size_t i = 0; i <= LIMIT_STANZA_MAX; i++)
		to[i] = id.recipient;
	assert_err(seal_header_write(key, to, 0, 8, &seal_random_system, &b),
	    ERR_SLOTS);
	assert_err(seal_header_write(key, to, 9, 8, &seal_random_system, &b),
	    ERR_SLOTS);
	assert_err(seal_header_write(key, to, 1, LIMIT_STANZA_MAX + 1,
		       &seal_random_system, &b),
	    ERR_SLOTS);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
}

/* A recipient nobody can own would make a stanza nobody can open. */
static void
header_write_refuses_a_recipient_of_small_order(void **state)
{
	struct seal_recipient zero = { { 0 } }, one = { { 1 } };
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_HEADER_LEN);
	assert_err(base_buf_add_str(&b, "before"), ERR_OK);
	assert_err(seal_header_write(key, &zero, 1, 1, &seal_random_system, &b),
	    ERR_AGE_RECIPIENT);
	assert_err(seal_header_write(key, &one, 1, 8, &seal_random_system, &b),
	    ERR_AGE_RECIPIENT);
	assert_int_equal(b.len, 6);
	base_buf_done(&b);
}

static void
header_write_passes_every_failed_draw_on(void **state)
{
	struct seal_identity id;
	struct base_buf b;
	enum err e = ERR_RANDOM;
	unsigned int n;

	(void)state;
	base_buf_init(&b, LIMIT_HEADER_LEN);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	for (n = 1; e != ERR_OK; n++) {
		struct fixed_random r = { .label = "draws", .fails_at = n };
		struct seal_random rnd = { fixed_fill, &r };

		e = seal_header_write(key, &id.recipient, 1, 4, &rnd, &b);
		if (e != ERR_OK) {
			assert_err(e, ERR_RANDOM);
			assert_int_equal(b.len, 0);
		}
	}
	/* 3 throw-away keys, at least 3 swaps, 4 ephemeral keys. */
	assert_true(n > 10);
	base_buf_done(&b);
}

static void
header_write_stops_at_the_ceiling(void **state)
{
	struct seal_identity id;
	struct base_buf b;

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	for (size_t max = 0; max < SEAL_HEADER_LEN(2); max += 7) {
		base_buf_init(&b, max);
		assert_err(seal_header_write(key, &id.recipient, 1, 2,
			       &seal_random_system, &b),
		    ERR_LIMIT);
		assert_int_equal(b.len, 0);
		base_buf_done(&b);
	}
}

static void
header_any_changed_byte_is_refused(void **state)
{
	struct seal_identity ids[2];
	struct seal_header h;
	struct base_buf b;
	uint8_t got[SEAL_FILE_KEY_LEN] = { 0 };

	(void)state;
	make(ids, 2, 3, &b);
	for (size_t i = 0; i < b.len; i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			enum err e;

			b.data[i] ^= (uint8_t)(1u << bit);
			e = seal_header_parse(b.data, b.len, &h);
			if (e == ERR_OK)
				e = seal_header_open(&h, ids, 2, got);
			assert_int_not_equal(e, ERR_OK);
			b.data[i] ^= (uint8_t)(1u << bit);
		}
	}
	assert_true(sodium_is_zero(got, sizeof(got)));
	base_buf_done(&b);
}

static void
header_any_cut_is_refused(void **state)
{
	struct seal_identity id;
	struct seal_header h;
	struct base_buf b;

	(void)state;
	make(&id, 1, 2, &b);
	for (size_t len = 0; len < b.len; len++)
		assert_err(seal_header_parse(b.data, len, &h), ERR_AGE_HEADER);
	assert_err(base_buf_add(&b, "\n", 1), ERR_OK);
	assert_err(seal_header_parse(b.data, b.len, &h), ERR_AGE_HEADER);
	base_buf_done(&b);
}

static void
header_find_asks_for_more_until_the_end(void **state)
{
	struct seal_identity id;
	struct base_buf b;
	size_t found = 99, header_len;

	(void)state;
	make(&id, 1, 8, &b);
	header_len = b.len;
	for (size_t len = 0; len < header_len; len++) {
		assert_err(seal_header_find(b.data, len, &found), ERR_OK);
		assert_int_equal(found, 0);
	}
	/* What follows, even another MAC line, is the payload's. */
	assert_err(base_buf_add_str(&b, "xx\n--- yy\n"), ERR_OK);
	assert_err(seal_header_find(b.data, b.len, &found), ERR_OK);
	assert_int_equal(found, header_len);
	base_buf_done(&b);
}

static void
header_find_gives_up_early_or_at_the_limit(void **state)
{
	static const char first[] = "age-encryption.org/v1\n";
	uint8_t *big = malloc(2 * LIMIT_HEADER_LEN);
	size_t found = 99;

	(void)state;
	memset(big, 'A', 2 * LIMIT_HEADER_LEN);
	assert_err(seal_header_find(big, 1, &found), ERR_AGE_HEADER);
	assert_err(seal_header_find(
		       (const uint8_t *)"age-encryption.org/v2", 21, &found),
	    ERR_AGE_HEADER);
	memcpy(big, first, sizeof(first) - 1);
	assert_err(seal_header_find(big, LIMIT_HEADER_LEN - 1, &found), ERR_OK);
	assert_int_equal(found, 0);
	assert_err(
	    seal_header_find(big, LIMIT_HEADER_LEN, &found), ERR_AGE_LIMIT);
	assert_err(
	    seal_header_find(big, 2 * LIMIT_HEADER_LEN, &found), ERR_AGE_LIMIT);
	/* A MAC line that does not end. */
	memcpy(big + 1000, "\n--- ", 5);
	assert_err(seal_header_find(big, 1040, &found), ERR_OK);
	assert_int_equal(found, 0);
	assert_err(seal_header_find(big, 1100, &found), ERR_AGE_HEADER);
	/* One that ends too late is refused whole as it is in pieces. */
	big[1060] = '\n';
	assert_err(seal_header_find(big, 1061, &found), ERR_AGE_HEADER);
	assert_int_equal(found, 0);
	big[1060] = 'A';
	/* Ending exactly at the limit is within it. */
	memcpy(big + LIMIT_HEADER_LEN - 10, "\n--- zz", 7);
	memcpy(big + 1000, "AAAAA", 5);
	big[LIMIT_HEADER_LEN - 1] = '\n';
	assert_err(seal_header_find(big, 2 * LIMIT_HEADER_LEN, &found), ERR_OK);
	assert_int_equal(found, LIMIT_HEADER_LEN);
	free(big);
}

static void
header_parse_refuses_more_than_the_limit(void **state)
{
	uint8_t *big = calloc(1, LIMIT_HEADER_LEN + 1);
	struct seal_header h;

	(void)state;
	assert_err(
	    seal_header_parse(big, LIMIT_HEADER_LEN + 1, &h), ERR_AGE_LIMIT);
	free(big);
}

static void
header_rewrap_moves_the_right_to_others(void **state)
{
	struct seal_identity ids[2], next;
	struct seal_header h, again;
	struct base_buf b, fresh;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	make(ids, 2, 8, &b);
	assert_err(seal_identity_new(&seal_random_system, &next), ERR_OK);
	base_buf_init(&fresh, LIMIT_HEADER_LEN);
	assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
	assert_err(seal_header_rewrap(&h, &ids[1], 1, &next.recipient, 1, 8,
		       &seal_random_system, &fresh),
	    ERR_OK);
	assert_err(seal_header_parse(fresh.data, fresh.len, &again), ERR_OK);
	assert_err(seal_header_open(&again, &next, 1, got), ERR_OK);
	assert_memory_equal(got, key, sizeof(got));
	assert_err(seal_header_open(&again, ids, 2, got), ERR_AGE_NO_MATCH);
	assert_err(seal_header_open(&h, ids, 2, got), ERR_OK);
	fresh.len = 0;
	assert_err(seal_header_rewrap(&h, &next, 1, &next.recipient, 1, 8,
		       &seal_random_system, &fresh),
	    ERR_AGE_NO_MATCH);
	assert_int_equal(fresh.len, 0);
	base_buf_done(&b);
	base_buf_done(&fresh);
}

/* Each reader's stanza may be right by itself; the MAC binds one file key. */
static void
header_with_two_file_keys_opens_for_neither(void **state)
{
	static const uint8_t other[SEAL_FILE_KEY_LEN] = "fedcba9876543210";
	struct seal_identity a, z;
	struct seal_header h;
	struct base_buf b, stanza;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	make(&a, 1, 2, &b);
	assert_err(seal_identity_new(&seal_random_system, &z), ERR_OK);
	base_buf_init(&stanza, 4096);
	assert_err(seal_stanza_write_x25519(
		       other, &z.recipient, &seal_random_system, &stanza),
	    ERR_OK);
	memcpy(b.data + 22, stanza.data, stanza.len);
	assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
	assert_err(seal_header_open(&h, &z, 1, got), ERR_AGE_HMAC);
	assert_int_not_equal(seal_header_open(&h, &a, 1, got), ERR_OK);
	base_buf_done(&b);
	base_buf_done(&stanza);
}

static void
header_passphrase_goes_both_ways(void **state)
{
	struct seal_identity id;
	struct seal_header h;
	struct base_buf b;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	base_buf_init(&b, LIMIT_HEADER_LEN);
	assert_err(seal_header_write_passphrase(
		       key, "pass", 4, 10, &seal_random_system, &b),
	    ERR_OK);
	assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
	assert_false(seal_header_is_profile(&h, 1));
	assert_err(seal_header_open_passphrase(&h, "pass", 4, got), ERR_OK);
	assert_memory_equal(got, key, sizeof(got));
	assert_err(
	    seal_header_open_passphrase(&h, "pasS", 4, got), ERR_AGE_NO_MATCH);
	assert_err(
	    seal_header_open_passphrase(&h, "", 0, got), ERR_AGE_NO_MATCH);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(seal_header_open(&h, &id, 1, got), ERR_AGE_NO_MATCH);
	base_buf_done(&b);
	make(&id, 1, 1, &b);
	assert_err(seal_header_parse(b.data, b.len, &h), ERR_OK);
	assert_err(
	    seal_header_open_passphrase(&h, "pass", 4, got), ERR_AGE_NO_MATCH);
	base_buf_done(&b);
}

static void
header_scrypt_over_the_limit_takes_no_memory(void **state)
{
	static const char stanza[] =
	    "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 21\n"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "\n";
	struct base_text rest = { stanza, sizeof(stanza) - 1 };
	struct seal_stanza s;
	uint8_t got[SEAL_FILE_KEY_LEN];

	(void)state;
	assert_err(seal_stanza_parse(&rest, &s), ERR_OK);
	assert_err(seal_stanza_open_scrypt(&s, "x", 1, got), ERR_AGE_WORK);
}

/* Well formed or not is one thing, over the limit another. */
static void
header_scrypt_work_factors_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum err want;
	} list[] = { { "0", ERR_AGE_HEADER }, { "020", ERR_AGE_HEADER },
		{ "+20", ERR_AGE_HEADER }, { "2x", ERR_AGE_HEADER },
		{ "0x15", ERR_AGE_HEADER }, { "21", ERR_AGE_WORK },
		{ "30", ERR_AGE_WORK }, { "64", ERR_AGE_WORK },
		{ "99999999999999999999999999", ERR_AGE_WORK },
		{ "21 ", ERR_AGE_HEADER }, { "1", ERR_AGE_NO_MATCH } };

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		char text[256];
		struct base_text rest = { text, 0 };
		struct seal_stanza s;
		uint8_t got[SEAL_FILE_KEY_LEN];
		enum err e;

		rest.len = (size_t)snprintf(text, sizeof(text),
		    "-> scrypt AAAAAAAAAAAAAAAAAAAAAA %s\n%043d\n",
		    list[i].text, 0);
		if ((e = seal_stanza_parse(&rest, &s)) == ERR_OK)
			e = seal_stanza_open_scrypt(&s, "x", 1, got);
		assert_err(e, list[i].want);
	}
}

/* From the 33rd on and no sooner, however the bytes were cut. */
static void
header_find_counts_stanzas_as_they_come(void **state)
{
	struct base_buf b;
	size_t found, thirty_third = 0;
	enum err e;

	(void)state;
	base_buf_init(&b, LIMIT_HEADER_LEN);
	assert_err(base_buf_add_str(&b, "age-encryption.org/v1\n"), ERR_OK);
	for (size_t i = 0; i < 40; i++) {
		if (i == LIMIT_STANZA_MAX)
			thirty_third = b.len + 3;
		assert_err(base_buf_add_str(&b, "-> a\nAAAA\n"), ERR_OK);
	}
	for (size_t len = 0; len <= b.len; len++) {
		e = seal_header_find(b.data, len, &found);
		assert_err(e, len < thirty_third ? ERR_OK : ERR_AGE_STANZAS);
		assert_true(e != ERR_OK || found == 0);
	}
	base_buf_done(&b);
}

static void
stanza_arguments_and_body_are_found(void **state)
{
	static const char text[] =
	    "-> kind one ~2\n"
	    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
	    "QUFBQUFBQUFBQUFBQUFB\nQQ\n-> next\n";
	struct base_text rest = { text, sizeof(text) - 1 }, arg;
	struct seal_stanza s;
	uint8_t body[64];

	(void)state;
	assert_err(seal_stanza_parse(&rest, &s), ERR_OK);
	assert_true(base_text_starts(rest, "-> next"));
	assert_true(seal_stanza_is(&s, "kind"));
	assert_false(seal_stanza_is(&s, "kin"));
	assert_true(seal_stanza_arg(&s, 2, &arg));
	assert_true(base_text_is(arg, "~2"));
	assert_false(seal_stanza_arg(&s, 3, &arg));
	assert_int_equal(s.body_len, 49);
	seal_stanza_body(&s, body);
	for (size_t i = 0; i < 49; i++)
		assert_int_equal(body[i], 'A');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    header_write_makes_the_profile_and_all_readers_open),
		cmocka_unit_test(header_write_puts_readers_anywhere),
		cmocka_unit_test(header_write_refuses_impossible_slots),
		cmocka_unit_test(
		    header_write_refuses_a_recipient_of_small_order),
		cmocka_unit_test(header_write_passes_every_failed_draw_on),
		cmocka_unit_test(header_write_stops_at_the_ceiling),
		cmocka_unit_test(header_any_changed_byte_is_refused),
		cmocka_unit_test(header_any_cut_is_refused),
		cmocka_unit_test(header_find_asks_for_more_until_the_end),
		cmocka_unit_test(header_find_gives_up_early_or_at_the_limit),
		cmocka_unit_test(header_parse_refuses_more_than_the_limit),
		cmocka_unit_test(header_rewrap_moves_the_right_to_others),
		cmocka_unit_test(header_with_two_file_keys_opens_for_neither),
		cmocka_unit_test(header_passphrase_goes_both_ways),
		cmocka_unit_test(header_scrypt_over_the_limit_takes_no_memory),
		cmocka_unit_test(header_scrypt_work_factors_are_told_apart),
		cmocka_unit_test(header_find_counts_stanzas_as_they_come),
		cmocka_unit_test(stanza_arguments_and_body_are_found),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
