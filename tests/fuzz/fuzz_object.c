/* SPDX-License-Identifier: ISC */
/* seal/object.h: the body of a post, as a service and a reader see it. */
#include "fuzz/fuzz.h"

#include <sodium.h>

#include "seal/bucket.h"
#include "seal/object.h"

#define SLOTS 8
#define IDS 3

/* One reader of each object in seal.json. */
static const char *const identities[IDS] = {
	"AGE-SECRET-KEY-14W3AHU98WJWPKTNS3UQZDTESRLNYSUCUC56Z2ENCMXZC2KQ2XH9QQ5"
	"ZCX5",
	"AGE-SECRET-KEY-1CTR8G2957VQAZSQXHCD6DNLHXYXCGTN8R07KQ4UN8RDKHJR4ZJMQVR"
	"PXN6",
	"AGE-SECRET-KEY-15VLQRKXZM8GGKUCLN7VQL82ZLYUHLAQH063ALKTFJ700KS6SEN9QXU"
	"66AR",
};

/* What was handed over, and the archive it would be written to. */
struct seen {
	struct seal_tar_writer tar;
	struct base_buf archive, note;
	size_t members;
	uint64_t left;
};

static enum err
seen_member(void *ctx, const char *name, uint64_t size)
{
	struct seen *s = ctx;

	HOLDS(s->left == 0 && seal_tar_name_fits(name, s->members));
	s->members++;
	s->left = size;
	return seal_tar_writer_member(&s->tar, name, size);
}

static enum err
seen_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct seen *s = ctx;

	HOLDS(len <= s->left);
	s->left -= len;
	if (s->members == 1)
		HOLDS(base_buf_add(&s->note, buf, len) == ERR_OK);
	return seal_tar_writer_data(&s->tar, buf, len);
}

static void
seen_init(struct seen *s)
{
	struct seal_sink sink = { seal_buf_write, &s->archive };

	s->members = 0;
	s->left = 0;
	base_buf_init(&s->archive, (size_t)2 * LIMIT_BODY_LEN);
	base_buf_init(&s->note, LIMIT_ENTRY_NOTE_LEN);
	seal_tar_writer_init(&s->tar, &sink);
}

/* The archive again, sealed again chunk by chunk, is the payload. */
static void
reseal(const struct seal_object_view *v, const uint8_t *key, struct seen *s)
{
	struct seal_stream stream;
	uint8_t *out = malloc(SEAL_CHUNK_SEALED_LEN);
	struct seal_chunk c;

	HOLDS(out != NULL && seal_tar_writer_end(&s->tar) == ERR_OK);
	/* A sender may take a larger bucket: zeros to its end. */
	HOLDS(s->archive.len <= v->bucket);
	while (s->archive.len < v->bucket)
		HOLDS(base_buf_add(&s->archive, "", 1) == ERR_OK);
	seal_stream_init(&stream, key, v->payload);
	for (uint64_t i = 0; seal_stream_chunk(v->payload_len, i, &c) == ERR_OK;
	     i++) {
		seal_stream_seal(&stream, i, c.last,
		    s->archive.data + i * SEAL_CHUNK_LEN, c.len - SEAL_TAG_LEN,
		    out);
		HOLDS(c.offset + c.len <= v->payload_len);
		HOLDS(memcmp(out, v->payload + c.offset, c.len) == 0);
	}
	seal_stream_done(&stream);
	free(out);
}

static void
open_payload(const struct seal_object_view *v, const uint8_t *key)
{
	struct seal_memory m = { v->payload, v->payload_len, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_tar_visitor visitor = { seen_member, seen_data, NULL };
	size_t head = v->payload_len;
	uint8_t hash[SEAL_HASH_LEN];
	struct seal_object_sums sums;
	struct base_buf note;
	struct seen s;
	enum err e, first;

	seen_init(&s);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	visitor.ctx = &s;
	e = seal_object_open(key, &in, &visitor, hash);
	head = head < SEAL_OBJECT_HEAD_LEN ? head : SEAL_OBJECT_HEAD_LEN;
	first = seal_object_open_note(
	    key, v->payload, head, v->payload_len, &note);
	HOLDS(first == ERR_OK || note.len == 0);
	if (e == ERR_OK) {
		HOLDS(s.members > 0 && s.left == 0);
		HOLDS(first == ERR_OK);
		HOLDS(fuzz_same(&note, s.note.data, s.note.len));
		seal_object_sum(v->header.data, v->header.len, v->payload,
		    v->payload_len, &sums);
		HOLDS(memcmp(hash, sums.payload_hash, sizeof(hash)) == 0);
		reseal(v, key, &s);
	}
	base_buf_done(&note);
	base_buf_done(&s.note);
	base_buf_done(&s.archive);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct seal_identity ids[IDS];
	static bool ready;
	uint8_t key[SEAL_FILE_KEY_LEN];
	struct seal_object_view v;

	for (size_t i = 0; i < IDS && !ready; i++)
		fuzz_identity(&ids[i], identities[i]);
	ready = true;
	if (seal_object_split(data, size, SLOTS, &v) != ERR_OK)
		return 0;
	HOLDS(v.header.len == SEAL_HEADER_LEN(SLOTS));
	HOLDS(v.header.len + v.payload_len == size);
	HOLDS(v.payload == data + v.header.len);
	HOLDS(v.payload_len == seal_bucket_payload_len(v.bucket));
	if (seal_header_open(&v.header, ids, IDS, key) != ERR_OK)
		return 0;
	HOLDS(seal_header_check_mac(&v.header, key));
	open_payload(&v, key);
	return 0;
}
