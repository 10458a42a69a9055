/* SPDX-License-Identifier: ISC */
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/file.h"
#include "cli/json.h"

#define SITE_FILE "site.json"
#define SITE_LEN_MAX 65536
#define THREADS_MAX 1000000

/* $XDG_DATA_HOME/qingfeng, else ~/.local/share/qingfeng; to be freed. */
static char *
base_folder(void)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	char *path = NULL;
	int n = -1;

	if (data != NULL && data[0] == '/')
		n = asprintf(&path, "%s/qingfeng", data);
	else if (home != NULL && home[0] == '/')
		n = asprintf(&path, "%s/.local/share/qingfeng", home);
	return n < 0 ? NULL : path;
}

/* The only folder below base, to be freed; NULL if there is not just one. */
static char *
only_folder(const char *base)
{
	struct dirent *d;
	char *found = NULL;
	size_t count = 0;
	DIR *dir = opendir(base);

	if (dir == NULL)
		return NULL;
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		free(found);
		if (asprintf(&found, "%s/%s", base, d->d_name) < 0)
			found = NULL;
		count++;
	}
	(void)closedir(dir);
	if (count != 1) {
		free(found);
		found = NULL;
	}
	return found;
}

static enum cli_exit
choose_dir(struct cli_folder *f, const struct cli_args *a, const char *host)
{
	const char *store = cli_arg(a, "store");
	char *base = NULL;
	enum cli_exit x = CLI_OK;

	if (store != NULL) {
		f->dir = strdup(store);
	} else if ((base = base_folder()) != NULL) {
		if (host == NULL)
			f->dir = only_folder(base);
		else if (asprintf(&f->dir, "%s/%s", base, host) < 0)
			f->dir = NULL;
	}
	if (f->dir == NULL) {
		cli_error("there is not exactly one store folder%s%s",
		    base == NULL ? "" : " in ", base == NULL ? "" : base);
		cli_hint("run `qf sync' first, or name one with --store");
		x = CLI_FAIL;
	}
	free(base);
	return x;
}

static bool
file_there(const char *path)
{
	return access(path, F_OK) == 0;
}

char *
cli_folder_path(const struct cli_folder *f, const char *fmt, ...)
{
	char *name = NULL, *path = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&name, fmt, ap);
	va_end(ap);
	if (n < 0)
		return NULL;
	if (asprintf(&path, "%s/%s", f->dir, name) < 0)
		path = NULL;
	free(name);
	return path;
}

/* Has the batch a file for this name? */
static bool
waits(const struct cli_folder *f, const char *path)
{
	return f->batch != NULL && cli_batch_has(f->batch, path);
}

bool
cli_folder_has(const struct cli_folder *f, const char *name)
{
	char *path = cli_folder_path(f, "%s", name);
	bool there = path != NULL && (waits(f, path) || file_there(path));

	free(path);
	return there;
}

enum err
cli_folder_read(
    const struct cli_folder *f, const char *name, struct base_buf *out)
{
	char *path = cli_folder_path(f, "%s", name);
	enum err e = path == NULL ? ERR_MEMORY : ERR_OK;

	if (e == ERR_OK && waits(f, path))
		e = cli_batch_flush(f->batch);
	if (e == ERR_OK)
		e = cli_read_file(path, out);
	free(path);
	return e;
}

enum err
cli_folder_write(
    const struct cli_folder *f, const char *name, const void *data, size_t len)
{
	char *path = cli_folder_path(f, "%s", name);
	enum err e = ERR_MEMORY;

	if (path != NULL && f->batch != NULL)
		e = cli_batch_write(f->batch, path, data, len);
	else if (path != NULL)
		e = cli_write_file(path, data, len, 0600, true);
	free(path);
	return e;
}

enum err
cli_folder_batch_begin(struct cli_folder *f)
{
	return cli_batch_new(&f->batch, f->dir);
}

enum err
cli_folder_settle(const struct cli_folder *f)
{
	return f->batch == NULL ? ERR_OK : cli_batch_settle(f->batch);
}

enum err
cli_folder_batch_end(struct cli_folder *f)
{
	enum err e = cli_folder_settle(f);

	cli_batch_free(&f->batch);
	return e;
}

static enum err
site_read(struct cli_folder *f)
{
	const char *host, *office, *ca;
	struct base_buf file;
	uint64_t officer = 0;
	json_t *doc = NULL;
	enum err e;

	base_buf_init(&file, SITE_LEN_MAX);
	if ((e = cli_folder_read(f, SITE_FILE, &file)) != ERR_OK)
		goto out;
	if ((e = cli_json_parse(&file, &doc)) != ERR_OK ||
	    (e = cli_json_text(doc, "host", &host)) != ERR_OK ||
	    (e = cli_json_text(doc, "office", &office)) != ERR_OK ||
	    (e = cli_json_number(doc, "officer", SIGN_NUMBER_MAX, &officer)) !=
		ERR_OK)
		goto bad;
	(void)snprintf(f->host, sizeof(f->host), "%s", host);
	f->officer = (unsigned)officer;
	f->office = strdup(office);
	ca = json_string_value(json_object_get(doc, "ca"));
	f->ca = ca == NULL ? NULL : strdup(ca);
	f->pinned = json_is_string(json_object_get(doc, "pin"));
	if (f->pinned)
		e = cli_json_bytes(doc, "pin", f->pin, sizeof(f->pin));
	if (!sign_host_valid(f->host) || f->office == NULL)
		e = ERR_FORMAT;
bad:
	if (e != ERR_OK)
		(void)cli_fail(e, "%s/%s", f->dir, SITE_FILE);
out:
	json_decref(doc);
	base_buf_done(&file);
	return e;
}

enum err
cli_folder_remember(struct cli_folder *f, const char *office, const char *ca)
{
	char *url = strdup(office);
	/* The path is used again from another working directory. */
	char *path = ca == NULL ? NULL : realpath(ca, NULL);

	if (url == NULL || (ca != NULL && path == NULL)) {
		cli_error("cannot find the CA file: %s", strerror(errno));
		free(url);
		free(path);
		return ERR_IO;
	}
	free(f->office);
	free(f->ca);
	f->office = url;
	f->ca = path;
	return ERR_OK;
}

enum err
cli_folder_save(const struct cli_folder *f)
{
	json_t *doc;
	char *text;
	enum err e = ERR_MEMORY;

	doc = json_pack("{s:s, s:s, s:i, s:s?, s:o}", "host", f->host, "office",
	    f->office, "officer", (int)f->officer, "ca", f->ca, "pin",
	    f->pinned ? cli_json_base64(f->pin, sizeof(f->pin)) : json_null());
	text = json_dumps(doc, JSON_INDENT(2));
	if (text != NULL)
		e = cli_folder_write(f, SITE_FILE, text, strlen(text));
	free(text);
	json_decref(doc);
	return e;
}

/* Notes N, N + 1, ... from a subfolder into the chain. */
static enum err
notes_read(struct cli_folder *f, const char *kind, bool root, uint32_t *newest)
{
	struct base_buf note;
	char name[64];
	enum err e = ERR_OK;

	for (uint32_t n = 1; e == ERR_OK && n <= LIMIT_CHAIN_MAX; n++) {
		(void)snprintf(name, sizeof(name), "%s/%u", kind, (unsigned)n);
		if (!cli_folder_has(f, name))
			break;
		base_buf_init(&note, LIMIT_NOTE_LEN);
		e = cli_folder_read(f, name, &note);
		if (e == ERR_OK)
			e = root ? sign_chain_add_root(f->chain, note.data,
				       note.len, f->pinned ? f->pin : NULL)
				 : sign_chain_add_roster(
				       f->chain, note.data, note.len);
		if (e != ERR_OK)
			(void)cli_fail(e, "%s/%s", f->dir, name);
		base_buf_done(&note);
		*newest = n;
	}
	return e;
}

static enum err
load(struct cli_folder *f)
{
	enum err e;

	if ((e = site_read(f)) != ERR_OK)
		return e;
	if ((e = sign_chain_new(&f->chain, f->host)) != ERR_OK)
		return e;
	if ((e = notes_read(f, "roots", true, &f->roots)) == ERR_OK &&
	    (e = notes_read(f, "roster", false, &f->rosters)) == ERR_OK)
		e = cli_outbox_load(f, &f->outbox);
	return e;
}

static bool
is_folder(const struct cli_folder *f)
{
	return cli_folder_has(f, SITE_FILE);
}

enum cli_exit
cli_folder_open(struct cli_folder *f, const struct cli_args *a)
{
	enum cli_exit x;

	*f = (struct cli_folder){ .lock = -1 };
	if ((x = choose_dir(f, a, cli_arg(a, "host"))) != CLI_OK)
		return x;
	if (!is_folder(f)) {
		cli_error("%s is not a store folder", f->dir);
		cli_hint("`qf sync' makes one");
		return CLI_FAIL;
	}
	return load(f) == ERR_OK ? CLI_OK : CLI_FAIL;
}

enum cli_exit
cli_folder_begin(
    struct cli_folder *f, const struct cli_args *a, const char *host)
{
	static const char *const subs[] = { "roots", "roster", "threads" };
	enum cli_exit x;
	enum err e = ERR_OK;

	*f = (struct cli_folder){ .lock = -1 };
	if ((x = choose_dir(f, a, host)) != CLI_OK)
		return x;
	for (size_t i = 0; e == ERR_OK && i < 3; i++) {
		char *path = cli_folder_path(f, "%s", subs[i]);

		e = path == NULL ? ERR_MEMORY : cli_make_dirs(path);
		free(path);
	}
	if (e != ERR_OK || cli_folder_lock(f) != ERR_OK)
		return CLI_FAIL;
	if ((f->is_new = !is_folder(f))) {
		(void)snprintf(f->host, sizeof(f->host), "%s", host);
		return sign_chain_new(&f->chain, host) == ERR_OK ? CLI_OK
								 : CLI_FAIL;
	}
	if (load(f) != ERR_OK)
		return CLI_FAIL;
	if (strcmp(f->host, host) != 0) {
		cli_error("%s is the store folder of %s", f->dir, f->host);
		return CLI_FAIL;
	}
	return CLI_OK;
}

void
cli_folder_done(struct cli_folder *f)
{
	if (f->lock >= 0)
		(void)close(f->lock);
	sign_chain_free(&f->chain);
	cli_outbox_done(&f->outbox);
	cli_batch_free(&f->batch);
	free(f->dir);
	free(f->office);
	free(f->ca);
	*f = (struct cli_folder){ .lock = -1 };
}

enum err
cli_folder_lock(struct cli_folder *f)
{
	char *path = cli_folder_path(f, "lock");

	if (path == NULL)
		return ERR_MEMORY;
	f->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (f->lock < 0) {
		cli_error("cannot write in %s: %s", f->dir, strerror(errno));
		return ERR_IO;
	}
	if (flock(f->lock, LOCK_EX | LOCK_NB) != 0) {
		cli_error("another qf is at work in %s", f->dir);
		return ERR_CONFLICT;
	}
	return ERR_OK;
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_ID_LEN);
}

enum err
cli_folder_threads(const struct cli_folder *f, struct cli_ids *out)
{
	char *path = cli_folder_path(f, "threads");
	struct dirent *d;
	size_t room = 0;
	enum err e = ERR_OK;
	DIR *dir = NULL;

	*out = (struct cli_ids){ 0 };
	if (path == NULL || (dir = opendir(path)) == NULL) {
		cli_error(
		    "cannot read %s/threads: %s", f->dir, strerror(errno));
		e = ERR_IO;
	}
	while (e == ERR_OK && (d = readdir(dir)) != NULL) {
		uint8_t id[SEAL_ID_LEN];
		void *more;

		if (base_hex_decode(
			id, sizeof(id), d->d_name, strlen(d->d_name)) != ERR_OK)
			continue;
		if (out->count == room) {
			room = room == 0 ? 64 : room * 2;
			more = room > THREADS_MAX
				   ? NULL
				   : realloc(out->list, room * SEAL_ID_LEN);
			if (more == NULL) {
				e = ERR_MEMORY;
				break;
			}
			out->list = more;
		}
		memcpy(out->list[out->count++], id, sizeof(id));
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	if (e == ERR_OK && out->count > 0)
		qsort(out->list, out->count, SEAL_ID_LEN, compare_ids);
	if (e != ERR_OK)
		cli_ids_done(out);
	return e;
}

void
cli_ids_done(struct cli_ids *ids)
{
	free(ids->list);
	*ids = (struct cli_ids){ 0 };
}

enum err
cli_folder_find(const struct cli_folder *f, const char *prefix,
    uint8_t id[static SEAL_ID_LEN])
{
	struct cli_ids all;
	size_t found = 0;
	enum err e;

	if ((e = cli_folder_threads(f, &all)) != ERR_OK)
		return e;
	for (size_t i = 0; i < all.count; i++) {
		char hex[HEX_LEN(SEAL_ID_LEN) + 1];

		base_hex_encode(hex, all.list[i], SEAL_ID_LEN);
		if (strncmp(hex, prefix, strlen(prefix)) != 0)
			continue;
		memcpy(id, all.list[i], SEAL_ID_LEN);
		found++;
	}
	cli_ids_done(&all);
	if (found == 1)
		return ERR_OK;
	cli_error(found == 0 ? "there is no such thread"
			     : "more than one thread begins like this");
	cli_hint("`qf inbox' lists them");
	return found == 0 ? ERR_NOT_FOUND : ERR_CONFLICT;
}
