/* SPDX-License-Identifier: ISC */
#include "seal/payload.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "seal/stream.h"

/* read(2) copies a third faster to whole cache lines. */
#define PLACE_ALIGN 64
#define PLACE_LEN \
	((SEAL_CHUNK_SEALED_LEN + PLACE_ALIGN - 1) / PLACE_ALIGN * PLACE_ALIGN)

/*
 * Two places: what was read last may be the end of the payload, so a full chunk
 * waits in one while the next bytes are read into the other.
 */
struct seal_payload_writer {
	struct seal_stream stream;
	const struct seal_sink *out;
	uint64_t index;
	size_t len; /* bytes waiting in place[at] */
	unsigned int at;
	bool ended;
	_Alignas(PLACE_ALIGN) uint8_t place[2][PLACE_LEN];
};

enum err
seal_payload_writer_new(struct seal_payload_writer **w,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_random *rnd, const struct seal_sink *out)
{
	struct seal_payload_writer *tmp;
	uint8_t nonce[SEAL_NONCE_LEN];
	enum err e;

	if ((tmp = aligned_alloc(PLACE_ALIGN, sizeof(*tmp))) == NULL)
		return ERR_MEMORY;
	if ((e = rnd->fill(rnd->ctx, nonce, sizeof(nonce))) != ERR_OK ||
	    (e = out->write(out->ctx, nonce, sizeof(nonce))) != ERR_OK) {
		free(tmp);
		return e;
	}
	tmp->out = out;
	tmp->index = 0;
	tmp->len = 0;
	tmp->at = 0;
	tmp->ended = false;
	seal_stream_init(&tmp->stream, file_key, nonce);
	*w = tmp;
	return ERR_OK;
}

/*
 * Seal what waits, in its place.  The index moves even if the sink fails: a
 * chunk that was sealed once must never be sealed again with other bytes.
 */
static enum err
flush(struct seal_payload_writer *w, bool last)
{
	uint8_t *chunk = w->place[w->at];
	size_t len = w->len;

	seal_stream_seal(&w->stream, w->index, last, chunk, len, chunk);
	w->index++;
	w->len = 0;
	return w->out->write(w->out->ctx, chunk, len + SEAL_TAG_LEN);
}

enum err
seal_payload_writer_push(void *writer, const uint8_t *data, size_t len)
{
	struct seal_payload_writer *w = writer;
	enum err e;

	REQUIRE(!w->ended);
	while (len > 0) {
		size_t n;

		/* A full chunk waits until it is known not to be the last. */
		if (w->len == SEAL_CHUNK_LEN && (e = flush(w, false)) != ERR_OK)
			return e;
		n = SEAL_CHUNK_LEN - w->len < len ? SEAL_CHUNK_LEN - w->len
						  : len;
		memcpy(w->place[w->at] + w->len, data, n);
		w->len += n;
		data += n;
		len -= n;
	}
	return ERR_OK;
}

enum err
seal_payload_writer_pull(
    struct seal_payload_writer *w, const struct seal_source *in)
{
	size_t got = 0;
	enum err e;

	REQUIRE(!w->ended);
	for (;;) {
		bool full = w->len == SEAL_CHUNK_LEN;
		unsigned int to = full ? !w->at : w->at;
		size_t from = full ? 0 : w->len;

		if ((e = seal_source_fill(in, w->place[to] + from,
			 SEAL_CHUNK_LEN - from, &got)) != ERR_OK)
			return e;
		if (got == 0)
			return ERR_OK;
		if (full && (e = flush(w, false)) != ERR_OK)
			return e;
		w->at = to;
		w->len = from + got;
	}
}

enum err
seal_payload_writer_end(struct seal_payload_writer *w)
{
	REQUIRE(!w->ended);
	w->ended = true;
	return flush(w, true);
}

void
seal_payload_writer_free(struct seal_payload_writer **w)
{
	if (w == NULL || *w == NULL)
		return;
	seal_stream_done(&(*w)->stream);
	sodium_memzero(*w, sizeof(**w));
	free(*w);
	*w = NULL;
}

struct opening {
	struct seal_stream stream;
	_Alignas(PLACE_ALIGN) uint8_t sealed[PLACE_LEN];
	uint8_t plain[SEAL_CHUNK_LEN];
};

/*
 * Open chunk number index of len bytes: *last says as what it verified.  A full
 * one may be either, as age's own reader tries it.
 */
static enum err
open_chunk(struct opening *o, uint64_t index, size_t len, bool *last)
{
	*last = false;
	if (len == SEAL_CHUNK_SEALED_LEN &&
	    seal_stream_open(
		&o->stream, index, false, o->sealed, len, o->plain) == ERR_OK)
		return ERR_OK;
	*last = true;
	return seal_stream_open(
	    &o->stream, index, true, o->sealed, len, o->plain);
}

enum err
seal_payload_open(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN], const struct seal_source *in,
    const struct seal_sink *out)
{
	struct opening *o;
	size_t len = 0;
	bool last = false;
	enum err e = ERR_OK;

	if ((o = aligned_alloc(PLACE_ALIGN, sizeof(*o))) == NULL)
		return ERR_MEMORY;
	seal_stream_init(&o->stream, file_key, nonce);
	for (uint64_t i = 0; !last && e == ERR_OK; i++) {
		if ((e = seal_source_fill(in, o->sealed, SEAL_CHUNK_SEALED_LEN,
			 &len)) == ERR_OK &&
		    (e = open_chunk(o, i, len, &last)) == ERR_OK &&
		    len > SEAL_TAG_LEN)
			e = out->write(out->ctx, o->plain, len - SEAL_TAG_LEN);
	}
	/* What follows the last chunk was not sealed by the sender. */
	if (e == ERR_OK &&
	    (e = seal_source_fill(in, o->sealed, 1, &len)) == ERR_OK &&
	    len != 0)
		e = ERR_AGE_PAYLOAD;
	seal_stream_done(&o->stream);
	sodium_memzero(o, sizeof(*o));
	free(o);
	return e;
}
