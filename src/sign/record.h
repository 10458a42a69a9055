/* SPDX-License-Identifier: ISC */
/*
 * HOST/record/v1: what two officers stand for together before it leaves the
 * desk: a page that is published, a summary for the supervisor, an export
 * (docs/protocol.md section 5).
 *
 *	HOST/record/v1
 *	kind answers
 *	date 2026-12-31
 *	roster 12 <b64 of SHA-256>
 *	period 2026-12
 *	field wish ...			any number, as in an entry
 *	<empty line>
 *	free text
 *
 *	build	fill a struct sign_record with borrowed texts
 *		-> sign_record_write -> sign_note_sign, sign_note_add
 *	read	sign_record_open -> sign_record_is_complete -> sign_record_free
 *
 * One signature is a draft that waits for the second officer.
 */
#ifndef SIGN_RECORD_H
#define SIGN_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "sign/chain.h"
#include "sign/entry.h"

#define SIGN_RECORD_FIRST_LINE "/record/v1" /* behind HOST */
#define SIGN_RECORD_SIGNERS_MIN 2u
#define SIGN_PERIOD_LEN 7 /* "2026-12", "2026-Q4"; or "2026", "-" */

/* X(NAME, word) */
#define SIGN_RECORD_LIST(X)                                                   \
	X(CLASSROOM, "classroom") /* a page for the 清风课堂 */             \
	X(ANSWERS, "answers")	  /* 你说我办: wishes and answers */        \
	X(SUMMARY, "summary")	  /* of a month, for the supervisor */        \
	X(EXPORT, "export")	  /* contents to a named receiver */          \
	X(CAMPAIGN, "campaign")	  /* how a 专项 ended */

enum sign_record_kind {
#define X(name, word) SIGN_RECORD_##name,
	SIGN_RECORD_LIST(X)
#undef X
	SIGN_RECORD_COUNT
};

/* Texts are views: into the caller's own when building, else into the note. */
struct sign_record {
	enum sign_record_kind kind;
	struct base_date date;
	uint32_t roster_version;
	uint8_t roster_hash[SIGN_HASH_LEN];
	char period[SIGN_PERIOD_LEN + 1]; /* "-": of no period */
	size_t field_count;
	struct sign_field fields[LIMIT_FIELDS_MAX];
	struct base_text body; /* empty, or LF-terminated */

	/* Set by sign_record_open(). */
	uint8_t hash[SIGN_HASH_LEN]; /* of the note's text */
	struct sign_numbers signers; /* officers whose signature holds */
};

/* An empty one to fill in; NULL when out of memory. */
struct sign_record *sign_record_new(void);

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_record_free(struct sign_record **r);

/* True for "2026-12", "2026-Q4", "2026" and "-". */
bool sign_period_valid(struct base_text v);

/*
 * Append the text of a record, which a note is then made of.  What open would
 * refuse is refused here.  ERR_OK, ERR_RECORD, ERR_LIMIT (no room for two
 * signatures in a note), ERR_MEMORY.
 */
enum err sign_record_write(const char *host, const struct sign_record *r,
    struct base_buf *out) MUST_USE;

/*
 * The grammar alone, of a text whose signatures somebody else has checked or
 * that is shown as unsigned.  *out starts zeroed and lends views into text.
 * ERR_OK, ERR_RECORD; *out means nothing after an error.
 */
enum err sign_record_parse(const char *host, struct base_text text,
    struct sign_record *out) MUST_USE;

/*
 * Parse a record note and verify its signatures by the roster that it names.
 *	note	len bytes, borrowed by *out as long as that lives
 *	chain	verified; the roster must be in it, and have been the newest
 *		and in force on the record's date
 *	out	new; freed with sign_record_free(); written only on ERR_OK
 * ERR_OK means that at least one officer signed, and no officer's signature
 * is wrong; sign_record_is_complete() says whether enough did.  Returns ERR_OK,
 * ERR_NOTE..., ERR_RECORD, ERR_CHAIN (no such roster), ERR_EXPIRED (not in
 * force on that date), ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_record_open(const char *host, const void *note, size_t len,
    const struct sign_chain *chain, struct sign_record **out) MUST_USE;

/* True when at least SIGN_RECORD_SIGNERS_MIN officers signed. */
bool sign_record_is_complete(const struct sign_record *r);

/*
 * What nobody may be found by, and each `field checked WORD` of a page says
 * that both officers looked for and found no more of it.
 */
#define SIGN_CHECKED_LIST(X)                                                  \
	X("names")   /* of people and nicknames */                            \
	X("units")   /* units, stations, posts */                             \
	X("dates")   /* days, and events that tell one */                     \
	X("amounts") /* sums and counts that are one case's own */               \
	X("places")  /* streets, buildings, rooms */

/*
 * True for a complete record of a kind that is published (classroom, answers,
 * campaign)
 * in which everything of SIGN_CHECKED_LIST was checked.
 */
bool sign_record_is_publishable(const struct sign_record *r);

/* The word of a kind; static. */
const char *sign_record_word(enum sign_record_kind k);

#endif
