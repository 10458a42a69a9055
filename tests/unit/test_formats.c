/* SPDX-License-Identifier: ISC */
/*
 * docs/formats.md is true to the byte: every block ```text example=NAME is made
 * again by tests/formats and compared.  With --write the page is written anew,
 * which is what `make formats` does when a format has changed on purpose.
 */
#include "formats/formats.h"

#define PAGE "docs/formats.md"
#define PAGE_MAX ((size_t)1 << 20)
#define START "```text example="
#define END "```\n"

static const struct example *const lists[] = { formats_age, formats_tar,
	formats_keys, formats_notes, formats_entries, formats_posts,
	formats_log };

static const struct example *
example_find(const char *name, size_t len)
{
	for (size_t i = 0; i < N(lists); i++) {
		for (const struct example *e = lists[i]; e->name != NULL; e++) {
			if (strlen(e->name) == len &&
			    memcmp(e->name, name, len) == 0)
				return e;
		}
	}
	return NULL;
}

/* The page with every example as it must be; each is seen once. */
static void
page_make(const char *page, struct base_buf *out)
{
	const char *at = page, *block;

	base_buf_init(out, PAGE_MAX);
	while ((block = strstr(at, START)) != NULL) {
		const char *name = block + strlen(START);
		const char *body = strchr(name, '\n') + 1;
		const char *end = strstr(body, END);
		const struct example *e =
		    example_find(name, (size_t)(body - name - 1));

		if (e == NULL)
			fail_msg("no such example: %.*s",
			    (int)(body - name - 1), name);
		assert_non_null(end);
		must(base_buf_add(out, at, (size_t)(body - at)));
		e->write(out);
		at = end;
	}
	must(base_buf_add_str(out, at));
}

static void
formats_page_has_every_example_once(void **state)
{
	size_t len;
	char *page = (char *)read_file(PAGE, &len);
	char start[64];

	(void)state;
	for (size_t i = 0; i < N(lists); i++) {
		for (const struct example *e = lists[i]; e->name != NULL; e++) {
			const char *at;

			(void)snprintf(
			    start, sizeof(start), START "%s\n", e->name);
			if ((at = strstr(page, start)) == NULL)
				fail_msg("%s has no example %s", PAGE, e->name);
			assert_null(strstr(at + 1, start));
		}
	}
	free(page);
}

/* Say the first line that differs. */
static void
formats_page_is_true_to_the_byte(void **state)
{
	size_t len, line = 1, at = 0;
	char *page = (char *)read_file(PAGE, &len);
	struct base_buf want;

	(void)state;
	page_make(page, &want);
	while (at < len && at < want.len && page[at] == (char)want.data[at])
		line += page[at++] == '\n';
	if (at < len || at < want.len)
		fail_msg("%s line %zu is not what the code makes; `make "
			 "formats` writes the page anew",
		    PAGE, line);
	base_buf_done(&want);
	free(page);
}

static void
page_write(void)
{
	size_t len;
	char *page = (char *)read_file(PAGE, &len);
	struct base_buf fresh;

	page_make(page, &fresh);
	write_file(PAGE, fresh.data, fresh.len);
	base_buf_done(&fresh);
	free(page);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_page_has_every_example_once),
		cmocka_unit_test(formats_page_is_true_to_the_byte),
	};

	if (seal_init() != ERR_OK)
		return 1;
	if (argc == 2 && strcmp(argv[1], "--write") == 0) {
		page_write();
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
