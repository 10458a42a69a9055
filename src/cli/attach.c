/* SPDX-License-Identifier: ISC */
#include "cli/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/file.h"
#include "cli/say.h"

#define PIECE_LEN 4096

void
cli_attach_done(struct cli_attach *a)
{
	if (a->is_open)
		(void)close(a->fd);
	a->is_open = false;
}

static enum err
cannot_read(const struct cli_attach *a, const char *why)
{
	cli_error("cannot read %s: %s", a->path, why);
	return ERR_IO;
}

enum err
cli_attach_open(struct cli_attach *a, const char *path)
{
	uint8_t piece[PIECE_LEN];
	struct stat st;
	size_t got = 0;
	enum err e;

	a->path = path;
	/* A pipe without a writer must not stop us here. */
	a->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	a->is_open = a->fd >= 0;
	if (!a->is_open || fstat(a->fd, &st) != 0)
		return cannot_read(a, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return cannot_read(a, "not a regular file");
	crypto_hash_sha256_init(&a->st);
	while (
	    (e = cli_fd_read(&a->fd, piece, sizeof(piece), &got)) == ERR_OK &&
	    got > 0) {
		crypto_hash_sha256_update(&a->st, piece, got);
		if ((a->len += got) > LIMIT_UPLOAD_LEN) {
			cli_error("%s: longer than 64 MiB", path);
			return ERR_LIMIT;
		}
	}
	crypto_hash_sha256_final(&a->st, a->hash);
	crypto_hash_sha256_init(&a->st);
	if (e != ERR_OK || lseek(a->fd, 0, SEEK_SET) != 0)
		return cannot_read(a, strerror(errno));
	return ERR_OK;
}

enum err
cli_attach_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct cli_attach *a = ctx;

	if (cli_fd_read(&a->fd, buf, len, got) != ERR_OK)
		return cannot_read(a, strerror(errno));
	a->at += *got;
	crypto_hash_sha256_update(&a->st, buf, *got);
	if (*got == 0)
		crypto_hash_sha256_final(&a->st, hash);
	if (a->at > a->len ||
	    (*got == 0 &&
		(a->at < a->len || memcmp(hash, a->hash, sizeof(hash)) != 0))) {
		cli_error("%s: changed while it was read", a->path);
		return ERR_ATTACHMENT;
	}
	return ERR_OK;
}
