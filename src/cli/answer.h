/* SPDX-License-Identifier: ISC */
/*
 * An officer's entries on their way into threads.
 *
 *	cli_answer_open -> (cli_answer_thread -> fill letter
 *	  -> cli_answer_deliver) ... -> cli_answer_end
 *
 * What is delivered is first kept, sealed, in the folder's outbox, then sent
 * unless --offline was given; whatever the network does, it is not lost.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/desktop.h"
#include "cli/letter.h"
#include "cli/site.h"

/* Options of every command that writes into a thread. */
/* clang-format off */
#define CLI_ANSWER_OPTS                                                       \
	CLI_FOLDER_OPTS,                                                      \
	{ "offline", 0, NULL, "keep it for the next sync, send nothing",      \
	    false },                                                          \
	CLI_HTTP_OPTS
/* clang-format on */

struct cli_answer {
	struct cli_desktop desk;
	struct cli_case *thread;
	struct cli_letter letter;
	struct cli_parcel parcel;
	const struct sign_roster *roster;
	struct base_date today;
	bool offline;
	/* Who signs: the officer, unless set otherwise after open. */
	const struct sign_key *author;
	unsigned int number;
	/* Do not ask first what would become of it: only to test others. */
	bool unchecked;
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	size_t readers_count;
	/* What deliver found out: where the case stands with it. */
	enum sign_verdict verdict;
};

/* Folder and key only, for what needs no office.  Says what went wrong. */
enum cli_exit
cli_answer_home(const struct cli_args *a, struct cli_answer *w) MUST_USE;

/* Then what writing needs: the folder to oneself, a roster in force. */
enum cli_exit cli_answer_ready(struct cli_answer *w) MUST_USE;

/*
 * Open folder, key and, unless offline, a session; fetch the newest notes.
 * Says what went wrong.
 */
enum cli_exit
cli_answer_open(const struct cli_args *a, struct cli_answer *w) MUST_USE;

/*
 * Take up a thread by the first digits of its id, as it now stands at the
 * office; what was taken up before is put away.  Says what went wrong.
 */
enum cli_exit
cli_answer_thread(struct cli_answer *w, const char *prefix) MUST_USE;

/*
 * Does the office withhold more than the `before' of cli_lost_count()?  Then say
 * it all, and hint, unless that is NULL; CLI_FAIL.
 */
enum cli_exit cli_answer_missed(const struct cli_folder *f, size_t before,
    const char *hint) MUST_USE;

/* The same as it is in the folder: the caller fetched it. */
enum cli_exit cli_answer_take(
    struct cli_answer *w, const uint8_t id[static SEAL_ID_LEN]) MUST_USE;

/* The thread again as it is in the folder, with a fresh letter. */
enum cli_exit cli_answer_reload(struct cli_answer *w) MUST_USE;

/* Both, for the thread that the first operand names. */
enum cli_exit
cli_answer_begin(const struct cli_args *a, struct cli_answer *w) MUST_USE;

/*
 * Address, sign and seal what the letter holds, to the thread's readers and, a
 * reply, to the reporter; refuse it if it would be void or alarmed; keep it,
 * send it, and fetch what is then in the thread.  Says what went wrong.
 */
enum cli_exit
cli_answer_deliver(struct cli_answer *w, enum sign_kind kind) MUST_USE;

/* The same without sending: the caller sends many at once. */
enum cli_exit
cli_answer_keep(struct cli_answer *w, enum sign_kind kind) MUST_USE;

/* Send what is kept and fetch the thread anew; nothing when offline. */
enum cli_exit cli_answer_send(struct cli_answer *w) MUST_USE;

/* Add a field to the letter.  Says what went wrong. */
enum cli_exit cli_answer_field(
    struct cli_answer *w, const char *name, const char *value) MUST_USE;

/* The same, value being the hash of the entry at a place of the thread. */
enum cli_exit
cli_answer_hash(struct cli_answer *w, const char *name, size_t at) MUST_USE;

/* Takes a struct that open was called with, whatever came of it. */
void cli_answer_end(struct cli_answer *w);

#endif
