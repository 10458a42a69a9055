/* SPDX-License-Identifier: ISC */
/*
 * Key files as their owners keep them.
 *
 *	officer   an age identity file, locked as `age -p` does or plain
 *	signer    a signing key of sign/keyfile.h, locked the same way or plain
 *
 * A locked file asks for its passphrase; a plain one never does.
 */
#ifndef CLI_KEYFILE_H
#define CLI_KEYFILE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/args.h"
#include "seal/identity.h"
#include "sign/key.h"

/*
 * Load the identities of one file.
 *	fd	passphrase descriptor or CLI_FD_NONE
 *	out	written only on ERR_OK; ends with seal_identities_done()
 * Says what went wrong.  Returns ERR_OK, ERR_IO, ERR_PASSPHRASE, ERR_AGE_*,
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err cli_identities_load(
    const char *path, int fd, struct seal_identities *out) MUST_USE;

/* The same where exactly one key is meant (an officer's own). */
enum err
cli_identity_load(const char *path, int fd, struct seal_identity *out) MUST_USE;

/*
 * Write an officer's key file; never replaces one.  passphrase NULL writes it
 * plain.  Says what went wrong.
 */
enum err cli_identity_store(const char *path, const struct seal_identity *id,
    const char *comment, const struct base_secret *passphrase) MUST_USE;

/* The same two for signing keys; the loaded key ends with sign_key_free(). */
enum err
cli_signer_load(const char *path, int fd, struct sign_key **out) MUST_USE;
enum err cli_signer_store(const char *path, const struct sign_key *key,
    const struct base_secret *passphrase) MUST_USE;

/*
 * Ask for a new passphrase (fd as above), unless plain: then *out stays NULL.
 * Says what went wrong.
 */
enum err
cli_new_passphrase(bool plain, int fd, struct base_secret **out) MUST_USE;

#endif
