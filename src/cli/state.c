/* SPDX-License-Identifier: ISC */
#include "cli/state.h"

#include <string.h>

/* Each state and where one can go from it. */
static const struct {
	const char *state, *next;
} steps[] = {
	{ "R00", "R01 R07" },
	{ "R01", "R02 R07" },
	{ "R02", "R03" },
	{ "R03", "R04 R05 R06 R07 R08 R09" },
	{ "R04", "R03" },
	{ "R05", "R21" },
	{ "R06", "R19 R21" },
	{ "R07", "R19 R21" },
	{ "R08", "R19 R21" },
	{ "R09", "R10 R17" },
	{ "R10", "R11" },
	{ "R11", "R12 R13 R14 R15" },
	{ "R12", "R13 R15 R18" },
	{ "R13", "R15 R16 R17 R18" },
	{ "R14", "R11 R15" },
	{ "R15", "R18" },
	{ "R16", "R18" },
	{ "R17", "R18" },
	{ "R18", "R19 R21" },
	{ "R19", "R20 R21" },
	{ "R20", "R03 R11 R19" },
	{ "R21", "R22" },
	{ "R22", "" },
	{ "Q0", "Q1" },
	{ "Q1", "Q2 Q3 Q6" },
	{ "Q2", "Q3 Q6" },
	{ "Q3", "Q4 Q5" },
	{ "Q4", "Q3 Q5" },
	{ "Q5", "Q7 Q8" },
	{ "Q6", "Q5" },
	{ "Q7", "Q8" },
	{ "Q8", "" },
};

const char *
cli_state_next(const char *from)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strcmp(steps[i].state, from) == 0)
			return steps[i].next;
	}
	return "";
}

static bool
step_exists(const char *from, struct base_text to)
{
	const char *next = cli_state_next(from);
	struct base_text rest = { next, strlen(next) }, word;

	while (base_text_word(&rest, &word)) {
		if (word.len == to.len &&
		    memcmp(word.data, to.data, word.len) == 0)
			return true;
	}
	return false;
}

bool
cli_state_step(const char *from, const char *to)
{
	return step_exists(from, (struct base_text){ to, strlen(to) });
}

/* Where the thread is before `stop`, or at its end with NULL. */
static void
walk(const struct sign_thread *t, const struct sign_thread_entry *stop,
    char out[static CLI_STATE_LEN + 1])
{
	bool youth = t->report != NULL && t->report->form == SIGN_FORM_YOUTH;

	memcpy(out, youth ? "Q0" : "R00", youth ? 3 : 4);
	for (size_t i = 0; i < t->entry_count; i++) {
		const struct sign_thread_entry *te = &t->entries[i];
		const struct sign_field *from, *to;

		if (te == stop)
			return;
		if (!te->trusted || te->entry == NULL ||
		    te->entry->kind != SIGN_KIND_EVENT)
			continue;
		from = sign_entry_field(te->entry, "from", 0);
		to = sign_entry_field(te->entry, "to", 0);
		if (from == NULL || to == NULL ||
		    !base_text_is(from->value, out) ||
		    !step_exists(out, to->value))
			continue;
		REQUIRE(to->value.len <= CLI_STATE_LEN);
		memcpy(out, to->value.data, to->value.len);
		out[to->value.len] = 0;
	}
}

void
cli_state_of(const struct sign_thread *t, char out[static CLI_STATE_LEN + 1])
{
	walk(t, NULL, out);
}

bool
cli_state_is_void(
    const struct sign_thread *t, const struct sign_thread_entry *event)
{
	char state[CLI_STATE_LEN + 1];
	const struct sign_field *from, *to;

	if (event->entry == NULL || event->entry->kind != SIGN_KIND_EVENT)
		return false;
	from = sign_entry_field(event->entry, "from", 0);
	to = sign_entry_field(event->entry, "to", 0);
	if (from == NULL && to == NULL)
		return false;
	walk(t, event, state);
	return from == NULL || to == NULL ||
	       !base_text_is(from->value, state) ||
	       !step_exists(state, to->value);
}
