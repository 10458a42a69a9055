/* SPDX-License-Identifier: ISC */
/* Archives, buckets, whole objects and what names them. */
#include "formats/formats.h"

#include "seal/bucket.h"
#include "seal/object.h"

#define NOTE_LEN 300
#define PICTURE_LEN 1000
#define SLOTS 8

static void
archive_make(struct base_buf *b)
{
	static const uint8_t note[NOTE_LEN], picture[PICTURE_LEN];
	struct seal_sink sink = { seal_buf_write, b };
	struct seal_tar_writer w;

	base_buf_init(b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	must(seal_tar_writer_member(&w, SEAL_TAR_NOTE, NOTE_LEN));
	must(seal_tar_writer_data(&w, note, NOTE_LEN));
	must(seal_tar_writer_member(&w, "a01.jpg", PICTURE_LEN));
	must(seal_tar_writer_data(&w, picture, PICTURE_LEN));
	must(seal_tar_writer_end(&w));
}

static void
tar_header(struct base_buf *out)
{
	static const struct {
		size_t len;
		const char *meaning;
	} fields[] = { { 100, "name: entry.note, zero-filled" },
		{ 8, "mode 0600, octal, NUL" }, { 8, "uid 0" }, { 8, "gid 0" },
		{ 12, "size, 11 octal digits, NUL: 300" }, { 12, "mtime 0" },
		{ 8, "sum of the block's bytes, this field as spaces" },
		{ 1, "type '0', a file" }, { 100, "link name: none" },
		{ 6, "magic" }, { 2, "version" },
		{ 64, "user and group name: none" }, { 8, "device major 0" },
		{ 8, "device minor 0" }, { 155, "prefix: none" },
		{ 12, "fill" } };
	struct base_buf b;
	size_t at = 0;

	archive_make(&b);
	for (size_t i = 0; i < N(fields); i++) {
		const uint8_t *p = b.data + at;
		size_t len = fields[i].len, shown = len;
		char meaning[96];

		/* Zeros at the end of a long field are said, not shown. */
		while (len > 16 && shown > 0 && p[shown - 1] == 0)
			shown--;
		if (shown == len) {
			say_field(out, &at, p, len, fields[i].meaning);
			continue;
		}
		(void)snprintf(meaning, sizeof(meaning), "%s (%zu bytes)",
		    fields[i].meaning, len);
		say_field(out, &at, p, shown == 0 ? 1 : shown, meaning);
		at += len - (shown == 0 ? 1 : shown);
	}
	assert_int_equal(at, SEAL_TAR_BLOCK_LEN);
	base_buf_done(&b);
}

static void
row(struct base_buf *out, size_t *at, size_t len, const char *what)
{
	say(out, "%5zu  %5zu  %s", *at, len, what);
	*at += len;
}

static void
tar_layout(struct base_buf *out)
{
	struct base_buf b;
	size_t at = 0;

	archive_make(&b);
	row(out, &at, SEAL_TAR_BLOCK_LEN, "header of entry.note");
	row(out, &at, NOTE_LEN, "entry.note");
	row(out, &at, SEAL_TAR_BLOCK_LEN - NOTE_LEN, "zeros to the block");
	assert_memory_equal(b.data + at, "a01.jpg", 8);
	row(out, &at, SEAL_TAR_BLOCK_LEN, "header of a01.jpg");
	row(out, &at, PICTURE_LEN, "a01.jpg");
	row(out, &at, 2 * SEAL_TAR_BLOCK_LEN - PICTURE_LEN,
	    "zeros to the block");
	assert_int_equal(at,
	    seal_tar_member_len(NOTE_LEN) + seal_tar_member_len(PICTURE_LEN));
	assert_true(sodium_is_zero(b.data + at, b.len - at));
	row(out, &at, 2 * SEAL_TAR_BLOCK_LEN, "two zero blocks: the end");
	row(out, &at, b.len - at, "zeros to the bucket");
	say(out, "%5zu         the whole plaintext", b.len);
	base_buf_done(&b);
}

static void
buckets(struct base_buf *out)
{
	say(out, "plaintext   payload  with a header of 8 slots");
	for (size_t i = 0; i < SEAL_BUCKET_COUNT; i++) {
		uint64_t bucket = seal_bucket_list[i];
		uint64_t payload = seal_bucket_payload_len(bucket), same;

		must(seal_bucket_of_payload(payload, &same));
		assert_true(same == bucket);
		say(out, "%9llu %9llu %9llu", (unsigned long long)bucket,
		    (unsigned long long)payload,
		    (unsigned long long)(payload + SEAL_HEADER_LEN(SLOTS)));
	}
}

static void
object(struct base_buf *out)
{
	struct fixed_random r = { .label = "object" };
	struct seal_random rnd = { fixed_fill, &r };
	struct base_buf header, payload, note;
	struct seal_sink sink = { seal_buf_write, &payload };
	struct seal_object_parts parts = { .slots = SLOTS,
		.recipients_count = 1 };
	uint8_t key[SEAL_FILE_KEY_LEN], open[SEAL_OPEN_LEN];
	uint8_t hash[SEAL_HASH_LEN], d[SEAL_COMMIT_LEN];
	struct seal_identity reader;
	struct seal_object_sums sums;

	reader_identity(&reader);
	example_report(&note, hash);
	base_buf_init(&header, LIMIT_HEADER_LEN);
	base_buf_init(&payload, LIMIT_BODY_LEN);
	parts.note = (const char *)note.data;
	parts.note_len = note.len;
	parts.recipients = &reader.recipient;
	must(seal_object_build(&parts, &rnd, &header, &sink, key, &sums));
	say(out, "%-16s %zu bytes: 8 stanzas", "header", header.len);
	say(out, "%-16s %zu bytes: the bucket of 4,096", "payload",
	    payload.len);
	say_hex(out, "SHA-256(header)", sums.header_hash, SEAL_HASH_LEN);
	say_hex(out, "SHA-256(payload)", sums.payload_hash, SEAL_HASH_LEN);
	say_hex(out, "id", sums.id, SEAL_ID_LEN);
	say_hex(out, "file key", key, sizeof(key));
	seal_object_open_value(HOST, key, open);
	say_hex(out, "open", open, sizeof(open));
	seal_object_open_hash(open, hash);
	say_hex(out, "SHA-256(open)", hash, sizeof(hash));
	seal_object_commit(
	    HOST, SEAL_COMMIT_ENTRY, sums.header_hash, sums.payload_hash, d);
	say_hex(out, "d", d, sizeof(d));
	base_buf_done(&header);
	base_buf_done(&payload);
	base_buf_done(&note);
}

const struct example formats_tar[] = {
	{ "tar-header", tar_header },
	{ "tar-layout", tar_layout },
	{ "buckets", buckets },
	{ "object", object },
	{ NULL, NULL },
};
