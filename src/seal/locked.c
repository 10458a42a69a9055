/* SPDX-License-Identifier: ISC */
#include "seal/locked.h"

#include <string.h>

#include "base/limits.h"
#include "seal/age.h"
#include "seal/armor.h"

static const char file_start[] = "age-encryption.org/";

bool
seal_locked_is(const uint8_t *file, size_t file_len)
{
	return seal_armor_is(file, file_len) ||
	    (file_len >= sizeof(file_start) - 1 &&
		memcmp(file, file_start, sizeof(file_start) - 1) == 0);
}

enum err
seal_locked_open(const uint8_t *file, size_t file_len, const char *passphrase,
    size_t passphrase_len, struct seal_identities *out)
{
	struct seal_memory memory = { .data = file, .len = file_len };
	struct seal_source in = { seal_memory_read, &memory };
	struct seal_age_keys keys = { .passphrase = passphrase,
		.passphrase_len = passphrase_len };
	struct base_buf text;
	struct seal_sink sink = { seal_buf_write, &text };
	enum err e;

	if (file_len > LIMIT_IDENTITY_FILE_LEN)
		return ERR_LIMIT;
	base_buf_init(&text, LIMIT_IDENTITY_FILE_LEN);
	e = seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &sink);
	if (e == ERR_OK)
		e = seal_identities_parse(
		    (const char *)text.data, text.len, out);
	else if (e == ERR_AGE_NO_MATCH)
		e = ERR_PASSPHRASE;
	base_buf_done(&text);
	return e;
}

enum err
seal_locked_write(const struct seal_identity *id, const char *comment,
    const char *passphrase, size_t passphrase_len,
    const struct seal_random *rnd, struct base_buf *out)
{
	struct base_buf text, file;
	struct seal_memory memory;
	struct seal_source in = { seal_memory_read, &memory };
	struct seal_sink sink = { seal_buf_write, &file };
	enum err e;

	if (passphrase_len == 0)
		return ERR_PASSPHRASE;
	base_buf_init(&text, LIMIT_IDENTITY_FILE_LEN / 2);
	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	if ((e = seal_identity_file(id, comment, &text)) != ERR_OK)
		goto out;
	memory = (struct seal_memory){ .data = text.data, .len = text.len };
	if ((e = seal_age_encrypt_passphrase(
		 &in, passphrase, passphrase_len, rnd, &sink)) == ERR_OK)
		e = base_buf_add(out, file.data, file.len);
out:
	base_buf_done(&text);
	base_buf_done(&file);
	return e;
}
