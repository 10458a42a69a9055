/* SPDX-License-Identifier: ISC */
#include "web/database.h"

#include <stdbool.h>
#include <string.h>

#include "web/service.h"

/* Lanes that were last seen without their server. */
static bool write_lost, read_lost;

void
web_database_event(
    void *ctx, enum store_event event, const char *lane, const char *sqlstate)
{
	bool *lost = strcmp(lane, "write") == 0 ? &write_lost : &read_lost;

	(void)ctx;
	if (event == STORE_EVENT_LOST && *lost)
		return;
	if (event == STORE_EVENT_LOST)
		*lost = true;
	if (event == STORE_EVENT_CONNECTED)
		*lost = false;
	web_log("%s lane: %s%s%s", lane, store_event_text(event),
	    sqlstate[0] != '\0' ? ", SQLSTATE " : "", sqlstate);
	if (event == STORE_EVENT_SCHEMA)
		web_service_fail(err_text(ERR_SCHEMA));
}
