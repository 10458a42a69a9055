/* SPDX-License-Identifier: ISC */
/*
 * Roots and rosters: read by everybody who can reach office, added by whoever
 * has enough root keys.  A note carries its own authority, so no session is
 * asked for; it is verified against the chain before it is stored.  The first
 * root cannot come this way: `qf roster publish --database` puts it in.
 */
#ifndef OFFICE_NOTES_H
#define OFFICE_NOTES_H

#include "web/call.h"

/* Keep office_get()->chain new, now and every two seconds. */
enum err office_notes_begin(void);

/* GET /v1/roster (the newest), /v1/roster/N, /v1/roots/N */
enum web_next office_notes_newest(struct web_call *call);
enum web_next office_notes_roster(struct web_call *call);
enum web_next office_notes_root(struct web_call *call);

/* POST /v1/roster, /v1/roots */
enum web_next office_notes_roster_add(struct web_call *call);
enum web_next office_notes_root_add(struct web_call *call);

#endif
