/* SPDX-License-Identifier: ISC */
#include "cli/poster_text.h"

#include <string.h>

#include "base/text.h"
#include "cli/lettering.h"
#include "cli/say.h"

#define SANS                                                      \
	"'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC'," \
	"'PingFang SC','Microsoft YaHei',sans-serif"
#define MONO "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace"
enum err
cli_poster_escape(struct base_buf *out, struct base_text t)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < t.len; i++) {
		switch (t.data[i]) {
		case '&':
			e = base_buf_add_str(out, "&amp;");
			break;
		case '<':
			e = base_buf_add_str(out, "&lt;");
			break;
		case '>':
			e = base_buf_add_str(out, "&gt;");
			break;
		default:
			e = base_buf_add(out, &t.data[i], 1);
		}
	}
	return e;
}

static enum err
put_line(struct base_buf *out, const struct poster_style *s, unsigned int size,
    unsigned int y, struct base_text line)
{
	enum err e;

	e = base_buf_addf(out,
	    "<text x=\"%u\" y=\"%u\" font-size=\"%u\" font-weight=\"%d\" "
	    "font-family=\"%s\" fill=\"%s\" xml:lang=\"%s\" "
	    "text-anchor=\"%s\" xml:space=\"preserve\">",
	    s->x, y, size, s->bold ? 700 : 400, s->mono ? MONO : SANS, s->fill,
	    s->lang, s->center ? "middle" : "start");
	if (e == ERR_OK)
		e = cli_poster_escape(out, line);
	return e == ERR_OK ? base_buf_add_str(out, "</text>\n") : e;
}

enum err
cli_poster_text(struct base_buf *out, const struct poster_style *s,
    const char *text, unsigned int *y)
{
	struct base_text t = { text, strlen(text) };
	struct base_text line[LETTERING_LINES_MAX];
	unsigned int size = s->size;
	size_t count = 0;
	enum err e = ERR_OK;

	if (t.len == 0 || !base_text_clean(t) || strchr(text, '\n') != NULL) {
		cli_error("a text of the poster is empty or has a line break "
			  "or a control character");
		return ERR_FORMAT;
	}
	for (; size >= s->least && count == 0; size -= 2)
		count = cli_lettering_wrap(
		    s->mono ? LETTERING_MONO : LETTERING_SANS, t,
		    s->width * 100 / size, line, s->lines);
	size += 2;
	if (count == 0) {
		cli_error("too long for a poster: %s", text);
		return ERR_FORMAT;
	}
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		*y += i == 0 ? size : size * 13 / 10;
		e = put_line(out, s, size, *y, line[i]);
	}
	*y += size * 3 / 10;
	return e;
}

enum err
cli_poster_both(struct base_buf *out, const struct poster_style *s,
    const struct poster_words *w, unsigned int *y)
{
	struct poster_style small = *s;
	enum err e;

	small.size = s->size * 65 / 100;
	small.least = small.size * 7 / 10;
	small.lines = s->lines + 1;
	small.bold = false;
	small.lang = "en";
	e = cli_poster_text(out, s, w->zh, y);
	if (e == ERR_OK)
		e = cli_poster_text(out, &small, w->en, y);
	*y += s->size * 3 / 10;
	return e;
}
