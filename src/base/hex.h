/* SPDX-License-Identifier: ISC */
/* Hexadecimal, lower case only, both ways. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define HEX_LEN(n) ((n) * 2)

/* Write HEX_LEN(len) digits and a NUL. */
void base_hex_encode(char *out, const uint8_t *in, size_t len);

/*
 * Decode exactly len bytes from in_len = HEX_LEN(len) lower-case digits.
 * Returns ERR_OK or ERR_FORMAT; out is written only on ERR_OK.
 */
enum err base_hex_decode(uint8_t *out, size_t len, const char *in,
    size_t in_len) MUST_USE;

#endif
