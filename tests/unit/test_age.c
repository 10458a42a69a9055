/* SPDX-License-Identifier: ISC */
/* Whole age files and locked identities, both ways, by ourselves. */
#include "seal/age.h"

#include "base/limits.h"
#include "seal/locked.h"
#include "unit/fixture.h"

static enum err
encrypt(const uint8_t *plain, size_t len, const struct seal_identity *id,
    const struct seal_random *rnd, struct base_buf *out)
{
	struct slow_source slow = { plain, len, 0, 1234, 0 };
	struct seal_source in = { slow_read, &slow };
	struct seal_sink sink = { seal_buf_write, out };

	base_buf_init(out, 1 << 24);
	return seal_age_encrypt(&in, &id->recipient, 1, 1, rnd, &sink);
}

static enum err
decrypt(const struct base_buf *file, const struct seal_age_keys *keys,
    struct base_buf *out)
{
	struct slow_source slow = { file->data, file->len, 0, 999, 0 };
	struct seal_source in = { slow_read, &slow };
	struct seal_sink sink = { seal_buf_write, out };

	base_buf_init(out, 1 << 24);
	return seal_age_decrypt(&in, SEAL_ARMOR_AUTO, keys, &sink);
}

static void
age_file_goes_both_ways(void **state)
{
	static const size_t lens[] = { 0, 1, 65536, 65537, 300000 };
	uint8_t *plain = malloc(300000);
	struct seal_identity ids[2];
	struct seal_age_keys keys = { .ids = ids, .ids_count = 2 };

	(void)state;
	randombytes_buf(plain, 300000);
	assert_err(seal_identity_new(&seal_random_system, &ids[0]), ERR_OK);
	assert_err(seal_identity_new(&seal_random_system, &ids[1]), ERR_OK);
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct base_buf file, back;

		assert_err(encrypt(plain, lens[i], &ids[1], &seal_random_system,
			       &file),
		    ERR_OK);
		assert_err(decrypt(&file, &keys, &back), ERR_OK);
		assert_int_equal(back.len, lens[i]);
		if (lens[i] > 0)
			assert_memory_equal(back.data, plain, lens[i]);
		base_buf_done(&back);
		keys.ids_count = 1;
		assert_err(decrypt(&file, &keys, &back), ERR_AGE_NO_MATCH);
		assert_int_equal(back.len, 0);
		keys.ids_count = 2;
		base_buf_done(&back);
		base_buf_done(&file);
	}
	free(plain);
}

static void
age_encrypt_passes_every_failed_draw_on(void **state)
{
	struct seal_identity id;
	enum err e = ERR_RANDOM;
	unsigned int n;

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	for (n = 1; e != ERR_OK; n++) {
		struct fixed_random r = { .label = "a", .fails_at = n };
		struct seal_random rnd = { fixed_fill, &r };
		struct base_buf file;

		e = encrypt((const uint8_t *)"x", 1, &id, &rnd, &file);
		assert_true(e == ERR_OK || e == ERR_RANDOM);
		base_buf_done(&file);
	}
	assert_int_equal(n, 5); /* file key, ephemeral key, nonce, none */
}

static void
age_decrypt_passes_errors_of_the_source_on(void **state)
{
	struct seal_identity id;
	struct seal_age_keys keys = { .ids = &id, .ids_count = 1 };
	struct base_buf file, back;

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(encrypt((const uint8_t *)"hello", 5, &id,
		       &seal_random_system, &file),
	    ERR_OK);
	for (size_t at = 1; at <= file.len; at += 10) {
		struct slow_source slow = { file.data, file.len, 0, 1, at };
		struct seal_source in = { slow_read, &slow };
		struct seal_sink sink = { seal_buf_write, &back };

		base_buf_init(&back, 100);
		assert_err(
		    seal_age_decrypt(&in, SEAL_ARMOR_NEVER, &keys, &sink),
		    ERR_IO);
		assert_int_equal(back.len, 0);
		base_buf_done(&back);
	}
	base_buf_done(&file);
}

/* Endless bytes that could still be a header are given up at the limit. */
static enum err
endless(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	size_t *given = ctx;
	static const char first[] = "age-encryption.org/v1\n";

	memset(buf, 'A', len);
	if (*given == 0)
		memcpy(buf, first, sizeof(first) - 1);
	*given += len;
	*got = len;
	return ERR_OK;
}

static void
age_decrypt_gives_an_endless_header_up(void **state)
{
	size_t given = 0;
	struct seal_source in = { endless, &given };
	struct base_buf back;
	struct seal_sink sink = { seal_buf_write, &back };
	struct seal_identity id;
	struct seal_age_keys keys = { .ids = &id, .ids_count = 1 };

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	base_buf_init(&back, 1);
	assert_err(seal_age_decrypt(&in, SEAL_ARMOR_NEVER, &keys, &sink),
	    ERR_AGE_LIMIT);
	assert_true(given <= LIMIT_HEADER_LEN + 8192);
}

static void
locked_identity_goes_both_ways(void **state)
{
	struct seal_identity id;
	struct seal_identities ids = { 0 };
	struct base_buf file;

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	assert_err(seal_locked_write(
		       &id, "officer 01", "", 0, &seal_random_system, &file),
	    ERR_PASSPHRASE);
	assert_err(seal_locked_write(&id, "two\nlines", "pass", 4,
		       &seal_random_system, &file),
	    ERR_FORMAT);
	assert_int_equal(file.len, 0);
	assert_err(seal_locked_write(&id, "officer 01", "pass", 4,
		       &seal_random_system, &file),
	    ERR_OK);
	assert_true(seal_locked_is(file.data, file.len));
	assert_non_null(memmem(file.data, file.len, " 18\n", 4));
	assert_err(
	    seal_locked_open(file.data, file.len, "pass", 4, &ids), ERR_OK);
	assert_int_equal(ids.count, 1);
	assert_memory_equal(&ids.list[0], &id, sizeof(id));
	seal_identities_done(&ids);
	file.data[file.len - 1] ^= 1;
	assert_err(seal_locked_open(file.data, file.len, "pass", 4, &ids),
	    ERR_AGE_PAYLOAD);
	base_buf_done(&file);
}

static void
locked_is_tells_plain_files_apart(void **state)
{
	static const char plain[] = "# comment\nAGE-SECRET-KEY-1\n";
	static const char armored[] = "\n-----BEGIN AGE ENCRYPTED FILE-----\n";
	struct seal_identities ids = { 0 };
	uint8_t *big = calloc(1, LIMIT_IDENTITY_FILE_LEN + 1);

	(void)state;
	assert_false(seal_locked_is((const uint8_t *)plain, sizeof(plain)));
	assert_false(seal_locked_is((const uint8_t *)"", 0));
	assert_false(seal_locked_is((const uint8_t *)" \n", 2));
	assert_true(seal_locked_is((const uint8_t *)armored, sizeof(armored)));
	assert_err(seal_locked_open(
		       (const uint8_t *)plain, sizeof(plain), "x", 1, &ids),
	    ERR_AGE_HEADER);
	assert_err(
	    seal_locked_open(big, LIMIT_IDENTITY_FILE_LEN + 1, "x", 1, &ids),
	    ERR_LIMIT);
	assert_null(ids.list);
	free(big);
}

/* An age file to a key, not a passphrase, is no locked identity. */
static void
locked_open_refuses_a_file_without_passphrase(void **state)
{
	struct seal_identity id;
	struct seal_identities ids = { 0 };
	struct base_buf file;

	(void)state;
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(
	    encrypt((const uint8_t *)"x", 1, &id, &seal_random_system, &file),
	    ERR_OK);
	assert_err(seal_locked_open(file.data, file.len, "pass", 4, &ids),
	    ERR_PASSPHRASE);
	base_buf_done(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(age_file_goes_both_ways),
		cmocka_unit_test(age_encrypt_passes_every_failed_draw_on),
		cmocka_unit_test(age_decrypt_passes_errors_of_the_source_on),
		cmocka_unit_test(age_decrypt_gives_an_endless_header_up),
		cmocka_unit_test(locked_identity_goes_both_ways),
		cmocka_unit_test(locked_is_tells_plain_files_apart),
		cmocka_unit_test(locked_open_refuses_a_file_without_passphrase),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
