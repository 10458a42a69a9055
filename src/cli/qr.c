/* SPDX-License-Identifier: ISC */
#include "cli/qr.h"

#include <errno.h>
#include <stdbool.h>

#include <qrencode.h>

/* A run of dark modules in one row. */
static enum err
put_runs(const QRcode *code, int row, struct base_buf *out)
{
	const unsigned char *cells = code->data + row * code->width;
	enum err e = ERR_OK;
	int begin = 0;

	for (int i = 0; e == ERR_OK && i <= code->width; i++) {
		bool dark = i < code->width && (cells[i] & 1) != 0;

		if (dark)
			continue;
		if (i > begin)
			e = base_buf_addf(out, "M%d %dh%dv1h-%dz", begin, row,
			    i - begin, i - begin);
		begin = i + 1;
	}
	return e;
}

enum err
cli_qr_path(const char *text, unsigned int x, unsigned int y, unsigned int side,
    struct base_buf *out)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_Q);
	enum err e;

	if (code == NULL)
		return errno == ENOMEM ? ERR_MEMORY : ERR_LIMIT;
	/* The modules are units of their own; no gap is left between them. */
	e = base_buf_addf(out,
	    "<svg x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#000000\" d=\"",
	    x, y, side, side, code->width, code->width);
	for (int row = 0; e == ERR_OK && row < code->width; row++)
		e = put_runs(code, row, out);
	if (e == ERR_OK)
		e = base_buf_add_str(out, "\"/></svg>\n");
	QRcode_free(code);
	return e;
}
