/* SPDX-License-Identifier: ISC */
#include "intake/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "intake/intake.h"
#include "sign/manifest.h"
#include "sign/note.h"
#include "web/file.h"
#include "web/reply.h"
#include "web/static.h"

static const struct web_asset *
asset_find(const char *path)
{
	for (size_t i = 0; i < web_asset_count; i++) {
		if (strcmp(web_assets[i].path, path) == 0)
			return &web_assets[i];
	}
	return NULL;
}

static bool
is_ours(const struct sign_manifest_file *f)
{
	char hex[HEX_LEN(SIGN_HASH_LEN) + 1];
	const struct web_asset *a = asset_find(f->path);

	base_hex_encode(hex, f->hash, sizeof(f->hash));
	return a != NULL && strcmp(a->hash, hex) == 0 &&
	       a->form[WEB_RAW].len == f->len;
}

static enum err
manifest_check(const struct base_buf *note, struct web_config_fault *fault)
{
	struct sign_manifest *m = malloc(sizeof(*m));
	struct sign_note n;
	enum err e = ERR_MEMORY;

	if (m == NULL)
		goto out;
	if ((e = sign_note_parse(note->data, note->len, &n)) != ERR_OK ||
	    (e = sign_manifest_parse(intake_get()->host, n.text, m)) != ERR_OK)
		goto out;
	if (m->count != web_asset_count) {
		(void)snprintf(fault->text, sizeof(fault->text),
		    "manifest: lists %zu files, this program has %zu", m->count,
		    web_asset_count);
		e = ERR_FORMAT;
	}
	for (size_t i = 0; e == ERR_OK && i < m->count; i++) {
		if (is_ours(&m->files[i]))
			continue;
		(void)snprintf(fault->text, sizeof(fault->text),
		    "manifest: %s is another in this program",
		    m->files[i].path);
		e = ERR_FORMAT;
	}
out:
	free(m);
	return e;
}

enum err
intake_manifest_read(
    const struct web_config *config, struct web_config_fault *fault)
{
	struct base_buf *note = &intake_get()->manifest;
	enum err e;

	base_buf_init(note, LIMIT_NOTE_LEN);
	if (config->manifest == NULL)
		return ERR_OK;
	e = web_file_read(config->manifest, note);
	if (e == ERR_IO)
		(void)snprintf(fault->text, sizeof(fault->text), "manifest: %s",
		    strerror(errno));
	else if (e == ERR_OK)
		e = manifest_check(note, fault);
	if (e != ERR_OK && fault->text[0] == '\0')
		(void)snprintf(fault->text, sizeof(fault->text), "manifest: %s",
		    err_text(e));
	return e;
}

void
intake_manifest_done(void)
{
	base_buf_done(&intake_get()->manifest);
}

enum web_next
intake_manifest_step(struct web_call *call)
{
	const struct base_buf *note = &intake_get()->manifest;

	if (note->len == 0)
		return web_reply_problem(call, ERR_NOT_FOUND);
	return web_reply(
	    call, 200, WEB_TYPE_NOTE, WEB_CACHE_CHECK, note->data, note->len);
}
