/* SPDX-License-Identifier: ISC */
/*
 * Rows of comma-separated values (RFC 4180) that a spreadsheet shows as text:
 * what it would take for a formula gets an apostrophe before it.
 */
#ifndef CLI_CSV_H
#define CLI_CSV_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

/*
 * Append one cell, always in quotes, and what ends it: a comma, or CR LF when
 * it is the last of its row.  ERR_OK, ERR_LIMIT, ERR_MEMORY.
 */
enum err
cli_csv_cell(struct base_buf *out, struct base_text text, bool last) MUST_USE;

/* The same for words of our own. */
enum err
cli_csv_word(struct base_buf *out, const char *text, bool last) MUST_USE;

#endif
