/* SPDX-License-Identifier: ISC */
#include "seal/stream.h"

#include "seal/payload.h"
#include "unit/fixture.h"

static const uint8_t key[SEAL_FILE_KEY_LEN] = "0123456789abcdef";

static void
seal_all(const uint8_t *plain, size_t len, size_t step, struct base_buf *out)
{
	struct seal_sink sink = { seal_buf_write, out };
	struct seal_payload_writer *w = NULL;

	base_buf_init(out, (size_t)1 << 26);
	assert_err(seal_payload_writer_new(&w, key, &seal_random_system, &sink),
	    ERR_OK);
	for (size_t at = 0; at < len; at += step)
		assert_err(seal_payload_writer_push(w, plain + at,
			       len - at < step ? len - at : step),
		    ERR_OK);
	assert_err(seal_payload_writer_end(w), ERR_OK);
	seal_payload_writer_free(&w);
	assert_null(w);
}

static enum err
open_all(const struct base_buf *sealed, size_t len, struct base_buf *out)
{
	struct seal_memory m = { sealed->data, len, SEAL_NONCE_LEN };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, out };

	base_buf_init(out, (size_t)1 << 26);
	return seal_payload_open(key, sealed->data, &in, &sink);
}

static const size_t lens[] = { 0, 1, 65535, 65536, 65537, 131072, 200000 };
#define LENS (sizeof(lens) / sizeof(lens[0]))

static void
payload_of_any_length_goes_both_ways(void **state)
{
	uint8_t *plain = malloc(200000);

	(void)state;
	randombytes_buf(plain, 200000);
	for (size_t i = 0; i < LENS; i++) {
		for (size_t step = 1000; step < 100000; step += 64536) {
			struct base_buf sealed, back;

			seal_all(plain, lens[i], step, &sealed);
			assert_int_equal(
			    sealed.len, seal_stream_sealed_len(lens[i]));
			assert_err(
			    open_all(&sealed, sealed.len, &back), ERR_OK);
			assert_int_equal(back.len, lens[i]);
			if (lens[i] > 0)
				assert_memory_equal(back.data, plain, lens[i]);
			base_buf_done(&sealed);
			base_buf_done(&back);
		}
	}
	free(plain);
}

/* What is pulled, behind pushed bytes or not, is what would be pushed. */
static void
payload_pulled_from_a_source_is_the_same(void **state)
{
	uint8_t *plain = malloc(200000);
	struct base_buf sealed, back;
	struct seal_sink sink = { seal_buf_write, &sealed };

	(void)state;
	randombytes_buf(plain, 200000);
	for (size_t i = 0; i < LENS * 3; i++) {
		static const size_t pushed[] = { 0, 1, 65536 };
		size_t len = lens[i / 3], first = pushed[i % 3];
		struct slow_source slow = { plain, len, first, 30011, 0 };
		struct seal_source in = { slow_read, &slow };
		struct seal_payload_writer *w = NULL;

		if (first > len)
			continue;
		base_buf_init(&sealed, (size_t)1 << 26);
		assert_err(seal_payload_writer_new(
			       &w, key, &seal_random_system, &sink),
		    ERR_OK);
		assert_err(seal_payload_writer_push(w, plain, first), ERR_OK);
		assert_err(seal_payload_writer_pull(w, &in), ERR_OK);
		assert_err(seal_payload_writer_end(w), ERR_OK);
		seal_payload_writer_free(&w);
		assert_int_equal(sealed.len, seal_stream_sealed_len(len));
		assert_err(open_all(&sealed, sealed.len, &back), ERR_OK);
		assert_int_equal(back.len, len);
		if (len > 0)
			assert_memory_equal(back.data, plain, len);
		base_buf_done(&sealed);
		base_buf_done(&back);
	}
	free(plain);
}

static void
payload_cut_anywhere_releases_whole_chunks_only(void **state)
{
	static const size_t cuts[] = { 16, 17, 32, 65551, 65567, 65568, 65569,
		65584, 131119, 131120, 131121, 131136 };
	uint8_t *plain = calloc(1, 140000);
	struct base_buf sealed, back;

	(void)state;
	seal_all(plain, 140000, 140000, &sealed);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		assert_err(open_all(&sealed, cuts[i], &back), ERR_AGE_PAYLOAD);
		assert_int_equal(back.len,
		    (cuts[i] - 16) / SEAL_CHUNK_SEALED_LEN * SEAL_CHUNK_LEN);
		base_buf_done(&back);
	}
	base_buf_done(&sealed);
	free(plain);
}

static void
payload_with_a_byte_more_or_changed_is_refused(void **state)
{
	uint8_t *plain = calloc(1, 140000);
	struct base_buf sealed, back;

	(void)state;
	seal_all(plain, 140000, 140000, &sealed);
	for (size_t at = 0; at < sealed.len; at += 9973) {
		sealed.data[at] ^= 0x10;
		assert_err(
		    open_all(&sealed, sealed.len, &back), ERR_AGE_PAYLOAD);
		/* Nothing of the chunk that failed, nor of what follows. */
		assert_true(back.len <= at);
		base_buf_done(&back);
		sealed.data[at] ^= 0x10;
	}
	assert_err(base_buf_add(&sealed, "", 1), ERR_OK);
	assert_err(open_all(&sealed, sealed.len, &back), ERR_AGE_PAYLOAD);
	base_buf_done(&back);
	base_buf_done(&sealed);
	free(plain);
}

static void
payload_passes_errors_of_both_ends_on(void **state)
{
	uint8_t *plain = calloc(1, 140000);
	struct base_buf sealed, back;
	struct slow_source slow = { NULL, 0, SEAL_NONCE_LEN, 1000, 100000 };
	struct seal_source in = { slow_read, &slow };
	struct short_sink little = { 0, 70000 };
	struct seal_sink to_buf = { seal_buf_write, &back };
	struct seal_sink to_little = { short_write, &little };
	struct seal_payload_writer *w = NULL;

	(void)state;
	seal_all(plain, 140000, 140000, &sealed);
	slow.data = sealed.data;
	slow.len = sealed.len;
	base_buf_init(&back, 1 << 20);
	assert_err(seal_payload_open(key, sealed.data, &in, &to_buf), ERR_IO);
	assert_int_equal(back.len, SEAL_CHUNK_LEN);
	slow.at = SEAL_NONCE_LEN;
	slow.fails_at = 0;
	assert_err(
	    seal_payload_open(key, sealed.data, &in, &to_little), ERR_IO);
	little.len = 0;
	assert_err(
	    seal_payload_writer_new(&w, key, &seal_random_system, &to_little),
	    ERR_OK);
	assert_err(seal_payload_writer_push(w, plain, 65537), ERR_OK);
	assert_err(seal_payload_writer_push(w, plain, 70000), ERR_IO);
	seal_payload_writer_free(&w);
	little.len = 70000;
	assert_err(
	    seal_payload_writer_new(&w, key, &seal_random_system, &to_little),
	    ERR_IO);
	assert_null(w);
	base_buf_done(&back);
	base_buf_done(&sealed);
	free(plain);
}

static void
stream_chunk_opens_alone_in_its_place_only(void **state)
{
	static uint8_t plain[SEAL_CHUNK_LEN], sealed[SEAL_CHUNK_SEALED_LEN];
	static uint8_t back[SEAL_CHUNK_LEN];
	static const uint8_t nonce[SEAL_NONCE_LEN] = { 1 };
	struct seal_stream s;

	(void)state;
	seal_stream_init(&s, key, nonce);
	seal_stream_seal(&s, 300, false, plain, sizeof(plain), sealed);
	assert_err(
	    seal_stream_open(&s, 300, false, sealed, sizeof(sealed), back),
	    ERR_OK);
	assert_err(
	    seal_stream_open(&s, 300, true, sealed, sizeof(sealed), back),
	    ERR_AGE_PAYLOAD);
	assert_err(
	    seal_stream_open(&s, 44, false, sealed, sizeof(sealed), back),
	    ERR_AGE_PAYLOAD);
	/* A chunk in the middle is full; the last is empty only if alone. */
	assert_err(
	    seal_stream_open(&s, 0, false, sealed, 100, back), ERR_AGE_PAYLOAD);
	assert_err(
	    seal_stream_open(&s, 0, true, sealed, 15, back), ERR_AGE_PAYLOAD);
	seal_stream_seal(&s, 0, true, plain, 0, sealed);
	assert_err(seal_stream_open(&s, 0, true, sealed, 16, back), ERR_OK);
	assert_err(
	    seal_stream_open(&s, 1, true, sealed, 16, back), ERR_AGE_PAYLOAD);
	seal_stream_done(&s);
	assert_true(sodium_is_zero(s.key, sizeof(s.key)));
}

static void
stream_lengths_go_both_ways(void **state)
{
	uint64_t back = 0;

	(void)state;
	for (uint64_t n = 0; n < 200000; n += n < 70000 ? 1 : 997) {
		uint64_t sealed = seal_stream_sealed_len(n);

		assert_err(seal_stream_plain_len(sealed, &back), ERR_OK);
		assert_true(back == n);
	}
	assert_int_equal(seal_stream_sealed_len(0), 32);
	assert_int_equal(seal_stream_sealed_len(65536), 16 + 65552);
	assert_int_equal(seal_stream_sealed_len(65537), 16 + 65552 + 17);
	for (uint64_t bad = 0; bad < 32; bad++)
		assert_err(seal_stream_plain_len(bad, &back), ERR_AGE_PAYLOAD);
	for (uint64_t rest = 1; rest <= 16; rest++)
		assert_err(seal_stream_plain_len(16 + 65552 + rest, &back),
		    ERR_AGE_PAYLOAD);
	assert_err(seal_stream_plain_len(16 + 65552 + 17, &back), ERR_OK);
	assert_err(seal_stream_plain_len(UINT64_MAX, &back), ERR_AGE_PAYLOAD);
}

static void
stream_chunks_lie_end_to_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENS; i++) {
		uint64_t sealed = seal_stream_sealed_len(lens[i]);
		uint64_t at = SEAL_NONCE_LEN, index = 0;
		struct seal_chunk c = { 0 };

		while (!c.last) {
			assert_err(
			    seal_stream_chunk(sealed, index++, &c), ERR_OK);
			assert_int_equal(c.offset, at);
			at += c.len;
		}
		assert_int_equal(at, sealed);
		assert_err(seal_stream_chunk(sealed, index, &c), ERR_NOT_FOUND);
		assert_err(
		    seal_stream_chunk(sealed, UINT64_MAX, &c), ERR_NOT_FOUND);
	}
	assert_err(seal_stream_chunk(31, 0, &(struct seal_chunk){ 0 }),
	    ERR_AGE_PAYLOAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payload_of_any_length_goes_both_ways),
		cmocka_unit_test(payload_pulled_from_a_source_is_the_same),
		cmocka_unit_test(
		    payload_cut_anywhere_releases_whole_chunks_only),
		cmocka_unit_test(
		    payload_with_a_byte_more_or_changed_is_refused),
		cmocka_unit_test(payload_passes_errors_of_both_ends_on),
		cmocka_unit_test(stream_chunk_opens_alone_in_its_place_only),
		cmocka_unit_test(stream_lengths_go_both_ways),
		cmocka_unit_test(stream_chunks_lie_end_to_end),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
