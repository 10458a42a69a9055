/* SPDX-License-Identifier: ISC */
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/say.h"

#define OUT_OPEN_MAX 24   /* outputs one command has open at a time */
#define TEMP_RANDOM_LEN 8 /* random bytes in a temporary's name */
#define READ_STEP 65536

/*
 * The signal handler's list: the one piece of global state here, because a
 * handler gets no argument.
 */
static char *volatile unfinished[OUT_OPEN_MAX];

static void
on_signal(int sig)
{
	for (size_t i = 0; i < OUT_OPEN_MAX; i++) {
		if (unfinished[i] != NULL)
			(void)unlink(unfinished[i]);
	}
	/* SA_RESETHAND has put the default action back. */
	(void)raise(sig);
}

void
cli_out_guard_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		(void)sigaction(signals[i], &sa, NULL);
}

static bool
guard_add(char *temp)
{
	for (size_t i = 0; i < OUT_OPEN_MAX; i++) {
		if (unfinished[i] == NULL) {
			unfinished[i] = temp;
			return true;
		}
	}
	return false;
}

static void
guard_remove(const char *temp)
{
	for (size_t i = 0; i < OUT_OPEN_MAX; i++) {
		if (unfinished[i] == temp)
			unfinished[i] = NULL;
	}
}

enum err
cli_out_open(struct cli_out *o, const char *path, mode_t mode, bool replace)
{
	uint8_t noise[TEMP_RANDOM_LEN];
	char hex[HEX_LEN(TEMP_RANDOM_LEN) + 1];

	*o = (struct cli_out){ .fd = -1, .replace = replace };
	if (path == NULL || strcmp(path, "-") == 0) {
		o->fd = STDOUT_FILENO;
		return ERR_OK;
	}
	o->path = path;
	if (!replace && access(path, F_OK) == 0)
		return ERR_EXISTS;
	randombytes_buf(noise, sizeof(noise));
	base_hex_encode(hex, noise, sizeof(noise));
	if (asprintf(&o->temp, "%s.%s.tmp", path, hex) < 0) {
		o->temp = NULL;
		return ERR_MEMORY;
	}
	REQUIRE(guard_add(o->temp));
	o->fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	return o->fd < 0 ? ERR_IO : ERR_OK;
}

/* The directory's entry must be as durable as the file's bytes. */
enum err
cli_sync_parent(const char *path)
{
	char *copy = strdup(path);
	enum err e = ERR_OK;
	int fd;

	if (copy == NULL)
		return ERR_MEMORY;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		e = ERR_IO;
	if (fd >= 0)
		(void)close(fd);
	free(copy);
	return e;
}

/* What appeared and cannot be made durable goes again; errno stays. */
static enum err
settle(const struct cli_out *o, bool was_there)
{
	enum err e = cli_sync_parent(o->path);
	int error = errno;

	if (e != ERR_OK && !was_there)
		(void)unlink(o->path);
	errno = error;
	return e;
}

enum err
cli_out_commit(struct cli_out *o)
{
	bool was_there;

	if (o->path == NULL)
		return ERR_OK;
	was_there = access(o->path, F_OK) == 0;
	if (fsync(o->fd) != 0 || close(o->fd) != 0) {
		o->fd = -1;
		return ERR_IO;
	}
	o->fd = -1;
	if (o->replace) {
		if (rename(o->temp, o->path) != 0)
			return ERR_IO;
		guard_remove(o->temp);
		free(o->temp);
		o->temp = NULL;
	} else if (link(o->temp, o->path) != 0) {
		/* link(2), unlike rename(2), never replaces. */
		return errno == EEXIST ? ERR_EXISTS : ERR_IO;
	}
	return settle(o, was_there);
}

void
cli_out_done(struct cli_out *o)
{
	if (o->path != NULL && o->fd >= 0)
		(void)close(o->fd);
	if (o->temp != NULL) {
		(void)unlink(o->temp);
		guard_remove(o->temp);
		free(o->temp);
	}
	*o = (struct cli_out){ .fd = -1 };
}

enum err
cli_write_all(int fd, const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		at += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err
cli_write_file(
    const char *path, const void *data, size_t len, mode_t mode, bool replace)
{
	struct cli_out o;
	enum err e;

	if ((e = cli_out_open(&o, path, mode, replace)) == ERR_OK &&
	    (e = cli_write_all(o.fd, data, len)) == ERR_OK)
		e = cli_out_commit(&o);
	if (e == ERR_EXISTS) {
		(void)cli_fail(e, "%s", path);
		cli_hint("qf does not replace it; choose another name");
	} else if (e == ERR_IO) {
		cli_error("cannot write %s: %s",
		    path == NULL ? "standard output" : path, strerror(errno));
	} else if (e != ERR_OK) {
		(void)cli_fail(e, "cannot write the output");
	}
	cli_out_done(&o);
	return e;
}

/* Room for a small file and the end behind it, not for the largest one. */
static size_t
first_step(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0 &&
		       st.st_size < READ_STEP
		   ? (size_t)st.st_size + 1
		   : READ_STEP;
}

enum err
cli_read_fd(int fd, struct base_buf *out)
{
	size_t first = first_step(fd);
	uint8_t *at;
	enum err e;

	for (;;) {
		size_t step = out->max - out->len;
		uint8_t past;
		ssize_t n;

		if (step > first)
			step = first;
		if (step == 0) {
			/* At the ceiling: only the end may follow. */
			n = read(fd, &past, 1);
			if (n < 0 && errno == EINTR)
				continue;
			return n == 0 ? ERR_OK : n < 0 ? ERR_IO : ERR_LIMIT;
		}
		if ((e = base_buf_reserve(out, step, &at)) != ERR_OK)
			return e;
		if ((n = read(fd, at, step)) < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? ERR_OK : ERR_IO;
		out->len += (size_t)n;
	}
}

int
cli_open_input(const char *path)
{
	int fd;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		cli_error("cannot open %s: %s", path, strerror(errno));
	return fd;
}

void
cli_close_input(int fd)
{
	if (fd > STDIN_FILENO)
		(void)close(fd);
}

enum err
cli_fd_read(void *fd, uint8_t *buf, size_t len, size_t *got)
{
	ssize_t n;

	do
		n = read(*(const int *)fd, buf, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return ERR_IO;
	*got = (size_t)n;
	return ERR_OK;
}

enum err
cli_fd_write(void *fd, const uint8_t *buf, size_t len)
{
	return cli_write_all(*(const int *)fd, buf, len);
}

bool
cli_out_binary_ok(const struct cli_out *o)
{
	if (o->path != NULL || !isatty(o->fd))
		return true;
	cli_error("the output is binary and would go to the terminal");
	cli_hint("name a file with -o, or pipe the output");
	return false;
}

enum err
cli_read_file(const char *path, struct base_buf *out)
{
	bool in = strcmp(path, "-") == 0;
	enum err e = ERR_IO;
	int fd;

	if ((fd = cli_open_input(path)) < 0)
		return ERR_IO;
	if ((e = cli_read_fd(fd, out)) == ERR_IO)
		cli_error("cannot read %s: %s", path, strerror(errno));
	else if (e == ERR_LIMIT)
		cli_error("%s is larger than %zu bytes",
		    in ? "standard input" : path, out->max);
	else if (e != ERR_OK)
		(void)cli_fail(e, "cannot read %s", path);
	cli_close_input(fd);
	return e;
}

enum err
cli_make_dirs(const char *path)
{
	char *copy = strdup(path);
	enum err e = ERR_OK;

	if (copy == NULL)
		return ERR_MEMORY;
	for (char *at = copy + 1; e == ERR_OK; at++) {
		char was = *at;

		if (was != '/' && was != 0)
			continue;
		*at = 0;
		if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
			cli_error("cannot make the folder %s: %s", copy,
			    strerror(errno));
			e = ERR_IO;
		}
		*at = was;
		if (was == 0)
			break;
	}
	free(copy);
	return e;
}
