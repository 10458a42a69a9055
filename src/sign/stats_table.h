/* SPDX-License-Identifier: ISC */
/*
 * The tables of the statistics (conf/stats.json, docs/statistics.md) and the
 * rows that they take from conf/site.json, compiled in from the files that the
 * console carries.  A *series* is one row and column of one table.
 */
#ifndef SIGN_STATS_TABLE_H
#define SIGN_STATS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define SIGN_STATS_COLUMNS_MAX 8
#define SIGN_CLOCK_ROWS_MAX 8
#define SIGN_SERIES_NONE SIZE_MAX

enum sign_stats_id {
#define STATS_TABLE(id, ...) SIGN_STATS_##id,
#include "sign/stats_table.inc"
	SIGN_STATS_COUNT
};

enum {
	SIGN_SERIES_COUNT = 0
#define STATS_TABLE(id, word, yearly, zh, en, note_zh, note_en, rows, columns) \
	+(rows) * (columns)
#include "sign/stats_table.inc"
};

enum {
#define STATS_LEAST(n) SIGN_STATS_LEAST = (n), /* the least that is shown */
#include "sign/stats_table.inc"
	SIGN_STATS_NODE_DAYS = 14
};

struct sign_stats_row {
	const char *code;
	const char *zh, *en;
};

struct sign_stats_column {
	const char *code;
	const char *zh, *en;
	int within; /* place of the column that it is part of, before it; -1 */
};

struct sign_stats_table {
	const char *id;
	bool yearly; /* guarded, it is published for years only */
	const char *zh, *en;
	const char *note_zh, *note_en; /* the definition beside it */
	const struct sign_stats_row *rows;
	size_t row_count;
	const struct sign_stats_column *columns;
	size_t column_count;
	size_t first; /* its first series; then row by row */
};

/* A day of the calendar of key nodes, and the row that it belongs to. */
struct sign_stats_node {
	size_t row;
	const char *date;
};

extern const struct sign_stats_table sign_stats_tables[SIGN_STATS_COUNT];
extern const struct sign_stats_node sign_stats_nodes[];
extern const size_t sign_stats_node_count;

/* The series, or SIGN_SERIES_NONE when the row or column is not listed. */
size_t sign_stats_series(
    enum sign_stats_id table, struct base_text row, struct base_text column);

#endif
