/* SPDX-License-Identifier: ISC */
#include "cli/letter.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "cli/file.h"
#include "seal/bucket.h"
#include "sign/note.h"

enum err
cli_letter_init(struct cli_letter *l)
{
	*l = (struct cli_letter){ .entry = sign_entry_new() };
	base_buf_init(&l->text, LIMIT_ENTRY_NOTE_LEN);
	for (size_t i = 0; i < LIMIT_FIELDS_MAX; i++)
		base_buf_init(&l->values[i], LIMIT_ENTRY_NOTE_LEN);
	if (l->entry == NULL) {
		(void)cli_fail(ERR_MEMORY, "cannot write an entry");
		return ERR_MEMORY;
	}
	return ERR_OK;
}

void
cli_letter_done(struct cli_letter *l)
{
	sign_entry_free(&l->entry);
	base_buf_done(&l->text);
	for (size_t i = 0; i < LIMIT_FIELDS_MAX; i++)
		base_buf_done(&l->values[i]);
	for (size_t i = 0; i < LIMIT_ATTACHMENTS_MAX; i++)
		cli_attach_done(&l->files[i]);
}

bool
cli_number_parse(struct base_text t, unsigned int *out)
{
	if (t.len != 2 || t.data[0] < '0' || t.data[0] > '9' ||
	    t.data[1] < '0' || t.data[1] > '9')
		return false;
	*out = (unsigned)(t.data[0] - '0') * 10 + (unsigned)(t.data[1] - '0');
	return true;
}

enum err
cli_letter_text(struct cli_letter *l, const char *path)
{
	struct base_buf raw;
	enum err e;

	base_buf_init(&raw, LIMIT_ENTRY_NOTE_LEN);
	if ((e = cli_read_file(path, &raw)) != ERR_OK)
		goto out;
	e = sign_text_clean(
	    (struct base_text){ (const char *)raw.data, raw.len }, &l->text);
	if (e == ERR_OK && l->text.len > 0 &&
	    l->text.data[l->text.len - 1] != '\n')
		e = base_buf_add_str(&l->text, "\n");
	if (e != ERR_OK)
		(void)cli_fail(e, "the text");
	else
		l->entry->body = (struct base_text){ (const char *)l->text.data,
			l->text.len };
out:
	base_buf_done(&raw);
	return e;
}

enum err
cli_letter_add(struct cli_letter *l, const char *name, struct base_text value)
{
	struct sign_entry *e = l->entry;
	struct base_buf clean;
	enum err err;

	if (e->field_count == LIMIT_FIELDS_MAX)
		return ERR_LIMIT;
	base_buf_init(&clean, LIMIT_ENTRY_NOTE_LEN);
	if ((err = sign_text_clean(value, &clean)) == ERR_OK)
		err = sign_field_encode(
		    (struct base_text){ (const char *)clean.data, clean.len },
		    &l->values[e->field_count]);
	base_buf_done(&clean);
	if (err != ERR_OK)
		return err;
	e->fields[e->field_count].name =
	    (struct base_text){ name, strlen(name) };
	e->fields[e->field_count].value =
	    (struct base_text){ (const char *)l->values[e->field_count].data,
		    l->values[e->field_count].len };
	e->field_count++;
	return ERR_OK;
}

enum cli_exit
cli_letter_field(struct cli_letter *l, const char *pair)
{
	const char *eq = strchr(pair, '=');
	struct sign_field *f;
	enum err e;

	if (eq == NULL || eq == pair || eq[1] == 0)
		return cli_misuse("--field must be NAME=VALUE");
	e = cli_letter_add(
	    l, pair, (struct base_text){ eq + 1, strlen(eq + 1) });
	if (e != ERR_OK)
		return cli_fail(e, "the fields");
	f = &l->entry->fields[l->entry->field_count - 1];
	f->name.len = (size_t)(eq - pair);
	return CLI_OK;
}

/* The extension as members have it: lower case, jpeg is jpg. */
static bool
extension(const char *path, char out[static SIGN_ATTACH_MEMBER_LEN])
{
	const char *dot = strrchr(path, '.');
	size_t len;

	if (dot == NULL || (len = strlen(dot + 1)) == 0 || len > 4)
		return false;
	for (size_t i = 0; i <= len; i++) {
		char c = dot[1 + i];

		out[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	if (strcmp(out, "jpeg") == 0)
		memcpy(out, "jpg", sizeof("jpg"));
	return seal_tar_ext_known(out);
}

enum err
cli_letter_file(struct cli_letter *l, const char *path)
{
	struct sign_entry *e = l->entry;
	char ext[SIGN_ATTACH_MEMBER_LEN];
	struct sign_attach *at;
	struct cli_attach *file;
	enum err err;

	if (e->attach_count == LIMIT_ATTACHMENTS_MAX) {
		cli_error("more than %u attachments", LIMIT_ATTACHMENTS_MAX);
		return ERR_LIMIT;
	}
	if (!extension(path, ext)) {
		cli_error("%s: not a kind of file that can be attached", path);
		cli_hint("jpg png webp gif pdf txt csv docx xlsx m4a mp3 mp4 "
			 "zip bin");
		return ERR_FORMAT;
	}
	at = &e->attaches[e->attach_count];
	file = &l->files[e->attach_count];
	if ((err = cli_attach_open(file, path)) != ERR_OK)
		return err;
	(void)snprintf(at->member, sizeof(at->member), "a%02zu.%.4s",
	    (e->attach_count + 1) % 100, ext);
	at->len = file->len;
	at->name = (struct base_text){ NULL, 0 };
	memcpy(at->hash, file->hash, sizeof(at->hash));
	e->attach_count++;
	return ERR_OK;
}

/* Room for all of the payload at once: it is not moved while it grows. */
static enum err
payload_begin(const struct seal_object_parts *parts, uint64_t bucket_max,
    struct base_buf *out)
{
	uint64_t bucket = 0;
	uint8_t *at;
	enum err e;

	if ((e = seal_object_bucket(parts, &bucket)) != ERR_OK)
		return e;
	if (bucket > bucket_max)
		return ERR_LIMIT;
	base_buf_init(out, seal_bucket_payload_len(bucket));
	return base_buf_reserve(out, out->max, &at);
}

/*
 * By how much the lines that name readers could have been longer: three bytes
 * for each officer of the roster, and the word of the line `not`.
 */
static size_t
spare(const struct sign_entry *e, size_t officers)
{
	const size_t not = sizeof("\nnot") - 1;
	size_t most = 3 * officers + not ;
	size_t named = 3 * (e->to.count + e->left_out.count) +
		       (e->left_out.count > 0 ? not : 0);

	return officers > 0 && most > named ? most - named : 0;
}

/* Pack the note and the files, and seal them. */
static enum err
pack(struct cli_letter *l, const struct base_buf *note, const char *host,
    const struct cli_address *to, struct cli_parcel *out)
{
	struct seal_attachment attach[LIMIT_ATTACHMENTS_MAX];
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	struct seal_object_sums sums;
	struct seal_sink sink = { seal_buf_write, &out->payload };
	struct seal_object_parts parts = {
		.note = (const char *)note->data,
		.note_len = note->len,
		.attachments = attach,
		.attachments_count = l->entry->attach_count,
		.recipients = to->readers,
		.recipients_count = to->readers_count,
		.slots = to->slots,
		.spare = spare(l->entry, to->officers),
	};
	enum err e;

	for (size_t i = 0; i < l->entry->attach_count; i++)
		attach[i] =
		    (struct seal_attachment){ l->entry->attaches[i].member,
			    l->files[i].len,
			    { cli_attach_read, &l->files[i] } };
	e = payload_begin(&parts, to->bucket_max, &out->payload);
	if (e == ERR_OK)
		e = seal_object_build(&parts, &seal_random_system, &out->header,
		    &sink, file_key, &sums);
	if (e != ERR_OK)
		return e;
	seal_object_commit(host, SEAL_COMMIT_ENTRY, sums.header_hash,
	    sums.payload_hash, out->d);
	seal_object_open_value(host, file_key, out->open);
	seal_object_open_hash(out->open, out->open_hash);
	memcpy(out->id, sums.id, sizeof(out->id));
	memcpy(out->payload_hash, sums.payload_hash, sizeof(out->payload_hash));
	sodium_memzero(file_key, sizeof(file_key));
	return ERR_OK;
}

enum err
cli_letter_seal(struct cli_letter *l, const char *host,
    const struct sign_key *author, const struct cli_address *to,
    struct cli_parcel *out)
{
	struct base_buf text;
	enum err e;

	*out = (struct cli_parcel){ 0 };
	base_buf_init(&out->header, LIMIT_HEADER_LEN);
	base_buf_init(&text, LIMIT_ENTRY_NOTE_LEN);
	base_buf_init(&out->note, LIMIT_ENTRY_NOTE_LEN);
	if ((e = sign_entry_write(host, l->entry, &text)) == ERR_OK &&
	    (e = sign_note_sign(host,
		 (struct base_text){ (const char *)text.data, text.len },
		 author, &out->note)) == ERR_OK)
		e = pack(l, &out->note, host, to, out);
	base_buf_done(&text);
	if (e == ERR_LIMIT)
		cli_error("the entry and its files are too large to be sent: "
			  "at most %ju KiB together",
		    (uintmax_t)to->bucket_max / 1024);
	else if (e != ERR_OK && e != ERR_ATTACHMENT && e != ERR_IO)
		(void)cli_fail(e, "cannot seal the entry");
	return e;
}

void
cli_parcel_done(struct cli_parcel *p)
{
	base_buf_done(&p->header);
	base_buf_done(&p->payload);
	base_buf_done(&p->note);
	sodium_memzero(p->open, sizeof(p->open));
}
