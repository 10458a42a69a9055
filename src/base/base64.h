/* SPDX-License-Identifier: ISC */
/*
 * Base64 (RFC 4648), canonical only: no white space, no missing or spare
 * padding, no set bits behind the last byte.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum base64_variant {
	BASE64_STD,	/* section 4, padded: notes, entries */
	BASE64_STD_RAW, /* section 4, unpadded: age headers */
	BASE64_URL_RAW, /* section 5, unpadded: preambles, bearers, links */
};

/* Length of the padded text; the unpadded one is never longer. */
#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

/*
 * Encode and NUL-terminate.  out holds BASE64_LEN(len) + 1 bytes.  Returns
 * the text's length without the NUL.  Constant time in the value.
 */
size_t base_base64_encode(char *out, const uint8_t *in, size_t len,
    enum base64_variant v);

/*
 * Decode.  *len is the room in out before and the bytes written after.
 * Returns ERR_OK, ERR_FORMAT (not canonical) or ERR_LIMIT (does not fit);
 * *len is set only on ERR_OK.
 */
enum err base_base64_decode(uint8_t *out, size_t *len, const char *in,
    size_t in_len, enum base64_variant v) MUST_USE;

/* Decode exactly len bytes; any other length is ERR_FORMAT. */
enum err base_base64_decode_exact(uint8_t *out, size_t len, const char *in,
    size_t in_len, enum base64_variant v) MUST_USE;

#endif
