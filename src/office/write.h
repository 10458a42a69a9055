/* SPDX-License-Identifier: ISC */
/* What officers add: entries, headers, and the notes of what was destroyed. */
#ifndef OFFICE_WRITE_H
#define OFFICE_WRITE_H

#include "web/call.h"

/* POST /v1/entries: preamble and sealed object */
enum web_next office_write_entry(struct web_call *call);

/* POST /v1/headers: preamble and age header */
enum web_next office_write_header(struct web_call *call);

/* POST /v1/retention: preamble and retention note */
enum web_next office_write_retention(struct web_call *call);

#endif
