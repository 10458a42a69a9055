/* SPDX-License-Identifier: ISC */
/*
 * An officer's entry on its way into a thread.
 *
 *	cli_answer_begin -> fill letter -> cli_answer_deliver -> cli_answer_end
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "cli/desktop.h"
#include "cli/letter.h"

struct cli_answer {
	struct cli_desktop desk;
	struct cli_case *thread;
	struct cli_letter letter;
	struct cli_parcel parcel;
	const struct sign_roster *roster;
	/* Who signs: the officer, unless set otherwise after begin. */
	const struct sign_key *author;
	unsigned int number;
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	size_t readers_count;
};

/*
 * Open folder, key and session, fetch the newest state of things, load the
 * thread that the first operand names.  Says what went wrong.
 */
enum cli_exit
cli_answer_begin(const struct cli_args *a, struct cli_answer *w) MUST_USE;

/*
 * Address, sign, seal and post what the letter holds, to the thread's readers
 * and, a reply, to the reporter; then fetch what is new in the thread.  Says
 * what went wrong.
 */
enum cli_exit
cli_answer_deliver(struct cli_answer *w, enum sign_kind kind) MUST_USE;

/* Takes a struct that begin was called with, whatever came of it. */
void cli_answer_end(struct cli_answer *w);

#endif
