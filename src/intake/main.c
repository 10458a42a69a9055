/* SPDX-License-Identifier: ISC */
/* qingfeng-intake: the public service.  docs/protocol.md section 6. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/sum.h"
#include "intake/answers.h"
#include "intake/box.h"
#include "intake/intake.h"
#include "intake/manifest.h"
#include "intake/notes.h"
#include "intake/post.h"
#include "intake/site.h"
#include "intake/start.h"
#include "intake/upload.h"
#include "sign/keyfile.h"
#include "web/database.h"
#include "web/file.h"
#include "web/loop.h"
#include "web/service.h"
#include "web/static.h"

/* A body may have a preamble before the sealed object. */
#define POST_LEN_MAX (LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN)

/* These routes refuse for themselves, in tus's own way; Kore has a limit. */
#define UPLOAD_LEN_MAX SIZE_MAX

static struct intake intake;

struct intake *
intake_get(void)
{
	return &intake;
}

static const struct web_route routes[] = {
	{ "/v1/start", WEB_GET, 0, NULL, intake_start_step },
	{ "/v1/site/en", WEB_GET, 0, NULL, intake_start_english },
	{ "/v1/answers", WEB_GET, 0, NULL, intake_answers_step },
	{ "/v1/manifest", WEB_GET, 0, NULL, intake_manifest_step },
	{ "/v1/roots/:id", WEB_GET, 0, NULL, intake_notes_root },
	{ "/v1/roster/:id", WEB_GET, 0, NULL, intake_notes_roster },
	{ "/v1/threads", WEB_POST, POST_LEN_MAX, INTAKE_ENTRY_TYPE,
	    intake_post_thread },
	{ "/v1/box", WEB_GET, 0, NULL, intake_box_list },
	{ "/v1/box/entries", WEB_POST, POST_LEN_MAX, INTAKE_ENTRY_TYPE,
	    intake_post_entry },
	{ "/v1/box/entries/:id", WEB_GET, 0, NULL, intake_box_entry },
	{ "/v1/uploads", WEB_OPTIONS, 0, NULL, intake_upload_options },
	{ "/v1/uploads", WEB_POST, UPLOAD_LEN_MAX, NULL, intake_upload_create },
	{ "/v1/uploads/:id", WEB_OPTIONS, 0, NULL, intake_upload_options },
	{ "/v1/uploads/:id", WEB_HEAD, 0, NULL, intake_upload_look },
	{ "/v1/uploads/:id", WEB_PATCH, UPLOAD_LEN_MAX, NULL,
	    intake_upload_part },
	{ "/v1/uploads/:id", WEB_POST, UPLOAD_LEN_MAX, NULL,
	    intake_upload_override },
};

/* The promise key of our own host, or why not. */
static enum err
promise_key_read(const char *path, struct sign_key **out)
{
	struct base_buf file;
	enum sign_role role;
	enum err e;

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	if ((e = web_file_read(path, &file)) == ERR_OK)
		e = sign_keyfile_parse(
		    (struct base_text){ (const char *)file.data, file.len },
		    out);
	base_buf_done(&file);
	if (e != ERR_OK)
		return e;
	if (!sign_name_read(intake.host, (*out)->vkey.name, &role, NULL) ||
	    role != SIGN_ROLE_PROMISE) {
		sign_key_free(out);
		return ERR_NOTE_KEY_NAME;
	}
	return ERR_OK;
}

/*
 * Look at the key where the workers will find it, so that a wrong one is told
 * at once; only they keep it.
 */
static enum err
promise_key_check(
    const struct web_config *config, struct web_config_fault *fault)
{
	struct sign_key *key = NULL;
	char path[2048];
	enum err e;

	(void)snprintf(
	    path, sizeof(path), "%s%s", config->root, config->promise_key);
	e = promise_key_read(path, &key);
	sign_key_free(&key);
	if (e != ERR_OK)
		(void)snprintf(fault->text, sizeof(fault->text),
		    "promise-key: %s",
		    e == ERR_IO ? strerror(errno) : err_text(e));
	return e;
}

static enum err
site_read(const struct web_config *config, struct web_config_fault *fault)
{
	struct shape_fault why = { 0 };
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_SITE_LEN);
	e = web_file_read(config->site, &text);
	if (e == ERR_IO)
		(void)snprintf(
		    why.text, sizeof(why.text), "%s", strerror(errno));
	else if (e == ERR_OK)
		e = intake_site_parse(
		    (const char *)text.data, text.len, intake_answers_some(),
		    &intake.site, &why);
	if (e != ERR_OK)
		(void)snprintf(fault->text, sizeof(fault->text), "site: %.140s",
		    why.text[0] != '\0' ? why.text : err_text(e));
	base_buf_done(&text);
	return e;
}

static enum err
prepare(const struct web_config *config, struct web_config_fault *fault)
{
	enum err e;

	intake.host = config->host;
	if (!sign_host_valid(intake.host)) {
		(void)snprintf(fault->text, sizeof(fault->text),
		    "host: not a name that signed texts can carry");
		return ERR_FORMAT;
	}
	if ((e = intake_answers_read(config, fault)) != ERR_OK ||
	    (e = site_read(config, fault)) != ERR_OK ||
	    (e = intake_manifest_read(config, fault)) != ERR_OK)
		return e;
	return promise_key_check(config, fault);
}

static enum err
start(const struct web_config *config)
{
	const struct store_options options = {
		.conninfo = config->database,
		.role = STORE_ROLE_INTAKE,
		.event = web_database_event,
	};
	enum err e;

	e = promise_key_read(config->promise_key, &intake.promise);
	if (e == ERR_OK)
		e = store_db_open(web_loop(), &options, &intake.db);
	if (e != ERR_OK)
		return e;
	/* Only the sums of uploads look into libsodium's state. */
	REQUIRE(base_sum_works());
	intake_budget_init(
	    &intake.budget, intake.db, (uint64_t)config->storage_gib << 30);
	intake_answers_begin();
	return intake_start_begin();
}

static void
stop(void)
{
	store_db_close(&intake.db);
	sign_key_free(&intake.promise);
	intake_site_done(&intake.site);
	intake_answers_done();
	intake_manifest_done();
}

const struct web_program web_program = {
	.name = "qingfeng-intake",
	.service = WEB_INTAKE,
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(routes[0]),
	.fallback = web_static_step,
	.prepare = prepare,
	.start = start,
	.stop = stop,
};
