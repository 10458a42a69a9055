/* SPDX-License-Identifier: ISC */
#include "seal/self.h"

#include <string.h>

#include <sodium.h>

/* Header of exactly one X25519 stanza, which fixes its length. */
static enum err
parse(const uint8_t file[static SEAL_SELF_LEN], struct seal_header *h)
{
	size_t header_len = 0;
	enum err e;

	if ((e = seal_header_find(file, SEAL_SELF_LEN, &header_len)) != ERR_OK)
		return e;
	if (header_len == 0)
		return ERR_AGE_HEADER;
	if ((e = seal_header_parse(file, header_len, h)) != ERR_OK)
		return e;
	return seal_header_is_profile(h, 1) ? ERR_OK : ERR_AGE_HEADER;
}

bool
seal_self_is(const uint8_t file[static SEAL_SELF_LEN])
{
	struct seal_header h;

	return parse(file, &h) == ERR_OK;
}

enum err
seal_self_seal(const char *note, size_t note_len,
    const struct seal_recipient *to, const struct seal_random *rnd,
    uint8_t file[static SEAL_SELF_LEN])
{
	uint8_t file_key[SEAL_FILE_KEY_LEN], nonce[SEAL_NONCE_LEN];
	uint8_t plain[SEAL_SELF_NOTE_LEN] = { 0 };
	struct seal_stream stream = { 0 };
	struct base_buf header;
	enum err e;

	if (note_len > sizeof(plain))
		return ERR_LIMIT;
	if (memchr(note, 0, note_len) != NULL)
		return ERR_FORMAT;
	memcpy(plain, note, note_len);
	base_buf_init(&header, SEAL_HEADER_LEN(1));
	if ((e = rnd->fill(rnd->ctx, file_key, sizeof(file_key))) != ERR_OK ||
	    (e = seal_header_write(file_key, to, 1, 1, rnd, &header)) !=
		ERR_OK ||
	    (e = rnd->fill(rnd->ctx, nonce, sizeof(nonce))) != ERR_OK)
		goto out;
	REQUIRE(header.len == SEAL_HEADER_LEN(1));
	seal_stream_init(&stream, file_key, nonce);
	memcpy(file, header.data, header.len);
	memcpy(file + header.len, nonce, sizeof(nonce));
	seal_stream_seal(&stream, 0, true, plain, sizeof(plain),
	    file + header.len + sizeof(nonce));
out:
	base_buf_done(&header);
	seal_stream_done(&stream);
	sodium_memzero(file_key, sizeof(file_key));
	sodium_memzero(plain, sizeof(plain));
	return e;
}

enum err
seal_self_open(const uint8_t file[static SEAL_SELF_LEN],
    const struct seal_identity *id, struct base_buf *note)
{
	struct seal_header h;
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	uint8_t plain[SEAL_SELF_NOTE_LEN];
	struct seal_stream stream = { 0 };
	size_t len;
	enum err e;

	if ((e = parse(file, &h)) != ERR_OK)
		return e;
	if ((e = seal_header_open(&h, id, 1, file_key)) != ERR_OK)
		goto out;
	seal_stream_init(&stream, file_key, file + h.len);
	if ((e = seal_stream_open(&stream, 0, true,
		 file + h.len + SEAL_NONCE_LEN,
		 SEAL_SELF_LEN - h.len - SEAL_NONCE_LEN, plain)) != ERR_OK)
		goto out;
	len = strnlen((const char *)plain, sizeof(plain));
	if (!sodium_is_zero(plain + len, sizeof(plain) - len)) {
		e = ERR_FORMAT;
		goto out;
	}
	e = base_buf_add(note, plain, len);
out:
	seal_stream_done(&stream);
	sodium_memzero(file_key, sizeof(file_key));
	sodium_memzero(plain, sizeof(plain));
	return e;
}
