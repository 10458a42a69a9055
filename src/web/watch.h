/* SPDX-License-Identifier: ISC */
/*
 * Roots and the newest roster as the database has them, told to a service now
 * and every two seconds, so that what is published reaches every worker.  The
 * first look also says whether the schema is ours; if not, the service ends.
 */
#ifndef WEB_WATCH_H
#define WEB_WATCH_H

#include "base/err.h"
#include "store/note.h"

typedef void (*web_watch_fn)(const struct store_notes *notes);

/*
 * Begin.  fn is called with every look that succeeded, changed or not; while
 * the database is away it is not called, and what is in force stays so.  One
 * in each worker.  db outlives the worker.  ERR_OK, ERR_LIMIT.
 */
enum err web_watch_begin(struct store_db *db, web_watch_fn fn) MUST_USE;

/* Look now, not at the next turn. */
void web_watch_look(void);

#endif
