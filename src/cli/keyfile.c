/* SPDX-License-Identifier: ISC */
#include "cli/keyfile.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/secret.h"
#include "cli/file.h"
#include "cli/term.h"
#include "seal/age.h"
#include "seal/locked.h"
#include "sign/keyfile.h"

#define TYPED_TRIES 3

/* Opens a locked file's bytes into what ctx points to. */
typedef enum err unlock_fn(
    const struct base_buf *file, const struct base_secret *pass, void *ctx);

/* Ask and try; slips of a typed passphrase are free, a scripted one is not. */
static enum err
unlock(const char *path, int fd, const struct base_buf *file, unlock_fn *fn,
    void *ctx)
{
	struct base_secret *pass = NULL;
	char prompt[256];
	enum err e;
	int tries = fd == CLI_FD_NONE ? TYPED_TRIES : 1;

	(void)snprintf(prompt, sizeof(prompt), "passphrase for %s", path);
	do {
		if ((e = cli_secret_read(&pass, fd, prompt, false)) != ERR_OK)
			return e;
		e = fn(file, pass, ctx);
		base_secret_free(&pass);
		if (e != ERR_OK)
			(void)cli_fail(e, "cannot unlock %s", path);
	} while (e == ERR_PASSPHRASE && --tries > 0);
	return e;
}

static void
hint_damaged(enum err e)
{
	if (e != ERR_OK && e != ERR_PASSPHRASE && e != ERR_MEMORY &&
	    e != ERR_IO)
		cli_hint("the key file may be damaged: use its backup");
}

static enum err
unlock_identities(
    const struct base_buf *file, const struct base_secret *pass, void *ctx)
{
	return seal_locked_open(
	    file->data, file->len, (const char *)pass->data, pass->len, ctx);
}

enum err
cli_identities_load(const char *path, int fd, struct seal_identities *out)
{
	struct base_buf file;
	enum err e;

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	if ((e = cli_read_file(path, &file)) != ERR_OK)
		goto out;
	if (seal_locked_is(file.data, file.len)) {
		e = unlock(path, fd, &file, unlock_identities, out);
	} else {
		e = seal_identities_parse(
		    (const char *)file.data, file.len, out);
		if (e != ERR_OK)
			(void)cli_fail(e, "cannot read the key in %s", path);
	}
	hint_damaged(e);
out:
	base_buf_done(&file);
	return e;
}

enum err
cli_identity_load(const char *path, int fd, struct seal_identity *out)
{
	struct seal_identities all = { 0 };
	enum err e;

	if ((e = cli_identities_load(path, fd, &all)) != ERR_OK)
		return e;
	if (all.count != 1) {
		cli_error("%s holds more than one key", path);
		e = ERR_AGE_IDENTITY;
	} else {
		*out = all.list[0];
	}
	seal_identities_done(&all);
	return e;
}

enum err
cli_identity_store(const char *path, const struct seal_identity *id,
    const char *comment, const struct base_secret *passphrase)
{
	struct base_buf file;
	enum err e;

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	e = passphrase == NULL
		? seal_identity_file(id, comment, &file)
		: seal_locked_write(id, comment, (const char *)passphrase->data,
		      passphrase->len, &seal_random_system, &file);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot make the key file");
	else
		e = cli_write_file(path, file.data, file.len, 0600, false);
	base_buf_done(&file);
	return e;
}

/* A locked signer: what is inside goes to a buffer that the caller wipes. */
static enum err
unlock_signer(
    const struct base_buf *file, const struct base_secret *pass, void *ctx)
{
	struct base_buf plain;
	struct seal_memory memory = { file->data, file->len, 0 };
	struct seal_source src = { seal_memory_read, &memory };
	struct seal_sink dst = { seal_buf_write, &plain };
	struct seal_age_keys keys = { .passphrase = (const char *)pass->data,
		.passphrase_len = pass->len };
	enum err e;

	base_buf_init(&plain, LIMIT_IDENTITY_FILE_LEN);
	e = seal_age_decrypt(&src, SEAL_ARMOR_AUTO, &keys, &dst);
	if (e == ERR_AGE_NO_MATCH)
		e = ERR_PASSPHRASE;
	if (e == ERR_OK)
		e = sign_keyfile_parse(
		    (struct base_text){ (const char *)plain.data, plain.len },
		    ctx);
	base_buf_done(&plain);
	return e;
}

enum err
cli_signer_load(const char *path, int fd, struct sign_key **out)
{
	struct base_buf file;
	enum err e;

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	if ((e = cli_read_file(path, &file)) != ERR_OK)
		goto out;
	if (seal_locked_is(file.data, file.len)) {
		e = unlock(path, fd, &file, unlock_signer, out);
	} else {
		e = sign_keyfile_parse(
		    (struct base_text){ (const char *)file.data, file.len },
		    out);
		if (e != ERR_OK)
			(void)cli_fail(e, "cannot read the key in %s", path);
	}
	hint_damaged(e);
out:
	base_buf_done(&file);
	return e;
}

enum err
cli_signer_store(const char *path, const struct sign_key *key,
    const struct base_secret *passphrase)
{
	struct base_buf plain, file;
	struct seal_memory memory;
	struct seal_source src = { seal_memory_read, &memory };
	struct seal_sink dst = { seal_buf_write, &file };
	const struct base_buf *write = &plain;
	enum err e;

	base_buf_init(&plain, LIMIT_IDENTITY_FILE_LEN);
	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	e = sign_keyfile_write(key, &plain);
	if (e == ERR_OK && passphrase != NULL) {
		memory = (struct seal_memory){ plain.data, plain.len, 0 };
		e = seal_age_encrypt_passphrase(&src,
		    (const char *)passphrase->data, passphrase->len,
		    &seal_random_system, &dst);
		write = &file;
	}
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot make the key file");
	else
		e = cli_write_file(path, write->data, write->len, 0600, false);
	base_buf_done(&plain);
	base_buf_done(&file);
	return e;
}

enum err
cli_new_passphrase(bool plain, int fd, struct base_secret **out)
{
	if (plain)
		return ERR_OK;
	return cli_secret_read(out, fd, "new passphrase", true);
}
