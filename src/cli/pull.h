/* SPDX-License-Identifier: ISC */
/*
 * What `qf sync` fetches, step by step (docs/protocol.md section 7): notes,
 * the opaque listing, threads, entries.  Each step leaves the folder whole, so
 * that a sync that ends in the middle is continued by the next one.
 */
#ifndef CLI_PULL_H
#define CLI_PULL_H

#include <jansson.h>

#include "cli/folder.h"
#include "cli/lost.h"
#include "cli/officer.h"

struct cli_pull {
	struct cli_folder *folder;
	struct cli_officer *officer;
	size_t threads, new_threads, new_entries;
};

/*
 * Fetch, verify and keep the roots and rosters that the folder lacks.  Needs
 * no session.  Says what went wrong.
 */
enum err cli_pull_notes(struct cli_folder *f, struct cli_http *public) MUST_USE;

/* SHA-256 of the text of the folder's generation 1: what a pin must be. */
enum err cli_pull_first_root(
    const struct cli_folder *f, uint8_t hash[static SIGN_HASH_LEN]) MUST_USE;

/* A payload at the office; all borrowed. */
struct cli_payload {
	const uint8_t *id;   /* SEAL_ID_LEN */
	const uint8_t *open; /* of its thread's report */
	const uint8_t *head; /* its beginning, already here */
	size_t head_len;
	uint64_t len;
};

/*
 * Fetch it into the folder, in constant memory.  What comes is kept beside
 * until it is whole, so that a sync which was cut off goes on there.  *kept is
 * false when it was not what its name says; says so, and what went wrong.
 */
enum err cli_pull_payload(struct cli_pull *p, const char *thread,
    const struct cli_payload *want, bool *kept) MUST_USE;

/* Say that the office answers what it may not; ERR_PROTOCOL. */
enum err cli_pull_refuse(const char *what) MUST_USE;

/*
 * Is this a thread as the office should list it?  *list is its entries,
 * borrowed.  ERR_OK or ERR_PROTOCOL.  Asked before anything is kept: a file
 * that cannot be read would end every later sync too.
 */
enum err cli_pull_shape(const json_t *thread, json_t **list) MUST_USE;

#define CLI_PAIRS_TYPE "application/vnd.qingfeng.pairs"
#define CLI_WANTS_MAX 64u /* 65 KiB and headers each: about 5 MiB */

/* Entries that are asked for in one call; zeroed at first. */
struct cli_wants {
	struct cli_want {
		uint8_t id[SEAL_ID_LEN], thread[SEAL_ID_LEN];
		uint8_t open[SEAL_OPEN_LEN]; /* of the thread's report */
		bool answered;
	} list[CLI_WANTS_MAX];
	size_t count;
};

/* Ask for one more: later, or all of them at once.  Says what went wrong. */
enum err cli_pull_want(struct cli_pull *p, struct cli_wants *w,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t open[static SEAL_OPEN_LEN],
    const uint8_t id[static SEAL_ID_LEN]) MUST_USE;

/* Fetch and keep what was asked for; leaves w zeroed.  Says what went wrong. */
enum err cli_pull_entries(struct cli_pull *p, struct cli_wants *w) MUST_USE;

/* A big-endian number of n bytes, at most 8. */
uint64_t cli_pull_be(const uint8_t *p, size_t n);

/* Read the listing from the cursor (or its start); keep what opens. */
enum err cli_pull_reports(struct cli_pull *p, bool from_start) MUST_USE;

/* Look every kept thread up and fetch the entries that the folder lacks. */
enum err cli_pull_threads(struct cli_pull *p) MUST_USE;

/* The same for some of them, up to 256 in a call. */
enum err cli_pull_these(struct cli_pull *p, const uint8_t (*ids)[SEAL_ID_LEN],
    size_t count) MUST_USE;

/* The same for one thread. */
enum err cli_pull_thread(
    struct cli_pull *p, const uint8_t id[static SEAL_ID_LEN]) MUST_USE;

#endif
