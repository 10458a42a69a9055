/* SPDX-License-Identifier: ISC */
/*
 * An officer at work: the unlocked key, and a session at the office opened
 * with it (docs/protocol.md section 7).
 *
 *	cli_officer_unlock -> (cli_officer_login -> calls ...) -> _done
 *
 * Done closes the session and wipes the key.
 */
#ifndef CLI_OFFICER_H
#define CLI_OFFICER_H

#include "base/base64.h"
#include "cli/args.h"
#include "cli/http.h"
#include "cli/keys.h"
#include "seal/identity.h"
#include "sign/key.h"

#define CLI_TOKEN_LEN 32
#define CLI_ORIGIN_LEN 255

struct cli_officer {
	char host[LIMIT_NAME_LEN + 1];
	unsigned int number;
	const char *role; /* "auditor"; NULL: an officer.  Static. */
	struct seal_identity id;
	struct cli_keys *keys;  /* owned, may be NULL */
	struct sign_key *entry; /* HOST/officer/NN */
	struct sign_key *login; /* HOST/login/NN */
	struct cli_http *http;  /* NULL before the login */
	char token[BASE64_LEN(CLI_TOKEN_LEN) + 1];
};

/*
 * Unlock --identity (passphrase from --passphrase-fd or the terminal) as
 * officer number of host.  Says what went wrong.
 */
enum cli_exit cli_officer_unlock(struct cli_officer *o,
    const struct cli_args *a, const char *host, unsigned int number) MUST_USE;

/* The same from a key unlocked before, under another number. */
enum cli_exit cli_officer_from(struct cli_officer *o,
    const struct cli_officer *unlocked, unsigned int number) MUST_USE;

/*
 * Open a session at the office called url; ca, --ca and --proxy as in
 * cli_http_from_args().  Says what went wrong.
 */
enum err cli_officer_login(struct cli_officer *o, const struct cli_args *a,
    const char *url, const char *ca) MUST_USE;

/* As seal_header_open(), and quickly where a header was opened before. */
enum err
cli_officer_open(const struct cli_officer *o, const struct seal_header *h,
    uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;

void cli_officer_done(struct cli_officer *o);

/*
 * One call within the session; the caller ends reply in every case.  Says what
 * went wrong unless the answer is 2xx (ERR_OK) or 404 (ERR_NOT_FOUND, silent).
 */
enum err cli_officer_get(struct cli_officer *o, const char *path, size_t max,
    struct cli_http_reply *reply) MUST_USE;
enum err cli_officer_post(struct cli_officer *o, const char *path,
    const char *type, const void *body, size_t len, size_t max,
    struct cli_http_reply *reply) MUST_USE;

/* A post of something sealed, persisting as in cli_http_persist(). */
enum err cli_officer_send(struct cli_officer *o, const char *path,
    const char *type, const void *body, size_t len, size_t max,
    struct cli_http_reply *reply) MUST_USE;

#endif
