/* SPDX-License-Identifier: ISC */
/* Objects, payloads, archives and self: every failure, see inject.h. */
#include "unit/secrets.h"

#include "seal/bucket.h"
#include "seal/payload.h"

static enum err
op_seal_bucket_fit(void)
{
	uint64_t bucket;
	enum err e;

	INJECT(e, seal_bucket_fit(5000, &bucket));
	return e;
}

static enum err
op_seal_bucket_of_payload(void)
{
	uint64_t bucket;
	enum err e;

	INJECT(e, seal_bucket_of_payload(payload.len, &bucket));
	return e;
}

static enum err
op_seal_object_bucket(void)
{
	uint64_t bucket;
	enum err e;

	INJECT(e,
	    seal_object_bucket(
		&(struct seal_object_parts){ .note_len = NOTE_LEN }, &bucket));
	return e;
}

static enum err
op_seal_object_split(void)
{
	struct base_buf body;
	struct seal_object_view view;
	enum err e;

	base_buf_init(&body, LIMIT_BODY_LEN);
	INJECT_REQUIRE(
	    base_buf_add(&body, header.data, header.len) == ERR_OK &&
	    base_buf_add(&body, payload.data, payload.len) == ERR_OK);
	INJECT(e, seal_object_split(body.data, body.len, SLOTS, &view));
	base_buf_done(&body);
	return e;
}

static enum err
build(struct base_buf *head, const struct seal_sink *sink,
    struct seal_object_sums *sums)
{
	struct inject_in bytes = plain_in(FILE_LEN, 3000);
	struct seal_attachment a = { "a01.txt", FILE_LEN,
		inject_source(&bytes) };
	struct seal_object_parts parts = { .note = (const char *)v->plain,
		.note_len = NOTE_LEN,
		.attachments = &a,
		.attachments_count = 1,
		.recipients = &reader,
		.recipients_count = 1,
		.slots = SLOTS };
	enum err e;

	inject_draws_key();
	INJECT(e, seal_object_build(
		      &parts, &inject_random, head, sink, v->got_key, sums));
	return e;
}

static enum err
op_seal_object_build(void)
{
	struct base_buf head, out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_object_sums sums;
	enum err e;

	filled(&head, LIMIT_HEADER_LEN);
	inject_keep(v->got_key, sizeof(v->got_key));
	inject_keep(&sums, sizeof(sums));
	if ((e = build(&head, &sink, &sums)) == ERR_OK)
		seal_object_open_value(HOST, v->got_key, v->open);
	remains_pause();
	base_buf_done(&head);
	base_buf_done(&out);
	return e;
}

/* An attachment of more than a chunk is written while it is read. */
static enum err
build_large(void)
{
	struct inject_in bytes = plain_in(PLAIN_LEN, 30000);
	struct seal_attachment a = { "a01.txt", PLAIN_LEN,
		inject_source(&bytes) };
	struct seal_object_parts parts = { .note = (const char *)v->plain,
		.note_len = NOTE_LEN,
		.attachments = &a,
		.attachments_count = 1,
		.recipients = &reader,
		.recipients_count = 1,
		.slots = 1 };
	struct base_buf head, out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_object_sums sums;
	enum err e;

	filled(&head, LIMIT_HEADER_LEN);
	inject_keep(&sums, sizeof(sums));
	inject_draws_key();
	INJECT(e, seal_object_build(
		      &parts, &inject_random, &head, &sink, v->got_key, &sums));
	base_buf_done(&head);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_object_open_note(void)
{
	struct base_buf note;
	enum err e;

	filled(&note, LIMIT_ENTRY_NOTE_LEN);
	INJECT(e, seal_object_open_note(v->file_key, payload.data, payload.len,
		      payload.len, &note));
	base_buf_done(&note);
	return e;
}

static enum err
op_seal_object_open(void)
{
	struct inject_in bytes = buf_in(&payload, 7000);
	struct seal_source in = inject_source(&bytes);
	uint8_t hash[SEAL_HASH_LEN];
	struct base_buf members;
	struct seal_tar_visitor visitor = inject_visitor(&members, OUT_MAX);
	enum err e;

	inject_keep(hash, sizeof(hash));
	INJECT(e, seal_object_open(v->file_key, &in, &visitor, hash));
	INJECT_REQUIRE(e != ERR_OK || members.len == NOTE_LEN + FILE_LEN);
	base_buf_done(&members);
	return e;
}

static enum err
op_seal_self_seal(void)
{
	uint8_t out[SEAL_SELF_LEN];
	enum err e;

	inject_draws_key();
	inject_keep(out, sizeof(out));
	INJECT(e, seal_self_seal((const char *)v->plain, SELF_NOTE_LEN, &reader,
		      &inject_random, out));
	return e;
}

static enum err
op_seal_self_open(void)
{
	struct base_buf note;
	enum err e;

	filled(&note, SEAL_SELF_LEN);
	INJECT(e, seal_self_open(self_file, &v->id, &note));
	base_buf_done(&note);
	return e;
}

/* ---- payloads and archives ------------------------------------------------------ */

static enum err
op_seal_payload_writer_new(void)
{
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_payload_writer *w = NULL;
	enum err e;

	INJECT(
	    e, seal_payload_writer_new(&w, v->file_key, &inject_random, &sink));
	INJECT_REQUIRE((e == ERR_OK) == (w != NULL));
	seal_payload_writer_free(&w);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_payload_writer_push(void)
{
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_payload_writer *w = NULL;
	enum err e;

	e = seal_payload_writer_new(&w, v->file_key, &inject_random, &sink);
	if (e == ERR_OK)
		INJECT(e, seal_payload_writer_push(w, v->plain, PLAIN_LEN));
	seal_payload_writer_free(&w);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_payload_writer_pull(void)
{
	struct inject_in text = plain_in(PLAIN_LEN, 30000);
	struct seal_source in = inject_source(&text);
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_payload_writer *w = NULL;
	enum err e;

	e = seal_payload_writer_new(&w, v->file_key, &inject_random, &sink);
	if (e == ERR_OK)
		INJECT(e, seal_payload_writer_pull(w, &in));
	seal_payload_writer_free(&w);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_payload_writer_end(void)
{
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_payload_writer *w = NULL;
	enum err e;

	if ((e = seal_payload_writer_new(
		 &w, v->file_key, &inject_random, &sink)) == ERR_OK &&
	    (e = seal_payload_writer_push(w, v->plain, 1000)) == ERR_OK)
		INJECT(e, seal_payload_writer_end(w));
	seal_payload_writer_free(&w);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_payload_open(void)
{
	struct inject_in bytes = { .data = long_payload.data + SEAL_NONCE_LEN,
		.len = long_payload.len - SEAL_NONCE_LEN,
		.step = 30000 };
	struct seal_source in = inject_source(&bytes);
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	INJECT(
	    e, seal_payload_open(v->file_key, long_payload.data, &in, &sink));
	INJECT_REQUIRE(e != ERR_OK || out.len == PLAIN_LEN);
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_stream_open(void)
{
	enum err e;

	seal_stream_init(&v->stream, v->file_key, long_payload.data);
	seal_stream_seal(&v->stream, 7, true, v->plain, 1000, v->chunk);
	remains_pause();
	INJECT(e, seal_stream_open(&v->stream, 7, true, v->chunk,
		      1000 + SEAL_TAG_LEN, v->chunk));
	seal_stream_done(&v->stream);
	return e;
}

static enum err
op_seal_stream_plain_len(void)
{
	uint64_t len;
	enum err e;

	INJECT(e, seal_stream_plain_len(1000, &len));
	return e;
}

static enum err
op_seal_stream_chunk(void)
{
	struct seal_chunk c;
	enum err e;

	INJECT(e, seal_stream_chunk(1000, 0, &c));
	return e;
}

/* One member, then the end: each function's own writes fail. */
enum tar_step { TAR_MEMBER, TAR_DATA, TAR_END };

static enum err
tar_write(enum tar_step failing)
{
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	struct seal_tar_writer w;
	enum err e;

	seal_tar_writer_init(&w, &sink);
	if (failing == TAR_MEMBER)
		INJECT(e, seal_tar_writer_member(&w, SEAL_TAR_NOTE, NOTE_LEN));
	else
		e = seal_tar_writer_member(&w, SEAL_TAR_NOTE, NOTE_LEN);
	if (e == ERR_OK && failing == TAR_DATA)
		INJECT(e, seal_tar_writer_data(&w, v->plain, NOTE_LEN));
	else if (e == ERR_OK)
		e = seal_tar_writer_data(&w, v->plain, NOTE_LEN);
	if (e == ERR_OK && failing == TAR_END)
		INJECT(e, seal_tar_writer_end(&w));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_tar_writer_member(void)
{
	return tar_write(TAR_MEMBER);
}

static enum err
op_seal_tar_writer_data(void)
{
	return tar_write(TAR_DATA);
}

static enum err
op_seal_tar_writer_end(void)
{
	return tar_write(TAR_END);
}

static enum err
op_seal_tar_reader_push(void)
{
	struct base_buf members;
	struct seal_tar_visitor visitor = inject_visitor(&members, OUT_MAX);
	enum err e;

	seal_tar_reader_init(&v->tar, &visitor);
	INJECT(
	    e, seal_tar_reader_push(&v->tar, v->archive, sizeof(v->archive)));
	seal_tar_reader_done(&v->tar);
	base_buf_done(&members);
	return e;
}

static enum err
op_seal_tar_reader_end(void)
{
	struct base_buf members;
	struct seal_tar_visitor visitor = inject_visitor(&members, OUT_MAX);
	enum err e;

	seal_tar_reader_init(&v->tar, &visitor);
	if ((e = seal_tar_reader_push(
		 &v->tar, v->archive, sizeof(v->archive))) == ERR_OK)
		INJECT(e, seal_tar_reader_end(&v->tar));
	seal_tar_reader_done(&v->tar);
	base_buf_done(&members);
	return e;
}

/* ---- input, output, base -------------------------------------------------------- */

static enum err
op_seal_source_fill(void)
{
	struct inject_in text = plain_in(1000, 300);
	struct seal_source in = inject_source(&text);
	size_t got;
	enum err e;

	inject_keep(&got, sizeof(got));
	INJECT(e, seal_source_fill(&in, v->chunk, 900, &got));
	return e;
}

static enum err
op_seal_memory_read(void)
{
	struct seal_memory m = { v->plain, 1000, 0 };
	size_t got;
	enum err e;

	INJECT(e, seal_memory_read(&m, v->chunk, 900, &got));
	return e;
}

static enum err
op_seal_buf_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, seal_buf_write(&out, v->plain, 1000));
	base_buf_done(&out);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(seal_bucket_fit, NOTHING),
	INJECT_OP(seal_bucket_of_payload, NOTHING),
	INJECT_OP(seal_object_bucket, NOTHING),
	INJECT_OP(seal_object_split, NOTHING),
	INJECT_OP(seal_object_build, MEMORY | RANDOM | READ | WRITE),
	{ "seal_object_build", build_large, MEMORY | RANDOM | READ | WRITE },
	INJECT_OP(seal_object_open_note, MEMORY),
	INJECT_OP(seal_object_open, MEMORY | READ | VISIT),
	INJECT_OP(seal_self_seal, MEMORY | RANDOM),
	INJECT_OP(seal_self_open, MEMORY),
	INJECT_OP(seal_payload_writer_new, MEMORY | RANDOM | WRITE),
	INJECT_OP(seal_payload_writer_push, WRITE),
	INJECT_OP(seal_payload_writer_pull, READ | WRITE),
	INJECT_OP(seal_payload_writer_end, WRITE),
	INJECT_OP(seal_payload_open, MEMORY | READ | WRITE),
	INJECT_OP(seal_stream_open, NOTHING),
	INJECT_OP(seal_stream_plain_len, NOTHING),
	INJECT_OP(seal_stream_chunk, NOTHING),
	INJECT_OP(seal_tar_writer_member, WRITE),
	INJECT_OP(seal_tar_writer_data, WRITE),
	INJECT_OP(seal_tar_writer_end, WRITE),
	INJECT_OP(seal_tar_reader_push, VISIT),
	INJECT_OP(seal_tar_reader_end, NOTHING),
	INJECT_OP(seal_source_fill, READ),
	INJECT_OP(seal_memory_read, NOTHING),
	INJECT_OP(seal_buf_write, MEMORY),
};

static void
object_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, sizeof(ops) / sizeof(ops[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(object_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, secrets_make, secrets_done);
}
