/* SPDX-License-Identifier: ISC */
/* Plant what is worked out from keys on the way: see remains.h. */
#ifndef UNIT_PLANT_H
#define UNIT_PLANT_H

#include "unit/inject.h"

#include "base/base64.h"
#include "seal/header.h"
#include "seal/hkdf.h"
#include "seal/stream.h"
#include "unit/remains.h"

#define PLANT_LOG_N 4 /* scrypt's cost when inject_alloc.c is linked */

struct plant {
	uint8_t shared[SEAL_KEY_LEN], salt[2 * SEAL_KEY_LEN], key[32];
	uint8_t file_key[SEAL_FILE_KEY_LEN], scrypt_salt[64];
};

FIXTURE struct plant *
plant_room(void)
{
	static struct plant *p;

	if (p == NULL)
		p = vault(sizeof(*p));
	return p;
}

/* A file key, the key of its MAC, and the one of its payload. */
FIXTURE void
plant_file_key(const char *name,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN], const uint8_t *nonce)
{
	struct plant *p = plant_room();

	remains_plant(name, file_key, SEAL_FILE_KEY_LEN);
	seal_hkdf(p->key, sizeof(p->key), file_key, SEAL_FILE_KEY_LEN, NULL, 0,
	    "header");
	remains_plant("a MAC key", p->key, sizeof(p->key));
	seal_hkdf(p->key, sizeof(p->key), file_key, SEAL_FILE_KEY_LEN, nonce,
	    SEAL_NONCE_LEN, "payload");
	remains_plant("a payload key", p->key, sizeof(p->key));
	remains_plant_chunks(p->key);
}

/* What a reader works out from a header: shares, keys, the file key. */
FIXTURE void
plant_header(const struct seal_header *head, const struct seal_identity *id,
    const uint8_t *nonce)
{
	struct plant *p = plant_room();
	struct base_text arg;

	for (size_t i = 0; i < head->stanza_count; i++) {
		assert_true(seal_stanza_arg(&head->stanza[i], 1, &arg));
		assert_err(base_base64_decode_exact(p->salt, SEAL_KEY_LEN,
			       arg.data, arg.len, BASE64_STD_RAW),
		    ERR_OK);
		assert_int_equal(
		    crypto_scalarmult(p->shared, id->secret, p->salt), 0);
		memcpy(p->salt + SEAL_KEY_LEN, id->recipient.key, SEAL_KEY_LEN);
		seal_hkdf(p->key, sizeof(p->key), p->shared, SEAL_KEY_LEN,
		    p->salt, sizeof(p->salt), "age-encryption.org/v1/X25519");
		remains_plant("a shared secret", p->shared, SEAL_KEY_LEN);
		remains_plant("a wrapping key", p->key, sizeof(p->key));
	}
	assert_err(seal_header_open(head, id, 1, p->file_key), ERR_OK);
	plant_file_key("a file key", p->file_key, nonce);
}

/* The same for a passphrase. */
FIXTURE void
plant_pass_header(const struct seal_header *head, const char *pass,
    size_t pass_len, const uint8_t *nonce)
{
	static const char label[] = "age-encryption.org/v1/scrypt";
	struct plant *p = plant_room();
	struct base_text arg;

	assert_true(seal_stanza_arg(&head->stanza[0], 1, &arg));
	memcpy(p->scrypt_salt, label, sizeof(label) - 1);
	assert_err(base_base64_decode_exact(p->scrypt_salt + sizeof(label) - 1,
		       16, arg.data, arg.len, BASE64_STD_RAW),
	    ERR_OK);
	assert_int_equal(
	    crypto_pwhash_scryptsalsa208sha256_ll((const uint8_t *)pass,
		pass_len, p->scrypt_salt, sizeof(label) - 1 + 16,
		UINT64_C(1) << PLANT_LOG_N, 8, 1, p->key, sizeof(p->key)),
	    0);
	remains_plant("a passphrase's key", p->key, sizeof(p->key));
	assert_err(
	    seal_header_open_passphrase(head, pass, pass_len, p->file_key),
	    ERR_OK);
	plant_file_key("a file key", p->file_key, nonce);
}

#endif
