/* SPDX-License-Identifier: ISC */
/* seal/age.h: whole age files, of which no unchecked byte is handed over. */
#include "fuzz/fuzz.h"

#include "seal/age.h"
#include "seal/header.h"
#include "seal/stream.h"

#define OUT_MAX (4u << 20)

static struct seal_identity id;

/* The memory source, a few bytes a time. */
static enum err
slow_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	return seal_memory_read(ctx, buf, len < 4093 ? len : 4093, got);
}

static enum err
decrypt(const uint8_t *data, size_t size, seal_read_fn *read,
    struct base_buf *out)
{
	struct seal_memory m = { data, size, 0 };
	struct seal_source in = { read, &m };
	struct seal_sink sink = { seal_buf_write, out };
	struct seal_age_keys keys = { .ids = &id, .ids_count = 1 };

	return seal_age_decrypt(&in, SEAL_ARMOR_NEVER, &keys, &sink);
}

/* Chunk i of the plaintext, sealed again, is what stands in the payload. */
static bool
chunk_stands(const struct seal_stream *s, uint64_t i, bool last,
    const uint8_t *plain, size_t len, const uint8_t *sealed)
{
	static uint8_t again[SEAL_CHUNK_SEALED_LEN];

	seal_stream_seal(s, i, last, plain, len, again);
	return memcmp(again, sealed, len + SEAL_TAG_LEN) == 0;
}

/* Every byte that came out was under a MAC, in its place. */
static void
check(const uint8_t *payload, size_t len, const uint8_t *key,
    const struct base_buf *out, bool whole)
{
	struct seal_stream s;
	size_t at = 0;

	HOLDS(len >= SEAL_NONCE_LEN);
	HOLDS(!whole || len == seal_stream_sealed_len(out->len));
	seal_stream_init(&s, key, payload);
	payload += SEAL_NONCE_LEN;
	len -= SEAL_NONCE_LEN;
	for (uint64_t i = 0; at < out->len || (whole && i == 0); i++) {
		const uint8_t *plain = at == 0 ? out->data : out->data + at;
		size_t n = out->len - at;
		bool end;

		n = n < SEAL_CHUNK_LEN ? n : SEAL_CHUNK_LEN;
		end = at + n == out->len;
		HOLDS(len >= n + SEAL_TAG_LEN);
		/* Cut or followed by something, it is not a whole file. */
		HOLDS(chunk_stands(&s, i, end, plain, n, payload) ||
		    (!whole && end && n == SEAL_CHUNK_LEN &&
			chunk_stands(&s, i, false, plain, n, payload)));
		at += n;
		payload += n + SEAL_TAG_LEN;
		len -= n + SEAL_TAG_LEN;
	}
	seal_stream_done(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t key[SEAL_FILE_KEY_LEN];
	struct base_buf out, again;
	struct seal_header h;
	size_t len = 0;
	enum err e;

	if (id.secret[0] == 0)
		fuzz_identity(&id,
		    "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYK"
		    "LMGR48UAWX40Q2P2LM0");
	base_buf_init(&out, OUT_MAX);
	base_buf_init(&again, OUT_MAX);
	e = decrypt(data, size, seal_memory_read, &out);
	HOLDS(decrypt(data, size, slow_read, &again) == e);
	HOLDS(fuzz_same(&again, out.data, out.len));
	if (e == ERR_OK || out.len > 0) {
		HOLDS(e == ERR_OK || e == ERR_AGE_PAYLOAD);
		HOLDS(seal_header_find(data, size, &len) == ERR_OK && len > 0);
		HOLDS(seal_header_parse(data, len, &h) == ERR_OK);
		HOLDS(seal_header_open(&h, &id, 1, key) == ERR_OK);
		HOLDS(seal_header_check_mac(&h, key));
		check(data + len, size - len, key, &out, e == ERR_OK);
	}
	base_buf_done(&out);
	base_buf_done(&again);
	return 0;
}
