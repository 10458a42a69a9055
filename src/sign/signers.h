/* SPDX-License-Identifier: ISC */
/* Which officers of a roster signed a note.  Private to this room. */
#ifndef SIGN_SIGNERS_H
#define SIGN_SIGNERS_H

#include "base/err.h"
#include "sign/entry.h"
#include "sign/note.h"
#include "sign/roster.h"

/*
 * Add to out, rising, the numbers of the officers whose signature holds; other
 * keys' signatures are ignored, a wrong one of an officer's key rejects the
 * note.  ERR_OK (at least one), ERR_NOTE..., ERR_MEMORY.
 */
enum err sign_signers_read(const char *host, const struct sign_note *n,
    const struct sign_roster *roster, struct sign_numbers *out) MUST_USE;

#endif
