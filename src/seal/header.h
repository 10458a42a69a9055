/* SPDX-License-Identifier: ISC */
/*
 * age v1 headers (c2sp.org/age, docs/protocol.md section 1): found in a stream,
 * parsed as views, opened, written and re-wrapped.  Every limit is checked
 * before anything is allocated or handed to libsodium.
 *
 *	bytes -> seal_header_find -> seal_header_parse -> seal_header_open -> key
 */
#ifndef SEAL_HEADER_H
#define SEAL_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "seal/identity.h"
#include "seal/io.h"
#include "seal/stanza.h"

#define SEAL_MAC_LEN 32

/*
 * Exact length of a header with n X25519 stanzas and nothing else: first line,
 * 54 + 44 characters a stanza, "--- " and MAC.
 */
#define SEAL_HEADER_LEN(n) (22u + 98u * (n) + 48u)

/* Views into the caller's bytes; nothing to free. */
struct seal_header {
	const uint8_t *data;
	size_t len;        /* through the LF behind the MAC */
	size_t signed_len; /* the part under the MAC, through "---" */
	uint8_t mac[SEAL_MAC_LEN];
	size_t stanza_count; /* at least 1 */
	struct seal_stanza stanza[LIMIT_STANZA_MAX];
};

/*
 * Where does the header end?  For bytes that arrive piece by piece: call again
 * with all bytes so far while ERR_OK comes with *header_len = 0.
 *	data	len bytes, untrusted; what follows the header is not looked at
 *	header_len	length of the header, 0 while more bytes are needed
 * Returns ERR_OK, ERR_AGE_HEADER (cannot become a header), ERR_AGE_STANZAS, or
 * ERR_AGE_LIMIT (not ended within LIMIT_HEADER_LEN): the same however the bytes
 * were cut.
 */
enum err
seal_header_find(const uint8_t *data, size_t len, size_t *header_len) MUST_USE;

/*
 * Parse exactly one header, no byte more or less.  Opens nothing, allocates
 * nothing.
 *	out	means nothing unless ERR_OK; borrows data
 * Returns ERR_OK, ERR_AGE_HEADER, ERR_AGE_LIMIT, ERR_AGE_STANZAS.
 */
enum err seal_header_parse(
    const uint8_t *data, size_t len, struct seal_header *out) MUST_USE;

/*
 * True if the header has exactly `slots` stanzas, all well-formed X25519 (hence
 * is SEAL_HEADER_LEN(slots) long).  A service answers ERR_SLOTS if not.
 */
bool seal_header_is_profile(const struct seal_header *h, size_t slots);

/*
 * Find the file key with one of several identities and check the MAC.
 *	file_key	written only on ERR_OK; the caller wipes it
 * Returns ERR_OK, ERR_AGE_NO_MATCH, ERR_AGE_HMAC, ERR_AGE_HEADER (an X25519
 * stanza is ill-formed, or scrypt is not the only stanza).
 */
enum err
seal_header_open(const struct seal_header *h, const struct seal_identity *ids,
    size_t ids_count, uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;

/*
 * The same with a passphrase.  A wrong one is ERR_AGE_NO_MATCH; ERR_AGE_WORK
 * for a work factor over LIMIT_SCRYPT_LOG_N, before any memory is taken;
 * ERR_MEMORY when scrypt cannot have its memory.  For local files only: slow on purpose.
 */
enum err
seal_header_open_passphrase(const struct seal_header *h, const char *passphrase,
    size_t passphrase_len, uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;

/* True if the header's MAC was made with this file key.  Constant time. */
bool seal_header_check_mac(const struct seal_header *h,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN]);

/*
 * Append a header with exactly `slots` X25519 stanzas in random order: one for
 * each recipient, the others wrapped to throw-away keys, so that neither the
 * number nor the identity of the readers shows.
 *	slots	count to LIMIT_STANZA_MAX; slots == count writes no dummies
 * Returns ERR_OK, ERR_SLOTS (no recipient, or more than slots, or too many
 * slots), ERR_AGE_RECIPIENT, ERR_LIMIT, ERR_MEMORY, or the random source's.
 * out is unchanged on an error.
 */
enum err seal_header_write(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_recipient *recipients, size_t count, size_t slots,
    const struct seal_random *rnd, struct base_buf *out) MUST_USE;

/* Append the header of a file locked with a passphrase, as `age -p` does. */
enum err
seal_header_write_passphrase(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const char *passphrase, size_t passphrase_len, unsigned int log_n,
    const struct seal_random *rnd, struct base_buf *out) MUST_USE;

/*
 * Append a new header for the same payload: open h, write for others.  Errors
 * of seal_header_open() and seal_header_write().
 */
enum err
seal_header_rewrap(const struct seal_header *h, const struct seal_identity *ids,
    size_t ids_count, const struct seal_recipient *recipients, size_t count,
    size_t slots, const struct seal_random *rnd, struct base_buf *out) MUST_USE;

#endif
