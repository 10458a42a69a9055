/* SPDX-License-Identifier: ISC */
/*
 * The one kind of ustar archive an entry is (docs/protocol.md section 1):
 * `entry.note` first, then attachments a01.EXT, a02.EXT ... in order, plain
 * files without owner or time, two zero blocks, zero fill to a bucket.  The
 * writer makes nothing else and the reader takes nothing else.
 */
#ifndef SEAL_TAR_H
#define SEAL_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/io.h"

#define SEAL_TAR_BLOCK_LEN 512
#define SEAL_TAR_NAME_LEN 10 /* the longest, "entry.note" */
#define SEAL_TAR_NOTE "entry.note"

/*
 * True if name is what member number index must be called: 0 is entry.note,
 * n is "aNN." and one of the known extensions (jpg png webp gif pdf txt csv
 * docx xlsx m4a mp3 mp4 zip bin), n at most LIMIT_ATTACHMENTS_MAX.
 */
bool seal_tar_name_fits(const char *name, size_t index);

/* True if ext (without a dot, with a NUL) is one of the known extensions. */
bool seal_tar_ext_known(const char *ext);

/*
 *	seal_tar_writer_init -> member, data ... (each member) -> end
 * After an error only a new init helps.
 */
struct seal_tar_writer {
	struct seal_sink out;
	uint64_t written;
	uint64_t left;  /* of the open member */
	uint64_t least; /* bytes to fill at least */
	size_t members;
	bool failed;
};

void
seal_tar_writer_init(struct seal_tar_writer *w, const struct seal_sink *out);

/*
 * Begin the next member of exactly size bytes.  Returns ERR_OK, ERR_TAR (name
 * does not fit its place, or the member before lacks bytes), ERR_LIMIT (a note
 * over LIMIT_ENTRY_NOTE_LEN, or all over the largest bucket), or the sink's.
 */
enum err seal_tar_writer_member(
    struct seal_tar_writer *w, const char *name, uint64_t size) MUST_USE;

/* Bytes of the open member.  ERR_OK, ERR_TAR (more than announced), sink's. */
enum err seal_tar_writer_data(
    struct seal_tar_writer *w, const uint8_t *data, size_t len) MUST_USE;

/*
 * End the archive and fill its bucket.  ERR_OK, ERR_TAR (no member, or one
 * lacks bytes), or the sink's.
 */
enum err seal_tar_writer_end(struct seal_tar_writer *w) MUST_USE;

/*
 * Let the end fill the bucket that len bytes need, if what was written needs
 * a smaller one: for sizes that must not tell what was left out.
 */
void seal_tar_writer_least(struct seal_tar_writer *w, uint64_t len);

/* Bytes one member of size takes with its header block and fill. */
uint64_t seal_tar_member_len(uint64_t size);

/* Who is told what is in an archive; an error ends the reading. */
struct seal_tar_visitor {
	/* A member begins; its bytes follow, size in all. */
	enum err (*member)(void *ctx, const char *name, uint64_t size);
	enum err (*data)(void *ctx, const uint8_t *buf, size_t len);
	void *ctx;
};

/*
 * A reader that is pushed bytes, in pieces of any length.
 *	seal_tar_reader_init -> push ... -> end
 */
struct seal_tar_reader {
	const struct seal_tar_visitor *visitor;
	uint8_t block[SEAL_TAR_BLOCK_LEN];
	size_t block_len;
	uint64_t total;
	uint64_t left; /* data bytes of the open member */
	size_t fill;   /* zero bytes to its next block */
	size_t members;
	bool ended; /* an all-zero block was seen: only zeros may follow */
	uint64_t end_len; /* zero bytes since then, its own included */
	bool failed;
};

/* visitor is borrowed until the last call. */
void seal_tar_reader_init(
    struct seal_tar_reader *r, const struct seal_tar_visitor *visitor);

/*
 * Take the next bytes; a seal_write_fn (reader as ctx), so that it can stand
 * behind seal_age_decrypt().  Returns ERR_OK, ERR_TAR (not an archive of ours),
 * ERR_TAR_NAME, ERR_TAR_TYPE, ERR_TAR_SIZE, ERR_TAR_TWICE (the same, where it
 * can be said), ERR_LIMIT (over the largest bucket, or a note over
 * LIMIT_ENTRY_NOTE_LEN), or the visitor's error.
 */
enum err seal_tar_reader_push(void *reader, const uint8_t *data, size_t len);

/*
 * No more bytes come.  ERR_OK, or ERR_TAR unless entry.note was there, the
 * archive was ended by two zero blocks and everything fills a bucket exactly.
 */
enum err seal_tar_reader_end(struct seal_tar_reader *r) MUST_USE;

/* True once entry.note has been handed over whole. */
bool seal_tar_reader_has_note(const struct seal_tar_reader *r);

void seal_tar_reader_done(struct seal_tar_reader *r);

#endif
