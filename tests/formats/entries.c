/* SPDX-License-Identifier: ISC */
/* Entries of each kind, and what the reporter keeps. */
#include "formats/formats.h"

#include "sign/self.h"

/* The reporter's keys are those of the receipt code. */
static struct sign_key *
code_key(void)
{
	char name[LIMIT_NAME_LEN + 1];
	struct seal_receipt_keys k;
	struct sign_key *key;

	must(seal_receipt_derive(HOST, receipt_code, &k));
	must(sign_name_write(name, HOST, SIGN_ROLE_REPORTER, 0, NULL));
	must(sign_key_new(&key, name, k.sign_seed));
	seal_receipt_keys_done(&k);
	return key;
}

static struct sign_entry *
entry_base(enum sign_kind kind, const char *date)
{
	struct seal_receipt_keys k;
	struct base_buf text;
	struct sign_entry *e = sign_entry_new();

	assert_non_null(e);
	must(seal_receipt_derive(HOST, receipt_code, &k));
	e->kind = kind;
	seal_receipt_thread(HOST, k.sign_public, e->thread);
	e->date = date_of(date);
	example_roster(&text, e->roster_hash);
	base_buf_done(&text);
	e->roster_version = 1;
	numbers_set(&e->to, "12");
	if (kind == SIGN_KIND_REPORT || kind == SIGN_KIND_FOLLOWUP)
		vkey_take(&e->key, code_key());
	if (kind == SIGN_KIND_REPORT) {
		e->form = SIGN_FORM_CONCERN;
		e->reply_to = k.identity.recipient;
	}
	if (!sign_kind_is_reporters(kind))
		e->officer = 1;
	seal_receipt_keys_done(&k);
	return e;
}

static void
field(struct sign_entry *e, const char *name, const char *value)
{
	e->fields[e->field_count++] =
	    (struct sign_field){ text_of(name), text_of(value) };
}

static void
finish(struct base_buf *note, struct sign_entry *e)
{
	struct sign_key *key = sign_kind_is_reporters(e->kind)
				   ? code_key()
				   : officer_key(e->officer);
	struct sign_entry *again;

	entry_sign_by(note, e, key);
	/* What is shown is read by the reader, too. */
	must(sign_entry_read(HOST, note->data, note->len, &again));
	must(sign_entry_verify(HOST, again, &key->vkey));
	sign_entry_free(&again);
	sign_entry_free(&e);
	sign_key_free(&key);
}

void
example_report(struct base_buf *note, uint8_t hash[static SIGN_HASH_LEN])
{
	struct sign_entry *e = entry_base(SIGN_KIND_REPORT, "2026-11-23");
	struct sign_note n;

	numbers_set(&e->left_out, "3");
	field(e, "category", "A04");
	field(e, "where", "二楼%0A100%25 看得见的地方");
	e->attach_count = 1;
	memcpy(e->attaches[0].member, "a01.jpg", 8);
	fixed_bytes(e->attaches[0].hash, "a01.jpg");
	e->attaches[0].len = 1000;
	e->body = text_of("反映一件事。\n");
	finish(note, e);
	must(sign_note_parse(note->data, note->len, &n));
	sign_text_hash(n.text, hash);
}

static void
show(struct base_buf *out, struct sign_entry *e)
{
	struct base_buf note;

	finish(&note, e);
	say_text(out, buf_text(&note));
	base_buf_done(&note);
}

static void
entry_report(struct base_buf *out)
{
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf note;

	example_report(&note, hash);
	say_text(out, buf_text(&note));
	base_buf_done(&note);
}

/* A kind that follows the report. */
static struct sign_entry *
following(enum sign_kind kind, const char *date)
{
	struct sign_entry *e = entry_base(kind, date);
	struct base_buf note;

	example_report(&note, e->after[0]);
	e->after_count = 1;
	base_buf_done(&note);
	return e;
}

static void
entry_followup(struct base_buf *out)
{
	struct sign_entry *e = following(SIGN_KIND_FOLLOWUP, "2026-11-24");

	numbers_set(&e->left_out, "3");
	e->body = text_of("补充一句。\n");
	show(out, e);
}

static void
entry_reply(struct base_buf *out)
{
	struct sign_entry *e = following(SIGN_KIND_REPLY, "2026-11-25");

	field(e, "status", "P2");
	e->body = text_of("已收到，正在办理。\n");
	show(out, e);
}

static void
entry_memo(struct base_buf *out)
{
	struct sign_entry *e = following(SIGN_KIND_MEMO, "2026-11-25");

	e->body = text_of("查一下上个月的台账。\n");
	show(out, e);
}

static void
entry_event(struct base_buf *out)
{
	struct sign_entry *e = following(SIGN_KIND_EVENT, "2026-11-25");

	field(e, "from", "R00");
	field(e, "to", "R01");
	field(e, "reason", "拆阅");
	show(out, e);
}

static void
entry_contact(struct base_buf *out)
{
	struct sign_entry *e = following(SIGN_KIND_CONTACT, "2026-11-23");

	field(e, "phone", "000-0000-0000");
	show(out, e);
}

static void
entry_text_hash(struct base_buf *out)
{
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf note;

	example_report(&note, hash);
	say_hex(out, "SHA-256(text)", hash, sizeof(hash));
	say(out, "%-16s %zu bytes", "the note", note.len);
	base_buf_done(&note);
}

static void
self_make(uint8_t file[static SEAL_SELF_LEN], struct seal_receipt_keys *k)
{
	struct fixed_random r = { .label = "self" };
	struct seal_random rnd = { fixed_fill, &r };
	struct sign_self s = { .form = SIGN_FORM_CONCERN,
		.has_root = true,
		.roster_version = 1,
		.class_name = "concern" };
	struct sign_key *key = code_key();
	struct base_buf text;

	must(seal_receipt_derive(HOST, receipt_code, k));
	seal_receipt_thread(HOST, k->sign_public, s.thread);
	example_roster(&text, s.roster_hash);
	base_buf_done(&text);
	fixed_bytes(s.root, "root");
	fixed_bytes(s.d, "d");
	numbers_set(&s.to, "12");
	numbers_set(&s.left_out, "3");
	must(sign_self_seal(HOST, &s, key, &k->identity.recipient, &rnd, file));
	sign_key_free(&key);
}

static void
self_note(struct base_buf *out)
{
	uint8_t file[SEAL_SELF_LEN];
	struct seal_receipt_keys k;
	struct base_buf note;

	self_make(file, &k);
	base_buf_init(&note, SEAL_SELF_LEN);
	must(seal_self_open(file, &k.identity, &note));
	say_text(out, buf_text(&note));
	base_buf_done(&note);
}

static void
self_layout(struct base_buf *out)
{
	uint8_t file[SEAL_SELF_LEN], hash[32];
	struct seal_receipt_keys k;
	struct base_buf note;
	size_t at = SEAL_HEADER_LEN(1);

	self_make(file, &k);
	base_buf_init(&note, SEAL_SELF_LEN);
	must(seal_self_open(file, &k.identity, &note));
	say(out, "%04x  %4u bytes  age header, one X25519 stanza", 0,
	    SEAL_HEADER_LEN(1));
	say(out, "%04zx  %4d bytes  nonce", at, SEAL_NONCE_LEN);
	at += SEAL_NONCE_LEN;
	say(out, "%04zx  %4u bytes  sealed: note of %zu bytes, zeros", at,
	    SEAL_SELF_NOTE_LEN, note.len);
	at += SEAL_SELF_NOTE_LEN;
	say(out, "%04zx  %4d bytes  tag", at, SEAL_TAG_LEN);
	assert_int_equal(at + SEAL_TAG_LEN, SEAL_SELF_LEN);
	crypto_hash_sha256(hash, file, sizeof(file));
	say(out, "%s", "");
	say_hex(out, "SHA-256(self)", hash, sizeof(hash));
	base_buf_done(&note);
}

const struct example formats_entries[] = {
	{ "entry-report", entry_report },
	{ "entry-text-hash", entry_text_hash },
	{ "entry-followup", entry_followup },
	{ "entry-reply", entry_reply },
	{ "entry-memo", entry_memo },
	{ "entry-event", entry_event },
	{ "entry-contact", entry_contact },
	{ "self-note", self_note },
	{ "self-layout", self_layout },
	{ NULL, NULL },
};
