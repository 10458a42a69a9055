/* SPDX-License-Identifier: ISC */
#include "seal/age.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "seal/header.h"
#include "seal/payload.h"

#define PIECE_LEN 4096

/* A source whose first bytes were read ahead while looking for the header. */
struct ahead {
	struct seal_source in;
	uint8_t data[LIMIT_HEADER_LEN + PIECE_LEN];
	size_t len, at;
};

static enum err
ahead_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct ahead *a = ctx;
	size_t n = a->len - a->at < len ? a->len - a->at : len;

	if (n == 0)
		return a->in.read(a->in.ctx, buf, len, got);
	memcpy(buf, a->data + a->at, n);
	a->at += n;
	*got = n;
	return ERR_OK;
}

/* Read until the whole header is there, then parse it. */
static enum err
read_header(struct ahead *a, struct seal_header *h)
{
	size_t header_len = 0, got = 0;
	enum err e;

	for (;;) {
		if ((e = seal_header_find(a->data, a->len, &header_len)) !=
		    ERR_OK)
			return e;
		if (header_len != 0)
			break;
		if ((e = a->in.read(a->in.ctx, a->data + a->len, PIECE_LEN,
			 &got)) != ERR_OK)
			return e;
		if (got == 0)
			return ERR_AGE_HEADER;
		a->len += got;
	}
	a->at = header_len;
	return seal_header_parse(a->data, header_len, h);
}

static enum err
open_ahead(struct ahead *a, const struct seal_age_keys *keys,
    uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	struct seal_header h;
	enum err e;

	if ((e = read_header(a, &h)) != ERR_OK)
		return e;
	if (keys->passphrase != NULL)
		return seal_header_open_passphrase(
		    &h, keys->passphrase, keys->passphrase_len, file_key);
	return seal_header_open(&h, keys->ids, keys->ids_count, file_key);
}

enum err
seal_age_decrypt(const struct seal_source *in, enum seal_armor_form form,
    const struct seal_age_keys *keys, const struct seal_sink *out)
{
	struct seal_armor armor;
	struct ahead *a;
	struct seal_source rest;
	uint8_t file_key[SEAL_FILE_KEY_LEN], nonce[SEAL_NONCE_LEN];
	size_t got = 0;
	enum err e;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return ERR_MEMORY;
	seal_armor_init(&armor, in, form);
	a->in = (struct seal_source){ seal_armor_read, &armor };
	rest = (struct seal_source){ ahead_read, a };
	if ((e = open_ahead(a, keys, file_key)) != ERR_OK ||
	    (e = seal_source_fill(&rest, nonce, sizeof(nonce), &got)) != ERR_OK)
		goto out;
	/* age counts the nonce to the header. */
	if (got != sizeof(nonce)) {
		e = ERR_AGE_HEADER;
		goto out;
	}
	e = seal_payload_open(file_key, nonce, &rest, out);
out:
	sodium_memzero(file_key, sizeof(file_key));
	seal_armor_done(&armor);
	free(a);
	return e;
}

/* Write header and payload under a file key that is drawn already. */
static enum err
write_file(const struct seal_source *in, const struct base_buf *header,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_random *rnd, const struct seal_sink *out)
{
	struct seal_payload_writer *w = NULL;
	enum err e;

	if ((e = out->write(out->ctx, header->data, header->len)) != ERR_OK ||
	    (e = seal_payload_writer_new(&w, file_key, rnd, out)) != ERR_OK ||
	    (e = seal_payload_writer_pull(w, in)) != ERR_OK)
		goto out;
	e = seal_payload_writer_end(w);
out:
	seal_payload_writer_free(&w);
	return e;
}

enum err
seal_age_encrypt(const struct seal_source *in,
    const struct seal_recipient *recipients, size_t count, size_t slots,
    const struct seal_random *rnd, const struct seal_sink *out)
{
	struct base_buf header;
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	enum err e;

	base_buf_init(&header, LIMIT_HEADER_LEN);
	if ((e = rnd->fill(rnd->ctx, file_key, sizeof(file_key))) == ERR_OK &&
	    (e = seal_header_write(
		 file_key, recipients, count, slots, rnd, &header)) == ERR_OK)
		e = write_file(in, &header, file_key, rnd, out);
	base_buf_done(&header);
	sodium_memzero(file_key, sizeof(file_key));
	return e;
}

enum err
seal_age_encrypt_passphrase(const struct seal_source *in,
    const char *passphrase, size_t passphrase_len,
    const struct seal_random *rnd, const struct seal_sink *out)
{
	struct base_buf header;
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	enum err e;

	base_buf_init(&header, LIMIT_HEADER_LEN);
	if ((e = rnd->fill(rnd->ctx, file_key, sizeof(file_key))) == ERR_OK &&
	    (e = seal_header_write_passphrase(file_key, passphrase,
		 passphrase_len, SEAL_SCRYPT_LOG_N, rnd, &header)) == ERR_OK)
		e = write_file(in, &header, file_key, rnd, out);
	base_buf_done(&header);
	sodium_memzero(file_key, sizeof(file_key));
	return e;
}
