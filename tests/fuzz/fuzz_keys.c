/* SPDX-License-Identifier: ISC */
/*
 * cli/keys.h: a file of any bytes, and one whose rows are any bytes, sealed as
 * the officer himself would have done it.  What opens with the first is what
 * headers give; the rows of the second are kept as they are, or not at all.
 */
#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/keys.h"

#define MAGIC "qingfeng-keys/1\n"
#define MAGIC_LEN (sizeof(MAGIC) - 1)
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES

static char dir[] = "/dev/shm/qffuzz.XXXXXX";
static char path[sizeof(dir) + 8];
static struct seal_identity me;
static struct base_buf header;
static uint8_t right[SEAL_FILE_KEY_LEN];

static enum err
draw(void *ctx, uint8_t *buf, size_t len)
{
	(void)ctx;
	randombytes_buf(buf, len);
	return ERR_OK;
}

static void
clean(void)
{
	(void)unlink(path);
	(void)rmdir(dir);
}

static void
setup(void)
{
	struct seal_random rnd = { draw, NULL };

	HOLDS(mkdtemp(dir) != NULL);
	(void)snprintf(path, sizeof(path), "%s/keys", dir);
	HOLDS(atexit(clean) == 0);
	HOLDS(seal_identity_new(&rnd, &me) == ERR_OK);
	base_buf_init(&header, LIMIT_HEADER_LEN);
	randombytes_buf(right, sizeof(right));
	HOLDS(seal_header_write(right, &me.recipient, 1, 1, &rnd, &header) ==
	    ERR_OK);
}

static void
file_write(const uint8_t *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	HOLDS(fd >= 0 && write(fd, data, len) == (ssize_t)len);
	(void)close(fd);
}

/* The officer's own seal around any rows. */
static void
file_seal(const uint8_t *rows, size_t len)
{
	uint8_t *all = malloc(MAGIC_LEN + NONCE_LEN + len + TAG_LEN);
	struct seal_officer_seeds seeds;

	HOLDS(all != NULL);
	seal_officer_seeds(&me, &seeds);
	memcpy(all, MAGIC, MAGIC_LEN);
	randombytes_buf(all + MAGIC_LEN, NONCE_LEN);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    all + MAGIC_LEN + NONCE_LEN, NULL, rows, len,
	    (const uint8_t *)MAGIC HOST, strlen(MAGIC HOST), NULL,
	    all + MAGIC_LEN, seeds.keys);
	file_write(all, MAGIC_LEN + NONCE_LEN + len + TAG_LEN);
	seal_officer_seeds_done(&seeds);
	free(all);
}

static void
load_and_ask(void)
{
	uint8_t key[SEAL_FILE_KEY_LEN];
	struct cli_keys *k;
	struct seal_header h;

	HOLDS(seal_header_parse(header.data, header.len, &h) == ERR_OK);
	cli_keys_load(&k, dir, HOST, &me);
	HOLDS(k != NULL);
	/* Rows that nobody could guess do not name this header. */
	HOLDS(cli_keys_open(k, &me, &h, key) == ERR_OK &&
	    memcmp(key, right, sizeof(right)) == 0);
	cli_keys_save(k);
	cli_keys_free(&k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (header.len == 0)
		setup();
	if (size == 0)
		return 0;
	if (data[0] % 2 == 0)
		file_write(data + 1, size - 1);
	else
		file_seal(data + 1, size - 1);
	load_and_ask();
	/* What was written then is whole, and has that one key. */
	load_and_ask();
	return 0;
}
