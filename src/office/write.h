/* SPDX-License-Identifier: ISC */
/* What officers add: entries and re-wrapped headers, never a change. */
#ifndef OFFICE_WRITE_H
#define OFFICE_WRITE_H

#include "web/call.h"

/* POST /v1/entries: preamble and sealed object */
enum web_next office_write_entry(struct web_call *call);

/* POST /v1/headers: preamble and age header */
enum web_next office_write_header(struct web_call *call);

#endif
