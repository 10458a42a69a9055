/* SPDX-License-Identifier: ISC */
/*
 * Loaded into qf by LD_PRELOAD: the how many-th call of a kind fails.
 *	FAIL_KIND	memory open read write sync place; none: only counted;
 *			flush (syncfs) and remove, which are not counted
 *	FAIL_AT		which one, from 1
 *	FAIL_KILL	set: it does not fail, all of qf ends there, killed
 *	FAIL_COUNT	a file to which `KIND NUMBER` lines are written at exit
 * Memory counts for all of the program, libraries included, from the moment
 * that main() has called sodium_init(); files count where qf itself asks.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sodium.h>

enum kind { MEMORY, OPEN, READ, WRITE, SYNC, PLACE, COUNTED,
	FLUSH = COUNTED, REMOVE, KINDS };

static const char *const names[KINDS] = { "memory", "open", "read", "write",
	"sync", "place", "flush", "remove" };

void *__libc_malloc(size_t len);
void *__libc_calloc(size_t count, size_t len);
void *__libc_realloc(void *p, size_t len);
void *__libc_memalign(size_t align, size_t len);

static unsigned long count[KINDS];
static bool armed;
static enum kind failing = KINDS;
static unsigned long failing_at;
static uintptr_t text_from, text_to; /* of qf itself */

static int
find_text(struct dl_phdr_info *info, size_t len, void *ctx)
{
	(void)len;
	(void)ctx;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type != PT_LOAD || (p->p_flags & PF_X) == 0)
			continue;
		text_from = info->dlpi_addr + p->p_vaddr;
		text_to = text_from + p->p_memsz;
	}
	return 1; /* the first is the program */
}

static void
write_counts(void)
{
	const char *path = getenv("FAIL_COUNT");
	char line[64];
	int fd, n;

	armed = false;
	if (path == NULL)
		return;
	fd = (int)syscall(
	    SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	for (int k = 0; k < COUNTED; k++) {
		n = snprintf(
		    line, sizeof(line), "%s %lu\n", names[k], count[k]);
		(void)syscall(SYS_write, fd, line, n);
	}
	(void)syscall(SYS_close, fd);
}

static void
arm(void)
{
	const char *kind = getenv("FAIL_KIND"), *at = getenv("FAIL_AT");

	dl_iterate_phdr(find_text, NULL);
	for (int k = 0; k < KINDS && kind != NULL; k++) {
		if (strcmp(kind, names[k]) == 0)
			failing = (enum kind)k;
	}
	failing_at = at == NULL ? 0 : strtoul(at, NULL, 10);
	atexit(write_counts);
	armed = true;
}

static bool
fails(enum kind k)
{
	if (!armed)
		return false;
	count[k]++;
	if (k != failing || count[k] != failing_at)
		return false;
	if (getenv("FAIL_KILL") != NULL)
		(void)raise(SIGKILL);
	return true;
}

static bool
is_ours(const void *from)
{
	return (uintptr_t)from >= text_from && (uintptr_t)from < text_to;
}

#define OURS is_ours(__builtin_return_address(0))

/* ISO C has no cast from dlsym()'s pointer to a function's. */
static void
next(void *function, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	memcpy(function, &p, sizeof(p));
}

int
sodium_init(void)
{
	int (*real)(void);
	int r;

	next(&real, "sodium_init");
	r = real();

	if (!armed)
		arm();
	return r;
}

static void *
no_memory(void)
{
	errno = ENOMEM;
	return NULL;
}

void *
malloc(size_t len)
{
	return fails(MEMORY) ? no_memory() : __libc_malloc(len);
}

void *
calloc(size_t n, size_t len)
{
	return fails(MEMORY) ? no_memory() : __libc_calloc(n, len);
}

void *
realloc(void *p, size_t len)
{
	return fails(MEMORY) ? no_memory() : __libc_realloc(p, len);
}

void *
reallocarray(void *p, size_t n, size_t len)
{
	size_t all;

	if (__builtin_mul_overflow(n, len, &all) || fails(MEMORY))
		return no_memory();
	return __libc_realloc(p, all);
}

void *
aligned_alloc(size_t align, size_t len)
{
	return fails(MEMORY) ? no_memory() : __libc_memalign(align, len);
}

/* libsodium's guarded memory is mapped, not malloc()ed. */
void *
sodium_malloc(size_t len)
{
	void *(*real)(size_t);

	next(&real, "sodium_malloc");
	return fails(MEMORY) ? no_memory() : real(len);
}

static long
refused(int error)
{
	errno = error;
	return -1;
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (OURS && fails(OPEN))
		return (int)refused(EMFILE);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t
read(int fd, void *buf, size_t len)
{
	if (OURS && fails(READ))
		return refused(EIO);
	return syscall(SYS_read, fd, buf, len);
}

/* Half of what was given, then no room: the worst of disks. */
ssize_t
write(int fd, const void *buf, size_t len)
{
	static bool full;

	if (OURS && fd > 2 && (full || fails(WRITE))) {
		if (full || len < 2)
			return refused(ENOSPC);
		full = true;
		return syscall(SYS_write, fd, buf, len / 2);
	}
	return syscall(SYS_write, fd, buf, len);
}

int
fsync(int fd)
{
	if (OURS && fails(SYNC))
		return (int)refused(EIO);
	return (int)syscall(SYS_fsync, fd);
}

int
link(const char *from, const char *to)
{
	if (OURS && fails(PLACE))
		return (int)refused(EPERM);
	return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
rename(const char *from, const char *to)
{
	if (OURS && fails(PLACE))
		return (int)refused(EPERM);
	return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

int
syncfs(int fd)
{
	if (OURS && fails(FLUSH))
		return (int)refused(EIO);
	return (int)syscall(SYS_syncfs, fd);
}

int
unlink(const char *path)
{
	if (OURS && fails(REMOVE))
		return (int)refused(EPERM);
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
