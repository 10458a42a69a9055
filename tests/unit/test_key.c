/* SPDX-License-Identifier: ISC */
#include "unit/sign_fixture.h"

/* The signed-note specification's own example. */
#define SPEC_VKEY                                                             \
	"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

static void
vkey_of_the_specification_parses(void **state)
{
	char text[SIGN_VKEY_LEN + 1];
	struct sign_vkey k;

	(void)state;
	assert_err(sign_vkey_parse(text_of(SPEC_VKEY), &k), ERR_OK);
	assert_string_equal(k.name, "example.com/foo");
	assert_hex(k.keyid, sizeof(k.keyid), "530d903a");
	assert_int_equal(sign_vkey_format(text, &k), strlen(SPEC_VKEY));
	assert_string_equal(text, SPEC_VKEY);
}

static void
vkey_damaged_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ "example.com/foo+", "+" },
		{ "example.com/foo+", "example.com/bar+" },
		{ "example.com/foo+", "example com/foo+" },
		{ "example.com/foo+", "example.com/\xc2\xa0+" },
		{ "example.com/foo+", "example.com/\xe2\x80\x83+" },
		{ "example.com/foo+", "example.com/\xff+" },
		{ "530d903a", "530D903A" },
		{ "530d903a", "530d903b" },
		{ "530d903a", "0530d903a" },
		{ "530d903a+", "530d903a" },
		{ "+Aeky", "+Beky" },
		{ "3U2k", "3U2l" },
		{ "3U2k", "3U2k " },
		{ "3U2k", "3U2" },
		{ "3U2k", "3U2kAAAA" },
		{ "3U2k", "3U==" },
	};
	struct sign_vkey k;

	(void)state;
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(SPEC_VKEY, edits[i].from, edits[i].to);

		assert_err(sign_vkey_parse(text_of(bad), &k), ERR_FORMAT);
		free(bad);
	}
	assert_err(sign_vkey_parse(text_of(""), &k), ERR_FORMAT);
}

/* A good key under a name of 255 bytes is the longest; 256 are too many. */
static void
vkey_name_has_its_limit(void **state)
{
	char name[LIMIT_NAME_LEN + 2], text[SIGN_VKEY_LEN + 1];
	struct sign_key *k = officer_key(1);
	struct sign_vkey v, again;

	(void)state;
	memset(name, 'x', sizeof(name));
	name[LIMIT_NAME_LEN + 1] = '\0';
	assert_err(sign_vkey_init(&v, name, k->vkey.pk), ERR_FORMAT);
	name[LIMIT_NAME_LEN] = '\0';
	assert_err(sign_vkey_init(&v, name, k->vkey.pk), ERR_OK);
	assert_int_equal(sign_vkey_format(text, &v), SIGN_VKEY_LEN);
	assert_err(sign_vkey_parse(text_of(text), &again), ERR_OK);
	assert_true(sign_vkey_equal(&v, &again));
	sign_key_free(&k);
}

static void
vkey_of_a_witness_parses_only_as_such(void **state)
{
	char text[SIGN_VKEY_LEN + 1], plain[SIGN_VKEY_LEN + 1];
	struct sign_key *k = officer_key(1);
	uint8_t raw[4 + 1 + 1 + 32] = { 0 };
	struct sign_vkey v = k->vkey, again;
	uint8_t hash[32];

	(void)state;
	/* Another type has another key id: the id is over the type too. */
	v.type = SIGN_TYPE_COSIGNATURE;
	sign_vkey_format(text, &v);
	assert_err(sign_vkey_parse_witness(text_of(text), &again), ERR_FORMAT);
	memcpy(raw, "w\n", 2);
	raw[2] = SIGN_TYPE_COSIGNATURE;
	memcpy(raw + 3, v.pk, 32);
	crypto_hash_sha256(hash, raw, 35);
	memcpy(v.keyid, hash, SIGN_KEYID_LEN);
	memcpy(v.name, "w", 2);
	sign_vkey_format(text, &v);
	assert_err(sign_vkey_parse(text_of(text), &again), ERR_FORMAT);
	assert_err(sign_vkey_parse_witness(text_of(text), &again), ERR_OK);
	assert_int_equal(again.type, SIGN_TYPE_COSIGNATURE);
	sign_vkey_format(plain, &k->vkey);
	assert_err(sign_vkey_parse_witness(text_of(plain), &again), ERR_OK);
	sign_key_free(&k);
}

static void
name_of_a_role_writes_and_reads(void **state)
{
	static const struct {
		enum sign_role role;
		unsigned int number;
		const char *label, *name;
	} names[] = {
		{ SIGN_ROLE_ROOT, 0, "a-B_1.x", HOST "/root/a-B_1.x" },
		{ SIGN_ROLE_OFFICER, 7, NULL, HOST "/officer/07" },
		{ SIGN_ROLE_LOGIN, 99, NULL, HOST "/login/99" },
		{ SIGN_ROLE_REPORTER, 0, NULL, HOST "/reporter" },
		{ SIGN_ROLE_PROMISE, 0, NULL, HOST "/promise" },
		{ SIGN_ROLE_LOG, 0, NULL, HOST "/log1" },
		{ SIGN_ROLE_RELEASE, 0, NULL, HOST "/release" },
	};

	(void)state;
	for (size_t i = 0; i < N(names); i++) {
		char name[LIMIT_NAME_LEN + 1];
		enum sign_role role;
		unsigned int number;

		assert_err(sign_name_write(name, HOST, names[i].role,
			       names[i].number, names[i].label),
		    ERR_OK);
		assert_string_equal(name, names[i].name);
		assert_true(sign_name_read(HOST, name, &role, &number));
		assert_int_equal(role, names[i].role);
		assert_int_equal(number, names[i].number);
	}
}

static void
name_of_none_of_ours_is_refused(void **state)
{
	static const char *const names[] = { "", HOST, HOST "/",
		HOST "/officer/", HOST "/officer/1", HOST "/officer/001",
		HOST "/officer/0x", HOST "/root/", HOST "/root/a/b",
		HOST "/root/a b", HOST "/reporter/1", HOST "/log2",
		"box.example.com/reporter", "x" HOST "/reporter" };
	char name[LIMIT_NAME_LEN + 1];

	(void)state;
	for (size_t i = 0; i < N(names); i++)
		assert_false(sign_name_read(HOST, names[i], NULL, NULL));
	assert_err(sign_name_write(name, HOST, SIGN_ROLE_OFFICER, 100, NULL),
	    ERR_FORMAT);
	assert_err(sign_name_write(name, HOST, SIGN_ROLE_ROOT, 0, NULL),
	    ERR_FORMAT);
	assert_err(sign_name_write(name, HOST, SIGN_ROLE_ROOT, 0, "a/b"),
	    ERR_FORMAT);
	assert_err(sign_name_write(name, "a b", SIGN_ROLE_LOG, 0, NULL),
	    ERR_FORMAT);
}

static void
host_is_a_domain_name(void **state)
{
	static const char *const bad[] = { "", ".", "a.", ".a", "a..b", "-a",
		"a-", "a.-b", "a-.b", "A", "a_b", "a b", "a/b", "a:1", "ü" };
	static const char *const good[] = { "a", "localhost", "127.0.0.1",
		"box.example.org", "a-b.c--d.e", "xn--fiqs8s" };
	char far[202];

	(void)state;
	for (size_t i = 0; i < N(bad); i++)
		assert_false(sign_host_valid(bad[i]));
	for (size_t i = 0; i < N(good); i++)
		assert_true(sign_host_valid(good[i]));
	memset(far, 'a', sizeof(far));
	far[201] = '\0';
	assert_false(sign_host_valid(far));
	far[200] = '\0';
	assert_true(sign_host_valid(far));
}

static void
key_of_the_same_seed_is_the_same(void **state)
{
	struct sign_key *a = officer_key(1), *b = officer_key(1);
	struct sign_key *c = officer_key(2), *d = NULL;
	uint8_t seed[SIGN_SEED_LEN] = { 1 };

	(void)state;
	assert_true(sign_vkey_equal(&a->vkey, &b->vkey));
	assert_false(sign_vkey_equal(&a->vkey, &c->vkey));
	assert_err(sign_key_new(&d, "a b", seed), ERR_FORMAT);
	assert_null(d);
	sign_key_free(&a);
	assert_null(a);
	sign_key_free(&a);
	sign_key_free(NULL);
	sign_key_free(&b);
	sign_key_free(&c);
}

static void
vkey_vectors_agree(void **state)
{
	json_t *root = vectors_load("note.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "vkeys")) > 10);
	json_array_foreach(json_object_get(root, "vkeys"), i, c) {
		const char *text = get_text(c, "vkey");
		char again[SIGN_VKEY_LEN + 1];
		struct sign_vkey k;
		enum err e = sign_vkey_parse(text_of(text), &k);

		bad += !result_is(c, e);
		if (e != ERR_OK)
			continue;
		assert_string_equal(k.name, get_text(c, "key_name"));
		assert_hex(k.keyid, SIGN_KEYID_LEN, get_text(c, "id"));
		assert_hex(k.pk, SIGN_PK_LEN, get_text(c, "public"));
		sign_vkey_format(again, &k);
		assert_string_equal(again, text);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

static void
name_fit_vectors_agree(void **state)
{
	json_t *root = vectors_load("note.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "fits")) > 10);
	json_array_foreach(json_object_get(root, "fits"), i, c) {
		const char *name = get_text(c, "key_name");
		const char *line = get_text(c, "first_line");
		bool want = json_is_true(json_object_get(c, "fits"));

		if (sign_name_fits(get_text(root, "host"), name,
			text_of(line)) != want) {
			print_error("%s and %s differ\n", name, line);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vkey_of_the_specification_parses),
		cmocka_unit_test(vkey_damaged_is_refused),
		cmocka_unit_test(vkey_name_has_its_limit),
		cmocka_unit_test(vkey_of_a_witness_parses_only_as_such),
		cmocka_unit_test(name_of_a_role_writes_and_reads),
		cmocka_unit_test(name_of_none_of_ours_is_refused),
		cmocka_unit_test(host_is_a_domain_name),
		cmocka_unit_test(key_of_the_same_seed_is_the_same),
		cmocka_unit_test(vkey_vectors_agree),
		cmocka_unit_test(name_fit_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
