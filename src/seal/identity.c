/* SPDX-License-Identifier: ISC */
#include "seal/identity.h"

#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "base/bech32.h"
#include "base/limits.h"
#include "base/text.h"
#include "seal/hkdf.h"

static const char recipient_hrp[] = "age";
static const char identity_hrp[] = "age-secret-key-";

_Static_assert(SEAL_RECIPIENT_TEXT_LEN ==
		   BECH32_LEN(sizeof(recipient_hrp) - 1, SEAL_KEY_LEN),
    "length of a recipient");
_Static_assert(SEAL_IDENTITY_TEXT_LEN ==
		   BECH32_LEN(sizeof(identity_hrp) - 1, SEAL_KEY_LEN),
    "length of an identity");

enum err
seal_identity_new(const struct seal_random *rnd, struct seal_identity *out)
{
	uint8_t secret[SEAL_KEY_LEN];
	enum err e;

	if ((e = rnd->fill(rnd->ctx, secret, sizeof(secret))) == ERR_OK)
		seal_identity_from_secret(secret, out);
	sodium_memzero(secret, sizeof(secret));
	return e;
}

void
seal_identity_from_secret(
    const uint8_t secret[static SEAL_KEY_LEN], struct seal_identity *out)
{
	memmove(out->secret, secret, SEAL_KEY_LEN);
	/* Clamping keeps every product of the base point away from zero. */
	REQUIRE(crypto_scalarmult_base(out->recipient.key, out->secret) == 0);
}

void
seal_identity_done(struct seal_identity *id)
{
	sodium_memzero(id, sizeof(*id));
}

enum err
seal_identity_parse(
    const char *text, size_t text_len, struct seal_identity *out)
{
	uint8_t secret[SEAL_KEY_LEN];
	enum err e = ERR_AGE_IDENTITY;

	if (base_bech32_decode(secret, sizeof(secret), identity_hrp, text,
		text_len) == ERR_OK) {
		seal_identity_from_secret(secret, out);
		e = ERR_OK;
	}
	sodium_memzero(secret, sizeof(secret));
	return e;
}

enum err
seal_recipient_parse(
    const char *text, size_t text_len, struct seal_recipient *out)
{
	return base_bech32_decode(out->key, sizeof(out->key), recipient_hrp,
		   text, text_len) == ERR_OK
		   ? ERR_OK
		   : ERR_AGE_RECIPIENT;
}

void
seal_identity_format(
    const struct seal_identity *id, char out[static SEAL_IDENTITY_TEXT_LEN + 1])
{
	base_bech32_encode(out, identity_hrp, id->secret, sizeof(id->secret));
	for (char *p = out; *p != 0; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - ('a' - 'A'));
	}
}

void
seal_recipient_format(const struct seal_recipient *r,
    char out[static SEAL_RECIPIENT_TEXT_LEN + 1])
{
	base_bech32_encode(out, recipient_hrp, r->key, sizeof(r->key));
}

/* The next line, with or without its LF at the very end, without a CR. */
static bool
file_line(struct base_text *rest, struct base_text *line)
{
	if (rest->len == 0)
		return false;
	if (!base_text_line(rest, line)) {
		*line = *rest;
		rest->data += rest->len;
		rest->len = 0;
	}
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

enum err
seal_identities_parse(
    const char *text, size_t text_len, struct seal_identities *out)
{
	struct base_text rest = { text, text_len }, line;
	struct seal_identities tmp = { 0 };
	enum err e;

	if (text_len > LIMIT_IDENTITY_FILE_LEN)
		return ERR_LIMIT;
	tmp.list = sodium_allocarray(SEAL_IDENTITIES_MAX, sizeof(*tmp.list));
	if (tmp.list == NULL)
		return ERR_MEMORY;
	while (file_line(&rest, &line)) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (tmp.count == SEAL_IDENTITIES_MAX) {
			e = ERR_LIMIT;
			goto out;
		}
		if ((e = seal_identity_parse(
			 line.data, line.len, &tmp.list[tmp.count])) != ERR_OK)
			goto out;
		tmp.count++;
	}
	e = tmp.count > 0 ? ERR_OK : ERR_AGE_IDENTITY;
out:
	if (e == ERR_OK)
		*out = tmp;
	else
		seal_identities_done(&tmp);
	return e;
}

void
seal_identities_done(struct seal_identities *ids)
{
	sodium_free(ids->list);
	*ids = (struct seal_identities){ 0 };
}

enum err
seal_identity_file(
    const struct seal_identity *id, const char *comment, struct base_buf *out)
{
	char secret[SEAL_IDENTITY_TEXT_LEN + 1];
	char public[SEAL_RECIPIENT_TEXT_LEN + 1];
	size_t start = out->len;
	enum err e = ERR_OK;

	if (comment != NULL && strpbrk(comment, "\r\n") != NULL)
		return ERR_FORMAT;
	seal_identity_format(id, secret);
	seal_recipient_format(&id->recipient, public);
	if (comment != NULL)
		e = base_buf_addf(out, "# %s\n", comment);
	if (e == ERR_OK)
		e = base_buf_addf(out, "# public key: %s\n", public);
	if (e == ERR_OK)
		e = base_buf_add_str(out, secret);
	if (e == ERR_OK)
		e = base_buf_add_str(out, "\n");
	if (e != ERR_OK)
		base_buf_cut(out, start);
	sodium_memzero(secret, sizeof(secret));
	return e;
}

void
seal_officer_seeds(
    const struct seal_identity *id, struct seal_officer_seeds *out)
{
	seal_hkdf(out->entry, sizeof(out->entry), id->secret,
	    sizeof(id->secret), NULL, 0, "officer/v1/ed25519");
	seal_hkdf(out->login, sizeof(out->login), id->secret,
	    sizeof(id->secret), NULL, 0, "officer/v1/login");
	seal_hkdf(out->keys, sizeof(out->keys), id->secret, sizeof(id->secret),
	    NULL, 0, "officer/v1/keys");
}

void
seal_officer_seeds_done(struct seal_officer_seeds *seeds)
{
	sodium_memzero(seeds, sizeof(*seeds));
}
