/* SPDX-License-Identifier: ISC */
/*
 * What a reporter reads with the 24 digits alone.  The mailbox secret comes as
 * a bearer token and is hashed at once.  An unknown mailbox, a wrong secret, an
 * entry of another mailbox and one not (yet) for the reporter are told apart by
 * nothing: the same statement, the same document, the same size.
 */
#ifndef INTAKE_BOX_H
#define INTAKE_BOX_H

#include "web/call.h"

/* Answers to GET /v1/box are a multiple of this long, refusals too. */
#define INTAKE_BOX_PAD 4096

/* GET /v1/box */
enum web_next intake_box_list(struct web_call *call);

/* GET /v1/box/entries/ID */
enum web_next intake_box_entry(struct web_call *call);

#endif
