/* SPDX-License-Identifier: ISC */
/*
 * tests/vectors/seal.json read back: the same file holds the TypeScript twin to
 * the same values (docs/protocol.md sections 1, 3, 4 and 5).
 */
#include "seal/object.h"

#include <jansson.h>

#include "base/base64.h"
#include "base/limits.h"
#include "seal/bucket.h"
#include "seal/locked.h"
#include "seal/payload.h"
#include "seal/receipt.h"
#include "seal/self.h"
#include "unit/fixture.h"

static json_t *vectors;
static const char *host;

static json_t *
get(const json_t *o, const char *key)
{
	json_t *v = json_object_get(o, key);

	if (v == NULL)
		fail_msg("no \"%s\" here", key);
	return v;
}

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(get(o, key));

	assert_non_null(s);
	return s;
}

static void
check_hex(const json_t *o, const char *key, const uint8_t *got, size_t len)
{
	assert_hex(got, len, text_of(o, key));
}

/* Bytes given in base64; the caller ends the buffer. */
static void
from_base64(const json_t *o, const char *key, struct base_buf *b)
{
	const char *s = text_of(o, key);
	size_t len = strlen(s);
	uint8_t *at;

	base_buf_init(b, LIMIT_UPLOAD_LEN);
	assert_err(base_buf_reserve(b, len, &at), ERR_OK);
	assert_err(
	    base_base64_decode(at, &len, s, strlen(s), BASE64_STD), ERR_OK);
	b->len = len;
}

static struct seal_identity
identity_of(const json_t *text)
{
	struct seal_identity id;

	assert_non_null(json_string_value(text));
	assert_err(seal_identity_parse(
		       json_string_value(text), json_string_length(text), &id),
	    ERR_OK);
	return id;
}

static void
receipts_good_derive_everything(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "receipts"), "good"), i, o)
	{
		const char *code = text_of(o, "code");
		struct seal_receipt_keys k;
		uint8_t secret[SEAL_RECEIPT_SECRET_LEN];
		uint8_t hash[SEAL_MAILBOX_HASH_LEN], thread[SEAL_THREAD_LEN];
		char text[SEAL_IDENTITY_TEXT_LEN + 1];

		assert_true(seal_receipt_check(code));
		assert_err(seal_receipt_secret(host, code, secret), ERR_OK);
		check_hex(o, "secret", secret, sizeof(secret));
		assert_err(seal_receipt_derive(host, code, &k), ERR_OK);
		seal_identity_format(&k.identity, text);
		assert_string_equal(text, text_of(o, "identity"));
		seal_recipient_format(&k.identity.recipient, text);
		assert_string_equal(text, text_of(o, "recipient"));
		check_hex(o, "sign_seed", k.sign_seed, sizeof(k.sign_seed));
		check_hex(
		    o, "sign_public", k.sign_public, sizeof(k.sign_public));
		check_hex(o, "mailbox", k.mailbox, sizeof(k.mailbox));
		seal_receipt_mailbox_hash(k.mailbox, hash);
		check_hex(o, "mailbox_hash", hash, sizeof(hash));
		seal_receipt_thread(host, k.sign_public, thread);
		check_hex(o, "thread", thread, sizeof(thread));
	}
}

static void
receipts_typed_give_code_or_error(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "receipts"), "typed"), i, o)
	{
		const char *typed = text_of(o, "typed");
		char code[SEAL_RECEIPT_LEN + 1] = "untouched";
		enum err e = seal_receipt_normalise(typed, strlen(typed), code);

		if (json_object_get(o, "code") == NULL) {
			assert_string_equal(err_name(e), text_of(o, "err"));
			assert_string_equal(code, "untouched");
			continue;
		}
		assert_err(e, ERR_OK);
		assert_string_equal(code, text_of(o, "code"));
	}
}

static void
officers_seeds_follow_from_identity(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(vectors, "officers"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_officer_seeds seeds;

		seal_officer_seeds(&id, &seeds);
		check_hex(o, "entry_seed", seeds.entry, SEAL_SEED_LEN);
		check_hex(o, "login_seed", seeds.login, SEAL_SEED_LEN);
	}
}

static void
bech32_good_and_bad_are_told_apart(void **state)
{
	json_t *all = get(vectors, "bech32"), *o;
	size_t i;

	(void)state;
	json_array_foreach(get(all, "good"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_recipient r;
		const char *text = text_of(o, "recipient");

		check_hex(o, "secret", id.secret, SEAL_KEY_LEN);
		check_hex(o, "public", id.recipient.key, SEAL_KEY_LEN);
		assert_err(
		    seal_recipient_parse(text, strlen(text), &r), ERR_OK);
		assert_memory_equal(&r, &id.recipient, sizeof(r));
	}
	json_array_foreach(get(all, "bad_recipients"), i, o)
	{
		const char *text = json_string_value(o);
		struct seal_recipient r;

		assert_err(seal_recipient_parse(text, strlen(text), &r),
		    ERR_AGE_RECIPIENT);
	}
}

/* Bytes of a member: its "repeat" over and over. */
static uint8_t *
member_bytes(const json_t *o, size_t *size)
{
	const char *repeat = text_of(o, "repeat");
	size_t n = strlen(repeat);
	uint8_t *data;

	*size = (size_t)json_integer_value(get(o, "size"));
	data = malloc(*size + 1);
	assert_non_null(data);
	for (size_t i = 0; i < *size; i++)
		data[i] = (uint8_t)repeat[i % n];
	return data;
}

static void
write_members(const json_t *members, struct base_buf *tar)
{
	struct seal_sink sink = { seal_buf_write, tar };
	struct seal_tar_writer w;
	json_t *o;
	size_t i;

	base_buf_init(tar, LIMIT_UPLOAD_LEN);
	seal_tar_writer_init(&w, &sink);
	json_array_foreach(members, i, o)
	{
		size_t size;
		uint8_t *data = member_bytes(o, &size);

		assert_err(seal_tar_writer_member(&w, text_of(o, "name"), size),
		    ERR_OK);
		assert_err(seal_tar_writer_data(&w, data, size), ERR_OK);
		free(data);
	}
	assert_err(seal_tar_writer_end(&w), ERR_OK);
}

/* Compares what it is handed with a list of members. */
struct comparing {
	const json_t *members;
	size_t count, at;
};

static enum err
compare_member(void *ctx, const char *name, uint64_t size)
{
	struct comparing *c = ctx;
	json_t *o = json_array_get(c->members, c->count++);

	assert_non_null(o);
	assert_string_equal(name, text_of(o, "name"));
	assert_int_equal(size, json_integer_value(get(o, "size")));
	c->at = 0;
	return ERR_OK;
}

static enum err
compare_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct comparing *c = ctx;
	const char *repeat =
	    text_of(json_array_get(c->members, c->count - 1), "repeat");
	size_t n = strlen(repeat);

	for (size_t i = 0; i < len; i++)
		assert_int_equal(buf[i], (uint8_t)repeat[c->at++ % n]);
	return ERR_OK;
}

static void
tars_good_have_these_bytes(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(get(vectors, "tars"), "good"), i, o)
	{
		struct comparing c = { .members = get(o, "members") };
		struct seal_tar_visitor v = { compare_member, compare_data,
			&c };
		struct seal_tar_reader r;
		struct base_buf tar;
		uint8_t hash[32];

		write_members(c.members, &tar);
		assert_int_equal(tar.len, json_integer_value(get(o, "len")));
		crypto_hash_sha256(hash, tar.data, tar.len);
		check_hex(o, "sha256", hash, sizeof(hash));
		seal_tar_reader_init(&r, &v);
		assert_err(seal_tar_reader_push(&r, tar.data, tar.len), ERR_OK);
		assert_err(seal_tar_reader_end(&r), ERR_OK);
		assert_int_equal(c.count, json_array_size(c.members));
		base_buf_done(&tar);
	}
}

static enum err
ignore_member(void *ctx, const char *name, uint64_t size)
{
	(void)ctx;
	(void)name;
	(void)size;
	return ERR_OK;
}

static enum err
ignore_data(void *ctx, const uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return ERR_OK;
}

static const struct seal_tar_visitor ignoring = { ignore_member, ignore_data,
	NULL };

static void
tars_bad_are_refused(void **state)
{
	json_t *bad = get(get(vectors, "tars"), "bad"), *o, *edit;
	size_t i, k;

	(void)state;
	json_array_foreach(get(bad, "list"), i, o)
	{
		struct seal_tar_reader r;
		struct base_buf tar;
		enum err e;

		write_members(get(bad, "members"), &tar);
		json_array_foreach(get(o, "edits"), k, edit)
		{
			const char *hex = text_of(edit, "hex");
			size_t at = (size_t)json_integer_value(get(edit, "at"));

			assert_err(base_hex_decode(tar.data + at,
				       strlen(hex) / 2, hex, strlen(hex)),
			    ERR_OK);
		}
		seal_tar_reader_init(&r, &ignoring);
		if ((e = seal_tar_reader_push(&r, tar.data, tar.len)) == ERR_OK)
			e = seal_tar_reader_end(&r);
		if (strcmp(err_name(e), text_of(o, "err")) != 0)
			fail_msg("%s: %s", text_of(o, "what"), err_name(e));
		base_buf_done(&tar);
	}
}

static void
headers_parse_and_open_as_listed(void **state)
{
	json_t *all = get(vectors, "headers"), *o;
	size_t slots = (size_t)json_integer_value(get(all, "slots")), i;

	(void)state;
	json_array_foreach(get(all, "list"), i, o)
	{
		const char *text = text_of(o, "header");
		struct seal_identity id = identity_of(get(o, "identity"));
		struct seal_header h;
		uint8_t key[SEAL_FILE_KEY_LEN];
		enum err e;

		e = seal_header_parse((const uint8_t *)text, strlen(text), &h);
		if (strcmp(err_name(e), text_of(o, "parse")) != 0)
			fail_msg(
			    "%s: parse %s", text_of(o, "what"), err_name(e));
		if (e != ERR_OK)
			continue;
		if (seal_header_is_profile(&h, slots) !=
		    json_is_true(get(o, "profile")))
			fail_msg("%s: profile", text_of(o, "what"));
		e = seal_header_open(&h, &id, 1, key);
		if (strcmp(err_name(e), text_of(o, "open")) != 0)
			fail_msg(
			    "%s: open %s", text_of(o, "what"), err_name(e));
		if (e == ERR_OK)
			check_hex(all, "file_key", key, sizeof(key));
	}
}

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

static void
selves_open_to_their_notes(void **state)
{
	json_t *o;
	size_t i;

	(void)state;
	json_array_foreach(get(vectors, "selves"), i, o)
	{
		struct seal_identity id = identity_of(get(o, "identity"));
		const char *want = text_of(o, "note");
		struct base_buf file, note;

		from_base64(o, "file_base64", &file);
		assert_int_equal(file.len, SEAL_SELF_LEN);
		base_buf_init(&note, SEAL_SELF_LEN);
		assert_true(seal_self_is(file.data));
		assert_err(seal_self_open(file.data, &id, &note), ERR_OK);
		assert_int_equal(note.len, strlen(want));
		if (note.len > 0)
			assert_memory_equal(note.data, want, note.len);
		base_buf_done(&note);
		base_buf_done(&file);
	}
}

static void
locked_identity_opens_with_its_passphrase(void **state)
{
	json_t *o = get(vectors, "locked");
	const char *passphrase = text_of(o, "passphrase");
	struct seal_identity id = identity_of(get(o, "identity"));
	struct seal_identities ids = { 0 };
	struct base_buf file;

	(void)state;
	from_base64(o, "file_base64", &file);
	assert_true(seal_locked_is(file.data, file.len));
	assert_err(seal_locked_open(file.data, file.len, passphrase,
		       strlen(passphrase), &ids),
	    ERR_OK);
	assert_int_equal(ids.count, 1);
	assert_memory_equal(&ids.list[0], &id, sizeof(id));
	seal_identities_done(&ids);
	assert_err(seal_locked_open(file.data, file.len, "wrong", 5, &ids),
	    ERR_PASSPHRASE);
	base_buf_done(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(receipts_good_derive_everything),
		cmocka_unit_test(receipts_typed_give_code_or_error),
		cmocka_unit_test(officers_seeds_follow_from_identity),
		cmocka_unit_test(bech32_good_and_bad_are_told_apart),
		cmocka_unit_test(tars_good_have_these_bytes),
		cmocka_unit_test(tars_bad_are_refused),
		cmocka_unit_test(headers_parse_and_open_as_listed),
		cmocka_unit_test(objects_good_open_with_every_identity),
		cmocka_unit_test(objects_bad_are_refused),
		cmocka_unit_test(selves_open_to_their_notes),
		cmocka_unit_test(locked_identity_opens_with_its_passphrase),
	};
	json_error_t error;
	int failed;

	if (seal_init() != ERR_OK)
		return 1;
	if ((vectors = json_load_file("tests/vectors/seal.json", 0, &error)) ==
	    NULL) {
		fprintf(stderr, "seal.json: %s\n", error.text);
		return 1;
	}
	host = json_string_value(json_object_get(vectors, "host"));
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	json_decref(vectors);
	return failed;
}
