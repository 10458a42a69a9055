/* SPDX-License-Identifier: ISC */
#include "seal/stanza.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/secret.h"
#include "seal/hkdf.h"

#define LINE_COLUMNS 64 /* of a full body line */
#define LINE_LEN 48     /* bytes such a line holds */
#define SALT_LEN 16
#define B64_RAW_LEN(n) (((n)*4 + 2) / 3)

static const char x25519_kind[] = "X25519";
static const char scrypt_kind[] = "scrypt";
static const char x25519_info[] = "age-encryption.org/v1/X25519";
static const char scrypt_label[] = "age-encryption.org/v1/scrypt";

/* Every wrapping key is used once, so the nonce is fixed (age v1). */
static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

/* One or more arguments of visible ASCII, one SP between. */
static enum err
check_args(struct base_text args)
{
	size_t count = 1, arg_len = 0;

	for (size_t i = 0; i < args.len; i++) {
		char c = args.data[i];

		if (c == ' ') {
			if (arg_len == 0)
				return ERR_AGE_HEADER;
			count++;
			arg_len = 0;
			continue;
		}
		if (c < 0x21 || c > 0x7e)
			return ERR_AGE_HEADER;
		if (++arg_len > LIMIT_STANZA_ARG_LEN)
			return ERR_AGE_LIMIT;
	}
	if (arg_len == 0)
		return ERR_AGE_HEADER;
	return count > LIMIT_STANZA_ARGS_MAX ? ERR_AGE_LIMIT : ERR_OK;
}

enum err
seal_stanza_parse(struct base_text *rest, struct seal_stanza *out)
{
	struct base_text left = *rest, line;
	struct seal_stanza s = { 0 };
	uint8_t bytes[LINE_LEN];
	size_t n;
	enum err e;

	if (!base_text_line(&left, &line) || !base_text_starts(line, "-> "))
		return ERR_AGE_HEADER;
	s.args = (struct base_text){ line.data + 3, line.len - 3 };
	if ((e = check_args(s.args)) != ERR_OK)
		return e;
	s.body.data = left.data;
	do {
		/* The last line is short, and is there even if empty. */
		if (!base_text_line(&left, &line) || line.len > LINE_COLUMNS)
			return ERR_AGE_HEADER;
		n = sizeof(bytes);
		if (base_base64_decode(bytes, &n, line.data, line.len,
			BASE64_STD_RAW) != ERR_OK)
			return ERR_AGE_HEADER;
		s.body_len += n;
		if (s.body_len > LIMIT_STANZA_BODY_LEN)
			return ERR_AGE_LIMIT;
	} while (line.len == LINE_COLUMNS);
	s.body.len = (size_t)(left.data - s.body.data);
	*rest = left;
	*out = s;
	return ERR_OK;
}

bool
seal_stanza_arg(const struct seal_stanza *s, size_t i, struct base_text *out)
{
	struct base_text rest = s->args;

	do {
		if (!base_text_word(&rest, out))
			return false;
	} while (i-- > 0);
	return true;
}

bool
seal_stanza_is(const struct seal_stanza *s, const char *kind)
{
	struct base_text arg;

	return seal_stanza_arg(s, 0, &arg) && base_text_is(arg, kind);
}

void
seal_stanza_body(const struct seal_stanza *s, uint8_t *out)
{
	struct base_text rest = s->body, line;
	size_t at = 0;

	while (base_text_line(&rest, &line)) {
		size_t n = s->body_len - at;

		REQUIRE(base_base64_decode(out + at, &n, line.data, line.len,
			    BASE64_STD_RAW) == ERR_OK);
		at += n;
	}
	REQUIRE(at == s->body_len);
}

/* Share and body of a well-formed X25519 stanza; false if it is not one. */
static bool
read_x25519(const struct seal_stanza *s, uint8_t share[static SEAL_KEY_LEN])
{
	struct base_text arg;

	return seal_stanza_is(s, x25519_kind) && seal_stanza_arg(s, 1, &arg) &&
	       base_base64_decode_exact(share, SEAL_KEY_LEN, arg.data, arg.len,
		   BASE64_STD_RAW) == ERR_OK &&
	       !seal_stanza_arg(s, 2, &arg) &&
	       s->body_len == SEAL_WRAPPED_KEY_LEN;
}

bool
seal_stanza_is_x25519(const struct seal_stanza *s)
{
	uint8_t share[SEAL_KEY_LEN];

	return read_x25519(s, share);
}

static enum err
unwrap(const struct seal_stanza *s, const uint8_t key[static 32],
    uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t body[SEAL_WRAPPED_KEY_LEN], plain[SEAL_FILE_KEY_LEN];
	enum err e = ERR_AGE_NO_MATCH;

	seal_stanza_body(s, body);
	if (crypto_aead_chacha20poly1305_ietf_decrypt(plain, NULL, NULL, body,
		sizeof(body), NULL, 0, zero_nonce, key) == 0) {
		memcpy(file_key, plain, sizeof(plain));
		e = ERR_OK;
	}
	sodium_memzero(plain, sizeof(plain));
	base_secret_stack_wipe();
	return e;
}

/* Append "-> ARGS LF body LF"; 32 bytes never fill a line. */
static enum err
write_stanza(const char *args, const uint8_t key[static 32],
    const uint8_t file_key[static SEAL_FILE_KEY_LEN], struct base_buf *out)
{
	uint8_t body[SEAL_WRAPPED_KEY_LEN];
	char text[BASE64_LEN(SEAL_WRAPPED_KEY_LEN) + 1];

	(void)crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key,
	    SEAL_FILE_KEY_LEN, NULL, 0, NULL, zero_nonce, key);
	base_secret_stack_wipe();
	(void)base_base64_encode(text, body, sizeof(body), BASE64_STD_RAW);
	return base_buf_addf(out, "-> %s\n%s\n", args, text);
}

/* Wrapping key of both sides of X25519. */
static void
x25519_key(const uint8_t shared[static SEAL_KEY_LEN],
    const uint8_t share[static SEAL_KEY_LEN], const struct seal_recipient *to,
    uint8_t key[static 32])
{
	uint8_t salt[2 * SEAL_KEY_LEN];

	memcpy(salt, share, SEAL_KEY_LEN);
	memcpy(salt + SEAL_KEY_LEN, to->key, SEAL_KEY_LEN);
	seal_hkdf(
	    key, 32, shared, SEAL_KEY_LEN, salt, sizeof(salt), x25519_info);
}

enum err
seal_stanza_open_x25519(const struct seal_stanza *s,
    const struct seal_identity *id, uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t share[SEAL_KEY_LEN], shared[SEAL_KEY_LEN], key[32];
	enum err e = ERR_AGE_HEADER;

	/* libsodium answers -1 to an all-zero secret, which age forbids. */
	if (!read_x25519(s, share) ||
	    crypto_scalarmult(shared, id->secret, share) != 0)
		goto out;
	x25519_key(shared, share, &id->recipient, key);
	e = unwrap(s, key, file_key);
out:
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
	return e;
}

enum err
seal_stanza_write_x25519(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_recipient *to, const struct seal_random *rnd,
    struct base_buf *out)
{
	struct seal_identity eph = { 0 };
	uint8_t shared[SEAL_KEY_LEN], key[32];
	char args[sizeof(x25519_kind) + 1 + BASE64_LEN(SEAL_KEY_LEN)];
	enum err e;

	if ((e = seal_identity_new(rnd, &eph)) != ERR_OK)
		goto out;
	if (crypto_scalarmult(shared, eph.secret, to->key) != 0) {
		e = ERR_AGE_RECIPIENT;
		goto out;
	}
	x25519_key(shared, eph.recipient.key, to, key);
	memcpy(args, "X25519 ", sizeof(x25519_kind));
	(void)base_base64_encode(args + sizeof(x25519_kind), eph.recipient.key,
	    SEAL_KEY_LEN, BASE64_STD_RAW);
	e = write_stanza(args, key, file_key, out);
out:
	seal_identity_done(&eph);
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(key, sizeof(key));
	return e;
}

static enum err
scrypt_key(const char *passphrase, size_t passphrase_len,
    const uint8_t salt[static SALT_LEN], unsigned int log_n,
    uint8_t key[static 32])
{
	uint8_t labelled[sizeof(scrypt_label) - 1 + SALT_LEN];
	enum err e;

	memcpy(labelled, scrypt_label, sizeof(scrypt_label) - 1);
	memcpy(labelled + sizeof(scrypt_label) - 1, salt, SALT_LEN);
	e = crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *)passphrase,
		passphrase_len, labelled, sizeof(labelled),
		(uint64_t)1 << log_n, 8, 1, key, 32) == 0
		? ERR_OK
		: ERR_MEMORY;
	base_secret_stack_wipe();
	return e;
}

/*
 * A decimal of any length without leading zeros: what is over the limit is well
 * formed all the same, and told apart.
 */
static enum err
read_work_factor(struct base_text arg, uint64_t *log_n)
{
	if (base_text_decimal(arg, LIMIT_SCRYPT_LOG_N, log_n) == ERR_OK)
		return *log_n == 0 ? ERR_AGE_HEADER : ERR_OK;
	if (arg.len == 0 || arg.data[0] == '0')
		return ERR_AGE_HEADER;
	for (size_t i = 0; i < arg.len; i++) {
		if (arg.data[i] < '0' || arg.data[i] > '9')
			return ERR_AGE_HEADER;
	}
	return ERR_AGE_WORK;
}

enum err
seal_stanza_open_scrypt(const struct seal_stanza *s, const char *passphrase,
    size_t passphrase_len, uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	struct base_text arg, factor;
	uint8_t salt[SALT_LEN], key[32];
	uint64_t log_n = 0;
	enum err e;

	if (!seal_stanza_is(s, scrypt_kind) || !seal_stanza_arg(s, 1, &arg) ||
	    base_base64_decode_exact(salt, sizeof(salt), arg.data, arg.len,
		BASE64_STD_RAW) != ERR_OK ||
	    !seal_stanza_arg(s, 2, &factor) || seal_stanza_arg(s, 3, &arg) ||
	    s->body_len != SEAL_WRAPPED_KEY_LEN)
		return ERR_AGE_HEADER;
	if ((e = read_work_factor(factor, &log_n)) != ERR_OK)
		return e;
	if ((e = scrypt_key(passphrase, passphrase_len, salt,
		 (unsigned int)log_n, key)) == ERR_OK)
		e = unwrap(s, key, file_key);
	sodium_memzero(key, sizeof(key));
	return e;
}

enum err
seal_stanza_write_scrypt(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const char *passphrase, size_t passphrase_len, unsigned int log_n,
    const struct seal_random *rnd, struct base_buf *out)
{
	struct base_buf args;
	uint8_t salt[SALT_LEN], key[32];
	char text[BASE64_LEN(SALT_LEN) + 1];
	enum err e;

	REQUIRE(log_n >= 1 && log_n <= LIMIT_SCRYPT_LOG_N);
	base_buf_init(&args, LIMIT_STANZA_ARG_LEN);
	if ((e = rnd->fill(rnd->ctx, salt, sizeof(salt))) != ERR_OK ||
	    (e = scrypt_key(passphrase, passphrase_len, salt, log_n, key)) !=
		ERR_OK)
		goto out;
	(void)base_base64_encode(text, salt, sizeof(salt), BASE64_STD_RAW);
	if ((e = base_buf_addf(&args, "%s %s %u", scrypt_kind, text, log_n)) !=
		ERR_OK ||
	    (e = base_buf_add(&args, "", 1)) != ERR_OK)
		goto out;
	e = write_stanza((const char *)args.data, key, file_key, out);
out:
	base_buf_done(&args);
	sodium_memzero(key, sizeof(key));
	return e;
}
