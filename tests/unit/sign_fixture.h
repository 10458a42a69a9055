/* SPDX-License-Identifier: ISC */
/*
 * What the unit tests of src/sign share: keys that hang on a label only, a
 * roster with six officers, edits of a good text that must make it bad, and
 * the JSON vectors.
 */
#ifndef UNIT_SIGN_FIXTURE_H
#define UNIT_SIGN_FIXTURE_H

#include "unit/fixture.h"

#include <jansson.h>

#include "base/base64.h"
#include "base/text.h"
#include "seal/identity.h"
#include "seal/receipt.h"
#include "sign/chain.h"
#include "sign/entry.h"
#include "sign/key.h"
#include "sign/note.h"
#include "sign/root.h"
#include "sign/roster.h"

#define HOST "box.example.org"
#define N(a) (sizeof(a) / sizeof((a)[0]))

FIXTURE struct base_text
text_of(const char *s)
{
	return (struct base_text){ s, strlen(s) };
}

FIXTURE struct base_text
buf_text(const struct base_buf *b)
{
	return (struct base_text){ (const char *)b->data, b->len };
}

FIXTURE struct base_date
date_of(const char *s)
{
	struct base_date d;

	assert_err(base_date_parse(text_of(s), &d), ERR_OK);
	return d;
}

FIXTURE void
hash_of(const char *label, uint8_t out[static SIGN_HASH_LEN])
{
	crypto_hash_sha256(out, (const uint8_t *)label, strlen(label));
}

/* A signing key at HOST whose seed is SHA-256(seed). */
FIXTURE struct sign_key *
key_of(enum sign_role role, unsigned int number, const char *label,
    const char *seed)
{
	char name[LIMIT_NAME_LEN + 1];
	uint8_t bytes[SIGN_SEED_LEN];
	struct sign_key *k;

	assert_err(sign_name_write(name, HOST, role, number, label), ERR_OK);
	hash_of(seed, bytes);
	assert_err(sign_key_new(&k, name, bytes), ERR_OK);
	return k;
}

FIXTURE struct sign_key *
officer_key(unsigned int number)
{
	char seed[32];

	(void)snprintf(seed, sizeof(seed), "officer %02u", number);
	return key_of(SIGN_ROLE_OFFICER, number, NULL, seed);
}

FIXTURE struct sign_key *
login_key(unsigned int number)
{
	char seed[32];

	(void)snprintf(seed, sizeof(seed), "login %02u", number);
	return key_of(SIGN_ROLE_LOGIN, number, NULL, seed);
}

FIXTURE struct sign_key *
root_key(const char *label)
{
	char seed[64];

	(void)snprintf(seed, sizeof(seed), "root %s", label);
	return key_of(SIGN_ROLE_ROOT, 0, label, seed);
}

FIXTURE struct seal_recipient
recipient_of(const char *label)
{
	struct seal_identity id;
	uint8_t secret[SEAL_KEY_LEN];
	struct seal_recipient r;

	hash_of(label, secret);
	seal_identity_from_secret(secret, &id);
	r = id.recipient;
	seal_identity_done(&id);
	return r;
}

FIXTURE void
vkey_take(struct sign_vkey *out, struct sign_key *k)
{
	*out = k->vkey;
	sign_key_free(&k);
}

FIXTURE void
officer_fill(struct sign_officer *o, unsigned int number)
{
	char label[32];

	o->number = number;
	(void)snprintf(label, sizeof(label), "recipient %02u", number);
	o->recipient = recipient_of(label);
	vkey_take(&o->entry, officer_key(number));
	vkey_take(&o->login, login_key(number));
	(void)snprintf(o->office, sizeof(o->office), "第 %u 室", number);
}

/* Version 1 with officers 1-6, classes youth, concern, leadership. */
FIXTURE struct sign_roster *
roster_of(const char *not_before, const char *not_after)
{
	static const struct {
		const char *name;
		unsigned int numbers[3];
		size_t count;
	} classes[] = {
		{ "youth", { 5, 6 }, 2 },
		{ "concern", { 1, 2, 3 }, 3 },
		{ "leadership", { 3, 4 }, 2 },
	};
	struct sign_roster *r = sign_roster_new();

	assert_non_null(r);
	r->version = 1;
	r->not_before = date_of(not_before);
	r->not_after = date_of(not_after);
	r->slots = SIGN_SLOTS_DEFAULT;
	r->promise_count = 1;
	vkey_take(&r->promises[0],
	    key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise"));
	for (unsigned int i = 1; i <= 6; i++)
		officer_fill(&r->officers[r->officer_count++], i);
	for (size_t i = 0; i < N(classes); i++) {
		struct sign_class *c = &r->classes[r->class_count++];

		(void)snprintf(c->name, sizeof(c->name), "%s",
		    classes[i].name);
		c->count = classes[i].count;
		memcpy(c->numbers, classes[i].numbers,
		    sizeof(classes[i].numbers));
	}
	return r;
}

/* Generation 1 with keys a, b, c and threshold 2. */
FIXTURE struct sign_root *
root_of(const char *not_after)
{
	static const char *const labels[] = { "a", "b", "c" };
	struct sign_root *r = sign_root_new();

	assert_non_null(r);
	r->generation = 1;
	r->threshold = 2;
	r->not_after = date_of(not_after);
	for (size_t i = 0; i < N(labels); i++)
		vkey_take(&r->keys[r->key_count++], root_key(labels[i]));
	return r;
}

/* Sign text by root keys, "ab" meaning a and b; b is initialised here. */
FIXTURE void
roots_sign(struct base_buf *note, struct base_text text, const char *labels)
{
	base_buf_init(note, LIMIT_NOTE_LEN);
	for (size_t i = 0; labels[i] != '\0'; i++) {
		struct sign_key *k =
		    root_key((const char[]){ labels[i], '\0' });

		if (i == 0)
			assert_err(sign_note_sign(HOST, text, k, note),
			    ERR_OK);
		else
			assert_err(sign_note_add(HOST, k, note), ERR_OK);
		sign_key_free(&k);
	}
}

/* text with the first `from` replaced by `to`; NUL-terminated, freed by you. */
FIXTURE char *
edited(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out;

	if (at == NULL)
		fail_msg("no \"%s\" to edit", from);
	out = malloc(strlen(text) + strlen(to) + 1);
	assert_non_null(out);
	memcpy(out, text, (size_t)(at - text));
	(void)sprintf(out + (at - text), "%s%s", to, at + strlen(from));
	return out;
}

/* An edit of a good text that must make it bad. */
struct edit {
	const char *from;
	const char *to;
};

/* ---- vectors ---------------------------------------------------------- */

FIXTURE json_t *
vectors_load(const char *file)
{
	char path[256];
	json_error_t je;
	json_t *root;

	(void)snprintf(path, sizeof(path), "tests/vectors/%s", file);
	if ((root = json_load_file(path, JSON_ALLOW_NUL, &je)) == NULL)
		fail_msg("%s: %s", path, je.text);
	return root;
}

FIXTURE const char *
get_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	if (s == NULL)
		fail_msg("no text \"%s\" in a vector", key);
	return s;
}

/* Hex text to exactly len bytes. */
FIXTURE void
get_hex(const json_t *o, const char *key, uint8_t *out, size_t len)
{
	const char *s = get_text(o, key);

	assert_err(base_hex_decode(out, len, s, strlen(s)), ERR_OK);
}

/* Bytes under key (text) or key_b64; the caller frees. */
FIXTURE uint8_t *
get_bytes(const json_t *o, const char *key, size_t *len)
{
	const json_t *v = json_object_get(o, key);
	char b64[64];
	uint8_t *out;

	if (json_is_string(v)) {
		*len = json_string_length(v);
		assert_non_null(out = malloc(*len + 1));
		memcpy(out, json_string_value(v), *len);
		out[*len] = 0;
		return out;
	}
	(void)snprintf(b64, sizeof(b64), "%s_b64", key);
	*len = strlen(get_text(o, b64));
	assert_non_null(out = malloc(*len + 1));
	assert_err(base_base64_decode(out, len, get_text(o, b64),
		       strlen(get_text(o, b64)), BASE64_STD),
	    ERR_OK);
	return out;
}

/* Hold a result against the vector's "result"; says which case differs. */
FIXTURE bool
result_is(const json_t *o, enum err got)
{
	const char *want = get_text(o, "result");

	if (strcmp(err_name(got), want) == 0)
		return true;
	print_error("vector \"%s\": %s, wanted %s\n", get_text(o, "name"),
	    err_name(got), want);
	return false;
}

#endif
