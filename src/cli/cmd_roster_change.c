/* SPDX-License-Identifier: ISC */
/*
 * qf roster remove, qf roster class: the next roster with one thing changed,
 * as the ceremonies need it (docs/officers/keys.md).
 */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/draft.h"
#include "cli/letter.h"

#define NUMBERS_TEXT_LEN (LIMIT_STANZA_MAX * 3 + 1)

/* clang-format off */
#define CHANGE_OPTS                                                           \
	{ "prev", 0, "NOTE", "the version before: all its lines are kept",    \
	    false },                                                          \
	CLI_DRAFT_DAY_OPTS,                                                   \
	{ "output", 'o', "FILE", "write here, not to standard output", false }
/* clang-format on */

static enum cli_exit
begin(const struct cli_args *a, struct cli_draft **d)
{
	const char *prev;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "prev", &prev)) != CLI_OK)
		return x;
	if (cli_draft_new(d) != ERR_OK)
		return CLI_FAIL;
	if ((x = cli_draft_days(a, *d)) == CLI_OK &&
	    cli_draft_follow(*d, prev) != ERR_OK)
		x = CLI_FAIL;
	return x;
}

/* " 01 03", without one of them. */
static void
others_text(const struct sign_class *c, unsigned without,
    char out[static NUMBERS_TEXT_LEN])
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < c->count; i++) {
		if (c->numbers[i] != without)
			len +=
			    (size_t)snprintf(out + len, NUMBERS_TEXT_LEN - len,
				" %02u", c->numbers[i] % 100);
	}
}

/* ---- qf roster remove ----------------------------------------------------- */

static const struct cli_opt remove_opts[] = {
	CHANGE_OPTS,
	{ "reason", 0, "WORD", "left, key-lost, key-stolen ...; must be given",
	    false },
	{ "date", 0, "DATE", "from which day on, today if not said", false },
	{ "officer", 0, "LINE", "who comes in his place, as keygen prints",
	    true },
	{ "class", 0, "LINE", "a class given anew: `youth 03 07'", true },
	{ 0 },
};

/* Does a --class line give this class anew? */
static bool
is_given(const struct cli_args *a, const char *name)
{
	const char *line;
	size_t at = 0;

	while ((line = cli_arg_next(a, "class", &at)) != NULL) {
		struct base_text rest = { line, strlen(line) }, word;

		if (base_text_word(&rest, &word) && base_text_is(word, "class"))
			(void)base_text_word(&rest, &word);
		if (base_text_is(word, name))
			return true;
	}
	return false;
}

/* What he leaves, said; false if too few would stay somewhere. */
static bool
classes_say(
    const struct cli_args *a, const struct sign_roster *r, unsigned number)
{
	char others[NUMBERS_TEXT_LEN];
	bool enough = true;

	for (size_t i = 0; i < r->class_count; i++) {
		const struct sign_class *c = &r->classes[i];
		bool in = false;

		for (size_t k = 0; k < c->count; k++)
			in = in || c->numbers[k] == number;
		if (!in || is_given(a, c->name))
			continue;
		others_text(c, number, others);
		if (c->count > 2) {
			cli_note("class %s:%s", c->name, others);
			continue;
		}
		cli_error("class %s would be left to%s alone", c->name, others);
		cli_hint("give it anew: --class '%s%s NN'", c->name, others);
		enough = false;
	}
	return enough;
}

static enum err
put_lines(const struct cli_args *a, struct cli_draft *d, const char *kind)
{
	enum err e = ERR_OK;
	const char *line;
	size_t at = 0;

	while (e == ERR_OK && (line = cli_arg_next(a, kind, &at)) != NULL)
		e = cli_rows_put(&d->rows, kind, line, 1);
	return e;
}

static enum err
revoke(const struct cli_args *a, struct cli_draft *d, unsigned number,
    const struct base_date *day, const char *reason)
{
	char nn[4], line[128];
	enum err e;

	(void)snprintf(nn, sizeof(nn), "%02u", number % 100);
	/* A reason that does not fit is no word, and refused as such. */
	(void)snprintf(line, sizeof(line), "%s %s %s", nn, day->text, reason);
	e = cli_rows_revoke(&d->rows, (struct base_text){ nn, 2 });
	if (e == ERR_OK)
		e = cli_rows_add(&d->rows, "revoked", line);
	if (e == ERR_OK)
		e = put_lines(a, d, "officer");
	return e == ERR_OK ? put_lines(a, d, "class") : e;
}

static bool
is_there(const struct sign_roster *r, unsigned number)
{
	for (size_t i = 0; i < r->holder_count; i++) {
		if (r->holders[i].number == number)
			return true;
	}
	return sign_roster_officer(r, number) != NULL;
}

static enum cli_exit
remove_run(const struct cli_args *a)
{
	const char *nn = a->operand[0], *reason;
	struct cli_draft *d = NULL;
	struct base_date day;
	unsigned number = 0;
	enum cli_exit x;

	cli_today(&day);
	if (!cli_number_parse((struct base_text){ nn, strlen(nn) }, &number))
		return cli_misuse("an officer's number has two digits");
	if ((x = cli_arg_must(a, "reason", &reason)) != CLI_OK ||
	    (x = cli_arg_date(a, "date", &day)) != CLI_OK)
		return x;
	if ((x = begin(a, &d)) != CLI_OK)
		goto out;
	if (!is_there(d->before, number)) {
		cli_error("number %02u is not in roster version %u", number,
		    (unsigned)d->before->version);
		x = CLI_FAIL;
	} else if (!classes_say(a, d->before, number)) {
		x = CLI_FAIL;
	} else {
		x = cli_draft_end(a, d, revoke(a, d, number, &day, reason));
	}
	if (x == CLI_OK)
		cli_hint(
		    "before it is published, whoever stays looks at "
		    "`qf inbox --one-reader' and hands on with `qf grant'");
out:
	cli_draft_free(&d);
	return x;
}

const struct cli_cmd cmd_roster_remove = {
	.noun = "roster",
	.verb = "remove",
	.operands = "NN",
	.operands_min = 1,
	.operands_max = 1,
	.help = "write the text of the next roster, without an officer",
	.opts = remove_opts,
	.example = "qf roster remove --prev roster-12.note --reason left "
		   "-o roster-13.txt 04",
	.run = remove_run,
};

/* ---- qf roster class ------------------------------------------------------ */

static const struct cli_opt class_opts[] = {
	CHANGE_OPTS,
	{ "add", 0, "NN", "this officer reads the class from then on", true },
	{ "drop", 0, "NN", "this officer does not any more", true },
	{ 0 },
};

/* All of --add, or all of --drop. */
static enum cli_exit
members_change(const struct cli_args *a, struct cli_draft *d, bool in)
{
	const char *class = a->operand[0], *nn;
	size_t at = 0;
	unsigned number;
	enum err e;

	while ((nn = cli_arg_next(a, in ? "add" : "drop", &at)) != NULL) {
		if (!cli_number_parse(
			(struct base_text){ nn, strlen(nn) }, &number))
			return cli_misuse("an officer's number has two digits");
		e = cli_rows_class(&d->rows, class, nn, in);
		if (e == ERR_EXISTS || e == ERR_NOT_FOUND) {
			cli_error("officer %s is %s class %s", nn,
			    in ? "already in" : "not in", class);
			return CLI_FAIL;
		}
		if (e != ERR_OK)
			return cli_fail(e, "class %s", class);
		if (in && sign_roster_officer(d->before, number) == NULL) {
			cli_error("officer %s is not in the roster", nn);
			cli_hint("`qf roster new --officer' enrols somebody");
			return CLI_FAIL;
		}
	}
	return CLI_OK;
}

static enum cli_exit
class_change(const struct cli_args *a, struct cli_draft *d)
{
	const char *class = a->operand[0];
	enum cli_exit x;

	if (sign_roster_class(d->before, class) == NULL) {
		cli_error("there is no class %s in roster version %u", class,
		    (unsigned)d->before->version);
		cli_hint("`qf roster new --class' makes one");
		return CLI_FAIL;
	}
	if ((x = members_change(a, d, true)) != CLI_OK ||
	    (x = members_change(a, d, false)) != CLI_OK)
		return x;
	if ((x = cli_draft_end(a, d, ERR_OK)) == CLI_OK &&
	    cli_arg(a, "add") != NULL)
		cli_hint("who is added reads what comes from then on; what was "
			 "there is handed on with `qf grant'");
	return x;
}

static enum cli_exit
class_run(const struct cli_args *a)
{
	struct cli_draft *d = NULL;
	enum cli_exit x;

	if (cli_arg(a, "add") == NULL && cli_arg(a, "drop") == NULL)
		return cli_misuse("expected --add or --drop");
	if ((x = begin(a, &d)) == CLI_OK)
		x = class_change(a, d);
	cli_draft_free(&d);
	return x;
}

const struct cli_cmd cmd_roster_class = {
	.noun = "roster",
	.verb = "class",
	.operands = "CLASS",
	.operands_min = 1,
	.operands_max = 1,
	.help = "write the text of the next roster, with others in a class",
	.opts = class_opts,
	.example = "qf roster class --prev roster-12.note --add 07 --drop 02 "
		   "-o roster-13.txt concern",
	.run = class_run,
};
