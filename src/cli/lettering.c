/* SPDX-License-Identifier: ISC */
#include "cli/lettering.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

#define WIDE 100

/* Han, kana, hangul, full-width forms, and marks that Chinese fonts set wide. */
static bool
is_wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
	       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
	       (c >= 0xffe0 && c <= 0xffe6) || c >= 0x1f000 ||
	       (c >= 0x2010 && c <= 0x2fff);
}

static unsigned int
point_width(enum lettering kind, uint32_t c)
{
	if (is_wide(c))
		return WIDE;
	if (kind == LETTERING_MONO)
		return 61;
	if (c == ' ' || c == '.' || c == ',' || c == 'i' || c == 'l')
		return 32;
	if ((c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' || c == '@')
		return 82;
	return 60;
}

/* What must not begin a line. */
static bool
is_closing(uint32_t c)
{
	static const uint32_t marks[] = { ' ', ',', '.', ':', ';', '!', '?',
		')', 0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x300b, 0x300d,
		0x300f, 0x3011, 0xff01, 0xff09, 0xff0c, 0xff1a, 0xff1b,
		0xff1f };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (marks[i] == c)
			return true;
	}
	return false;
}

/* What must not end a line. */
static bool
is_opening(uint32_t c)
{
	return c == '(' || c == 0x2018 || c == 0x201c || c == 0x300a ||
	       c == 0x300c || c == 0x300e || c == 0x3010 || c == 0xff08;
}

static struct base_text
from(struct base_text t, size_t at)
{
	return (struct base_text){ t.data + at, t.len - at };
}

static size_t
point_at(struct base_text t, size_t at, uint32_t *c)
{
	size_t n = base_text_point(from(t, at), c);

	REQUIRE(n > 0); /* the text is clean */
	return n;
}

/* May a line end between a and b? */
static bool
may_break(uint32_t a, uint32_t b)
{
	if (is_closing(b) || is_opening(a))
		return false;
	return a == ' ' || is_wide(a) || is_wide(b);
}

/* Length of the first line of t. */
static size_t
line_len(enum lettering kind, struct base_text t, unsigned int width)
{
	size_t at = 0, good = 0;
	unsigned int sum = 0;
	uint32_t c, last = 0;

	while (at < t.len) {
		size_t n = point_at(t, at, &c);

		if (at > 0 && may_break(last, c))
			good = at;
		sum += point_width(kind, c);
		/* A space at the end of a line takes no room. */
		if (sum > width && c != ' ')
			return good > 0 ? good : at > 0 ? at : n;
		last = c;
		at += n;
	}
	return t.len;
}

size_t
cli_lettering_wrap(enum lettering kind, struct base_text t, unsigned int width,
    struct base_text *lines, size_t max)
{
	size_t count = 0;

	while (t.len > 0) {
		size_t n = line_len(kind, t, width);
		struct base_text line = { t.data, n };

		if (count == max)
			return 0;
		while (line.len > 0 && line.data[line.len - 1] == ' ')
			line.len--;
		lines[count++] = line;
		t = from(t, n);
	}
	return count;
}
