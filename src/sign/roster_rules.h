/* SPDX-License-Identifier: ISC */
/* What must hold between the lines of a roster.  Private to this room. */
#ifndef SIGN_ROSTER_RULES_H
#define SIGN_ROSTER_RULES_H

#include <stdbool.h>

#include "sign/roster.h"

/*
 * True when the rows fit one another (docs/protocol.md section 4): key names
 * are those of their numbers, no key and no number serves twice, classes have
 * 2 to slots - 1 known officers, a revoked number is in no other row, and the
 * dates span at most SIGN_ROSTER_DAYS_MAX days.
 */
bool sign_roster_is_sound(const char *host, const struct sign_roster *r);

#endif
