/* SPDX-License-Identifier: ISC */
/* qf status, qf approve, qf tell: where a case goes, and who is told. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/place.h"
#include "cli/scan.h"
#include "cli/tell.h"

static const struct cli_opt status_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "why; must be given", false },
	{ "outcome", 0, "OUTCOME",
	    "to R18: cleared, form1 to form4, rectified, unverified", false },
	{ "basis", 0, "WORDS", "to R18, cleared: the leader's approval",
	    false },
	{ "dup-of", 0, "THREAD", "to R05: the first report's thread", false },
	{ "due", 0, "DATE", "to R17, R21 and where a day may be set", false },
	{ "tell", 0, NULL, "tell the reporter the new public status", false },
	{ 0 },
};

/* Where one can go from here, in one hint. */
static void
hint_steps(uint8_t from)
{
	char list[128] = "";
	size_t at = 0;

	for (size_t i = 0; i < sign_step_count; i++) {
		if (sign_steps[i].from == from)
			at += (size_t)snprintf(list + at, sizeof(list) - at,
			    " %s", sign_states[sign_steps[i].to].code);
	}
	cli_hint("from %s one can go to:%s", sign_states[from].code,
	    at > 0 ? list : " nowhere, it is the end");
}

/* The first report's handle; of a duplicate that is what it names itself. */
static enum cli_exit
dup_of(const char *prefix, struct cli_answer *w)
{
	char text[BASE64_LEN(SIGN_HANDLE_LEN) + 1];
	struct cli_case *first = NULL;
	uint8_t id[SEAL_ID_LEN];
	enum cli_exit x = CLI_FAIL;

	if (cli_folder_find(&w->desk.folder, prefix, id) != ERR_OK ||
	    cli_case_load(
		&first, &w->desk.folder, &w->desk.officer, id) != ERR_OK)
		goto out;
	if (memcmp(id, w->thread->id, sizeof(id)) == 0) {
		cli_error("a thread is no duplicate of itself");
		goto out;
	}
	base_base64_encode(text,
	    first->triage->is_duplicate ? first->triage->dup_of : first->handle,
	    SIGN_HANDLE_LEN, BASE64_STD);
	x = cli_answer_field(w, "dup_of", text);
out:
	cli_case_free(&first);
	return x;
}

static enum cli_exit
maybe_field(const struct cli_args *a, struct cli_answer *w, const char *name)
{
	const char *value = cli_arg(a, name);

	return value == NULL ? CLI_OK : cli_answer_field(w, name, value);
}

static enum cli_exit
status_words(const struct cli_args *a, struct cli_answer *w)
{
	const struct sign_triage *t = w->thread->triage;
	const char *to = a->operand[1], *dup = cli_arg(a, "dup-of");
	uint8_t target = sign_state_find((struct base_text){ to, strlen(to) });
	enum cli_exit x;

	if (t->state != SIGN_STATE_NONE &&
	    sign_step_find(t->state, target) == NULL) {
		cli_error(
		    "there is no step from %s to %s", sign_triage_code(t), to);
		hint_steps(t->state);
		return CLI_FAIL;
	}
	if ((x = cli_answer_field(w, "from", sign_triage_code(t))) != CLI_OK ||
	    (x = cli_answer_field(w, "to", to)) != CLI_OK ||
	    (x = maybe_field(a, w, "reason")) != CLI_OK ||
	    (x = maybe_field(a, w, "outcome")) != CLI_OK ||
	    (x = maybe_field(a, w, "basis")) != CLI_OK ||
	    (x = maybe_field(a, w, "due")) != CLI_OK)
		return x;
	return dup == NULL ? CLI_OK : dup_of(dup, w);
}

/* How many more must approve what was just written. */
static void
note_waiting(const struct cli_answer *w)
{
	const struct sign_triage *t = w->thread->triage;

	for (size_t i = 0; i < t->proposal_count; i++) {
		const struct sign_proposal *p = &t->proposals[i];
		char id[CLI_ID_SHOWN_LEN + 1];
		size_t left = p->needed - p->approved.count;

		if (!p->open)
			continue;
		cli_place_id(w->thread, p->event, id);
		cli_note("%s waits for the approval of %zu other officer%s", id,
		    left, left == 1 ? "" : "s");
	}
}

static enum cli_exit
after_step(const struct cli_args *a, struct cli_answer *w)
{
	enum cli_exit x;
	unsigned want;

	note_waiting(w);
	if (cli_flag(a, "tell"))
		return cli_tell(w);
	if ((x = cli_tell_status(&w->desk, w->thread, &want)) != CLI_OK)
		return x;
	if (want !=
	    (w->thread->thread->status == 0 ? 1 : w->thread->thread->status))
		cli_hint(
		    "the reporter does not know yet: `qf tell' says P%u", want);
	return CLI_OK;
}

static enum cli_exit
status_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	struct base_date due;
	const char *reason;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "reason", &reason)) != CLI_OK ||
	    (x = cli_arg_date(a, "due", &due)) != CLI_OK)
		return x;
	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = status_words(a, &w)) == CLI_OK &&
	    (x = cli_answer_deliver(&w, SIGN_KIND_EVENT)) == CLI_OK)
		x = after_step(a, &w);
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_status = {
	.noun = "status",
	.operands = "THREAD STATE",
	.operands_min = 2,
	.operands_max = 2,
	.help = "move a thread to another state by a signed event",
	.opts = status_opts,
	.example = "qf status -i officer-01.key --reason 登记 3f5a R02",
	.run = status_run,
};

static const struct cli_opt approve_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "why", false },
	{ "tell", 0, NULL, "tell the reporter the new public status", false },
	{ 0 },
};

/* What one puts one's name to. */
static void
note_proposal(const struct cli_case *c, const struct sign_proposal *p)
{
	const struct sign_entry *e = c->thread->entries[p->event].entry;
	const struct sign_field *to = sign_entry_field(e, "to", 0);
	const struct sign_field *recuse = sign_entry_field(e, "recuse", 0);
	const struct sign_field *what = to != NULL ? to : recuse;
	char id[CLI_ID_SHOWN_LEN + 1];

	cli_place_id(c, p->event, id);
	REQUIRE(what != NULL);
	cli_note("approving %s, by officer %02u on %s: %s %.*s", id, e->officer,
	    e->date.text, to != NULL ? "to" : "stepping aside of",
	    (int)what->value.len, what->value.data);
}

static enum cli_exit
approve_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	const struct sign_proposal *p;
	enum cli_exit x;

	if ((x = cli_answer_begin(a, &w)) != CLI_OK ||
	    (x = cli_place_proposal(w.thread,
		 a->operand_len > 1 ? a->operand[1] : NULL, &p)) != CLI_OK)
		goto out;
	note_proposal(w.thread, p);
	if ((x = cli_answer_hash(&w, "approves", p->event)) == CLI_OK &&
	    (x = maybe_field(a, &w, "reason")) == CLI_OK &&
	    (x = cli_answer_deliver(&w, SIGN_KIND_EVENT)) == CLI_OK)
		x = after_step(a, &w);
out:
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_approve = {
	.noun = "approve",
	.operands = "THREAD [PROPOSAL]",
	.operands_min = 1,
	.operands_max = 2,
	.help = "approve what another officer proposed",
	.opts = approve_opts,
	.example = "qf approve -i officer-02.key 3f5a 81c2",
	.run = approve_run,
};

static const struct cli_opt tell_opts[] = { CLI_ANSWER_OPTS, { 0 } };

static enum cli_exit
tell_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if ((x = cli_answer_begin(a, &w)) == CLI_OK)
		x = cli_tell(&w);
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_tell = {
	.noun = "tell",
	.operands = "THREAD",
	.operands_min = 1,
	.operands_max = 1,
	.help = "tell the reporter, and those of duplicates, the public status",
	.opts = tell_opts,
	.example = "qf tell -i officer-01.key 3f5a",
	.run = tell_run,
};
