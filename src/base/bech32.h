/* SPDX-License-Identifier: ISC */
/*
 * Bech32 (BIP-173) without its 90 character limit, as age uses it for
 * recipients ("age1...") and identities ("AGE-SECRET-KEY-1...").
 */
#ifndef BASE_BECH32_H
#define BASE_BECH32_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Characters for len data bytes behind an hrp of hrp_len characters. */
#define BECH32_LEN(hrp_len, len) ((hrp_len) + 1 + ((len) * 8 + 4) / 5 + 6)

/*
 * Encode in lower case and NUL-terminate.  out holds
 * BECH32_LEN(strlen(hrp), len) + 1 bytes; hrp is lower case.
 */
void base_bech32_encode(char *out, const char *hrp, const uint8_t *in,
    size_t len);

/*
 * Decode text whose human-readable part is hrp (given in lower case) and whose
 * data are exactly len bytes.  All lower or all upper case.  Returns ERR_OK or
 * ERR_FORMAT; out is written only on ERR_OK.
 */
enum err base_bech32_decode(uint8_t *out, size_t len, const char *hrp,
    const char *in, size_t in_len) MUST_USE;

#endif
