/* SPDX-License-Identifier: ISC */
/*
 * What is noted down of a case besides its state: qf label, assign, postpone,
 * extend, review, recuse, major, reported.  Each is one act of docs/triage.md.
 */
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/date.h"

/* clang-format off */
#define REASON_OPT { "reason", 0, "WORDS", "why", false }
#define REASON_MUST { "reason", 0, "WORDS", "why; must be given", false }
/* clang-format on */

/* The act's own fields, from the arguments. */
typedef enum cli_exit (*words_fn)(
    const struct cli_args *a, struct cli_answer *w);

static enum cli_exit
reason(const struct cli_args *a, struct cli_answer *w)
{
	const char *value = cli_arg(a, "reason");

	return value == NULL ? CLI_OK : cli_answer_field(w, "reason", value);
}

static enum cli_exit
act_run(const struct cli_args *a, words_fn words)
{
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = words(a, &w)) == CLI_OK && (x = reason(a, &w)) == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_EVENT);
	if (x == CLI_OK && w.verdict == SIGN_VERDICT_PENDING)
		cli_note("it waits for the approval of another officer");
	cli_answer_end(&w);
	return x;
}

static enum cli_exit
act_with_reason(const struct cli_args *a, words_fn words)
{
	const char *value;
	enum cli_exit x = cli_arg_must(a, "reason", &value);

	return x == CLI_OK ? act_run(a, words) : x;
}

/* ---- labels --------------------------------------------------------------- */

static const struct cli_opt label_opts[] = {
	CLI_ANSWER_OPTS,
	{ "remove", 0, "LABEL", "take this label off", true },
	REASON_OPT,
	{ 0 },
};

static enum cli_exit
label_words(const struct cli_args *a, struct cli_answer *w)
{
	char off[SIGN_LABEL_LEN + 2];
	enum cli_exit x = CLI_OK;
	const char *label;
	size_t at = 0;

	for (size_t i = 1; x == CLI_OK && i < a->operand_len; i++)
		x = cli_answer_field(w, "label", a->operand[i]);
	while (
	    x == CLI_OK && (label = cli_arg_next(a, "remove", &at)) != NULL) {
		if (strlen(label) > SIGN_LABEL_LEN)
			return cli_misuse(
			    "a label has at most %d bytes", SIGN_LABEL_LEN);
		(void)snprintf(off, sizeof(off), "-%s", label);
		x = cli_answer_field(w, "label", off);
	}
	return x;
}

static enum cli_exit
label_run(const struct cli_args *a)
{
	if (a->operand_len < 2 && cli_arg(a, "remove") == NULL)
		return cli_misuse("expected LABEL or --remove");
	return act_run(a, label_words);
}

const struct cli_cmd cmd_label = {
	.noun = "label",
	.operands = "THREAD [LABEL ...]",
	.operands_min = 1,
	.operands_max = 17,
	.help = "put labels on a thread, or take them off",
	.opts = label_opts,
	.example = "qf label -i officer-01.key --remove I1 3f5a I3 K1",
	.run = label_run,
};

/* ---- who is in charge ----------------------------------------------------- */

static const struct cli_opt assign_opts[] = {
	CLI_ANSWER_OPTS,
	{ "second", 0, "NN", "who takes over when the first does not", false },
	{ "nobody", 0, NULL, "nobody is in charge any more", false },
	REASON_OPT,
	{ 0 },
};

static enum cli_exit
assign_words(const struct cli_args *a, struct cli_answer *w)
{
	const char *second = cli_arg(a, "second");
	char value[8];

	if (cli_flag(a, "nobody"))
		return cli_answer_field(w, "assign", "-");
	(void)snprintf(value, sizeof(value), "%.2s%s%.2s", a->operand[1],
	    second == NULL ? "" : " ", second == NULL ? "" : second);
	return cli_answer_field(w, "assign", value);
}

static bool
is_number(const char *text)
{
	unsigned number;

	return text == NULL ||
	       cli_number_parse(
		   (struct base_text){ text, strlen(text) }, &number);
}

static enum cli_exit
assign_run(const struct cli_args *a)
{
	const char *first = a->operand_len > 1 ? a->operand[1] : NULL;

	if ((first == NULL) != cli_flag(a, "nobody"))
		return cli_misuse("expected NN or --nobody");
	if (!is_number(first) || !is_number(cli_arg(a, "second")))
		return cli_misuse("an officer's number has two digits");
	return act_run(a, assign_words);
}

const struct cli_cmd cmd_assign = {
	.noun = "assign",
	.operands = "THREAD [NN]",
	.operands_min = 1,
	.operands_max = 2,
	.help = "put an officer in charge of a thread, and a second",
	.opts = assign_opts,
	.example = "qf assign -i officer-01.key --second 03 3f5a 02",
	.run = assign_run,
};

static const struct cli_opt recuse_opts[] = { CLI_ANSWER_OPTS, REASON_MUST,
	{ 0 } };

static enum cli_exit
recuse_words(const struct cli_args *a, struct cli_answer *w)
{
	char me[4];

	(void)snprintf(me, sizeof(me), "%02u", w->number % 100);
	return cli_answer_field(
	    w, "recuse", a->operand_len > 1 ? a->operand[1] : me);
}

static enum cli_exit
recuse_run(const struct cli_args *a)
{
	return act_with_reason(a, recuse_words);
}

const struct cli_cmd cmd_recuse = {
	.noun = "recuse",
	.operands = "THREAD [NN]",
	.operands_min = 1,
	.operands_max = 2,
	.help = "step aside from a thread, or ask that another does",
	.opts = recuse_opts,
	.example = "qf recuse -i officer-02.key --reason 亲属关系 3f5a",
	.run = recuse_run,
};

/* ---- days ----------------------------------------------------------------- */

static const struct cli_opt postpone_opts[] = { CLI_ANSWER_OPTS, REASON_MUST,
	{ 0 } };

static enum cli_exit
postpone_words(const struct cli_args *a, struct cli_answer *w)
{
	return cli_answer_field(w, "due", a->operand[1]);
}

static enum cli_exit
postpone_run(const struct cli_args *a)
{
	return act_with_reason(a, postpone_words);
}

const struct cli_cmd cmd_postpone = {
	.noun = "postpone",
	.operands = "THREAD DATE",
	.operands_min = 2,
	.operands_max = 2,
	.help = "set another day for the state that a thread is in",
	.opts = postpone_opts,
	.example =
	    "qf postpone -i officer-01.key --reason 等待审计 3f5a 2026-12-31",
	.run = postpone_run,
};

static const struct cli_opt extend_opts[] = { CLI_ANSWER_OPTS, REASON_MUST,
	{ 0 } };

/* The person who waits for the answer is told in the same go. */
static enum cli_exit
extend_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	const char *why;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "reason", &why)) != CLI_OK)
		return x;
	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = cli_answer_field(&w, "extend", "yes")) == CLI_OK &&
	    (x = reason(a, &w)) == CLI_OK &&
	    (x = cli_answer_deliver(&w, SIGN_KIND_EVENT)) == CLI_OK) {
		if (cli_letter_text(&w.letter, a->operand[1]) != ERR_OK)
			x = CLI_FAIL;
		if (x == CLI_OK)
			x = cli_answer_deliver(&w, SIGN_KIND_REPLY);
	}
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_extend = {
	.noun = "extend",
	.operands = "THREAD TEXT",
	.operands_min = 2,
	.operands_max = 2,
	.help = "take ten working days more for an answer, and say so in TEXT",
	.opts = extend_opts,
	.example = "qf extend -i officer-03.key --reason 需协商 3f5a words.txt",
	.run = extend_run,
};

static const struct cli_opt review_opts[] = { CLI_ANSWER_OPTS, REASON_OPT,
	{ 0 } };

static enum cli_exit
review_words(const struct cli_args *a, struct cli_answer *w)
{
	return cli_answer_field(w, "review", a->operand[1]);
}

static enum cli_exit
review_run(const struct cli_args *a)
{
	return act_run(a, review_words);
}

const struct cli_cmd cmd_review = {
	.noun = "review",
	.operands = "THREAD WORDS",
	.operands_min = 2,
	.operands_max = 2,
	.help = "note that a kept or verified thread was looked into again",
	.opts = review_opts,
	.example = "qf review -i officer-01.key 3f5a 已调取账目",
	.run = review_run,
};

/* ---- major matters -------------------------------------------------------- */

static const struct cli_opt major_opts[] = { CLI_ANSWER_OPTS, REASON_MUST,
	{ 0 } };

static enum cli_exit
major_words(const struct cli_args *a, struct cli_answer *w)
{
	return cli_answer_field(w, "major", a->operand[1]);
}

static enum cli_exit
major_run(const struct cli_args *a)
{
	return act_with_reason(a, major_words);
}

const struct cli_cmd cmd_major = {
	.noun = "major",
	.operands = "THREAD BASIS",
	.operands_min = 2,
	.operands_max = 2,
	.help = "put a thread on the list of major matters",
	.opts = major_opts,
	.example = "qf major -i officer-01.key --reason 十余人联名 3f5a group",
	.run = major_run,
};

static const struct cli_opt reported_opts[] = { CLI_ANSWER_OPTS, REASON_OPT,
	{ 0 } };

static enum cli_exit
reported_words(const struct cli_args *a, struct cli_answer *w)
{
	return cli_answer_field(w, "reported", a->operand[1]);
}

static enum cli_exit
reported_run(const struct cli_args *a)
{
	return act_run(a, reported_words);
}

const struct cli_cmd cmd_reported = {
	.noun = "reported",
	.operands = "THREAD WORDS",
	.operands_min = 2,
	.operands_max = 2,
	.help = "note that a major matter was reported upward, and to whom",
	.opts = reported_opts,
	.example = "qf reported -i officer-01.key 3f5a 派驻纪检监察组",
	.run = reported_run,
};
