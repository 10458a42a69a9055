/* SPDX-License-Identifier: ISC */
/*
 * The public page of wishes and answers (你说我办): what `qf record answers`
 * made of records that two officers signed.  Read once at start and served as
 * it is to everybody; which of it anybody reads, nothing tells.
 */
#ifndef INTAKE_ANSWERS_H
#define INTAKE_ANSWERS_H

#include <stdbool.h>

#include "base/err.h"
#include "web/call.h"
#include "web/config.h"

/*
 * Read the file of the setting `answers`, if there is one.  ERR_OK, ERR_IO,
 * ERR_FORMAT, ERR_LIMIT, ERR_MEMORY; *fault says what is wrong.
 */
enum err intake_answers_read(const struct web_config *config,
    struct web_config_fault *fault) MUST_USE;

/* Pack it, in a worker. */
void intake_answers_begin(void);

/* Is there anything to read? */
bool intake_answers_some(void);

void intake_answers_done(void);

/* GET /v1/answers */
enum web_next intake_answers_step(struct web_call *call);

#endif
