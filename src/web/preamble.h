/* SPDX-License-Identifier: ISC */
/*
 * The preamble of a post (docs/protocol.md section 6): at most 2 KiB of ASCII
 * lines `name value`, in the order that the route gives, each once, then an
 * empty line, then the sealed object.
 */
#ifndef WEB_PREAMBLE_H
#define WEB_PREAMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct web_preamble_line {
	const char *name;
	bool optional;
};

/*
 * Parse.
 *	body	len bytes, untrusted; borrowed by value and rest
 *	lines	what is expected, in order
 *	value	count values; data NULL for an optional line that is not there
 *	rest	what follows the empty line
 * Returns ERR_OK or ERR_PREAMBLE.
 */
enum err web_preamble_parse(const uint8_t *body, size_t len,
    const struct web_preamble_line *lines, size_t count,
    struct base_text *value, struct base_text *rest) MUST_USE;

/* Decode a value of exactly len bytes of base64url.  ERR_OK, ERR_PREAMBLE. */
enum err
web_preamble_bytes(struct base_text value, uint8_t *out, size_t len) MUST_USE;

#endif
