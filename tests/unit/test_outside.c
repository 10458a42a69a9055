/* SPDX-License-Identifier: ISC */
/*
 * What the specifications print as examples, and what Debian's argon2 says,
 * through our own wrappers; tests/lib/outside.test.ts reads the same file.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "base/bech32.h"
#include "seal/hkdf.h"
#include "seal/receipt.h"
#include "seal/stanza.h"
#include "seal/stream.h"
#include "unit/sign_fixture.h"

#define BYTES_MAX 1100

struct bytes {
	uint8_t data[BYTES_MAX];
	size_t len;
};

static json_t *
section(json_t **file, const char *name)
{
	*file = vectors_load("outside.json");
	return json_object_get(*file, name);
}

static void
bytes_of(const json_t *o, const char *key, struct bytes *b)
{
	b->len = strlen(get_text(o, key)) / 2;
	assert_true(b->len <= sizeof(b->data));
	get_hex(o, key, b->data, b->len);
}

static void
note_of_others_verifies(void **state)
{
	json_t *file, *list = section(&file, "note"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		const char *text = get_text(o, "text");
		struct sign_note note;
		struct sign_vkey k;
		char all[1024];
		int n = snprintf(
		    all, sizeof(all), "%s\n%s", text, get_text(o, "signature"));

		assert_err(
		    sign_vkey_parse(text_of(get_text(o, "vkey")), &k), ERR_OK);
		assert_err(sign_note_parse(all, (size_t)n, &note), ERR_OK);
		assert_true(base_text_is(note.text, text));
		assert_err(sign_note_verify(NULL, &note, &k, 1, NULL), ERR_OK);
		/* None of our tables knows such a name. */
		assert_err(sign_note_verify(HOST, &note, &k, 1, NULL),
		    ERR_NOTE_KEY_NAME);
		all[3] ^= 1;
		assert_err(sign_note_parse(all, (size_t)n, &note), ERR_OK);
		assert_err(sign_note_verify(NULL, &note, &k, 1, NULL),
		    ERR_NOTE_SIGNATURE);
	}
	assert_int_equal(i, 2);
	json_decref(file);
}

/* A stanza sealed by hand with the shared secret that the RFC names. */
static void
check_shared_secret(const struct seal_identity *id, const struct bytes *share,
    const struct bytes *shared)
{
	static const uint8_t nonce[12] = { 0 };
	uint8_t file_key[SEAL_FILE_KEY_LEN] = "0123456789abcde";
	uint8_t salt[64], key[32], body[32], got[SEAL_FILE_KEY_LEN];
	char b64share[64], b64body[64], text[256];
	struct seal_stanza s;
	struct base_text rest;

	memcpy(salt, share->data, 32);
	memcpy(salt + 32, id->recipient.key, 32);
	seal_hkdf(key, 32, shared->data, shared->len, salt, sizeof(salt),
	    "age-encryption.org/v1/X25519");
	crypto_aead_chacha20poly1305_ietf_encrypt(
	    body, NULL, file_key, sizeof(file_key), NULL, 0, NULL, nonce, key);
	base_base64_encode(b64share, share->data, 32, BASE64_STD_RAW);
	base_base64_encode(b64body, body, 32, BASE64_STD_RAW);
	(void)snprintf(
	    text, sizeof(text), "-> X25519 %s\n%s\n", b64share, b64body);
	rest = text_of(text);
	assert_err(seal_stanza_parse(&rest, &s), ERR_OK);
	assert_err(seal_stanza_open_x25519(&s, id, got), ERR_OK);
	assert_memory_equal(got, file_key, sizeof(got));
}

static void
x25519_is_rfc7748s(void **state)
{
	json_t *file, *list = section(&file, "rfc7748"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		struct bytes scalar, share, shared, pub;
		struct seal_identity id;

		bytes_of(o, "scalar", &scalar);
		bytes_of(o, "u", &share);
		bytes_of(o, "out", &shared);
		seal_identity_from_secret(scalar.data, &id);
		if (json_object_get(o, "public") != NULL) {
			bytes_of(o, "public", &pub);
			assert_memory_equal(id.recipient.key, pub.data, 32);
		}
		check_shared_secret(&id, &share, &shared);
	}
	assert_int_equal(i, 5);
	json_decref(file);
}

static void
ed25519_is_rfc8032s(void **state)
{
	json_t *file, *list = section(&file, "rfc8032"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		struct bytes seed, pub, message, sig;
		uint8_t got[SIGN_SIG_LEN];
		struct sign_key *k;

		bytes_of(o, "seed", &seed);
		bytes_of(o, "public", &pub);
		bytes_of(o, "message", &message);
		bytes_of(o, "signature", &sig);
		assert_err(sign_key_new(&k, "name", seed.data), ERR_OK);
		assert_memory_equal(k->vkey.pk, pub.data, SIGN_PK_LEN);
		sign_key_sign(k, message.data, message.len, got);
		assert_memory_equal(got, sig.data, sizeof(got));
		assert_true(sign_ed25519_verify(
		    pub.data, message.data, message.len, sig.data));
		sign_key_free(&k);
	}
	assert_int_equal(i, 5);
	json_decref(file);
}

/*
 * Section 2.4.2's nonce is the one of chunk 0x4a000000, not the last, which is
 * a full one: its first bytes are the sample, under the sample's key stream.
 */
static void
chunk_is_rfc8439s(void **state)
{
	static uint8_t plain[SEAL_CHUNK_LEN], sealed[SEAL_CHUNK_SEALED_LEN];
	struct bytes key, nonce, text, cipher;
	struct seal_stream s;
	json_t *file,
	    *o = json_object_get(section(&file, "rfc8439"), "chacha20");

	(void)state;
	bytes_of(o, "key", &key);
	bytes_of(o, "nonce", &nonce);
	bytes_of(o, "plain", &text);
	bytes_of(o, "cipher", &cipher);
	assert_int_equal(nonce.data[7], 0x4a);
	memcpy(s.key, key.data, sizeof(s.key));
	memcpy(plain, text.data, text.len);
	seal_stream_seal(&s, 0x4a000000, false, plain, sizeof(plain), sealed);
	assert_memory_equal(sealed, cipher.data, cipher.len);
	assert_err(seal_stream_open(
		       &s, 0x4a000000, false, sealed, sizeof(sealed), sealed),
	    ERR_OK);
	assert_memory_equal(sealed, plain, sizeof(plain));
	json_decref(file);
}

/* With associated data, which age never has: the library itself. */
static void
aead_is_rfc8439s(void **state)
{
	json_t *file,
	    *list = json_object_get(section(&file, "rfc8439"), "aead"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		struct bytes key, nonce, aad, plain, sealed;
		uint8_t got[BYTES_MAX];

		bytes_of(o, "key", &key);
		bytes_of(o, "nonce", &nonce);
		bytes_of(o, "aad", &aad);
		bytes_of(o, "plain", &plain);
		bytes_of(o, "sealed", &sealed);
		assert_true(plain.len + 16 == sealed.len);
		crypto_aead_chacha20poly1305_ietf_encrypt(got, NULL, plain.data,
		    plain.len, aad.data, aad.len, NULL, nonce.data, key.data);
		assert_memory_equal(got, sealed.data, sealed.len);
	}
	assert_int_equal(i, 2);
	json_decref(file);
}

static void
hkdf_is_rfc5869s(void **state)
{
	json_t *file, *list = section(&file, "rfc5869"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		struct bytes ikm, salt, info, okm;
		uint8_t got[128];

		bytes_of(o, "ikm", &ikm);
		bytes_of(o, "salt", &salt);
		bytes_of(o, "info", &info);
		bytes_of(o, "okm", &okm);
		info.data[info.len] = 0;
		assert_null(memchr(info.data, 0, info.len));
		seal_hkdf(got, okm.len, ikm.data, ikm.len,
		    salt.len > 0 ? salt.data : NULL, salt.len,
		    (const char *)info.data);
		assert_memory_equal(got, okm.data, okm.len);
	}
	assert_int_equal(i, 3);
	json_decref(file);
}

static void
bech32_is_bip173s_but_the_length(void **state)
{
	json_t *file, *list = section(&file, "bip173"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		size_t len =
		    (size_t)json_integer_value(json_object_get(o, "len"));
		bool valid = json_is_true(json_object_get(o, "valid"));
		struct bytes text, hrp;
		uint8_t data[64];
		char again[160];

		bytes_of(o, "text", &text);
		bytes_of(o, "hrp", &hrp);
		hrp.data[hrp.len] = 0;
		if ((base_bech32_decode(data, len, (const char *)hrp.data,
			 (const char *)text.data, text.len) == ERR_OK) != valid)
			fail_msg("bech32 \"%s\"", get_text(o, "name"));
		if (!valid || text.data[0] == 'A')
			continue;
		base_bech32_encode(again, (const char *)hrp.data, data, len);
		assert_int_equal(strlen(again), text.len);
		assert_memory_equal(again, text.data, text.len);
	}
	assert_int_equal(i, 19);
	json_decref(file);
}

/* What Debian's argon2 makes of a password and a salt that has no NUL. */
static void
run_argon2(const char *password, const uint8_t salt[static 16],
    char hex[static HEX_LEN(32) + 1])
{
	char text[17] = { 0 };
	int in[2], out[2], status;
	size_t got = 0;
	ssize_t n;
	pid_t pid;

	memcpy(text, salt, 16);
	assert_int_equal(strlen(text), 16);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	assert_true((pid = fork()) >= 0);
	if (pid == 0) {
		(void)dup2(in[0], 0);
		(void)dup2(out[1], 1);
		(void)close(in[1]);
		(void)execlp("argon2", "argon2", text, "-id", "-t", "2", "-k",
		    "19456", "-p", "1", "-l", "32", "-v", "13", "-r",
		    (char *)NULL);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	assert_int_equal(
	    write(in[1], password, strlen(password)), strlen(password));
	(void)close(in[1]);
	while ((n = read(out[0], hex + got, HEX_LEN(32) - got)) > 0)
		got += (size_t)n;
	(void)close(out[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(got, HEX_LEN(32));
	hex[got] = 0;
}

static void
receipt_is_argon2s(void **state)
{
	json_t *file, *list = section(&file, "argon2id"), *o;
	size_t i;

	(void)state;
	json_array_foreach(list, i, o)
	{
		const char *code = get_text(o, "code");
		uint8_t secret[SEAL_RECEIPT_SECRET_LEN];
		char theirs[HEX_LEN(32) + 1];
		struct bytes salt;

		assert_true(seal_receipt_check(code));
		assert_err(
		    seal_receipt_secret(get_text(o, "host"), code, secret),
		    ERR_OK);
		assert_hex(secret, sizeof(secret), get_text(o, "secret"));
		bytes_of(o, "salt", &salt);
		run_argon2(code, salt.data, theirs);
		assert_string_equal(theirs, get_text(o, "secret"));
	}
	assert_int_equal(i, 4);
	json_decref(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_of_others_verifies),
		cmocka_unit_test(x25519_is_rfc7748s),
		cmocka_unit_test(ed25519_is_rfc8032s),
		cmocka_unit_test(chunk_is_rfc8439s),
		cmocka_unit_test(aead_is_rfc8439s),
		cmocka_unit_test(hkdf_is_rfc5869s),
		cmocka_unit_test(bech32_is_bip173s_but_the_length),
		cmocka_unit_test(receipt_is_argon2s),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
