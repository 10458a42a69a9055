/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include <string.h>

#define SHANGHAI_OFFSET_S (8 * 3600)
#define DAY_S 86400

bool
base_text_line(struct base_text *rest, struct base_text *line)
{
	const char *lf;

	if (rest->len == 0 || (lf = memchr(rest->data, '\n', rest->len)) == NULL)
		return false;
	line->data = rest->data;
	line->len = (size_t)(lf - rest->data);
	rest->data = lf + 1;
	rest->len -= line->len + 1;
	return true;
}

bool
base_text_word(struct base_text *rest, struct base_text *word)
{
	const char *sp;

	if (rest->len == 0)
		return false;
	word->data = rest->data;
	sp = memchr(rest->data, ' ', rest->len);
	/* A SP with nothing behind it parts nothing and must not vanish. */
	if (sp == NULL || sp == rest->data + rest->len - 1) {
		word->len = rest->len;
		rest->data += rest->len;
		rest->len = 0;
		return true;
	}
	word->len = (size_t)(sp - rest->data);
	rest->data = sp + 1;
	rest->len -= word->len + 1;
	return true;
}

bool
base_text_is(struct base_text t, const char *s)
{
	return t.len == strlen(s) && memcmp(t.data, s, t.len) == 0;
}

bool
base_text_starts(struct base_text t, const char *s)
{
	size_t n = strlen(s);

	return t.len >= n && memcmp(t.data, s, n) == 0;
}

enum err
base_text_decimal(struct base_text t, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (t.len == 0 || (t.data[0] == '0' && t.len != 1))
		return ERR_FORMAT;
	for (size_t i = 0; i < t.len; i++) {
		uint64_t digit;

		if (t.data[i] < '0' || t.data[i] > '9')
			return ERR_FORMAT;
		digit = (uint64_t)(t.data[i] - '0');
		if (v > (max - digit) / 10 || digit > max)
			return ERR_FORMAT;
		v = v * 10 + digit;
	}
	*out = v;
	return ERR_OK;
}

/* Well-formed means Unicode 15, table 3-7. */
size_t
base_text_point(struct base_text t, uint32_t *point)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} form[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	const uint8_t *s = (const uint8_t *)t.data;

	for (size_t n = 1; n <= 4 && t.len > 0; n++) {
		uint32_t p = s[0] & (uint8_t)~form[n - 1].mask;

		if ((s[0] & form[n - 1].mask) != form[n - 1].lead)
			continue;
		if (t.len < n)
			return 0;
		for (size_t i = 1; i < n; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			p = p << 6 | (s[i] & 0x3f);
		}
		if (p < form[n - 1].least || p > 0x10ffff ||
		    (p >= 0xd800 && p <= 0xdfff))
			return 0;
		*point = p;
		return n;
	}
	return 0;
}

bool
base_text_clean(struct base_text t)
{
	uint32_t p = 0;
	size_t n;

	for (; t.len > 0; t.data += n, t.len -= n) {
		if ((n = base_text_point(t, &p)) == 0)
			return false;
		if (p == 0xfeff || (p < 0x20 && p != '\n') ||
		    (p >= 0x7f && p <= 0x9f))
			return false;
	}
	return true;
}

size_t
base_text_points(struct base_text t)
{
	size_t points = 0;

	for (size_t i = 0; i < t.len; i++) {
		if (((uint8_t)t.data[i] & 0xc0) != 0x80)
			points++;
	}
	return points;
}

/* Days from civil: Howard Hinnant's "chrono-compatible" algorithm. */
static int32_t
days_from_civil(int32_t y, int32_t m, int32_t d)
{
	int32_t era, yoe, doy, doe;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static void
date_digits(char *at, int width, int32_t v)
{
	for (int i = width - 1; i >= 0; i--, v /= 10)
		at[i] = (char)('0' + v % 10);
}

void
base_date_from_days(int32_t days, struct base_date *out)
{
	int32_t z = days + 719468;
	int32_t era = z / 146097;
	int32_t doe = z - era * 146097;
	int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int32_t mp = (5 * doy + 2) / 153;
	int32_t m = mp + (mp < 10 ? 3 : -9);
	int32_t y = yoe + era * 400 + (m <= 2);

	REQUIRE(y >= 0 && y <= 9999);
	memcpy(out->text, "0000-00-00", sizeof(out->text));
	date_digits(out->text, 4, y);
	date_digits(out->text + 5, 2, m);
	date_digits(out->text + 8, 2, doy - (153 * mp + 2) / 5 + 1);
}

static int32_t
date_number(const char *s, size_t len)
{
	int32_t v = 0;

	for (size_t i = 0; i < len; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

int32_t
base_date_days(const struct base_date *d)
{
	return days_from_civil(date_number(d->text, 4),
	    date_number(d->text + 5, 2), date_number(d->text + 8, 2));
}

enum err
base_date_parse(struct base_text t, struct base_date *out)
{
	struct base_date d = { { 0 } }, again;

	if (t.len != DATE_LEN)
		return ERR_FORMAT;
	for (size_t i = 0; i < DATE_LEN; i++) {
		bool dash = i == 4 || i == 7;

		if (dash ? t.data[i] != '-'
			 : (t.data[i] < '0' || t.data[i] > '9'))
			return ERR_FORMAT;
	}
	memcpy(d.text, t.data, DATE_LEN);
	if (date_number(d.text, 4) < 2000 || date_number(d.text + 5, 2) < 1 ||
	    date_number(d.text + 5, 2) > 12 || date_number(d.text + 8, 2) < 1)
		return ERR_FORMAT;
	/* 31 June and its like come back as another day. */
	if (date_number(d.text + 8, 2) > 31)
		return ERR_FORMAT;
	base_date_from_days(base_date_days(&d), &again);
	if (memcmp(again.text, d.text, DATE_LEN) != 0)
		return ERR_FORMAT;
	*out = d;
	return ERR_OK;
}

void
base_date_at(int64_t unix_time, struct base_date *out)
{
	REQUIRE(unix_time >= 0 && unix_time < 200000000000);
	base_date_from_days(
	    (int32_t)((unix_time + SHANGHAI_OFFSET_S) / DAY_S), out);
}
