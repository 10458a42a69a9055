/* SPDX-License-Identifier: ISC */
#include "seal/armor.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"

#define COLUMNS 64
#define MARGIN_MAX 1024 /* white space before or after, as in age */

static const char begin_line[] = "-----BEGIN AGE ENCRYPTED FILE-----";
static const char end_line[] = "-----END AGE ENCRYPTED FILE-----";
static const char begin_start[] = "-----BEGIN AGE";

enum step { STEP_START, STEP_PLAIN, STEP_LINES, STEP_END };

void
seal_armor_init(struct seal_armor *a, const struct seal_source *in,
    enum seal_armor_form form)
{
	*a = (struct seal_armor){ .in = *in, .form = form, .step = STEP_START };
}

void
seal_armor_done(struct seal_armor *a)
{
	sodium_memzero(a, sizeof(*a));
}

/* The next raw byte; *end when there is none. */
static enum err
next_byte(struct seal_armor *a, char *c, bool *end)
{
	enum err e;

	*end = false;
	if (a->raw_at == a->raw_len) {
		a->raw_at = 0;
		a->raw_len = 0;
		if ((e = seal_source_fill(&a->in, a->raw, sizeof(a->raw),
			 &a->raw_len)) != ERR_OK)
			return e;
		if (a->raw_len == 0) {
			*end = true;
			return ERR_OK;
		}
	}
	*c = (char)a->raw[a->raw_at++];
	return ERR_OK;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * One line without its LF or CR LF.  The last line of the file may lack them;
 * no line at all, or one too long, is not armor.
 */
static enum err
read_line(struct seal_armor *a, char *line, size_t *line_len)
{
	size_t len = 0;
	bool end;
	char c = 0;
	enum err e;

	for (;;) {
		if ((e = next_byte(a, &c, &end)) != ERR_OK)
			return e;
		if (end && len == 0)
			return ERR_AGE_ARMOR;
		if (end || c == '\n')
			break;
		if (len == SEAL_ARMOR_LINE_LEN)
			return ERR_AGE_ARMOR;
		line[len++] = c;
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	*line_len = len;
	return ERR_OK;
}

/* White space from here to the end, MARGIN_MAX at most, and nothing else. */
static enum err
read_margin(struct seal_armor *a)
{
	bool end;
	char c = 0;
	enum err e;

	for (size_t n = 0; n <= MARGIN_MAX; n++) {
		if ((e = next_byte(a, &c, &end)) != ERR_OK)
			return e;
		if (end)
			return ERR_OK;
		if (!is_space(c))
			break;
	}
	return ERR_AGE_ARMOR;
}

static bool
line_is(const char *line, size_t len, const char *want)
{
	return len == strlen(want) && memcmp(line, want, len) == 0;
}

static size_t
margin_len(const uint8_t *data, size_t len)
{
	size_t n = 0;

	while (n < len && is_space((char)data[n]))
		n++;
	return n;
}

bool
seal_armor_is(const uint8_t *data, size_t len)
{
	size_t at;

	if (len > SEAL_ARMOR_BUF_LEN)
		len = SEAL_ARMOR_BUF_LEN;
	at = margin_len(data, len);
	return len - at >= sizeof(begin_start) - 1 &&
	    memcmp(data + at, begin_start, sizeof(begin_start) - 1) == 0;
}

/*
 * Look at the beginning without losing it: the raw buffer still holds all of it
 * when it turns out not to be armor.
 */
static enum err
start(struct seal_armor *a)
{
	char line[SEAL_ARMOR_LINE_LEN];
	size_t len = 0;
	enum err e;

	if ((e = seal_source_fill(
		 &a->in, a->raw, sizeof(a->raw), &a->raw_len)) != ERR_OK)
		return e;
	if (a->form == SEAL_ARMOR_NEVER ||
	    (a->form == SEAL_ARMOR_AUTO &&
		!seal_armor_is(a->raw, a->raw_len))) {
		a->step = STEP_PLAIN;
		return ERR_OK;
	}
	a->raw_at = margin_len(a->raw, a->raw_len);
	if ((e = read_line(a, line, &len)) != ERR_OK)
		return e;
	if (!line_is(line, len, begin_line))
		return ERR_AGE_ARMOR;
	a->step = STEP_LINES;
	return ERR_OK;
}

/* Decode one line into plain, or see the end. */
static enum err
decode_line(struct seal_armor *a)
{
	char line[SEAL_ARMOR_LINE_LEN];
	size_t len = 0;
	enum err e;

	if ((e = read_line(a, line, &len)) != ERR_OK)
		return e;
	if (line_is(line, len, end_line)) {
		a->step = STEP_END;
		return read_margin(a);
	}
	/* No empty line, none over 64 columns, and only the last is short. */
	if (a->short_seen || len == 0 || len > COLUMNS)
		return ERR_AGE_ARMOR;
	a->short_seen = len < COLUMNS || line[len - 1] == '=';
	a->plain_at = 0;
	a->plain_len = sizeof(a->plain);
	if (base_base64_decode(
		a->plain, &a->plain_len, line, len, BASE64_STD) != ERR_OK) {
		a->plain_len = 0;
		return ERR_AGE_ARMOR;
	}
	return ERR_OK;
}

static size_t
hand_over(
    const uint8_t *from, size_t from_len, size_t *at, uint8_t *buf, size_t len)
{
	size_t n = from_len - *at < len ? from_len - *at : len;

	memcpy(buf, from + *at, n);
	*at += n;
	return n;
}

enum err
seal_armor_read(void *armor, uint8_t *buf, size_t len, size_t *got)
{
	struct seal_armor *a = armor;
	enum err e;

	if (a->step == STEP_START && (e = start(a)) != ERR_OK)
		return e;
	if (a->step == STEP_PLAIN) {
		if (a->raw_at == a->raw_len)
			return a->in.read(a->in.ctx, buf, len, got);
		*got = hand_over(a->raw, a->raw_len, &a->raw_at, buf, len);
		return ERR_OK;
	}
	while (a->step == STEP_LINES && a->plain_at == a->plain_len) {
		if ((e = decode_line(a)) != ERR_OK)
			return e;
	}
	*got = a->step == STEP_END
		   ? 0
		   : hand_over(a->plain, a->plain_len, &a->plain_at, buf, len);
	return ERR_OK;
}
