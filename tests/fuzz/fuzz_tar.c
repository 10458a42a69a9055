/* SPDX-License-Identifier: ISC */
/* seal/tar.h: one archive for one entry, byte for byte. */
#include "fuzz/fuzz.h"

#include <stdio.h>

#include "seal/bucket.h"
#include "seal/tar.h"

#define OUT_MAX (4u << 20)
#define BLOCK SEAL_TAR_BLOCK_LEN
#define SUM_AT 148

struct seen {
	struct seal_tar_writer tar;
	struct base_buf archive;
	size_t members;
	uint64_t left;
	bool writes; /* write what is seen to the archive */
};

static enum err
seen_member(void *ctx, const char *name, uint64_t size)
{
	struct seen *s = ctx;

	HOLDS(s->left == 0 && seal_tar_name_fits(name, s->members));
	s->members++;
	s->left = size;
	return s->writes ? seal_tar_writer_member(&s->tar, name, size) : ERR_OK;
}

static enum err
seen_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct seen *s = ctx;

	HOLDS(len <= s->left);
	s->left -= len;
	return s->writes ? seal_tar_writer_data(&s->tar, buf, len) : ERR_OK;
}

static enum err
read_all(const uint8_t *data, size_t size, size_t step, struct seen *s)
{
	struct seal_tar_visitor visitor = { seen_member, seen_data, s };
	struct seal_tar_reader r;
	bool whole;
	enum err e = ERR_OK;

	seal_tar_reader_init(&r, &visitor);
	for (size_t at = 0; at < size && e == ERR_OK; at += step) {
		size_t n = size - at < step ? size - at : step;

		e = seal_tar_reader_push(&r, data + at, n);
	}
	if (e != ERR_OK) {
		/* Once refused, for good. */
		HOLDS(seal_tar_reader_push(&r, data, size) == ERR_TAR);
		HOLDS(!seal_tar_reader_has_note(&r));
		HOLDS(seal_tar_reader_end(&r) == ERR_TAR);
	} else {
		whole = seal_tar_reader_has_note(&r);
		HOLDS(whole == (s->members > 1 ||
				   (s->members == 1 && s->left == 0)));
		e = seal_tar_reader_end(&r);
		HOLDS(e != ERR_OK || whole);
	}
	seal_tar_reader_done(&r);
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen s = { .writes = true }, other = { .members = 0 };
	struct seal_sink sink = { seal_buf_write, &s.archive };
	enum err e;

	base_buf_init(&s.archive, OUT_MAX);
	seal_tar_writer_init(&s.tar, &sink);
	e = read_all(data, size, size + 1, &s);
	HOLDS(read_all(data, size, 100, &other) == e);
	HOLDS(e != ERR_OK ||
	    (s.members == other.members && other.left == s.left));
	if (e == ERR_OK) {
		HOLDS(s.left == 0 && seal_bucket_is(size));
		HOLDS(seal_tar_writer_end(&s.tar) == ERR_OK);
		/* A sender may take a larger bucket: zeros to its end. */
		HOLDS(s.archive.len <= size);
		HOLDS(memcmp(s.archive.data, data, s.archive.len) == 0);
		for (size_t i = s.archive.len; i < size; i++)
			HOLDS(data[i] == 0);
	}
	base_buf_done(&s.archive);
	return 0;
}

/*
 * Of random changes hardly one keeps a block's sum: every second time the sums
 * are made right and the end is filled to 4 KiB, so that the rest is reached.
 */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
    unsigned int seed)
{
	char text[16];

	size = LLVMFuzzerMutate(data, size, max);
	if (seed % 2 == 0)
		return size;
	for (size_t at = 0; at + BLOCK <= size; at += BLOCK) {
		unsigned int sum = 0;

		if (memcmp(data + at + 257, "ustar", 5) != 0)
			continue;
		memset(data + at + SUM_AT, ' ', 8);
		for (size_t i = 0; i < BLOCK; i++)
			sum += data[at + i];
		(void)snprintf(text, sizeof(text), "%06o", sum);
		memcpy(data + at + SUM_AT, text, 7);
	}
	while (size < max && size % 4096 != 0)
		data[size++] = 0;
	return size;
}
