/* SPDX-License-Identifier: ISC */
#include "seal/hkdf.h"

#include <string.h>

#include <sodium.h>

#include "base/err.h"

#define HASH_LEN crypto_auth_hmacsha256_BYTES

void
seal_hkdf(uint8_t *out, size_t out_len, const uint8_t *ikm, size_t ikm_len,
    const uint8_t *salt, size_t salt_len, const char *info)
{
	static const uint8_t none[1];
	crypto_auth_hmacsha256_state st;
	uint8_t prk[HASH_LEN], t[HASH_LEN], count = 0;
	size_t n;

	REQUIRE(out_len <= SEAL_HKDF_OUT_MAX);
	/*
	 * The one-shot HMAC takes 32-byte keys only.  An empty key is the RFC's
	 * default salt: HMAC fills a short key with zeros anyway.
	 */
	crypto_auth_hmacsha256_init(&st, salt != NULL ? salt : none, salt_len);
	crypto_auth_hmacsha256_update(&st, ikm, ikm_len);
	crypto_auth_hmacsha256_final(&st, prk);
	while (out_len > 0) {
		crypto_auth_hmacsha256_init(&st, prk, sizeof(prk));
		if (count > 0)
			crypto_auth_hmacsha256_update(&st, t, sizeof(t));
		crypto_auth_hmacsha256_update(
		    &st, (const uint8_t *)info, strlen(info));
		count++;
		crypto_auth_hmacsha256_update(&st, &count, 1);
		crypto_auth_hmacsha256_final(&st, t);
		n = out_len < sizeof(t) ? out_len : sizeof(t);
		memcpy(out, t, n);
		out += n;
		out_len -= n;
	}
	sodium_memzero(&st, sizeof(st));
	sodium_memzero(prk, sizeof(prk));
	sodium_memzero(t, sizeof(t));
}
