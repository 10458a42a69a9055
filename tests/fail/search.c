/* SPDX-License-Identifier: ISC */
/*
 * Loaded into qf by LD_PRELOAD: looks for secrets in every block that is freed
 * and, when the program ends, in all of its writable memory.
 *	SEARCH_FOR	a file of lines `NAME HEX`
 *	SEARCH_REPORT	a file to which `freed NAME` and `end NAME` lines go
 *	SEARCH_DUMP	a file to which that memory is written in the end, for
 *		secrets that qf draws itself
 * Any eight bytes of a secret count.  They are kept masked, so that this table
 * is not what is found.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sodium.h>

#define WINDOW 8
#define WINDOWS_MAX 16384
#define NAMES_MAX 64
#define NAME_LEN 32
#define FILE_MAX 65536
#define MASK UINT64_C(0x5a17c3e89d2b4f61)
#define FILTER_BITS 16

void __libc_free(void *p);

static uint64_t window[WINDOWS_MAX]; /* masked */
static uint8_t window_name[WINDOWS_MAX];
static size_t window_count;
static char name[NAMES_MAX][NAME_LEN];
static bool said[2][NAMES_MAX];
static size_t name_count;
static uint8_t filter[1 << FILTER_BITS];
static bool armed;

static size_t
slot(uint64_t v)
{
	return (size_t)(v * UINT64_C(0x9e3779b97f4a7c15) >> (64 - FILTER_BITS));
}

static uint64_t
load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static size_t
slurp(const char *path, char *out, size_t max)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY), n;
	size_t len = 0;

	while (fd >= 0 && len < max &&
	       (n = syscall(SYS_read, fd, out + len, max - len)) > 0)
		len += (size_t)n;
	(void)syscall(SYS_close, fd);
	return len;
}

static unsigned int
digit(char c)
{
	return c <= '9' ? (unsigned int)(c - '0')
			: (unsigned int)(c - 'a') + 10;
}

static void
plant(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + WINDOW <= len; i++) {
		uint64_t v = load(bytes + i);

		if (window_count == WINDOWS_MAX)
			abort();
		filter[slot(v)] = 1;
		window_name[window_count] = (uint8_t)(name_count - 1);
		window[window_count++] = v ^ MASK;
	}
}

static void
plant_all(void)
{
	static char text[FILE_MAX];
	static uint8_t bytes[FILE_MAX / 2];
	const char *path = getenv("SEARCH_FOR");
	size_t len = path == NULL ? 0 : slurp(path, text, sizeof(text));

	for (size_t at = 0; at < len;) {
		char *end = memchr(text + at, '\n', len - at);
		char *sp = memchr(text + at, ' ', len - at);
		size_t n = 0;

		if (end == NULL || sp == NULL || name_count == NAMES_MAX)
			abort();
		(void)snprintf(name[name_count++], NAME_LEN, "%.*s",
		    (int)(sp - (text + at)), text + at);
		for (char *p = sp + 1; p + 1 < end; p += 2)
			bytes[n++] = (uint8_t)(digit(p[0]) << 4 | digit(p[1]));
		plant(bytes, n);
		at = (size_t)(end - text) + 1;
	}
	sodium_memzero(text, sizeof(text));
	sodium_memzero(bytes, sizeof(bytes));
}

static void
report(int where, size_t which)
{
	static const char *const words[] = { "freed", "end" };
	char line[2 * NAME_LEN];
	long fd;
	int n;

	if (said[where][which])
		return;
	said[where][which] = true;
	n = snprintf(line, sizeof(line), "%s %s\n", words[where], name[which]);
	fd = syscall(SYS_openat, AT_FDCWD, getenv("SEARCH_REPORT"),
	    O_WRONLY | O_CREAT | O_APPEND, 0600);
	(void)syscall(SYS_write, fd, line, n);
	(void)syscall(SYS_close, fd);
}

static void
search(const uint8_t *p, size_t len, int where)
{
	for (size_t i = 0; i + WINDOW <= len; i++) {
		uint64_t v = load(p + i);

		if (filter[slot(v)] == 0)
			continue;
		for (size_t k = 0; k < window_count; k++) {
			if (window[k] == (v ^ MASK))
				report(where, window_name[k]);
		}
	}
}

/* All that can be written, as /proc/self/maps lists it. */
static void
search_all(void)
{
	static char maps[FILE_MAX];
	const char *path = getenv("SEARCH_DUMP");
	long dump = path == NULL ? -1
				 : syscall(SYS_openat, AT_FDCWD, path,
				       O_WRONLY | O_CREAT | O_TRUNC, 0600);
	size_t len;

	armed = false;
	len = slurp("/proc/self/maps", maps, sizeof(maps) - 1);
	maps[len] = 0;
	for (char *line = maps; *line != 0;) {
		char *end = strchr(line, '\n');
		uintmax_t from, to;
		char mode[8];

		if (end == NULL)
			break;
		*end = 0;
		if (sscanf(line, "%jx-%jx %7s", &from, &to, mode) == 3 &&
		    mode[0] == 'r' && mode[1] == 'w') {
			search((const uint8_t *)(uintptr_t)from,
			    (size_t)(to - from), 1);
			if (dump >= 0)
				(void)syscall(
				    SYS_write, dump, from, to - from);
		}
		line = end + 1;
	}
}

int
sodium_init(void)
{
	void *p = dlsym(RTLD_NEXT, "sodium_init");
	int (*real)(void);

	memcpy(&real, &p, sizeof(p));
	if (!armed) {
		plant_all();
		atexit(search_all);
		armed = true;
	}
	return real();
}

void
free(void *p)
{
	if (p != NULL && armed)
		search(p, malloc_usable_size(p), 0);
	__libc_free(p);
}
