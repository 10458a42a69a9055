/* SPDX-License-Identifier: ISC */
#include "cli/object.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/file.h"
#include "cli/say.h"

/* The visitor's state: one member after the other. */
struct visit {
	struct cli_object *o;
	const char *prefix;
	struct cli_out out[LIMIT_ATTACHMENTS_MAX];
	char *path[LIMIT_ATTACHMENTS_MAX];
	size_t seen;                   /* members begun, entry.note included */
	crypto_hash_sha256_state hash; /* of the open attachment */
};

void
cli_object_init(struct cli_object *o)
{
	*o = (struct cli_object){ 0 };
	base_buf_init(&o->note, LIMIT_ENTRY_NOTE_LEN);
}

void
cli_object_done(struct cli_object *o)
{
	base_buf_done(&o->note);
}

enum err
cli_header_take(
    const struct seal_source *in, struct base_buf *buf, struct seal_header *out)
{
	size_t got, len = 0;
	uint8_t *at;
	enum err e;

	/* Byte by byte, so that not one of the payload's is taken. */
	while (len == 0) {
		if (buf->len == buf->max)
			return ERR_AGE_LIMIT;
		if ((e = base_buf_reserve(buf, 1, &at)) != ERR_OK ||
		    (e = in->read(in->ctx, at, 1, &got)) != ERR_OK)
			return e;
		if (got == 0)
			return ERR_AGE_HEADER;
		buf->len++;
		if (*at == '\n' &&
		    (e = seal_header_find(buf->data, buf->len, &len)) != ERR_OK)
			return e;
	}
	return seal_header_parse(buf->data, len, out);
}

static void
member_end(struct visit *v)
{
	if (v->seen > 1)
		crypto_hash_sha256_final(
		    &v->hash, v->o->members[v->seen - 2].hash);
}

static enum err
extract_begin(struct visit *v, size_t i, const char *name)
{
	enum err e;

	if (asprintf(&v->path[i], "%s%s", v->prefix, name) < 0) {
		v->path[i] = NULL;
		return ERR_MEMORY;
	}
	if ((e = cli_out_open(&v->out[i], v->path[i], 0600, false)) != ERR_OK)
		cli_error("cannot write %s: %s", v->path[i],
		    e == ERR_EXISTS ? err_text(e) : strerror(errno));
	return e;
}

static enum err
on_member(void *ctx, const char *name, uint64_t size)
{
	struct visit *v = ctx;
	struct cli_object *o = v->o;
	size_t i;

	member_end(v);
	if (v->seen++ == 0)
		return ERR_OK; /* entry.note: the reader made sure of it */
	i = v->seen - 2;
	REQUIRE(i < LIMIT_ATTACHMENTS_MAX);
	(void)snprintf(o->names[i], sizeof(o->names[i]), "%s", name);
	o->members[i].name =
	    (struct base_text){ o->names[i], strlen(o->names[i]) };
	o->members[i].len = size;
	o->member_count = i + 1;
	crypto_hash_sha256_init(&v->hash);
	return v->prefix == NULL ? ERR_OK : extract_begin(v, i, name);
}

static enum err
on_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct visit *v = ctx;
	enum err e;

	if (v->seen == 1)
		return base_buf_add(&v->o->note, buf, len);
	crypto_hash_sha256_update(&v->hash, buf, len);
	if (v->prefix == NULL)
		return ERR_OK;
	if ((e = cli_write_all(v->out[v->seen - 2].fd, buf, len)) != ERR_OK)
		cli_error("cannot write %s: %s", v->path[v->seen - 2],
		    strerror(errno));
	return e;
}

static enum err
commit_all(struct visit *v)
{
	enum err e = ERR_OK;

	for (size_t i = 0;
	     e == ERR_OK && v->prefix != NULL && i < v->o->member_count; i++) {
		if ((e = cli_out_commit(&v->out[i])) != ERR_OK)
			cli_error("cannot write %s: %s", v->path[i],
			    e == ERR_EXISTS ? err_text(e) : strerror(errno));
	}
	return e;
}

enum err
cli_object_open_key(struct cli_object *o,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_source *payload, const char *prefix)
{
	struct visit v = { .o = o, .prefix = prefix };
	struct seal_tar_visitor visitor = { on_member, on_data, &v };
	enum err e;

	for (size_t i = 0; i < LIMIT_ATTACHMENTS_MAX; i++)
		v.out[i].fd = -1;
	e = seal_object_open(file_key, payload, &visitor, o->payload_hash);
	if (e == ERR_OK) {
		member_end(&v);
		seal_object_id(o->payload_hash, o->id);
		if (o->judge != NULL)
			e = o->judge(o->judge_ctx, o);
		if (e == ERR_OK)
			e = commit_all(&v);
	}
	for (size_t i = 0; i < LIMIT_ATTACHMENTS_MAX; i++) {
		cli_out_done(&v.out[i]);
		free(v.path[i]);
	}
	return e;
}

enum err
cli_object_open(struct cli_object *o, const struct seal_header *h,
    const struct seal_identity *ids, size_t ids_count,
    const struct seal_source *payload, const char *prefix)
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	enum err e;

	crypto_hash_sha256(o->header_hash, h->data, h->len);
	if ((e = seal_header_open(h, ids, ids_count, file_key)) != ERR_OK)
		return e;
	e = cli_object_open_key(o, file_key, payload, prefix);
	sodium_memzero(file_key, sizeof(file_key));
	return e;
}
