/* SPDX-License-Identifier: ISC */
/* HKDF-SHA256 (RFC 5869).  libsodium has it only from 1.0.19 on. */
#ifndef SEAL_HKDF_H
#define SEAL_HKDF_H

#include <stddef.h>
#include <stdint.h>

#define SEAL_HKDF_OUT_MAX (255 * 32)

/*
 * Extract and expand.
 *	out	out_len bytes, at most SEAL_HKDF_OUT_MAX
 *	salt	salt_len bytes; NULL with 0 is the RFC's empty salt
 *	info	text, without its NUL; all our info values are text
 */
void seal_hkdf(uint8_t *out, size_t out_len, const uint8_t *ikm, size_t ikm_len,
    const uint8_t *salt, size_t salt_len, const char *info);

#endif
