/* SPDX-License-Identifier: ISC */
#include "sign/triage_table.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const struct sign_state sign_states[] = {
#define STATE(code, form, status, zh, en)                                     \
	{ code, SIGN_FORM_##form, status, zh, en },
#include "sign/triage_table.inc"
};
const size_t sign_state_count = COUNT(sign_states);
_Static_assert(COUNT(sign_states) <= 64, "states are bits of 64");

const struct sign_step sign_steps[] = {
#define STEP(from, to, approvals, needs, guards)                              \
	{ from, to, approvals, needs, guards },
#include "sign/triage_table.inc"
};
const size_t sign_step_count = COUNT(sign_steps);

const struct sign_outcome sign_outcomes[] = {
#define OUTCOME(code, needs, guards, zh, en) { code, needs, guards, zh, en },
#include "sign/triage_table.inc"
};
const size_t sign_outcome_count = COUNT(sign_outcomes);

const struct sign_clock_rule sign_clock_rules[] = {
#define CLOCK(id, in, n, unit, movable, review, remind, extension, fast,      \
    field, values, zh, en)                                                    \
	{ id, in, n, BASE_UNIT_##unit, movable, review, remind, extension,    \
		fast, field, values, zh, en },
#include "sign/triage_table.inc"
};
const size_t sign_clock_rule_count = COUNT(sign_clock_rules);
_Static_assert(COUNT(sign_clock_rules) <= SIGN_CLOCKS_MAX, "clocks");

const struct sign_label_row sign_label_rows[] = {
#define LABEL(code, group, zh, en) { code, group, zh, en },
#include "sign/triage_table.inc"
};
const size_t sign_label_row_count = COUNT(sign_label_rows);

const struct sign_basis sign_bases[] = {
#define BASIS(code, zh, en) { code, zh, en },
#include "sign/triage_table.inc"
};
const size_t sign_basis_count = COUNT(sign_bases);
_Static_assert(COUNT(sign_bases) <= 32, "bases are bits of 32");

const struct sign_major_rule sign_major_rules[] = {
#define RULE(basis, field, value, prefix) { basis, field, value, prefix },
#include "sign/triage_table.inc"
};
const size_t sign_major_rule_count = COUNT(sign_major_rules);

const struct sign_major_table sign_major_table =
#define MAJOR(n, unit, ends, zh, en) { n, BASE_UNIT_##unit, ends, zh, en }
#include "sign/triage_table.inc"
    ;

const struct sign_name_row sign_names[SIGN_NAME_COUNT] = {
#define FIELD(id, name, value, max) { name, SIGN_VALUE_##value, max },
#include "sign/triage_table.inc"
};
_Static_assert(SIGN_NAME_COUNT <= 32, "names are bits of 32");

const struct sign_act_row sign_acts[SIGN_ACT_COUNT] = {
#define ACT(id, word, must, may) { word, must, may },
#include "sign/triage_table.inc"
};

uint8_t
sign_state_find(struct base_text code)
{
	for (size_t i = 0; i < sign_state_count; i++) {
		if (base_text_is(code, sign_states[i].code))
			return (uint8_t)i;
	}
	return SIGN_STATE_NONE;
}

uint8_t
sign_state_first(enum sign_form form)
{
	uint8_t i = 0;

	while (sign_states[i].form != form) {
		i++;
		REQUIRE(i < sign_state_count);
	}
	return i;
}

const struct sign_step *
sign_step_find(uint8_t from, uint8_t to)
{
	for (size_t i = 0; i < sign_step_count; i++) {
		if (sign_steps[i].from == from && sign_steps[i].to == to)
			return &sign_steps[i];
	}
	return NULL;
}

const struct sign_outcome *
sign_outcome_find(struct base_text code)
{
	for (size_t i = 0; i < sign_outcome_count; i++) {
		if (base_text_is(code, sign_outcomes[i].code))
			return &sign_outcomes[i];
	}
	return NULL;
}

size_t
sign_basis_find(struct base_text code)
{
	size_t i = 0;

	while (i < sign_basis_count && !base_text_is(code, sign_bases[i].code))
		i++;
	return i;
}

const struct sign_label_row *
sign_label_find(struct base_text code)
{
	for (size_t i = 0; i < sign_label_row_count; i++) {
		if (base_text_is(code, sign_label_rows[i].code))
			return &sign_label_rows[i];
	}
	return NULL;
}

bool
sign_state_movable(uint8_t state)
{
	if (state >= sign_state_count)
		return false;
	for (size_t i = 0; i < sign_clock_rule_count; i++) {
		if (sign_clock_rules[i].movable &&
		    (sign_clock_rules[i].in & SIGN_STATE_BIT(state)) != 0)
			return true;
	}
	return false;
}
