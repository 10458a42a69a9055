/* SPDX-License-Identifier: ISC */
#include "cli/desk_cache.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/file.h"
#include "cli/say.h"

#define NAME_LEN 32

struct cli_desk_cache {
	char *dir; /* owned */
	pthread_mutex_t lock;
	bool is_lost; /* could not be written, and was told; under lock */
};

const char *
cli_desk_cache_name(const char *path)
{
	size_t len = sizeof(CLI_DESK_CACHE_PATH) - 1;

	if (strncmp(path, CLI_DESK_CACHE_PATH, len) != 0)
		return NULL;
	return strlen(path + len) == NAME_LEN &&
		       strspn(path + len, "0123456789abcdef") == NAME_LEN
		   ? path + len
		   : NULL;
}

static enum err
dir_of(char **path, const char *dir)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	int n;

	if (dir != NULL)
		n = asprintf(path, "%s", dir);
	else if (cache != NULL && cache[0] == '/')
		n = asprintf(path, "%s/qingfeng", cache);
	else if (home != NULL && home[0] == '/')
		n = asprintf(path, "%s/.cache/qingfeng", home);
	else
		return ERR_NOT_FOUND;
	if (n < 0)
		*path = NULL;
	return n < 0 ? ERR_MEMORY : ERR_OK;
}

enum err
cli_desk_cache_new(struct cli_desk_cache **out, const char *dir)
{
	struct cli_desk_cache *c = calloc(1, sizeof(*c));
	enum err e;

	if (c == NULL)
		return ERR_MEMORY;
	if ((e = dir_of(&c->dir, dir)) == ERR_OK &&
	    pthread_mutex_init(&c->lock, NULL) != 0)
		e = ERR_MEMORY;
	if (e != ERR_OK) {
		free(c->dir);
		free(c);
		return e;
	}
	*out = c;
	return ERR_OK;
}

void
cli_desk_cache_free(struct cli_desk_cache **c)
{
	if (*c == NULL)
		return;
	(void)pthread_mutex_destroy(&(*c)->lock);
	free((*c)->dir);
	free(*c);
	*c = NULL;
}

static char *
path_of(const struct cli_desk_cache *c, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s.desk", c->dir, name) < 0 ? NULL : path;
}

void
cli_desk_cache_read(
    struct cli_desk_cache *c, const char *name, struct base_buf *out)
{
	char *path = path_of(c, name);
	struct stat st;
	int fd;

	if (path == NULL)
		return;
	/* A pipe in its place would hold the page up for ever. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0) {
		if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
		    cli_read_fd(fd, out) != ERR_OK)
			base_buf_cut(out, 0);
		(void)close(fd);
	}
	free(path);
}

enum err
cli_desk_cache_write(
    struct cli_desk_cache *c, const char *name, const struct base_buf *body)
{
	char *path = path_of(c, name);
	enum err e = ERR_IO;

	if (path == NULL)
		return ERR_MEMORY;
	(void)pthread_mutex_lock(&c->lock);
	if (!c->is_lost && (e = cli_make_dirs(c->dir)) == ERR_OK)
		e = cli_write_file(path, body->data, body->len, 0600, true);
	if (e != ERR_OK && !c->is_lost) {
		cli_hint("every unlock takes its full time; `--no-cache' keeps "
			 "nothing");
		c->is_lost = true;
	}
	(void)pthread_mutex_unlock(&c->lock);
	free(path);
	return e;
}
