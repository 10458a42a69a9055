/* SPDX-License-Identifier: ISC */
#include "sign/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#define HOST_LEN_MAX 200
#define LABEL_LEN_MAX 64
#define TEXTS_MAX 3 /* kinds of text that one key may sign */

/* What follows the path in a key's name. */
enum tail {
	TAIL_NONE,
	TAIL_NUMBER,
	TAIL_LABEL,
};

/* docs/protocol.md section 2, the table at its end. */
static const struct {
	const char *path;
	enum tail tail;
	const char *texts[TEXTS_MAX];
} roles[SIGN_ROLE_COUNT] = {
	[SIGN_ROLE_ROOT] = { "/root/", TAIL_LABEL,
	    { "/root/v1", "/roster/v1" } },
	[SIGN_ROLE_OFFICER] = { "/officer/", TAIL_NUMBER,
	    { "/entry/v1", "/retention/v1", "/record/v1" } },
	[SIGN_ROLE_LOGIN] = { "/login/", TAIL_NUMBER, { "/login/v1", NULL } },
	[SIGN_ROLE_REPORTER] = { "/reporter", TAIL_NONE,
	    { "/entry/v1", "/self/v1" } },
	[SIGN_ROLE_PROMISE] = { "/promise", TAIL_NONE,
	    { "/promise/v1", NULL } },
	/* A checkpoint's first line is the log's own name. */
	[SIGN_ROLE_LOG] = { "/log1", TAIL_NONE, { "/log1", NULL } },
	[SIGN_ROLE_RELEASE] = { "/release", TAIL_NONE,
	    { "/manifest/v1", NULL } },
};

bool
sign_host_valid(const char *host)
{
	size_t len = strlen(host);

	if (len == 0 || len > HOST_LEN_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = host[i];
		bool edge = i == 0 || i + 1 == len || host[i - 1] == '.' ||
		    host[i + 1] == '.';

		if (c == '.' ? edge : c == '-' && edge)
			return false;
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '.' || c == '-'))
			return false;
	}
	return true;
}

/* Unicode White_Space above ASCII; the rest of it is not clean text anyway. */
static bool
has_space(struct base_text t)
{
	static const char *const spaces[] = { " ", "\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80" };

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		if (memmem(t.data, t.len, spaces[i], strlen(spaces[i])) != NULL)
			return true;
	}
	/* U+2000 to U+200A */
	for (size_t i = 0; i + 2 < t.len; i++) {
		const uint8_t *s = (const uint8_t *)t.data + i;

		if (s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0x80 &&
		    s[2] <= 0x8a)
			return true;
	}
	return false;
}

bool
sign_name_valid(struct base_text name)
{
	return name.len > 0 && name.len <= LIMIT_NAME_LEN &&
	    memchr(name.data, '+', name.len) == NULL &&
	    memchr(name.data, '\n', name.len) == NULL &&
	    base_text_clean(name) && !has_space(name);
}

static bool
label_valid(const char *label)
{
	size_t len = strlen(label);

	if (len == 0 || len > LABEL_LEN_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = label[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '.' || c == '_' ||
			c == '-'))
			return false;
	}
	return true;
}

enum err
sign_name_write(char out[static LIMIT_NAME_LEN + 1], const char *host,
    enum sign_role role, unsigned int number, const char *label)
{
	char tail[LABEL_LEN_MAX + 1] = "";
	int n;

	REQUIRE(role < SIGN_ROLE_COUNT);
	if (!sign_host_valid(host))
		return ERR_FORMAT;
	switch (roles[role].tail) {
	case TAIL_NONE:
		break;
	case TAIL_NUMBER:
		if (number > SIGN_NUMBER_MAX)
			return ERR_FORMAT;
		(void)snprintf(tail, sizeof(tail), "%02u", number);
		break;
	case TAIL_LABEL:
		if (label == NULL || !label_valid(label))
			return ERR_FORMAT;
		memcpy(tail, label, strlen(label) + 1);
		break;
	}
	n = snprintf(out, LIMIT_NAME_LEN + 1, "%s%s%s", host, roles[role].path,
	    tail);
	return n > 0 && n <= (int)LIMIT_NAME_LEN ? ERR_OK : ERR_FORMAT;
}

static bool
tail_read(enum tail tail, const char *s, unsigned int *number)
{
	switch (tail) {
	case TAIL_NONE:
		return *s == '\0';
	case TAIL_NUMBER:
		if (strlen(s) != 2 || s[0] < '0' || s[0] > '9' || s[1] < '0' ||
		    s[1] > '9')
			return false;
		*number = (unsigned int)((s[0] - '0') * 10 + (s[1] - '0'));
		return true;
	case TAIL_LABEL:
		return label_valid(s);
	}
	return false;
}

bool
sign_name_read(const char *host, const char *name, enum sign_role *role,
    unsigned int *number)
{
	size_t host_len = strlen(host);

	if (strncmp(name, host, host_len) != 0)
		return false;
	name += host_len;
	for (int r = 0; r < SIGN_ROLE_COUNT; r++) {
		size_t n = strlen(roles[r].path);
		unsigned int num = 0;

		if (strncmp(name, roles[r].path, n) != 0 ||
		    !tail_read(roles[r].tail, name + n, &num))
			continue;
		if (role != NULL)
			*role = (enum sign_role)r;
		if (number != NULL)
			*number = num;
		return true;
	}
	return false;
}

bool
sign_name_fits(const char *host, const char *name, struct base_text first_line)
{
	enum sign_role role;
	size_t n = strlen(host);

	if (!sign_name_read(host, name, &role, NULL) || first_line.len < n ||
	    memcmp(first_line.data, host, n) != 0)
		return false;
	first_line.data += n;
	first_line.len -= n;
	for (size_t i = 0; i < TEXTS_MAX; i++) {
		const char *text = roles[role].texts[i];

		if (text != NULL && base_text_is(first_line, text))
			return true;
	}
	return false;
}

/* keyid = SHA-256(name LF type pk)[0:4] */
static void
keyid_make(struct sign_vkey *k)
{
	crypto_hash_sha256_state st;
	uint8_t hash[SIGN_HASH_LEN];

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const uint8_t *)k->name,
	    strlen(k->name));
	crypto_hash_sha256_update(&st, (const uint8_t *)"\n", 1);
	crypto_hash_sha256_update(&st, &k->type, 1);
	crypto_hash_sha256_update(&st, k->pk, SIGN_PK_LEN);
	crypto_hash_sha256_final(&st, hash);
	memcpy(k->keyid, hash, SIGN_KEYID_LEN);
}

enum err
sign_vkey_init(struct sign_vkey *out, const char *name,
    const uint8_t pk[static SIGN_PK_LEN])
{
	struct base_text t = { name, strlen(name) };

	if (!sign_name_valid(t))
		return ERR_FORMAT;
	*out = (struct sign_vkey){ .type = SIGN_TYPE_ED25519 };
	memcpy(out->name, name, t.len);
	memcpy(out->pk, pk, SIGN_PK_LEN);
	keyid_make(out);
	return ERR_OK;
}

/*
 * True unless libsodium refuses every signature by this key: y not below p,
 * no point of the curve, or of small order.  1.0.18 has no call for just that
 * (crypto_core_ed25519_is_valid_point() refuses mixed orders too), so: add the
 * point to itself three times and see whether nothing is left.
 */
static bool
pk_usable(const uint8_t pk[static SIGN_PK_LEN])
{
	static const uint8_t one[SIGN_PK_LEN] = { 1 };
	uint8_t p[SIGN_PK_LEN];
	bool below_p = (pk[31] & 0x7f) != 0x7f || pk[0] < 0xed;

	for (size_t i = 1; i < 31; i++)
		below_p = below_p || pk[i] != 0xff;
	memcpy(p, pk, sizeof(p));
	for (int i = 0; i < 3; i++) {
		if (crypto_core_ed25519_add(p, p, p) != 0)
			return false;
	}
	return below_p && memcmp(p, one, sizeof(p)) != 0;
}

/* Split name+hex+base64; base64 may hold a plus, the others may not. */
static enum err
vkey_parse(struct base_text text, struct sign_vkey *out)
{
	uint8_t key[1 + SIGN_PK_LEN], keyid[SIGN_KEYID_LEN];
	struct sign_vkey k = { .type = 0 };
	const char *plus;
	size_t left;

	if (text.len > SIGN_VKEY_LEN ||
	    (plus = memchr(text.data, '+', text.len)) == NULL)
		return ERR_FORMAT;
	left = text.len - (size_t)(plus - text.data) - 1;
	if (!sign_name_valid((struct base_text){
		text.data, (size_t)(plus - text.data) }) ||
	    left < HEX_LEN(SIGN_KEYID_LEN) + 1 ||
	    plus[1 + HEX_LEN(SIGN_KEYID_LEN)] != '+' ||
	    base_hex_decode(keyid, sizeof(keyid), plus + 1,
		HEX_LEN(SIGN_KEYID_LEN)) != ERR_OK ||
	    base_base64_decode_exact(key, sizeof(key),
		plus + 2 + HEX_LEN(SIGN_KEYID_LEN),
		left - HEX_LEN(SIGN_KEYID_LEN) - 1, BASE64_STD) != ERR_OK)
		return ERR_FORMAT;
	memcpy(k.name, text.data, (size_t)(plus - text.data));
	k.type = key[0];
	memcpy(k.pk, key + 1, SIGN_PK_LEN);
	keyid_make(&k);
	if (memcmp(k.keyid, keyid, sizeof(keyid)) != 0 || !pk_usable(k.pk))
		return ERR_FORMAT;
	*out = k;
	return ERR_OK;
}

enum err
sign_vkey_parse(struct base_text text, struct sign_vkey *out)
{
	struct sign_vkey k;

	if (vkey_parse(text, &k) != ERR_OK || k.type != SIGN_TYPE_ED25519)
		return ERR_FORMAT;
	*out = k;
	return ERR_OK;
}

enum err
sign_vkey_parse_witness(struct base_text text, struct sign_vkey *out)
{
	struct sign_vkey k;

	if (vkey_parse(text, &k) != ERR_OK ||
	    (k.type != SIGN_TYPE_ED25519 && k.type != SIGN_TYPE_COSIGNATURE))
		return ERR_FORMAT;
	*out = k;
	return ERR_OK;
}

size_t
sign_vkey_format(char out[static SIGN_VKEY_LEN + 1], const struct sign_vkey *k)
{
	uint8_t key[1 + SIGN_PK_LEN];
	size_t n = strlen(k->name);

	memcpy(out, k->name, n);
	out[n++] = '+';
	base_hex_encode(out + n, k->keyid, SIGN_KEYID_LEN);
	n += HEX_LEN(SIGN_KEYID_LEN);
	out[n++] = '+';
	key[0] = k->type;
	memcpy(key + 1, k->pk, SIGN_PK_LEN);
	return n + base_base64_encode(out + n, key, sizeof(key), BASE64_STD);
}

bool
sign_vkey_equal(const struct sign_vkey *a, const struct sign_vkey *b)
{
	return strcmp(a->name, b->name) == 0 && a->type == b->type &&
	    memcmp(a->pk, b->pk, SIGN_PK_LEN) == 0;
}

enum err
sign_key_new(struct sign_key **out, const char *name,
    const uint8_t seed[static SIGN_SEED_LEN])
{
	struct sign_key *k = NULL;
	uint8_t pk[SIGN_PK_LEN];
	enum err e = ERR_MEMORY;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		goto out;
	if ((e = base_secret_new(&k->secret, crypto_sign_SECRETKEYBYTES)) !=
	    ERR_OK)
		goto out;
	(void)crypto_sign_seed_keypair(pk, k->secret->data, seed);
	if ((e = sign_vkey_init(&k->vkey, name, pk)) != ERR_OK)
		goto out;
	*out = k;
	k = NULL;
out:
	sign_key_free(&k);
	return e;
}

void
sign_key_free(struct sign_key **k)
{
	if (k == NULL || *k == NULL)
		return;
	base_secret_free(&(*k)->secret);
	free(*k);
	*k = NULL;
}

void
sign_key_sign(const struct sign_key *k, const uint8_t *msg, size_t len,
    uint8_t sig[static SIGN_SIG_LEN])
{
	(void)crypto_sign_detached(sig, NULL, msg, len, k->secret->data);
}

/*
 * libsodium 1.0.18 refuses S not below L, small-order R and A, and an A that
 * is not canonical, and compares R byte for byte, so that an R that is not
 * canonical never fits: exactly the rule of docs/protocol.md section 2
 * (tests/unit/test_ed25519.c holds it to that, case by case).
 */
bool
sign_ed25519_verify(const uint8_t pk[static SIGN_PK_LEN], const uint8_t *msg,
    size_t len, const uint8_t sig[static SIGN_SIG_LEN])
{
	return crypto_sign_verify_detached(sig, msg, len, pk) == 0;
}
