/* SPDX-License-Identifier: ISC */
#include "load/report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/limits.h"
#include "seal/self.h"
#include "sign/entry.h"
#include "sign/note.h"
#include "sign/self.h"

static enum err
file_read(const char *path, struct base_buf *out)
{
	uint8_t *at;
	FILE *f;
	enum err e;

	if ((f = fopen(path, "r")) == NULL)
		return ERR_IO;
	if ((e = base_buf_reserve(out, LIMIT_NOTE_LEN, &at)) == ERR_OK)
		out->len = fread(at, 1, LIMIT_NOTE_LEN, f);
	if (ferror(f) != 0)
		e = ERR_IO;
	(void)fclose(f);
	return e;
}

enum err
load_site_read(struct load_site *s, const char *host, const char *path,
    const char *class_name)
{
	struct base_buf file;
	struct sign_note note;
	enum err e;

	*s = (struct load_site){ .host = host };
	base_date_at((int64_t)time(NULL), &s->today);
	base_buf_init(&file, LIMIT_NOTE_LEN);
	if ((e = file_read(path, &file)) == ERR_OK &&
	    (e = sign_note_parse(file.data, file.len, &note)) == ERR_OK &&
	    (e = sign_roster_parse(host, note.text, &s->roster)) == ERR_OK) {
		s->readers = sign_roster_class(s->roster, class_name);
		e = s->readers == NULL ? ERR_ROSTER : ERR_OK;
	}
	base_buf_done(&file);
	return e;
}

void
load_site_done(struct load_site *s)
{
	sign_roster_free(&s->roster);
}

/* What a receipt code gives, or the same from the random source at once. */
static enum err
derive(const char *host, bool quick, struct load_report *out,
    struct seal_receipt_keys *keys)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	enum err e;

	if (!quick) {
		if ((e = seal_receipt_new(&seal_random_system, out->code)) !=
		    ERR_OK)
			return e;
		return seal_receipt_derive(host, out->code, keys);
	}
	if ((e = seal_identity_new(&seal_random_system, &keys->identity)) !=
	    ERR_OK)
		return e;
	randombytes_buf(keys->sign_seed, sizeof(keys->sign_seed));
	randombytes_buf(keys->mailbox, sizeof(keys->mailbox));
	(void)crypto_sign_seed_keypair(
	    keys->sign_public, secret, keys->sign_seed);
	sodium_memzero(secret, sizeof(secret));
	return ERR_OK;
}

/* One report while it is made. */
struct making {
	const struct load_site *site;
	struct seal_receipt_keys keys;
	struct sign_key *key;
	struct sign_entry *entry;
	struct base_buf header, payload;
	uint8_t self[SEAL_SELF_LEN];
};

static enum err
entry_fill(struct making *m, const char *text, struct load_report *out)
{
	const struct sign_roster *roster = m->site->roster;
	struct sign_entry *e;
	enum err err;

	if ((m->entry = e = sign_entry_new()) == NULL)
		return ERR_MEMORY;
	seal_receipt_thread(m->site->host, m->keys.sign_public, out->thread);
	memcpy(out->mailbox, m->keys.mailbox, sizeof(out->mailbox));
	e->kind = SIGN_KIND_REPORT;
	memcpy(e->thread, out->thread, sizeof(e->thread));
	e->date = m->site->today;
	e->roster_version = roster->version;
	memcpy(e->roster_hash, roster->hash, sizeof(e->roster_hash));
	for (size_t i = 0; i < m->site->readers->count; i++) {
		if ((err = sign_numbers_add(
			 &e->to, m->site->readers->numbers[i])) != ERR_OK)
			return err;
	}
	e->form = SIGN_FORM_CONCERN;
	e->key = m->key->vkey;
	e->reply_to = m->keys.identity.recipient;
	e->body = (struct base_text){ text, strlen(text) };
	return ERR_OK;
}

static enum err
object_build(
    struct making *m, const struct base_buf *note, struct load_report *out)
{
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	struct seal_sink sink = { seal_buf_write, &m->payload };
	struct seal_object_parts parts = {
		.note = (const char *)note->data,
		.note_len = note->len,
		.recipients = readers,
		.recipients_count = m->site->readers->count,
		.slots = m->site->roster->slots,
	};
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	struct seal_object_sums sums;
	enum err e;

	for (size_t i = 0; i < m->site->readers->count; i++)
		readers[i] = sign_roster_officer(
		    m->site->roster, m->site->readers->numbers[i])
				 ->recipient;
	e = seal_object_build(
	    &parts, &seal_random_system, &m->header, &sink, file_key, &sums);
	if (e != ERR_OK)
		return e;
	memcpy(out->id, sums.id, sizeof(out->id));
	seal_object_commit(m->site->host, SEAL_COMMIT_ENTRY, sums.header_hash,
	    sums.payload_hash, out->d);
	seal_object_open_value(m->site->host, file_key, out->open);
	return ERR_OK;
}

static enum err
entry_seal(struct making *m, struct load_report *out)
{
	struct base_buf text, note;
	enum err e;

	base_buf_init(&text, LIMIT_ENTRY_NOTE_LEN);
	base_buf_init(&note, LIMIT_ENTRY_NOTE_LEN);
	e = sign_entry_write(m->site->host, m->entry, &text);
	if (e == ERR_OK)
		e = sign_note_sign(m->site->host,
		    (struct base_text){ (const char *)text.data, text.len },
		    m->key, &note);
	if (e == ERR_OK)
		e = object_build(m, &note, out);
	base_buf_done(&text);
	base_buf_done(&note);
	return e;
}

static enum err
self_seal(struct making *m, const struct load_report *out)
{
	struct sign_self self = {
		.form = m->entry->form,
		.roster_version = m->entry->roster_version,
		.to = m->entry->to,
	};

	memcpy(self.thread, out->thread, sizeof(self.thread));
	memcpy(
	    self.roster_hash, m->entry->roster_hash, sizeof(self.roster_hash));
	memcpy(self.d, out->d, sizeof(self.d));
	memcpy(
	    self.class_name, m->site->readers->name, sizeof(self.class_name));
	return sign_self_seal(m->site->host, &self, m->key,
	    &m->keys.identity.recipient, &seal_random_system, m->self);
}

static enum err
line_add(
    struct base_buf *out, const char *name, const uint8_t *value, size_t len)
{
	char text[BASE64_LEN(SEAL_SELF_LEN) + 1];

	base_base64_encode(text, value, len, BASE64_URL_RAW);
	return base_buf_addf(out, "%s %s\n", name, text);
}

static enum err
body_write(const struct making *m, struct load_report *out)
{
	uint8_t open[SEAL_HASH_LEN];
	struct base_buf *b = &out->body;
	enum err e;

	seal_object_open_hash(out->open, open);
	if ((e = line_add(b, "mailbox", out->mailbox, sizeof(out->mailbox))) !=
		ERR_OK ||
	    (e = line_add(b, "thread", out->thread, sizeof(out->thread))) !=
		ERR_OK ||
	    (e = line_add(b, "open", open, sizeof(open))) != ERR_OK ||
	    (e = line_add(b, "self", m->self, sizeof(m->self))) != ERR_OK ||
	    (e = base_buf_add_str(b, "\n")) != ERR_OK ||
	    (e = base_buf_add(b, m->header.data, m->header.len)) != ERR_OK)
		return e;
	return base_buf_add(b, m->payload.data, m->payload.len);
}

enum err
load_report_make(const struct load_site *s, bool quick, const char *text,
    struct load_report *out)
{
	struct making m = { .site = s };
	char name[LIMIT_NAME_LEN + 1];
	enum err e;

	*out = (struct load_report){ 0 };
	base_buf_init(&out->body, LIMIT_BODY_LEN);
	base_buf_init(&m.header, LIMIT_HEADER_LEN);
	base_buf_init(&m.payload, LIMIT_BODY_LEN);
	if ((e = derive(s->host, quick, out, &m.keys)) == ERR_OK &&
	    (e = sign_name_write(name, s->host, SIGN_ROLE_REPORTER, 0, NULL)) ==
		ERR_OK &&
	    (e = sign_key_new(&m.key, name, m.keys.sign_seed)) == ERR_OK &&
	    (e = entry_fill(&m, text, out)) == ERR_OK &&
	    (e = entry_seal(&m, out)) == ERR_OK &&
	    (e = self_seal(&m, out)) == ERR_OK)
		e = body_write(&m, out);
	seal_receipt_keys_done(&m.keys);
	sign_key_free(&m.key);
	sign_entry_free(&m.entry);
	base_buf_done(&m.header);
	base_buf_done(&m.payload);
	return e;
}

void
load_report_done(struct load_report *r)
{
	base_buf_done(&r->body);
	sodium_memzero(r->code, sizeof(r->code));
}
