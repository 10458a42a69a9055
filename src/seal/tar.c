/* SPDX-License-Identifier: ISC */
#include "seal/tar.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "seal/bucket.h"

#define BLOCK SEAL_TAR_BLOCK_LEN
#define END_LEN ((uint64_t)2 * BLOCK) /* the two zero blocks */
#define SUM_AT 148
#define NAME_FIELD_LEN 100
#define TYPE_AT 156
#define MAGIC_AT 257
#define SIZE_AT 124
#define SIZE_DIGITS 11

static const char *const exts[] = { "jpg", "png", "webp", "gif", "pdf", "txt",
	"csv", "docx", "xlsx", "m4a", "mp3", "mp4", "zip", "bin" };

static const uint8_t zeros[BLOCK];
static const char magic[8] = { 'u', 's', 't', 'a', 'r', 0, '0', '0' };

bool
seal_tar_ext_known(const char *ext)
{
	for (size_t i = 0; i < sizeof(exts) / sizeof(exts[0]); i++) {
		if (strcmp(ext, exts[i]) == 0)
			return true;
	}
	return false;
}

bool
seal_tar_name_fits(const char *name, size_t index)
{
	char start[sizeof("a00.")];

	if (index == 0)
		return strcmp(name, SEAL_TAR_NOTE) == 0;
	if (index > LIMIT_ATTACHMENTS_MAX)
		return false;
	(void)snprintf(
	    start, sizeof(start), "a%02u.", (unsigned int)index % 100);
	return strncmp(name, start, sizeof(start) - 1) == 0 &&
	       seal_tar_ext_known(name + sizeof(start) - 1);
}

/* Zero bytes from len to the next block. */
static size_t
fill_len(uint64_t len)
{
	return (size_t)((BLOCK - len % BLOCK) % BLOCK);
}

uint64_t
seal_tar_member_len(uint64_t size)
{
	return BLOCK + size + fill_len(size);
}

/*
 * The only header block there is for a name and a size: POSIX ustar, byte for
 * byte what GNU tar writes with --format=ustar --mode=0600 --owner=0 --group=0
 * --numeric-owner --mtime=@0.  The reader compares whole blocks with it.
 */
static void
make_block(const char *name, uint64_t size, uint8_t block[static BLOCK])
{
	unsigned int sum = 0;
	char field[BLOCK];

	memset(block, 0, BLOCK);
	memcpy(block, name, strlen(name));
	memcpy(block + 100, "0000600", 7); /* mode, uid, gid, size, mtime */
	memcpy(block + 108, "0000000", 7);
	memcpy(block + 116, "0000000", 7);
	(void)snprintf(
	    field, sizeof(field), "%011llo", (unsigned long long)size);
	memcpy(block + SIZE_AT, field, SIZE_DIGITS);
	memcpy(block + 136, "00000000000", 11);
	memcpy(block + SUM_AT, "        ", 8); /* counts as spaces */
	block[TYPE_AT] = '0';
	memcpy(block + MAGIC_AT, magic, sizeof(magic));
	memcpy(block + 329, "0000000", 7); /* device numbers */
	memcpy(block + 337, "0000000", 7);
	for (size_t i = 0; i < BLOCK; i++)
		sum += block[i];
	(void)snprintf(field, sizeof(field), "%06o", sum);
	memcpy(block + SUM_AT, field, 7);
}

/* Largest a member may be: the note's limit, or what a bucket can hold. */
static uint64_t
size_max(size_t index)
{
	return index == 0 ? LIMIT_ENTRY_NOTE_LEN : LIMIT_UPLOAD_LEN;
}

void
seal_tar_writer_init(struct seal_tar_writer *w, const struct seal_sink *out)
{
	*w = (struct seal_tar_writer){ .out = *out };
}

static enum err
put(struct seal_tar_writer *w, const uint8_t *data, size_t len)
{
	enum err e = w->out.write(w->out.ctx, data, len);

	w->written += len;
	return e;
}

static enum err
fail_writer(struct seal_tar_writer *w, enum err e)
{
	w->failed = e != ERR_OK;
	return e;
}

enum err
seal_tar_writer_member(
    struct seal_tar_writer *w, const char *name, uint64_t size)
{
	uint8_t block[BLOCK];
	enum err e;

	if (w->failed || w->left != 0 || !seal_tar_name_fits(name, w->members))
		return fail_writer(w, ERR_TAR);
	if (size > size_max(w->members) ||
	    w->written + seal_tar_member_len(size) + END_LEN > LIMIT_UPLOAD_LEN)
		return fail_writer(w, ERR_LIMIT);
	make_block(name, size, block);
	if ((e = put(w, block, sizeof(block))) != ERR_OK)
		return fail_writer(w, e);
	w->members++;
	w->left = size;
	return ERR_OK;
}

enum err
seal_tar_writer_data(struct seal_tar_writer *w, const uint8_t *data, size_t len)
{
	enum err e;

	if (w->failed || len > w->left)
		return fail_writer(w, ERR_TAR);
	if (len == 0)
		return ERR_OK;
	w->left -= len;
	if ((e = put(w, data, len)) == ERR_OK && w->left == 0)
		e = put(w, zeros, fill_len(w->written));
	return fail_writer(w, e);
}

void
seal_tar_writer_least(struct seal_tar_writer *w, uint64_t len)
{
	w->least = len;
}

enum err
seal_tar_writer_end(struct seal_tar_writer *w)
{
	uint64_t bucket = 0;
	enum err e;

	if (w->failed || w->left != 0 || w->members == 0)
		return fail_writer(w, ERR_TAR);
	if ((e = seal_bucket_fit(w->written + END_LEN > w->least
				     ? w->written + END_LEN
				     : w->least,
		 &bucket)) != ERR_OK)
		return fail_writer(w, e);
	/* Everything is a multiple of a block, buckets are too. */
	while (e == ERR_OK && w->written < bucket)
		e = put(w, zeros, sizeof(zeros));
	w->failed = true; /* no member may follow */
	return e;
}

void
seal_tar_reader_init(
    struct seal_tar_reader *r, const struct seal_tar_visitor *visitor)
{
	*r = (struct seal_tar_reader){ .visitor = visitor };
}

void
seal_tar_reader_done(struct seal_tar_reader *r)
{
	sodium_memzero(r, sizeof(*r));
}

/* The name in a header block of the member number index. */
static enum err
read_name(const uint8_t block[static BLOCK], size_t index,
    char name[static SEAL_TAR_NAME_LEN + 1])
{
	const uint8_t *end = memchr(block, 0, NAME_FIELD_LEN);

	if (end == NULL || end - block > SEAL_TAR_NAME_LEN)
		return ERR_TAR_NAME;
	memcpy(name, block, (size_t)(end - block) + 1);
	if (index > 0 && strcmp(name, SEAL_TAR_NOTE) == 0)
		return ERR_TAR_TWICE;
	return seal_tar_name_fits(name, index) ? ERR_OK : ERR_TAR_NAME;
}

/*
 * A whole header block: it must be the one for its name and size.  What people
 * would like to know (a link, a path, a wrong size) is looked at first.
 */
static enum err
begin_member(struct seal_tar_reader *r)
{
	uint8_t want[BLOCK];
	char name[SEAL_TAR_NAME_LEN + 1] = { 0 };
	uint64_t size = 0;
	enum err e;

	if (memcmp(r->block + MAGIC_AT, magic, sizeof(magic)) != 0)
		return ERR_TAR;
	if (r->block[TYPE_AT] != '0')
		return ERR_TAR_TYPE;
	if ((e = read_name(r->block, r->members, name)) != ERR_OK)
		return e;
	/* The sign of GNU's binary sizes; octal ones end at 8 GiB. */
	if ((r->block[SIZE_AT] & 0x80) != 0)
		return ERR_TAR_SIZE;
	for (size_t i = 0; i < SIZE_DIGITS; i++) {
		uint8_t c = r->block[SIZE_AT + i];

		if (c < '0' || c > '7')
			return ERR_TAR;
		size = size << 3 | (uint64_t)(c - '0');
	}
	make_block(name, size, want);
	if (memcmp(want, r->block, BLOCK) != 0)
		return ERR_TAR;
	if (r->members == 0 && size > LIMIT_ENTRY_NOTE_LEN)
		return ERR_LIMIT;
	if (size > LIMIT_UPLOAD_LEN - r->total)
		return ERR_TAR_SIZE; /* more than can still come */
	r->members++;
	r->left = size;
	r->fill = fill_len(size);
	return r->visitor->member(r->visitor->ctx, name, size);
}

static enum err
take_block(struct seal_tar_reader *r)
{
	if (!sodium_is_zero(r->block, BLOCK))
		return begin_member(r);
	if (r->members == 0)
		return ERR_TAR;
	r->ended = true;
	r->end_len = BLOCK;
	return ERR_OK;
}

/* Take what the present state can of len > 0 bytes; *n says how many. */
static enum err
take(struct seal_tar_reader *r, const uint8_t *data, size_t len, size_t *n)
{
	enum err e = ERR_OK;

	if (r->left > 0) {
		*n = r->left < len ? (size_t)r->left : len;
		r->left -= *n;
		r->total += *n;
		return r->visitor->data(r->visitor->ctx, data, *n);
	}
	if (r->fill > 0 || r->ended) {
		*n = !r->ended && r->fill < len ? r->fill : len;
		r->fill -= r->ended ? 0 : *n;
		r->end_len += r->ended ? *n : 0;
		r->total += *n;
		return sodium_is_zero(data, *n) ? ERR_OK : ERR_TAR;
	}
	*n = BLOCK - r->block_len < len ? BLOCK - r->block_len : len;
	memcpy(r->block + r->block_len, data, *n);
	r->block_len += *n;
	r->total += *n;
	if (r->block_len == BLOCK) {
		r->block_len = 0;
		e = take_block(r);
	}
	return e;
}

enum err
seal_tar_reader_push(void *reader, const uint8_t *data, size_t len)
{
	struct seal_tar_reader *r = reader;
	size_t n = 0;
	enum err e = ERR_OK;

	if (r->failed)
		return ERR_TAR;
	if (len > LIMIT_UPLOAD_LEN - r->total)
		e = ERR_LIMIT;
	while (e == ERR_OK && len > 0) {
		e = take(r, data, len, &n);
		data += n;
		len -= n;
	}
	r->failed = e != ERR_OK;
	return e;
}

enum err
seal_tar_reader_end(struct seal_tar_reader *r)
{
	if (r->failed || !r->ended || r->end_len < END_LEN ||
	    !seal_bucket_is(r->total))
		return ERR_TAR;
	return ERR_OK;
}

bool
seal_tar_reader_has_note(const struct seal_tar_reader *r)
{
	return !r->failed &&
	       (r->members > 1 || (r->members == 1 && r->left == 0));
}
