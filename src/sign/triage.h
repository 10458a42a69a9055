/* SPDX-License-Identifier: ISC */
/*
 * Where a case stands (docs/protocol.md section 5, docs/triage.md): the
 * trusted events of a checked thread, walked in order by the table of triage.
 *
 *	sign_thread_check -> sign_triage_read -> look -> sign_triage_free
 *
 * The result borrows the thread and its entries' texts.
 */
#ifndef SIGN_TRIAGE_H
#define SIGN_TRIAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sign/thread.h"
#include "sign/triage_table.h"

/*
 * What became of an event.  All behind PENDING are void: they changed nothing
 * and are shown as conflicts.
 * X(NAME, word for --json, text for people)
 */
#define SIGN_VERDICT_LIST(X)                                                  \
	X(NONE, "none", "says nothing about the case")                        \
	X(DONE, "done", "took effect")                                        \
	X(PENDING, "pending", "waits for the approval of other officers")     \
	X(FROM, "from", "its `from' was not the state")                       \
	X(STEP, "step", "there is no such step")                              \
	X(FIELD, "field", "its fields are not those of one act")              \
	X(SUPERSEDED, "superseded", "the case moved on before it was approved")\
	X(UNKNOWN, "unknown", "names nothing that it could act on")           \
	X(OWN, "own", "somebody else than its author must say this")          \
	X(AGAIN, "again", "was said before")                                  \
	X(RECUSED, "recused", "its author has stepped aside")                 \
	X(ITEMS, "items", "rectification items stand against it")             \
	X(RATING, "rating", "the rating stands against it")                   \
	X(EARLY, "early", "its day has not come")                             \
	X(PLACE, "place", "does not belong to the state of the case")         \
	X(READER, "reader", "names somebody who does not read this thread")   \
	X(REFUSED, "refused", "its grant was refused")

enum sign_verdict {
#define X(name, word, text) SIGN_VERDICT_##name,
	SIGN_VERDICT_LIST(X)
#undef X
	SIGN_VERDICT_COUNT
};

#define SIGN_NOBODY (-1)
#define SIGN_NOWHERE SIZE_MAX /* no entry */

/* Places of entries count from 0 in thread->entries. */

/* A step that took effect. */
struct sign_move {
	size_t event;  /* the step */
	size_t effect; /* where it took effect: itself, or the last approval */
	uint8_t from, to;
};

/* An event that waits, or waited, for approvals. */
struct sign_proposal {
	size_t event;
	unsigned int needed;
	struct sign_numbers approved; /* by whom so far */
	bool open;
};

enum sign_item_state { SIGN_ITEM_OPEN, SIGN_ITEM_CHECKED, SIGN_ITEM_DROPPED };

/* A rectification item. */
struct sign_item {
	size_t event;
	struct base_text what, owner; /* as written in the line */
	struct base_date due;
	size_t evidence; /* the last, or SIGN_NOWHERE */
	size_t closed;	 /* the check or drop, or SIGN_NOWHERE */
	enum sign_item_state state;
};

struct sign_triage {
	const struct sign_thread *thread; /* borrowed */
	enum sign_verdict *verdicts;	  /* of each entry */
	size_t conflict_count;
	uint8_t state;		/* SIGN_STATE_NONE without a report */
	struct base_date since; /* when it came into this state */
	struct sign_move *moves;
	size_t move_count;
	struct sign_proposal *proposals;
	size_t proposal_count;
	struct sign_item *items;
	size_t item_count;
	struct base_text *labels; /* in the order they were given */
	size_t label_count;
	int charge, second; /* officers in charge, or SIGN_NOBODY */
	bool recused[SIGN_NUMBER_MAX + 1];
	const struct sign_outcome *outcome; /* of the last R18, or NULL */
	bool is_duplicate; /* in R05, or archived from there */
	uint8_t dup_of[SIGN_HANDLE_LEN];
	bool has_due; /* a day set for this state */
	struct base_date due;
	unsigned int bases; /* bits of the major list; 0: not on it */
	struct base_date major_since;
	bool reported; /* upward, or on its way by the state */
	bool extended;
	unsigned int reopened; /* times, feedback */
	unsigned int rating;   /* the last one, 1-3; 0 none */
	/* Something of the reporter's that no reply has behind it. */
	bool unanswered;
	/* The reporter reads another public status than the state's. */
	bool untold;
	/* When each clock of the table began; .text[0] is 0 when it rests. */
	struct base_date clock_since[SIGN_CLOCKS_MAX];
};

/* ERR_OK or ERR_MEMORY; *out is new. */
enum err sign_triage_read(const struct sign_thread *t,
    struct sign_triage **out) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_triage_free(struct sign_triage **t);

/* static */
const char *sign_verdict_word(enum sign_verdict v);
const char *sign_verdict_text(enum sign_verdict v);
bool sign_verdict_is_void(enum sign_verdict v);

/* "R09"; "" without a report.  static */
const char *sign_triage_code(const struct sign_triage *t);

/* The state's public status, 1-8; a duplicate's is its first report's. */
unsigned int sign_triage_public(const struct sign_triage *t);

/* An open proposal by the place of its event; NULL for another place. */
const struct sign_proposal *sign_triage_proposal(const struct sign_triage *t,
    size_t event);

/* Whether an officer has said that he opened the entry at this place. */
bool sign_triage_opened(const struct sign_triage *t, unsigned int number,
    size_t entry);

/* A day by which something is to be done. */
struct sign_clock {
	const char *id;	     /* of the rule; "major"; "item" */
	const char *zh, *en; /* static */
	size_t item;	     /* place in items, or SIGN_NOWHERE */
	struct base_date since, due;
	bool overdue, today; /* by the day asked about */
	bool soon;	     /* within the days of the reminder */
	/* A year without an arrangement was counted: weekends only. */
	bool weekends_only;
};

/*
 * The clocks that run, by day.  *out is new, freed with free(); NULL when there
 * are none; both written only on ERR_OK.  ERR_OK or ERR_MEMORY.
 */
enum err sign_triage_clocks(const struct sign_triage *t,
    const struct base_date *today, struct sign_clock **out, size_t *count)
    MUST_USE;

#endif
