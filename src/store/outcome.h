/* SPDX-License-Identifier: ISC */
/*
 * The words that the SQL functions and the C enums share, and the decoding of
 * results that several calls have in common.  Inside this room only.
 */
#ifndef STORE_OUTCOME_H
#define STORE_OUTCOME_H

#include "store/db.h"
#include "store/job.h"

extern const char *const store_audience_names[2]; /* enum store_audience */
extern const char *const store_side_names[2];     /* enum store_side */

bool
store_row_outcome(const PGresult *r, int row, int col, enum store_outcome *out);

/* For calls whose done() is a store_added_fn: columns outcome, stored. */
void store_answer_added(
    const struct store_job *job, enum err e, const PGresult *result);

/* For a store_range_fn: columns size, header_len, bytes. */
void store_answer_range(
    const struct store_job *job, enum err e, const PGresult *result);

/* For a store_outcome_fn: one column. */
void store_answer_outcome(
    const struct store_job *job, enum err e, const PGresult *result);

#endif
