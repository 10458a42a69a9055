/* SPDX-License-Identifier: ISC */
#include "cli/csv.h"

#include <string.h>

/*
 * True if a spreadsheet may take it for a formula: = + - @, their wide forms,
 * and white space, which some skip before they look.
 */
static bool
is_formula(struct base_text t)
{
	static const uint32_t signs[] = { '=', '+', '-', '@', '\t', '\r', '\n',
		' ', 0x3000, 0xff1d, 0xff0b, 0xff0d, 0xff20, 0x2212 };
	uint32_t point;

	if (base_text_point(t, &point) == 0)
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (signs[i] == point)
			return true;
	}
	return false;
}

enum err
cli_csv_cell(struct base_buf *out, struct base_text text, bool last)
{
	enum err e;

	e = base_buf_add(out, "\"'", is_formula(text) ? 2 : 1);
	for (size_t i = 0; e == ERR_OK && i < text.len; i++) {
		e = base_buf_add(out, &text.data[i], 1);
		if (e == ERR_OK && text.data[i] == '"')
			e = base_buf_add(out, "\"", 1);
	}
	if (e == ERR_OK)
		e = last ? base_buf_add(out, "\"\r\n", 3)
			 : base_buf_add(out, "\",", 2);
	return e;
}

enum err
cli_csv_word(struct base_buf *out, const char *text, bool last)
{
	return cli_csv_cell(
	    out, (struct base_text){ text, strlen(text) }, last);
}
