/* SPDX-License-Identifier: ISC */
#include "cli/gone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"

#define NAME_LEN_MAX 160

static enum err
note_open(const struct cli_folder *f, const uint8_t id[static SEAL_ID_LEN],
    const void *note, size_t len, struct sign_retention *out)
{
	enum err e;

	e = sign_retention_open(f->host, note, len, f->chain, out);
	if (e == ERR_OK && !sign_retention_is_complete(out))
		e = ERR_THRESHOLD;
	if (e == ERR_OK && memcmp(out->id, id, SEAL_ID_LEN) != 0)
		e = ERR_RECORD;
	return e;
}

static void
note_name(char name[static NAME_LEN_MAX], const char *thread,
    const uint8_t id[static SEAL_ID_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(
	    name, NAME_LEN_MAX, "threads/%s/%s.retention", thread, hex);
}

bool
cli_gone_find(const struct cli_folder *f, const char *thread,
    const uint8_t id[static SEAL_ID_LEN], struct sign_retention *out)
{
	char name[NAME_LEN_MAX];
	struct base_buf note;
	bool found = false;

	note_name(name, thread, id);
	if (!cli_folder_has(f, name))
		return false;
	base_buf_init(&note, LIMIT_NOTE_LEN);
	if (cli_folder_read(f, name, &note) == ERR_OK)
		found = note_open(f, id, note.data, note.len, out) == ERR_OK;
	base_buf_done(&note);
	return found;
}

/* Headers and payload of the entry: after this there is nothing to open. */
static enum err
files_remove(const struct cli_folder *f, const char *thread,
    const uint8_t id[static SEAL_ID_LEN])
{
	static const char *const ends[] = { "headers", "payload", "part" };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], *path;
	enum err e = ERR_OK;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		path = cli_folder_path(
		    f, "threads/%s/%s.%s", thread, hex, ends[i]);
		if (path == NULL)
			return ERR_MEMORY;
		if (unlink(path) != 0 && errno != ENOENT) {
			(void)cli_fail(ERR_IO, "%s", path);
			e = ERR_IO;
		}
		free(path);
	}
	return e;
}

enum err
cli_gone_take(const struct cli_folder *f, const char *thread,
    const uint8_t id[static SEAL_ID_LEN], const void *note, size_t len,
    bool *gone)
{
	struct sign_retention r;
	char name[NAME_LEN_MAX];
	enum err e;

	*gone = false;
	if (!sign_retention_begins(f->host, note, len))
		return ERR_OK;
	if ((e = note_open(f, id, note, len, &r)) == ERR_MEMORY)
		return e;
	if (e != ERR_OK) {
		cli_warn("an entry is said to be destroyed, but not by two "
			 "officers: %s",
		    err_text(e));
		return ERR_OK;
	}
	*gone = true;
	note_name(name, thread, id);
	/* The note is there for good before the rest goes. */
	if ((e = cli_folder_write(f, name, note, len)) != ERR_OK ||
	    (e = cli_folder_settle(f)) != ERR_OK)
		return e;
	return files_remove(f, thread, id);
}
