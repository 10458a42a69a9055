/* SPDX-License-Identifier: ISC */
/*
 * A roster as rows of text to be edited: taken from the version before, then
 * changed by options.  Whether the result is a roster is judged by parsing it.
 */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#define CLI_ROWS_MAX 256

struct cli_rows {
	struct cli_row {
		size_t kind; /* place in the order of lines */
		char *text;  /* behind the kind's word; owned */
	} row[CLI_ROWS_MAX];
	size_t count;
};

void cli_rows_init(struct cli_rows *r);
void cli_rows_done(struct cli_rows *r);

/* Add all lines behind the first one.  ERR_OK, ERR_ROSTER, ERR_LIMIT, MEMORY */
enum err cli_rows_read(struct cli_rows *r, struct base_text text) MUST_USE;

/*
 * Put a row.  Rows whose first `words` words are the same are replaced; words
 * 0 replaces all rows of the kind.  text may repeat the kind's word.
 */
enum err cli_rows_put(struct cli_rows *r, const char *kind, const char *text,
    size_t words) MUST_USE;

/* Add a row and replace nothing. */
enum err
cli_rows_add(struct cli_rows *r, const char *kind, const char *text) MUST_USE;

/* Remove all rows of a kind. */
void cli_rows_drop(struct cli_rows *r, const char *kind);

/*
 * Take number ("07") out of officers, roles and classes: what a `revoked` row
 * asks for.
 */
enum err cli_rows_revoke(struct cli_rows *r, struct base_text number) MUST_USE;

/*
 * Put number ("07") into the class of this name, or take it out.  Returns
 * ERR_OK, ERR_NOT_FOUND (no such class, or he is not in it), ERR_EXISTS (in it
 * already), ERR_MEMORY.
 */
enum err cli_rows_class(struct cli_rows *r, const char *name,
    const char *number, bool in) MUST_USE;

/* Append the rows in the order of lines; officers and revoked by number. */
enum err
cli_rows_write(const struct cli_rows *r, struct base_buf *out) MUST_USE;

#endif
