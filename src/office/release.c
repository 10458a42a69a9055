/* SPDX-License-Identifier: ISC */
#include "office/release.h"

#include <stdbool.h>
#include <time.h>

#include "office/decoy.h"
#include "office/office.h"
#include "store/release.h"
#include "web/loop.h"
#include "web/service.h"

#define LOOK_IMMEDIATE_MS 1000
#define LOOK_DAILY_MS 20000
#define SHANGHAI_OFFSET_S (8 * 3600)
#define DAY_S 86400

static bool looking;

static bool
is_daily(void)
{
	return office_get()->release_minute != WEB_RELEASE_IMMEDIATE;
}

/* Daily: not before the hour; the database knows whether today's is done. */
static bool
hour_has_come(void)
{
	int64_t second = ((int64_t)time(NULL) + SHANGHAI_OFFSET_S) % DAY_S;

	return !is_daily() || second >= office_get()->release_minute * 60;
}

static void
run_done(
    void *ctx, enum err e, enum store_release_outcome outcome, uint32_t number)
{
	(void)ctx;
	(void)outcome;
	(void)number;
	looking = false;
	/* When a release ran is not logged: logs have times of day. */
	if (e != ERR_OK && e != ERR_UNAVAILABLE)
		web_log("a release failed: %s", err_text(e));
}

static void
due_done(void *ctx, enum err e, bool due)
{
	const struct office *office = office_get();
	const struct sign_roster *roster = NULL;
	struct office_decoys *decoys = NULL;

	(void)ctx;
	if (office->chain != NULL)
		roster = sign_chain_newest(office->chain);
	/* Without a roster nothing can have come: intake takes nothing. */
	if (e != ERR_OK || !due || roster == NULL) {
		looking = false;
		return;
	}
	e = office_decoys_new(
	    office->host, roster->slots, &seal_random_system, &decoys);
	if (e == ERR_OK)
		e = store_release_run(office->db, is_daily(), decoys->threads,
		    decoys->count, run_done, NULL, NULL);
	office_decoys_free(&decoys);
	if (e != ERR_OK)
		run_done(NULL, e, STORE_NOTHING_DUE, 0);
}

static void
look(void *ctx, unsigned int ready)
{
	(void)ctx;
	(void)ready;
	if (looking || !hour_has_come() || !store_db_is_ready(office_get()->db))
		return;
	looking = true;
	if (store_release_due(
		office_get()->db, is_daily(), due_done, NULL, NULL) != ERR_OK)
		looking = false;
}

enum err
office_release_begin(void)
{
	struct store_loop *loop = web_loop();

	return loop->timer(
	    loop, is_daily() ? LOOK_DAILY_MS : LOOK_IMMEDIATE_MS, look, NULL);
}
