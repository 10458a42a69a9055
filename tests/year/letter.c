/* SPDX-License-Identifier: ISC */
#include "year/letter.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "base/limits.h"
#include "seal/self.h"
#include "sign/note.h"
#include "sign/self.h"

struct year_site *
year_site_new(FILE *out)
{
	struct year_site *s = calloc(1, sizeof(*s));

	if (s != NULL)
		s->out = out;
	return s;
}

void
year_site_free(struct year_site **s)
{
	if (s == NULL || *s == NULL)
		return;
	for (size_t i = 0; i <= SIGN_NUMBER_MAX; i++)
		sign_key_free(&(*s)->officers[i].key);
	for (size_t i = 0; i < YEAR_CASES_MAX; i++) {
		if ((*s)->cases[i] != NULL)
			seal_receipt_keys_done(&(*s)->cases[i]->keys);
		free((*s)->cases[i]);
	}
	free(*s);
	*s = NULL;
}

enum err
year_officer_add(struct year_site *s, unsigned int number,
    const uint8_t secret[static SEAL_KEY_LEN])
{
	struct year_officer *o = &s->officers[number];
	char name[LIMIT_NAME_LEN + 1];
	struct seal_identity id;
	struct seal_officer_seeds seeds;
	enum err e;

	seal_identity_from_secret(secret, &id);
	seal_officer_seeds(&id, &seeds);
	o->recipient = id.recipient;
	if ((e = sign_name_write(
		 name, s->host, SIGN_ROLE_OFFICER, number, NULL)) == ERR_OK)
		e = sign_key_new(&o->key, name, seeds.entry);
	seal_officer_seeds_done(&seeds);
	seal_identity_done(&id);
	return e;
}

/* What a receipt code gives, or the same from the random source at once. */
static enum err
keys_draw(const struct year_site *s, struct seal_receipt_keys *out)
{
	char code[SEAL_RECEIPT_LEN + 1];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	enum err e;

	if (s->codes) {
		if ((e = seal_receipt_new(&seal_random_system, code)) == ERR_OK)
			e = seal_receipt_derive(s->host, code, out);
		sodium_memzero(code, sizeof(code));
		return e;
	}
	if ((e = seal_identity_new(&seal_random_system, &out->identity)) !=
	    ERR_OK)
		return e;
	randombytes_buf(out->sign_seed, sizeof(out->sign_seed));
	randombytes_buf(out->mailbox, sizeof(out->mailbox));
	(void)crypto_sign_seed_keypair(
	    out->sign_public, secret, out->sign_seed);
	sodium_memzero(secret, sizeof(secret));
	return ERR_OK;
}

enum err
year_case_new(struct year_site *s, size_t number)
{
	struct year_case *c;
	enum err e;

	if (number >= YEAR_CASES_MAX)
		return ERR_LIMIT;
	if (s->cases[number] != NULL)
		return ERR_EXISTS;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return ERR_MEMORY;
	if ((e = keys_draw(s, &c->keys)) != ERR_OK) {
		free(c);
		return e;
	}
	seal_receipt_thread(s->host, c->keys.sign_public, c->handle);
	s->cases[number] = c;
	return ERR_OK;
}

/* One object while it is made. */
struct making {
	struct year_site *site;
	struct year_case *of;
	struct sign_key *reporter;
	struct base_buf note, header, payload;
	struct seal_object_sums sums;
	uint8_t d[SEAL_COMMIT_LEN];
	uint8_t open[SEAL_OPEN_LEN];
	uint8_t self[SEAL_SELF_LEN];
};

static enum err
note_write(struct making *m, struct sign_entry *e)
{
	const struct year_case *c = m->of;
	const struct sign_key *key = m->reporter;
	struct base_buf text;
	struct base_text view;
	enum err err;

	memcpy(e->thread, c->handle, sizeof(e->thread));
	if (sign_kind_is_reporters(e->kind))
		e->key = key->vkey;
	else if ((key = m->site->officers[e->officer].key) == NULL)
		return ERR_NOT_FOUND;
	if (e->kind == SIGN_KIND_REPORT)
		e->reply_to = c->keys.identity.recipient;
	base_buf_init(&text, LIMIT_ENTRY_NOTE_LEN);
	if ((err = sign_entry_write(m->site->host, e, &text)) == ERR_OK) {
		view = (struct base_text){ (const char *)text.data, text.len };
		sign_text_hash(view, e->hash);
		err = sign_note_sign(m->site->host, view, key, &m->note);
	}
	base_buf_done(&text);
	return err;
}

static enum err
object_build(struct making *m, const struct sign_entry *e)
{
	const struct year_site *s = m->site;
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	struct seal_sink sink = { seal_buf_write, &m->payload };
	struct seal_object_parts parts = {
		.note = (const char *)m->note.data,
		.note_len = m->note.len,
		.recipients = readers,
	};
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	size_t n = 0;
	enum err err;

	if (e->roster_version >= YEAR_ROSTERS_MAX)
		return ERR_LIMIT;
	parts.slots = s->rosters[e->roster_version].slots;
	if (e->kind == SIGN_KIND_REPLY)
		readers[n++] = m->of->keys.identity.recipient;
	for (size_t i = 0; i < e->to.count && n < LIMIT_STANZA_MAX; i++)
		readers[n++] = s->officers[e->to.at[i]].recipient;
	parts.recipients_count = n;
	err = seal_object_build(
	    &parts, &seal_random_system, &m->header, &sink, file_key, &m->sums);
	if (err == ERR_OK) {
		seal_object_commit(s->host, SEAL_COMMIT_ENTRY,
		    m->sums.header_hash, m->sums.payload_hash, m->d);
		seal_object_open_value(s->host, file_key, m->open);
	}
	sodium_memzero(file_key, sizeof(file_key));
	return err;
}

static enum err
self_seal(
    struct making *m, const struct sign_entry *e, const struct year_row *row)
{
	struct sign_self self = {
		.form = e->form,
		.has_root = true,
		.roster_version = e->roster_version,
		.to = e->to,
	};

	memcpy(self.thread, m->of->handle, sizeof(self.thread));
	memcpy(self.root, m->site->pin, sizeof(self.root));
	memcpy(self.roster_hash, e->roster_hash, sizeof(self.roster_hash));
	memcpy(self.d, m->d, sizeof(self.d));
	(void)snprintf(
	    self.class_name, sizeof(self.class_name), "%s", row->class_name);
	return sign_self_seal(m->site->host, &self, m->reporter,
	    &m->of->keys.identity.recipient, &seal_random_system, m->self);
}

/* One value of COPY: its bytes as bytea, whose backslash COPY wants twice. */
static void
bytes_put(FILE *out, const uint8_t *data, size_t len)
{
	char hex[2 * 512 + 1];

	(void)fputs("\t\\\\x", out);
	for (size_t at = 0; at < len; at += 512) {
		base_hex_encode(
		    hex, data + at, len - at < 512 ? len - at : 512);
		(void)fputs(hex, out);
	}
}

static enum err
row_put(
    struct making *m, const struct sign_entry *e, const struct year_row *row)
{
	FILE *out = m->site->out;
	uint8_t hash[SEAL_HASH_LEN];

	(void)fprintf(out, "%s\t%lu\t%s\t%s", row->day.text, row->seq,
	    e->kind == SIGN_KIND_REPORT       ? "report"
	    : sign_kind_is_reporters(e->kind) ? "followup"
					      : "officer",
	    e->kind == SIGN_KIND_REPLY ? "reporter" : "office");
	bytes_put(out, m->of->handle, sizeof(m->of->handle));
	seal_receipt_mailbox_hash(m->of->keys.mailbox, hash);
	bytes_put(out, hash, sizeof(hash));
	if (e->kind == SIGN_KIND_REPORT)
		bytes_put(out, m->self, sizeof(m->self));
	else
		(void)fputs("\t\\N", out);
	bytes_put(out, m->of->id, sizeof(m->of->id));
	seal_object_open_hash(m->of->open, hash);
	bytes_put(out, hash, sizeof(hash));
	bytes_put(out, m->sums.id, sizeof(m->sums.id));
	seal_object_open_hash(m->open, hash);
	bytes_put(out, hash, sizeof(hash));
	bytes_put(out, m->d, sizeof(m->d));
	bytes_put(out, m->header.data, m->header.len);
	bytes_put(out, m->payload.data, m->payload.len);
	return fputc('\n', out) == EOF ? ERR_IO : ERR_OK;
}

enum err
year_letter_put(struct year_site *s, struct year_case *c, struct sign_entry *e,
    const struct year_row *row)
{
	struct making m = { .site = s, .of = c };
	char name[LIMIT_NAME_LEN + 1];
	enum err err;

	if (c->count >= YEAR_ENTRIES_MAX)
		return ERR_LIMIT;
	base_buf_init(&m.note, LIMIT_ENTRY_NOTE_LEN);
	base_buf_init(&m.header, LIMIT_HEADER_LEN);
	base_buf_init(&m.payload, LIMIT_BODY_LEN);
	if ((err = sign_name_write(
		 name, s->host, SIGN_ROLE_REPORTER, 0, NULL)) != ERR_OK ||
	    (err = sign_key_new(&m.reporter, name, c->keys.sign_seed)) !=
		ERR_OK ||
	    (err = note_write(&m, e)) != ERR_OK ||
	    (err = object_build(&m, e)) != ERR_OK)
		goto out;
	if (e->kind == SIGN_KIND_REPORT) {
		memcpy(c->id, m.sums.id, sizeof(c->id));
		memcpy(c->open, m.open, sizeof(c->open));
		if ((err = self_seal(&m, e, row)) != ERR_OK)
			goto out;
	}
	if (!row->is_copy)
		memcpy(c->hashes[c->count++], e->hash, SIGN_HASH_LEN);
	err = row_put(&m, e, row);
out:
	sign_key_free(&m.reporter);
	base_buf_done(&m.note);
	base_buf_done(&m.header);
	base_buf_done(&m.payload);
	return err;
}
