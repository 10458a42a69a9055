/* SPDX-License-Identifier: ISC */
#include "cli/say.h"

#include <stdarg.h>
#include <stdio.h>

static void
say(const char *kind, const char *fmt, va_list ap, const char *tail)
{
	/* Data already written comes first where both go to one place. */
	(void)fflush(stdout);
	(void)fprintf(stderr, "qf: %s", kind);
	(void)vfprintf(stderr, fmt, ap);
	if (tail != NULL)
		(void)fprintf(stderr, ": %s", tail);
	(void)fputc('\n', stderr);
}

void
cli_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error: ", fmt, ap, NULL);
	va_end(ap);
}

void
cli_hint(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("hint: ", fmt, ap, NULL);
	va_end(ap);
}

void
cli_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("warning: ", fmt, ap, NULL);
	va_end(ap);
}

void
cli_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("", fmt, ap, NULL);
	va_end(ap);
}

enum cli_exit
cli_fail(enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error: ", fmt, ap, err_text(e));
	va_end(ap);
	return CLI_FAIL;
}

enum cli_exit
cli_misuse(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("error: ", fmt, ap, NULL);
	va_end(ap);
	return CLI_MISUSE;
}
