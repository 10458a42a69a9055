/* SPDX-License-Identifier: ISC */
/*
 * The one configuration file of a service: lines `name value`, `#` comments and
 * empty lines.  No trailing comments, no quoting, no includes; a name that is
 * unknown, repeated or missing is an error with its line.  From it the service
 * makes Kore's own configuration itself, so that the settings that Kore needs
 * to be safe cannot be left out.
 *
 *	web_config_init -> web_config_read -> web_config_kore -> ... lent to all
 *	                                                     -> web_config_done
 *
 * The names and what they mean: docs/configure.md.
 */
#ifndef WEB_CONFIG_H
#define WEB_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* A service is one bit, so that a line can belong to both. */
enum web_service { WEB_INTAKE = 1, WEB_OFFICE = 2 };

#define WEB_ALIAS_MAX 7
#define WEB_RELEASE_IMMEDIATE (-1)

struct web_config {
	enum web_service service;
	char *host;                 /* HOST of every signed text */
	char *alias[WEB_ALIAS_MAX]; /* further names to answer to */
	size_t alias_count;
	char *listen; /* "ADDRESS PORT", ADDRESS numeric */
	char *root;   /* the workers' chroot */
	char *user;
	char *key_root; /* the key manager's chroot */
	char *key_user;
	char *certificate; /* path inside key_root */
	char *key;         /* path inside key_root */
	char *pidfile;
	char *database; /* libpq conninfo, as seen from inside root */
	uint32_t workers;
	uint32_t connections;  /* at once, for each worker */
	uint32_t body_seconds; /* to receive one body */

	/* intake */
	uint32_t storage_gib; /* of the database, at most; then 503 */
	char *site;        /* path of site.json, read before the chroot */
	char *promise_key; /* path inside root, read by each worker */
	char *answers;     /* path of the page of wishes, or NULL */
	char *manifest;    /* path of the page's signed manifest, or NULL */

	/* office */
	char *origin;           /* https://..., what a login text names */
	int32_t release_minute; /* of the day in UTC+8, or ..._IMMEDIATE */
};

/* Where and why a configuration was refused; text is "" when it was not. */
struct web_config_fault {
	unsigned line; /* 0: the file as a whole */
	char text[160];
};

void web_config_init(struct web_config *c, enum web_service service);
void web_config_done(struct web_config *c);

/*
 * Parse text into c, which was initialised.  On an error c is to be discarded
 * with web_config_done() and *fault says why.  Returns ERR_OK, ERR_FORMAT,
 * ERR_MEMORY.
 */
enum err web_config_parse(struct web_config *c, const char *text, size_t len,
    struct web_config_fault *fault) MUST_USE;

/* Read the file at path and parse it.  Also ERR_IO and ERR_LIMIT. */
enum err web_config_read(struct web_config *c, const char *path,
    struct web_config_fault *fault) MUST_USE;

/*
 * Append Kore's configuration: TLS 1.3 only, two workers at least that share
 * the connections, limits, no access log, and one route for all paths and
 * every name.  Returns ERR_OK, ERR_LIMIT, ERR_MEMORY.
 */
enum err
web_config_kore(const struct web_config *c, struct base_buf *out) MUST_USE;

#endif
