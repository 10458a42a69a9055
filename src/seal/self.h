/* SPDX-License-Identifier: ISC */
/*
 * `self`, what a reporter needs later and the server keeps unread: an age file
 * of exactly 1,024 bytes with one X25519 stanza to the reporter, its plaintext
 * a signed note filled with zeros (docs/protocol.md section 5).
 */
#ifndef SEAL_SELF_H
#define SEAL_SELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "seal/header.h"
#include "seal/identity.h"
#include "seal/io.h"
#include "seal/stream.h"

#define SEAL_SELF_LEN 1024u
#define SEAL_SELF_NOTE_LEN \
	(SEAL_SELF_LEN - SEAL_HEADER_LEN(1) - SEAL_NONCE_LEN - SEAL_TAG_LEN)

/* What a service can check: one X25519 stanza, nothing else of the header. */
bool seal_self_is(const uint8_t file[static SEAL_SELF_LEN]);

/*
 * Seal a note, without NUL bytes, of at most SEAL_SELF_NOTE_LEN.  Returns
 * ERR_OK, ERR_LIMIT, ERR_FORMAT (a NUL), ERR_AGE_RECIPIENT, ERR_MEMORY, or the
 * random source's.
 */
enum err seal_self_seal(const char *note, size_t note_len,
    const struct seal_recipient *to, const struct seal_random *rnd,
    uint8_t file[static SEAL_SELF_LEN]) MUST_USE;

/*
 * Open and append the note without its fill.  Returns ERR_OK, ERR_AGE_*,
 * ERR_FORMAT (something behind the first zero), ERR_LIMIT, ERR_MEMORY.
 */
enum err seal_self_open(const uint8_t file[static SEAL_SELF_LEN],
    const struct seal_identity *id, struct base_buf *note) MUST_USE;

#endif
