/* SPDX-License-Identifier: ISC */
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/file.h"
#include "cli/headers.h"
#include "seal/header.h"

#define NAME_LEN_MAX 160
#define OTHERS_LEN (CLI_REPORT_OTHERS_MAX * (LIMIT_HEADER_LEN + 4u))

static void
name_of(char name[static NAME_LEN_MAX], const uint8_t *id, const char *end)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, NAME_LEN_MAX, "threads/%s/report.%s", hex, end);
}

/* Read a file that need not be there. */
static enum err
load(const struct cli_folder *f, const uint8_t *id, const char *end,
    struct base_buf *out)
{
	char name[NAME_LEN_MAX];

	name_of(name, id, end);
	return cli_folder_has(f, name) ? cli_folder_read(f, name, out) : ERR_OK;
}

static bool
is_same(struct base_text a, const void *data, size_t len)
{
	return a.len == len && memcmp(a.data, data, len) == 0;
}

/* The list with one header in front, and without another or the overflow. */
static enum err
others_write(struct cli_folder *f, const uint8_t *id,
    const struct base_buf *list, struct base_text first,
    const struct base_text *without)
{
	uint8_t len[4] = { (uint8_t)(first.len >> 24),
		(uint8_t)(first.len >> 16), (uint8_t)(first.len >> 8),
		(uint8_t)first.len };
	struct base_buf out;
	struct base_text one;
	char name[NAME_LEN_MAX];
	size_t count = 1;
	enum err e;

	base_buf_init(&out, OTHERS_LEN);
	if ((e = base_buf_add(&out, len, sizeof(len))) == ERR_OK)
		e = base_buf_add(&out, first.data, first.len);
	for (size_t at = 0; e == ERR_OK && count < CLI_REPORT_OTHERS_MAX &&
			    cli_headers_next(list, &at, &one);) {
		if (without != NULL && one.data == without->data)
			continue;
		e = base_buf_add(&out, one.data - 4, one.len + 4);
		count++;
	}
	name_of(name, id, "others");
	if (e == ERR_OK)
		e = cli_folder_write(f, name, out.data, out.len);
	base_buf_done(&out);
	return e;
}

static enum err
first_keep(struct cli_folder *f, const uint8_t *id, struct base_text header)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX], *path;
	enum err e;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	if ((path = cli_folder_path(f, "threads/%s", hex)) == NULL)
		return ERR_MEMORY;
	name_of(name, id, "header");
	if ((e = cli_make_dirs(path)) == ERR_OK)
		e = cli_folder_write(f, name, header.data, header.len);
	free(path);
	return e;
}

enum err
cli_report_add(struct cli_folder *f, const uint8_t id[static SEAL_ID_LEN],
    struct base_text header, bool *is_new)
{
	struct base_buf used, list;
	struct base_text one;
	bool known;
	enum err e;

	*is_new = false;
	base_buf_init(&used, LIMIT_HEADER_LEN);
	base_buf_init(&list, OTHERS_LEN);
	if ((e = load(f, id, "header", &used)) != ERR_OK)
		goto out;
	if (used.len == 0) {
		*is_new = true;
		e = first_keep(f, id, header);
		goto out;
	}
	known = is_same(header, used.data, used.len);
	if (!known && (e = load(f, id, "others", &list)) != ERR_OK)
		goto out;
	for (size_t at = 0; !known && cli_headers_next(&list, &at, &one);)
		known = is_same(header, one.data, one.len);
	if (!known)
		e = others_write(f, id, &list, header, NULL);
out:
	base_buf_done(&used);
	base_buf_done(&list);
	return e;
}

/* The n-th header of a list. */
static bool
nth(const struct base_buf *list, size_t n, struct base_text *out)
{
	size_t at = 0;

	do {
		if (!cli_headers_next(list, &at, out))
			return false;
	} while (n-- > 0);
	return true;
}

enum err
cli_report_other(const struct cli_folder *f, const struct cli_officer *o,
    const uint8_t id[static SEAL_ID_LEN], size_t n,
    uint8_t open[static SEAL_OPEN_LEN])
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	struct base_buf list;
	struct base_text one;
	struct seal_header h;
	enum err e;

	base_buf_init(&list, OTHERS_LEN);
	if ((e = load(f, id, "others", &list)) == ERR_OK &&
	    !nth(&list, n, &one))
		e = ERR_NOT_FOUND;
	if (e == ERR_OK &&
	    (e = seal_header_parse((const uint8_t *)one.data, one.len, &h)) ==
		ERR_OK &&
	    (e = cli_officer_open(o, &h, file_key)) == ERR_OK)
		seal_object_open_value(f->host, file_key, open);
	sodium_memzero(file_key, sizeof(file_key));
	base_buf_done(&list);
	return e;
}

enum err
cli_report_use(
    struct cli_folder *f, const uint8_t id[static SEAL_ID_LEN], size_t n)
{
	struct base_buf used, list;
	struct base_text one;
	enum err e;

	base_buf_init(&used, LIMIT_HEADER_LEN);
	base_buf_init(&list, OTHERS_LEN);
	if ((e = load(f, id, "header", &used)) == ERR_OK &&
	    (e = load(f, id, "others", &list)) == ERR_OK &&
	    !nth(&list, n, &one))
		e = ERR_NOT_FOUND;
	/* Were it cut off between the two, the new one stands in both. */
	if (e == ERR_OK && (e = first_keep(f, id, one)) == ERR_OK)
		e = others_write(f, id, &list,
		    (struct base_text){ (const char *)used.data, used.len },
		    &one);
	base_buf_done(&used);
	base_buf_done(&list);
	return e;
}
