/* SPDX-License-Identifier: ISC */
#include "cli/case_key.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/file.h"
#include "seal/object.h"

#define HEADERS_MAX (65u * (LIMIT_HEADER_LEN + 4u))
#define PATH_NAME_MAX 128

enum err
cli_case_open_value(const struct cli_folder *f, const struct cli_officer *o,
    const uint8_t id[static SEAL_ID_LEN], uint8_t open[static SEAL_OPEN_LEN])
{
	char name[PATH_NAME_MAX], hex[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	struct base_buf header;
	struct seal_header h;
	enum err e;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/report.header", hex);
	base_buf_init(&header, LIMIT_HEADER_LEN);
	if (!cli_folder_has(f, name))
		return ERR_IO;
	if ((e = cli_folder_read(f, name, &header)) == ERR_OK &&
	    (e = seal_header_parse(header.data, header.len, &h)) == ERR_OK &&
	    (e = cli_officer_open(o, &h, file_key)) == ERR_OK) {
		seal_object_open_value(f->host, file_key, open);
		sodium_memzero(file_key, sizeof(file_key));
	}
	base_buf_done(&header);
	return e;
}

/*
 * Is it this payload's key?  Its first chunk tells.  ERR_OK, ERR_AGE_PAYLOAD,
 * or what went wrong with reading: then nobody knows.
 */
static enum err
key_try(const char *path, const uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	struct base_buf head, note;
	struct stat st;
	uint8_t *at;
	size_t got = 0;
	enum err e = ERR_IO;
	int fd;

	/* What was destroyed has headers, and no payload. */
	if (stat(path, &st) != 0 && errno == ENOENT)
		return ERR_AGE_PAYLOAD;
	base_buf_init(&head, SEAL_OBJECT_HEAD_LEN);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	if ((fd = cli_open_input(path)) < 0 || fstat(fd, &st) != 0)
		goto out;
	if ((e = base_buf_reserve(&head, SEAL_OBJECT_HEAD_LEN, &at)) !=
		ERR_OK ||
	    (e = seal_source_fill(&(struct seal_source){ cli_fd_read, &fd }, at,
		 SEAL_OBJECT_HEAD_LEN, &got)) != ERR_OK)
		goto out;
	e = seal_object_open_note(
	    file_key, at, got, (uint64_t)st.st_size, &note);
	/* Whatever else is wrong in it, the key was the right one. */
	if (e != ERR_AGE_PAYLOAD && e != ERR_MEMORY)
		e = ERR_OK;
out:
	if (fd >= 0)
		cli_close_input(fd);
	base_buf_done(&head);
	base_buf_done(&note);
	return e;
}

/*
 * The first of the headers, newest to oldest, that gives the payload's key:
 * whoever may add a header can seal any key to us in one.  *header lies in
 * headers.
 */
static enum err
find_key(const struct base_buf *headers, const struct cli_officer *o,
    const char *payload, uint8_t file_key[static SEAL_FILE_KEY_LEN],
    struct base_text *header)
{
	enum err e = ERR_AGE_NO_MATCH, why = ERR_OK;

	for (size_t at = 0; at + 4 <= headers->len;) {
		const uint8_t *p = headers->data + at;
		size_t len = (size_t)p[0] << 24 | (size_t)p[1] << 16 |
			     (size_t)p[2] << 8 | p[3];
		struct seal_header h;

		if (len > headers->len - at - 4)
			return ERR_AGE_HEADER;
		e = seal_header_parse(p + 4, len, &h);
		if (e == ERR_OK)
			e = cli_officer_open(o, &h, file_key);
		if (e == ERR_OK)
			e = key_try(payload, file_key);
		/* Not of the header, but of the disk or of memory. */
		if (e == ERR_IO || e == ERR_MEMORY)
			return e;
		if (e == ERR_OK) {
			*header =
			    (struct base_text){ (const char *)p + 4, len };
			return e;
		}
		if (e == ERR_AGE_PAYLOAD)
			why = ERR_AGE_PAYLOAD;
		at += 4 + len;
	}
	return why == ERR_OK ? e : why;
}

enum err
cli_case_key(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry, char **payload,
    uint8_t file_key[static SEAL_FILE_KEY_LEN], struct base_buf *out)
{
	char name[PATH_NAME_MAX];
	struct base_buf headers;
	struct base_text header = { NULL, 0 };
	enum err e;

	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, entry);
	*payload = cli_folder_path(f, "threads/%s/%s.payload", thread, entry);
	if (*payload == NULL)
		return ERR_MEMORY;
	if (!cli_folder_has(f, name))
		return ERR_NOT_FOUND;
	base_buf_init(&headers, HEADERS_MAX);
	if ((e = cli_folder_read(f, name, &headers)) == ERR_OK)
		e = find_key(&headers, o, *payload, file_key, &header);
	if (e == ERR_OK && out != NULL)
		e = base_buf_add(out, header.data, header.len);
	base_buf_done(&headers);
	return e;
}

enum err
cli_case_header(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry, struct base_buf *out)
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	char *payload = NULL;
	enum err e = cli_case_key(f, o, thread, entry, &payload, file_key, out);

	sodium_memzero(file_key, sizeof(file_key));
	free(payload);
	return e;
}

bool
cli_case_opens(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, const char *entry)
{
	return cli_case_header(f, o, thread, entry, NULL) == ERR_OK;
}
