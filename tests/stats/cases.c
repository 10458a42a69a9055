/* SPDX-License-Identifier: ISC */
#include "stats/cases.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 64
#define MOVES_MAX 64

static void
must(bool ok, struct base_text line)
{
	if (ok)
		return;
	(void)fprintf(stderr, "cases: %.*s\n", (int)line.len, line.data);
	exit(1);
}

static void __attribute__((format(printf, 2, 3)))
put(struct base_buf *out, const char *fmt, ...)
{
	struct base_text none = { "out of room", 11 };
	char text[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	must(n >= 0 && (size_t)n < sizeof(text), none);
	must(base_buf_add(out, text, (size_t)n) == ERR_OK, none);
}

/* ---- facts ------------------------------------------------------------------ */

static const struct sign_stats_table *
table_of(size_t series)
{
	const struct sign_stats_table *t = sign_stats_tables;

	while (series >= t->first + t->row_count * t->column_count)
		t++;
	return t;
}

enum err
stats_lines_add(void *ctx, const struct sign_fact *f)
{
	const struct sign_stats_table *t = table_of(f->series);
	size_t at = f->series - t->first;
	struct stats_lines *l = ctx;

	if (l->count == l->size) {
		l->size = l->size * 2 + 64;
		l->line = realloc(l->line, l->size * sizeof(l->line[0]));
		if (l->line == NULL)
			return ERR_MEMORY;
	}
	(void)snprintf(l->line[l->count++], sizeof(l->line[0]),
	    "%s/%s/%s %s %d\n", t->id, t->rows[at / t->column_count].code,
	    t->columns[at % t->column_count].code, f->date.text,
	    (int)f->days);
	return ERR_OK;
}

static int
line_compare(const void *a, const void *b)
{
	const char *x = a, *y = b;
	size_t n = strcspn(x, "\n"), m = strcspn(y, "\n");
	int c = memcmp(x, y, n < m ? n : m);

	return c != 0 ? c : (n > m) - (n < m);
}

void
stats_lines_put(struct stats_lines *l, struct base_buf *out)
{
	if (l->count > 0)
		qsort(l->line, l->count, sizeof(l->line[0]), line_compare);
	for (size_t i = 0; i < l->count; i++)
		put(out, "%s", l->line[i]);
	free(l->line);
	*l = (struct stats_lines){ 0 };
}

/* ---- sheets ----------------------------------------------------------------- */

static void
put_figure(char text[static 16], const struct sign_figure *f)
{
	if (f->shown)
		(void)snprintf(text, 16, " %u%s", (unsigned int)f->value,
		    f->carried ? "+" : "");
	else
		(void)snprintf(text, 16, " -");
}

/* Unless all of them are zero, or all are guarded. */
static void
put_cells(struct base_buf *out, const char *head,
    const struct sign_figure *cells)
{
	char text[SIGN_CELL_COUNT][16];
	bool some = false;

	for (size_t i = 0; i < SIGN_CELL_COUNT; i++) {
		put_figure(text[i], &cells[i]);
		some |= strcmp(text[i], text[0]) != 0 ||
		    (strcmp(text[i], " 0") != 0 && strcmp(text[i], " -") != 0);
	}
	if (some)
		put(out, "%s%s%s%s%s\n", head, text[SIGN_CELL_NOW],
		    text[SIGN_CELL_TO_DATE], text[SIGN_CELL_BEFORE],
		    text[SIGN_CELL_YEAR_AGO]);
}

static void
put_median(struct base_buf *out, const struct sign_stats_table *t, size_t r,
    const struct sign_median *m)
{
	if (m->shown && m->halves != 0)
		put(out, "%s/%s %s%d%s\n", t->id, t->rows[r].code,
		    m->halves == -1 ? "-" : "", (int)(m->halves / 2),
		    m->halves % 2 != 0 ? ".5" : "");
}

static void
put_sheet(struct base_buf *out, const struct sign_sheet *s)
{
	for (size_t i = 0; i < SIGN_STATS_COUNT; i++) {
		const struct sign_stats_table *t = &sign_stats_tables[i];

		for (size_t r = 0; s->listed[i] && r < t->row_count; r++) {
			size_t at = t->first + r * t->column_count;

			for (size_t c = 0; c < t->column_count; c++) {
				char head[64];

				(void)snprintf(head, sizeof(head), "%s/%s/%s",
				    t->id, t->rows[r].code,
				    t->columns[c].code);
				put_cells(out, head, s->figures[at + c]);
			}
			if (i == SIGN_STATS_CLOCKS)
				put_median(out, t, r, &s->medians[r]);
		}
	}
}

/* ---- campaigns -------------------------------------------------------------- */

static enum sign_form
form_of(struct base_text word)
{
	for (int f = 0; f < SIGN_FORM_COUNT; f++) {
		if (f != SIGN_FORM_NONE &&
		    base_text_is(word, sign_form_word((enum sign_form)f)))
			return (enum sign_form)f;
	}
	return SIGN_FORM_NONE;
}

static struct sign_campaign campaigns[SIGN_CAMPAIGNS_MAX];
static char codes[SIGN_CAMPAIGNS_MAX][16];
static struct sign_campaigns all_campaigns;

/* Up to the next ':' or the end. */
static struct base_text
part_of(struct base_text *word)
{
	struct base_text part = { word->data, 0 };

	while (part.len < word->len && part.data[part.len] != ':')
		part.len++;
	word->data += part.len + (part.len < word->len);
	word->len -= part.len + (part.len < word->len);
	return part;
}

/* "+CODE:FORM:FROM:TO" */
static void
take_campaign(struct base_text word)
{
	size_t at = all_campaigns.count++;
	struct sign_campaign *c = &campaigns[at];
	struct base_text code;

	must(at < SIGN_CAMPAIGNS_MAX, word);
	word.data++;
	word.len--;
	code = part_of(&word);
	(void)snprintf(codes[at], sizeof(codes[at]), "%.*s", (int)code.len,
	    code.data);
	*c = (struct sign_campaign){ .code = codes[at], .zh = codes[at],
		.en = codes[at] };
	c->form = form_of(part_of(&word));
	must(base_date_parse(part_of(&word), &c->from) == ERR_OK, word);
	must(base_date_parse(word, &c->to) == ERR_OK, word);
}

static void
take_campaigns(struct base_text words)
{
	struct base_text word;

	all_campaigns = (struct sign_campaigns){ campaigns, 0 };
	while (base_text_word(&words, &word)) {
		if (base_text_starts(word, "+"))
			take_campaign(word);
	}
}

static void
put_campaign_row(struct base_buf *out, const struct sign_stats_table *t,
    size_t r, const struct sign_figure *f)
{
	char text[SIGN_STATS_COLUMNS_MAX][16];
	bool some = false;

	for (size_t c = 0; c < t->column_count; c++) {
		put_figure(text[c], &f[c]);
		some |= strcmp(text[c], text[0]) != 0 ||
		    (strcmp(text[c], " 0") != 0 && strcmp(text[c], " -") != 0);
	}
	if (!some)
		return;
	put(out, "%s/%s", t->id, t->rows[r].code);
	for (size_t c = 0; c < t->column_count; c++)
		put(out, "%s", text[c]);
	put(out, "\n");
}

static void
put_campaign(struct base_buf *out, struct sign_stats *stats,
    struct base_text word, const struct base_date *today,
    const struct stats_sheets *fn)
{
	static struct sign_campaign_sheet sheet;
	bool all = word.data[word.len - 1] == '!';
	struct base_text code = { word.data + 1, word.len - 1 - all };
	enum err e = sign_stats_campaign_sheet(stats,
	    sign_campaign_find(&all_campaigns, code), today, !all, &sheet);

	must(e == ERR_OK || e == ERR_FORMAT, word);
	if (e != ERR_OK) {
		put(out, "FORMAT\n");
		return;
	}
	put(out, "%.*s\n", (int)word.len, word.data);
	for (size_t i = 0; i < SIGN_STATS_COUNT; i++) {
		const struct sign_stats_table *t = &sign_stats_tables[i];

		for (size_t r = 0; sheet.listed[i] && r < t->row_count; r++) {
			put_campaign_row(out, t, r,
			    &sheet.figures[t->first + r * t->column_count]);
			if (i == SIGN_STATS_CLOCKS)
				put_median(out, t, r, &sheet.medians[r]);
		}
	}
	if (fn != NULL)
		fn->campaign(fn->ctx, &sheet);
}

static void
put_period(struct base_buf *out, struct sign_stats *stats,
    struct base_text word, const struct base_date *today,
    const struct stats_sheets *fn)
{
	static struct sign_sheet sheet;
	bool all = word.len > 0 && word.data[word.len - 1] == '!';
	struct base_text name = { word.data, word.len - all };
	enum sign_period_kind kind = name.len == 4 ? SIGN_PERIOD_YEAR
	    : name.data[5] == 'Q'		   ? SIGN_PERIOD_QUARTER
						   : SIGN_PERIOD_MONTH;
	struct sign_period p;
	enum err e;

	must(sign_period_parse(name, kind, &p) == ERR_OK, word);
	e = sign_stats_sheet(stats, &p, today, !all, &sheet);
	must(e == ERR_OK || e == ERR_FORMAT, word);
	if (e != ERR_OK) {
		put(out, "FORMAT\n");
		return;
	}
	put(out, "%.*s\n", (int)word.len, word.data);
	put_sheet(out, &sheet);
	if (fn != NULL)
		fn->period(fn->ctx, &sheet);
}

/* ---- cases ------------------------------------------------------------------ */

/* The case at hand. */
static struct sign_thread_item items[ENTRIES_MAX];
static struct sign_entry entries[ENTRIES_MAX];
static struct sign_thread_entry in_order[ENTRIES_MAX];
static enum sign_verdict verdicts[ENTRIES_MAX];
static struct sign_move moves[MOVES_MAX];
static struct sign_thread thread;
static struct sign_triage triage;

static enum sign_kind
kind_of(struct base_text word)
{
	for (int k = 0; k < SIGN_KIND_COUNT; k++) {
		if (base_text_is(word, sign_kind_word((enum sign_kind)k)))
			return (enum sign_kind)k;
	}
	must(false, word);
	return SIGN_KIND_COUNT;
}

static struct base_text
word_of(struct base_text *line)
{
	struct base_text word = { "", 0 };

	(void)base_text_word(line, &word);
	return word;
}

static size_t
number_of(struct base_text *line, uint64_t max)
{
	uint64_t n;

	must(base_text_decimal(word_of(line), max, &n) == ERR_OK, *line);
	return (size_t)n;
}

static void
take_entry(struct base_text line)
{
	size_t at = thread.entry_count++;
	struct sign_entry *e = &entries[at];

	must(at < ENTRIES_MAX, line);
	e->field_count = 0;
	e->kind = kind_of(word_of(&line));
	must(base_date_parse(word_of(&line), &e->date) == ERR_OK, line);
	must(base_date_parse(word_of(&line), &items[at].stored) == ERR_OK,
	    line);
	in_order[at] = (struct sign_thread_entry){ .item = &items[at],
		.entry = e,
		.trusted = base_text_is(word_of(&line), "1") };
	verdicts[at] = base_text_is(word_of(&line), "done")
	    ? SIGN_VERDICT_DONE
	    : SIGN_VERDICT_NONE;
	e->form = form_of(word_of(&line));
	if (at == 0 && e->kind == SIGN_KIND_REPORT)
		thread.report = e;
}

static void
take_field(struct base_text line)
{
	struct sign_entry *e = &entries[thread.entry_count - 1];
	struct sign_field *f;

	must(thread.entry_count > 0 && e->field_count < LIMIT_FIELDS_MAX,
	    line);
	f = &e->fields[e->field_count++];
	f->name = word_of(&line);
	f->value = word_of(&line);
	/* A space at the end of a line is no word of its own. */
	if (f->name.len > 0 && f->name.data[f->name.len - 1] == ' ')
		f->name.len--;
}

static void
take_move(struct base_text line)
{
	struct sign_move *m = &moves[triage.move_count++];

	must(triage.move_count <= MOVES_MAX && thread.entry_count > 0, line);
	m->event = number_of(&line, thread.entry_count - 1);
	m->effect = number_of(&line, thread.entry_count - 1);
	m->to = sign_state_find(word_of(&line));
	must(m->to != SIGN_STATE_NONE, line);
}

static void
begin_case(void)
{
	thread = (struct sign_thread){ .entries = in_order };
	triage = (struct sign_triage){ .thread = &thread,
		.verdicts = verdicts, .moves = moves };
}

static void
count_case(struct sign_stats *stats, struct stats_lines *lines)
{
	struct base_text none = { "cannot count", 12 };

	must(sign_stats_facts(&triage, stats_lines_add, lines) == ERR_OK &&
		sign_stats_case(stats, &triage) == ERR_OK,
	    none);
}

void
stats_cases_report(struct base_text words, struct base_text text,
    const struct stats_sheets *fn, struct base_buf *out)
{
	struct stats_lines lines = { 0 };
	struct base_text line, word;
	struct sign_stats *stats;
	struct base_date today;
	bool any = false;

	must(sign_stats_new(&stats) == ERR_OK, words);
	take_campaigns(words);
	sign_stats_campaigns(stats, &all_campaigns);
	while (base_text_line(&text, &line)) {
		word = word_of(&line);
		if (base_text_is(word, "case")) {
			if (any)
				count_case(stats, &lines);
			begin_case();
			any = true;
		} else if (base_text_is(word, "entry")) {
			take_entry(line);
		} else if (base_text_is(word, "field")) {
			take_field(line);
		} else {
			take_move(line);
		}
	}
	if (any)
		count_case(stats, &lines);
	stats_lines_put(&lines, out);
	must(base_date_parse(word_of(&words), &today) == ERR_OK, words);
	while (base_text_word(&words, &word)) {
		if (base_text_starts(word, "@"))
			put_campaign(out, stats, word, &today, fn);
		else if (!base_text_starts(word, "+"))
			put_period(out, stats, word, &today, fn);
	}
	sign_stats_free(&stats);
}
