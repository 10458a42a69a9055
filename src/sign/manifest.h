/* SPDX-License-Identifier: ISC */
/*
 * HOST/manifest/v1: the files of the reporter's page and their hashes, signed
 * by the release key, so that anybody can tell whether a site serves the page
 * that was published (docs/protocol.md section 2).
 */
#ifndef SIGN_MANIFEST_H
#define SIGN_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "sign/key.h"

#define SIGN_MANIFEST_FIRST_LINE "/manifest/v1" /* behind HOST */
#define SIGN_RELEASE_LEN_MAX 32u

struct sign_manifest_file {
	char path[1 + LIMIT_PAGE_NAME_LEN + 1]; /* "/" or "/name" */
	uint8_t hash[SIGN_HASH_LEN];            /* SHA-256, not compressed */
	uint32_t len;
};

/* Plain bytes, nothing to free. */
struct sign_manifest {
	char release[SIGN_RELEASE_LEN_MAX + 1];
	struct base_date date;
	size_t count; /* at least 1; the first path is "/" */
	struct sign_manifest_file files[LIMIT_PAGE_FILES_MAX];
};

/* True for a version: 1 to 32 of 0-9 A-Z a-z . + - ~ */
bool sign_release_valid(struct base_text v);

/* True for "/", or "/" and 1 to 64 of A-Z a-z 0-9 . _ -, no dot first. */
bool sign_page_path_valid(struct base_text v);

/*
 * Parse the text of a manifest, which has been verified or is about to be
 * shown as unsigned.  ERR_OK, ERR_FORMAT, ERR_MEMORY; out is written only on
 * ERR_OK.
 */
enum err sign_manifest_parse(const char *host, struct base_text text,
    struct sign_manifest *out) MUST_USE;

/*
 * Append the text.  The files may be in any order; paths that are not unique
 * or not fit, or no "/", are ERR_FORMAT.  Also ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_manifest_write(
    const char *host, struct sign_manifest *m, struct base_buf *out) MUST_USE;

/*
 * Verify a manifest note by the release key.  ERR_OK, ERR_LIMIT, ERR_NOTE...,
 * ERR_FORMAT, ERR_MEMORY; out is written only on ERR_OK.
 */
enum err sign_manifest_verify(const char *host, const void *note, size_t len,
    const struct sign_vkey *key, struct sign_manifest *out) MUST_USE;

#endif
