/* SPDX-License-Identifier: ISC */
/*
 * The few text rules that every format of ours shares: lines, decimals without
 * leading zeros, calendar dates, UTF-8 without control characters.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A borrowed piece of text; no NUL. */
struct base_text {
	const char *data;
	size_t len;
};

/* "YYYY-MM-DD" and a NUL. */
#define DATE_LEN 10
struct base_date {
	char text[DATE_LEN + 1];
};

/*
 * Take the next line (without its LF) from *rest.  Returns false, and changes
 * nothing, when no complete line is left.
 */
bool base_text_line(struct base_text *rest, struct base_text *line);

/*
 * Take the next word up to one SP or the end; false when nothing is left.  Two
 * SPs have an empty word between them; a SP at the very end stays in the last
 * word.  So a strict look at each word also sees stray spaces.
 */
bool base_text_word(struct base_text *rest, struct base_text *word);

bool base_text_is(struct base_text t, const char *s);
bool base_text_starts(struct base_text t, const char *s);

/* Decimal without sign or leading zeros, at most max.  ERR_OK, ERR_FORMAT. */
enum err base_text_decimal(struct base_text t, uint64_t max, uint64_t *out)
    MUST_USE;

/*
 * Length of the UTF-8 sequence that t begins with and its code point; 0 if t is
 * empty or begins with none (surrogates and longer forms are none).
 */
size_t base_text_point(struct base_text t, uint32_t *point);

/*
 * True for valid UTF-8 (no surrogates, shortest form, at most U+10FFFF)
 * without a BOM, U+0000-001F other than LF, or U+007F-009F: what a signed note
 * of ours may hold (docs/protocol.md section 2).
 */
bool base_text_clean(struct base_text t);

/* Code points in clean text (a CR LF pair cannot occur in it). */
size_t base_text_points(struct base_text t);

/* A real calendar date, years 2000 to 9999.  ERR_OK, ERR_FORMAT. */
enum err base_date_parse(struct base_text t, struct base_date *out) MUST_USE;

/* Days since 1970-01-01 of a parsed date, and back. */
int32_t base_date_days(const struct base_date *d);
void base_date_from_days(int32_t days, struct base_date *out);

/* The calendar date in Asia/Shanghai (UTC+8, no summer time) at unix time t. */
void base_date_at(int64_t unix_time, struct base_date *out);

#endif
