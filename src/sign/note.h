/* SPDX-License-Identifier: ISC */
/*
 * Signed notes (c2sp.org/signed-note, docs/protocol.md section 2):
 *
 *	text LF-terminated, LF, 1*( U+2014 SP name SP base64(keyid4 || sig) LF )
 *
 * split at the last empty line.  A parsed note lends views into the caller's
 * bytes and owns nothing.  Nothing in a note means anything before
 * sign_note_verify() has said who signed it.
 */
#ifndef SIGN_NOTE_H
#define SIGN_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "sign/key.h"

struct sign_note_signature {
	struct base_text name; /* valid by sign_name_valid() */
	uint8_t keyid[SIGN_KEYID_LEN];
	uint8_t sig[SIGN_SIG_LEN]; /* zero unless sig_len is SIGN_SIG_LEN */
	size_t sig_len;		   /* as written, at least 1 */
};

struct sign_note {
	struct base_text text;	     /* with its final LF */
	struct base_text first_line; /* without */
	size_t signature_count;	     /* at least 1 */
	struct sign_note_signature signatures[LIMIT_NOTE_SIGNATURES_MAX];
};

/* Bit i of the result of sign_note_verify() stands for keys[i]. */
#define SIGN_NOTE_KEYS_MAX 64

/*
 * Parse a note as a stranger sent it.
 *	data	len bytes, borrowed by *out as long as that is used
 * Returns ERR_OK, ERR_LIMIT (over LIMIT_NOTE_LEN or too many signatures),
 * ERR_NOTE (not a note, not clean text, not canonical).
 */
enum err sign_note_parse(const void *data, size_t len, struct sign_note *out)
    MUST_USE;

/*
 * Verify against known keys.  Signatures of others are ignored; a known key
 * with a wrong signature rejects the note.
 *	host	holds every known key to its row of the table in section 2;
 *		NULL only for foreign notes, which have no such table
 *	keys	key_count of at most SIGN_NOTE_KEYS_MAX
 *	signers	set on ERR_OK; may be NULL
 * Returns ERR_OK (at least one known key signed), ERR_NOTE_UNSIGNED,
 * ERR_NOTE_SIGNATURE, ERR_NOTE_KEY_NAME.
 */
enum err sign_note_verify(const char *host, const struct sign_note *note,
    const struct sign_vkey *keys, size_t key_count, uint64_t *signers)
    MUST_USE;

/* Number of keys in a set of signers. */
unsigned int sign_note_signers(uint64_t signers);

/*
 * Make a note of a text and one signature, appended to the empty buffer out.
 *	text	clean (base_text_clean()) and LF-terminated
 *	host	as above: the key must be allowed to sign this text
 * Returns ERR_OK, ERR_NOTE, ERR_NOTE_KEY_NAME, ERR_LIMIT, ERR_MEMORY; out is
 * unchanged unless ERR_OK.
 */
enum err sign_note_sign(const char *host, struct base_text text,
    const struct sign_key *key, struct base_buf *out) MUST_USE;

/*
 * Add one more signature line to the note in buf.  A key that has signed
 * already is ERR_EXISTS.  buf is unchanged unless ERR_OK.
 */
enum err sign_note_add(const char *host, const struct sign_key *key,
    struct base_buf *buf) MUST_USE;

/* SHA-256 of a text: what `prev`, `roster`, `after` and pins name. */
void sign_text_hash(struct base_text text, uint8_t out[static SIGN_HASH_LEN]);

/*
 * Make text fit for a note as writers do: CR LF becomes LF, each forbidden
 * character one space.  Appends to out, which is unchanged after an error.
 * Returns ERR_OK, ERR_FORMAT (not UTF-8), ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_text_clean(struct base_text text, struct base_buf *out)
    MUST_USE;

#endif
