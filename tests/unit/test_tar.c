/* SPDX-License-Identifier: ISC */
/* Archives beyond the shared vectors, which hold the bytes and the bad ones. */
#include "seal/tar.h"

#include "base/limits.h"
#include "seal/bucket.h"
#include "unit/fixture.h"

struct seen {
	char names[400];
	uint64_t size_sum, data_sum;
	enum err member_answer, data_answer;
};

static enum err
see_member(void *ctx, const char *name, uint64_t size)
{
	struct seen *s = ctx;

	strcat(strcat(s->names, name), " ");
	s->size_sum += size;
	return s->member_answer;
}

static enum err
see_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct seen *s = ctx;

	(void)buf;
	s->data_sum += len;
	return s->data_answer;
}

static enum err
read_tar(const uint8_t *data, size_t len, size_t step, struct seen *s)
{
	struct seal_tar_visitor v = { see_member, see_data, s };
	struct seal_tar_reader r;
	enum err e = ERR_OK;

	seal_tar_reader_init(&r, &v);
	for (size_t at = 0; at < len && e == ERR_OK; at += step)
		e = seal_tar_reader_push(
		    &r, data + at, len - at < step ? len - at : step);
	if (e == ERR_OK)
		e = seal_tar_reader_end(&r);
	else {
		/* Once failed, always failed. */
		assert_err(seal_tar_reader_push(&r, data, 1), ERR_TAR);
		assert_err(seal_tar_reader_end(&r), ERR_TAR);
	}
	seal_tar_reader_done(&r);
	return e;
}

static enum err
add_member(struct seal_tar_writer *w, const char *name, size_t size)
{
	static const uint8_t piece[1000] = { 'x' };
	enum err e = seal_tar_writer_member(w, name, size);

	while (e == ERR_OK && size > 0) {
		size_t n = size < sizeof(piece) ? size : sizeof(piece);

		e = seal_tar_writer_data(w, piece, n);
		size -= n;
	}
	return e;
}

static void
tar_of_all_attachments_goes_both_ways(void **state)
{
	static const char *const exts[] = { "jpg", "png", "webp", "gif", "pdf",
		"txt", "csv", "docx", "xlsx", "m4a", "mp3", "mp4", "zip", "bin",
		"jpg", "jpg" };
	static const size_t steps[] = { 1, 511, 512, 513, 100000 };
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;
	char name[16];

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 700), ERR_OK);
	for (size_t i = 0; i < LIMIT_ATTACHMENTS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "a%02zu.%s", i + 1, exts[i]);
		assert_err(add_member(&w, name, i * 100), ERR_OK);
	}
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	assert_int_equal(b.len, 65536);
	for (size_t i = 0; i < 5; i++) {
		struct seen s = { 0 };

		assert_err(read_tar(b.data, b.len, steps[i], &s), ERR_OK);
		assert_int_equal(s.size_sum, 700 + 100 * 120);
		assert_int_equal(s.data_sum, s.size_sum);
		assert_non_null(strstr(s.names, "entry.note a01.jpg a02.png "));
		assert_non_null(strstr(s.names, " a16.jpg "));
	}
	base_buf_done(&b);
}

static void
tar_reader_refuses_every_cut_and_longer(void **state)
{
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 700), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	for (size_t len = 0; len < b.len; len += 64) {
		struct seen s = { 0 };

		assert_err(read_tar(b.data, len, 4096, &s), ERR_TAR);
	}
	assert_err(base_buf_add(&b, (uint8_t[64]){ 0 }, 64), ERR_OK);
	assert_err(read_tar(b.data, b.len, 4096, &(struct seen){ 0 }), ERR_TAR);
	base_buf_done(&b);
}

/* A second member right after the note could hide in the fill: it may not. */
static void
tar_reader_refuses_members_behind_a_zero_block(void **state)
{
	struct base_buf b, c;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	(void)state;
	base_buf_init(&b, 1 << 20);
	base_buf_init(&c, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(add_member(&w, "a01.jpg", 10), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	assert_err(base_buf_add(&c, b.data, 1024), ERR_OK);
	assert_err(base_buf_add(&c, b.data + 3072, 512), ERR_OK);
	assert_err(base_buf_add(&c, b.data + 1024, 1024), ERR_OK);
	assert_err(base_buf_add(&c, b.data + 2560, 1536), ERR_OK);
	assert_int_equal(c.len, 4096);
	assert_err(read_tar(c.data, c.len, 4096, &(struct seen){ 0 }), ERR_TAR);
	base_buf_done(&b);
	base_buf_done(&c);
}

static void
tar_reader_passes_the_visitors_answer_on(void **state)
{
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;
	struct seen no_member = { .member_answer = ERR_EXISTS };
	struct seen no_data = { .data_answer = ERR_IO };

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	assert_err(read_tar(b.data, b.len, 4096, &no_member), ERR_EXISTS);
	assert_err(read_tar(b.data, b.len, 4096, &no_data), ERR_IO);
	base_buf_done(&b);
}

static void
tar_reader_refuses_more_than_the_largest_bucket(void **state)
{
	static const uint8_t zeros[65536];
	struct seen s = { 0 };
	struct seal_tar_visitor v = { see_member, see_data, &s };
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;
	struct seal_tar_reader r;

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	seal_tar_reader_init(&r, &v);
	assert_err(seal_tar_reader_push(&r, b.data, b.len), ERR_OK);
	for (uint64_t at = b.len; at < LIMIT_UPLOAD_LEN - 65536; at += 65536)
		assert_err(seal_tar_reader_push(&r, zeros, 65536), ERR_OK);
	assert_err(seal_tar_reader_push(&r, zeros, 65536 - 4096), ERR_OK);
	assert_err(seal_tar_reader_end(&r), ERR_OK);
	assert_err(seal_tar_reader_push(&r, zeros, 1), ERR_LIMIT);
	base_buf_done(&b);
}

static void
tar_writer_wants_names_in_order(void **state)
{
	static const char *const bad_first[] = { "a01.jpg", "entry.not",
		"entry.note ", "", "entry.note/x" };
	static const char *const bad_second[] = { "entry.note", "a00.jpg",
		"a02.jpg", "a1.jpg", "a01jpg", "a01.", "a01.JPG", "a01.jpg ",
		"a01.exe", "../a01.jpg", "b01.jpg", "a01.jpg.jpg" };
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	(void)state;
	base_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < 5; i++) {
		seal_tar_writer_init(&w, &sink);
		assert_err(add_member(&w, bad_first[i], 1), ERR_TAR);
		assert_err(seal_tar_writer_end(&w), ERR_TAR);
	}
	for (size_t i = 0; i < 12; i++) {
		seal_tar_writer_init(&w, &sink);
		assert_err(add_member(&w, SEAL_TAR_NOTE, 1), ERR_OK);
		assert_err(add_member(&w, bad_second[i], 1), ERR_TAR);
	}
	assert_true(seal_tar_name_fits("a16.bin", 16));
	assert_false(seal_tar_name_fits("a17.bin", 17));
	base_buf_done(&b);
}

static void
tar_writer_wants_exactly_the_announced_bytes(void **state)
{
	static const uint8_t data[16];
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_end(&w), ERR_TAR);
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(seal_tar_writer_data(&w, data, 9), ERR_OK);
	assert_err(seal_tar_writer_member(&w, "a01.jpg", 1), ERR_TAR);
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(seal_tar_writer_data(&w, data, 9), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_TAR);
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_member(&w, SEAL_TAR_NOTE, 10), ERR_OK);
	assert_err(seal_tar_writer_data(&w, data, 11), ERR_TAR);
	base_buf_done(&b);
}

static void
tar_writer_keeps_the_limits(void **state)
{
	struct short_sink count = { 0, SIZE_MAX };
	struct seal_sink sink = { short_write, &count };
	struct seal_tar_writer w;
	size_t room = LIMIT_UPLOAD_LEN - 512 - 60416 - 512 - 1024;

	(void)state;
	seal_tar_writer_init(&w, &sink);
	assert_err(
	    add_member(&w, SEAL_TAR_NOTE, LIMIT_ENTRY_NOTE_LEN + 1), ERR_LIMIT);
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, LIMIT_ENTRY_NOTE_LEN), ERR_OK);
	assert_err(seal_tar_writer_member(&w, "a01.mp4", room + 1), ERR_LIMIT);
	count.len = 0;
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, LIMIT_ENTRY_NOTE_LEN), ERR_OK);
	assert_err(add_member(&w, "a01.mp4", room), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	assert_int_equal(count.len, LIMIT_UPLOAD_LEN);
	count = (struct short_sink){ 0, 1000 };
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 900), ERR_IO);
	assert_err(seal_tar_writer_end(&w), ERR_TAR);
	count = (struct short_sink){ 0, 100 };
	seal_tar_writer_init(&w, &sink);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 900), ERR_IO);
	assert_err(add_member(&w, SEAL_TAR_NOTE, 900), ERR_TAR);
}

static void
bucket_fit_takes_the_smallest(void **state)
{
	uint64_t got = 0;

	(void)state;
	assert_err(seal_bucket_fit(0, &got), ERR_OK);
	assert_int_equal(got, 4096);
	for (size_t i = 0; i < SEAL_BUCKET_COUNT; i++) {
		uint64_t b = seal_bucket_list[i];

		assert_true(seal_bucket_is(b));
		assert_false(seal_bucket_is(b - 1));
		assert_false(seal_bucket_is(b + 1));
		assert_err(seal_bucket_fit(b, &got), ERR_OK);
		assert_true(got == b);
		assert_err(seal_bucket_fit(b + 1, &got),
		    i + 1 < SEAL_BUCKET_COUNT ? ERR_OK : ERR_LIMIT);
		assert_err(
		    seal_bucket_of_payload(seal_bucket_payload_len(b), &got),
		    ERR_OK);
		assert_true(got == b);
		assert_err(seal_bucket_of_payload(
			       seal_bucket_payload_len(b) + 1, &got),
		    ERR_AGE_PAYLOAD);
		assert_err(seal_bucket_of_payload(b, &got), ERR_AGE_PAYLOAD);
	}
	assert_false(seal_bucket_is(0));
	assert_int_equal(seal_bucket_payload_len(4096), 16 + 4096 + 16);
}

static void
tar_writer_takes_nothing_at_all(void **state)
{
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	(void)state;
	base_buf_init(&b, 1 << 20);
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_member(&w, SEAL_TAR_NOTE, 0), ERR_OK);
	assert_err(seal_tar_writer_data(&w, (const uint8_t *)"", 0), ERR_OK);
	assert_int_equal(b.len, SEAL_TAR_BLOCK_LEN);
	base_buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tar_of_all_attachments_goes_both_ways),
		cmocka_unit_test(tar_reader_refuses_every_cut_and_longer),
		cmocka_unit_test(
		    tar_reader_refuses_members_behind_a_zero_block),
		cmocka_unit_test(tar_reader_passes_the_visitors_answer_on),
		cmocka_unit_test(
		    tar_reader_refuses_more_than_the_largest_bucket),
		cmocka_unit_test(tar_writer_wants_names_in_order),
		cmocka_unit_test(tar_writer_wants_exactly_the_announced_bytes),
		cmocka_unit_test(tar_writer_keeps_the_limits),
		cmocka_unit_test(bucket_fit_takes_the_smallest),
		cmocka_unit_test(tar_writer_takes_nothing_at_all),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
