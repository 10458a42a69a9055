/* SPDX-License-Identifier: ISC */
/* Identities, locked files, receipt codes, signing keys. */
#include "formats/formats.h"

#include "seal/hkdf.h"
#include "seal/locked.h"
#include "seal/header.h"
#include "sign/keyfile.h"

#define PASSPHRASE "correct horse battery staple"

static void
identity(struct base_buf *out)
{
	char id_text[SEAL_IDENTITY_TEXT_LEN + 1];
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_identity id;

	reader_identity(&id);
	seal_identity_format(&id, id_text);
	seal_recipient_format(&id.recipient, recipient);
	say_hex(out, "secret", id.secret, SEAL_KEY_LEN);
	say(out, "%-16s %s", "identity", id_text);
	say_hex(out, "public key", id.recipient.key, SEAL_KEY_LEN);
	say(out, "%-16s %s", "recipient", recipient);
}

static void
identity_file(struct base_buf *out)
{
	struct seal_identity id;

	reader_identity(&id);
	must(seal_identity_file(&id, "qingfeng officer 01, " HOST, out));
}

static void
locked_file(struct base_buf *out)
{
	static const char label[] = "age-encryption.org/v1/scrypt";
	struct fixed_random r = { .label = "locked" };
	struct seal_random rnd = { fixed_fill, &r };
	struct seal_identities ids;
	uint8_t salt[sizeof(label) - 1 + 16], key[32];
	struct base_buf file, text;
	struct seal_identity id;
	struct seal_header h;
	struct base_text arg;
	size_t len;

	reader_identity(&id);
	base_buf_init(&file, 65536);
	base_buf_init(&text, 65536);
	must(seal_locked_write(&id, "qingfeng officer 01, " HOST, PASSPHRASE,
	    strlen(PASSPHRASE), &rnd, &file));
	must(seal_locked_open(
	    file.data, file.len, PASSPHRASE, strlen(PASSPHRASE), &ids));
	seal_identities_done(&ids);
	must(seal_identity_file(&id, "qingfeng officer 01, " HOST, &text));
	must(seal_header_find(file.data, file.len, &len));
	must(seal_header_parse(file.data, len, &h));
	say_text(out, (struct base_text){ (const char *)h.data, h.len });
	say(out, "%s", "");
	memcpy(salt, label, sizeof(label) - 1);
	assert_true(seal_stanza_arg(&h.stanza[0], 1, &arg));
	must(base_base64_decode_exact(
	    salt + sizeof(label) - 1, 16, arg.data, arg.len, BASE64_STD_RAW));
	assert_int_equal(
	    crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *)PASSPHRASE,
		strlen(PASSPHRASE), salt, sizeof(salt), 1 << SEAL_SCRYPT_LOG_N,
		8, 1, key, sizeof(key)),
	    0);
	say(out, "%-16s %s", "passphrase", PASSPHRASE);
	say_hex(out, "salt", salt + sizeof(label) - 1, 16);
	say_hex(out, "wrapping key", key, sizeof(key));
	say(out, "%-16s %zu bytes: nonce, %zu of text, tag", "payload",
	    file.len - h.len, text.len);
	base_buf_done(&text);
	base_buf_done(&file);
}

static void
officer_seeds(struct base_buf *out)
{
	static const char *const paths[] = { "/officer/01", "/login/01" };
	struct seal_officer_seeds seeds;
	struct seal_identity id;

	reader_identity(&id);
	seal_officer_seeds(&id, &seeds);
	for (int i = 0; i < 2; i++) {
		const uint8_t *seed = i == 0 ? seeds.entry : seeds.login;
		char name[64], text[SIGN_VKEY_LEN + 1];
		struct sign_key *k;

		(void)snprintf(name, sizeof(name), "%s%s", HOST, paths[i]);
		must(sign_key_new(&k, name, seed));
		sign_vkey_format(text, &k->vkey);
		say_hex(out, i == 0 ? "entry seed" : "login seed", seed,
		    SEAL_SEED_LEN);
		say(out, "%-16s %s", "its vkey", text);
		sign_key_free(&k);
	}
}

static void
receipt(struct base_buf *out)
{
	uint8_t salt[32], secret[SEAL_RECEIPT_SECRET_LEN], hash[32];
	uint8_t thread[SEAL_THREAD_LEN];
	char shown[SEAL_RECEIPT_SHOWN_LEN + 1];
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_receipt_keys k;

	assert_true(seal_receipt_check(receipt_code));
	seal_receipt_show(receipt_code, shown);
	fixed_bytes(salt, HOST "/receipt/v1");
	must(seal_receipt_secret(HOST, receipt_code, secret));
	must(seal_receipt_derive(HOST, receipt_code, &k));
	seal_receipt_mailbox_hash(k.mailbox, hash);
	seal_receipt_thread(HOST, k.sign_public, thread);
	seal_recipient_format(&k.identity.recipient, recipient);
	say(out, "%-16s %s", "code", shown);
	say_hex(out, "salt", salt, 16);
	say_hex(out, "S", secret, sizeof(secret));
	say_hex(out, "age secret", k.identity.secret, SEAL_KEY_LEN);
	say(out, "%-16s %s", "recipient", recipient);
	say_hex(out, "signing seed", k.sign_seed, SEAL_SEED_LEN);
	say_hex(out, "public key", k.sign_public, SEAL_SIGN_PUBLIC_LEN);
	say_hex(out, "mailbox secret", k.mailbox, SEAL_MAILBOX_LEN);
	say_hex(out, "SHA-256 of it", hash, sizeof(hash));
	say_hex(out, "thread handle", thread, sizeof(thread));
}

static void
vkey(struct base_buf *out)
{
	struct sign_key *k = key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");
	char text[SIGN_VKEY_LEN + 1];
	uint8_t seed[32], hash[32];
	char hashed[128];
	int n = snprintf(hashed, sizeof(hashed), "%s\n\x01", k->vkey.name);

	fixed_bytes(seed, "promise");
	memcpy(hashed + n, k->vkey.pk, SIGN_PK_LEN);
	crypto_hash_sha256(
	    hash, (const uint8_t *)hashed, (unsigned long long)n + SIGN_PK_LEN);
	assert_memory_equal(hash, k->vkey.keyid, SIGN_KEYID_LEN);
	sign_vkey_format(text, &k->vkey);
	say(out, "%-16s %s", "name", k->vkey.name);
	say_hex(out, "seed", seed, sizeof(seed));
	say_hex(out, "public key", k->vkey.pk, SIGN_PK_LEN);
	say_hex(out, "SHA-256", hash, sizeof(hash));
	say_hex(out, "key id", k->vkey.keyid, SIGN_KEYID_LEN);
	say(out, "%-16s %s", "vkey", text);
	sign_key_free(&k);
}

static void
key_file(struct base_buf *out)
{
	struct sign_key *k = key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");

	must(sign_keyfile_write(k, out));
	sign_key_free(&k);
}

const struct example formats_keys[] = {
	{ "identity", identity },
	{ "identity-file", identity_file },
	{ "locked-file", locked_file },
	{ "officer-seeds", officer_seeds },
	{ "receipt", receipt },
	{ "vkey", vkey },
	{ "key-file", key_file },
	{ NULL, NULL },
};
