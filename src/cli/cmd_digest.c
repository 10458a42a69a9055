/* SPDX-License-Identifier: ISC */
/*
 * qf digest: one mail that reminds officers to look into the letter box.  Its
 * words are always the same, but for the key node that the calendar has near,
 * which everybody knows; and it goes out on empty days too, so that a mail
 * server, or whoever sees the mail, learns nothing.  It opens no store folder.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/buf.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/file.h"
#include "sign/stats_table.h"

#define SENDMAIL "/usr/sbin/sendmail"
#define TO_MAX 16
#define ADDRESS_LEN 254
#define MESSAGE_MAX 8192u

#define SUBJECT "清风信箱：每日提醒"
#define WORDS                                                           \
	"请在办公电脑上打开信箱，查看今日事项。\n"   \
	"不论有没有事项，每天都发送同样的内容。\n\n" \
	"Please look into the letter box on the office computer.\n"     \
	"The same words come every day, whether there is anything or not.\n"

static const struct cli_opt opts[] = {
	{ "to", 0, "ADDRESS", "who is reminded; must be given", true },
	{ "from", 0, "ADDRESS", "the sender; must be given", false },
	{ "sendmail", 0, "PROGRAM", SENDMAIL " if not said", false },
	{ "on", 0, "DATE", "as on this day, 2027-01-20; today if not said",
	    false },
	{ "print", 0, NULL, "print the mail, send nothing", false },
	{ 0 },
};

/* Nothing that a header or a command line could take for something else. */
static bool
is_address(const char *s)
{
	size_t len = strlen(s), at = strcspn(s, "@");

	return len <= ADDRESS_LEN && at > 0 && at + 1 < len && s[0] != '-' &&
	       strchr(s + at + 1, '@') == NULL &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.@_+-") == len;
}

/* From so many days before a node to the day itself: what is to be done. */
static enum err
nodes_write(const struct base_date *today, struct base_buf *out)
{
	const struct sign_stats_table *t = &sign_stats_tables[SIGN_STATS_NODES];
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sign_stats_node_count; i++) {
		const struct sign_stats_row *row =
		    &t->rows[sign_stats_nodes[i].row];
		struct base_date day;
		int left;

		memcpy(day.text, sign_stats_nodes[i].date, sizeof(day.text));
		left = (int)(base_date_days(&day) - base_date_days(today));
		if (left < 0 || left > SIGN_STATS_NODE_DAYS)
			continue;
		e = left == 0
			? base_buf_addf(out,
			      "\n关键节点：今天是%s。节日当天，值班，"
			      "留意来信。\n"
			      "Key date: %s is today. Be on duty and watch "
			      "for letters.\n",
			      row->zh, row->en)
			: base_buf_addf(out,
			      "\n关键节点：%s（%s），还有 %d 天。"
			      "发节前提醒，贴出反映渠道。\n"
			      "Key date: %s (%s), %d days left. Send the "
			      "reminder and post where to report.\n",
			      row->zh, day.text, left, row->en, day.text, left);
	}
	return e;
}

static enum err
message_write(const char *from, char *const *to, size_t count,
    const struct base_date *today, struct base_buf *out)
{
	char subject[BASE64_LEN(sizeof(SUBJECT)) + 1];
	enum err e;

	base_base64_encode(
	    subject, (const uint8_t *)SUBJECT, sizeof(SUBJECT) - 1, BASE64_STD);
	e = base_buf_addf(out, "From: %s\nTo: ", from);
	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = base_buf_addf(out, "%s%s", i == 0 ? "" : ",\n ", to[i]);
	if (e == ERR_OK)
		e = base_buf_addf(out,
		    "\nSubject: =?UTF-8?B?%s?=\n"
		    "MIME-Version: 1.0\n"
		    "Content-Type: text/plain; charset=utf-8\n"
		    "Content-Transfer-Encoding: 8bit\n"
		    "Auto-Submitted: auto-generated\n\n" WORDS,
		    subject);
	return e == ERR_OK ? nodes_write(today, out) : e;
}

/* sendmail -i -f FROM -- TO ..., the message on its standard input. */
static enum cli_exit
hand_over(const char *program, const char *from, char *const *to, size_t count,
    const struct base_buf *message)
{
	static char flag_i[] = "-i", flag_f[] = "-f", end[] = "--";
	char name[4096], sender[ADDRESS_LEN + 1];
	char *argv[TO_MAX + 6] = { name, flag_i, flag_f, sender, end };
	static char *const no_env[] = { NULL };
	posix_spawn_file_actions_t fa;
	int fds[2], status = 0, failed;
	enum err e;
	pid_t pid;

	(void)snprintf(name, sizeof(name), "%s", program);
	(void)snprintf(sender, sizeof(sender), "%s", from);
	for (size_t i = 0; i < count; i++)
		argv[5 + i] = to[i];
	if (pipe(fds) != 0 || posix_spawn_file_actions_init(&fa) != 0)
		return cli_fail(ERR_IO, "%s", program);
	(void)posix_spawn_file_actions_adddup2(&fa, fds[0], 0);
	(void)posix_spawn_file_actions_addclose(&fa, fds[1]);
	failed = posix_spawn(&pid, name, &fa, NULL, argv, no_env);
	(void)posix_spawn_file_actions_destroy(&fa);
	(void)close(fds[0]);
	if (failed != 0) {
		(void)close(fds[1]);
		cli_error("cannot run %s: %s", program, strerror(failed));
		return CLI_FAIL;
	}
	/* A program that reads nothing is told by its exit code. */
	(void)signal(SIGPIPE, SIG_IGN);
	e = cli_write_all(fds[1], message->data, message->len);
	(void)close(fds[1]);
	if (waitpid(pid, &status, 0) != pid || e != ERR_OK ||
	    !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		cli_error("%s did not take the mail", program);
		return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
run(const struct cli_args *a)
{
	static char list[TO_MAX][ADDRESS_LEN + 1];
	const char *from, *one, *program = cli_arg(a, "sendmail");
	char *to[TO_MAX];
	struct base_buf message;
	struct base_date today;
	size_t count = 0, at = 0;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "from", &from)) != CLI_OK ||
	    (x = cli_arg_must(a, "to", &one)) != CLI_OK)
		return x;
	cli_today(&today);
	if ((x = cli_arg_date(a, "on", &today)) != CLI_OK)
		return x;
	if (!is_address(from))
		return cli_misuse("--from is not a mail address");
	while ((one = cli_arg_next(a, "to", &at)) != NULL) {
		if (!is_address(one))
			return cli_misuse("--to is not a mail address");
		if (count == TO_MAX)
			return cli_misuse("more than %d addresses", TO_MAX);
		(void)snprintf(list[count], sizeof(list[count]), "%s", one);
		to[count] = list[count];
		count++;
	}
	base_buf_init(&message, MESSAGE_MAX);
	if (message_write(from, to, count, &today, &message) != ERR_OK)
		x = cli_fail(ERR_MEMORY, "the mail");
	else if (cli_flag(a, "print"))
		(void)fwrite(message.data, 1, message.len, stdout);
	else
		x = hand_over(program == NULL ? SENDMAIL : program, from, to,
		    count, &message);
	base_buf_done(&message);
	return x;
}

const struct cli_cmd cmd_digest = {
	.noun = "digest",
	.operands = "",
	.help = "send the daily reminder, which tells of no letter",
	.opts = opts,
	.example = "qf digest --from box@example.org --to officer@example.org",
	.run = run,
};
