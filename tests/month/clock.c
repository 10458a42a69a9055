/* SPDX-License-Identifier: ISC */
/*
 * Another calendar day for every program of the month, by LD_PRELOAD: the
 * clock of the day goes QF_CLOCK_DAYS days (a whole number) beside the
 * machine's, for services, PostgreSQL, qf and openssl alike.  Timers and the
 * monotonic clock stay true.  With QF_CLOCK_FILE the number is an int32_t in
 * that file, read at every look at the clock: the day then passes for programs
 * that run, as PostgreSQL does while a year is filled in (tests/year).
 *
 * Why not entries with dates in the past: a reader is alarmed at a date that
 * is not the day of storing, so the day of storing itself must be another one.
 * Why not libfaketime: it shares its state in a semaphore that the users to
 * whom PostgreSQL and the services change cannot open.  What is written here
 * needs no file and no call that the services' sandbox forbids.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define DAY_S 86400
#define DAYS_MAX 40000

typedef int (*clock_fn)(clockid_t clock, struct timespec *out);

static clock_fn real_clock;
static int32_t shift_days;
static const volatile int32_t *days_at = &shift_days;

/* The number in the file, for as long as the program lives. */
static void
days_map(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *at = fd < 0 ? MAP_FAILED :
	    mmap(NULL, sizeof(*days_at), PROT_READ, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		abort();
	(void)close(fd);
	days_at = at;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *days = getenv("QF_CLOCK_DAYS");
	const char *file = getenv("QF_CLOCK_FILE");
	long n = days == NULL ? 0 : strtol(days, NULL, 10);

	/* A pointer to a function is got from one to data, as POSIX has it. */
	*(void **)&real_clock = dlsym(RTLD_NEXT, "clock_gettime");
	if (real_clock == NULL || n > DAYS_MAX || n < -DAYS_MAX)
		abort();
	shift_days = (int32_t)n;
	if (file != NULL)
		days_map(file);
}

int clock_gettime(clockid_t clock, struct timespec *out);
int
clock_gettime(clockid_t clock, struct timespec *out)
{
	int r;

	if (real_clock == NULL)
		begin();
	r = real_clock(clock, out);
	if (r == 0 &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		out->tv_sec += (time_t)*days_at * DAY_S;
	return r;
}

time_t
time(time_t *out)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	out->tv_sec = now.tv_sec;
	out->tv_usec = (suseconds_t)(now.tv_nsec / 1000);
	return 0;
}
