/* SPDX-License-Identifier: ISC */
/*
 * qf import: what a bundle holds into the store folder of the same officer.
 * No key is asked for.  The manifest is read whole before anything is written;
 * every file is held against its hash and length; notes are verified as from
 * an office.  What is there already stays; importing again changes nothing.
 *
 * A bundle's word for the office's address and the officer's number is not
 * taken: whoever carried it could send a later sync, and its login, elsewhere.
 * A new folder has them from the command line, an old one has them already;
 * the bundle only has to agree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/folder.h"
#include "cli/gone.h"
#include "cli/json.h"
#include "cli/letter.h"
#include "cli/merge.h"
#include "cli/notefile.h"
#include "cli/report.h"
#include "sign/bundle.h"

#define NAME_LEN_MAX 160

static const struct cli_opt opts[] = {
	{ "store", 0, "DIR", "store folder, else below $XDG_DATA_HOME", false },
	{ "host", 0, "HOST", "the site, when there are several folders",
	    false },
	{ "pin", 0, "PIN", "what the posters' link has behind r1=", false },
	{ "office", 0, "URL", "the office's address, for a new folder", false },
	{ "officer", 0, "NN", "whose folder it is, for a new folder", false },
	{ 0 },
};

struct import {
	struct cli_folder folder;
	const char *dir;
	struct base_buf manifest;
	struct sign_bundle bundle;
	char thread[HEX_LEN(SEAL_ID_LEN) + 1]; /* at hand */
	size_t threads, entries, gone, unsent;
};

/* One object, held against what the manifest says of it. */
static enum err
object_read(const struct import *im, const struct sign_bundle_file *f,
    struct base_buf *out)
{
	char hex[HEX_LEN(SIGN_HASH_LEN) + 1], *path = NULL;
	uint8_t hash[SIGN_HASH_LEN];
	enum err e;

	base_hex_encode(hex, f->hash, sizeof(f->hash));
	base_buf_init(out, (size_t)f->len);
	if (asprintf(&path, "%s/objects/%s", im->dir, hex) < 0)
		return ERR_MEMORY;
	if ((e = cli_read_file(path, out)) == ERR_OK) {
		crypto_hash_sha256(hash, out->data, out->len);
		if (out->len != f->len ||
		    memcmp(hash, f->hash, sizeof(hash)) != 0) {
			cli_error("%s is not what the manifest says", path);
			e = ERR_PROTOCOL;
		}
	}
	free(path);
	return e;
}

/* ---- notes ---------------------------------------------------------------- */

static enum err
note_take(struct import *im, const struct sign_bundle_line *l)
{
	bool root = l->kind == SIGN_BUNDLE_ROOT;
	struct cli_folder *f = &im->folder;
	uint32_t *newest = root ? &f->roots : &f->rosters;
	struct base_buf note, ours;
	char name[64];
	enum err e;

	(void)snprintf(name, sizeof(name), "%s/%u", root ? "roots" : "roster",
	    (unsigned)l->number);
	base_buf_init(&ours, LIMIT_NOTE_LEN);
	if ((e = object_read(im, &l->file[0], &note)) != ERR_OK)
		goto out;
	if (l->number <= *newest) {
		if ((e = cli_folder_read(f, name, &ours)) == ERR_OK &&
		    (ours.len != note.len ||
			memcmp(ours.data, note.data, note.len) != 0)) {
			cli_error("the bundle's %s is another one", name);
			cli_hint("do not use it until it is explained");
			e = ERR_CHAIN;
		}
		goto out;
	}
	e = root ? sign_chain_add_root(
		       f->chain, note.data, note.len, f->pinned ? f->pin : NULL)
		 : sign_chain_add_roster(f->chain, note.data, note.len);
	if (e != ERR_OK) {
		(void)cli_fail(e, "the bundle's %s", name);
		cli_hint("do not use it until it is explained");
		goto out;
	}
	if ((e = cli_folder_write(f, name, note.data, note.len)) == ERR_OK)
		*newest = l->number;
out:
	base_buf_done(&ours);
	base_buf_done(&note);
	return e;
}

/* ---- threads -------------------------------------------------------------- */

static enum err
thread_take(struct import *im, const struct sign_bundle_line *l)
{
	struct cli_folder *f = &im->folder;
	char name[NAME_LEN_MAX], *path;
	struct base_buf file;
	bool is_new;
	enum err e;

	base_hex_encode(im->thread, l->id, sizeof(l->id));
	path = cli_folder_path(f, "threads/%s", im->thread);
	e = path == NULL ? ERR_MEMORY : cli_make_dirs(path);
	free(path);
	if (e != ERR_OK)
		return e;
	(void)snprintf(
	    name, sizeof(name), "threads/%s/report.header", im->thread);
	e = object_read(im, &l->file[1], &file);
	if (e == ERR_OK)
		e = cli_report_add(f, l->id,
		    (struct base_text){ (const char *)file.data, file.len },
		    &is_new);
	base_buf_done(&file);
	if (e != ERR_OK)
		return e;
	(void)snprintf(
	    name, sizeof(name), "threads/%s/thread.json", im->thread);
	if ((e = object_read(im, &l->file[0], &file)) == ERR_OK)
		e = cli_merge_thread(f, name, &file);
	base_buf_done(&file);
	im->threads++;
	return e;
}

static enum err
entry_take(struct import *im, const struct sign_bundle_line *l)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX];
	struct cli_folder *f = &im->folder;
	struct sign_retention gone;
	struct base_buf file;
	enum err e;

	base_hex_encode(hex, l->id, sizeof(l->id));
	/* An older bundle does not bring back what was destroyed since. */
	if (cli_gone_find(f, im->thread, l->id, &gone))
		return ERR_OK;
	/* An entry's id is the beginning of its payload's hash. */
	if (memcmp(l->id, l->file[1].hash, sizeof(l->id)) != 0) {
		cli_error("entry %s is not what its name says", hex);
		return ERR_PROTOCOL;
	}
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.payload", im->thread, hex);
	if (!cli_folder_has(f, name)) {
		e = object_read(im, &l->file[1], &file);
		if (e == ERR_OK)
			e = cli_folder_write(f, name, file.data, file.len);
		base_buf_done(&file);
		if (e != ERR_OK)
			return e;
		im->entries++;
	}
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", im->thread, hex);
	if ((e = object_read(im, &l->file[0], &file)) == ERR_OK)
		e = cli_merge_headers(f, name, &file);
	base_buf_done(&file);
	return e;
}

/* Two officers' word that an entry was destroyed, as from an office. */
static enum err
gone_take(struct import *im, const struct sign_bundle_line *l)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct sign_retention before;
	struct base_buf note;
	bool gone = false;
	enum err e;

	if (cli_gone_find(&im->folder, im->thread, l->id, &before))
		return ERR_OK;
	if ((e = object_read(im, &l->file[0], &note)) == ERR_OK)
		e = cli_gone_take(&im->folder, im->thread, l->id, note.data,
		    note.len, &gone);
	base_buf_done(&note);
	if (e == ERR_OK && !gone) {
		base_hex_encode(hex, l->id, sizeof(l->id));
		cli_error("the bundle has no word of two officers that entry "
			  "%s was destroyed",
		    hex);
		cli_hint("do not use it until it is explained");
		e = ERR_RECORD;
	}
	im->gone += e == ERR_OK;
	return e;
}

/* What the other machine wrote; once the office has it, it is not kept. */
static enum err
unsent_take(struct import *im, const struct sign_bundle_line *l)
{
	struct cli_outbox_row row = { 0 };
	struct base_buf file;
	enum err e;

	if ((e = object_read(im, &l->file[0], &file)) != ERR_OK)
		goto out;
	if ((e = cli_outbox_parse(&file, &row)) != ERR_OK) {
		(void)cli_fail(e, "what was written in the bundle");
		goto out;
	}
	if (!cli_merge_is_sent(&im->folder, &row)) {
		e = cli_outbox_adopt(&im->folder, &row);
		if (e == ERR_OK)
			im->unsent++;
		else if (e == ERR_EXISTS)
			e = ERR_OK;
	}
out:
	base_buf_done(&row.header);
	base_buf_done(&file);
	return e;
}

/* ---- the whole ------------------------------------------------------------ */

static enum err
manifest_read(struct import *im)
{
	struct sign_bundle_line l;
	char *path = NULL;
	enum err e = ERR_MEMORY;

	if (asprintf(&path, "%s/MANIFEST", im->dir) < 0)
		return e;
	if ((e = cli_read_file(path, &im->manifest)) == ERR_OK) {
		e = sign_bundle_begin(
		    (struct base_text){
			(const char *)im->manifest.data, im->manifest.len },
		    &im->bundle);
		while (e == ERR_OK)
			e = sign_bundle_next(&im->bundle, &l);
		if (e == ERR_NOT_FOUND)
			e = ERR_OK;
		else
			(void)cli_fail(e, "%s", path);
	}
	free(path);
	return e;
}

static enum err
all_take(struct import *im)
{
	struct sign_bundle_line l;
	enum err e;

	e = sign_bundle_begin(
	    (struct base_text){
		(const char *)im->manifest.data, im->manifest.len },
	    &im->bundle);
	while (
	    e == ERR_OK && (e = sign_bundle_next(&im->bundle, &l)) == ERR_OK) {
		switch (l.kind) {
		case SIGN_BUNDLE_ROOT:
		case SIGN_BUNDLE_ROSTER:
			e = note_take(im, &l);
			break;
		case SIGN_BUNDLE_THREAD:
			e = thread_take(im, &l);
			break;
		case SIGN_BUNDLE_ENTRY:
			e = entry_take(im, &l);
			break;
		case SIGN_BUNDLE_GONE:
			e = gone_take(im, &l);
			break;
		case SIGN_BUNDLE_UNSENT:
			e = unsent_take(im, &l);
			break;
		}
		if (e == ERR_NOT_FOUND)
			e = ERR_IO;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Own rows that the office has by now, as the bundle shows. */
static enum err
drop_sent(struct cli_folder *f)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < f->outbox.count;) {
		if (cli_merge_is_sent(f, &f->outbox.rows[i]))
			e = cli_outbox_drop(f, i);
		else
			i++;
	}
	return e;
}

/* One address, with or without the slash at its end. */
static bool
same_office(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);

	a_len -= a_len > 0 && a[a_len - 1] == '/';
	b_len -= b_len > 0 && b[b_len - 1] == '/';
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* Whose folder, at which office: as told, not as the bundle says. */
static enum cli_exit
owner_take(struct import *im, const struct cli_args *a)
{
	const char *nn = cli_arg(a, "officer"), *url = cli_arg(a, "office");
	const struct sign_bundle *b = &im->bundle;
	struct cli_folder *f = &im->folder;
	unsigned int number = f->officer;

	if (nn != NULL &&
	    !cli_number_parse((struct base_text){ nn, strlen(nn) }, &number))
		return cli_misuse("an officer's number has two digits");
	if (f->is_new && (nn == NULL || url == NULL)) {
		cli_error("a new store folder needs --office and --officer");
		cli_hint("the bundle says %s and %02u: give them only if you "
			 "know them to be right",
		    b->office, b->officer);
		return CLI_FAIL;
	}
	if (!f->is_new && number != f->officer) {
		cli_error("the store folder is officer %02u's", f->officer);
		return CLI_FAIL;
	}
	if (!f->is_new && url != NULL && !same_office(url, f->office)) {
		cli_error("the store folder's office is %s", f->office);
		return CLI_FAIL;
	}
	if (number != b->officer) {
		cli_error("the bundle is officer %02u's, the store folder "
			  "officer %02u's",
		    b->officer, number);
		return CLI_FAIL;
	}
	if (f->is_new && !same_office(url, b->office)) {
		cli_error("the bundle's office is %s", b->office);
		cli_hint("do not use it until it is explained");
		return CLI_FAIL;
	}
	f->officer = number;
	if (f->is_new && cli_folder_remember(f, url, NULL) != ERR_OK)
		return CLI_FAIL;
	return CLI_OK;
}

static enum cli_exit
folder_begin(struct import *im, const struct cli_args *a)
{
	struct cli_folder *f = &im->folder;
	uint8_t pin[SIGN_HASH_LEN];
	enum cli_exit x;
	bool given;

	if ((x = cli_folder_begin(f, a, im->bundle.host)) != CLI_OK ||
	    (x = cli_arg_pin(a, "pin", pin, &given)) != CLI_OK ||
	    (x = owner_take(im, a)) != CLI_OK)
		return x;
	if (given && f->pinned && memcmp(f->pin, pin, sizeof(pin)) != 0) {
		cli_error("--pin is not the pin of the store folder");
		return CLI_FAIL;
	}
	if (given && !f->pinned && f->roots > 0) {
		cli_error("the roots in the store folder were taken without "
			  "a pin");
		cli_hint("begin with an empty folder");
		return CLI_FAIL;
	}
	if (given) {
		memcpy(f->pin, pin, sizeof(pin));
		f->pinned = true;
	}
	if (!f->pinned)
		cli_warn_unpinned();
	return CLI_OK;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct import im = { .folder = { .lock = -1 }, .dir = a->operand[0] };
	enum cli_exit x = CLI_FAIL;

	base_buf_init(&im.manifest, SIGN_BUNDLE_LEN);
	if (manifest_read(&im) != ERR_OK ||
	    (x = folder_begin(&im, a)) != CLI_OK)
		goto out;
	x = CLI_FAIL;
	/* The folder is one from its first note on. */
	if (all_take(&im) != ERR_OK || drop_sent(&im.folder) != ERR_OK ||
	    cli_folder_save(&im.folder) != ERR_OK)
		goto out;
	(void)printf("%zu threads; %zu new entries, %zu written elsewhere and "
		     "not sent\n",
	    im.threads, im.entries, im.unsent);
	if (im.gone > 0)
		cli_note("%zu that two officers destroyed were removed", im.gone);
	x = CLI_OK;
out:
	base_buf_done(&im.manifest);
	cli_folder_done(&im.folder);
	return x;
}

const struct cli_cmd cmd_import = {
	.noun = "import",
	.operands = "DIR",
	.operands_min = 1,
	.operands_max = 1,
	.help = "take what a bundle holds into the store folder",
	.opts = opts,
	.example = "qf import --pin PIN --office https://office.example.org "
		   "--officer 02 /media/usb/bundle",
	.run = run,
};
