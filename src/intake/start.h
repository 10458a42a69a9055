/* SPDX-License-Identifier: ISC */
/*
 * GET /v1/start: all that the page needs before it can seal, in one body, made
 * once and again when a root or roster is published, and sent from memory.
 */
#ifndef INTAKE_START_H
#define INTAKE_START_H

#include "base/err.h"
#include "web/call.h"

/*
 * Begin to keep it new, now and every few seconds; also what says that the
 * schema is ours, or ends the service.  ERR_OK, ERR_LIMIT.
 */
enum err intake_start_begin(void);

enum web_next intake_start_step(struct web_call *call);

/* GET /v1/site/en: the site once more, its texts in English. */
enum web_next intake_start_english(struct web_call *call);

#endif
