/* SPDX-License-Identifier: ISC */
/*
 * What a reporter sends: a thread with its report, and follow-ups.  The object
 * cannot be opened here; what can be seen of it is checked, and the answer is
 * a promise about exactly these bytes, given only after the commit.
 */
#ifndef INTAKE_POST_H
#define INTAKE_POST_H

#include "web/call.h"

#define INTAKE_ENTRY_TYPE "application/vnd.qingfeng.entry"

/* POST /v1/threads */
enum web_next intake_post_thread(struct web_call *call);

/* POST /v1/box/entries */
enum web_next intake_post_entry(struct web_call *call);

#endif
