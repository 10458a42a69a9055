/* SPDX-License-Identifier: ISC */
#include "sign/bundle.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/limits.h"
#include "sign/line.h"

static const struct {
	const char *word;
	bool numbered, named;
	size_t files;
} kinds[] = {
	[SIGN_BUNDLE_ROOT] = { "root", true, false, 1 },
	[SIGN_BUNDLE_ROSTER] = { "roster", true, false, 1 },
	[SIGN_BUNDLE_THREAD] = { "thread", false, true, 2 },
	[SIGN_BUNDLE_ENTRY] = { "entry", false, true, 2 },
	[SIGN_BUNDLE_GONE] = { "gone", false, true, 1 },
	[SIGN_BUNDLE_UNSENT] = { "unsent", false, false, 1 },
};
#define KINDS_LEN (sizeof(kinds) / sizeof(kinds[0]))

/* ---- reading -------------------------------------------------------------- */

/* `name value` with a value that may stand in a path or URL. */
static bool
take(struct sign_bundle *b, const char *name, struct base_text *value)
{
	struct base_text line, word;

	if (!base_text_line(&b->rest, &line) || !base_text_word(&line, &word) ||
	    !base_text_is(word, name) || line.len == 0)
		return false;
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] <= ' ' || line.data[i] > '~')
			return false;
	}
	*value = line;
	return true;
}

static bool
copy(struct base_text v, char *out, size_t out_max)
{
	if (v.len >= out_max)
		return false;
	memcpy(out, v.data, v.len);
	out[v.len] = 0;
	return true;
}

enum err
sign_bundle_begin(struct base_text text, struct sign_bundle *out)
{
	struct base_text line, host, office, officer;

	*out = (struct sign_bundle){ .rest = text };
	if (text.len > SIGN_BUNDLE_LEN)
		return ERR_LIMIT;
	if (!base_text_line(&out->rest, &line) ||
	    !base_text_is(line, SIGN_BUNDLE_FIRST_LINE) ||
	    !take(out, "host", &host) || !take(out, "office", &office) ||
	    !take(out, "officer", &officer) ||
	    !copy(host, out->host, sizeof(out->host)) ||
	    !copy(office, out->office, sizeof(out->office)) ||
	    !sign_value_number(officer, &out->officer) ||
	    !sign_host_valid(out->host))
		return ERR_FORMAT;
	return ERR_OK;
}

static bool
file_read(struct base_text *rest, struct sign_bundle_file *f)
{
	struct base_text hash, len;

	return base_text_word(rest, &hash) && base_text_word(rest, &len) &&
	    base_hex_decode(f->hash, sizeof(f->hash), hash.data, hash.len) ==
		ERR_OK &&
	    base_text_decimal(len, SIGN_BUNDLE_FILE_LEN, &f->len) == ERR_OK;
}

static bool
line_read(struct base_text line, struct sign_bundle_line *l)
{
	struct base_text word;
	size_t k = 0;

	if (!base_text_word(&line, &word))
		return false;
	while (k < KINDS_LEN && !base_text_is(word, kinds[k].word))
		k++;
	if (k == KINDS_LEN)
		return false;
	l->kind = (enum sign_bundle_kind)k;
	if (kinds[k].numbered &&
	    (!base_text_word(&line, &word) ||
		!sign_value_u32(word, &l->number) ||
		l->number > LIMIT_CHAIN_MAX))
		return false;
	if (kinds[k].named &&
	    (!base_text_word(&line, &word) ||
		base_hex_decode(l->id, sizeof(l->id), word.data, word.len) !=
		    ERR_OK))
		return false;
	for (size_t i = 0; i < kinds[k].files; i++) {
		if (!file_read(&line, &l->file[i]))
			return false;
	}
	return line.len == 0;
}

/*
 * Numbers from 1 on, ids rising, entries behind their thread, and behind them
 * the ones that are gone.
 */
static bool
fits(struct sign_bundle *b, const struct sign_bundle_line *l)
{
	const struct sign_bundle_line *p = &b->last;
	bool first = b->count == 0;

	switch (l->kind) {
	case SIGN_BUNDLE_ROOT:
		return first ? l->number == 1
			     : p->kind == SIGN_BUNDLE_ROOT &&
			l->number == p->number + 1;
	case SIGN_BUNDLE_ROSTER:
		if (first || p->kind > SIGN_BUNDLE_ROSTER)
			return false;
		return l->number ==
		    (p->kind == SIGN_BUNDLE_ROSTER ? p->number + 1 : 1);
	case SIGN_BUNDLE_THREAD:
		return !first && p->kind != SIGN_BUNDLE_ROOT &&
		    p->kind != SIGN_BUNDLE_UNSENT &&
		    (b->threads == 0 ||
			memcmp(b->thread, l->id, sizeof(l->id)) < 0);
	case SIGN_BUNDLE_ENTRY:
		if (first || b->entries >= LIMIT_THREAD_MAX)
			return false;
		return p->kind == SIGN_BUNDLE_THREAD ||
		    (p->kind == SIGN_BUNDLE_ENTRY &&
			memcmp(p->id, l->id, sizeof(l->id)) < 0);
	case SIGN_BUNDLE_GONE:
		if (first || b->entries >= LIMIT_THREAD_MAX)
			return false;
		return p->kind == SIGN_BUNDLE_THREAD ||
		    p->kind == SIGN_BUNDLE_ENTRY ||
		    (p->kind == SIGN_BUNDLE_GONE &&
			memcmp(p->id, l->id, sizeof(l->id)) < 0);
	case SIGN_BUNDLE_UNSENT:
		return !first && p->kind != SIGN_BUNDLE_ROOT;
	}
	return false;
}

static enum err
end_read(struct sign_bundle *b, struct base_text line)
{
	struct base_text word;
	uint64_t count;

	if (!base_text_word(&line, &word) || !base_text_is(word, "end") ||
	    base_text_decimal(line, UINT32_MAX, &count) != ERR_OK ||
	    count != b->count || b->rest.len != 0 || b->count == 0 ||
	    b->last.kind == SIGN_BUNDLE_ROOT)
		return ERR_FORMAT;
	return ERR_NOT_FOUND;
}

enum err
sign_bundle_next(struct sign_bundle *b, struct sign_bundle_line *out)
{
	struct sign_bundle_line l = { .number = 0 };
	struct base_text line;

	if (!base_text_line(&b->rest, &line))
		return ERR_FORMAT;
	if (base_text_starts(line, "end "))
		return end_read(b, line);
	if (!line_read(line, &l) || !fits(b, &l))
		return ERR_FORMAT;
	b->entries = l.kind == SIGN_BUNDLE_ENTRY || l.kind == SIGN_BUNDLE_GONE
	    ? b->entries + 1
	    : 0;
	if (l.kind == SIGN_BUNDLE_THREAD) {
		memcpy(b->thread, l.id, sizeof(b->thread));
		b->threads++;
	}
	b->last = l;
	b->count++;
	*out = l;
	return ERR_OK;
}

/* ---- writing -------------------------------------------------------------- */

enum err
sign_bundle_write_head(const struct sign_bundle *b, struct base_buf *out)
{
	return base_buf_addf(out,
	    SIGN_BUNDLE_FIRST_LINE "\nhost %s\noffice %s\nofficer %02u\n",
	    b->host, b->office, b->officer % 100);
}

enum err
sign_bundle_write_line(const struct sign_bundle_line *l, struct base_buf *out)
{
	char hex[HEX_LEN(SIGN_HASH_LEN) + 1];
	size_t start = out->len;
	enum err e = base_buf_add_str(out, kinds[l->kind].word);

	if (e == ERR_OK && kinds[l->kind].numbered)
		e = base_buf_addf(out, " %u", (unsigned int)l->number);
	if (e == ERR_OK && kinds[l->kind].named) {
		base_hex_encode(hex, l->id, sizeof(l->id));
		e = base_buf_addf(out, " %s", hex);
	}
	for (size_t i = 0; e == ERR_OK && i < kinds[l->kind].files; i++) {
		base_hex_encode(hex, l->file[i].hash, sizeof(l->file[i].hash));
		e = base_buf_addf(out, " %s %ju", hex,
		    (uintmax_t)l->file[i].len);
	}
	if (e == ERR_OK)
		e = base_buf_add_str(out, "\n");
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}

enum err
sign_bundle_write_end(uint32_t count, struct base_buf *out)
{
	return base_buf_addf(out, "end %u\n", (unsigned int)count);
}
