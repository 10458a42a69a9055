/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "cli/pull.h"
#include "sign/note.h"

/* One note by its number; *found false for a 404. */
static enum err
note_get(
    struct cli_http *http, const char *path, struct base_buf *out, bool *found)
{
	struct cli_http_req req = {
		.method = "GET", .path = path, .reply_max = LIMIT_NOTE_LEN
	};
	struct cli_http_reply r;
	enum err e;

	*found = false;
	e = cli_http_call(http, &req, &r);
	if (e == ERR_OK && r.status == 404)
		goto out;
	if (e != ERR_OK || (e = cli_http_status(&r)) != ERR_OK) {
		cli_http_say(http, r.status == 0 ? e : ERR_OK, &r,
		    "cannot read the office's notes");
		goto out;
	}
	*found = true;
	e = base_buf_add(out, r.body.data, r.body.len);
out:
	cli_http_reply_done(&r);
	return e;
}

/* Fetch number n of a kind, verify it and write it; *found as above. */
static enum err
note_pull(struct cli_folder *f, struct cli_http *http, bool root, uint32_t n,
    bool *found)
{
	char path[64], name[64];
	struct base_buf note;
	enum err e;

	(void)snprintf(path, sizeof(path), "/v1/%s/%u",
	    root ? "roots" : "roster", (unsigned)n);
	(void)snprintf(name, sizeof(name), "%s/%u", root ? "roots" : "roster",
	    (unsigned)n);
	base_buf_init(&note, LIMIT_NOTE_LEN);
	e = note_get(http, path, &note, found);
	if (e != ERR_OK || !*found)
		goto out;
	e = root ? sign_chain_add_root(
		       f->chain, note.data, note.len, f->pinned ? f->pin : NULL)
		 : sign_chain_add_roster(f->chain, note.data, note.len);
	if (e != ERR_OK) {
		(void)cli_fail(e, "the office's %s %u",
		    root ? "root" : "roster", (unsigned)n);
		cli_hint("do not use this office until it is explained");
		goto out;
	}
	e = cli_folder_write(f, name, note.data, note.len);
out:
	base_buf_done(&note);
	return e;
}

/* The office must still serve the roster that was newest before. */
static enum err
not_older(const struct cli_folder *f, struct cli_http *http)
{
	const struct sign_roster *known = sign_chain_newest(f->chain);
	struct sign_roster *served = NULL;
	struct sign_note note;
	struct base_buf buf;
	bool found;
	enum err e;

	base_buf_init(&buf, LIMIT_NOTE_LEN);
	if ((e = note_get(http, "/v1/roster", &buf, &found)) != ERR_OK)
		goto out;
	if (!found) {
		cli_error("the office has no roster");
		e = ERR_NOT_FOUND;
		goto out;
	}
	if ((e = sign_note_parse(buf.data, buf.len, &note)) == ERR_OK)
		e = sign_roster_parse(f->host, note.text, &served);
	if (e == ERR_OK &&
	    (known == NULL || served->version != known->version ||
		memcmp(served->hash, known->hash, sizeof(known->hash)) != 0))
		e = ERR_CHAIN;
	if (e != ERR_OK)
		(void)cli_fail(e, "the office's newest roster");
out:
	sign_roster_free(&served);
	base_buf_done(&buf);
	return e;
}

enum err
cli_pull_notes(struct cli_folder *f, struct cli_http *public)
{
	bool found = true;
	enum err e = ERR_OK;

	while (e == ERR_OK && found && f->roots < LIMIT_CHAIN_MAX) {
		e = note_pull(f, public, true, f->roots + 1, &found);
		if (e == ERR_OK && found)
			f->roots++;
	}
	for (found = true;
	     e == ERR_OK && found && f->rosters < LIMIT_CHAIN_MAX;) {
		e = note_pull(f, public, false, f->rosters + 1, &found);
		if (e == ERR_OK && found)
			f->rosters++;
	}
	return e == ERR_OK ? not_older(f, public) : e;
}

enum err
cli_pull_first_root(
    const struct cli_folder *f, uint8_t hash[static SIGN_HASH_LEN])
{
	struct sign_note note;
	struct base_buf file;
	enum err e;

	base_buf_init(&file, LIMIT_NOTE_LEN);
	if ((e = cli_folder_read(f, "roots/1", &file)) == ERR_OK &&
	    (e = sign_note_parse(file.data, file.len, &note)) == ERR_OK)
		sign_text_hash(note.text, hash);
	base_buf_done(&file);
	return e;
}
