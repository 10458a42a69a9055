/* SPDX-License-Identifier: ISC */
/*
 * What happened, phase by phase, told by all threads and printed once as JSON.
 * All functions may be called from any thread after tally_init().
 */
#ifndef LOAD_TALLY_H
#define LOAD_TALLY_H

#include <stdio.h>

#include "load/report.h"

#define TALLY_PHASES_MAX 256

/* How a post ended. */
#define TALLY_END_LIST(X)                                             \
	X(CREATED, "created")         /* 201 */                       \
	X(SAME, "same")               /* 200 */                       \
	X(UNAVAILABLE, "unavailable") /* 503 */                       \
	X(SILENT, "silent")           /* no answer: refused or cut */ \
	X(WRONG, "wrong") /* anything else, or a promise that is none */

enum tally_end {
#define X(name, word) TALLY_##name,
	TALLY_END_LIST(X)
#undef X
	    TALLY_ENDS
};

/* Open the first phase.  The program has no use without it. */
void tally_init(void);

/* From now on things belong to another phase. */
void tally_phase(const char *name);

void tally_post(enum tally_end end, double ms);
/* A request for the other route; status 0: none came. */
void tally_probe(long status, double ms);
/* The same route of a service without load or database. */
void tally_control(long status, double ms);

/* Print one JSON object with all phases, and a line end. */
void tally_print(FILE *to);

/* Times anything was WRONG, probes included. */
unsigned long tally_wrongs(void);

#endif
