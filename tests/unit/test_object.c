/* SPDX-License-Identifier: ISC */
/* Objects and `self` beyond the shared vectors: limits and failing ends. */
#include "seal/object.h"

#include "base/limits.h"
#include "seal/bucket.h"
#include "seal/payload.h"
#include "seal/self.h"
#include "unit/fixture.h"

#define SLOTS 8
#define NOTE "a note that is long enough to be one\n"

/* One reader, a note, at most one attachment from a source that may fail. */
struct setup {
	struct seal_identity id;
	struct slow_source slow;
	struct seal_attachment file;
	struct seal_object_parts parts;
	struct base_buf header, payload;
	uint8_t key[SEAL_FILE_KEY_LEN];
	struct seal_object_sums sums;
};

static void
begin(struct setup *s, const uint8_t *data, size_t len, uint64_t announced)
{
	*s = (struct setup){ 0 };
	assert_err(seal_identity_new(&seal_random_system, &s->id), ERR_OK);
	s->slow = (struct slow_source){ data, len, 0, 777, 0 };
	s->file = (struct seal_attachment){ "a01.bin", announced,
		{ slow_read, &s->slow } };
	s->parts = (struct seal_object_parts){ .note = NOTE,
		.note_len = sizeof(NOTE) - 1,
		.attachments = &s->file,
		.attachments_count = data != NULL,
		.recipients = &s->id.recipient,
		.recipients_count = 1,
		.slots = SLOTS };
	base_buf_init(&s->header, LIMIT_HEADER_LEN);
	base_buf_init(&s->payload, 2 * LIMIT_UPLOAD_LEN);
}

static enum err
build(struct setup *s)
{
	struct seal_sink sink = { seal_buf_write, &s->payload };

	return seal_object_build(&s->parts, &seal_random_system, &s->header,
	    &sink, s->key, &s->sums);
}

static void
end(struct setup *s)
{
	base_buf_done(&s->header);
	base_buf_done(&s->payload);
}

static enum err
count_member(void *ctx, const char *name, uint64_t size)
{
	(void)name;
	*(uint64_t *)ctx += size;
	return ERR_OK;
}

static enum err
no_data(void *ctx, const uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return ERR_OK;
}

static enum err
open_payload(const struct setup *s, uint64_t *sum, uint8_t *hash)
{
	struct seal_memory m = { s->payload.data, s->payload.len, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_tar_visitor v = { count_member, no_data, sum };

	*sum = 0;
	return seal_object_open(s->key, &in, &v, hash);
}

static void
object_of_every_bucket_goes_both_ways(void **state)
{
	static const size_t lens[] = { 1, 5000, 50000, 200000, 900000,
		3000000 };
	uint8_t *data = calloc(1, 3000000);

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct setup s;
		struct seal_object_view view;
		struct base_buf body, note;
		uint8_t hash[SEAL_HASH_LEN], key[SEAL_FILE_KEY_LEN];
		uint64_t sum, bucket = 0;

		begin(&s, data, lens[i], lens[i]);
		assert_err(build(&s), ERR_OK);
		assert_err(seal_object_bucket(&s.parts, &bucket), ERR_OK);
		assert_true(bucket == seal_bucket_list[i]);
		assert_int_equal(s.sums.payload_len, s.payload.len);
		base_buf_init(&body, 2 * LIMIT_UPLOAD_LEN);
		assert_err(
		    base_buf_add(&body, s.header.data, s.header.len), ERR_OK);
		assert_err(
		    base_buf_add(&body, s.payload.data, s.payload.len), ERR_OK);
		assert_err(seal_object_split(body.data, body.len, SLOTS, &view),
		    ERR_OK);
		assert_true(view.bucket == bucket);
		assert_err(
		    seal_header_open(&view.header, &s.id, 1, key), ERR_OK);
		assert_memory_equal(key, s.key, sizeof(key));
		assert_err(open_payload(&s, &sum, hash), ERR_OK);
		assert_true(sum == lens[i] + s.parts.note_len);
		assert_memory_equal(hash, s.sums.payload_hash, sizeof(hash));
		base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
		assert_err(seal_object_open_note(s.key, s.payload.data,
			       s.payload.len, s.payload.len, &note),
		    ERR_OK);
		assert_int_equal(note.len, sizeof(NOTE) - 1);
		assert_memory_equal(note.data, NOTE, note.len);
		base_buf_done(&note);
		base_buf_done(&body);
		end(&s);
	}
	free(data);
}

static void
object_build_wants_the_announced_bytes(void **state)
{
	static const uint8_t data[5000];
	struct setup s;

	(void)state;
	begin(&s, data, sizeof(data), sizeof(data) - 1);
	assert_err(build(&s), ERR_TAR);
	end(&s);
	begin(&s, data, sizeof(data), sizeof(data) + 1);
	assert_err(build(&s), ERR_TAR);
	end(&s);
	begin(&s, data, sizeof(data), sizeof(data));
	s.slow.fails_at = 3000;
	assert_err(build(&s), ERR_IO);
	assert_true(sodium_is_zero(s.key, sizeof(s.key)));
	end(&s);
	begin(&s, data, sizeof(data), sizeof(data));
	s.file.name = "a02.bin";
	assert_err(build(&s), ERR_TAR);
	end(&s);
}

static void
object_build_keeps_the_limits(void **state)
{
	static char note[LIMIT_ENTRY_NOTE_LEN + 1];
	struct setup s;
	uint64_t bucket = 0;

	(void)state;
	begin(&s, NULL, 0, 0);
	s.parts.note = note;
	s.parts.note_len = sizeof(note);
	assert_err(build(&s), ERR_LIMIT);
	s.parts.note_len--;
	assert_err(build(&s), ERR_OK);
	end(&s);
	begin(&s, (const uint8_t *)"", 0, LIMIT_UPLOAD_LEN);
	assert_err(build(&s), ERR_LIMIT);
	assert_int_equal(s.header.len, 0);
	s.file.size = UINT64_MAX;
	assert_err(build(&s), ERR_LIMIT);
	s.parts.slots = 0;
	s.parts.attachments_count = 0;
	assert_err(build(&s), ERR_SLOTS);
	s.parts.attachments_count = LIMIT_ATTACHMENTS_MAX + 1;
	assert_err(seal_object_bucket(&s.parts, &bucket), ERR_LIMIT);
	s.parts.attachments_count = 0;
	s.parts.spare = LIMIT_ENTRY_NOTE_LEN + 1;
	assert_err(seal_object_bucket(&s.parts, &bucket), ERR_LIMIT);
	end(&s);
}

/* Where note and spare need the next bucket, the note alone gets it too. */
static void
object_spare_evens_the_size(void **state)
{
	static char note[2562];
	const size_t last = 4096 - 3 * SEAL_TAR_BLOCK_LEN;

	(void)state;
	memset(note, 'x', sizeof(note));
	for (size_t spare = 0; spare < 3; spare++) {
		for (size_t len = last - 2; len <= last + 1; len++) {
			struct setup s;
			uint64_t sum, bucket = 0;
			uint8_t hash[SEAL_HASH_LEN];

			begin(&s, NULL, 0, 0);
			s.parts.note = note;
			s.parts.note_len = len;
			s.parts.spare = spare;
			assert_err(build(&s), ERR_OK);
			assert_err(
			    seal_object_bucket(&s.parts, &bucket), ERR_OK);
			assert_int_equal(
			    bucket, len + spare > last ? 16384 : 4096);
			assert_int_equal(
			    s.payload.len, seal_bucket_payload_len(bucket));
			assert_err(open_payload(&s, &sum, hash), ERR_OK);
			assert_int_equal(sum, len);
			end(&s);
		}
	}
}

static void
object_build_passes_errors_on(void **state)
{
	static const uint8_t data[5000];
	struct short_sink little = { 0, 10000 };
	struct seal_sink sink = { short_write, &little };
	struct setup s;
	enum err e = ERR_RANDOM;

	(void)state;
	begin(&s, data, sizeof(data), sizeof(data));
	assert_err(seal_object_build(&s.parts, &seal_random_system, &s.header,
		       &sink, s.key, &s.sums),
	    ERR_IO);
	end(&s);
	for (unsigned int n = 1; e != ERR_OK; n++) {
		struct fixed_random r = { .label = "o", .fails_at = n };
		struct seal_random rnd = { fixed_fill, &r };

		begin(&s, NULL, 0, 0);
		little = (struct short_sink){ 0, SIZE_MAX };
		e = seal_object_build(
		    &s.parts, &rnd, &s.header, &sink, s.key, &s.sums);
		assert_true(e == ERR_OK || e == ERR_RANDOM);
		assert_true(e == ERR_OK || sodium_is_zero(s.key, 16));
		end(&s);
	}
}

static void
object_split_refuses_other_lengths(void **state)
{
	struct setup s;
	struct seal_object_view view;
	struct base_buf body;

	(void)state;
	begin(&s, NULL, 0, 0);
	assert_err(build(&s), ERR_OK);
	base_buf_init(&body, 2 * LIMIT_UPLOAD_LEN);
	assert_err(base_buf_add(&body, s.header.data, s.header.len), ERR_OK);
	assert_err(base_buf_add(&body, s.payload.data, s.payload.len), ERR_OK);
	assert_err(
	    seal_object_split(body.data, body.len, SLOTS, &view), ERR_OK);
	assert_err(seal_object_split(body.data, body.len, SLOTS - 1, &view),
	    ERR_SLOTS);
	assert_err(seal_object_split(body.data, body.len - 1, SLOTS, &view),
	    ERR_AGE_PAYLOAD);
	assert_err(seal_object_split(body.data, s.header.len, SLOTS, &view),
	    ERR_AGE_PAYLOAD);
	assert_err(seal_object_split(body.data, s.header.len - 1, SLOTS, &view),
	    ERR_AGE_HEADER);
	assert_err(
	    seal_object_split(body.data, 0, SLOTS, &view), ERR_AGE_HEADER);
	base_buf_done(&body);
	end(&s);
}

static void
object_open_refuses_what_is_no_object(void **state)
{
	struct setup s;
	uint64_t sum;

	(void)state;
	begin(&s, NULL, 0, 0);
	assert_err(build(&s), ERR_OK);
	for (size_t len = 0; len < s.payload.len; len += 500) {
		size_t was = s.payload.len;

		s.payload.len = len;
		assert_err(open_payload(&s, &sum, NULL), ERR_AGE_PAYLOAD);
		s.payload.len = was;
	}
	s.key[0] ^= 1;
	assert_err(open_payload(&s, &sum, NULL), ERR_AGE_PAYLOAD);
	assert_true(sum == 0);
	end(&s);
}

static void
object_open_passes_errors_of_the_source_on(void **state)
{
	struct setup s;
	uint64_t sum = 0;
	struct seal_tar_visitor v = { count_member, no_data, &sum };

	(void)state;
	begin(&s, NULL, 0, 0);
	assert_err(build(&s), ERR_OK);
	for (size_t at = 1; at < s.payload.len; at += 1000) {
		struct slow_source slow = { s.payload.data, s.payload.len, 0, 1,
			at };
		struct seal_source in = { slow_read, &slow };

		assert_err(seal_object_open(s.key, &in, &v, NULL), ERR_IO);
	}
	assert_true(sum == 0);
	end(&s);
}

/* A bucket of zeros is sealed well and still no entry. */
static void
object_without_a_note_is_refused(void **state)
{
	static const uint8_t zeros[4096];
	struct setup s;
	struct seal_sink sink = { seal_buf_write, &s.payload };
	struct seal_payload_writer *w = NULL;
	struct base_buf note;
	uint64_t sum;

	(void)state;
	begin(&s, NULL, 0, 0);
	assert_err(
	    seal_payload_writer_new(&w, s.key, &seal_random_system, &sink),
	    ERR_OK);
	assert_err(seal_payload_writer_push(w, zeros, sizeof(zeros)), ERR_OK);
	assert_err(seal_payload_writer_end(w), ERR_OK);
	seal_payload_writer_free(&w);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	assert_err(seal_object_open_note(s.key, s.payload.data, s.payload.len,
		       s.payload.len, &note),
	    ERR_TAR);
	assert_err(open_payload(&s, &sum, NULL), ERR_TAR);
	base_buf_done(&note);
	end(&s);
}

static void
object_open_note_wants_the_whole_first_chunk(void **state)
{
	struct setup s;
	struct base_buf note;
	uint8_t *data = calloc(1, 100000);

	(void)state;
	begin(&s, data, 100000, 100000);
	assert_err(build(&s), ERR_OK);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	assert_err(seal_object_open_note(s.key, s.payload.data,
		       SEAL_OBJECT_HEAD_LEN - 1, s.payload.len, &note),
	    ERR_AGE_PAYLOAD);
	assert_err(seal_object_open_note(s.key, s.payload.data,
		       SEAL_OBJECT_HEAD_LEN, s.payload.len - 1, &note),
	    ERR_AGE_PAYLOAD);
	/* A first chunk passed off as the only one of a smaller object. */
	assert_err(seal_object_open_note(s.key, s.payload.data,
		       SEAL_OBJECT_HEAD_LEN, SEAL_OBJECT_HEAD_LEN, &note),
	    ERR_AGE_PAYLOAD);
	assert_int_equal(note.len, 0);
	assert_err(seal_object_open_note(s.key, s.payload.data,
		       SEAL_OBJECT_HEAD_LEN, s.payload.len, &note),
	    ERR_OK);
	base_buf_done(&note);
	/* No room for the note. */
	base_buf_init(&note, 5);
	assert_err(seal_object_open_note(s.key, s.payload.data,
		       SEAL_OBJECT_HEAD_LEN, s.payload.len, &note),
	    ERR_LIMIT);
	base_buf_done(&note);
	end(&s);
	free(data);
}

static void
self_holds_a_note_up_to_its_length(void **state)
{
	char note[SEAL_SELF_NOTE_LEN + 1];
	uint8_t file[SEAL_SELF_LEN], at_end[SEAL_SELF_LEN];
	struct seal_identity id, other;
	struct base_buf back;

	(void)state;
	assert_int_equal(SEAL_SELF_NOTE_LEN, 824);
	memset(note, 'n', sizeof(note));
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	assert_err(seal_identity_new(&seal_random_system, &other), ERR_OK);
	assert_err(seal_self_seal(note, sizeof(note), &id.recipient,
		       &seal_random_system, file),
	    ERR_LIMIT);
	assert_err(
	    seal_self_seal("a\0b", 3, &id.recipient, &seal_random_system, file),
	    ERR_FORMAT);
	assert_err(seal_self_seal(note, sizeof(note) - 1, &id.recipient,
		       &seal_random_system, file),
	    ERR_OK);
	assert_true(seal_self_is(file));
	base_buf_init(&back, SEAL_SELF_LEN);
	assert_err(seal_self_open(file, &other, &back), ERR_AGE_NO_MATCH);
	assert_err(seal_self_open(file, &id, &back), ERR_OK);
	assert_int_equal(back.len, sizeof(note) - 1);
	memcpy(at_end, file, sizeof(file));
	for (size_t i = 0; i < sizeof(file); i += 11) {
		memcpy(file, at_end, sizeof(file));
		file[i] ^= 1;
		back.len = 0;
		assert_int_not_equal(seal_self_open(file, &id, &back), ERR_OK);
		assert_int_equal(back.len, 0);
	}
	base_buf_done(&back);
}

static void
self_with_more_stanzas_is_none(void **state)
{
	uint8_t file[SEAL_SELF_LEN] = { 0 };
	struct seal_identity id;
	struct base_buf b;

	(void)state;
	assert_false(seal_self_is(file));
	assert_err(seal_identity_new(&seal_random_system, &id), ERR_OK);
	base_buf_init(&b, SEAL_SELF_LEN);
	assert_err(seal_header_write(
		       file, &id.recipient, 1, 2, &seal_random_system, &b),
	    ERR_OK);
	memcpy(file, b.data, b.len);
	assert_false(seal_self_is(file));
	base_buf_done(&b);
}

static void
object_split_refuses_other_headers(void **state)
{
	static const char *const bad[] = { "age-encryption.org/v2\n",
		"age-encryption.org/v1\n-> X25519\n---\n",
		"age-encryption.org/v1\n-> X25519 a\n=\n--- AAAA\n" };
	struct seal_object_view view;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_err(seal_object_split((const uint8_t *)bad[i],
			       strlen(bad[i]), SLOTS, &view),
		    ERR_AGE_HEADER);
}

/* An archive that announces more note than its only chunk can hold. */
static void
object_note_beyond_its_chunk_is_refused(void **state)
{
	struct setup s;
	struct seal_sink sink = { seal_buf_write, &s.payload };
	struct seal_payload_writer *w = NULL;
	struct base_buf archive, note;
	struct seal_sink tar_sink = { seal_buf_write, &archive };
	struct seal_tar_writer tar;
	static const uint8_t words[5000] = { 'x' };

	(void)state;
	begin(&s, NULL, 0, 0);
	base_buf_init(&archive, 1 << 20);
	seal_tar_writer_init(&tar, &tar_sink);
	assert_err(
	    seal_tar_writer_member(&tar, SEAL_TAR_NOTE, sizeof(words)), ERR_OK);
	assert_err(seal_tar_writer_data(&tar, words, sizeof(words)), ERR_OK);
	assert_err(
	    seal_payload_writer_new(&w, s.key, &seal_random_system, &sink),
	    ERR_OK);
	assert_err(seal_payload_writer_push(w, archive.data, 4096), ERR_OK);
	assert_err(seal_payload_writer_end(w), ERR_OK);
	seal_payload_writer_free(&w);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	assert_err(seal_object_open_note(s.key, s.payload.data, s.payload.len,
		       s.payload.len, &note),
	    ERR_TAR);
	assert_int_equal(note.len, 0);
	base_buf_done(&note);
	base_buf_done(&archive);
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(object_of_every_bucket_goes_both_ways),
		cmocka_unit_test(object_build_wants_the_announced_bytes),
		cmocka_unit_test(object_build_keeps_the_limits),
		cmocka_unit_test(object_spare_evens_the_size),
		cmocka_unit_test(object_build_passes_errors_on),
		cmocka_unit_test(object_split_refuses_other_lengths),
		cmocka_unit_test(object_open_refuses_what_is_no_object),
		cmocka_unit_test(object_open_passes_errors_of_the_source_on),
		cmocka_unit_test(object_without_a_note_is_refused),
		cmocka_unit_test(object_open_note_wants_the_whole_first_chunk),
		cmocka_unit_test(self_holds_a_note_up_to_its_length),
		cmocka_unit_test(self_with_more_stanzas_is_none),
		cmocka_unit_test(object_split_refuses_other_headers),
		cmocka_unit_test(object_note_beyond_its_chunk_is_refused),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
