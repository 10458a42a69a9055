/* SPDX-License-Identifier: ISC */
#include "cli/poster.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "cli/lettering.h"
#include "cli/poster_text.h"
#include "cli/qr.h"
#include "cli/say.h"
#include "sign/root.h"

/* Tenths of a millimetre: A4 is 2100 by 2970. */
#define LEFT 140u
#define COLUMN 1140u /* where the text beside the code begins */
#define RIGHT 1960u
#define QR_SIDE 900u /* and 100 free around it: four modules are 73 */
#define BAND_HEIGHT 720u
#define CODE_TOP 810u
#define FOOT_TOP 2760u
#define COLOR_LEN 7
#define LINK_LETTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

#define INK "#17211d"
#define SOFT "#4c5853"

/* clang-format off */
static const struct poster_words
	headline = { "想说的，写在这里", "Tell us here" },
	lead = {
		"不用登录，不留姓名。您写的内容先在手机上加密，再寄出。",
		"No login, no name. What you write is sealed on your phone "
		"before it is sent." },
	scan = { "用手机扫左边的码", "Scan the code with a phone" },
	type = { "或者在浏览器里输入", "Or type into a browser" },
	digits = { "网页上“收件人钥匙”里的核对数字，应当是",
		"On the page, the digits under Readers' keys must be" },
	who = { "谁能打开您写的", "Who can open what you write" },
	nobody = { "服务器和管服务器的人打不开。",
		"The server and those who run it cannot." },
	superior = { "反映领导的", "On a leader" },
	advice = {
		"用自己的手机流量更稳妥。微信里请点右上角“···”，选“在浏览器打开”。",
		"Your own mobile data is safer. In WeChat tap the three dots and "
		"open in a browser." };
/* clang-format on */

static const char *
member(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s == NULL ? "" : s;
}

static struct poster_words
words_of(const json_t *text)
{
	return (struct poster_words){ member(text, "zh"), member(text, "en") };
}

static const json_t *
by_code(const json_t *list, const char *code)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		if (strcmp(member(one, "code"), code) == 0)
			return one;
	}
	return NULL;
}

bool
cli_poster_find(const json_t *site, const char *code, struct cli_poster *p)
{
	const json_t *station =
	    by_code(json_object_get(site, "stations"), code);
	const json_t *place =
	    station != NULL ? station
			    : by_code(json_object_get(site, "campaigns"), code);

	if (place == NULL)
		return false;
	p->place = place;
	p->campaign = station == NULL;
	return true;
}

/* "#rrggbb", or the colour of the page. */
static enum err
color_of(const struct cli_poster *p, char out[static COLOR_LEN + 1])
{
	const json_t *color = json_object_get(p->place, "color");
	const char *s = color == NULL ? "#0d5546" : member(p->place, "color");

	if (strlen(s) != COLOR_LEN || s[0] != '#' ||
	    strspn(s + 1, "0123456789abcdef") != COLOR_LEN - 1) {
		cli_error("the colour of %s %s is not like #0d5546",
		    p->campaign ? "campaign" : "station",
		    member(p->place, "code"));
		return ERR_FORMAT;
	}
	memcpy(out, s, COLOR_LEN + 1);
	return ERR_OK;
}

/* Relative luminance (WCAG 2.2): black or white on it, whichever is clearer. */
static const char *
ink_on(const char *color)
{
	static const double weight[] = { 0.2126, 0.7152, 0.0722 };
	double light = 0;

	for (size_t i = 0; i < 3; i++) {
		char two[3] = { color[1 + 2 * i], color[2 + 2 * i], 0 };
		double v = (double)strtoul(two, NULL, 16) / 255;

		v = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
		light += weight[i] * v;
	}
	return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff"
							     : "#000000";
}

/* What the band says largest: words for all, or the campaign's own. */
static enum err
draw_headline(const struct cli_poster *p, struct poster_style *s,
    struct base_buf *out, unsigned int *y)
{
	struct poster_words hint = words_of(json_object_get(p->place, "hint"));
	enum err e;

	s->size = p->campaign ? 170 : 190, s->least = 80, s->bold = true;
	e = cli_poster_text(
	    out, s, p->campaign ? member(p->place, "zh") : headline.zh, y);
	if (e == ERR_OK && p->campaign) {
		s->size = 60, s->least = 34, s->lang = "en";
		e = cli_poster_text(out, s, member(p->place, "en"), y);
		s->lang = "zh-CN";
	}
	s->size = p->campaign ? 54 : 62, s->least = p->campaign ? 30 : 40;
	s->bold = false, s->lines = p->campaign ? 1 : 2;
	return e == ERR_OK
		   ? cli_poster_both(out, s, p->campaign ? &hint : &lead, y)
		   : e;
}

/* The band on top: whose box this is, and what it is for. */
static enum err
draw_band(const struct cli_poster *p, const char *color, struct base_buf *out)
{
	struct poster_style s = { .x = LEFT,
		.width = RIGHT - LEFT,
		.lines = 1,
		.size = 66,
		.least = 30,
		.bold = true,
		.fill = ink_on(color),
		.lang = "zh-CN" };
	struct poster_words name = words_of(json_object_get(p->site, "name"));
	struct poster_words organ = words_of(json_object_get(p->site, "organ"));
	unsigned int y = 85;
	enum err e;

	e = base_buf_addf(out,
	    "<rect width=\"2100\" height=\"%u\" fill=\"%s\"/>\n", BAND_HEIGHT,
	    color);
	if (e == ERR_OK)
		e = cli_poster_text(out, &s, name.zh, &y);
	s.size = 46, s.bold = false;
	if (e == ERR_OK)
		e = cli_poster_text(out, &s, organ.zh, &y);
	y += p->campaign ? 20 : 40;
	if (e == ERR_OK)
		e = draw_headline(p, &s, out, &y);
	if (e == ERR_OK && y > BAND_HEIGHT + 20) {
		cli_error("too much text in the band of the poster");
		e = ERR_FORMAT;
	}
	return e;
}

static enum err
draw_code(const struct cli_poster *p, struct base_buf *out)
{
	char pin[BASE64_LEN(SIGN_HASH_LEN) + 1];
	char link[LIMIT_NAME_LEN + 128];
	const char *code = member(p->place, "code");

	/* As the page's poster links have it (docs/protocol.md). */
	if (strlen(code) > 32 || code[strspn(code, LINK_LETTERS)] != '\0') {
		cli_error("the code %s has a letter that the page does not "
			  "take from a link",
		    code);
		return ERR_FORMAT;
	}
	base_base64_encode(pin, p->pin, sizeof(p->pin), BASE64_URL_RAW);
	(void)snprintf(
	    link, sizeof(link), "https://%s/#s=%s&r1=%s", p->host, code, pin);
	return cli_qr_path(link, LEFT, CODE_TOP, QR_SIDE, out);
}

/* One line if that can still be read from afar, else several. */
static enum err
put_address(const struct cli_poster *p, struct base_buf *out, unsigned int *y)
{
	struct poster_style s = { .x = COLUMN,
		.width = RIGHT - COLUMN,
		.lines = 1,
		.size = 62,
		.least = 38,
		.bold = true,
		.mono = true,
		.fill = INK,
		.lang = "en" };
	char address[LIMIT_NAME_LEN + 16];
	struct base_text line;
	int len;

	len = snprintf(address, sizeof(address), "https://%s/", p->host);
	if (cli_lettering_wrap(LETTERING_MONO,
		(struct base_text){ address, (size_t)len },
		s.width * 100 / s.least, &line, 1) == 0)
		s.lines = 6, s.least = 28;
	return cli_poster_text(out, &s, address, y);
}

/* The days of a campaign; the hours of a station follow its name. */
static enum err
put_days(const struct cli_poster *p, struct poster_style *s,
    struct base_buf *out, unsigned int *y)
{
	struct base_date from, to;
	char zh[96], en[64];
	const struct poster_words days = { zh, en };
	const char *f = member(p->place, "from"), *t = member(p->place, "to");

	if (base_date_parse((struct base_text){ f, strlen(f) }, &from) !=
		ERR_OK ||
	    base_date_parse((struct base_text){ t, strlen(t) }, &to) !=
		ERR_OK ||
	    strcmp(from.text, to.text) > 0) {
		cli_error("the days of campaign %s are not like 2026-11-01, "
			  "or not in order",
		    member(p->place, "code"));
		return ERR_FORMAT;
	}
	(void)snprintf(zh, sizeof(zh), "%.4s年%ld月%ld日至%.4s年%ld月%ld日", f,
	    strtol(f + 5, NULL, 10), strtol(f + 8, NULL, 10), t,
	    strtol(t + 5, NULL, 10), strtol(t + 8, NULL, 10));
	(void)snprintf(en, sizeof(en), "%s to %s", f, t);
	s->size = 60, s->least = 40, s->lines = 1;
	return cli_poster_both(out, s, &days, y);
}

static enum err
put_hours(const struct cli_poster *p, struct poster_style *s,
    struct base_buf *out, unsigned int *y)
{
	const json_t *hours = json_object_get(p->place, "hours");
	struct poster_words w = words_of(p->place);
	enum err e = cli_poster_both(out, s, &w, y);

	s->size = 52, s->least = 36, s->bold = false;
	w = words_of(hours);
	return e == ERR_OK && hours != NULL ? cli_poster_both(out, s, &w, y)
					    : e;
}

/* The station or the campaign's days, and what stands beside the code. */
static enum err
draw_column(const struct cli_poster *p, struct base_buf *out)
{
	struct poster_style s = { .x = COLUMN,
		.width = RIGHT - COLUMN,
		.lines = 2,
		.size = 92,
		.least = 44,
		.bold = true,
		.fill = INK,
		.lang = "zh-CN" };
	unsigned int y = CODE_TOP - 20;
	enum err e =
	    p->campaign ? put_days(p, &s, out, &y) : put_hours(p, &s, out, &y);

	s.size = 52, s.least = 36, s.bold = false;
	if (e == ERR_OK && p->campaign) {
		s.size = 46, s.lines = 3;
		e = cli_poster_both(out, &s, &lead, &y);
		s.size = 52, s.lines = 2;
	}
	y += p->campaign ? 0 : 50;
	s.bold = true;
	if (e == ERR_OK)
		e = cli_poster_both(out, &s, &scan, &y);
	y += 20;
	if (e == ERR_OK)
		e = cli_poster_both(out, &s, &type, &y);
	if (e == ERR_OK)
		e = put_address(p, out, &y);
	if (e == ERR_OK && y > CODE_TOP + QR_SIDE + 40) {
		cli_error("too much text beside the code of the poster");
		e = ERR_FORMAT;
	}
	return e;
}

/* What those who typed the address compare; the code's link carries it. */
static enum err
draw_digits(const struct cli_poster *p, struct base_buf *out)
{
	struct poster_style s = { .x = LEFT,
		.width = RIGHT - LEFT,
		.lines = 1,
		.size = 52,
		.least = 36,
		.fill = INK,
		.lang = "zh-CN" };
	char pin[SIGN_PIN_DIGITS_LEN + 1];
	unsigned int y = 1800;
	enum err e = cli_poster_both(out, &s, &digits, &y);

	sign_pin_digits(p->pin, pin);
	s.size = s.least = 122, s.bold = true, s.mono = true, s.lang = "en";
	return e == ERR_OK ? cli_poster_text(out, &s, pin, &y) : e;
}

/* "FORM: CLASS", of each form and of the superior. */
static enum err
put_reader(struct base_buf *out, const struct poster_style *s,
    struct poster_words what, struct poster_words reader, unsigned int *y)
{
	char zh[512], en[512];
	const struct poster_words line = { zh, en };

	(void)snprintf(zh, sizeof(zh), "%s：%s", what.zh, reader.zh);
	(void)snprintf(en, sizeof(en), "%s: %s", what.en, reader.en);
	return cli_poster_both(out, s, &line, y);
}

/* No form before the i-th has its class. */
static bool
is_first_of_class(const json_t *forms, size_t i)
{
	const char *name = member(json_array_get(forms, i), "class");

	for (size_t k = 0; k < i; k++) {
		if (strcmp(member(json_array_get(forms, k), "class"), name) ==
		    0)
			return false;
	}
	return true;
}

static enum err
draw_readers(
    const struct cli_poster *p, const char *color, struct base_buf *out)
{
	const json_t *names = json_object_get(p->site, "class_names");
	const json_t *forms = json_object_get(p->site, "forms"), *form;
	const json_t *above = json_object_get(names, "leadership");
	struct poster_style s = { .x = LEFT + 60,
		.width = RIGHT - LEFT - 60,
		.lines = 1,
		.size = 54,
		.least = 34,
		.bold = true,
		.fill = INK,
		.lang = "zh-CN" };
	const unsigned int top = 2130;
	unsigned int y = top;
	size_t i;
	enum err e = cli_poster_both(out, &s, &who, &y);

	s.size = 50, s.bold = false;
	json_array_foreach(forms, i, form)
	{
		/* A campaign's forms are gone before the poster is. */
		if (e == ERR_OK && is_first_of_class(forms, i))
			e = put_reader(out, &s,
			    words_of(json_object_get(form, "name")),
			    words_of(
				json_object_get(names, member(form, "class"))),
			    &y);
	}
	if (e == ERR_OK && above != NULL)
		e = put_reader(out, &s, superior, words_of(above), &y);
	if (e == ERR_OK)
		e = cli_poster_both(out, &s, &nobody, &y);
	if (e == ERR_OK && y > FOOT_TOP) {
		cli_error("too many forms for a poster");
		e = ERR_FORMAT;
	}
	return e != ERR_OK ? e
			   : base_buf_addf(out,
				 "<rect x=\"%u\" y=\"%u\" width=\"16\" "
				 "height=\"%u\" fill=\"%s\"/>\n",
				 LEFT, top + 10, y - top - 20, color);
}

static enum err
draw_foot(const struct cli_poster *p, struct base_buf *out)
{
	struct poster_style s = { .x = LEFT,
		.width = RIGHT - LEFT,
		.lines = 1,
		.size = 40,
		.least = 28,
		.fill = SOFT,
		.lang = "zh-CN" };
	struct poster_words urgent = words_of(
	    json_object_get(json_object_get(p->site, "texts"), "urgent"));
	unsigned int y = FOOT_TOP;
	enum err e = cli_poster_both(out, &s, &advice, &y);

	return e == ERR_OK ? cli_poster_both(out, &s, &urgent, &y) : e;
}

enum err
cli_poster_draw(const struct cli_poster *p, struct base_buf *out)
{
	struct poster_words name = words_of(p->place);
	char color[COLOR_LEN + 1];
	enum err e;

	if ((e = color_of(p, color)) != ERR_OK ||
	    (e = base_buf_add_str(out,
		 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" "
		 "height=\"297mm\" viewBox=\"0 0 2100 2970\" role=\"img\" "
		 "xml:lang=\"zh-CN\">\n<title>")) != ERR_OK ||
	    (e = cli_poster_escape(out,
		 (struct base_text){ name.zh, strlen(name.zh) })) != ERR_OK ||
	    (e = base_buf_add_str(out, "</title>\n"
				       "<rect width=\"2100\" height=\"2970\" "
				       "fill=\"#ffffff\"/>\n")) != ERR_OK)
		return e;
	if ((e = draw_band(p, color, out)) != ERR_OK ||
	    (e = draw_code(p, out)) != ERR_OK ||
	    (e = draw_column(p, out)) != ERR_OK ||
	    (e = draw_digits(p, out)) != ERR_OK ||
	    (e = draw_readers(p, color, out)) != ERR_OK ||
	    (e = draw_foot(p, out)) != ERR_OK)
		return e;
	return base_buf_add_str(out, "</svg>\n");
}
