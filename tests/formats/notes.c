/* SPDX-License-Identifier: ISC */
/* Signed notes, roots, rosters, promises, logins, manifests, records. */
#include "formats/formats.h"

#include "sign/login.h"
#include "sign/manifest.h"
#include "sign/promise.h"
#include "sign/record.h"

static void
sign_into(
    struct base_buf *out, const struct base_buf *text, struct sign_key *key)
{
	must(sign_note_sign(HOST, buf_text(text), key, out));
	sign_key_free(&key);
}

static void
promise_make(struct base_buf *note)
{
	struct sign_key *key = key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");
	struct base_date date = date_of("2026-11-23");
	uint8_t d[SIGN_HASH_LEN];

	fixed_bytes(d, "d");
	base_buf_init(note, LIMIT_NOTE_LEN);
	must(sign_promise_sign(HOST, key, d, &date, note));
	sign_key_free(&key);
}

static void
promise(struct base_buf *out)
{
	struct base_buf note;

	promise_make(&note);
	say_text(out, buf_text(&note));
	base_buf_done(&note);
}

static void
say_part(struct base_buf *out, size_t at, size_t len, const char *meaning)
{
	char bytes[32];

	(void)snprintf(bytes, sizeof(bytes), "%zu bytes", len);
	say(out, "%04zx  %-48s  %s", at, bytes, meaning);
}

/* The promise once more, part by part. */
static void
note_parts(struct base_buf *out)
{
	struct sign_note n;
	struct base_buf note;
	uint8_t hash[SIGN_HASH_LEN];
	size_t at = 0, line;

	promise_make(&note);
	must(sign_note_parse(note.data, note.len, &n));
	line = n.text.len + 1;
	say_part(out, 0, n.text.len, "the text, which is what is signed");
	say_field(out, &(size_t){ n.text.len }, note.data + n.text.len, 1,
	    "the empty line");
	say_field(out, &line, note.data + line, 4, "U+2014, space");
	say_part(
	    out, line, n.signatures[0].name.len + 1, "the key's name, space");
	line += n.signatures[0].name.len + 1;
	say_part(out, line, note.len - 1 - line, "base64 of 68 bytes:");
	say_field(out, &at, n.signatures[0].keyid, SIGN_KEYID_LEN, "  key id");
	say_field(out, &at, n.signatures[0].sig, 32, "  signature: R");
	say_field(out, &at, n.signatures[0].sig + 32, 32, "  signature: S");
	say_field(out, &(size_t){ note.len - 1 }, "\n", 1, "LF");
	say(out, "%s", "");
	sign_text_hash(n.text, hash);
	say_hex(out, "SHA-256(text)", hash, sizeof(hash));
	base_buf_done(&note);
}

static void
root_make(struct base_buf *text)
{
	struct sign_root *r = root_of("2027-11-30");

	base_buf_init(text, LIMIT_NOTE_LEN);
	must(sign_root_write(HOST, r, text));
	sign_root_free(&r);
}

static void
root(struct base_buf *out)
{
	struct base_buf text, note;

	root_make(&text);
	roots_sign(&note, buf_text(&text), "ab");
	say_text(out, buf_text(&note));
	base_buf_done(&note);
	base_buf_done(&text);
}

static void
root_pin(struct base_buf *out)
{
	char b64[BASE64_LEN(SIGN_HASH_LEN) + 1];
	char digits[SIGN_PIN_DIGITS_LEN + 1];
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf text;

	root_make(&text);
	sign_text_hash(buf_text(&text), hash);
	base_base64_encode(b64, hash, sizeof(hash), BASE64_URL_RAW);
	sign_pin_digits(hash, digits);
	say_hex(out, "SHA-256(text)", hash, sizeof(hash));
	say(out, "%-16s %s", "pin", b64);
	say(out, "%-16s %s", "digits", digits);
	say(out, "%-16s https://%s/#s=S01&r1=%s", "QR code", HOST, b64);
	base_buf_done(&text);
}

void
example_roster(struct base_buf *text, uint8_t hash[static SIGN_HASH_LEN])
{
	struct sign_roster *r = roster_of("2026-11-01", "2026-12-01");

	r->officer_count = 3;
	r->class_count = 0;
	r->classes[r->class_count++] = (struct sign_class){
		.name = "concern", .count = 2, .numbers = { 1, 2 }
	};
	r->classes[r->class_count++] = (struct sign_class){
		.name = "youth", .count = 2, .numbers = { 2, 3 }
	};
	r->has_log = true;
	vkey_take(&r->log, key_of(SIGN_ROLE_LOG, 0, NULL, "log"));
	r->holder_count = 1;
	r->holders[0] = (struct sign_holder){ .role = "auditor", .number = 11 };
	vkey_take(&r->holders[0].login, login_key(11));
	r->revoked_count = 1;
	r->revoked[0] =
	    (struct sign_revoked){ 0, date_of("2026-10-20"), "key-lost" };
	base_buf_init(text, LIMIT_NOTE_LEN);
	must(sign_roster_write(HOST, r, text));
	sign_text_hash(buf_text(text), hash);
	sign_roster_free(&r);
}

static void
roster(struct base_buf *out)
{
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf text, note;

	example_roster(&text, hash);
	roots_sign(&note, buf_text(&text), "ab");
	say_text(out, buf_text(&note));
	base_buf_done(&note);
	base_buf_done(&text);
}

static void
login(struct base_buf *out)
{
	struct sign_login l = { .at = "https://office.example.org",
		.number = 1,
		.until = 1795406520 };
	struct sign_key *key = login_key(1);

	fixed_bytes(l.nonce, "nonce");
	must(sign_login_sign(HOST, &l, key, out));
	sign_key_free(&key);
}

static void
manifest(struct base_buf *out)
{
	struct sign_manifest m = { .release = "1.0.0",
		.date = date_of("2026-11-20"),
		.count = 2,
		.files = { { .path = "/", .len = 1205 },
		    { .path = "/main.js", .len = 53191 } } };
	struct base_buf text;

	fixed_bytes(m.files[0].hash, "index.html");
	fixed_bytes(m.files[1].hash, "main.js");
	base_buf_init(&text, LIMIT_NOTE_LEN);
	must(sign_manifest_write(HOST, &m, &text));
	sign_into(out, &text, key_of(SIGN_ROLE_RELEASE, 0, NULL, "release"));
	base_buf_done(&text);
}

static void
record(struct base_buf *out)
{
	struct sign_record *r = sign_record_new();
	struct sign_key *second = officer_key(2);
	struct base_buf text, note;

	must(r == NULL ? ERR_MEMORY : ERR_OK);
	r->kind = SIGN_RECORD_ANSWERS;
	r->date = date_of("2026-11-30");
	r->roster_version = 12;
	fixed_bytes(r->roster_hash, "roster");
	(void)snprintf(r->period, sizeof(r->period), "2026-11");
	r->field_count = 3;
	r->fields[0] =
	    (struct sign_field){ text_of("topic"), text_of("Y02") };
	r->fields[1] = (struct sign_field){ text_of("wish"),
		text_of("自习室周末开门") };
	r->fields[2] = (struct sign_field){ text_of("answer"),
		text_of("12 月起开到 21 点") };
	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&note, LIMIT_NOTE_LEN);
	must(sign_record_write(HOST, r, &text));
	sign_into(&note, &text, officer_key(1));
	must(sign_note_add(HOST, second, &note));
	say_text(out, buf_text(&note));
	base_buf_done(&note);
	sign_key_free(&second);
	base_buf_done(&text);
	sign_record_free(&r);
}

const struct example formats_notes[] = {
	{ "promise", promise },
	{ "note-parts", note_parts },
	{ "root", root },
	{ "root-pin", root_pin },
	{ "roster", roster },
	{ "login", login },
	{ "manifest", manifest },
	{ "record", record },
	{ NULL, NULL },
};
