/* SPDX-License-Identifier: ISC */
#include "web/watch.h"

#include <stdbool.h>

#include "store/schema.h"
#include "web/loop.h"
#include "web/service.h"

#define TURN_MS 2000

static struct {
	struct store_db *db;
	web_watch_fn fn;
	bool schema_known;
	bool asking;
} watch;

static void
notes_done(void *ctx, enum err e, const struct store_notes *notes)
{
	(void)ctx;
	watch.asking = false;
	if (e == ERR_OK)
		watch.fn(notes);
}

static void
schema_done(void *ctx, enum err e)
{
	(void)ctx;
	watch.asking = false;
	watch.schema_known = e == ERR_OK;
	if (e == ERR_SCHEMA)
		web_service_fail(err_text(e));
	if (watch.schema_known)
		web_watch_look();
}

void
web_watch_look(void)
{
	enum err e;

	if (watch.asking)
		return;
	watch.asking = true;
	if (watch.schema_known)
		e = store_notes_current(watch.db, notes_done, NULL, NULL);
	else
		e = store_schema_check(watch.db, schema_done, NULL, NULL);
	if (e != ERR_OK)
		watch.asking = false;
}

static void
turn(void *ctx, unsigned int ready)
{
	(void)ctx;
	(void)ready;
	web_watch_look();
}

enum err
web_watch_begin(struct store_db *db, web_watch_fn fn)
{
	struct store_loop *loop = web_loop();

	watch.db = db;
	watch.fn = fn;
	web_watch_look();
	return loop->timer(loop, TURN_MS, turn, NULL);
}
