/* SPDX-License-Identifier: ISC */
/*
 * The text HOST/roster/v1: who may read and answer, for at most 31 days
 * (docs/protocol.md section 4).  Grammar only; signatures and succession are
 * chain.h's.
 */
#ifndef SIGN_ROSTER_H
#define SIGN_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "seal/identity.h"
#include "sign/key.h"

#define SIGN_ROSTER_FIRST_LINE "/roster/v1" /* behind HOST */
#define SIGN_ROSTER_DAYS_MAX 31
#define SIGN_SLOTS_DEFAULT 8
#define SIGN_WORD_LEN 32      /* class, role, reason: [a-z0-9_-]{1,32} */
#define SIGN_OFFICE_LEN 120   /* an office's name, bytes of UTF-8 */
#define SIGN_PROMISE_KEYS_MAX 16
#define SIGN_WITNESSES_MAX 16
#define SIGN_ROLES_MAX 16

struct sign_officer {
	unsigned int number; /* 0-99, written with two digits */
	struct seal_recipient recipient;
	struct sign_vkey entry; /* HOST/officer/NN */
	struct sign_vkey login; /* HOST/login/NN */
	char office[SIGN_OFFICE_LEN + 1];
};

struct sign_class {
	char name[SIGN_WORD_LEN + 1];
	size_t count; /* 2 .. slots - 1 */
	unsigned int numbers[LIMIT_STANZA_MAX]; /* rising */
};

/* Somebody who logs in but reads no entry: auditor, supervisor. */
struct sign_holder {
	char role[SIGN_WORD_LEN + 1];
	unsigned int number;
	struct sign_vkey login; /* HOST/login/NN */
};

struct sign_revoked {
	unsigned int number; /* no longer among officers and holders */
	struct base_date date;
	char reason[SIGN_WORD_LEN + 1];
};

struct sign_roster {
	uint32_t version;	     /* from 1 */
	uint8_t prev[SIGN_HASH_LEN]; /* zero in version 1 ("prev -") */
	struct base_date not_before; /* first day it holds; also the day on */
				     /* which it counts as published */
	struct base_date not_after;  /* last day it holds */
	unsigned int slots;	     /* 3 .. LIMIT_STANZA_MAX */
	size_t promise_count;	     /* at least 1 */
	struct sign_vkey promises[SIGN_PROMISE_KEYS_MAX];
	bool has_log;
	struct sign_vkey log;
	size_t witness_count;
	struct sign_vkey witnesses[SIGN_WITNESSES_MAX];
	unsigned int quorum; /* 1 .. witness_count; 0 without witnesses */
	size_t officer_count;
	struct sign_officer officers[LIMIT_OFFICERS_MAX]; /* rising numbers */
	size_t class_count;
	struct sign_class classes[LIMIT_CLASSES_MAX];
	size_t holder_count;
	struct sign_holder holders[SIGN_ROLES_MAX];
	size_t revoked_count;
	struct sign_revoked revoked[LIMIT_OFFICERS_MAX];
	uint8_t hash[SIGN_HASH_LEN]; /* of the text; set by parse */
};

/*
 * Parse a note's text.  *out is new, freed with sign_roster_free().  Returns
 * ERR_OK, ERR_ROSTER, ERR_LIMIT (too many rows), ERR_MEMORY.
 */
enum err sign_roster_parse(const char *host, struct base_text text,
    struct sign_roster **out) MUST_USE;

/*
 * Append the text to out.  What parse would refuse is refused here.  hash is
 * not read.  ERR_OK, ERR_ROSTER, ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_roster_write(const char *host, const struct sign_roster *r,
    struct base_buf *out) MUST_USE;

/* An empty one to fill in and write; NULL when out of memory. */
struct sign_roster *sign_roster_new(void);

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_roster_free(struct sign_roster **r);

/* Borrowed from r; NULL when there is none. */
const struct sign_officer *sign_roster_officer(const struct sign_roster *r,
    unsigned int number);
const struct sign_class *sign_roster_class(const struct sign_roster *r,
    const char *name);
const struct sign_holder *sign_roster_holder(const struct sign_roster *r,
    const char *role, unsigned int number);

/* True on the days not_before .. not_after. */
bool sign_roster_valid_on(const struct sign_roster *r,
    const struct base_date *date);

#endif
