/* SPDX-License-Identifier: ISC */
#include "cli/granting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/file.h"
#include "cli/grantfile.h"
#include "cli/headers.h"
#include "cli/outbox.h"

#define NAME_LEN_MAX 160
#define LIST_LEN_MAX (65u * (LIMIT_HEADER_LEN + 4u))

static void
name_of(char name[static NAME_LEN_MAX], const uint8_t *thread, unsigned number)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, thread, SEAL_ID_LEN);
	(void)snprintf(
	    name, NAME_LEN_MAX, "threads/%s/grant.%02u", hex, number % 100);
}

bool
cli_granting_is(const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number)
{
	char name[NAME_LEN_MAX];

	name_of(name, thread, number);
	return cli_folder_has(f, name);
}

enum err
cli_granting_begin(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number)
{
	char name[NAME_LEN_MAX];

	name_of(name, thread, number);
	return cli_folder_has(f, name) ? ERR_OK
				       : cli_folder_write(f, name, "", 0);
}

/* The header at *at as a row of the outbox, which borrows it. */
static bool
next(const struct base_buf *all, size_t *at, struct cli_outbox_row *row)
{
	struct base_text header;

	if (!cli_grantfile_next(all, at, row->entry, &header))
		return false;
	/* Lent, and only read. */
	row->header = (struct base_buf){ .data = all->data + *at - header.len,
		.len = header.len,
		.cap = header.len,
		.max = LIMIT_HEADER_LEN };
	return true;
}

enum err
cli_granting_load(const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number,
    struct base_buf *out)
{
	char name[NAME_LEN_MAX];
	enum err e;

	name_of(name, thread, number);
	if (!cli_folder_has(f, name))
		return ERR_OK;
	if ((e = cli_folder_read(f, name, out)) != ERR_OK ||
	    cli_grantfile_is_whole(out))
		return e;
	(void)cli_fail(ERR_FORMAT, "%s/%s", f->dir, name);
	return ERR_FORMAT;
}

/* Was it sent already?  Then it is among the headers of its entry. */
static enum err
is_sent(const struct cli_folder *f, const struct cli_outbox_row *row, bool *out)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	struct base_buf list;
	struct base_text one;
	enum err e = ERR_OK;

	*out = false;
	base_hex_encode(hex, row->thread, SEAL_ID_LEN);
	base_hex_encode(id, row->entry, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, id);
	base_buf_init(&list, LIST_LEN_MAX);
	if (cli_folder_has(f, name))
		e = cli_folder_read(f, name, &list);
	for (size_t at = 0; e == ERR_OK && cli_headers_next(&list, &at, &one);)
		*out = *out ||
		       (one.len == row->header.len &&
			   memcmp(one.data, row->header.data, one.len) == 0);
	base_buf_done(&list);
	return e;
}

static enum err
end(const struct cli_folder *f, const char *name)
{
	char *path = cli_folder_path(f, "%s", name);
	enum err e = path == NULL ? ERR_MEMORY : ERR_OK;

	if (path == NULL)
		(void)cli_fail(e, "cannot remove %s", name);
	if (path != NULL && unlink(path) != 0 && errno != ENOENT) {
		cli_error("cannot remove %s: %s", path, strerror(errno));
		e = ERR_IO;
	}
	free(path);
	return e;
}

enum err
cli_granting_end(struct cli_folder *f, const uint8_t thread[static SEAL_ID_LEN],
    unsigned number, const struct base_buf *all, size_t *added)
{
	struct cli_outbox_row row = { .is_header = true };
	char name[NAME_LEN_MAX];
	bool sent;
	enum err e;

	memcpy(row.thread, thread, SEAL_ID_LEN);
	name_of(name, thread, number);
	e = cli_folder_write(f, name, all->data, all->len);
	for (size_t at = 0; e == ERR_OK && next(all, &at, &row);) {
		if ((e = is_sent(f, &row, &sent)) != ERR_OK || sent)
			continue;
		if ((e = cli_outbox_adopt(f, &row)) == ERR_OK)
			(*added)++;
		else if (e == ERR_EXISTS)
			e = ERR_OK;
	}
	/* They are there for good before the word of them goes. */
	if (e == ERR_OK && (e = cli_folder_settle(f)) == ERR_OK)
		e = end(f, name);
	return e;
}
