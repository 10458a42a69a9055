/* SPDX-License-Identifier: ISC */
/*
 * age's armor, read only: strict PEM (64 columns, canonical base64, white space
 * only around it).  A struct seal_armor is a source laid over another source.
 */
#ifndef SEAL_ARMOR_H
#define SEAL_ARMOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/io.h"

enum seal_armor_form {
	SEAL_ARMOR_AUTO,   /* armored if it begins with "-----BEGIN AGE" */
	SEAL_ARMOR_NEVER,  /* binary: bytes pass through */
	SEAL_ARMOR_ALWAYS, /* anything but armor is ERR_AGE_ARMOR */
};

#define SEAL_ARMOR_BUF_LEN 512
#define SEAL_ARMOR_LINE_LEN 66 /* 64 columns, CR and one too many */

/* Caller's storage; borrows the source until its last read. */
struct seal_armor {
	struct seal_source in;
	enum seal_armor_form form;
	unsigned int step;
	bool short_seen; /* the line that must be the last was read */
	uint8_t raw[SEAL_ARMOR_BUF_LEN];
	size_t raw_len, raw_at;
	uint8_t plain[48];
	size_t plain_len, plain_at;
};

/*
 * True if the bytes begin as armor: "-----BEGIN AGE" within the first
 * SEAL_ARMOR_BUF_LEN of them, behind nothing but white space.
 */
bool seal_armor_is(const uint8_t *data, size_t len);

void seal_armor_init(struct seal_armor *a, const struct seal_source *in,
    enum seal_armor_form form);

/* A seal_read_fn; ctx is the struct.  Adds ERR_AGE_ARMOR to the errors. */
enum err seal_armor_read(void *armor, uint8_t *buf, size_t len, size_t *got);

void seal_armor_done(struct seal_armor *a);

#endif
