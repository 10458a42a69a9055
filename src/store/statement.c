/* SPDX-License-Identifier: ISC */
#include "store/statement.h"

const struct store_statement_info store_statements[STORE_STATEMENTS] = {
#define X(label, where, who, count, text)     \
	[STORE_SQL_##label] = {               \
		.name = #label,               \
		.sql = text,                  \
		.lane = STORE_LANE_##where,   \
		.roles = (unsigned int)(who), \
		.params = (count),            \
	},
	STORE_STATEMENT_LIST(X)
#undef X
};

#define X(label, where, who, count, text) \
	_Static_assert((count) <= STORE_PARAMS_MAX, "too many parameters");
STORE_STATEMENT_LIST(X)
#undef X
