/* SPDX-License-Identifier: ISC */
/*
 * Memory that is short in what writes a store folder.  Set memory_left to how
 * many more pieces there are, -1 for enough; the linker puts these in the place
 * of libc's (the --wrap list of the Makefile).
 */
#ifndef UNIT_CLI_MEMORY_H
#define UNIT_CLI_MEMORY_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static int memory_left = -1;

static bool
memory_is_out(void)
{
	if (memory_left > 0)
		memory_left--;
	else if (memory_left == 0)
		return true;
	return false;
}

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__real_calloc(size_t n, size_t len);
void *__wrap_calloc(size_t n, size_t len);
void *__real_realloc(void *p, size_t len);
void *__wrap_realloc(void *p, size_t len);
char *__real_strdup(const char *s);
char *__wrap_strdup(const char *s);
int __wrap_asprintf(char **out, const char *format, ...);
int __wrap___asprintf_chk(char **out, int flag, const char *format, ...);

void *
__wrap_malloc(size_t len)
{
	return memory_is_out() ? NULL : __real_malloc(len);
}

void *
__wrap_calloc(size_t n, size_t len)
{
	return memory_is_out() ? NULL : __real_calloc(n, len);
}

void *
__wrap_realloc(void *p, size_t len)
{
	return memory_is_out() ? NULL : __real_realloc(p, len);
}

char *
__wrap_strdup(const char *s)
{
	return memory_is_out() ? NULL : __real_strdup(s);
}

/* Where libc is told to check, and where it is not. */
static int
print(char **out, const char *format, va_list ap)
{
	return memory_is_out() ? -1 : vasprintf(out, format, ap);
}

int
__wrap_asprintf(char **out, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = print(out, format, ap);
	va_end(ap);
	return n;
}

int
__wrap___asprintf_chk(char **out, int flag, const char *format, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, format);
	n = print(out, format, ap);
	va_end(ap);
	return n;
}

#endif
