/* SPDX-License-Identifier: ISC */
#include "cli/sheet.h"

static json_t *
figure_json(const struct sign_figure *f)
{
	if (!f->shown)
		return json_pack("{s:b}", "guarded", 1);
	return json_pack("{s:I, s:b}", "value", (json_int_t)f->value, "carried",
	    (int)f->carried);
}

static json_t *
median_json(const struct sign_median *m)
{
	if (!m->shown)
		return json_pack("{s:b}", "guarded", 1);
	return json_pack("{s:o, s:b}", "value",
	    m->halves % 2 == 0 ? json_integer(m->halves / 2)
			       : json_real((double)m->halves / 2),
	    "carried", 0);
}

static json_t *
cells_json(const struct sign_figure (*cells)[SIGN_CELL_COUNT], size_t count)
{
	json_t *list = json_array();

	for (size_t c = 0; c < count; c++)
		(void)json_array_append_new(list,
		    json_pack("{s:o, s:o, s:o, s:o}", "now",
			figure_json(&cells[c][SIGN_CELL_NOW]), "toDate",
			figure_json(&cells[c][SIGN_CELL_TO_DATE]), "before",
			figure_json(&cells[c][SIGN_CELL_BEFORE]), "yearAgo",
			figure_json(&cells[c][SIGN_CELL_YEAR_AGO])));
	return list;
}

static json_t *
columns_json(const struct sign_stats_table *t)
{
	json_t *list = json_array();

	for (size_t c = 0; c < t->column_count; c++) {
		const struct sign_stats_column *col = &t->columns[c];
		json_t *o = json_pack("{s:s, s:s, s:s}", "code", col->code,
		    "zh", col->zh, "en", col->en);

		if (col->within >= 0)
			(void)json_object_set_new(o, "within",
			    json_string(t->columns[col->within].code));
		(void)json_array_append_new(list, o);
	}
	return list;
}

static json_t *
rows_json(const struct sign_sheet *s, enum sign_stats_id id)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];
	json_t *list = json_array();

	for (size_t r = 0; r < t->row_count; r++) {
		size_t at = t->first + r * t->column_count;
		json_t *o = json_pack("{s:s, s:s, s:s, s:o}", "code",
		    t->rows[r].code, "zh", t->rows[r].zh, "en", t->rows[r].en,
		    "cells", cells_json(&s->figures[at], t->column_count));

		if (id == SIGN_STATS_CLOCKS)
			(void)json_object_set_new(
			    o, "median", median_json(&s->medians[r]));
		(void)json_array_append_new(list, o);
	}
	return list;
}

/* rows is the table's own from here on. */
static json_t *
table_json(enum sign_stats_id id, json_t *rows)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];

	return json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:o, s:o}", "id", t->id,
	    "zh", t->zh, "en", t->en, "note", "zh", t->note_zh, "en",
	    t->note_en, "columns", columns_json(t), "rows", rows);
}

json_t *
cli_sheet_json(const struct sign_sheet *s)
{
	static const char *const kinds[] = { "month", "quarter", "year" };
	json_t *tables = json_array();

	for (int i = 0; i < SIGN_STATS_COUNT; i++) {
		if (s->listed[i])
			(void)json_array_append_new(
			    tables, table_json((enum sign_stats_id)i,
					rows_json(s, (enum sign_stats_id)i)));
	}
	return json_pack("{s:{s:s, s:I, s:I}, s:b, s:o}", "period", "kind",
	    kinds[s->period.kind], "year", (json_int_t)s->period.year, "n",
	    (json_int_t)s->period.n, "guarded", (int)s->guarded, "tables",
	    tables);
}

static json_t *
campaign_rows(const struct sign_campaign_sheet *s, enum sign_stats_id id)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];
	json_t *list = json_array();

	for (size_t r = 0; r < t->row_count; r++) {
		size_t at = t->first + r * t->column_count;
		json_t *cells = json_array(), *o;

		for (size_t c = 0; c < t->column_count; c++)
			(void)json_array_append_new(
			    cells, figure_json(&s->figures[at + c]));
		o = json_pack("{s:s, s:s, s:s, s:o}", "code", t->rows[r].code,
		    "zh", t->rows[r].zh, "en", t->rows[r].en, "cells", cells);
		if (id == SIGN_STATS_CLOCKS)
			(void)json_object_set_new(
			    o, "median", median_json(&s->medians[r]));
		(void)json_array_append_new(list, o);
	}
	return list;
}

json_t *
cli_campaign_json(const struct sign_campaign_sheet *s)
{
	const struct sign_campaign *c = s->campaign;
	json_t *tables = json_array();

	for (int i = 0; i < SIGN_STATS_COUNT; i++) {
		if (s->listed[i])
			(void)json_array_append_new(tables,
			    table_json((enum sign_stats_id)i,
				campaign_rows(s, (enum sign_stats_id)i)));
	}
	return json_pack("{s:{s:s, s:s, s:s, s:s, s:s}, s:b, s:o}", "campaign",
	    "code", c->code, "zh", c->zh, "en", c->en, "from", c->from.text,
	    "to", c->to.text, "guarded", (int)s->guarded, "tables", tables);
}
