/* SPDX-License-Identifier: ISC */
/*
 * What the parts of office share in one worker (docs/protocol.md section 7).
 * Made once at start, lent for ever; nothing in it belongs to a request.
 *
 *	worker	the database is opened; then notes.c keeps `chain` new and
 *		release.c runs releases when they are due
 */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

#include "sign/chain.h"
#include "store/db.h"
#include "web/config.h"

/* What officers send in place of JSON: pairs, preambles, sealed objects. */
#define OFFICE_PAIRS_TYPE "application/vnd.qingfeng.pairs"
#define OFFICE_ENTRY_TYPE "application/vnd.qingfeng.entry"

struct office {
	const char *host;
	const char *origin;
	int32_t release_minute; /* or WEB_RELEASE_IMMEDIATE */
	struct store_db *db;
	/*
	 * All roots and the newest roster as stored; NULL until known.  What
	 * is stored was verified before it was stored; here it is what new
	 * notes and logins are held against.
	 */
	struct sign_chain *chain;
};

/* The worker's one. */
struct office *office_get(void);

#endif
