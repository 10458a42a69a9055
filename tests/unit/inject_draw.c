/* SPDX-License-Identifier: ISC */
/* Randomness that can be drawn again, to search for what was drawn. */
#include "seal/hkdf.h"
#include "unit/inject_run.h"
#include "unit/remains.h"

#define DRAW_LEN 32 /* longest draw: one hash */
#define SHORT_DRAW_LEN 16

static void
draw_block(size_t number, uint8_t out[static DRAW_LEN])
{
	char label[32];
	int n = snprintf(label, sizeof(label), "inject draw %zu", number);

	crypto_hash_sha256(out, (const uint8_t *)label, (unsigned long long)n);
}

static enum err
fill(void *ctx, uint8_t *buf, size_t len)
{
	static uint8_t *block;
	size_t i = inject_run.draw_count;

	(void)ctx;
	if (block == NULL)
		block = vault(DRAW_LEN);
	if (inject_fails(INJECT_RANDOM)) {
		memset(buf, INJECT_NOISE, len);
		return ERR_RANDOM;
	}
	REQUIRE(len <= DRAW_LEN && i < INJECT_DRAWS_MAX);
	inject_run.draw_len[i] = len;
	inject_run.draw_secret[i] =
	    len > SHORT_DRAW_LEN ||
	    (len == SHORT_DRAW_LEN && inject_run.draws_key);
	inject_run.draws_key = inject_run.draws_key && len != SHORT_DRAW_LEN;
	inject_run.draw_count++;
	draw_block(i, block);
	memcpy(buf, block, len);
	return ERR_OK;
}

const struct seal_random inject_random = { .fill = fill };

void
inject_draws_key(void)
{
	inject_run.draws_key = true;
}

/* What is worked out from draws, in the vault. */
struct derived {
	uint8_t draw[DRAW_LEN], other[DRAW_LEN], share[DRAW_LEN];
	uint8_t salt[2 * SEAL_KEY_LEN], secret[SEAL_KEY_LEN], key[32];
};

static const struct seal_recipient *reader;

void
inject_reader(const struct seal_recipient *r)
{
	reader = r;
}

/* A file key: its MAC key, and its payload key under each nonce drawn. */
static void
plant_file_key(struct derived *d)
{
	seal_hkdf(
	    d->key, sizeof(d->key), d->draw, SHORT_DRAW_LEN, NULL, 0, "header");
	remains_plant("a MAC key", d->key, sizeof(d->key));
	for (size_t i = 0; i < inject_run.draw_count; i++) {
		if (inject_run.draw_len[i] != SHORT_DRAW_LEN ||
		    inject_run.draw_secret[i])
			continue;
		draw_block(i, d->other);
		seal_hkdf(d->key, sizeof(d->key), d->draw, SHORT_DRAW_LEN,
		    d->other, SHORT_DRAW_LEN, "payload");
		remains_plant("a payload key", d->key, sizeof(d->key));
		remains_plant_chunks(d->key);
	}
}

/* An X25519 secret: what it shares with the reader, the wrapping key. */
static void
plant_share(struct derived *d)
{
	if (reader == NULL ||
	    crypto_scalarmult(d->secret, d->draw, reader->key) != 0 ||
	    crypto_scalarmult_base(d->share, d->draw) != 0)
		return;
	memcpy(d->salt, d->share, SEAL_KEY_LEN);
	memcpy(d->salt + SEAL_KEY_LEN, reader->key, SEAL_KEY_LEN);
	seal_hkdf(d->key, sizeof(d->key), d->secret, sizeof(d->secret), d->salt,
	    sizeof(d->salt), "age-encryption.org/v1/X25519");
	remains_plant("a shared secret", d->secret, sizeof(d->secret));
	remains_plant("a wrapping key", d->key, sizeof(d->key));
}

/* Draws are worked out again here, off the stack that is searched. */
void
inject_plant_draws(void)
{
	static struct derived *d;

	if (d == NULL)
		d = vault(sizeof(*d));
	for (size_t i = 0; i < inject_run.draw_count; i++) {
		if (!inject_run.draw_secret[i])
			continue;
		draw_block(i, d->draw);
		remains_plant("a secret draw", d->draw, inject_run.draw_len[i]);
		if (inject_run.draw_len[i] == SHORT_DRAW_LEN)
			plant_file_key(d);
		else
			plant_share(d);
	}
}
