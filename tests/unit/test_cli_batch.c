/* SPDX-License-Identifier: ISC */
/* Files of a store folder that become durable together. */
#include "fixture.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/batch.h"
#include "unit/cli_memory.h"

static char dir[] = "/tmp/qfbatch.XXXXXX";
static struct cli_batch *batch;

/* In turn, so that several can be in use at a time. */
static const char *
at(const char *name)
{
	static char paths[4][256];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", dir, name);
	return path;
}

static bool
there(const char *name)
{
	return access(at(name), F_OK) == 0;
}

static void
assert_file(const char *name, const char *want)
{
	size_t len;
	uint8_t *file = read_file(at(name), &len);

	assert_int_equal(len, strlen(want));
	assert_memory_equal(file, want, len);
	free(file);
}

static enum err
put(const char *name, const char *text)
{
	return cli_batch_write(batch, at(name), text, strlen(text));
}

static int
begin(void **state)
{
	(void)state;
	return cli_batch_new(&batch, dir) == ERR_OK ? 0 : -1;
}

static int
end(void **state)
{
	(void)state;
	cli_batch_free(&batch);
	return batch == NULL ? 0 : -1;
}

static void
batch_gives_no_name_before_the_flush(void **state)
{
	struct stat st;

	(void)state;
	write_file(at("a"), "old", 3);
	assert_err(put("a", "new"), ERR_OK);
	assert_err(put("b", ""), ERR_OK);
	assert_true(cli_batch_has(batch, at("a")));
	assert_file("a", "old");
	assert_false(there("b"));
	assert_err(cli_batch_flush(batch), ERR_OK);
	assert_false(cli_batch_has(batch, at("a")));
	assert_file("a", "new");
	assert_file("b", "");
	assert_false(there("a.new"));
	assert_int_equal(stat(at("b"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_err(cli_batch_settle(batch), ERR_OK);
}

static void
batch_writes_one_name_twice_in_order(void **state)
{
	(void)state;
	assert_err(put("twice", "first"), ERR_OK);
	assert_err(put("twice", "second"), ERR_OK);
	assert_file("twice", "first");
	assert_err(cli_batch_settle(batch), ERR_OK);
	assert_file("twice", "second");
}

static void
batch_that_is_full_is_flushed(void **state)
{
	char name[16];

	(void)state;
	for (unsigned i = 0; i <= CLI_BATCH_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%u", i);
		assert_err(put(name, name), ERR_OK);
	}
	assert_false(there(name));
	assert_true(cli_batch_has(batch, at(name)));
	assert_file("n0", "n0");
	(void)snprintf(name, sizeof(name), "n%u", CLI_BATCH_MAX - 1);
	assert_file(name, name);
}

static void
batch_that_was_cut_off_is_done_again(void **state)
{
	(void)state;
	assert_err(put("cut", "longer than the next"), ERR_OK);
	cli_batch_free(&batch);
	assert_false(there("cut"));
	assert_true(there("cut.new"));
	assert_int_equal(begin(NULL), 0);
	assert_err(put("cut", "short"), ERR_OK);
	assert_err(cli_batch_flush(batch), ERR_OK);
	assert_file("cut", "short");
	assert_false(there("cut.new"));
}

static void
batch_takes_what_was_written_already(void **state)
{
	(void)state;
	write_file(at("x.part"), "whole", 5);
	assert_err(cli_batch_put(batch, at("x.part"), at("x")), ERR_OK);
	assert_false(there("x"));
	assert_err(cli_batch_flush(batch), ERR_OK);
	assert_file("x", "whole");
	assert_false(there("x.part"));
}

static void
batch_that_cannot_write_fails_from_then_on(void **state)
{
	(void)state;
	assert_err(put("good", "1"), ERR_OK);
	assert_err(put("no/such/folder", "1"), ERR_IO);
	assert_err(put("good2", "1"), ERR_IO);
	assert_err(cli_batch_put(batch, at("a"), at("b2")), ERR_IO);
	assert_err(cli_batch_flush(batch), ERR_IO);
	assert_err(cli_batch_settle(batch), ERR_IO);
	assert_false(there("good"));
}

static void
batch_follows_no_link(void **state)
{
	(void)state;
	write_file(at("target"), "kept", 4);
	assert_int_equal(symlink(at("target"), at("l.new")), 0);
	assert_err(put("l", "1"), ERR_IO);
	assert_file("target", "kept");
}

static void
batch_that_cannot_name_a_file_names_none_behind_it(void **state)
{
	(void)state;
	assert_int_equal(mkdir(at("taken"), 0700), 0);
	assert_err(put("before", "1"), ERR_OK);
	assert_err(put("taken", "1"), ERR_OK);
	assert_err(put("behind", "1"), ERR_OK);
	assert_err(cli_batch_settle(batch), ERR_IO);
	assert_true(there("before"));
	assert_false(there("behind"));
	assert_err(put("more", "1"), ERR_IO);
}

/* The linker puts this in the place of syncfs(2). */
static bool sync_fails;
int __real_syncfs(int fd);
int __wrap_syncfs(int fd);
int
__wrap_syncfs(int fd)
{
	if (!sync_fails)
		return __real_syncfs(fd);
	errno = EIO;
	return -1;
}

static void
batch_that_is_not_on_the_disk_gets_no_name(void **state)
{
	(void)state;
	assert_err(put("held", "1"), ERR_OK);
	sync_fails = true;
	assert_err(cli_batch_settle(batch), ERR_IO);
	sync_fails = false;
	assert_false(there("held"));
	assert_err(cli_batch_settle(batch), ERR_IO);
}

static void
batch_whose_names_are_not_on_the_disk_is_not_settled(void **state)
{
	(void)state;
	assert_err(put("named", "1"), ERR_OK);
	assert_err(cli_batch_flush(batch), ERR_OK);
	sync_fails = true;
	assert_err(cli_batch_settle(batch), ERR_IO);
	sync_fails = false;
	assert_err(put("more", "1"), ERR_IO);
}

/* Whatever piece of memory is missing, no file takes its name after that. */
static void
batch_without_memory_fails_from_then_on(void **state)
{
	char name[16];

	(void)state;
	for (int left = 0; left < 3; left++) {
		struct cli_batch *b = NULL;

		(void)snprintf(name, sizeof(name), "m%d", left);
		assert_err(cli_batch_new(&b, dir), ERR_OK);
		memory_left = left;
		assert_err(cli_batch_write(b, at(name), "1", 1), ERR_MEMORY);
		memory_left = -1;
		assert_err(cli_batch_write(b, at("m9"), "1", 1), ERR_MEMORY);
		assert_err(cli_batch_put(b, at("x"), at("m9")), ERR_MEMORY);
		assert_err(cli_batch_settle(b), ERR_MEMORY);
		assert_false(there(name));
		assert_false(there("m9"));
		cli_batch_free(&b);
	}
	/* Three pieces do: the name beside, and two names that wait. */
	memory_left = 3;
	assert_err(put("m3", "1"), ERR_OK);
	memory_left = -1;
	assert_err(cli_batch_settle(batch), ERR_OK);
	assert_file("m3", "1");
}

static void
batch_without_memory_is_none(void **state)
{
	struct cli_batch *none = NULL;

	(void)state;
	memory_left = 0;
	assert_err(cli_batch_new(&none, dir), ERR_MEMORY);
	memory_left = -1;
	assert_null(none);
}

static void
batch_needs_a_folder(void **state)
{
	struct cli_batch *none = NULL;

	(void)state;
	assert_err(cli_batch_new(&none, at("nowhere")), ERR_IO);
	assert_null(none);
	cli_batch_free(NULL);
	cli_batch_free(&none);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(batch_gives_no_name_before_the_flush),
		TEST(batch_writes_one_name_twice_in_order),
		TEST(batch_that_is_full_is_flushed),
		TEST(batch_that_was_cut_off_is_done_again),
		TEST(batch_takes_what_was_written_already),
		TEST(batch_that_cannot_write_fails_from_then_on),
		TEST(batch_follows_no_link),
		TEST(batch_that_cannot_name_a_file_names_none_behind_it),
		TEST(batch_that_is_not_on_the_disk_gets_no_name),
		TEST(batch_whose_names_are_not_on_the_disk_is_not_settled),
		TEST(batch_without_memory_fails_from_then_on),
		TEST(batch_without_memory_is_none),
		TEST(batch_needs_a_folder),
	};
	char command[64];
	int failed;

	if (mkdtemp(dir) == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command) == 0 ? failed : 1;
}
