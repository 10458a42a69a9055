/* SPDX-License-Identifier: ISC */
/*
 * What a reader checks (docs/protocol.md section 5): the opened entries of one
 * thread are put in order, each with its alarms.  A failed check is an alarm
 * beside the entry, never swallowed, never a crash: a recipient can forge and
 * a server can mix.
 *
 *	fill struct sign_thread_input -> sign_thread_check
 *	  -> read entries in order  -> sign_thread_free
 *
 * The result owns the parsed entries, whose texts are views into the caller's
 * notes, and borrows the chain.
 */
#ifndef SIGN_THREAD_H
#define SIGN_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "sign/chain.h"
#include "sign/entry.h"

#define SIGN_ID_LEN 16	       /* entry id: SHA-256(payload)[0:16] */
#define SIGN_DATE_SLACK_DAYS 2 /* between `date` and the stored date */

/* X(NAME, word for --json, text for people) */
#define SIGN_ALARM_LIST(X)                                                    \
	X(NOTE, "note", "is not a signed note")                               \
	X(ENTRY, "entry", "is not a well-formed entry")                       \
	X(THREAD, "thread", "belongs to another thread")                      \
	X(KEY, "key", "its author's key is not known")                         \
	X(SIGNATURE, "signature", "its signature is wrong")                   \
	X(NO_REPORT, "no-report", "the thread has no report")                 \
	X(SECOND_REPORT, "second-report", "the thread has a second report")   \
	X(DUPLICATE, "duplicate", "says the same as another entry")           \
	X(NOT_READER, "not-reader", "was not addressed to you")               \
	X(AUTHOR_UNKNOWN, "author-unknown", "its author is not in the roster")\
	X(AUTHOR_NOT_READER, "author-not-reader",                             \
	    "its author is not a reader of this thread")                      \
	X(ROSTER_UNKNOWN, "roster-unknown", "names an unknown roster")        \
	X(ROSTER_OLD, "roster-old", "names a roster that was not the newest") \
	X(ROSTER_EXPIRED, "roster-expired", "names an expired roster")        \
	X(DATE, "date", "its date is not the date it was stored on")          \
	X(ATTACHMENT, "attachment", "its attachments do not fit")             \
	X(AFTER_UNKNOWN, "after-unknown", "follows an entry nobody has")      \
	X(AFTER_KIND, "after-kind", "follows an internal entry")              \
	X(TO_UNKNOWN, "to-unknown", "addresses somebody not in the roster")   \
	X(TO_LEFT_OUT, "to-left-out",                                         \
	    "addresses an officer whom the reporter left out")                \
	X(GRANT, "grant", "grants what its author may not grant")             \
	X(STATUS, "status", "gives a status that does not exist")

enum sign_alarm {
#define X(name, word, text) SIGN_ALARM_##name,
	SIGN_ALARM_LIST(X)
#undef X
	SIGN_ALARM_COUNT
};

#define SIGN_ALARM_BIT(a) (UINT32_C(1) << (a))

/* static */
const char *sign_alarm_word(enum sign_alarm a);
const char *sign_alarm_text(enum sign_alarm a);

/* One entry as the services and the seal gave it. */
struct sign_thread_item {
	uint8_t id[SIGN_ID_LEN];
	uint8_t payload_hash[SIGN_HASH_LEN]; /* SHA-256(payload) */
	struct base_date stored;
	const void *note; /* entry.note; NULL: could not be opened */
	size_t note_len;
	const struct sign_member *members; /* behind entry.note */
	size_t member_count;
	bool members_known; /* false: only the first chunk was fetched */
};

#define SIGN_VIEWER_REPORTER (-1)

struct sign_thread_input {
	const char *host;
	const struct sign_chain *chain; /* roots and rosters, history included */
	uint8_t handle[SIGN_HANDLE_LEN];
	int viewer; /* officer number, or SIGN_VIEWER_REPORTER */
	/*
	 * What the reporter knows from the code and from `self`, who cannot
	 * open the report: NULL and empty for an officer.
	 */
	const struct sign_vkey *reporter;
	struct sign_numbers to;
	struct sign_numbers left_out;
	const struct sign_thread_item *items;
	size_t item_count; /* at most LIMIT_THREAD_MAX */
};

struct sign_thread_entry {
	const struct sign_thread_item *item;
	struct sign_entry *entry; /* NULL: unopenable, or no entry at all */
	uint32_t alarms;	  /* SIGN_ALARM_BIT() of each */
	/*
	 * Another opened entry has the same text, and its author's signature
	 * is missing from this one: it never stands in the other's place.
	 */
	bool forged_copy;
	/*
	 * It follows an entry that is not readable by you.  The reporter, who
	 * cannot open what he wrote, never sees AFTER_UNKNOWN instead.
	 */
	bool after_unreadable;
	/*
	 * Its author is who it says, and may write here: none of the alarms
	 * that speak against that.  Only such entries have effects.
	 */
	bool trusted;
	/* Officers to whom just this entry was granted. */
	bool granted[SIGN_NUMBER_MAX + 1];
};

struct sign_thread {
	/*
	 * In order: the report, then topological by `after`, ties by the
	 * payload's hash; what could not be opened or read comes last.
	 */
	struct sign_thread_entry *entries;
	size_t entry_count;
	size_t unopened_count;
	uint32_t alarms;  /* of the thread itself: SIGN_ALARM_NO_REPORT */
	uint32_t all;     /* every alarm in it, for a list */
	const struct sign_entry *report; /* first trusted one, or NULL */
	/* Officers who read the whole thread: `to` of the reporter's entries */
	/* and grants of `all` or of the report. */
	bool readers[SIGN_NUMBER_MAX + 1];
	/* Officers whom the reporter left out. */
	bool left_out[SIGN_NUMBER_MAX + 1];
	unsigned int status; /* 1-8 for P1-P8 of the newest reply; 0 none */
	/* Grants of `all` in force; those of one entry stand beside it. */
	bool granted_all[SIGN_NUMBER_MAX + 1];
	/* How many entries there are of each kind, trusted or not. */
	size_t kind_count[SIGN_KIND_COUNT];
};

/*
 * Check one thread.  The items and their notes stay the caller's and must
 * outlive *out.  Returns ERR_OK (also when everything in it is alarming),
 * ERR_LIMIT (too many items), ERR_MEMORY.
 */
enum err sign_thread_check(const struct sign_thread_input *in,
    struct sign_thread **out) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_thread_free(struct sign_thread **t);

/*
 * The hashes a new entry's `after` should name: trusted entries that no other
 * one follows, of the kinds that an entry of kind may follow.  Rising.  Of
 * more than LIMIT_AFTER_MAX the last in order are taken, so that a flood of
 * follow-ups stops nobody from answering.  A reply names the last reply too
 * when only a follow-up stands between: the reporter opens replies alone, and
 * must not take yesterday's status for the one in force.  Returns how many.
 */
size_t sign_thread_heads(const struct sign_thread *t, enum sign_kind kind,
    uint8_t out[static LIMIT_AFTER_MAX][SIGN_HASH_LEN]);

/* Whether `number` is among the readers of e: addressed, or granted. */
bool sign_thread_may_read(const struct sign_thread *t,
    const struct sign_thread_entry *e, unsigned int number);

#endif
