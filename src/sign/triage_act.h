/* SPDX-License-Identifier: ISC */
/* What one event says, by the table of acts.  Private to this room. */
#ifndef SIGN_TRIAGE_ACT_H
#define SIGN_TRIAGE_ACT_H

#include "sign/entry.h"
#include "sign/triage_table.h"

struct triage_act {
	bool known; /* one of the acts; else it says nothing to us */
	enum sign_act act;
	uint32_t present; /* bits of enum sign_name */
	/* The first field of each name; NULL without. */
	const struct sign_field *field[SIGN_NAME_COUNT];
};

/*
 * Read the fields of an event.  False when there are fields of the table but
 * not those of one act, or one of them has a malformed value.
 */
bool sign_triage_act(const struct sign_entry *e, struct triage_act *out);

/* The value of a label without its '-'; *removes says whether it had one. */
struct base_text sign_triage_label(struct base_text value, bool *removes);

/* One or two numbers of `assign`; SIGN_NOBODY for each that is not there. */
void sign_triage_officers(struct base_text value, int *first, int *second);

#endif
