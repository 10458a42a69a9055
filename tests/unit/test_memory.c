/* SPDX-License-Identifier: ISC */
/*
 * Are the failure tests worth their name?  Every public function of src/seal
 * and src/sign that can fail must have a row in one of the tables of
 * test_*_memory.c, and work that is wrong on purpose must be found out.
 */
#include <ctype.h>
#include <glob.h>

#include "unit/inject.h"
#include "unit/remains.h"

#define TEXT_MAX ((size_t)1 << 20)
#define SECRET_LEN 32

static uint8_t *secret;
static uint8_t *kept; /* what work forgets to free */

/* ---- the tables are whole --------------------------------------------------- */

static void
read_all(const char *pattern, const char *skip, struct base_buf *out)
{
	glob_t files;
	uint8_t *text;
	size_t len;

	base_buf_init(out, TEXT_MAX);
	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		text = read_file(files.gl_pathv[i], &len);
		if (skip == NULL || strstr((char *)text, skip) == NULL)
			assert_err(base_buf_add(out, text, len), ERR_OK);
		free(text);
	}
	globfree(&files);
	assert_err(base_buf_add(out, "", 1), ERR_OK);
}

/*
 * The next function that is declared as `enum err name(`, on one line or two;
 * no type, no pointer.  NULL: none is left.
 */
static const char *
next_function(const char *text, const char *from, char name[static 64])
{
	static const char start[] = "enum err";
	size_t n = 0;

	for (const char *p = from; (p = strstr(p, start)) != NULL;) {
		bool at_line = p == text || p[-1] == '\n';

		p += sizeof(start) - 1;
		if (!at_line || !isspace((unsigned char)*p))
			continue;
		p += strspn(p, " \n");
		n = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789_");
		if (p[n] != '(' || n == 0 || n >= 64)
			continue;
		memcpy(name, p, n);
		name[n] = 0;
		return p;
	}
	return NULL;
}

static unsigned int
missing_in(const char *tables, const char *pattern)
{
	unsigned int functions = 0, missing = 0;
	char name[64], row[96];
	struct base_buf text;
	const char *all, *p;

	read_all(pattern, "Private to this room", &text);
	all = (const char *)text.data;
	for (p = all; (p = next_function(all, p, name)) != NULL;) {
		functions++;
		(void)snprintf(row, sizeof(row), "INJECT_OP(%s,", name);
		if (strstr(tables, row) != NULL)
			continue;
		print_error("%s is in no table\n", name);
		missing++;
	}
	base_buf_done(&text);
	assert_true(functions > 40);
	return missing;
}

static void
memory_tables_have_every_function(void **state)
{
	struct base_buf tables;
	unsigned int missing;

	(void)state;
	read_all("tests/unit/test_*_memory.c", NULL, &tables);
	missing = missing_in((const char *)tables.data, "src/seal/*.h");
	missing += missing_in((const char *)tables.data, "src/sign/*.h");
	base_buf_done(&tables);
	assert_int_equal(missing, 0);
}

/* ---- wrong work is found ------------------------------------------------------ */

static enum err
two_blocks(bool swallow, bool leak, uint8_t *out)
{
	void *a, *b;
	enum err e = ERR_MEMORY;

	if ((a = malloc(100)) == NULL)
		return swallow ? ERR_OK : ERR_MEMORY;
	if (out != NULL)
		*out = 1;
	if ((b = malloc(100)) != NULL)
		e = ERR_OK;
	free(b);
	if (leak && e != ERR_OK)
		kept = a;
	else
		free(a);
	return e;
}

static enum err
op_good(void)
{
	enum err e;

	INJECT(e, two_blocks(false, false, NULL));
	return e;
}

static enum err
op_swallows(void)
{
	enum err e;

	INJECT(e, two_blocks(true, false, NULL));
	return e;
}

static enum err
op_leaks(void)
{
	enum err e;

	INJECT(e, two_blocks(false, true, NULL));
	return e;
}

static enum err
op_writes(void)
{
	uint8_t out;
	enum err e;

	inject_keep(&out, sizeof(out));
	INJECT(e, two_blocks(false, false, &out));
	return e;
}

/* Volatile, or the compiler leaves out what nobody reads again. */
static void
copy_secret(volatile uint8_t *to)
{
	for (size_t i = 0; i < SECRET_LEN; i++)
		to[i] = secret[i];
}

static enum err
op_leaves_in_freed(void)
{
	uint8_t *p = malloc(100);

	copy_secret(p + 7);
	free(p);
	return ERR_OK;
}

static enum err
op_leaves_on_stack(void)
{
	volatile uint8_t copy[SECRET_LEN];

	copy_secret(copy);
	return ERR_OK;
}

static uint8_t global[SECRET_LEN];

static enum err
op_leaves_in_global(void)
{
	memcpy(global, secret + 11, 8);
	return ERR_OK;
}

static enum err
op_draws(void)
{
	static uint8_t draw[SECRET_LEN];
	enum err e;

	INJECT(e, inject_random.fill(inject_random.ctx, draw, sizeof(draw)));
	return e;
}

static unsigned int
faults_of(const char *name, enum err (*work)(void), unsigned int can_fail)
{
	struct inject_op op = { name, work, can_fail };

	return inject_faults(&op, 1);
}

static void
memory_harness_finds_what_is_wrong(void **state)
{
	(void)state;
	print_message("these faults are meant to be found:\n");
	assert_int_equal(faults_of("good", op_good, MEMORY), 0);
	assert_int_equal(faults_of("undeclared", op_good, NOTHING), 1);
	assert_int_equal(faults_of("declared", op_good, MEMORY | READ), 1);
	assert_int_equal(faults_of("swallows", op_swallows, MEMORY), 1);
	assert_int_equal(faults_of("leaks", op_leaks, MEMORY), 1);
	free(kept);
	assert_int_equal(faults_of("writes", op_writes, MEMORY), 1);
}

static void
memory_harness_finds_what_is_left(void **state)
{
	bool image = remains_sees_image();

	(void)state;
	print_message("these faults are meant to be found:\n");
	assert_int_equal(faults_of("stack", op_leaves_on_stack, NOTHING), 1);
	assert_int_equal(
	    faults_of("global", op_leaves_in_global, NOTHING), image);
	sodium_memzero(global, sizeof(global));
	assert_int_equal(faults_of("draw", op_draws, RANDOM), 2 * image);
	assert_int_equal(faults_of("good", op_good, MEMORY), 0);
	/* The last, since nobody wipes that block any more. */
	assert_int_equal(faults_of("freed", op_leaves_in_freed, NOTHING), 1);
}

static int
plant(void **state)
{
	(void)state;
	secret = vault(SECRET_LEN);
	crypto_hash_sha256(secret, (const uint8_t *)"planted", 7);
	remains_plant("the secret", secret, SECRET_LEN);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_tables_have_every_function),
		cmocka_unit_test(memory_harness_finds_what_is_wrong),
		cmocka_unit_test(memory_harness_finds_what_is_left),
	};

	remains_init();
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, plant, NULL);
}
