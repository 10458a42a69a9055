/* SPDX-License-Identifier: ISC */
#include "sign/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "sign/line.h"
#include "sign/note.h"

#define LETTERS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static bool
all_of(struct base_text v, const char *set)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.data[i] == '\0' || strchr(set, v.data[i]) == NULL)
			return false;
	}
	return true;
}

bool
sign_release_valid(struct base_text v)
{
	return v.len > 0 && v.len <= SIGN_RELEASE_LEN_MAX &&
	       all_of(v, LETTERS ".+-~");
}

bool
sign_page_path_valid(struct base_text v)
{
	if (v.len == 0 || v.data[0] != '/')
		return false;
	v.data++;
	v.len--;
	return v.len == 0 || (v.len <= LIMIT_PAGE_NAME_LEN &&
				 v.data[0] != '.' && all_of(v, LETTERS "._-"));
}

/* `<hex> <bytes> <path>`, as sha256sum has hash and name. */
static bool
file_read(struct base_text v, struct sign_manifest_file *f)
{
	struct base_text w[3];
	uint64_t len;

	if (!sign_words(v, w, 3, false) ||
	    base_hex_decode(f->hash, sizeof(f->hash), w[0].data, w[0].len) !=
		ERR_OK ||
	    base_text_decimal(w[1], LIMIT_PAGE_FILE_LEN, &len) != ERR_OK ||
	    !sign_page_path_valid(w[2]))
		return false;
	f->len = (uint32_t)len;
	memcpy(f->path, w[2].data, w[2].len);
	f->path[w[2].len] = '\0';
	return true;
}

/* Rising paths, of which "/" is the least. */
static bool
files_read(struct sign_lines *l, struct sign_manifest *m)
{
	struct base_text v;

	while (sign_lines_at(l, "file")) {
		struct sign_manifest_file *f = &m->files[m->count];

		if (m->count == LIMIT_PAGE_FILES_MAX ||
		    !sign_lines_take(l, "file", &v) || !file_read(v, f))
			return false;
		if (m->count == 0 ? strcmp(f->path, "/") != 0
				  : strcmp(f[-1].path, f->path) >= 0)
			return false;
		m->count++;
	}
	return m->count > 0;
}

enum err
sign_manifest_parse(
    const char *host, struct base_text text, struct sign_manifest *out)
{
	struct sign_manifest *m = calloc(1, sizeof(*m));
	struct base_text v;
	struct sign_lines l;
	enum err e = ERR_FORMAT;

	if (m == NULL)
		return ERR_MEMORY;
	if (!sign_lines_init(&l, host, SIGN_MANIFEST_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "release", &v) || !sign_release_valid(v))
		goto out;
	memcpy(m->release, v.data, v.len);
	if (!sign_lines_take(&l, "date", &v) || !sign_value_date(v, &m->date) ||
	    !files_read(&l, m) || !sign_lines_done(&l))
		goto out;
	*out = *m;
	e = ERR_OK;
out:
	free(m);
	return e;
}

static int
by_path(const void *a, const void *b)
{
	const struct sign_manifest_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static enum err
file_write(const struct sign_manifest_file *f, struct base_buf *out)
{
	char hex[HEX_LEN(SIGN_HASH_LEN) + 1];

	base_hex_encode(hex, f->hash, sizeof(f->hash));
	return base_buf_addf(
	    out, "file %s %lu %s\n", hex, (unsigned long)f->len, f->path);
}

enum err
sign_manifest_write(
    const char *host, struct sign_manifest *m, struct base_buf *out)
{
	struct sign_manifest *again = NULL;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((again = malloc(sizeof(*again))) == NULL) {
		e = ERR_MEMORY;
		goto out;
	}
	qsort(m->files, m->count, sizeof(m->files[0]), by_path);
	if ((e = sign_put_first(&b, host, SIGN_MANIFEST_FIRST_LINE)) !=
		ERR_OK ||
	    (e = base_buf_addf(&b, "release %s\ndate %s\n", m->release,
		 m->date.text)) != ERR_OK)
		goto out;
	for (size_t i = 0; e == ERR_OK && i < m->count; i++)
		e = file_write(&m->files[i], &b);
	/* Whatever is not a manifest is found by the one who reads it. */
	if (e == ERR_OK)
		e = sign_manifest_parse(host, sign_buf_text(&b), again);
	if (e == ERR_OK)
		e = base_buf_add(out, b.data, b.len);
out:
	base_buf_done(&b);
	free(again);
	return e;
}

enum err
sign_manifest_verify(const char *host, const void *note, size_t len,
    const struct sign_vkey *key, struct sign_manifest *out)
{
	struct sign_note n;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_note_verify(host, &n, key, 1, NULL)) != ERR_OK)
		return e;
	if (!sign_name_is(host, key->name, SIGN_ROLE_RELEASE, 0))
		return ERR_NOTE_KEY_NAME;
	return sign_manifest_parse(host, n.text, out);
}
