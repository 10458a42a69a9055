/* SPDX-License-Identifier: ISC */
/*
 * An officer's store folder: what the office gave, sealed as it came.  Nothing
 * in it can be read without the officer's key; it holds no `open` value and no
 * session.
 *
 *	site.json		office, host, officer, pin
 *	cursor			how far the listing of reports was read
 *	roots/N, roster/N	notes, verified before they were written
 *	threads/ID/		one for each report that opened
 *		report.header	a header of it that the officer's key opens
 *		report.others	len4 header ..., more of them (cli/report.h)
 *		thread.json	handle, dates and entries, as looked up
 *		ENTRY.headers	len4 header ..., newest first
 *		ENTRY.payload	whole; its name is its hash
 *		ENTRY.retention	the note of its destruction, and nothing else
 *		ENTRY.part	what came of it before a sync was cut off
 *		NAME.new	the same of any of these; the next sync replaces it
 *	lost			what the office withheld (cli/lost.h)
 *	keys			file keys, sealed (cli/keys.h)
 *	outbox/N.json		what was written and is not sent yet
 */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/args.h"
#include "cli/batch.h"
#include "cli/outbox.h"
#include "seal/object.h"
#include "sign/chain.h"

struct cli_folder {
	char *dir;    /* owned */
	int lock;     /* descriptor of the lock, -1 without */
	bool is_new;  /* no site.json yet */
	char *office; /* owned: URL */
	char *ca;     /* owned, may be NULL: as given to the first sync */
	char host[LIMIT_NAME_LEN + 1];
	unsigned int officer;
	bool pinned;
	uint8_t pin[SIGN_HASH_LEN];
	struct sign_chain *chain; /* owned: the notes in the folder */
	uint32_t roots, rosters;  /* newest numbers there, 0 for none */
	struct cli_outbox outbox;
	struct cli_batch *batch; /* owned: NULL, each write is waited for */
};

/* Ids of the threads in a folder, sorted. */
struct cli_ids {
	uint8_t (*list)[SEAL_ID_LEN]; /* owned */
	size_t count;
};

/*
 * Open the folder of --store, of --host, or the only one there is, and load
 * its notes.  Says what is wrong.
 */
enum cli_exit
cli_folder_open(struct cli_folder *f, const struct cli_args *a) MUST_USE;

/* The same for the first sync: the folder need not be there yet. */
enum cli_exit cli_folder_begin(
    struct cli_folder *f, const struct cli_args *a, const char *host) MUST_USE;

void cli_folder_done(struct cli_folder *f);

/* Keep others out while the folder is written.  Says what is wrong. */
enum err cli_folder_lock(struct cli_folder *f) MUST_USE;

/* Set office and CA; ca may be NULL.  ERR_OK, ERR_MEMORY. */
enum err cli_folder_remember(
    struct cli_folder *f, const char *office, const char *ca) MUST_USE;

/* Write site.json from the struct. */
enum err cli_folder_save(const struct cli_folder *f) MUST_USE;

/* Path of a file in the folder, to be freed; NULL when out of memory. */
char *cli_folder_path(const struct cli_folder *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Read or write one file by a path as above; says what is wrong. */
enum err cli_folder_read(const struct cli_folder *f, const char *name,
    struct base_buf *out) MUST_USE;
enum err cli_folder_write(const struct cli_folder *f, const char *name,
    const void *data, size_t len) MUST_USE;
bool cli_folder_has(const struct cli_folder *f, const char *name);

/*
 * From begin to end what is written becomes durable together (cli/batch.h);
 * reading sees it at once.  Settle: all before it is durable.  Without a batch
 * settle and end do nothing.  All say what went wrong.
 */
enum err cli_folder_batch_begin(struct cli_folder *f) MUST_USE;
enum err cli_folder_settle(const struct cli_folder *f) MUST_USE;
enum err cli_folder_batch_end(struct cli_folder *f) MUST_USE;

/* The threads in the folder. */
enum err
cli_folder_threads(const struct cli_folder *f, struct cli_ids *out) MUST_USE;
void cli_ids_done(struct cli_ids *ids);

/*
 * The thread that a person means by the first digits of its id.  Says what is
 * wrong; ERR_NOT_FOUND, ERR_CONFLICT (more than one).
 */
enum err cli_folder_find(const struct cli_folder *f, const char *prefix,
    uint8_t id[static SEAL_ID_LEN]) MUST_USE;

#endif
