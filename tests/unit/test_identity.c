/* SPDX-License-Identifier: ISC */
#include "seal/identity.h"

#include "base/limits.h"
#include "unit/fixture.h"

/* A pair of age's own documentation and of its test vectors. */
#define IDENTITY                                                 \
	"AGE-SECRET-KEY-"                                        \
	"1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2" \
	"P2LM0"
#define RECIPIENT \
	"age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

static enum err
parse_file(const char *text, struct seal_identities *out)
{
	return seal_identities_parse(text, strlen(text), out);
}

static void
identity_strings_go_both_ways(void **state)
{
	struct seal_identity id;
	char text[SEAL_IDENTITY_TEXT_LEN + 1];
	char public[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_recipient r;

	(void)state;
	assert_err(
	    seal_identity_parse(IDENTITY, strlen(IDENTITY), &id), ERR_OK);
	seal_identity_format(&id, text);
	assert_string_equal(text, IDENTITY);
	seal_recipient_format(&id.recipient, public);
	assert_err(seal_recipient_parse(public, strlen(public), &r), ERR_OK);
	assert_memory_equal(&r, &id.recipient, sizeof(r));
	seal_identity_done(&id);
	assert_true(sodium_is_zero((const uint8_t *)&id, sizeof(id)));
}

/* RFC 7748 section 6.1: Alice's private and public key. */
static void
identity_public_key_is_rfc7748s(void **state)
{
	uint8_t secret[SEAL_KEY_LEN];
	struct seal_identity id;

	(void)state;
	assert_err(base_hex_decode(secret, sizeof(secret),
		       "77076d0a7318a57d3c16c17251b26645"
		       "df4c2f87ebc0992ab177fba51db92c2a",
		       64),
	    ERR_OK);
	seal_identity_from_secret(secret, &id);
	assert_hex(id.recipient.key, SEAL_KEY_LEN,
	    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
}

static void
identity_other_kinds_are_rejected(void **state)
{
	static const char *const bad[] = { "", RECIPIENT, IDENTITY " ",
		" " IDENTITY, "AGE-SECRET-KEY-PQ-1XXXX", "AGE-PLUGIN-YUBIKEY-1",
		"age-secret-key-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48U"
		"AWX40Q2P2LM0" };
	struct seal_identity id;
	struct seal_recipient r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(seal_identity_parse(bad[i], strlen(bad[i]), &id),
		    ERR_AGE_IDENTITY);
	assert_err(seal_recipient_parse(IDENTITY, strlen(IDENTITY), &r),
	    ERR_AGE_RECIPIENT);
	assert_err(
	    seal_recipient_parse("age1pq1qqqq", 11, &r), ERR_AGE_RECIPIENT);
}

static void
identities_file_may_hold_comments_and_several(void **state)
{
	struct seal_identities ids = { 0 };

	(void)state;
	assert_err(parse_file("# created: today\r\n\n" IDENTITY "\r\n"
			      "#" IDENTITY "\n" IDENTITY,
		       &ids),
	    ERR_OK);
	assert_int_equal(ids.count, 2);
	assert_memory_equal(&ids.list[0], &ids.list[1], sizeof(ids.list[0]));
	seal_identities_done(&ids);
	assert_null(ids.list);
	seal_identities_done(&ids);
}

static void
identities_file_with_anything_else_is_rejected(void **state)
{
	static const char *const bad[] = { "", "# nothing\n", "hello\n",
		IDENTITY "\nhello\n", " " IDENTITY "\n", IDENTITY " # mine\n" };
	struct seal_identities ids = { 0 };
	char *many = malloc(2 * LIMIT_IDENTITY_FILE_LEN);
	size_t len = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(parse_file(bad[i], &ids), ERR_AGE_IDENTITY);
	for (size_t i = 0; i <= SEAL_IDENTITIES_MAX; i++)
		len += (size_t)sprintf(many + len, IDENTITY "\n");
	assert_err(seal_identities_parse(many, len, &ids), ERR_LIMIT);
	assert_err(
	    seal_identities_parse(many, len - sizeof(IDENTITY), &ids), ERR_OK);
	assert_int_equal(ids.count, SEAL_IDENTITIES_MAX);
	seal_identities_done(&ids);
	memset(many, '\n', 2 * LIMIT_IDENTITY_FILE_LEN);
	assert_err(
	    seal_identities_parse(many, LIMIT_IDENTITY_FILE_LEN + 1, &ids),
	    ERR_LIMIT);
	assert_null(ids.list);
	free(many);
}

static void
identity_file_reads_back(void **state)
{
	struct seal_identity id;
	struct seal_identities ids = { 0 };
	struct base_buf b;

	(void)state;
	base_buf_init(&b, 4096);
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(
	    seal_identity_file(&id, "officer 01\n" IDENTITY, &b), ERR_FORMAT);
	assert_int_equal(b.len, 0);
	assert_err(seal_identity_file(&id, "officer 01", &b), ERR_OK);
	assert_memory_equal(b.data, "# officer 01\n# public key: age1", 31);
	assert_err(
	    seal_identities_parse((const char *)b.data, b.len, &ids), ERR_OK);
	assert_int_equal(ids.count, 1);
	assert_memory_equal(&ids.list[0], &id, sizeof(id));
	seal_identities_done(&ids);
	base_buf_done(&b);
}

static void
identity_new_passes_a_failed_source_on(void **state)
{
	struct fixed_random r = { .label = "x", .fails_at = 1 };
	struct seal_random rnd = { fixed_fill, &r };
	struct seal_identity id;

	(void)state;
	assert_err(seal_identity_new(&rnd, &id), ERR_RANDOM);
}

static void
officer_seeds_differ_from_each_other_and_the_key(void **state)
{
	struct seal_identity id;
	struct seal_officer_seeds s;

	(void)state;
	assert_err(
	    seal_identity_parse(IDENTITY, strlen(IDENTITY), &id), ERR_OK);
	seal_officer_seeds(&id, &s);
	assert_memory_not_equal(s.entry, s.login, SEAL_SEED_LEN);
	assert_memory_not_equal(s.entry, id.secret, SEAL_SEED_LEN);
	assert_memory_not_equal(s.keys, s.entry, SEAL_SEED_LEN);
	assert_memory_not_equal(
	    s.keys, s.keys + SEAL_SEED_LEN, SEAL_SEED_LEN);
	seal_officer_seeds_done(&s);
	assert_true(sodium_is_zero((const uint8_t *)&s, sizeof(s)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_strings_go_both_ways),
		cmocka_unit_test(identity_public_key_is_rfc7748s),
		cmocka_unit_test(identity_other_kinds_are_rejected),
		cmocka_unit_test(identities_file_may_hold_comments_and_several),
		cmocka_unit_test(
		    identities_file_with_anything_else_is_rejected),
		cmocka_unit_test(identity_file_reads_back),
		cmocka_unit_test(identity_new_passes_a_failed_source_on),
		cmocka_unit_test(
		    officer_seeds_differ_from_each_other_and_the_key),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
