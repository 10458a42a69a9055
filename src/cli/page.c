/* SPDX-License-Identifier: ISC */
#include "cli/page.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "cli/file.h"

static enum err
file_sum(const char *folder, const char *name, struct sign_manifest_file *f)
{
	struct base_buf bytes;
	char *path = NULL;
	enum err e;

	base_buf_init(&bytes, LIMIT_PAGE_FILE_LEN);
	if (asprintf(&path, "%s/%s", folder, name) < 0) {
		path = NULL;
		e = ERR_MEMORY;
		(void)cli_fail(e, "%s", folder);
		goto out;
	}
	if ((e = cli_read_file(path, &bytes)) != ERR_OK)
		goto out;
	f->len = (uint32_t)bytes.len;
	(void)crypto_hash_sha256(f->hash, bytes.data, bytes.len);
out:
	base_buf_done(&bytes);
	free(path);
	return e;
}

/* A name that nobody could ask for is an error, not left out. */
static enum err
add_file(const char *folder, const char *name, struct sign_manifest *m)
{
	struct sign_manifest_file *f = &m->files[m->count];
	struct base_text t;
	int n;

	if (m->count == LIMIT_PAGE_FILES_MAX) {
		(void)cli_fail(ERR_LIMIT, "%s: more than %u files", folder,
		    LIMIT_PAGE_FILES_MAX);
		return ERR_LIMIT;
	}
	n = snprintf(f->path, sizeof(f->path), "/%.*s",
	    (int)LIMIT_PAGE_NAME_LEN + 1,
	    strcmp(name, "index.html") == 0 ? "" : name);
	t = (struct base_text){ f->path, n < 0 ? 0 : (size_t)n };
	if (t.len >= sizeof(f->path) || !sign_page_path_valid(t)) {
		cli_error("%s/%s: not a name of a page's file", folder, name);
		return ERR_FORMAT;
	}
	m->count++;
	return file_sum(folder, name, f);
}

enum err
cli_page_list(const char *folder, struct sign_manifest *m)
{
	const struct dirent *one;
	enum err e = ERR_OK;
	DIR *dir;

	m->count = 0;
	if ((dir = opendir(folder)) == NULL) {
		cli_error("%s: %s", folder, strerror(errno));
		return ERR_IO;
	}
	while (e == ERR_OK && (one = readdir(dir)) != NULL) {
		if (strcmp(one->d_name, ".") != 0 &&
		    strcmp(one->d_name, "..") != 0)
			e = add_file(folder, one->d_name, m);
	}
	(void)closedir(dir);
	return e;
}

/* Exactly one key line; empty lines and comments are not counted. */
static enum err
key_read(const char *path, struct sign_vkey *key)
{
	struct base_text rest, line;
	struct base_buf file;
	size_t found = 0;
	enum err e;

	base_buf_init(&file, LIMIT_NOTE_LEN);
	if ((e = cli_read_file(path, &file)) != ERR_OK)
		goto out;
	rest = (struct base_text){ (const char *)file.data, file.len };
	while (e == ERR_OK && base_text_line(&rest, &line)) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		found++;
		e = sign_vkey_parse(line, key);
	}
	if (e == ERR_OK && (found != 1 || rest.len > 0))
		e = ERR_FORMAT;
	if (e != ERR_OK)
		(void)cli_fail(e, "%s: not one release key", path);
out:
	base_buf_done(&file);
	return e;
}

enum cli_exit
cli_page_key(const struct cli_args *a, struct sign_vkey *key, bool *given)
{
	char host[LIMIT_NAME_LEN + 1];
	const char *text = cli_arg(a, "key");
	enum sign_role role;
	size_t len;

	*given = text != NULL;
	if (text == NULL)
		return CLI_OK;
	if (sign_vkey_parse((struct base_text){ text, strlen(text) }, key) !=
		ERR_OK &&
	    key_read(text, key) != ERR_OK)
		return CLI_FAIL;
	len = strcspn(key->name, "/");
	memcpy(host, key->name, len);
	host[len] = '\0';
	if (!sign_name_read(host, key->name, &role, NULL) ||
	    role != SIGN_ROLE_RELEASE)
		return cli_misuse("--key must be the key HOST/release");
	return CLI_OK;
}

enum cli_exit
cli_page_manifest(const struct cli_args *a, const char *path,
    struct cli_notefile *n, struct sign_manifest *m)
{
	struct sign_vkey key;
	bool given;
	enum cli_exit x;
	enum err e;

	if ((x = cli_page_key(a, &key, &given)) != CLI_OK)
		return x;
	if (cli_notefile_load(path, SIGN_MANIFEST_FIRST_LINE, n) != ERR_OK)
		return CLI_FAIL;
	if (given)
		e = sign_manifest_verify(
		    n->host, n->file.data, n->file.len, &key, m);
	else
		e = sign_manifest_parse(n->host, n->text, m);
	if (e != ERR_OK)
		return cli_fail(e, "%s", path);
	return CLI_OK;
}

static const struct sign_manifest_file *
find(const struct sign_manifest *m, const char *path)
{
	for (size_t i = 0; i < m->count; i++) {
		if (strcmp(m->files[i].path, path) == 0)
			return &m->files[i];
	}
	return NULL;
}

bool
cli_page_same(const struct sign_manifest *m, const struct sign_manifest *files,
    const char *what)
{
	bool same = true;

	for (size_t i = 0; i < m->count; i++) {
		const struct sign_manifest_file *w = &m->files[i];
		const struct sign_manifest_file *f = find(files, w->path);

		if (f != NULL && f->len == w->len &&
		    memcmp(f->hash, w->hash, sizeof(f->hash)) == 0)
			continue;
		cli_error("%s: %s is %s", what, w->path,
		    f == NULL ? "missing" : "not the one in the manifest");
		same = false;
	}
	for (size_t i = 0; i < files->count; i++) {
		if (find(m, files->files[i].path) != NULL)
			continue;
		cli_error("%s: %s is not in the manifest", what,
		    files->files[i].path);
		same = false;
	}
	return same;
}
