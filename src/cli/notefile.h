/* SPDX-License-Identifier: ISC */
/*
 * Note files: texts that wait for signatures and notes that have them, the
 * site they belong to, and adding signatures with key files.
 */
#ifndef CLI_NOTEFILE_H
#define CLI_NOTEFILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/args.h"
#include "sign/note.h"

/* A note or a bare text; ends with cli_notefile_done(). */
struct cli_notefile {
	struct base_buf file;
	bool is_note; /* note below is parsed */
	struct sign_note note;
	struct base_text text;         /* of the note, or the bare text */
	char host[LIMIT_NAME_LEN + 1]; /* before the suffix; "" if none */
};

/*
 * Load path.  suffix, as in SIGN_ROOT_FIRST_LINE, is what the first line must
 * be behind the host; NULL takes any text.  Says what went wrong.  Returns
 * ERR_OK, ERR_IO, ERR_LIMIT, ERR_NOTE, ERR_FORMAT, ERR_MEMORY.
 */
enum err cli_notefile_load(
    const char *path, const char *suffix, struct cli_notefile *out) MUST_USE;
void cli_notefile_done(struct cli_notefile *n);

/* "HOST" of "HOST" + suffix; false if the line is not that. */
bool cli_line_host(struct base_text line, const char *suffix,
    char host[static LIMIT_NAME_LEN + 1]);

/*
 * Sign n with every --key of a (passphrases from --passphrase-fd, one a line)
 * and write the note to --output.  host NULL takes it from each key's name.
 * Says what went wrong.
 */
enum cli_exit cli_notefile_sign(const struct cli_args *a,
    const struct cli_notefile *n, const char *host) MUST_USE;

#endif
