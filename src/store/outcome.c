/* SPDX-License-Identifier: ISC */
#include "store/outcome.h"

#include "store/entry.h"
#include "store/row.h"
#include "store/session.h"

const char *const store_audience_names[2] = {
	[STORE_FOR_OFFICE] = "office",
	[STORE_FOR_REPORTER] = "reporter",
};

const char *const store_side_names[2] = {
	[STORE_BY_REPORTER] = "reporter",
	[STORE_BY_OFFICER] = "officer",
};

static const char *const outcome_names[STORE_OUTCOMES] = {
	[STORE_CREATED] = "created",
	[STORE_SAME] = "same",
	[STORE_CONFLICT] = "conflict",
	[STORE_UNKNOWN] = "unknown",
	[STORE_FULL] = "full",
	[STORE_GONE] = "gone",
};

const char *
store_outcome_text(enum store_outcome outcome)
{
	REQUIRE((unsigned int)outcome < STORE_OUTCOMES);
	return outcome_names[outcome];
}

bool
store_row_outcome(const PGresult *r, int row, int col, enum store_outcome *out)
{
	unsigned int i;

	if (!store_row_name(r, row, col, outcome_names, STORE_OUTCOMES, &i))
		return false;
	*out = (enum store_outcome)i;
	return true;
}

void
store_answer_outcome(
    const struct store_job *job, enum err e, const PGresult *result)
{
	store_outcome_fn done = (store_outcome_fn)job->done;
	enum store_outcome outcome = STORE_UNKNOWN;

	if (e == ERR_OK && (PQntuples(result) != 1 ||
			       !store_row_outcome(result, 0, 0, &outcome)))
		e = ERR_DATABASE;
	done(job->ctx, e, outcome);
}
