/* SPDX-License-Identifier: ISC */
#include "cli/sheet.h"

#include <string.h>

#define LABEL_WIDTH 44
#define LABEL_WIDTH_EN 60
#define FIGURE_WIDTH 10

_Static_assert(SIGN_STATS_LEAST == 5, "said in the words of the sheet");

struct print {
	const struct sign_sheet *s;
	bool english;
	FILE *out;
};

static const char *
pick(const struct print *p, const char *zh, const char *en)
{
	return p->english ? en : zh;
}

/* Columns of a terminal: whatever is beyond Latin takes two. */
static int
width_of(const char *text)
{
	struct base_text t = { text, strlen(text) };
	int width = 0;

	while (t.len > 0) {
		uint32_t point = 0;
		size_t n = base_text_point(t, &point);

		n = n == 0 ? 1 : n;
		width += point >= 0x2e80 ? 2 : 1;
		t.data += n;
		t.len -= n;
	}
	return width;
}

static void
put_spaces(const struct print *p, int n)
{
	(void)fprintf(p->out, "%*s", n > 0 ? n : 0, "");
}

/* At the right of its room. */
static void
put_word(const struct print *p, const char *word)
{
	put_spaces(p, FIGURE_WIDTH - width_of(word));
	(void)fputs(word, p->out);
}

static void
put_label(const struct print *p, const char *row, const char *column)
{
	int width = p->english ? LABEL_WIDTH_EN : LABEL_WIDTH;

	(void)fprintf(p->out, "  %s · %s", row, column);
	put_spaces(p, width - 5 - width_of(row) - width_of(column));
}

/* A mark within another column may also mean: not yet. */
static void
put_figure(const struct print *p, const struct sign_figure *f, bool within)
{
	char text[24];

	if (!f->shown)
		(void)snprintf(text, sizeof(text), "%s", within ? "—" : "<5");
	else
		(void)snprintf(text, sizeof(text), "%u%s",
		    (unsigned int)f->value, f->carried ? "+" : "");
	put_word(p, text);
}

static void
put_median(const struct print *p, const struct sign_stats_row *row,
    const struct sign_median *m)
{
	char text[32] = "—";

	if (m->shown)
		(void)snprintf(
		    text, sizeof(text), "%.1f", (double)m->halves / 2);
	put_label(
	    p, pick(p, row->zh, row->en), pick(p, "中位天数", "median days"));
	put_word(p, text);
	(void)putc('\n', p->out);
}

static void
put_table(const struct print *p, enum sign_stats_id id)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];

	(void)fprintf(p->out, "\n%s\n  %s\n", pick(p, t->zh, t->en),
	    pick(p, t->note_zh, t->note_en));
	put_spaces(p, p->english ? LABEL_WIDTH_EN : LABEL_WIDTH);
	put_word(p, pick(p, "本期", "now"));
	put_word(p, pick(p, "年内累计", "to date"));
	put_word(p, pick(p, "上期", "before"));
	put_word(p, pick(p, "去年同期", "year ago"));
	(void)putc('\n', p->out);
	for (size_t r = 0; r < t->row_count; r++) {
		const struct sign_stats_row *row = &t->rows[r];

		for (size_t c = 0; c < t->column_count; c++) {
			const struct sign_stats_column *col = &t->columns[c];
			size_t at = t->first + r * t->column_count + c;

			put_label(p, pick(p, row->zh, row->en),
			    pick(p, col->zh, col->en));
			for (size_t i = 0; i < SIGN_CELL_COUNT; i++)
				put_figure(
				    p, &p->s->figures[at][i], col->within >= 0);
			(void)putc('\n', p->out);
		}
		if (id == SIGN_STATS_CLOCKS)
			put_median(p, row, &p->s->medians[r]);
	}
}

static void
put_title(const struct print *p)
{
	const struct sign_period *d = &p->s->period;

	(void)fprintf(
	    p->out, "%s%u", pick(p, "统计表 ", "Statistics, "), d->year);
	if (d->kind == SIGN_PERIOD_YEAR)
		(void)fputs(pick(p, " 年", ""), p->out);
	else if (d->kind == SIGN_PERIOD_MONTH)
		(void)fprintf(p->out, p->english ? "-%02u" : " 年 %u 月", d->n);
	else
		(void)fprintf(
		    p->out, p->english ? "-Q%u" : " 年第 %u 季度", d->n);
	(void)putc('\n', p->out);
}

static void
put_internal(const struct print *p)
{
	(void)fputs(pick(p, "内部口径，含不足 5 件的数字，不得公布。\n",
			"Internal: with figures below 5. Not to be "
			"published.\n"),
	    p->out);
}

void
cli_sheet_print(const struct sign_sheet *s, bool english, FILE *out)
{
	struct print p = { s, english, out };

	put_title(&p);
	if (s->guarded) {
		(void)fputs(pick(&p,
				"不足 5 件的不显示，记作 <5，没有的也一样。— "
				"表示不足 5 件，或者尚未公布。\n"
				"数字后的 + 表示含有本期以前结转的件数。\n",
				"Below 5 is not shown and stands as <5; so "
				"does none. A dash is below 5, or not yet.\n"
				"A + says that cases from before the period "
				"are among them.\n"),
		    out);
	} else {
		put_internal(&p);
	}
	for (int i = 0; i < SIGN_STATS_COUNT; i++) {
		if (s->listed[i])
			put_table(&p, (enum sign_stats_id)i);
	}
}

static void
put_campaign_table(const struct print *p, const struct sign_campaign_sheet *s,
    enum sign_stats_id id)
{
	const struct sign_stats_table *t = &sign_stats_tables[id];

	(void)fprintf(p->out, "\n%s\n  %s\n", pick(p, t->zh, t->en),
	    pick(p, t->note_zh, t->note_en));
	for (size_t r = 0; r < t->row_count; r++) {
		const struct sign_stats_row *row = &t->rows[r];

		for (size_t c = 0; c < t->column_count; c++) {
			const struct sign_stats_column *col = &t->columns[c];

			put_label(p, pick(p, row->zh, row->en),
			    pick(p, col->zh, col->en));
			put_figure(p,
			    &s->figures[t->first + r * t->column_count + c],
			    true);
			(void)putc('\n', p->out);
		}
		if (id == SIGN_STATS_CLOCKS)
			put_median(p, row, &s->medians[r]);
	}
}

void
cli_campaign_print(const struct sign_campaign_sheet *s, bool english, FILE *out)
{
	struct print p = { NULL, english, out };
	const struct sign_campaign *c = s->campaign;

	(void)fprintf(out, english ? "%s, %.7s to %.7s\n" : "%s %.7s 至 %.7s\n",
	    pick(&p, c->zh, c->en), c->from.text, c->to.text);
	if (s->guarded)
		(void)fputs(
		    pick(&p,
			"各月合计。— 表示不足 5 件（含没有），"
			"或者公布后能推出别的不足 5 件的数。\n",
			"All months together. A dash is below 5, or "
			"none, or would tell another figure below 5.\n"),
		    out);
	else
		put_internal(&p);
	for (int i = 0; i < SIGN_STATS_COUNT; i++) {
		if (s->listed[i])
			put_campaign_table(&p, s, (enum sign_stats_id)i);
	}
}
