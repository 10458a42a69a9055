/* SPDX-License-Identifier: ISC */
/*
 * What officers read.  The listing is opaque and the same for everybody; all
 * else is given only against `open`, which only those have who can open.
 */
#ifndef OFFICE_READ_H
#define OFFICE_READ_H

#include "web/call.h"

/* GET /v1/reports?after=CURSOR: cursor8, then `id16 len4 header` ... */
enum web_next office_read_reports(struct web_call *call);

/* POST /v1/threads/lookup, pairs: JSON */
enum web_next office_read_lookup(struct web_call *call);

/* POST /v1/heads, pairs: `id16 size8 len4 headers len4 head` ... */
enum web_next office_read_heads(struct web_call *call);

/* POST /v1/entries/fetch, preamble: bytes of a payload */
enum web_next office_read_fetch(struct web_call *call);

#endif
