/* SPDX-License-Identifier: ISC */
/* What a service says of its database connections, and when it gives up. */
#ifndef WEB_DATABASE_H
#define WEB_DATABASE_H

#include "store/db.h"

/*
 * The event function for store_options: logs changes once, not every attempt,
 * and ends the service when the schema is not ours.  ctx is not used.
 */
void web_database_event(
    void *ctx, enum store_event event, const char *lane, const char *sqlstate);

#endif
