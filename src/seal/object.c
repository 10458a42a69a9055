/* SPDX-License-Identifier: ISC */
#include "seal/object.h"

#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "seal/bucket.h"
#include "seal/hkdf.h"
#include "seal/payload.h"

#define PIECE_LEN 4096

_Static_assert(SEAL_HASH_LEN == crypto_hash_sha256_BYTES, "SHA-256");

void
seal_object_id(const uint8_t payload_hash[static SEAL_HASH_LEN],
    uint8_t id[static SEAL_ID_LEN])
{
	memcpy(id, payload_hash, SEAL_ID_LEN);
}

void
seal_object_commit(const char *host, enum seal_commit_type type,
    const uint8_t header_hash[static SEAL_HASH_LEN],
    const uint8_t payload_hash[static SEAL_HASH_LEN],
    uint8_t d[static SEAL_COMMIT_LEN])
{
	static const char label[] = "/log-entry/v1\n";
	crypto_hash_sha256_state st;
	uint8_t type1 = (uint8_t)type;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, (const uint8_t *)host, strlen(host));
	crypto_hash_sha256_update(
	    &st, (const uint8_t *)label, sizeof(label) - 1);
	crypto_hash_sha256_update(&st, &type1, 1);
	crypto_hash_sha256_update(&st, header_hash, SEAL_HASH_LEN);
	crypto_hash_sha256_update(&st, payload_hash, SEAL_HASH_LEN);
	crypto_hash_sha256_final(&st, d);
}

void
seal_object_open_value(const char *host,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    uint8_t open[static SEAL_OPEN_LEN])
{
	static const char label[] = "/open/v1";
	char info[LIMIT_NAME_LEN + sizeof(label)];
	size_t host_len = strlen(host);

	REQUIRE(host_len <= LIMIT_NAME_LEN);
	memcpy(info, host, host_len);
	memcpy(info + host_len, label, sizeof(label));
	seal_hkdf(
	    open, SEAL_OPEN_LEN, file_key, SEAL_FILE_KEY_LEN, NULL, 0, info);
}

void
seal_object_open_hash(const uint8_t open[static SEAL_OPEN_LEN],
    uint8_t hash[static SEAL_HASH_LEN])
{
	crypto_hash_sha256(hash, open, SEAL_OPEN_LEN);
}

enum err
seal_object_split(const uint8_t *body, size_t body_len, size_t slots,
    struct seal_object_view *out)
{
	size_t header_len = 0;
	enum err e;

	if ((e = seal_header_find(body, body_len, &header_len)) != ERR_OK)
		return e;
	if (header_len == 0)
		return ERR_AGE_HEADER;
	if ((e = seal_header_parse(body, header_len, &out->header)) != ERR_OK)
		return e;
	if (!seal_header_is_profile(&out->header, slots))
		return ERR_SLOTS;
	out->payload = body + header_len;
	out->payload_len = body_len - header_len;
	return seal_bucket_of_payload(out->payload_len, &out->bucket);
}

void
seal_object_sum(const uint8_t *header, size_t header_len,
    const uint8_t *payload, size_t payload_len, struct seal_object_sums *out)
{
	crypto_hash_sha256(out->header_hash, header, header_len);
	crypto_hash_sha256(out->payload_hash, payload, payload_len);
	seal_object_id(out->payload_hash, out->id);
	out->payload_len = payload_len;
}

/* A sink that hashes and counts what it passes on. */
struct hashing {
	const struct seal_sink *out;
	crypto_hash_sha256_state st;
	uint64_t len;
};

static enum err
hashing_write(void *ctx, const uint8_t *buf, size_t len)
{
	struct hashing *h = ctx;

	crypto_hash_sha256_update(&h->st, buf, len);
	h->len += len;
	return h->out->write(h->out->ctx, buf, len);
}

enum err
seal_object_bucket(const struct seal_object_parts *p, uint64_t *bucket)
{
	uint64_t len;

	if (p->note_len > LIMIT_ENTRY_NOTE_LEN ||
	    p->spare > LIMIT_ENTRY_NOTE_LEN ||
	    p->attachments_count > LIMIT_ATTACHMENTS_MAX)
		return ERR_LIMIT;
	len = seal_tar_member_len(p->note_len + p->spare) +
	      (uint64_t)2 * SEAL_TAR_BLOCK_LEN;
	for (size_t i = 0; i < p->attachments_count; i++) {
		if (p->attachments[i].size > LIMIT_UPLOAD_LEN)
			return ERR_LIMIT;
		len += seal_tar_member_len(p->attachments[i].size);
	}
	return seal_bucket_fit(len, bucket);
}

/* One attachment, which must give exactly the bytes it announced. */
static enum err
pack_attachment(struct seal_tar_writer *tar, const struct seal_attachment *a)
{
	uint8_t piece[PIECE_LEN];
	uint64_t left = a->size;
	size_t got = 0;
	enum err e;

	if ((e = seal_tar_writer_member(tar, a->name, a->size)) != ERR_OK)
		goto out;
	for (;;) {
		if ((e = a->data.read(
			 a->data.ctx, piece, sizeof(piece), &got)) != ERR_OK)
			goto out;
		if (got > left || (got == 0 && left > 0)) {
			e = ERR_TAR;
			goto out;
		}
		if (got == 0)
			break;
		left -= got;
		if ((e = seal_tar_writer_data(tar, piece, got)) != ERR_OK)
			goto out;
	}
out:
	sodium_memzero(piece, sizeof(piece));
	return e;
}

static enum err
pack(const struct seal_object_parts *p, uint64_t bucket,
    const struct seal_sink *out)
{
	struct seal_tar_writer tar;
	enum err e;

	seal_tar_writer_init(&tar, out);
	seal_tar_writer_least(&tar, bucket);
	if ((e = seal_tar_writer_member(&tar, SEAL_TAR_NOTE, p->note_len)) !=
		ERR_OK ||
	    (e = seal_tar_writer_data(
		 &tar, (const uint8_t *)p->note, p->note_len)) != ERR_OK)
		return e;
	for (size_t i = 0; i < p->attachments_count; i++) {
		if ((e = pack_attachment(&tar, &p->attachments[i])) != ERR_OK)
			return e;
	}
	return seal_tar_writer_end(&tar);
}

enum err
seal_object_build(const struct seal_object_parts *parts,
    const struct seal_random *rnd, struct base_buf *header,
    const struct seal_sink *payload, uint8_t file_key[static SEAL_FILE_KEY_LEN],
    struct seal_object_sums *sums)
{
	struct seal_payload_writer *w = NULL;
	struct hashing hashing = { .out = payload };
	struct seal_sink hashed = { hashing_write, &hashing };
	uint8_t key[SEAL_FILE_KEY_LEN];
	size_t header_at = header->len;
	uint64_t bucket = 0;
	enum err e;

	crypto_hash_sha256_init(&hashing.st);
	if ((e = seal_object_bucket(parts, &bucket)) != ERR_OK ||
	    (e = rnd->fill(rnd->ctx, key, sizeof(key))) != ERR_OK ||
	    (e = seal_header_write(key, parts->recipients,
		 parts->recipients_count, parts->slots, rnd, header)) !=
		ERR_OK ||
	    (e = seal_payload_writer_new(&w, key, rnd, &hashed)) != ERR_OK ||
	    (e = pack(parts, bucket,
		 &(struct seal_sink){ seal_payload_writer_push, w })) !=
		ERR_OK ||
	    (e = seal_payload_writer_end(w)) != ERR_OK)
		goto out;
	REQUIRE(hashing.len == seal_bucket_payload_len(bucket));
	memcpy(file_key, key, sizeof(key));
	crypto_hash_sha256(sums->header_hash, header->data + header_at,
	    header->len - header_at);
	crypto_hash_sha256_final(&hashing.st, sums->payload_hash);
	seal_object_id(sums->payload_hash, sums->id);
	sums->payload_len = hashing.len;
out:
	if (e != ERR_OK)
		base_buf_cut(header, header_at);
	seal_payload_writer_free(&w);
	sodium_memzero(key, sizeof(key));
	return e;
}

/* A visitor that keeps the first member and lets the others pass. */
struct note_keeper {
	struct base_buf *note;
	size_t members;
};

static enum err
keep_member(void *ctx, const char *name, uint64_t size)
{
	struct note_keeper *k = ctx;

	(void)name;
	(void)size;
	k->members++;
	return ERR_OK;
}

static enum err
keep_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct note_keeper *k = ctx;

	return k->members == 1 ? base_buf_add(k->note, buf, len) : ERR_OK;
}

/* The note of the plaintext of a first chunk. */
static enum err
read_note(const uint8_t *plain, size_t plain_len, struct base_buf *note)
{
	struct note_keeper keeper = { .note = note };
	struct seal_tar_visitor visitor = { keep_member, keep_data, &keeper };
	struct seal_tar_reader r;
	size_t start = note->len;
	enum err e = ERR_OK;

	seal_tar_reader_init(&r, &visitor);
	while (e == ERR_OK && plain_len > 0 && !seal_tar_reader_has_note(&r)) {
		size_t n = plain_len < SEAL_TAR_BLOCK_LEN ? plain_len
							  : SEAL_TAR_BLOCK_LEN;

		e = seal_tar_reader_push(&r, plain, n);
		plain += n;
		plain_len -= n;
	}
	if (e == ERR_OK && !seal_tar_reader_has_note(&r))
		e = ERR_TAR;
	if (e != ERR_OK)
		base_buf_cut(note, start);
	seal_tar_reader_done(&r);
	return e;
}

enum err
seal_object_open_note(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t *head, size_t head_len, uint64_t payload_len,
    struct base_buf *note)
{
	struct seal_stream stream;
	struct seal_chunk chunk;
	struct base_buf plain;
	uint64_t bucket = 0;
	uint8_t *at;
	enum err e;

	if ((e = seal_bucket_of_payload(payload_len, &bucket)) != ERR_OK ||
	    (e = seal_stream_chunk(payload_len, 0, &chunk)) != ERR_OK)
		return e;
	if (head_len < chunk.offset + chunk.len)
		return ERR_AGE_PAYLOAD;
	base_buf_init(&plain, SEAL_CHUNK_LEN);
	seal_stream_init(&stream, file_key, head);
	if ((e = base_buf_reserve(&plain, chunk.len - SEAL_TAG_LEN, &at)) ==
		ERR_OK &&
	    (e = seal_stream_open(&stream, 0, chunk.last, head + chunk.offset,
		 chunk.len, at)) == ERR_OK)
		e = read_note(at, chunk.len - SEAL_TAG_LEN, note);
	seal_stream_done(&stream);
	base_buf_done(&plain);
	return e;
}

/* A source that hashes what it hands on. */
struct hashed_source {
	const struct seal_source *in;
	crypto_hash_sha256_state st;
};

static enum err
hashed_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct hashed_source *h = ctx;
	enum err e = h->in->read(h->in->ctx, buf, len, got);

	if (e == ERR_OK)
		crypto_hash_sha256_update(&h->st, buf, *got);
	return e;
}

enum err
seal_object_open(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_source *payload, const struct seal_tar_visitor *visitor,
    uint8_t payload_hash[SEAL_HASH_LEN])
{
	struct hashed_source hashed = { .in = payload };
	struct seal_source in = { hashed_read, &hashed };
	struct seal_tar_reader r;
	struct seal_sink sink = { seal_tar_reader_push, &r };
	uint8_t nonce[SEAL_NONCE_LEN];
	size_t got = 0;
	enum err e;

	crypto_hash_sha256_init(&hashed.st);
	seal_tar_reader_init(&r, visitor);
	if ((e = seal_source_fill(&in, nonce, sizeof(nonce), &got)) != ERR_OK)
		goto out;
	if (got != sizeof(nonce)) {
		e = ERR_AGE_PAYLOAD;
		goto out;
	}
	if ((e = seal_payload_open(file_key, nonce, &in, &sink)) == ERR_OK)
		e = seal_tar_reader_end(&r);
	if (e == ERR_OK && payload_hash != NULL)
		crypto_hash_sha256_final(&hashed.st, payload_hash);
out:
	seal_tar_reader_done(&r);
	return e;
}
