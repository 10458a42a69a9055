/* SPDX-License-Identifier: ISC */
/*
 * The manifest of a bundle (docs/protocol.md section 9): what a store folder
 * held, carried to another machine of the same officer.  Every file is named by
 * its SHA-256; nothing in it is open.
 *
 *	sign_bundle_begin -> sign_bundle_next ... -> ERR_NOT_FOUND, the end
 *
 * A reader borrows the text.  Strict: one way to write each line, in order.
 */
#ifndef SIGN_BUNDLE_H
#define SIGN_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "sign/key.h"

#define SIGN_BUNDLE_FIRST_LINE "qingfeng-bundle/1"
#define SIGN_BUNDLE_LEN (64u * 1024u * 1024u) /* of the manifest */
#define SIGN_BUNDLE_URL_LEN 255
#define SIGN_BUNDLE_FILE_LEN (256u * 1024u * 1024u)
#define SIGN_BUNDLE_ID_LEN 16

enum sign_bundle_kind {
	SIGN_BUNDLE_ROOT,   /* number, one file */
	SIGN_BUNDLE_ROSTER, /* number, one file */
	SIGN_BUNDLE_THREAD, /* id; what the office said of it, its header */
	SIGN_BUNDLE_ENTRY,  /* id; headers, payload */
	SIGN_BUNDLE_GONE,   /* id; the retention note in an entry's place */
	SIGN_BUNDLE_UNSENT  /* one file */
};

struct sign_bundle_file {
	uint8_t hash[SIGN_HASH_LEN];
	uint64_t len;
};

struct sign_bundle_line {
	enum sign_bundle_kind kind;
	uint32_t number;
	uint8_t id[SIGN_BUNDLE_ID_LEN];
	struct sign_bundle_file file[2];
};

struct sign_bundle {
	char host[LIMIT_NAME_LEN + 1];
	char office[SIGN_BUNDLE_URL_LEN + 1];
	unsigned int officer;
	/* How far it was read. */
	struct base_text rest;
	struct sign_bundle_line last; /* meaningless before the first */
	uint32_t count;		      /* lines read */
	uint8_t thread[SIGN_BUNDLE_ID_LEN]; /* the last one's id */
	uint32_t threads; /* so far */
	uint32_t entries; /* of the last thread, there or gone */
};

/* Read the head.  ERR_OK, ERR_FORMAT, ERR_LIMIT. */
enum err sign_bundle_begin(struct base_text text, struct sign_bundle *out)
    MUST_USE;

/* The next line.  ERR_OK, ERR_NOT_FOUND (all was read), ERR_FORMAT. */
enum err sign_bundle_next(struct sign_bundle *b, struct sign_bundle_line *out)
    MUST_USE;

/*
 * Append the head, a line, the end.  ERR_OK, ERR_LIMIT, ERR_MEMORY; out is
 * unchanged on an error.
 */
enum err sign_bundle_write_head(const struct sign_bundle *b,
    struct base_buf *out) MUST_USE;
enum err sign_bundle_write_line(const struct sign_bundle_line *l,
    struct base_buf *out) MUST_USE;
enum err sign_bundle_write_end(uint32_t count, struct base_buf *out) MUST_USE;

#endif
