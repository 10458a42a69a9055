/* SPDX-License-Identifier: ISC */
/*
 * The chain as anybody may check it: each root and roster note by its number,
 * as it was published, for ever.
 */
#ifndef INTAKE_NOTES_H
#define INTAKE_NOTES_H

#include "web/call.h"

/* GET /v1/roots/N and /v1/roster/N; 404 ends the chain. */
enum web_next intake_notes_root(struct web_call *call);
enum web_next intake_notes_roster(struct web_call *call);

#endif
