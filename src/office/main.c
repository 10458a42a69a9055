/* SPDX-License-Identifier: ISC */
/* qingfeng-office: the officers' service.  docs/protocol.md section 7. */
#include <stdio.h>

#include "base/limits.h"
#include "office/audit.h"
#include "office/notes.h"
#include "office/office.h"
#include "office/query.h"
#include "office/read.h"
#include "office/release.h"
#include "office/session.h"
#include "office/write.h"
#include "store/sizes.h"
#include "web/database.h"
#include "web/loop.h"
#include "web/service.h"

#define POST_LEN_MAX (LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN)
#define PAIRS_LEN_MAX (STORE_REFS_MAX * OFFICE_PAIR_LEN)
#define NOTE_TYPE "text/plain"

static struct office office;

struct office *
office_get(void)
{
	return &office;
}

static const struct web_route routes[] = {
	{ "/v1/session/challenge", WEB_POST, 0, NULL,
	    office_session_challenge },
	{ "/v1/session", WEB_POST, LIMIT_NOTE_LEN, NOTE_TYPE,
	    office_session_open },
	{ "/v1/session/close", WEB_POST, 0, NULL, office_session_close },
	{ "/v1/reports", WEB_GET, 0, NULL, office_read_reports },
	{ "/v1/threads/lookup", WEB_POST, PAIRS_LEN_MAX, OFFICE_PAIRS_TYPE,
	    office_read_lookup },
	{ "/v1/heads", WEB_POST, PAIRS_LEN_MAX, OFFICE_PAIRS_TYPE,
	    office_read_heads },
	{ "/v1/entries/fetch", WEB_POST, LIMIT_PREAMBLE_LEN, OFFICE_ENTRY_TYPE,
	    office_read_fetch },
	{ "/v1/entries", WEB_POST, POST_LEN_MAX, OFFICE_ENTRY_TYPE,
	    office_write_entry },
	{ "/v1/headers", WEB_POST, LIMIT_HEADER_LEN + LIMIT_PREAMBLE_LEN,
	    OFFICE_ENTRY_TYPE, office_write_header },
	{ "/v1/retention", WEB_POST, LIMIT_NOTE_LEN + LIMIT_PREAMBLE_LEN,
	    OFFICE_ENTRY_TYPE, office_write_retention },
	{ "/v1/roster", WEB_GET, 0, NULL, office_notes_newest },
	{ "/v1/roster", WEB_POST, LIMIT_NOTE_LEN, NOTE_TYPE,
	    office_notes_roster_add },
	{ "/v1/roster/:id", WEB_GET, 0, NULL, office_notes_roster },
	{ "/v1/roots", WEB_POST, LIMIT_NOTE_LEN, NOTE_TYPE,
	    office_notes_root_add },
	{ "/v1/roots/:id", WEB_GET, 0, NULL, office_notes_root },
	{ "/v1/audit", WEB_GET, 0, NULL, office_audit_read },
};

static enum err
prepare(const struct web_config *config, struct web_config_fault *fault)
{
	office.host = config->host;
	office.origin = config->origin;
	office.release_minute = config->release_minute;
	if (sign_host_valid(office.host))
		return ERR_OK;
	(void)snprintf(fault->text, sizeof(fault->text),
	    "host: not a name that signed texts can carry");
	return ERR_FORMAT;
}

static enum err
start(const struct web_config *config)
{
	const struct store_options options = {
		.conninfo = config->database,
		.role = STORE_ROLE_OFFICE,
		.event = web_database_event,
	};
	enum err e;

	if ((e = store_db_open(web_loop(), &options, &office.db)) != ERR_OK ||
	    (e = office_notes_begin()) != ERR_OK)
		return e;
	return office_release_begin();
}

static void
stop(void)
{
	store_db_close(&office.db);
	sign_chain_free(&office.chain);
}

const struct web_program web_program = {
	.name = "qingfeng-office",
	.service = WEB_OFFICE,
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(routes[0]),
	.prepare = prepare,
	.start = start,
	.stop = stop,
};
