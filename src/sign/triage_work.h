/* SPDX-License-Identifier: ISC */
/* The working state of one sign_triage_read().  Private to this room. */
#ifndef SIGN_TRIAGE_WORK_H
#define SIGN_TRIAGE_WORK_H

#include "sign/triage.h"
#include "sign/triage_act.h"

/* One note-text hash and where its entry stands. */
struct triage_index {
	const uint8_t *hash;
	size_t at;
};

struct triage_work {
	const struct sign_thread *thread;
	struct sign_triage *t;
	struct triage_index *index; /* rising hashes */
	size_t index_count;
	bool *seen;    /* of the search in `after` lines */
	size_t *stack; /* of the same */
	size_t reopened; /* the last Q4 that took effect, or SIGN_NOWHERE */
	/* The event at hand. */
	size_t at;
	const struct sign_entry *e;
	struct triage_act act;
};

/* The entry that a field of a HASH names, standing before the event at hand. */
size_t sign_triage_named(const struct triage_work *w, enum sign_name name);

/*
 * Mark in w->seen what the entry at a place follows, however indirectly, and
 * itself; fresh forgets what was marked before.  What hangs behind an entry
 * that the viewer cannot read counts as followed when it stands before.
 */
void sign_triage_mark(struct triage_work *w, size_t at, bool fresh);

/* A step: at once, or as a proposal. */
enum sign_verdict sign_triage_step(struct triage_work *w);

/* The step of the event takes effect at another entry's place or its own. */
void sign_triage_move(struct triage_work *w, size_t event, size_t effect);

/* The value of a followup's rating, 1-3; 0 for none. */
unsigned int sign_triage_rating(const struct sign_thread_entry *te);

/* What is noted down besides the state. */
enum sign_verdict sign_triage_labels(struct triage_work *w);
enum sign_verdict sign_triage_assign(struct triage_work *w);
enum sign_verdict sign_triage_grant(struct triage_work *w);
enum sign_verdict sign_triage_look(struct triage_work *w);
enum sign_verdict sign_triage_due(struct triage_work *w);
enum sign_verdict sign_triage_extend(struct triage_work *w);
enum sign_verdict sign_triage_review(struct triage_work *w);
enum sign_verdict sign_triage_major(struct triage_work *w);
enum sign_verdict sign_triage_reported(struct triage_work *w);

/* Rectification items. */
enum sign_verdict sign_triage_item(struct triage_work *w);
enum sign_verdict sign_triage_item_due(struct triage_work *w);
enum sign_verdict sign_triage_evidence(struct triage_work *w);
enum sign_verdict sign_triage_check(struct triage_work *w);
enum sign_verdict sign_triage_drop(struct triage_work *w);

/* Proposals, approvals and stepping aside. */
void sign_triage_propose(struct triage_work *w, unsigned int needed);
void sign_triage_supersede(struct triage_work *w);
enum sign_verdict sign_triage_approve(struct triage_work *w);
enum sign_verdict sign_triage_recuse(struct triage_work *w);

/* The last day of a running clock, extension and `due` included. */
struct base_date sign_triage_clock_due(const struct sign_triage *t, size_t rule,
    bool *known);

/* The day that a DATE field holds; it is there and was checked. */
struct base_date sign_triage_date(const struct triage_work *w);

#endif
