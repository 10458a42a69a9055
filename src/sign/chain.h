/* SPDX-License-Identifier: ISC */
/*
 * The chain of roots and rosters that a client has verified (docs/protocol.md
 * section 4).
 *
 *	sign_chain_new
 *	  -> add_root (generation 1 against the pin, then 2, 3, ...)
 *	  -> add_roster (oldest known first, ending with the newest)
 *	  -> current (today)		-> sign_chain_free
 *
 * The chain owns every root and roster in it.  Adding never judges dates, so
 * that history can be walked; sign_chain_current() does.  An add that fails
 * leaves the chain as it was.
 */
#ifndef SIGN_CHAIN_H
#define SIGN_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "sign/root.h"
#include "sign/roster.h"

struct sign_chain;

/* ERR_OK, ERR_FORMAT (host), ERR_MEMORY. */
enum err sign_chain_new(struct sign_chain **out, const char *host) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void sign_chain_free(struct sign_chain **c);

/*
 * Verify and add the next generation.
 *	pin	SHA-256 of generation 1's text; read for generation 1 only.
 *		NULL there: trust on first use, which the caller must say to
 *		the person
 * Generation n + 1 must name n's hash and carry the threshold of n's keys and
 * of its own.  Returns ERR_OK, ERR_PIN, ERR_ROOT, ERR_CHAIN (not the next
 * generation), ERR_THRESHOLD, ERR_NOTE..., ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_chain_add_root(struct sign_chain *c, const void *note,
    size_t len, const uint8_t *pin) MUST_USE;

/*
 * Verify and add a roster: version above the newest one in the chain and prev
 * its hash, signed by the threshold of one of the roots in the chain, and of
 * none older than the one that signed the newest roster.  The first roster of a
 * chain may have any version: what came before is then not known.  Returns ERR_OK, ERR_ROSTER, ERR_CHAIN, ERR_THRESHOLD, ERR_NOTE...,
 * ERR_LIMIT, ERR_MEMORY; ERR_EXISTS for the newest roster again.
 */
enum err sign_chain_add_roster(struct sign_chain *c, const void *note,
    size_t len) MUST_USE;

/*
 * Is the newest roster signed by the threshold of the *newest* root?  Whoever
 * stores rosters for others asks that of a new one.  Returns ERR_OK,
 * ERR_NOT_FOUND (no roster yet), ERR_THRESHOLD, ERR_NOTE....
 */
enum err sign_chain_newest_signed(const struct sign_chain *c) MUST_USE;

/*
 * The newest roster, if it may be used today to seal or to log in: it must be
 * signed by the threshold of the *newest* root, neither may be out of its
 * dates, and the root's not-after at most SIGN_ROOT_DAYS_MAX days ahead.
 * *out is borrowed.  Returns ERR_OK, ERR_NOT_FOUND (nothing added yet),
 * ERR_THRESHOLD, ERR_EXPIRED, ERR_ROOT.
 */
enum err sign_chain_current(const struct sign_chain *c,
    const struct base_date *today, const struct sign_roster **out) MUST_USE;

/* Newest first added last; NULL while empty.  Borrowed. */
const struct sign_root *sign_chain_root(const struct sign_chain *c);
const struct sign_roster *sign_chain_newest(const struct sign_chain *c);

/* Rosters in rising version; i below the count. */
size_t sign_chain_roster_count(const struct sign_chain *c);
const struct sign_roster *sign_chain_roster_at(const struct sign_chain *c,
    size_t i);

/* The roster of this version and hash; NULL when the chain has none. */
const struct sign_roster *sign_chain_find(const struct sign_chain *c,
    uint32_t version, const uint8_t hash[static SIGN_HASH_LEN]);

/*
 * True when r (of this chain) was the newest published at some time of that
 * day: published on it or before, and none behind it before that day.  A roster
 * counts as published on its not-before.
 */
bool sign_chain_newest_on(const struct sign_chain *c,
    const struct sign_roster *r, const struct base_date *date);

#endif
