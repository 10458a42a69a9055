/* SPDX-License-Identifier: ISC */
/*
 * The table of triage (conf/triage.json, docs/triage.md): states, steps,
 * outcomes, clocks, labels, what an event may say.  Compiled in from the same
 * file that the console carries.
 */
#ifndef SIGN_TRIAGE_TABLE_H
#define SIGN_TRIAGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/text.h"
#include "sign/entry.h"

#define SIGN_STATE_LEN 3	 /* "R09" */
#define SIGN_STATE_NONE 255u	 /* no report, no state */
#define SIGN_STATE_BIT(s) (UINT64_C(1) << (s))

/* What a step asks for besides a reason. */
#define SIGN_NEED_OUTCOME 1u
#define SIGN_NEED_BASIS 2u
#define SIGN_NEED_DUP_OF 4u
#define SIGN_NEED_DUE 8u

/* What must hold where a step stands. */
#define SIGN_GUARD_ITEMS 1u	   /* no rectification item is open */
#define SIGN_GUARD_ITEM 2u	   /* one was opened and closed */
#define SIGN_GUARD_CHECKED 4u	   /* one was checked by somebody else */
#define SIGN_GUARD_RETENTION 8u	   /* the retention date has come */
#define SIGN_GUARD_UNSATISFIED 16u /* rated 3, not reopened before */
#define SIGN_GUARD_ANSWERED 32u	   /* rated, or a week has passed */

struct sign_state {
	const char *code; /* "R09" */
	enum sign_form form;
	unsigned int public_status; /* 1-8 for P1-P8 */
	const char *zh, *en;
};

struct sign_step {
	uint8_t from, to; /* places in the table of states */
	uint8_t approvals; /* by other officers than the proposer */
	uint8_t needs, guards;
};

struct sign_outcome {
	const char *code;
	uint8_t needs, guards;
	const char *zh, *en;
};

struct sign_clock_rule {
	const char *id;
	uint64_t in; /* states in which it runs */
	unsigned int n;
	enum base_unit unit; /* NONE: only by `due` */
	bool movable;	     /* `due` sets another day */
	bool review;	     /* `review` starts it again */
	unsigned int remind; /* days before it is due */
	unsigned int extension; /* working days, once */
	unsigned int fast;	/* n where the report's field has one of */
	const char *fast_field, *fast_values; /* these words */
	const char *zh, *en;
};

struct sign_label_row {
	const char *code;
	const char *group; /* one of a group takes the others' place; "" */
	const char *zh, *en;
};

struct sign_basis {
	const char *code;
	const char *zh, *en;
};

/* A report that is on the list of major matters by what it says. */
struct sign_major_rule {
	unsigned int basis; /* place in the table of bases */
	const char *field, *value;
	bool prefix;
};

struct sign_major_table {
	unsigned int n;
	enum base_unit unit;
	uint64_t ends; /* states that say it went upward */
	const char *zh, *en;
};

/* What an event may say: its fields, and the one act that they make up. */
enum sign_value {
	SIGN_VALUE_WORD,     /* [A-Za-z0-9_-]{1,32} */
	SIGN_VALUE_TEXT,     /* not empty, at most SIGN_TEXT_LEN bytes */
	SIGN_VALUE_LABEL,    /* WORD or -WORD, of any letters */
	SIGN_VALUE_DATE,     /* 2026-11-26 */
	SIGN_VALUE_HASH,     /* a note's text, base64 */
	SIGN_VALUE_HANDLE,   /* a thread, base64 */
	SIGN_VALUE_OFFICER,  /* 02 */
	SIGN_VALUE_OFFICERS, /* 02, 02 03, or - */
	SIGN_VALUE_GRANT,    /* 02 all, or 02 and a hash */
	SIGN_VALUE_YES
};
#define SIGN_TEXT_LEN 4000  /* as the line holds it */
#define SIGN_LABEL_LEN 64

enum sign_name {
#define FIELD(id, ...) SIGN_NAME_##id,
#include "sign/triage_table.inc"
	SIGN_NAME_COUNT
};

enum sign_act {
#define ACT(id, ...) SIGN_ACT_##id,
#include "sign/triage_table.inc"
	SIGN_ACT_COUNT
};

struct sign_name_row {
	const char *name;
	enum sign_value value;
	unsigned int max; /* how often in one event */
};

struct sign_act_row {
	const char *word;
	uint32_t must, may; /* bits of enum sign_name */
};

extern const struct sign_state sign_states[];
extern const size_t sign_state_count;
extern const struct sign_step sign_steps[];
extern const size_t sign_step_count;
extern const struct sign_outcome sign_outcomes[];
extern const size_t sign_outcome_count;
#define SIGN_CLOCKS_MAX 32
extern const struct sign_clock_rule sign_clock_rules[];
extern const size_t sign_clock_rule_count;
extern const struct sign_label_row sign_label_rows[];
extern const size_t sign_label_row_count;
extern const struct sign_basis sign_bases[];
extern const size_t sign_basis_count;
extern const struct sign_major_rule sign_major_rules[];
extern const size_t sign_major_rule_count;
extern const struct sign_major_table sign_major_table;
extern const struct sign_name_row sign_names[SIGN_NAME_COUNT];
extern const struct sign_act_row sign_acts[SIGN_ACT_COUNT];

/* Place of a state in the table; SIGN_STATE_NONE for another word. */
uint8_t sign_state_find(struct base_text code);

/* The state before any event. */
uint8_t sign_state_first(enum sign_form form);

/* NULL when there is no such step; either may be SIGN_STATE_NONE. */
const struct sign_step *sign_step_find(uint8_t from, uint8_t to);

const struct sign_outcome *sign_outcome_find(struct base_text code);

/* Place in the table of bases; the count for another word. */
size_t sign_basis_find(struct base_text code);

/* NULL for a label that is the officers' own. */
const struct sign_label_row *sign_label_find(struct base_text code);

/* True when `due` may set a day in this state. */
bool sign_state_movable(uint8_t state);

#endif
