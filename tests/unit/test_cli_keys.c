/* SPDX-License-Identifier: ISC */
/* The file keys that qf keeps in a store folder. */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/keys.h"
#include "unit/cli_memory.h"

#define HOST "box.example.org"
#define HEADERS 600 /* more than the table's first room */
#define FILE_HEAD 40
#define ROW 48

static char dir[] = "/tmp/qfkeys.XXXXXX";
static char path[sizeof(dir) + 8];
static struct seal_identity me, other;
static struct base_buf sealed[HEADERS];
static uint8_t keys[HEADERS][SEAL_FILE_KEY_LEN];

static enum err
draw(void *ctx, uint8_t *buf, size_t len)
{
	(void)ctx;
	randombytes_buf(buf, len);
	return ERR_OK;
}

static enum err
open_one(struct cli_keys *k, const struct seal_identity *id, size_t n,
    uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	struct seal_header h;

	assert_err(
	    seal_header_parse(sealed[n].data, sealed[n].len, &h), ERR_OK);
	return cli_keys_open(k, id, &h, file_key);
}

/* Load, open the first so many with id, save; true if all were known. */
static bool
walk(const struct seal_identity *id, size_t count)
{
	uint8_t got[SEAL_FILE_KEY_LEN];
	struct cli_keys *k;
	bool known = true;

	cli_keys_load(&k, dir, HOST, id);
	assert_non_null(k);
	for (size_t i = 0; i < count; i++) {
		/* Only what is kept opens with a key that is not its own. */
		known = known && open_one(k, &other, i, got) == ERR_OK;
		assert_err(open_one(k, id, i, got), ERR_OK);
		assert_memory_equal(got, keys[i], sizeof(got));
	}
	cli_keys_save(k);
	cli_keys_free(&k);
	assert_null(k);
	return known;
}

static size_t
file_len(void)
{
	struct stat st;

	return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

static void
keys_kept_are_not_tried_again(void **state)
{
	struct stat st;

	(void)state;
	(void)unlink(path);
	assert_false(walk(&me, HEADERS));
	assert_int_equal(file_len(), FILE_HEAD + HEADERS * ROW + 16);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(walk(&me, HEADERS));
}

static void
keys_that_nothing_asks_for_go(void **state)
{
	(void)state;
	(void)walk(&me, HEADERS);
	assert_true(walk(&me, 7));
	assert_int_equal(file_len(), FILE_HEAD + 7 * ROW + 16);
	assert_false(walk(&me, 8));
	assert_true(walk(&me, 8));
}

static void
keys_file_that_is_the_same_is_not_written(void **state)
{
	struct stat before, after;

	(void)state;
	(void)walk(&me, 5);
	assert_int_equal(stat(path, &before), 0);
	assert_true(walk(&me, 5));
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void
keys_lie_sealed(void **state)
{
	uint8_t *file, *again;
	size_t len, len2;

	(void)state;
	(void)unlink(path);
	(void)walk(&me, 3);
	file = read_file(path, &len);
	for (size_t i = 0; i < 3; i++)
		assert_null(memmem(file, len, keys[i], SEAL_FILE_KEY_LEN));
	(void)unlink(path);
	(void)walk(&me, 3);
	again = read_file(path, &len2);
	assert_int_equal(len, len2);
	/* Another nonce each time. */
	assert_memory_not_equal(file + FILE_HEAD, again + FILE_HEAD, ROW);
	free(file);
	free(again);
}

static void
keys_file_with_any_byte_changed_counts_as_none(void **state)
{
	uint8_t *file;
	size_t len;

	(void)state;
	(void)unlink(path);
	(void)walk(&me, 2);
	file = read_file(path, &len);
	for (size_t i = 0; i < len; i++) {
		file[i] ^= 1;
		write_file(path, file, len);
		file[i] ^= 1;
		assert_false(walk(&me, 2));
		assert_true(walk(&me, 2));
	}
	for (size_t i = 0; i < len; i++) {
		write_file(path, file, i);
		assert_false(walk(&me, 2));
	}
	free(file);
}

static void
keys_of_another_officer_or_site_count_as_none(void **state)
{
	uint8_t got[SEAL_FILE_KEY_LEN];
	struct cli_keys *k;

	(void)state;
	(void)walk(&me, 2);
	cli_keys_load(&k, dir, HOST, &other);
	assert_err(open_one(k, &other, 0, got), ERR_AGE_NO_MATCH);
	cli_keys_free(&k);
	cli_keys_load(&k, dir, "another.example.org", &me);
	assert_err(open_one(k, &other, 0, got), ERR_AGE_NO_MATCH);
	cli_keys_free(&k);
	assert_true(walk(&me, 2));
}

static void
keys_file_that_is_too_large_or_none_counts_as_none(void **state)
{
	(void)state;
	(void)walk(&me, 2);
	assert_int_equal(
	    truncate(path, FILE_HEAD + (CLI_KEYS_MAX + 1L) * ROW + 16), 0);
	assert_false(walk(&me, 2));
	(void)unlink(path);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_false(walk(&me, 2));
	assert_true(walk(&me, 2));
	(void)unlink(path);
	/* What cannot be written is done without. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(walk(&me, 2));
	assert_false(walk(&me, 2));
	assert_int_equal(rmdir(path), 0);
}

/* Without memory it is as if nothing were kept: headers open all the same. */
static void
keys_without_memory_are_done_without(void **state)
{
	uint8_t got[SEAL_FILE_KEY_LEN];
	struct cli_keys *k;
	size_t len;

	(void)state;
	(void)unlink(path);
	(void)walk(&me, 3);
	len = file_len();
	for (int left = 0; left < 5; left++) {
		memory_left = left;
		cli_keys_load(&k, dir, HOST, &me);
		if (left < 2)
			assert_null(k);
		for (size_t i = 0; i < 3; i++) {
			assert_err(open_one(k, &me, i, got), ERR_OK);
			assert_memory_equal(got, keys[i], sizeof(got));
		}
		/* Nor is what was kept before lost by it. */
		memory_left = 0;
		cli_keys_save(k);
		memory_left = -1;
		cli_keys_free(&k);
		assert_int_equal(file_len(), len);
	}
	assert_true(walk(&me, 3));
}

static void
keys_that_outgrow_memory_are_tried_again(void **state)
{
	uint8_t got[SEAL_FILE_KEY_LEN];
	struct cli_keys *k;

	(void)state;
	(void)unlink(path);
	cli_keys_load(&k, dir, HOST, &me);
	/* The table would double behind the 512th. */
	for (size_t i = 0; i < HEADERS; i++) {
		memory_left = i < 512 ? -1 : 0;
		assert_err(open_one(k, &me, i, got), ERR_OK);
		assert_memory_equal(got, keys[i], sizeof(got));
	}
	memory_left = -1;
	cli_keys_save(k);
	cli_keys_free(&k);
	assert_int_equal(file_len(), FILE_HEAD + 512 * ROW + 16);
	assert_false(walk(&me, HEADERS));
	assert_true(walk(&me, HEADERS));
}

static void
keys_are_not_needed(void **state)
{
	uint8_t got[SEAL_FILE_KEY_LEN];
	struct cli_keys *k = NULL;

	(void)state;
	assert_err(open_one(NULL, &me, 0, got), ERR_OK);
	assert_memory_equal(got, keys[0], sizeof(got));
	assert_err(open_one(NULL, &other, 0, got), ERR_AGE_NO_MATCH);
	cli_keys_save(NULL);
	cli_keys_free(NULL);
	cli_keys_free(&k);
}

static void
setup(void)
{
	struct seal_random rnd = { draw, NULL };

	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/keys", dir);
	assert_err(seal_identity_new(&rnd, &me), ERR_OK);
	assert_err(seal_identity_new(&rnd, &other), ERR_OK);
	for (size_t i = 0; i < HEADERS; i++) {
		randombytes_buf(keys[i], sizeof(keys[i]));
		base_buf_init(&sealed[i], LIMIT_HEADER_LEN);
		assert_err(seal_header_write(
			       keys[i], &me.recipient, 1, 1, &rnd, &sealed[i]),
		    ERR_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_kept_are_not_tried_again),
		cmocka_unit_test(keys_that_nothing_asks_for_go),
		cmocka_unit_test(keys_file_that_is_the_same_is_not_written),
		cmocka_unit_test(keys_lie_sealed),
		cmocka_unit_test(
		    keys_file_with_any_byte_changed_counts_as_none),
		cmocka_unit_test(keys_of_another_officer_or_site_count_as_none),
		cmocka_unit_test(
		    keys_file_that_is_too_large_or_none_counts_as_none),
		cmocka_unit_test(keys_without_memory_are_done_without),
		cmocka_unit_test(keys_that_outgrow_memory_are_tried_again),
		cmocka_unit_test(keys_are_not_needed),
	};
	int failed;

	if (seal_init() != ERR_OK)
		return 1;
	setup();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < HEADERS; i++)
		base_buf_done(&sealed[i]);
	(void)unlink(path);
	(void)rmdir(dir);
	return failed;
}
