/* SPDX-License-Identifier: ISC */
#include "sign/stats_table.h"

#include <stdint.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct sign_stats_row rows[] = {
#define STATS_ROW(code, zh, en) { code, zh, en },
#include "sign/stats_table.inc"
};

static const struct sign_stats_column columns[] = {
#define STATS_COLUMN(code, zh, en, within) { code, zh, en, within },
#include "sign/stats_table.inc"
};

/*
 * Where each table begins: its number's worth of bytes in a struct of arrays,
 * so that the compiler adds up and nobody writes a number by hand.
 */
struct row_places {
#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, r, c) \
	char id[r];
#include "sign/stats_table.inc"
};
struct column_places {
#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, r, c) \
	char id[c];
#include "sign/stats_table.inc"
};
struct series_places {
#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, r, c) \
	char id[(r) * (c)];
#include "sign/stats_table.inc"
};
_Static_assert(sizeof(struct row_places) == COUNT(rows), "rows");
_Static_assert(sizeof(struct column_places) == COUNT(columns), "columns");
_Static_assert(sizeof(struct series_places) == SIGN_SERIES_COUNT, "series");

_Static_assert(
    sizeof(((struct row_places *)NULL)->CLOCKS) <= SIGN_CLOCK_ROWS_MAX,
    "rows of the clocks");

#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, r, c) \
	_Static_assert((c) <= SIGN_STATS_COLUMNS_MAX, "columns of " word);
#include "sign/stats_table.inc"

const struct sign_stats_table sign_stats_tables[SIGN_STATS_COUNT] = {
#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, r, c) \
	{ word, yearly, zh, en, note_zh, note_en,                     \
		rows + offsetof(struct row_places, id), r,            \
		columns + offsetof(struct column_places, id), c,      \
		offsetof(struct series_places, id) },
#include "sign/stats_table.inc"
};

const struct sign_stats_node sign_stats_nodes[] = {
#define STATS_NODE(row, date) { row, date },
#include "sign/stats_table.inc"
};
const size_t sign_stats_node_count = COUNT(sign_stats_nodes);

size_t
sign_stats_series(
    enum sign_stats_id table, struct base_text row, struct base_text column)
{
	const struct sign_stats_table *t = &sign_stats_tables[table];

	for (size_t r = 0; r < t->row_count; r++) {
		if (!base_text_is(row, t->rows[r].code))
			continue;
		for (size_t c = 0; c < t->column_count; c++) {
			if (base_text_is(column, t->columns[c].code))
				return t->first + r * t->column_count + c;
		}
	}
	return SIGN_SERIES_NONE;
}
