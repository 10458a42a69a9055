/* SPDX-License-Identifier: ISC */
/*
 * Files of signing keys that no identity stands behind: roots, promises, the
 * log.  The key line is the one of Go's sumdb/note, so that its tools can sign
 * and check with the same file:
 *
 *	# qingfeng signing key, box.example.org/promise
 *	PRIVATE+KEY+<name>+<hex key id>+<base64(01 || seed)>
 */
#ifndef SIGN_KEYFILE_H
#define SIGN_KEYFILE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "sign/key.h"

/*
 * Parse a whole file: empty lines and lines beginning with `#` do not count,
 * one key line is left; LF or CR LF.
 *	file	untrusted, borrowed; the caller wipes it
 *	out	new on ERR_OK; freed with sign_key_free()
 * Returns ERR_OK, ERR_FORMAT (no key line, more than one, or a damaged one: the
 * key id is checked against name and seed), ERR_MEMORY.
 */
enum err
sign_keyfile_parse(struct base_text file, struct sign_key **out) MUST_USE;

/*
 * Append the file of a key: a comment that names it and the key line.  out
 * holds a secret from then on.  Returns ERR_OK, ERR_LIMIT, ERR_MEMORY; on an
 * error the caller throws out away.
 */
enum err
sign_keyfile_write(const struct sign_key *key, struct base_buf *out) MUST_USE;

#endif
