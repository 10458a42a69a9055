/* SPDX-License-Identifier: ISC */
/*
 * A report as `qf send` and a phone make it, real to the last byte: code,
 * keys, signed entry, sealed object, self (docs/protocol.md sections 1, 3, 5).
 */
#ifndef LOAD_REPORT_H
#define LOAD_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/object.h"
#include "seal/receipt.h"
#include "sign/roster.h"

/* To whom reports are sealed.  From load_site_read() to load_site_done(). */
struct load_site {
	const char *host; /* borrowed */
	struct sign_roster *roster;
	const struct sign_class *readers;
	struct base_date today;
};

/*
 * Read the roster note of a site.
 *	class_name	whose officers read
 * Returns ERR_OK, ERR_IO (the file), ERR_NOTE, ERR_ROSTER (also: no such
 * class), ERR_LIMIT, ERR_MEMORY.  The caller knows where the note is from: no
 * signature is checked.
 */
enum err load_site_read(struct load_site *s, const char *host, const char *path,
    const char *class_name) MUST_USE;
void load_site_done(struct load_site *s);

struct load_report {
	struct base_buf body; /* what goes over the wire */
	uint8_t id[SEAL_ID_LEN];
	uint8_t d[SEAL_COMMIT_LEN];
	uint8_t open[SEAL_OPEN_LEN];
	uint8_t thread[SEAL_THREAD_LEN];
	uint8_t mailbox[SEAL_MAILBOX_LEN];
	char code[SEAL_RECEIPT_LEN + 1]; /* "" when quick */
};

/*
 * Write, sign and seal one report whose free text is `text`.
 *	quick	random keys in place of those of a receipt code, whose
 *		Argon2id is most of the work
 *	out	ended with load_report_done() in every case
 * Errors of seal/ and sign/.
 */
enum err load_report_make(const struct load_site *s, bool quick,
    const char *text, struct load_report *out) MUST_USE;
void load_report_done(struct load_report *r);

#endif
