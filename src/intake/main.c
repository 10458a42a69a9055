/* SPDX-License-Identifier: ISC */
/* qingfeng-intake: the public service.  docs/protocol.md section 6. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "intake/box.h"
#include "intake/intake.h"
#include "intake/notes.h"
#include "intake/post.h"
#include "intake/site.h"
#include "intake/start.h"
#include "sign/keyfile.h"
#include "web/database.h"
#include "web/file.h"
#include "web/loop.h"
#include "web/service.h"
#include "web/static.h"

/* A body may have a preamble before the sealed object. */
#define POST_LEN_MAX (LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN)

/* Bodies over this wait their turn when much is in flight or stored. */
#define BODY_SMALL_LEN (64u * 1024u)
#define FLIGHT_BYTES_BUSY (32u * 1024u * 1024u)

static struct intake intake;

struct intake *
intake_get(void)
{
	return &intake;
}

enum err
intake_budget(const struct intake *in, size_t len)
{
	uint64_t most = in->stored_max;

	if (len > BODY_SMALL_LEN) {
		most = most / 10 * 9;
		if (store_db_bytes(in->db) > FLIGHT_BYTES_BUSY)
			return ERR_UNAVAILABLE;
	}
	return in->stored < most ? ERR_OK : ERR_UNAVAILABLE;
}

static const struct web_route routes[] = {
	{ "/v1/start", WEB_GET, 0, NULL, intake_start_step },
	{ "/v1/site/en", WEB_GET, 0, NULL, intake_start_english },
	{ "/v1/roots/:id", WEB_GET, 0, NULL, intake_notes_root },
	{ "/v1/roster/:id", WEB_GET, 0, NULL, intake_notes_roster },
	{ "/v1/threads", WEB_POST, POST_LEN_MAX, INTAKE_ENTRY_TYPE,
	    intake_post_thread },
	{ "/v1/box", WEB_GET, 0, NULL, intake_box_list },
	{ "/v1/box/entries", WEB_POST, POST_LEN_MAX, INTAKE_ENTRY_TYPE,
	    intake_post_entry },
	{ "/v1/box/entries/:id", WEB_GET, 0, NULL, intake_box_entry },
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
	struct intake_site_fault why = { 0 };
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_SITE_LEN);
	e = web_file_read(config->site, &text);
	if (e == ERR_IO)
		(void)snprintf(
		    why.text, sizeof(why.text), "%s", strerror(errno));
	else if (e == ERR_OK)
		e = intake_site_parse(
		    (const char *)text.data, text.len, &intake.site, &why);
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
	intake.stored_max = (uint64_t)config->storage_gib << 30;
	if (!sign_host_valid(intake.host)) {
		(void)snprintf(fault->text, sizeof(fault->text),
		    "host: not a name that signed texts can carry");
		return ERR_FORMAT;
	}
	if ((e = site_read(config, fault)) != ERR_OK)
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
	if (e == ERR_OK)
		e = intake_start_begin();
	return e;
}

static void
stop(void)
{
	store_db_close(&intake.db);
	sign_key_free(&intake.promise);
	intake_site_done(&intake.site);
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
