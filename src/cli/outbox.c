/* SPDX-License-Identifier: ISC */
#include "cli/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/file.h"
#include "cli/folder.h"
#include "cli/json.h"

#define OUTBOX "outbox"
#define ROW_LEN_MAX (2u * LIMIT_HEADER_LEN)
#define NUMBER_MAX 99999999u
#define NAME_LEN_MAX 160

/* ---- rows ----------------------------------------------------------------- */

static void
row_done(struct cli_outbox_row *row)
{
	base_buf_done(&row->header);
}

void
cli_outbox_done(struct cli_outbox *o)
{
	for (size_t i = 0; i < o->count; i++)
		row_done(&o->rows[i]);
	free(o->rows);
	*o = (struct cli_outbox){ 0 };
}

static json_t *
hex_json(const uint8_t *id)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, id, SEAL_ID_LEN);
	return json_string(hex);
}

char *
cli_outbox_write(const struct cli_outbox_row *row)
{
	json_t *o;
	char *text;

	if (row->is_header)
		o = json_pack("{s:s, s:o, s:o, s:o}", "kind", "header",
		    "thread", hex_json(row->thread), "entry",
		    hex_json(row->entry), "header",
		    cli_json_base64(row->header.data, row->header.len));
	else
		o = json_pack("{s:s, s:o, s:o, s:s, s:o, s:s, s:I}", "kind",
		    "entry", "thread", hex_json(row->thread), "entry",
		    hex_json(row->entry), "audience",
		    row->for_reporter ? "reporter" : "office", "open",
		    cli_json_base64(row->open_hash, sizeof(row->open_hash)),
		    "date", row->date.text, "roster", (json_int_t)row->roster);
	if (row->look)
		(void)json_object_set_new(o, "look", json_true());
	text = json_dumps(o, JSON_INDENT(1));
	json_decref(o);
	return text;
}

static enum err
entry_parse(const json_t *o, struct cli_outbox_row *row)
{
	const char *audience, *date;
	uint64_t roster;
	enum err e;

	if ((e = cli_json_text(o, "audience", &audience)) != ERR_OK ||
	    (e = cli_json_bytes(o, "open", row->open_hash,
		 sizeof(row->open_hash))) != ERR_OK ||
	    (e = cli_json_number(o, "roster", UINT32_MAX, &roster)) != ERR_OK ||
	    (e = cli_json_text(o, "date", &date)) != ERR_OK)
		return e;
	row->roster = (uint32_t)roster;
	row->look = json_is_true(json_object_get(o, "look"));
	row->for_reporter = strcmp(audience, "reporter") == 0;
	if (!row->for_reporter && strcmp(audience, "office") != 0)
		return ERR_PROTOCOL;
	return base_date_parse((struct base_text){ date, strlen(date) },
		   &row->date) == ERR_OK
		   ? ERR_OK
		   : ERR_PROTOCOL;
}

enum err
cli_outbox_parse(const struct base_buf *text, struct cli_outbox_row *row)
{
	const char *kind;
	json_t *o = NULL;
	enum err e;

	*row = (struct cli_outbox_row){ 0 };
	base_buf_init(&row->header, LIMIT_HEADER_LEN);
	if ((e = cli_json_parse(text, &o)) != ERR_OK ||
	    (e = cli_json_text(o, "kind", &kind)) != ERR_OK ||
	    (e = cli_json_hex(o, "thread", row->thread, SEAL_ID_LEN)) !=
		ERR_OK ||
	    (e = cli_json_hex(o, "entry", row->entry, SEAL_ID_LEN)) != ERR_OK)
		goto out;
	row->is_header = strcmp(kind, "header") == 0;
	if (row->is_header)
		e = cli_json_data(o, "header", &row->header);
	else if (strcmp(kind, "entry") == 0)
		e = entry_parse(o, row);
	else
		e = ERR_PROTOCOL;
out:
	json_decref(o);
	return e;
}

static int
compare(const void *a, const void *b)
{
	const struct cli_outbox_row *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static bool
row_number(const char *name, unsigned *out)
{
	uint64_t n;
	const char *dot = strchr(name, '.');

	if (dot == NULL || strcmp(dot, ".json") != 0 ||
	    base_text_decimal((struct base_text){ name, (size_t)(dot - name) },
		NUMBER_MAX, &n) != ERR_OK)
		return false;
	*out = (unsigned)n;
	return true;
}

static enum err
row_load(const struct cli_folder *f, unsigned number, struct cli_outbox *out)
{
	struct cli_outbox_row row;
	struct base_buf text;
	char name[64];
	void *more;
	enum err e;

	(void)snprintf(name, sizeof(name), OUTBOX "/%u.json", number);
	base_buf_init(&text, ROW_LEN_MAX);
	if ((e = cli_folder_read(f, name, &text)) != ERR_OK)
		goto out;
	if ((e = cli_outbox_parse(&text, &row)) != ERR_OK) {
		row_done(&row);
		(void)cli_fail(e, "%s/%s", f->dir, name);
		goto out;
	}
	row.number = number;
	more = out->count < CLI_OUTBOX_MAX
		   ? reallocarray(out->rows, out->count + 1, sizeof(*out->rows))
		   : NULL;
	if (more == NULL) {
		row_done(&row);
		(void)cli_fail(e = ERR_LIMIT, "%s/" OUTBOX, f->dir);
		goto out;
	}
	out->rows = more;
	out->rows[out->count++] = row;
out:
	base_buf_done(&text);
	return e;
}

enum err
cli_outbox_load(const struct cli_folder *f, struct cli_outbox *out)
{
	char *path = cli_folder_path(f, OUTBOX);
	struct dirent *d;
	enum err e = path == NULL ? ERR_MEMORY : ERR_OK;
	DIR *dir = path == NULL ? NULL : opendir(path);
	unsigned number;

	*out = (struct cli_outbox){ 0 };
	/* No folder: nothing was ever kept. */
	while (dir != NULL && e == ERR_OK && (d = readdir(dir)) != NULL) {
		if (row_number(d->d_name, &number))
			e = row_load(f, number, out);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	if (out->count > 0)
		qsort(out->rows, out->count, sizeof(*out->rows), compare);
	if (e != ERR_OK)
		cli_outbox_done(out);
	return e;
}

/* ---- keeping -------------------------------------------------------------- */

/* Write the row's file and take it over. */
static enum err
row_keep(struct cli_folder *f, struct cli_outbox_row *row)
{
	struct cli_outbox *o = &f->outbox;
	char *path = cli_folder_path(f, OUTBOX), *text = NULL;
	struct cli_outbox_row *more;
	char name[64];
	enum err e = ERR_MEMORY;

	row->number = o->count == 0 ? 1 : o->rows[o->count - 1].number + 1;
	if (o->count == CLI_OUTBOX_MAX || row->number > NUMBER_MAX) {
		(void)cli_fail(ERR_LIMIT, "%s/" OUTBOX, f->dir);
		e = ERR_LIMIT;
		goto out;
	}
	more = reallocarray(o->rows, o->count + 1, sizeof(*o->rows));
	if (path == NULL || more == NULL ||
	    (text = cli_outbox_write(row)) == NULL) {
		if (more != NULL)
			o->rows = more;
		goto out;
	}
	o->rows = more;
	(void)snprintf(name, sizeof(name), OUTBOX "/%u.json", row->number);
	if ((e = cli_make_dirs(path)) == ERR_OK &&
	    (e = cli_folder_write(f, name, text, strlen(text))) == ERR_OK) {
		o->rows[o->count++] = *row;
		*row = (struct cli_outbox_row){ 0 };
	}
out:
	if (e == ERR_MEMORY)
		(void)cli_fail(e, "%s/" OUTBOX, f->dir);
	free(text);
	free(path);
	row_done(row);
	return e;
}

/* `len4 header`, as the folder keeps a list of headers. */
static enum err
headers_write(
    const struct cli_folder *f, const char *name, const struct base_buf *header)
{
	uint8_t len[4] = { (uint8_t)(header->len >> 24),
		(uint8_t)(header->len >> 16), (uint8_t)(header->len >> 8),
		(uint8_t)header->len };
	struct base_buf file;
	enum err e;

	base_buf_init(&file, LIMIT_HEADER_LEN + 4u);
	if ((e = base_buf_add(&file, len, sizeof(len))) == ERR_OK &&
	    (e = base_buf_add(&file, header->data, header->len)) == ERR_OK)
		e = cli_folder_write(f, name, file.data, file.len);
	base_buf_done(&file);
	return e;
}

enum err
cli_outbox_add_entry(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], const struct cli_parcel *p,
    bool for_reporter, bool look, const struct base_date *date, uint32_t roster)
{
	struct cli_outbox_row row = { .look = look,
		.for_reporter = for_reporter,
		.date = *date,
		.roster = roster };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	enum err e;

	memcpy(row.thread, thread, sizeof(row.thread));
	memcpy(row.entry, p->id, sizeof(row.entry));
	memcpy(row.open_hash, p->open_hash, sizeof(row.open_hash));
	base_buf_init(&row.header, LIMIT_HEADER_LEN);
	base_hex_encode(hex, thread, SEAL_ID_LEN);
	base_hex_encode(id, p->id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, id);
	if ((e = headers_write(f, name, &p->header)) != ERR_OK)
		return e;
	(void)snprintf(name, sizeof(name), "threads/%s/%s.payload", hex, id);
	e = cli_folder_write(f, name, p->payload.data, p->payload.len);
	return e == ERR_OK ? row_keep(f, &row) : e;
}

static bool
same_row(const struct cli_outbox_row *a, const struct cli_outbox_row *b)
{
	return a->is_header == b->is_header &&
	       memcmp(a->thread, b->thread, SEAL_ID_LEN) == 0 &&
	       memcmp(a->entry, b->entry, SEAL_ID_LEN) == 0 &&
	       a->header.len == b->header.len &&
	       (a->header.len == 0 ||
		   memcmp(a->header.data, b->header.data, a->header.len) == 0);
}

enum err
cli_outbox_adopt(struct cli_folder *f, const struct cli_outbox_row *row)
{
	struct cli_outbox_row fresh = *row;
	enum err e = ERR_OK;

	for (size_t i = 0; i < f->outbox.count; i++) {
		if (same_row(&f->outbox.rows[i], row))
			return ERR_EXISTS;
	}
	base_buf_init(&fresh.header, LIMIT_HEADER_LEN);
	if (row->header.len > 0)
		e = base_buf_add(
		    &fresh.header, row->header.data, row->header.len);
	if (e != ERR_OK) {
		(void)cli_fail(e, "%s/" OUTBOX, f->dir);
		row_done(&fresh);
		return e;
	}
	return row_keep(f, &fresh);
}

enum err
cli_outbox_add_header(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t entry[static SEAL_ID_LEN], const struct base_buf *header)
{
	struct cli_outbox_row row = { .is_header = true };
	enum err e;

	memcpy(row.thread, thread, sizeof(row.thread));
	memcpy(row.entry, entry, sizeof(row.entry));
	row.header = *header; /* lent, and only read */
	e = cli_outbox_adopt(f, &row);
	return e == ERR_EXISTS ? ERR_OK : e;
}

enum err
cli_outbox_drop(struct cli_folder *f, size_t i)
{
	struct cli_outbox *o = &f->outbox;
	char *path;
	enum err e = ERR_OK;

	REQUIRE(i < o->count);
	path = cli_folder_path(f, OUTBOX "/%u.json", o->rows[i].number);
	if (path == NULL)
		return ERR_MEMORY;
	if (unlink(path) != 0 && errno != ENOENT) {
		cli_error("cannot remove %s: %s", path, strerror(errno));
		e = ERR_IO;
	}
	free(path);
	if (e != ERR_OK)
		return e;
	row_done(&o->rows[i]);
	o->count--;
	memmove(
	    &o->rows[i], &o->rows[i + 1], (o->count - i) * sizeof(o->rows[0]));
	return ERR_OK;
}
