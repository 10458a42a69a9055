/* SPDX-License-Identifier: ISC */
/*
 * The sealed objects of tests/vectors/seal.json, good and spoilt, as every tool
 * opens them (docs/protocol.md section 1).
 */
#include "seal/object.h"

#include "unit/seal_vectors.h"

/* What every tool does with an object, first to last check. */
static enum err
open_object(const char *header, const struct base_buf *payload, size_t slots,
    const struct seal_identity *id, const struct seal_tar_visitor *visitor,
    uint8_t *key, struct seal_object_sums *sums)
{
	struct seal_memory memory = { payload->data, payload->len, 0 };
	struct seal_source in = { seal_memory_read, &memory };
	struct seal_object_view view;
	struct base_buf body;
	enum err e;

	base_buf_init(&body, LIMIT_UPLOAD_LEN * 2);
	assert_err(base_buf_add_str(&body, header), ERR_OK);
	assert_err(base_buf_add(&body, payload->data, payload->len), ERR_OK);
	if ((e = seal_object_split(body.data, body.len, slots, &view)) ==
		ERR_OK &&
	    (e = seal_header_open(&view.header, id, 1, key)) == ERR_OK)
		e = seal_object_open(key, &in, visitor, sums->payload_hash);
	base_buf_done(&body);
	return e;
}

/* The payload printed, or made again from file key, nonce and members. */
static void
payload_of(const json_t *o, struct base_buf *payload)
{
	struct seal_stream s;
	struct base_buf tar;
	uint8_t key[SEAL_FILE_KEY_LEN], nonce[SEAL_NONCE_LEN], *at;

	if (json_object_get(o, "payload_base64") != NULL) {
		from_base64(o, "payload_base64", payload);
		return;
	}
	assert_err(base_hex_decode(key, sizeof(key), text_of(o, "file_key"),
		       HEX_LEN(sizeof(key))),
	    ERR_OK);
	assert_err(base_hex_decode(nonce, sizeof(nonce), text_of(o, "nonce"),
		       HEX_LEN(sizeof(nonce))),
	    ERR_OK);
	write_members(get(o, "members"), &tar);
	base_buf_init(payload, LIMIT_UPLOAD_LEN);
	assert_err(base_buf_add(payload, nonce, sizeof(nonce)), ERR_OK);
	seal_stream_init(&s, key, nonce);
	for (size_t i = 0; i * SEAL_CHUNK_LEN < tar.len; i++) {
		size_t left = tar.len - i * SEAL_CHUNK_LEN;
		size_t n = left < SEAL_CHUNK_LEN ? left : SEAL_CHUNK_LEN;

		assert_err(
		    base_buf_reserve(payload, n + SEAL_TAG_LEN, &at), ERR_OK);
		seal_stream_seal(
		    &s, i, n == left, tar.data + i * SEAL_CHUNK_LEN, n, at);
		payload->len += n + SEAL_TAG_LEN;
	}
	base_buf_done(&tar);
}

static void
check_commit(
    const json_t *o, const uint8_t *header_hash, const uint8_t *payload_hash)
{
	uint8_t d[SEAL_COMMIT_LEN];

	seal_object_commit(host,
	    (enum seal_commit_type)json_integer_value(get(o, "type")),
	    header_hash, payload_hash, d);
	check_hex(o, "d", d, sizeof(d));
}

static void
check_rewrapped(const json_t *o, const struct base_buf *payload,
    const char *file_key, size_t slots, const uint8_t *payload_hash)
{
	const char *header = text_of(o, "header");
	struct seal_identity id =
	    identity_of(json_array_get(get(o, "identities"), 0));
	struct seal_object_sums sums;
	uint8_t key[SEAL_FILE_KEY_LEN], hash[SEAL_HASH_LEN];

	assert_err(
	    open_object(header, payload, slots, &id, &ignoring, key, &sums),
	    ERR_OK);
	assert_hex(key, sizeof(key), file_key);
	crypto_hash_sha256(hash, (const uint8_t *)header, strlen(header));
	check_commit(o, hash, payload_hash);
}

static void
check_note(const json_t *o, const uint8_t *key, const struct base_buf *payload)
{
	size_t head_len = payload->len < SEAL_OBJECT_HEAD_LEN
			      ? payload->len
			      : SEAL_OBJECT_HEAD_LEN;
	struct base_buf note;
	size_t size;
	uint8_t *data =
	    member_bytes(json_array_get(get(o, "members"), 0), &size);

	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	assert_err(seal_object_open_note(
		       key, payload->data, head_len, payload->len, &note),
	    ERR_OK);
	assert_int_equal(note.len, size);
	assert_memory_equal(note.data, data, size);
	base_buf_done(&note);
	free(data);
}

static void
objects_good_open_with_every_identity(void **state)
{
	json_t *o, *text;
	size_t i, k;

	(void)state;
	json_array_foreach(get(vectors, "objects"), i, o)
	{
		const char *header = text_of(o, "header");
		size_t slots = (size_t)json_integer_value(get(o, "slots"));
		struct base_buf payload;
		struct seal_object_sums sums;
		uint8_t key[SEAL_FILE_KEY_LEN], open[SEAL_OPEN_LEN];
		uint8_t hash[SEAL_HASH_LEN];

		payload_of(o, &payload);
		assert_int_equal(
		    payload.len, json_integer_value(get(o, "payload_len")));
		json_array_foreach(get(o, "identities"), k, text)
		{
			struct comparing c = { .members = get(o, "members") };
			struct seal_tar_visitor v = { compare_member,
				compare_data, &c };
			struct seal_identity id = identity_of(text);

			assert_err(open_object(header, &payload, slots, &id, &v,
				       key, &sums),
			    ERR_OK);
			assert_int_equal(c.count, json_array_size(c.members));
			check_hex(o, "file_key", key, sizeof(key));
			check_hex(o, "payload_hash", sums.payload_hash,
			    SEAL_HASH_LEN);
		}
		check_note(o, key, &payload);
		seal_object_sum((const uint8_t *)header, strlen(header),
		    payload.data, payload.len, &sums);
		check_hex(o, "header_hash", sums.header_hash, SEAL_HASH_LEN);
		check_hex(o, "payload_hash", sums.payload_hash, SEAL_HASH_LEN);
		check_hex(o, "id", sums.id, SEAL_ID_LEN);
		seal_object_open_value(host, key, open);
		check_hex(o, "open", open, sizeof(open));
		seal_object_open_hash(open, hash);
		check_hex(o, "open_hash", hash, sizeof(hash));
		check_commit(o, sums.header_hash, sums.payload_hash);
		check_rewrapped(get(o, "rewrapped"), &payload,
		    text_of(o, "file_key"), slots, sums.payload_hash);
		base_buf_done(&payload);
	}
}

static void
objects_bad_are_refused(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(vectors, "bad_objects"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_object_sums sums;
		struct base_buf payload;
		uint8_t key[SEAL_FILE_KEY_LEN];
		enum err e;

		payload_of(o, &payload);
		e = open_object(text_of(o, "header"), &payload,
		    (size_t)json_integer_value(get(o, "slots")), &id, &ignoring,
		    key, &sums);
		if (strcmp(err_name(e), text_of(o, "err")) != 0)
			fail_msg("%s: %s", text_of(o, "what"), err_name(e));
		base_buf_done(&payload);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_good_open_with_every_identity),
		cmocka_unit_test(objects_bad_are_refused),
	};

	return RUN_WITH_VECTORS(tests);
}
