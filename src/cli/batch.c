/* SPDX-License-Identifier: ISC */
#include "cli/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/file.h"
#include "cli/say.h"

struct waiting {
	char *temp, *path; /* owned */
	uint64_t sum;      /* of path: thousands are compared for each file */
};

struct cli_batch {
	int dir; /* names the file system that is to be waited for */
	struct waiting files[CLI_BATCH_MAX];
	size_t count;
	enum err failed;
};

/* FNV-1a, 64 bits: names that differ nearly always differ in it. */
static uint64_t
sum_of(const char *path)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (; *path != '\0'; path++)
		sum = (sum ^ (uint8_t)*path) * 0x100000001b3;
	return sum;
}

static enum err
fail(struct cli_batch *b, enum err e, const char *path)
{
	if (e == ERR_IO)
		cli_error("cannot write %s: %s", path, strerror(errno));
	else
		(void)cli_fail(e, "cannot write %s", path);
	b->failed = e;
	return e;
}

enum err
cli_batch_new(struct cli_batch **out, const char *dir)
{
	struct cli_batch *b = calloc(1, sizeof(*b));

	if (b == NULL)
		goto none;
	b->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->dir < 0) {
		(void)fail(b, ERR_IO, dir);
		cli_batch_free(&b);
		return ERR_IO;
	}
	*out = b;
	return ERR_OK;
none:
	(void)cli_fail(ERR_MEMORY, "cannot write in %s", dir);
	return ERR_MEMORY;
}

static void
waiting_done(struct waiting *w)
{
	free(w->temp);
	free(w->path);
	*w = (struct waiting){ 0 };
}

enum err
cli_batch_put(struct cli_batch *b, const char *temp, const char *path)
{
	struct waiting *w;
	enum err e = b->failed;

	if (e == ERR_OK && b->count == CLI_BATCH_MAX)
		e = cli_batch_flush(b);
	if (e != ERR_OK)
		return e;
	w = &b->files[b->count];
	*w = (struct waiting){ strdup(temp), strdup(path), sum_of(path) };
	if (w->temp == NULL || w->path == NULL) {
		waiting_done(w);
		return fail(b, ERR_MEMORY, path);
	}
	b->count++;
	return ERR_OK;
}

enum err
cli_batch_write(
    struct cli_batch *b, const char *path, const void *data, size_t len)
{
	char *temp = NULL;
	enum err e = b->failed;
	int fd = -1;

	/* The one that waits for this name comes before. */
	if (e == ERR_OK && cli_batch_has(b, path))
		e = cli_batch_flush(b);
	if (e != ERR_OK)
		return e;
	if (asprintf(&temp, "%s.new", path) < 0)
		return fail(b, ERR_MEMORY, path);
	fd = open(
	    temp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || cli_write_all(fd, data, len) != ERR_OK) {
		e = fail(b, ERR_IO, temp);
		goto out;
	}
	e = close(fd) == 0 ? ERR_OK : fail(b, ERR_IO, temp);
	fd = -1;
	if (e == ERR_OK)
		e = cli_batch_put(b, temp, path);
out:
	if (fd >= 0)
		(void)close(fd);
	free(temp);
	return e;
}

bool
cli_batch_has(const struct cli_batch *b, const char *path)
{
	const uint64_t sum = sum_of(path);

	for (size_t i = 0; i < b->count; i++) {
		if (b->files[i].sum == sum &&
		    strcmp(b->files[i].path, path) == 0)
			return true;
	}
	return false;
}

enum err
cli_batch_flush(struct cli_batch *b)
{
	enum err e = b->failed;

	if (e != ERR_OK || b->count == 0)
		return e;
	if (syncfs(b->dir) != 0)
		return fail(b, ERR_IO, b->files[0].path);
	for (size_t i = 0; i < b->count; i++) {
		struct waiting *w = &b->files[i];

		if (e == ERR_OK && rename(w->temp, w->path) != 0)
			e = fail(b, ERR_IO, w->path);
		waiting_done(w);
	}
	b->count = 0;
	return e;
}

enum err
cli_batch_settle(struct cli_batch *b)
{
	enum err e = cli_batch_flush(b);

	if (e == ERR_OK && syncfs(b->dir) != 0)
		e = fail(b, ERR_IO, "the store folder");
	return e;
}

void
cli_batch_free(struct cli_batch **b)
{
	if (b == NULL || *b == NULL)
		return;
	for (size_t i = 0; i < (*b)->count; i++)
		waiting_done(&(*b)->files[i]);
	if ((*b)->dir >= 0)
		(void)close((*b)->dir);
	free(*b);
	*b = NULL;
}
