/* SPDX-License-Identifier: ISC */
#include "fuzz/fuzz.h"

#include <stdio.h>

#include <sodium.h>

#include "base/base64.h"

#define MARK 0xa5
#define DASH "\xe2\x80\x94 "

char fuzz_nowhere;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	HOLDS(seal_init() == ERR_OK);
	return 0;
}

void
fuzz_mark(void *p, size_t len)
{
	memset(p, MARK, len);
}

bool
fuzz_is_marked(const void *p, size_t len)
{
	const uint8_t *at = p;

	for (size_t i = 0; i < len; i++) {
		if (at[i] != MARK)
			return false;
	}
	return true;
}

struct base_text
fuzz_text(const uint8_t *data, size_t size)
{
	return (struct base_text){ (const char *)data, size };
}

bool
fuzz_same(const struct base_buf *b, const void *data, size_t len)
{
	return b->len == len && (len == 0 || memcmp(b->data, data, len) == 0);
}

void
fuzz_identity(struct seal_identity *out, const char *text)
{
	HOLDS(seal_identity_parse(text, strlen(text), out) == ERR_OK);
}

struct sign_key *
fuzz_key(const char *tail)
{
	char name[LIMIT_NAME_LEN + 1], label[128];
	uint8_t seed[SIGN_SEED_LEN];
	struct sign_key *key = NULL;
	int n;

	n = snprintf(label, sizeof(label),
	    "qingfeng test vector, not secret: %s", tail);
	HOLDS(n > 0 && (size_t)n < sizeof(label));
	crypto_hash_sha256(seed, (const uint8_t *)label, (size_t)n);
	(void)snprintf(name, sizeof(name), "%s/%s", HOST, tail);
	HOLDS(sign_key_new(&key, name, seed) == ERR_OK);
	return key;
}

bool
fuzz_signed_by(const struct sign_note *n, const struct sign_vkey *key)
{
	for (size_t i = 0; i < n->signature_count; i++) {
		const struct sign_note_signature *s = &n->signatures[i];

		if (base_text_is(s->name, key->name) &&
		    memcmp(s->keyid, key->keyid, SIGN_KEYID_LEN) == 0 &&
		    s->sig_len == SIGN_SIG_LEN)
			return crypto_sign_verify_detached(s->sig,
			    (const uint8_t *)n->text.data, n->text.len,
			    key->pk) == 0;
	}
	return false;
}

/* Append one signature line; its base64 stands behind the name. */
static void
put_signature(const struct sign_note_signature *s, const char *end,
    struct base_buf *out)
{
	const char *b64 = s->name.data + s->name.len + 1;
	const char *lf = memchr(b64, '\n', (size_t)(end - b64));
	uint8_t *raw;
	char *text;
	size_t len;

	HOLDS(lf != NULL);
	len = (size_t)(lf - b64);
	raw = malloc(len + 1);
	text = malloc(BASE64_LEN(len) + 1);
	HOLDS(raw != NULL && text != NULL);
	HOLDS(base_base64_decode(raw, &len, b64, len, BASE64_STD) == ERR_OK);
	HOLDS(len == SIGN_KEYID_LEN + s->sig_len && s->sig_len > 0);
	HOLDS(memcmp(raw, s->keyid, SIGN_KEYID_LEN) == 0);
	if (s->sig_len == SIGN_SIG_LEN)
		HOLDS(memcmp(raw + SIGN_KEYID_LEN, s->sig, SIGN_SIG_LEN) == 0);
	else
		HOLDS(sodium_is_zero(s->sig, SIGN_SIG_LEN));
	len = base_base64_encode(text, raw, len, BASE64_STD);
	HOLDS(base_buf_add_str(out, DASH) == ERR_OK);
	HOLDS(base_buf_add(out, s->name.data, s->name.len) == ERR_OK);
	HOLDS(base_buf_add_str(out, " ") == ERR_OK);
	HOLDS(base_buf_add(out, text, len) == ERR_OK);
	HOLDS(base_buf_add_str(out, "\n") == ERR_OK);
	free(raw);
	free(text);
}

void
fuzz_note_whole(const struct sign_note *n, const void *data, size_t len)
{
	struct base_buf b;

	base_buf_init(&b, (size_t)2 * LIMIT_NOTE_LEN);
	HOLDS(base_buf_add(&b, n->text.data, n->text.len) == ERR_OK);
	HOLDS(base_buf_add_str(&b, "\n") == ERR_OK);
	for (size_t i = 0; i < n->signature_count; i++)
		put_signature(&n->signatures[i], (const char *)data + len, &b);
	HOLDS(fuzz_same(&b, data, len));
	base_buf_done(&b);
}

static enum err
random_fill(void *ctx, uint8_t *buf, size_t len)
{
	static const uint8_t seed[randombytes_SEEDBYTES] = "fuzz";

	(void)ctx;
	randombytes_buf_deterministic(buf, len, seed);
	return ERR_OK;
}

const struct seal_random fuzz_random = { random_fill, NULL };
