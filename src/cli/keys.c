/* SPDX-License-Identifier: ISC */
#include "cli/keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/file.h"

#define KEYS_FILE "keys"
#define MAGIC "qingfeng-keys/1\n"
#define MAGIC_LEN (sizeof(MAGIC) - 1)
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NAME_LEN crypto_auth_hmacsha256_BYTES
#define ROW_LEN (NAME_LEN + SEAL_FILE_KEY_LEN)
#define HEAD_LEN (MAGIC_LEN + NONCE_LEN)
#define FILE_LEN_MAX (HEAD_LEN + CLI_KEYS_MAX * ROW_LEN + TAG_LEN)
#define SLOTS_FIRST 1024u

/*
 * A header's name is its HMAC: whoever writes headers cannot choose where in
 * the table they fall.
 */
struct row {
	uint8_t name[NAME_LEN];
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	bool full, used;
};

struct cli_keys {
	char *path; /* owned */
	char host[LIMIT_NAME_LEN + 1];
	struct seal_officer_seeds seeds;
	struct row *rows; /* owned: open addressing, at most half full */
	size_t slots;     /* a power of two */
	size_t count, loaded;
};

static struct row *
slot_find(const struct row *rows, size_t slots, const uint8_t *name)
{
	uint64_t at;

	memcpy(&at, name, sizeof(at));
	for (;; at++) {
		const struct row *r = &rows[at & (slots - 1)];

		if (!r->full || memcmp(r->name, name, NAME_LEN) == 0)
			return (struct row *)(uintptr_t)r;
	}
}

static void
rows_free(struct row *rows, size_t slots)
{
	if (rows != NULL)
		sodium_memzero(rows, slots * sizeof(*rows));
	free(rows);
}

static bool
room_make(struct cli_keys *k)
{
	size_t slots = k->slots == 0 ? SLOTS_FIRST : k->slots * 2;
	struct row *fresh;

	if (k->count >= CLI_KEYS_MAX)
		return false;
	if (k->count < k->slots / 2)
		return true;
	if ((fresh = calloc(slots, sizeof(*fresh))) == NULL)
		return false;
	for (size_t i = 0; k->rows != NULL && i < k->slots; i++) {
		if (k->rows[i].full)
			*slot_find(fresh, slots, k->rows[i].name) = k->rows[i];
	}
	rows_free(k->rows, k->slots);
	k->rows = fresh;
	k->slots = slots;
	return true;
}

/* Without room it is not kept. */
static void
row_add(
    struct cli_keys *k, const uint8_t *name, const uint8_t *file_key, bool used)
{
	struct row *r;

	if (!room_make(k))
		return;
	REQUIRE(k->rows != NULL);
	r = slot_find(k->rows, k->slots, name);
	k->count += !r->full;
	memcpy(r->name, name, NAME_LEN);
	memcpy(r->file_key, file_key, SEAL_FILE_KEY_LEN);
	r->full = true;
	r->used = used;
}

/* What the tag covers beside the rows: whose site it is. */
static size_t
about(const struct cli_keys *k, uint8_t out[static MAGIC_LEN + LIMIT_NAME_LEN])
{
	size_t len = strlen(k->host);

	memcpy(out, MAGIC, MAGIC_LEN);
	memcpy(out + MAGIC_LEN, k->host, len);
	return MAGIC_LEN + len;
}

static void
file_take(struct cli_keys *k, struct base_buf *file)
{
	uint8_t ad[MAGIC_LEN + LIMIT_NAME_LEN];
	size_t ad_len = about(k, ad), len;
	uint8_t *rows;

	if (file->len < HEAD_LEN + TAG_LEN ||
	    (file->len - HEAD_LEN - TAG_LEN) % ROW_LEN != 0 ||
	    memcmp(file->data, MAGIC, MAGIC_LEN) != 0)
		return;
	rows = file->data + HEAD_LEN;
	len = file->len - HEAD_LEN - TAG_LEN;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(rows, NULL,
		rows, len, rows + len, ad, ad_len, file->data + MAGIC_LEN,
		k->seeds.keys) != 0)
		return;
	for (size_t at = 0; at < len; at += ROW_LEN)
		row_add(k, rows + at, rows + at + NAME_LEN, false);
	k->loaded = k->count;
}

void
cli_keys_load(struct cli_keys **out, const char *dir, const char *host,
    const struct seal_identity *id)
{
	struct cli_keys *k = calloc(1, sizeof(*k));
	struct base_buf file;
	int fd;

	REQUIRE(strlen(host) <= LIMIT_NAME_LEN);
	*out = k;
	if (k == NULL)
		return;
	if (asprintf(&k->path, "%s/" KEYS_FILE, dir) < 0) {
		k->path = NULL;
		cli_keys_free(out);
		return;
	}
	(void)snprintf(k->host, sizeof(k->host), "%s", host);
	seal_officer_seeds(id, &k->seeds);
	base_buf_init(&file, FILE_LEN_MAX);
	fd = open(k->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0 && cli_read_fd(fd, &file) == ERR_OK)
		file_take(k, &file);
	if (fd >= 0)
		(void)close(fd);
	base_buf_done(&file);
}

enum err
cli_keys_open(struct cli_keys *k, const struct seal_identity *id,
    const struct seal_header *h, uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t name[NAME_LEN];
	struct row *r = NULL;
	enum err e;

	if (k == NULL)
		return seal_header_open(h, id, 1, file_key);
	crypto_auth_hmacsha256(
	    name, h->data, h->len, k->seeds.keys + SEAL_SEED_LEN);
	if (k->rows != NULL)
		r = slot_find(k->rows, k->slots, name);
	if (r != NULL && r->full) {
		r->used = true;
		memcpy(file_key, r->file_key, SEAL_FILE_KEY_LEN);
		return ERR_OK;
	}
	if ((e = seal_header_open(h, id, 1, file_key)) == ERR_OK)
		row_add(k, name, file_key, true);
	return e;
}

static size_t
used_count(const struct cli_keys *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->slots; i++)
		n += k->rows[i].full && k->rows[i].used;
	return n;
}

static enum err
file_make(const struct cli_keys *k, size_t count, struct base_buf *file)
{
	uint8_t ad[MAGIC_LEN + LIMIT_NAME_LEN], nonce[NONCE_LEN], *rows, *at;
	size_t ad_len = about(k, ad);
	enum err e;

	randombytes_buf(nonce, sizeof(nonce));
	if ((e = base_buf_add(file, MAGIC, MAGIC_LEN)) != ERR_OK ||
	    (e = base_buf_add(file, nonce, sizeof(nonce))) != ERR_OK ||
	    (e = base_buf_reserve(file, count * ROW_LEN + TAG_LEN, &rows)) !=
		ERR_OK)
		return e;
	at = rows;
	for (size_t i = 0; i < k->slots; i++) {
		const struct row *r = &k->rows[i];

		if (!r->full || !r->used)
			continue;
		memcpy(at, r->name, NAME_LEN);
		memcpy(at + NAME_LEN, r->file_key, SEAL_FILE_KEY_LEN);
		at += ROW_LEN;
	}
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt_detached(rows, at,
	    NULL, rows, count * ROW_LEN, ad, ad_len, NULL, nonce,
	    k->seeds.keys);
	file->len += count * ROW_LEN + TAG_LEN;
	return ERR_OK;
}

void
cli_keys_save(const struct cli_keys *k)
{
	struct cli_out o = { .fd = -1 };
	struct base_buf file;
	size_t used;

	if (k == NULL)
		return;
	used = used_count(k);
	if (used == k->loaded && used == k->count)
		return;
	base_buf_init(&file, FILE_LEN_MAX);
	if (file_make(k, used, &file) == ERR_OK &&
	    cli_out_open(&o, k->path, 0600, true) == ERR_OK &&
	    cli_write_all(o.fd, file.data, file.len) == ERR_OK)
		(void)!cli_out_commit(&o);
	cli_out_done(&o);
	base_buf_done(&file);
}

void
cli_keys_free(struct cli_keys **out)
{
	struct cli_keys *k;

	if (out == NULL || *out == NULL)
		return;
	k = *out;
	rows_free(k->rows, k->slots);
	seal_officer_seeds_done(&k->seeds);
	free(k->path);
	free(k);
	*out = NULL;
}
