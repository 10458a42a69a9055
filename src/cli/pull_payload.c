/* SPDX-License-Identifier: ISC */
/* One payload into the folder, piece by piece. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/file.h"
#include "cli/pull.h"

#define ENTRY_TYPE "application/vnd.qingfeng.entry"
#define FETCH_LEN (1024u * 1024u)
#define PIECE_LEN 4096

/* A payload on its way: the file grows until it is whole. */
struct growing {
	int fd;
	uint64_t at;
};

static enum err
io_say(const char *path)
{
	cli_error("cannot write %s: %s", path, strerror(errno));
	return ERR_IO;
}

/* Open what an earlier sync left, or begin with the head. */
static enum err
begin(struct growing *g, const char *path, const struct cli_payload *want)
{
	struct stat st;

	g->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (g->fd < 0 || fstat(g->fd, &st) != 0)
		return io_say(path);
	g->at = (uint64_t)st.st_size;
	if (g->at < want->head_len || g->at > want->len) {
		if (ftruncate(g->fd, 0) != 0 ||
		    lseek(g->fd, 0, SEEK_SET) != 0 ||
		    cli_write_all(g->fd, want->head, want->head_len) != ERR_OK)
			return io_say(path);
		g->at = want->head_len;
	}
	return lseek(g->fd, 0, SEEK_END) == (off_t)g->at ? ERR_OK
							 : io_say(path);
}

static enum err
fetch(struct cli_pull *p, const struct cli_payload *want, struct growing *g,
    const char *path)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], body[256];
	char open64[BASE64_LEN(SEAL_OPEN_LEN) + 1];
	struct cli_http_reply r;
	enum err e = ERR_OK;

	base_hex_encode(hex, want->id, SEAL_ID_LEN);
	base_base64_encode(open64, want->open, SEAL_OPEN_LEN, BASE64_URL_RAW);
	while (e == ERR_OK && g->at < want->len) {
		int n = snprintf(body, sizeof(body),
		    "entry %s\nopen %s\nfrom %ju\nlen %u\n\n", hex, open64,
		    (uintmax_t)g->at, FETCH_LEN);

		e = cli_officer_post(p->officer, "/v1/entries/fetch",
		    ENTRY_TYPE, body, (size_t)n, FETCH_LEN, &r);
		if (e == ERR_NOT_FOUND)
			e = cli_pull_refuse("an entry of the office's");
		if (e == ERR_OK &&
		    (r.body.len == 0 || r.body.len > want->len - g->at))
			e = ERR_PROTOCOL;
		if (e == ERR_OK &&
		    cli_write_all(g->fd, r.body.data, r.body.len) != ERR_OK)
			e = io_say(path);
		if (e == ERR_OK)
			g->at += r.body.len;
		cli_http_reply_done(&r);
	}
	sodium_memzero(open64, sizeof(open64));
	sodium_memzero(body, sizeof(body));
	return e;
}

/* Is the file what its name says? */
static enum err
check(int fd, const uint8_t id[static SEAL_ID_LEN], bool *good)
{
	uint8_t piece[PIECE_LEN], hash[SEAL_HASH_LEN];
	crypto_hash_sha256_state st;
	size_t got = 0;
	enum err e;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return ERR_IO;
	crypto_hash_sha256_init(&st);
	while ((e = cli_fd_read(&fd, piece, sizeof(piece), &got)) == ERR_OK &&
	       got > 0)
		crypto_hash_sha256_update(&st, piece, got);
	crypto_hash_sha256_final(&st, hash);
	*good = memcmp(hash, id, SEAL_ID_LEN) == 0;
	return e;
}

enum err
cli_pull_payload(struct cli_pull *p, const char *thread,
    const struct cli_payload *want, bool *kept)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct growing g = { .fd = -1 };
	char *part = NULL, *path = NULL;
	enum err e = ERR_MEMORY;

	*kept = false;
	base_hex_encode(hex, want->id, SEAL_ID_LEN);
	part = cli_folder_path(p->folder, "threads/%s/%s.part", thread, hex);
	path = cli_folder_path(p->folder, "threads/%s/%s.payload", thread, hex);
	if (part == NULL || path == NULL)
		goto out;
	if ((e = begin(&g, part, want)) != ERR_OK ||
	    (e = fetch(p, want, &g, part)) != ERR_OK ||
	    (e = check(g.fd, want->id, kept)) != ERR_OK)
		goto out;
	if (!*kept) {
		cli_warn(
		    "entry %s is not what its name says; it is not kept", hex);
		(void)unlink(part);
	} else if (p->folder->batch != NULL) {
		e = cli_batch_put(p->folder->batch, part, path);
	} else if (fsync(g.fd) != 0 || rename(part, path) != 0) {
		e = io_say(path);
	} else {
		e = cli_sync_parent(path);
	}
out:
	if (g.fd >= 0)
		(void)close(g.fd);
	free(part);
	free(path);
	return e;
}
