/* SPDX-License-Identifier: ISC */
/*
 * Whole age files by callbacks, in constant memory (about 200 KiB of heap), for
 * any size.  Nothing of a chunk that fails is ever written out; what was
 * written before the failure is the caller's to throw away.
 */
#ifndef SEAL_AGE_H
#define SEAL_AGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/armor.h"
#include "seal/identity.h"
#include "seal/io.h"

/* What to open with: identities, or a passphrase when it is not NULL. */
struct seal_age_keys {
	const struct seal_identity *ids;
	size_t ids_count;
	const char *passphrase;
	size_t passphrase_len;
};

/*
 * Decrypt one age file.  Returns ERR_OK; ERR_AGE_ARMOR, ERR_AGE_HEADER,
 * ERR_AGE_LIMIT, ERR_AGE_STANZAS, ERR_AGE_WORK, ERR_AGE_NO_MATCH, ERR_AGE_HMAC,
 * ERR_AGE_PAYLOAD; ERR_MEMORY; or what the source or the sink returned.
 */
enum err
seal_age_decrypt(const struct seal_source *in, enum seal_armor_form form,
    const struct seal_age_keys *keys, const struct seal_sink *out) MUST_USE;

/*
 * Encrypt to recipients with `slots` stanzas (see seal_header_write; slots ==
 * count makes a plain age file).  Errors of seal_header_write(), ERR_MEMORY,
 * or the source's and the sink's.
 */
enum err seal_age_encrypt(const struct seal_source *in,
    const struct seal_recipient *recipients, size_t count, size_t slots,
    const struct seal_random *rnd, const struct seal_sink *out) MUST_USE;

/* Encrypt with a passphrase exactly as `age -p` does. */
enum err seal_age_encrypt_passphrase(const struct seal_source *in,
    const char *passphrase, size_t passphrase_len,
    const struct seal_random *rnd, const struct seal_sink *out) MUST_USE;

#endif
