/* SPDX-License-Identifier: ISC */
#include "office/decoy.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "seal/identity.h"
#include "seal/object.h"
#include "seal/self.h"

/* Longest first chunk that a decoy fills: the second bucket. */
#define PAYLOAD_LEN_MAX (20u * 1024u)

static enum err
draw(const struct seal_random *rnd, void *out, size_t len)
{
	return rnd->fill(rnd->ctx, out, len);
}

/* A recipient whose secret is gone when this returns. */
static enum err
nobody_new(const struct seal_random *rnd, struct seal_recipient *out)
{
	struct seal_identity id;
	enum err e;

	if ((e = seal_identity_new(rnd, &id)) != ERR_OK)
		return e;
	*out = id.recipient;
	seal_identity_done(&id);
	return ERR_OK;
}

/*
 * What is inside is never seen; only its bucket shows: the smallest three
 * times out of four, as short reports do, else the one above.
 */
static enum err
note_len_draw(const struct seal_random *rnd, size_t *len)
{
	uint8_t dice;
	enum err e;

	if ((e = draw(rnd, &dice, 1)) != ERR_OK)
		return e;
	*len = dice % 4 == 0 ? 8000 : 1000;
	return ERR_OK;
}

static enum err
report_make(const char *host, size_t slots, const struct seal_random *rnd,
    struct base_buf bytes[2], struct store_sealed *out)
{
	static const char note[8000]; /* zeros */
	uint8_t file_key[SEAL_FILE_KEY_LEN], open[SEAL_OPEN_LEN];
	const struct seal_sink sink = { seal_buf_write, &bytes[1] };
	struct seal_object_parts parts = { .note = note, .slots = slots };
	struct seal_recipient nobody;
	struct seal_object_sums sums;
	enum err e;

	if ((e = nobody_new(rnd, &nobody)) != ERR_OK ||
	    (e = note_len_draw(rnd, &parts.note_len)) != ERR_OK)
		return e;
	parts.recipients = &nobody;
	parts.recipients_count = 1;
	e = seal_object_build(&parts, rnd, &bytes[0], &sink, file_key, &sums);
	if (e != ERR_OK)
		return e;
	seal_object_open_value(host, file_key, open);
	seal_object_open_hash(open, out->open);
	sodium_memzero(file_key, sizeof(file_key));
	sodium_memzero(open, sizeof(open));
	memcpy(out->id, sums.id, sizeof(out->id));
	seal_object_commit(host, SEAL_COMMIT_ENTRY, sums.header_hash,
	    sums.payload_hash, out->d);
	out->header = bytes[0].data;
	out->header_len = bytes[0].len;
	out->payload = bytes[1].data;
	out->payload_len = bytes[1].len;
	return ERR_OK;
}

static enum err
decoy_make(const char *host, size_t slots, const struct seal_random *rnd,
    struct base_buf bytes[2], struct store_thread *out)
{
	struct seal_recipient nobody;
	enum err e;

	if ((e = draw(rnd, out->mailbox, sizeof(out->mailbox))) != ERR_OK ||
	    (e = draw(rnd, out->handle, sizeof(out->handle))) != ERR_OK ||
	    (e = nobody_new(rnd, &nobody)) != ERR_OK ||
	    (e = seal_self_seal("\n", 1, &nobody, rnd, out->self)) != ERR_OK)
		return e;
	return report_make(host, slots, rnd, bytes, &out->report);
}

/* 8 to 24, each as likely: bytes of 0 to 254 are 15 times 17 numbers. */
static enum err
count_draw(const struct seal_random *rnd, size_t *count)
{
	const unsigned int span = OFFICE_DECOYS_MAX - OFFICE_DECOYS_MIN + 1;
	uint8_t dice;
	enum err e;

	do {
		if ((e = draw(rnd, &dice, 1)) != ERR_OK)
			return e;
	} while (dice >= 256 / span * span);
	*count = OFFICE_DECOYS_MIN + dice % span;
	return ERR_OK;
}

enum err
office_decoys_new(const char *host, size_t slots, const struct seal_random *rnd,
    struct office_decoys **out)
{
	struct office_decoys *d;
	enum err e;

	if ((d = calloc(1, sizeof(*d))) == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < OFFICE_DECOYS_MAX; i++) {
		base_buf_init(&d->bytes[i][0], LIMIT_HEADER_LEN);
		base_buf_init(&d->bytes[i][1], PAYLOAD_LEN_MAX);
	}
	e = count_draw(rnd, &d->count);
	for (size_t i = 0; e == ERR_OK && i < d->count; i++)
		e = decoy_make(host, slots, rnd, d->bytes[i], &d->threads[i]);
	if (e != ERR_OK)
		office_decoys_free(&d);
	else
		*out = d;
	return e;
}

void
office_decoys_free(struct office_decoys **decoys)
{
	if (decoys == NULL || *decoys == NULL)
		return;
	for (size_t i = 0; i < OFFICE_DECOYS_MAX; i++) {
		base_buf_done(&(*decoys)->bytes[i][0]);
		base_buf_done(&(*decoys)->bytes[i][1]);
	}
	free(*decoys);
	*decoys = NULL;
}
