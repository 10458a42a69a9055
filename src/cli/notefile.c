/* SPDX-License-Identifier: ISC */
#include "cli/notefile.h"

#include <string.h>

#include "cli/file.h"
#include "cli/keyfile.h"
#include "cli/term.h"

bool
cli_line_host(struct base_text line, const char *suffix,
    char host[static LIMIT_NAME_LEN + 1])
{
	size_t tail = strlen(suffix);

	if (line.len <= tail || line.len - tail > LIMIT_NAME_LEN ||
	    memcmp(line.data + line.len - tail, suffix, tail) != 0)
		return false;
	memcpy(host, line.data, line.len - tail);
	host[line.len - tail] = 0;
	return sign_host_valid(host);
}

enum err
cli_notefile_load(
    const char *path, const char *suffix, struct cli_notefile *out)
{
	struct base_text rest, first;
	enum err e;

	*out = (struct cli_notefile){ 0 };
	base_buf_init(&out->file, LIMIT_NOTE_LEN);
	if ((e = cli_read_file(path, &out->file)) != ERR_OK)
		return e;
	e = sign_note_parse(out->file.data, out->file.len, &out->note);
	if (e == ERR_LIMIT) {
		cli_error("%s: more than %u signatures", path,
		    LIMIT_NOTE_SIGNATURES_MAX);
		return e;
	}
	out->is_note = e == ERR_OK;
	out->text = e == ERR_OK
			? out->note.text
			: (struct base_text){ (const char *)out->file.data,
				  out->file.len };
	rest = out->text;
	if (!base_text_clean(out->text) || !base_text_line(&rest, &first)) {
		cli_error(
		    "%s: not clean text that ends with a line feed", path);
		return ERR_NOTE;
	}
	if (suffix != NULL && !cli_line_host(first, suffix, out->host)) {
		cli_error("%s: its first line is not HOST%s", path, suffix);
		return ERR_FORMAT;
	}
	return ERR_OK;
}

void
cli_notefile_done(struct cli_notefile *n)
{
	base_buf_done(&n->file);
}

/* HOST of a key named HOST/...; the name is short, so the copy fits. */
static void
key_host(const struct sign_key *key, char host[static LIMIT_NAME_LEN + 1])
{
	size_t len = strcspn(key->vkey.name, "/");

	memcpy(host, key->vkey.name, len);
	host[len] = 0;
}

static enum err
sign_one(const struct cli_notefile *n, const char *host, const char *path,
    int fd, struct base_buf *out)
{
	char own[LIMIT_NAME_LEN + 1];
	struct sign_key *key = NULL;
	enum err e;

	if ((e = cli_signer_load(path, fd, &key)) != ERR_OK)
		return e;
	key_host(key, own);
	if (host == NULL)
		host = own;
	e = out->len == 0 ? sign_note_sign(host, n->text, key, out)
			  : sign_note_add(host, key, out);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot sign with %s", path);
	if (e == ERR_EXISTS)
		cli_hint("this key has signed the note already");
	sign_key_free(&key);
	return e;
}

enum cli_exit
cli_notefile_sign(
    const struct cli_args *a, const struct cli_notefile *n, const char *host)
{
	struct base_buf out;
	const char *path;
	size_t at = 0;
	enum cli_exit x;
	enum err e = ERR_OK;
	int fd;

	if ((x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK)
		return x;
	if (cli_arg(a, "key") == NULL)
		return cli_misuse("--key is missing");
	base_buf_init(&out, LIMIT_NOTE_LEN);
	if (n->is_note)
		e = base_buf_add(&out, n->file.data, n->file.len);
	while (e == ERR_OK && (path = cli_arg_next(a, "key", &at)) != NULL)
		e = sign_one(n, host, path, fd, &out);
	if (e == ERR_OK)
		e = cli_write_file(
		    cli_arg(a, "output"), out.data, out.len, 0644, true);
	base_buf_done(&out);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}
