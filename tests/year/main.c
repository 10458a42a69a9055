/* SPDX-License-Identifier: ISC */
/*
 * Signs and seals a planned year.  Standard input, one thing a line, as
 * tests/year/plan.ts writes it for tests/year/fill.ts:
 *
 *	host HOST		first
 *	pin HEX			SHA-256 of the first root's text
 *	codes 1|0		hash a receipt code for every thread, or not
 *	officer NN HEX		an identity's secret
 *	roster N SLOTS HEX	version, stanzas, SHA-256 of its text
 *	report CASE SEQ DAY DATE ROSTER FORM CLASS TO
 *	entry CASE SEQ DAY DATE ROSTER KIND NN TO AFTER
 *				DAY is that of storing; NN `-` for the reporter;
 *				TO `01,02`; AFTER `-` or places in the thread
 *	f NAME VALUE		a field
 *	h NAME PLACE		a field whose value is an entry's hash
 *	d NAME CASE		a field whose value is a thread's handle
 *	t TEXT			the free text
 *	.			sign it, seal it, write the row
 *	= SEQ			seal the same note once more: a copy
 *
 * Rows for COPY go to standard output.  What it is fed is ours: a line that it
 * does not understand ends it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "seal/io.h"
#include "year/letter.h"

#define WORDS_MAX 10

/* The entry that is being read, with its texts. */
struct reading {
	struct year_site *site;
	struct year_case *of;
	struct sign_entry *entry;
	struct year_row row;
	char *texts[LIMIT_FIELDS_MAX * 2 + 2];
	size_t text_count;
};

static enum err
number_read(const char *word, unsigned long max, unsigned long *out)
{
	char *end;

	errno = 0;
	*out = strtoul(word, &end, 10);
	return errno == 0 && end != word && *end == '\0' && *out <= max
		   ? ERR_OK
		   : ERR_FORMAT;
}

/* A text that lives as long as the entry. */
static enum err
keep(struct reading *r, const char *text, struct base_text *out)
{
	char *own;

	if (r->text_count == sizeof(r->texts) / sizeof(r->texts[0]))
		return ERR_LIMIT;
	if ((own = strdup(text)) == NULL)
		return ERR_MEMORY;
	r->texts[r->text_count++] = own;
	*out = (struct base_text){ own, strlen(own) };
	return ERR_OK;
}

static enum err
entry_begin(struct reading *r)
{
	while (r->text_count > 0)
		free(r->texts[--r->text_count]);
	sign_entry_free(&r->entry);
	return (r->entry = sign_entry_new()) == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err
field_add(struct reading *r, const char *name, const char *value)
{
	struct sign_field *f;
	enum err e;

	if (r->entry == NULL || r->entry->field_count == LIMIT_FIELDS_MAX)
		return ERR_FORMAT;
	f = &r->entry->fields[r->entry->field_count];
	if ((e = keep(r, name, &f->name)) == ERR_OK &&
	    (e = keep(r, value, &f->value)) == ERR_OK)
		r->entry->field_count++;
	return e;
}

static enum err
field_of_bytes(
    struct reading *r, const char *name, const uint8_t *data, size_t len)
{
	char text[BASE64_LEN(SIGN_HASH_LEN) + 1];

	base_base64_encode(text, data, len, BASE64_STD);
	return field_add(r, name, text);
}

static enum err
field_line(struct reading *r, char kind, const char *name, const char *value)
{
	unsigned long n;
	enum err e;

	if (kind == 'f')
		return field_add(r, name, value);
	if ((e = number_read(value, YEAR_CASES_MAX - 1, &n)) != ERR_OK)
		return e;
	if (kind == 'h')
		return n < r->of->count ? field_of_bytes(r, name,
					      r->of->hashes[n], SIGN_HASH_LEN)
					: ERR_NOT_FOUND;
	return r->site->cases[n] != NULL
		   ? field_of_bytes(
			 r, name, r->site->cases[n]->handle, SIGN_HANDLE_LEN)
		   : ERR_NOT_FOUND;
}

static int
hash_order(const void *a, const void *b)
{
	return memcmp(a, b, SIGN_HASH_LEN);
}

/* "0,3": the hashes of these entries, rising. */
static enum err
after_read(struct reading *r, char *list)
{
	struct sign_entry *e = r->entry;
	unsigned long n;
	char *rest;

	if (strcmp(list, "-") == 0)
		return ERR_OK;
	for (char *w = strtok_r(list, ",", &rest); w != NULL;
	     w = strtok_r(NULL, ",", &rest)) {
		if (e->after_count == LIMIT_AFTER_MAX ||
		    number_read(w, YEAR_ENTRIES_MAX, &n) != ERR_OK ||
		    n >= r->of->count)
			return ERR_FORMAT;
		memcpy(e->after[e->after_count++], r->of->hashes[n],
		    SIGN_HASH_LEN);
	}
	qsort(e->after, e->after_count, SIGN_HASH_LEN, hash_order);
	return ERR_OK;
}

static enum err
readers_read(struct reading *r, char *list)
{
	unsigned long n;
	char *rest;
	enum err e;

	for (char *w = strtok_r(list, ",", &rest); w != NULL;
	     w = strtok_r(NULL, ",", &rest)) {
		if ((e = number_read(w, SIGN_NUMBER_MAX, &n)) != ERR_OK ||
		    r->site->officers[n].key == NULL ||
		    (e = sign_numbers_add(&r->entry->to, (unsigned int)n)) !=
			ERR_OK)
			return ERR_FORMAT;
	}
	return ERR_OK;
}

/* SEQ DAY DATE ROSTER of a report or entry. */
static enum err
place_read(struct reading *r, char *const *w)
{
	struct sign_entry *e = r->entry;
	struct base_text day = { w[1], strlen(w[1]) };
	struct base_text date = { w[2], strlen(w[2]) };
	unsigned long version;

	r->row = (struct year_row){ 0 };
	if (number_read(w[0], UINT32_MAX, &r->row.seq) != ERR_OK ||
	    base_date_parse(day, &r->row.day) != ERR_OK ||
	    base_date_parse(date, &e->date) != ERR_OK ||
	    number_read(w[3], YEAR_ROSTERS_MAX - 1, &version) != ERR_OK ||
	    r->site->rosters[version].slots == 0)
		return ERR_FORMAT;
	e->roster_version = (uint32_t)version;
	memcpy(e->roster_hash, r->site->rosters[version].hash, SIGN_HASH_LEN);
	return ERR_OK;
}

static enum err
report_line(struct reading *r, char *const *w, size_t count)
{
	unsigned long n;
	struct base_text class_name;
	enum err e;

	if (count != 8 || number_read(w[0], YEAR_CASES_MAX - 1, &n) != ERR_OK)
		return ERR_FORMAT;
	if ((e = entry_begin(r)) != ERR_OK ||
	    (e = year_case_new(r->site, n)) != ERR_OK ||
	    (e = place_read(r, w + 1)) != ERR_OK ||
	    (e = keep(r, w[6], &class_name)) != ERR_OK ||
	    (e = readers_read(r, w[7])) != ERR_OK)
		return e;
	r->of = r->site->cases[n];
	r->row.class_name = class_name.data;
	r->entry->kind = SIGN_KIND_REPORT;
	r->entry->form =
	    strcmp(w[5], "youth/1") == 0 ? SIGN_FORM_YOUTH : SIGN_FORM_CONCERN;
	return ERR_OK;
}

static enum err
entry_line(struct reading *r, char *const *w, size_t count)
{
	unsigned long n, officer = 0;
	enum err e;

	if (count != 9 || number_read(w[0], YEAR_CASES_MAX - 1, &n) != ERR_OK ||
	    r->site->cases[n] == NULL ||
	    (strcmp(w[6], "-") != 0 &&
		number_read(w[6], SIGN_NUMBER_MAX, &officer) != ERR_OK))
		return ERR_FORMAT;
	r->of = r->site->cases[n];
	if ((e = entry_begin(r)) != ERR_OK ||
	    (e = place_read(r, w + 1)) != ERR_OK ||
	    (e = readers_read(r, w[7])) != ERR_OK ||
	    (e = after_read(r, w[8])) != ERR_OK)
		return e;
	r->entry->officer = (unsigned int)officer;
	for (size_t k = 0; k < SIGN_KIND_COUNT; k++) {
		if (strcmp(sign_kind_word((enum sign_kind)k), w[5]) == 0) {
			r->entry->kind = (enum sign_kind)k;
			return ERR_OK;
		}
	}
	return ERR_FORMAT;
}

/* A line of a site: what comes before the first report. */
static enum err
site_line(struct year_site *s, const char *verb, char *const *w, size_t count)
{
	uint8_t secret[SEAL_KEY_LEN];
	unsigned long n, slots;

	if (strcmp(verb, "host") == 0 && count == 1) {
		(void)snprintf(s->host, sizeof(s->host), "%s", w[0]);
		return ERR_OK;
	}
	if (strcmp(verb, "pin") == 0 && count == 1)
		return base_hex_decode(
		    s->pin, sizeof(s->pin), w[0], strlen(w[0]));
	if (strcmp(verb, "codes") == 0 && count == 1) {
		s->codes = strcmp(w[0], "1") == 0;
		return ERR_OK;
	}
	if (strcmp(verb, "officer") == 0 && count == 2 &&
	    number_read(w[0], SIGN_NUMBER_MAX, &n) == ERR_OK &&
	    base_hex_decode(secret, sizeof(secret), w[1], strlen(w[1])) ==
		ERR_OK)
		return year_officer_add(s, (unsigned int)n, secret);
	if (strcmp(verb, "roster") == 0 && count == 3 &&
	    number_read(w[0], YEAR_ROSTERS_MAX - 1, &n) == ERR_OK &&
	    number_read(w[1], LIMIT_STANZA_MAX, &slots) == ERR_OK) {
		s->rosters[n].slots = slots;
		return base_hex_decode(s->rosters[n].hash,
		    sizeof(s->rosters[n].hash), w[2], strlen(w[2]));
	}
	return ERR_FORMAT;
}

/* The free text of the entry, with the line end that ends it. */
static enum err
text_line(struct reading *r, const char *text)
{
	struct base_buf with_end;
	enum err e;

	if (r->entry == NULL || text == NULL)
		return ERR_FORMAT;
	base_buf_init(&with_end, LIMIT_ENTRY_NOTE_LEN);
	if ((e = base_buf_addf(&with_end, "%s\n%c", text, '\0')) == ERR_OK)
		e = keep(r, (const char *)with_end.data, &r->entry->body);
	base_buf_done(&with_end);
	return e;
}

static enum err
line_read(struct reading *r, char *line)
{
	char *w[WORDS_MAX], *rest, *verb = strsep(&line, " ");
	char *name;
	size_t n = 0;

	if (strlen(verb) == 1 && strchr("fhd", *verb) != NULL) {
		name = strsep(&line, " ");
		return line == NULL ? ERR_FORMAT
				    : field_line(r, *verb, name, line);
	}
	if (strcmp(verb, "t") == 0)
		return text_line(r, line);
	for (char *one = line == NULL ? NULL : strtok_r(line, " ", &rest);
	     one != NULL && n < WORDS_MAX; one = strtok_r(NULL, " ", &rest))
		w[n++] = one;
	if (strcmp(verb, "report") == 0)
		return report_line(r, w, n);
	if (strcmp(verb, "entry") == 0)
		return entry_line(r, w, n);
	if (strcmp(verb, ".") != 0 && strcmp(verb, "=") != 0)
		return site_line(r->site, verb, w, n);
	if (r->entry == NULL)
		return ERR_FORMAT;
	r->row.is_copy = *verb == '=';
	if (r->row.is_copy &&
	    (n != 1 || number_read(w[0], UINT32_MAX, &r->row.seq) != ERR_OK))
		return ERR_FORMAT;
	return year_letter_put(r->site, r->of, r->entry, &r->row);
}

int
main(void)
{
	struct reading r = { 0 };
	char *line = NULL;
	size_t cap = 0;
	unsigned long at = 0;
	ssize_t len;
	enum err e;

	if ((e = seal_init()) == ERR_OK &&
	    (r.site = year_site_new(stdout)) == NULL)
		e = ERR_MEMORY;
	while (e == ERR_OK && (len = getline(&line, &cap, stdin)) > 0) {
		at++;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		e = line_read(&r, line);
	}
	if (e == ERR_OK && (ferror(stdin) != 0 || fflush(stdout) != 0))
		e = ERR_IO;
	if (e != ERR_OK)
		(void)fprintf(stderr, "year-seal: error: line %lu: %s\n", at,
		    err_text(e));
	if (r.entry != NULL)
		(void)entry_begin(&r);
	sign_entry_free(&r.entry);
	year_site_free(&r.site);
	free(line);
	return e == ERR_OK ? 0 : 1;
}
