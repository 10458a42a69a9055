/* SPDX-License-Identifier: ISC */
/*
 * What the failure tests of src/sign work on: a signing key and the words of a
 * report in a vault, searched for everywhere else, and a site round them.
 */
#ifndef UNIT_SIGN_SECRETS_H
#define UNIT_SIGN_SECRETS_H

#include "unit/entry_fixture.h"
#include "unit/inject.h"
#include "unit/plant.h"

#define BODY_LEN 1200 /* with its LF */
#define SHORT_LEN 40  /* where every byte is added alone */
#define NOTE_MAX 8192
#define KEYFILE_MAX 512

struct sign_secrets {
	uint8_t seed[SIGN_SEED_LEN];
	uint8_t
	    expanded[crypto_hash_sha512_BYTES]; /* what Ed25519 makes of it */
	char keyfile[KEYFILE_MAX];
	size_t keyfile_len;
	char body[BODY_LEN];
	uint8_t note[NOTE_MAX]; /* a report's, signed */
	size_t note_len;
	struct seal_identity id;
};

static struct sign_secrets *v;
static struct sign_key *key; /* of the seed, HOST/reporter */

/* A buffer with something in it that must stay. */
FIXTURE void
filled(struct base_buf *b, size_t max)
{
	base_buf_init(b, max);
	INJECT_REQUIRE(base_buf_add_str(b, "before") == ERR_OK);
	inject_keep_buf(b);
}

FIXTURE void
secret_text(char *out, size_t len, const char *label)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *hash = plant_room()->key;
	char text[64];

	for (size_t i = 0; i < len; i++) {
		if (i % 32 == 0) {
			(void)snprintf(text, sizeof(text), "%s %zu", label, i);
			hash_of(text, hash);
		}
		out[i] = digits[hash[i % 32] & 15];
	}
}

/* HOST/reporter of a seed that is in the vault alone. */
FIXTURE void
key_make(void)
{
	uint8_t *typed = plant_room()->salt;
	char name[LIMIT_NAME_LEN + 1], hex[HEX_LEN(SIGN_KEYID_LEN) + 1];
	int n;

	hash_of("the seed", v->seed);
	assert_err(
	    sign_name_write(name, HOST, SIGN_ROLE_REPORTER, 0, NULL), ERR_OK);
	assert_err(sign_key_new(&key, name, v->seed), ERR_OK);
	crypto_hash_sha512(v->expanded, v->seed, sizeof(v->seed));
	remains_plant("the seed", v->seed, sizeof(v->seed));
	remains_plant("the expanded seed", v->expanded, sizeof(v->expanded));
	base_hex_encode(hex, key->vkey.keyid, SIGN_KEYID_LEN);
	n = snprintf(
	    v->keyfile, KEYFILE_MAX, "# c\nPRIVATE+KEY+%s+%s+", name, hex);
	v->keyfile_len = (size_t)n;
	typed[0] = SIGN_TYPE_ED25519;
	memcpy(typed + 1, v->seed, SIGN_SEED_LEN);
	v->keyfile_len += base_base64_encode(
	    v->keyfile + n, typed, 1 + SIGN_SEED_LEN, BASE64_STD);
	remains_plant(
	    "the seed's text", v->keyfile + n, BASE64_LEN(1 + SIGN_SEED_LEN));
	v->keyfile[v->keyfile_len++] = '\n';
}

/* A report with the secret words in it; the note goes to the vault. */
FIXTURE struct sign_entry *
report_make(const uint8_t roster_hash[static SIGN_HASH_LEN])
{
	struct sign_entry *e = entry_of(SIGN_KIND_REPORT, roster_hash);
	struct base_buf note;

	e->key = key->vkey;
	seal_receipt_thread(HOST, key->vkey.pk, e->thread);
	e->fields[0] = (struct sign_field){ text_of("words"), { v->body, 64 } };
	e->field_count = 1;
	e->body = (struct base_text){ v->body, BODY_LEN };
	entry_sign_by(&note, e, key);
	assert_true(note.len <= NOTE_MAX);
	memcpy(v->note, note.data, note.len);
	v->note_len = note.len;
	base_buf_done(&note);
	return e;
}

FIXTURE void
sign_secrets_make(void)
{
	v = vault(sizeof(*v));
	secret_text(v->body, BODY_LEN - 1, "body");
	v->body[BODY_LEN - 1] = '\n';
	remains_plant("the words", v->body, BODY_LEN);
	hash_of("the identity", v->seed);
	seal_identity_from_secret(v->seed, &v->id);
	remains_plant("the identity", v->id.secret, SEAL_KEY_LEN);
	inject_reader(&v->id.recipient);
	key_make();
}

FIXTURE void
sign_secrets_done(void)
{
	sign_key_free(&key);
}

#endif
