/* SPDX-License-Identifier: ISC */
/*
 * The text HOST/entry/v1: everything that anybody writes (docs/protocol.md
 * section 5).  Grammar and the one signature; what an entry may do in its
 * thread is thread.h's.
 *
 *	build	fill a struct sign_entry with borrowed texts
 *		-> sign_entry_write -> sign_note_sign
 *	read	sign_entry_read (parses the note) -> sign_entry_verify
 *		-> sign_entry_free
 */
#ifndef SIGN_ENTRY_H
#define SIGN_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "seal/identity.h"
#include "sign/key.h"
#include "sign/note.h"
#include "sign/roster.h"

#define SIGN_ENTRY_FIRST_LINE "/entry/v1" /* behind HOST */
#define SIGN_FIELD_NAME_LEN 32
#define SIGN_ATTACH_MEMBER_LEN 8 /* "a01.docx" */

/* X(NAME, word, who signs: 1 the reporter, 0 an officer) */
#define SIGN_KIND_LIST(X)                                                     \
	X(REPORT, "report", 1)                                                \
	X(FOLLOWUP, "followup", 1)                                            \
	X(REPLY, "reply", 0)                                                  \
	X(MEMO, "memo", 0)                                                    \
	X(EVENT, "event", 0)                                                  \
	X(CONTACT, "contact", 1)

enum sign_kind {
#define X(name, word, reporter) SIGN_KIND_##name,
	SIGN_KIND_LIST(X)
#undef X
	SIGN_KIND_COUNT
};

/* Forms that a report may name. */
#define SIGN_FORM_LIST(X)                                                     \
	X(CONCERN, "concern/1")                                               \
	X(YOUTH, "youth/1")

enum sign_form {
	SIGN_FORM_NONE,
#define X(name, word) SIGN_FORM_##name,
	SIGN_FORM_LIST(X)
#undef X
	SIGN_FORM_COUNT
};

/* A rising list of officer numbers. */
struct sign_numbers {
	size_t count;
	uint8_t at[LIMIT_STANZA_MAX];
};

struct sign_field {
	struct base_text name;	/* [a-z0-9_]{1,32} */
	struct base_text value; /* as written in the line: %25 and %0A stand */
				/* for '%' and LF */
};

struct sign_attach {
	char member[SIGN_ATTACH_MEMBER_LEN + 1]; /* a01.jpg, a02..., in order */
	uint8_t hash[SIGN_HASH_LEN];
	uint64_t len;
	struct base_text name; /* as the reporter typed it; empty for "-" */
};

/*
 * One entry.  Texts are views: into the caller's own when building, into the
 * note when read.  What a kind does not have stays zero.
 */
struct sign_entry {
	enum sign_kind kind;
	uint8_t thread[SIGN_HANDLE_LEN];
	size_t after_count; /* 0: "after -" */
	uint8_t after[LIMIT_AFTER_MAX][SIGN_HASH_LEN]; /* rising, as bytes */
	struct base_date date;
	uint32_t roster_version;
	uint8_t roster_hash[SIGN_HASH_LEN];
	struct sign_numbers to; /* at least one */
	struct sign_numbers left_out; /* "not"; report, followup */
	enum sign_form form;	      /* report */
	struct sign_vkey key;	      /* report, followup: HOST/reporter */
	struct seal_recipient reply_to; /* report */
	unsigned int officer;		/* reply, memo, event */
	size_t field_count;
	struct sign_field fields[LIMIT_FIELDS_MAX];
	size_t attach_count;
	struct sign_attach attaches[LIMIT_ATTACHMENTS_MAX];
	struct base_text body; /* free text: empty, or LF-terminated */

	/* Set by sign_entry_read(). */
	struct sign_note note;		 /* exactly one signature */
	uint8_t hash[SIGN_HASH_LEN];	 /* of the note's text */
};

/* An empty one to fill in; NULL when out of memory. */
struct sign_entry *sign_entry_new(void);

/* Wipes and frees; takes NULL and pointers to NULL, nulls the pointer. */
void sign_entry_free(struct sign_entry **e);

/*
 * Append the text of an entry to out, which a note is then made of.  What
 * sign_entry_read() would refuse is refused here.  Returns ERR_OK, ERR_ENTRY,
 * ERR_LIMIT (note over LIMIT_ENTRY_NOTE_LEN), ERR_MEMORY.
 */
enum err sign_entry_write(const char *host, const struct sign_entry *e,
    struct base_buf *out) MUST_USE;

/*
 * Parse the bytes of `entry.note`.
 *	note	len bytes, borrowed by *out as long as that lives
 *	out	new; freed with sign_entry_free()
 * The grammar in full: order, repetition, values, the name of the one
 * signature's key; for a report and followup also that `thread` is the handle
 * of `key`.  No signature is checked.  Returns ERR_OK, ERR_NOTE, ERR_ENTRY,
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_entry_read(const char *host, const void *note, size_t len,
    struct sign_entry **out) MUST_USE;

/*
 * Check the one signature by the author's key: e->key for a report or
 * followup, the report's key for a contact, the roster's entry vkey for an
 * officer.  Returns ERR_OK or ERR_ENTRY_SIGNATURE.
 */
enum err sign_entry_verify(const char *host, const struct sign_entry *e,
    const struct sign_vkey *author) MUST_USE;

/* First field of that name, NULL when there is none; n counts repetitions. */
const struct sign_field *sign_entry_field(const struct sign_entry *e,
    const char *name, size_t n);

/*
 * Append the text that a field's value stands for, escapes undone.  ERR_OK,
 * ERR_FORMAT, ERR_LIMIT, ERR_MEMORY; out is unchanged after an error.
 */
enum err sign_field_decode(struct base_text value, struct base_buf *out)
    MUST_USE;

/*
 * Append value as a field line holds it: '%' as %25, LF as %0A.  ERR_OK,
 * ERR_LIMIT, ERR_MEMORY; out is unchanged after an error.
 */
enum err sign_field_encode(struct base_text value, struct base_buf *out)
    MUST_USE;

/* Insert into a rising list.  ERR_OK, ERR_LIMIT, ERR_EXISTS. */
enum err sign_numbers_add(struct sign_numbers *n, unsigned int number)
    MUST_USE;
bool sign_numbers_have(const struct sign_numbers *n, unsigned int number);

/* The word of a kind or form; static. */
const char *sign_kind_word(enum sign_kind k);
const char *sign_form_word(enum sign_form f);

/* True for kinds signed by the reporter. */
bool sign_kind_is_reporters(enum sign_kind k);

/* A member of the opened archive, to hold against the attach lines. */
struct sign_member {
	struct base_text name;
	uint64_t len;
	uint8_t hash[SIGN_HASH_LEN];
};

/*
 * Hold the archive's members behind entry.note against the attach lines:
 * number, order, names, sizes, hashes.  ERR_OK or ERR_ATTACHMENT.
 */
enum err sign_entry_members(const struct sign_entry *e,
    const struct sign_member *members, size_t count) MUST_USE;

#endif
