/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "diff/verdict.h"
#include "seal/receipt.h"
#include "sign/chain.h"
#include "sign/entry.h"
#include "sign/key.h"
#include "sign/login.h"
#include "sign/note.h"
#include "sign/promise.h"
#include "sign/root.h"
#include "sign/roster.h"
#include "sign/self.h"

#define KEYS_MAX 64

static struct base_text
text_of(const struct verdict_input *in)
{
	return (struct base_text){ (const char *)in->data, in->len };
}

static void
put_vkey(const struct sign_vkey *k, struct base_buf *out)
{
	char text[SIGN_VKEY_LEN + 1];

	sign_vkey_format(text, k);
	verdict_line(out, "%s", text);
}

/* Context: ed25519 or witness. */
static enum err
read_vkey(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_vkey k;
	enum err e = base_text_is(in->context, "witness")
			 ? sign_vkey_parse_witness(text_of(in), &k)
			 : sign_vkey_parse(text_of(in), &k);

	if (e == ERR_OK)
		put_vkey(&k, out);
	return e;
}

/* Context: a first line; data: a key's name. */
static enum err
read_fits(const struct verdict_input *in, struct base_buf *out)
{
	char name[LIMIT_NAME_LEN + 1];

	(void)out;
	if (!sign_name_valid(text_of(in)))
		return ERR_FORMAT;
	REQUIRE(in->len < sizeof(name));
	memcpy(name, in->data, in->len);
	name[in->len] = 0;
	return sign_name_fits(VERDICT_HOST, name, in->context)
		   ? ERR_OK
		   : ERR_NOTE_KEY_NAME;
}

static enum err
read_note(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_note note;
	enum err e = sign_note_parse(in->data, in->len, &note);

	if (e != ERR_OK)
		return e;
	verdict_put(out, note.text.data, note.text.len);
	for (size_t i = 0; i < note.signature_count; i++) {
		const struct sign_note_signature *s = &note.signatures[i];

		verdict_put(out, s->name.data, s->name.len);
		verdict_put(out, "\n", 1);
		verdict_hex(out, s->keyid, sizeof(s->keyid));
		verdict_line(out, "%zu", s->sig_len);
		if (s->sig_len == SIGN_SIG_LEN)
			verdict_hex(out, s->sig, sizeof(s->sig));
	}
	return ERR_OK;
}

static size_t
context_keys(struct base_text *context, struct sign_vkey keys[static KEYS_MAX])
{
	struct base_text word;
	size_t n = 0;

	while ((word = verdict_word(context)).len > 0) {
		REQUIRE(n < KEYS_MAX);
		verdict_must(sign_vkey_parse(word, &keys[n++]));
	}
	return n;
}

/* Context: keys. */
static enum err
read_signed(const struct verdict_input *in, struct base_buf *out)
{
	static struct sign_vkey keys[KEYS_MAX];
	struct base_text context = in->context;
	size_t n = context_keys(&context, keys);
	struct sign_note note;
	uint64_t signers;
	enum err e;

	if ((e = sign_note_parse(in->data, in->len, &note)) != ERR_OK ||
	    (e = sign_note_verify(VERDICT_HOST, &note, keys, n, &signers)) !=
		ERR_OK)
		return e;
	verdict_put(out, note.text.data, note.text.len);
	for (size_t i = 0; i < n; i++)
		verdict_line(out, "%d", (int)(signers >> i & 1));
	return ERR_OK;
}

static enum err
read_root(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_root *r;
	enum err e = sign_root_parse(VERDICT_HOST, text_of(in), &r);

	if (e != ERR_OK)
		return e;
	verdict_must(sign_root_write(VERDICT_HOST, r, out));
	sign_root_free(&r);
	return ERR_OK;
}

static enum err
read_roster(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_roster *r;
	enum err e = sign_roster_parse(VERDICT_HOST, text_of(in), &r);

	if (e != ERR_OK)
		return e;
	verdict_must(sign_roster_write(VERDICT_HOST, r, out));
	sign_roster_free(&r);
	return ERR_OK;
}

static void
put_fields(const struct sign_entry *e, struct base_buf *out)
{
	for (size_t i = 0; i < e->field_count; i++) {
		verdict_put(out, "\n", 1);
		verdict_must(sign_field_decode(e->fields[i].value, out));
	}
}

/* Context: the author's key, or empty when none is asked for. */
static enum err
read_entry(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context, word = verdict_word(&context);
	struct sign_entry *entry;
	struct sign_vkey author;
	enum err e = sign_entry_read(VERDICT_HOST, in->data, in->len, &entry);

	if (e != ERR_OK)
		return e;
	if (word.len > 0) {
		verdict_must(sign_vkey_parse(word, &author));
		e = sign_entry_verify(VERDICT_HOST, entry, &author);
	}
	if (e == ERR_OK) {
		verdict_must(sign_entry_write(VERDICT_HOST, entry, out));
		put_fields(entry, out);
	}
	sign_entry_free(&entry);
	return e;
}

static enum err
read_self(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_self s;
	enum err e = sign_self_parse(VERDICT_HOST, text_of(in), &s);

	if (e == ERR_OK)
		verdict_must(sign_self_write(VERDICT_HOST, &s, out));
	return e;
}

/* Context: the reporter's identity and key. */
static enum err
read_selffile(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context, word = verdict_word(&context);
	struct seal_identity id;
	struct sign_vkey key;
	struct sign_self s;
	enum err e;

	verdict_must(seal_identity_parse(word.data, word.len, &id));
	verdict_must(sign_vkey_parse(verdict_word(&context), &key));
	/* Whoever reads a file of another length knows so before. */
	if (in->len != SEAL_SELF_LEN)
		return ERR_AGE_HEADER;
	e = sign_self_open(VERDICT_HOST, in->data, &id, &key, &s);
	if (e == ERR_OK)
		verdict_must(sign_self_write(VERDICT_HOST, &s, out));
	return e;
}

/* Context: d, a date or `-`, keys. */
static enum err
read_promise(const struct verdict_input *in, struct base_buf *out)
{
	static struct sign_vkey keys[KEYS_MAX];
	struct base_text context = in->context, word;
	struct base_date today;
	struct sign_promise p;
	uint8_t d[SIGN_HASH_LEN];
	bool dated;
	enum err e;

	verdict_bytes(&context, d, sizeof(d));
	word = verdict_word(&context);
	dated = !base_text_is(word, "-");
	if (dated)
		verdict_must(base_date_parse(word, &today));
	e = sign_promise_verify(VERDICT_HOST, in->data, in->len, keys,
	    context_keys(&context, keys), d, dated ? &today : NULL, &p);
	if (e == ERR_OK)
		verdict_line(out, "%s %s", p.date.text, p.in_log_by.text);
	return e;
}

static enum err
read_login(const struct verdict_input *in, struct base_buf *out)
{
	struct sign_login l;
	enum err e = sign_login_parse(VERDICT_HOST, in->data, in->len, &l);

	if (e != ERR_OK)
		return e;
	verdict_line(
	    out, "%s %s %02u %lld", l.at, l.role, l.number, (long long)l.until);
	verdict_hex(out, l.nonce, sizeof(l.nonce));
	return ERR_OK;
}

/* The next note of several that a NUL ends; false behind the last. */
static bool
next_note(struct base_text *rest, struct base_text *note)
{
	const char *nul = memchr(rest->data, 0, rest->len);

	if (rest->len == 0)
		return false;
	note->data = rest->data;
	note->len = nul == NULL ? rest->len : (size_t)(nul - rest->data);
	rest->data += note->len + (nul != NULL);
	rest->len -= note->len + (nul != NULL);
	return true;
}

static void
put_newest(const struct sign_chain *c, struct base_buf *out)
{
	const struct sign_root *root = sign_chain_root(c);
	const struct sign_roster *roster = sign_chain_newest(c);

	if (root != NULL)
		verdict_hex(out, root->hash, sizeof(root->hash));
	if (roster != NULL)
		verdict_hex(out, roster->hash, sizeof(roster->hash));
}

/*
 * Context: number of roots, the pin or `-`, a date or `-`; data: notes, first
 * the roots, then the rosters, ended by NULs.
 */
static enum err
read_chain(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context, word, note;
	struct base_text rest = text_of(in);
	const struct sign_roster *current;
	uint8_t pin[SIGN_HASH_LEN];
	struct sign_chain *c;
	struct base_date today;
	uint64_t roots;
	bool pinned;
	enum err e = ERR_OK;

	verdict_must(sign_chain_new(&c, VERDICT_HOST));
	verdict_must(base_text_decimal(verdict_word(&context), 1000, &roots));
	word = verdict_word(&context);
	if ((pinned = !base_text_is(word, "-")))
		verdict_must(
		    base_hex_decode(pin, sizeof(pin), word.data, word.len));
	for (uint64_t i = 0; e == ERR_OK && next_note(&rest, &note); i++)
		e = i < roots ? sign_chain_add_root(
				    c, note.data, note.len, pinned ? pin : NULL)
			      : sign_chain_add_roster(c, note.data, note.len);
	word = verdict_word(&context);
	if (e == ERR_OK && !base_text_is(word, "-")) {
		verdict_must(base_date_parse(word, &today));
		e = sign_chain_current(c, &today, &current);
	}
	if (e == ERR_OK)
		put_newest(c, out);
	sign_chain_free(&c);
	return e;
}

const struct verdict_kind verdict_sign[] = {
	{ "vkey", read_vkey },
	{ "fits", read_fits },
	{ "note", read_note },
	{ "signed", read_signed },
	{ "root", read_root },
	{ "roster", read_roster },
	{ "entry", read_entry },
	{ "self", read_self },
	{ "selffile", read_selffile },
	{ "promise", read_promise },
	{ "login", read_login },
	{ "chain", read_chain },
	{ NULL, NULL },
};
