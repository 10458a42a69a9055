/* SPDX-License-Identifier: ISC */
#include "seal/receipt.h"

#include <string.h>

#include <sodium.h>

#include "base/secret.h"
#include "base/text.h"
#include "seal/hkdf.h"

#define DRAWN_LEN 22 /* digits drawn; two check digits follow */
#define CHECK_MOD 97 /* ISO 7064, mod 97-10 */
#define ARGON_OPS 2
#define ARGON_MEMORY ((size_t)19456 * 1024)

/* A digit by rejection: 250 is the largest multiple of ten below 256. */
static enum err
draw_digit(const struct seal_random *rnd, char *digit)
{
	uint8_t b;
	enum err e;

	do {
		if ((e = rnd->fill(rnd->ctx, &b, 1)) != ERR_OK)
			return e;
	} while (b >= 250);
	*digit = (char)('0' + b % 10);
	sodium_memzero(&b, 1);
	return ERR_OK;
}

/* The decimal number of len digits, modulo CHECK_MOD. */
static unsigned int
modulo(const char *digits, size_t len)
{
	unsigned int m = 0;

	for (size_t i = 0; i < len; i++)
		m = (m * 10 + (unsigned int)(digits[i] - '0')) % CHECK_MOD;
	return m;
}

enum err
seal_receipt_new(
    const struct seal_random *rnd, char code[static SEAL_RECEIPT_LEN + 1])
{
	char tmp[SEAL_RECEIPT_LEN + 1];
	unsigned int check;
	enum err e = ERR_OK;

	for (size_t i = 0; i < DRAWN_LEN && e == ERR_OK; i++)
		e = draw_digit(rnd, &tmp[i]);
	if (e != ERR_OK)
		goto out;
	memcpy(tmp + DRAWN_LEN, "00", 3);
	check = 98 - modulo(tmp, SEAL_RECEIPT_LEN);
	tmp[DRAWN_LEN] = (char)('0' + check / 10);
	tmp[DRAWN_LEN + 1] = (char)('0' + check % 10);
	memcpy(code, tmp, sizeof(tmp));
out:
	sodium_memzero(tmp, sizeof(tmp));
	return e;
}

bool
seal_receipt_check(const char code[static SEAL_RECEIPT_LEN])
{
	for (size_t i = 0; i < SEAL_RECEIPT_LEN; i++) {
		if (code[i] < '0' || code[i] > '9')
			return false;
	}
	return modulo(code, SEAL_RECEIPT_LEN) == 1;
}

/*
 * What people and their keyboards put between the groups: white space and
 * hyphens of every width, in ascending order.  The page's twin takes the same.
 */
static const struct {
	uint16_t from, to;
} between[] = {
	{ 0x09, 0x0d },
	{ 0x20, 0x20 },
	{ 0x2d, 0x2d },
	{ 0xa0, 0xa0 },
	{ 0x1680, 0x1680 },
	{ 0x2000, 0x200a },
	{ 0x2010, 0x2015 },
	{ 0x2028, 0x2029 },
	{ 0x202f, 0x202f },
	{ 0x205f, 0x205f },
	{ 0x2212, 0x2212 },
	{ 0x3000, 0x3000 },
	{ 0xfeff, 0xfeff },
	{ 0xff0d, 0xff0d },
};

static bool
is_between(uint32_t point)
{
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		if (point >= between[i].from && point <= between[i].to)
			return true;
	}
	return false;
}

/* The digit that a code point shows, ASCII or full-width; 0 if none. */
static char
digit_of(uint32_t point)
{
	if (point >= '0' && point <= '9')
		return (char)point;
	if (point >= 0xff10 && point <= 0xff19)
		return (char)('0' + (point - 0xff10));
	return 0;
}

enum err
seal_receipt_normalise(
    const char *text, size_t text_len, char code[static SEAL_RECEIPT_LEN + 1])
{
	struct base_text rest = { text, text_len };
	char tmp[SEAL_RECEIPT_LEN + 1] = { 0 }, digit;
	uint32_t point = 0;
	size_t count = 0, n;
	enum err e = ERR_FORMAT;

	for (; rest.len > 0; rest.data += n, rest.len -= n) {
		if ((n = base_text_point(rest, &point)) == 0)
			goto out;
		if (is_between(point))
			continue;
		if ((digit = digit_of(point)) == 0 || count == SEAL_RECEIPT_LEN)
			goto out;
		tmp[count++] = digit;
	}
	if (count != SEAL_RECEIPT_LEN)
		goto out;
	e = seal_receipt_check(tmp) ? ERR_OK : ERR_RECEIPT;
	if (e == ERR_OK)
		memcpy(code, tmp, sizeof(tmp));
out:
	sodium_memzero(tmp, sizeof(tmp));
	return e;
}

void
seal_receipt_show(const char code[static SEAL_RECEIPT_LEN],
    char out[static SEAL_RECEIPT_SHOWN_LEN + 1])
{
	for (size_t i = 0; i < SEAL_RECEIPT_LEN; i++) {
		if (i > 0 && i % 4 == 0)
			*out++ = ' ';
		*out++ = code[i];
	}
	*out = 0;
}

/* SHA-256(host || label || data). */
static void
hash_host(const char *host, const char *label, const uint8_t *data, size_t len,
    uint8_t hash[static crypto_hash_sha256_BYTES])
{
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const uint8_t *)host, strlen(host));
	crypto_hash_sha256_update(&st, (const uint8_t *)label, strlen(label));
	if (len > 0)
		crypto_hash_sha256_update(&st, data, len);
	crypto_hash_sha256_final(&st, hash);
}

enum err
seal_receipt_secret(const char *host, const char code[static SEAL_RECEIPT_LEN],
    uint8_t secret[static SEAL_RECEIPT_SECRET_LEN])
{
	uint8_t salt[crypto_hash_sha256_BYTES];
	enum err e;

	_Static_assert(
	    crypto_pwhash_argon2id_SALTBYTES <= sizeof(salt), "salt");
	hash_host(host, "/receipt/v1", NULL, 0, salt);
	/* No weaker cost when memory is short: the code would open nothing. */
	e = crypto_pwhash(secret, SEAL_RECEIPT_SECRET_LEN, code,
		SEAL_RECEIPT_LEN, salt, ARGON_OPS, ARGON_MEMORY,
		crypto_pwhash_ALG_ARGON2ID13) == 0
		? ERR_OK
		: ERR_MEMORY;
	base_secret_stack_wipe();
	return e;
}

enum err
seal_receipt_derive(const char *host, const char code[static SEAL_RECEIPT_LEN],
    struct seal_receipt_keys *out)
{
	uint8_t secret[SEAL_RECEIPT_SECRET_LEN], x25519[SEAL_KEY_LEN];
	uint8_t sk[crypto_sign_SECRETKEYBYTES];
	enum err e;

	if ((e = seal_receipt_secret(host, code, secret)) != ERR_OK)
		goto out;
	seal_hkdf(x25519, sizeof(x25519), secret, sizeof(secret), NULL, 0,
	    "receipt/v1/age-x25519");
	seal_identity_from_secret(x25519, &out->identity);
	seal_hkdf(out->sign_seed, sizeof(out->sign_seed), secret,
	    sizeof(secret), NULL, 0, "receipt/v1/ed25519");
	(void)crypto_sign_seed_keypair(out->sign_public, sk, out->sign_seed);
	seal_hkdf(out->mailbox, sizeof(out->mailbox), secret, sizeof(secret),
	    NULL, 0, "receipt/v1/mailbox");
out:
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(x25519, sizeof(x25519));
	sodium_memzero(sk, sizeof(sk));
	return e;
}

void
seal_receipt_keys_done(struct seal_receipt_keys *keys)
{
	sodium_memzero(keys, sizeof(*keys));
}

void
seal_receipt_mailbox_hash(const uint8_t mailbox[static SEAL_MAILBOX_LEN],
    uint8_t hash[static SEAL_MAILBOX_HASH_LEN])
{
	crypto_hash_sha256(hash, mailbox, SEAL_MAILBOX_LEN);
}

void
seal_receipt_thread(const char *host,
    const uint8_t sign_public[static SEAL_SIGN_PUBLIC_LEN],
    uint8_t thread[static SEAL_THREAD_LEN])
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	hash_host(
	    host, "/thread/v1\n", sign_public, SEAL_SIGN_PUBLIC_LEN, hash);
	memcpy(thread, hash, SEAL_THREAD_LEN);
}
