/* SPDX-License-Identifier: ISC */
/*
 * qf export: a store folder as a bundle, to be carried to another machine of
 * the same officer.  No key is asked for: nothing is opened on the way.  Files
 * are named by their hash, so that an export that was cut off goes on where it
 * was, and the manifest comes last.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/folder.h"
#include "cli/gone.h"
#include "sign/bundle.h"

static const struct cli_opt opts[] = {
	{ "store", 0, "DIR", "store folder, else below $XDG_DATA_HOME", false },
	{ "host", 0, "HOST", "the site, when there are several folders",
	    false },
	{ 0 },
};

struct export
{
	struct cli_folder folder;
	const char *dir;
	struct base_buf manifest;
	uint32_t lines;
	size_t threads;
};

/* Read from, write to a new file, sum; at most what a bundle may hold. */
static enum err
pour(int from, struct cli_out *to, struct sign_bundle_file *sum)
{
	crypto_hash_sha256_state st;
	uint8_t buf[4096];
	size_t got;
	enum err e;

	sum->len = 0;
	crypto_hash_sha256_init(&st);
	while ((e = cli_fd_read(&from, buf, sizeof(buf), &got)) == ERR_OK &&
	       got > 0) {
		crypto_hash_sha256_update(&st, buf, got);
		sum->len += got;
		if (sum->len > SIGN_BUNDLE_FILE_LEN)
			return ERR_LIMIT;
		if ((e = cli_write_all(to->fd, buf, got)) != ERR_OK)
			return e;
	}
	crypto_hash_sha256_final(&st, sum->hash);
	return e;
}

/* One file of the folder into the bundle, under its hash. */
static enum err
file_add(struct export *x, const char *name, struct sign_bundle_file *sum)
{
	char *from = cli_folder_path(&x->folder, "%s", name), *temp = NULL;
	char hex[HEX_LEN(SIGN_HASH_LEN) + 1], *to = NULL;
	struct cli_out out = { .fd = -1 };
	enum err e = ERR_MEMORY;
	int fd = -1;

	if (from == NULL || asprintf(&temp, "%s/objects/new", x->dir) < 0)
		goto out;
	if ((fd = cli_open_input(from)) < 0) {
		e = ERR_IO;
		goto out;
	}
	if ((e = cli_out_open(&out, temp, 0600, true)) != ERR_OK ||
	    (e = pour(fd, &out, sum)) != ERR_OK ||
	    (e = cli_out_commit(&out)) != ERR_OK)
		goto out;
	base_hex_encode(hex, sum->hash, sizeof(sum->hash));
	if (asprintf(&to, "%s/objects/%s", x->dir, hex) < 0) {
		to = NULL;
		e = ERR_MEMORY;
	} else if (rename(temp, to) != 0) {
		e = ERR_IO;
	}
out:
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot export %s", name);
	cli_out_done(&out);
	if (fd >= 0)
		cli_close_input(fd);
	free(from);
	free(temp);
	free(to);
	return e;
}

static enum err
line_add(struct export *x, const struct sign_bundle_line *l)
{
	x->lines++;
	return sign_bundle_write_line(l, &x->manifest);
}

static enum err
notes_add(struct export *x, const char *folder, enum sign_bundle_kind kind,
    uint32_t newest)
{
	struct sign_bundle_line l = { .kind = kind };
	char name[64];
	enum err e = ERR_OK;

	for (l.number = 1; e == ERR_OK && l.number <= newest; l.number++) {
		(void)snprintf(
		    name, sizeof(name), "%s/%u", folder, (unsigned)l.number);
		if ((e = file_add(x, name, &l.file[0])) == ERR_OK)
			e = line_add(x, &l);
	}
	return e;
}

/* ---- threads -------------------------------------------------------------- */

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_ID_LEN);
}

/* An entry whose headers and payload are both there, or one that is gone. */
static bool
is_wanted(const struct export *x, const char *thread,
    const uint8_t id[static SEAL_ID_LEN], bool gone)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[128];
	struct sign_retention note;

	if (gone || cli_gone_find(&x->folder, thread, id, &note))
		return gone && cli_gone_find(&x->folder, thread, id, &note);
	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, hex);
	return cli_folder_has(&x->folder, name);
}

/* The entries of a thread that are there, or the ones that are gone, sorted. */
static enum err
entries_find(
    const struct export *x, const char *thread, bool gone, struct cli_ids *out)
{
	const char *end = gone ? ".retention" : ".payload";
	char *path = cli_folder_path(&x->folder, "threads/%s", thread);
	DIR *dir = path == NULL ? NULL : opendir(path);
	enum err e = dir == NULL ? ERR_IO : ERR_OK;
	struct dirent *d;

	*out = (struct cli_ids){ 0 };
	while (e == ERR_OK && (d = readdir(dir)) != NULL) {
		uint8_t id[SEAL_ID_LEN];
		size_t len = HEX_LEN(SEAL_ID_LEN);
		void *more;

		if (strlen(d->d_name) != len + strlen(end) ||
		    strcmp(d->d_name + len, end) != 0 ||
		    base_hex_decode(id, sizeof(id), d->d_name, len) != ERR_OK ||
		    !is_wanted(x, thread, id, gone))
			continue;
		more =
		    reallocarray(out->list, out->count + 1, sizeof(*out->list));
		if (more == NULL || out->count == LIMIT_THREAD_MAX) {
			e = more == NULL ? ERR_MEMORY : ERR_LIMIT;
			out->list = more == NULL ? out->list : more;
			break;
		}
		out->list = more;
		memcpy(out->list[out->count++], id, sizeof(id));
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	if (out->count > 0)
		qsort(out->list, out->count, SEAL_ID_LEN, compare_ids);
	return e;
}

static enum err
entry_add(struct export *x, const char *thread, const uint8_t *id)
{
	struct sign_bundle_line l = { .kind = SIGN_BUNDLE_ENTRY };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[128];
	enum err e;

	memcpy(l.id, id, sizeof(l.id));
	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, hex);
	if ((e = file_add(x, name, &l.file[0])) != ERR_OK)
		return e;
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.payload", thread, hex);
	e = file_add(x, name, &l.file[1]);
	return e == ERR_OK ? line_add(x, &l) : e;
}

static enum err
gone_add(struct export *x, const char *thread, const uint8_t *id)
{
	struct sign_bundle_line l = { .kind = SIGN_BUNDLE_GONE };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[128];
	enum err e;

	memcpy(l.id, id, sizeof(l.id));
	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.retention", thread, hex);
	e = file_add(x, name, &l.file[0]);
	return e == ERR_OK ? line_add(x, &l) : e;
}

/* What is there of a thread, then what is gone. */
static enum err
entries_add(struct export *x, const char *thread)
{
	struct cli_ids ids = { 0 };
	enum err e = ERR_OK;

	for (int gone = 0; e == ERR_OK && gone <= 1; gone++) {
		e = entries_find(x, thread, gone != 0, &ids);
		for (size_t i = 0; e == ERR_OK && i < ids.count; i++)
			e = gone != 0 ? gone_add(x, thread, ids.list[i])
				      : entry_add(x, thread, ids.list[i]);
		cli_ids_done(&ids);
	}
	return e;
}

static enum err
thread_add(struct export *x, const uint8_t *id)
{
	struct sign_bundle_line l = { .kind = SIGN_BUNDLE_THREAD };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[128];
	enum err e;

	memcpy(l.id, id, sizeof(l.id));
	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	/* Found by a sync that was cut off: the next one completes it. */
	if (!cli_folder_has(&x->folder, name))
		return ERR_OK;
	if ((e = file_add(x, name, &l.file[0])) != ERR_OK)
		return e;
	(void)snprintf(name, sizeof(name), "threads/%s/report.header", hex);
	if ((e = file_add(x, name, &l.file[1])) != ERR_OK ||
	    (e = line_add(x, &l)) != ERR_OK)
		return e;
	x->threads++;
	return entries_add(x, hex);
}

static enum err
unsent_add(struct export *x)
{
	struct sign_bundle_line l = { .kind = SIGN_BUNDLE_UNSENT };
	char name[64];
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < x->folder.outbox.count; i++) {
		(void)snprintf(name, sizeof(name), "outbox/%u.json",
		    x->folder.outbox.rows[i].number);
		if ((e = file_add(x, name, &l.file[0])) == ERR_OK)
			e = line_add(x, &l);
	}
	return e;
}

static enum err
fill(struct export *x)
{
	struct sign_bundle head = { .officer = x->folder.officer };
	struct cli_ids ids = { 0 };
	enum err e;

	(void)snprintf(head.host, sizeof(head.host), "%s", x->folder.host);
	(void)snprintf(
	    head.office, sizeof(head.office), "%s", x->folder.office);
	if ((e = sign_bundle_write_head(&head, &x->manifest)) != ERR_OK ||
	    (e = notes_add(x, "roots", SIGN_BUNDLE_ROOT, x->folder.roots)) !=
		ERR_OK ||
	    (e = notes_add(x, "roster", SIGN_BUNDLE_ROSTER,
		 x->folder.rosters)) != ERR_OK ||
	    (e = cli_folder_threads(&x->folder, &ids)) != ERR_OK)
		return e;
	for (size_t i = 0; e == ERR_OK && i < ids.count; i++)
		e = thread_add(x, ids.list[i]);
	cli_ids_done(&ids);
	if (e == ERR_OK)
		e = unsent_add(x);
	return e == ERR_OK ? sign_bundle_write_end(x->lines, &x->manifest) : e;
}

/* ---- what an earlier export left ------------------------------------------ */

static int
compare_hashes(const void *a, const void *b)
{
	return memcmp(a, b, SIGN_HASH_LEN);
}

/* The hash of each file that the manifest names; the caller frees. */
static enum err
named(const struct export *x, uint8_t (**out)[SIGN_HASH_LEN], size_t *count)
{
	struct base_text text = { (const char *)x->manifest.data,
		x->manifest.len };
	struct sign_bundle_line l;
	struct sign_bundle b;
	enum err e;

	*count = 0;
	*out = calloc((size_t)x->lines * 2 + 1, sizeof(**out));
	if (*out == NULL)
		return ERR_MEMORY;
	e = sign_bundle_begin(text, &b);
	while (e == ERR_OK && (e = sign_bundle_next(&b, &l)) == ERR_OK) {
		memcpy((*out)[(*count)++], l.file[0].hash, SIGN_HASH_LEN);
		if (l.kind == SIGN_BUNDLE_THREAD || l.kind == SIGN_BUNDLE_ENTRY)
			memcpy(
			    (*out)[(*count)++], l.file[1].hash, SIGN_HASH_LEN);
	}
	qsort(*out, *count, sizeof(**out), compare_hashes);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* What was destroyed since does not stay on the stick. */
static enum err
sweep(const struct export *x, const char *objects)
{
	uint8_t(*keep)[SIGN_HASH_LEN] = NULL, hash[SIGN_HASH_LEN];
	DIR *dir = opendir(objects);
	struct dirent *d;
	size_t count = 0;
	enum err e = dir == NULL ? ERR_IO : named(x, &keep, &count);

	while (e == ERR_OK && (d = readdir(dir)) != NULL) {
		if (base_hex_decode(hash, sizeof(hash), d->d_name,
			strlen(d->d_name)) != ERR_OK ||
		    bsearch(hash, keep, count, sizeof(*keep), compare_hashes) !=
			NULL)
			continue;
		if (unlinkat(dirfd(dir), d->d_name, 0) != 0)
			e = ERR_IO;
	}
	if (e != ERR_OK)
		(void)cli_fail(
		    e, "cannot remove what is no longer in %s", objects);
	if (dir != NULL)
		(void)closedir(dir);
	free(keep);
	return e;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct export x = { .folder = { .lock = -1 }, .dir = a->operand[0] };
	char *objects = NULL, *manifest = NULL;
	enum cli_exit exit = CLI_FAIL;

	base_buf_init(&x.manifest, SIGN_BUNDLE_LEN);
	if ((exit = cli_folder_open(&x.folder, a)) != CLI_OK)
		goto out;
	exit = CLI_FAIL;
	if (asprintf(&objects, "%s/objects", x.dir) < 0 ||
	    asprintf(&manifest, "%s/MANIFEST", x.dir) < 0)
		goto out;
	if (cli_folder_lock(&x.folder) != ERR_OK ||
	    cli_make_dirs(objects) != ERR_OK || fill(&x) != ERR_OK ||
	    cli_write_file(manifest, x.manifest.data, x.manifest.len, 0600,
		true) != ERR_OK ||
	    sweep(&x, objects) != ERR_OK)
		goto out;
	(void)printf("%zu threads, %zu written and not sent\n", x.threads,
	    x.folder.outbox.count);
	exit = CLI_OK;
out:
	free(objects);
	free(manifest);
	base_buf_done(&x.manifest);
	cli_folder_done(&x.folder);
	return exit;
}

const struct cli_cmd cmd_export = {
	.noun = "export",
	.operands = "DIR",
	.operands_min = 1,
	.operands_max = 1,
	.help = "write the store folder, sealed as it is, as a bundle",
	.opts = opts,
	.example = "qf export /media/usb/bundle",
	.run = run,
};
