/* SPDX-License-Identifier: ISC */
#include "sign/self.h"

#include <string.h>

#include "seal/receipt.h"
#include "sign/line.h"
#include "sign/note.h"
#include "sign/value.h"

static bool
root_read(struct base_text v, struct sign_self *s)
{
	if (base_text_is(v, "-"))
		return true;
	s->has_root = true;
	return sign_value_hash(v, s->root);
}

/* `to`, then `not` unless nobody was left out; nobody is in both. */
static bool
readers_read(struct sign_lines *l, struct sign_self *s)
{
	struct base_text v;

	if (!sign_lines_take(l, "to", &v) || !sign_value_numbers(v, &s->to))
		return false;
	if (!sign_lines_at(l, "not"))
		return true;
	if (!sign_lines_take(l, "not", &v) ||
	    !sign_value_numbers(v, &s->left_out))
		return false;
	for (size_t i = 0; i < s->left_out.count; i++) {
		if (sign_numbers_have(&s->to, s->left_out.at[i]))
			return false;
	}
	return true;
}

enum err
sign_self_parse(const char *host, struct base_text text, struct sign_self *out)
{
	struct sign_self s = { .has_root = false };
	struct sign_lines l;
	struct base_text v;

	if (!sign_lines_init(&l, host, SIGN_SELF_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "thread", &v) ||
	    !sign_value_handle(v, s.thread) ||
	    !sign_lines_take(&l, "form", &v) || !sign_value_form(v, &s.form) ||
	    !sign_lines_take(&l, "class", &v) ||
	    !sign_value_word(v, s.class_name, SIGN_WORD_LEN) ||
	    !sign_lines_take(&l, "root", &v) || !root_read(v, &s) ||
	    !sign_lines_take(&l, "roster", &v) ||
	    !sign_value_roster(v, &s.roster_version, s.roster_hash) ||
	    !readers_read(&l, &s) || !sign_lines_take(&l, "d", &v) ||
	    !sign_value_hash(v, s.d) || !sign_lines_done(&l))
		return ERR_ENTRY;
	*out = s;
	return ERR_OK;
}

static enum err
self_put(const char *host, const struct sign_self *s, struct base_buf *b)
{
	enum err e;

	if (!sign_host_valid(host) || s->form >= SIGN_FORM_COUNT ||
	    !sign_word_valid(sign_text(s->class_name), SIGN_WORD_LEN))
		return ERR_ENTRY;
	if ((e = sign_put_first(b, host, SIGN_SELF_FIRST_LINE)) != ERR_OK ||
	    (e = sign_put_bytes(b, "thread", s->thread, SIGN_HANDLE_LEN)) !=
		ERR_OK ||
	    (e = base_buf_addf(b, "form %s\nclass %s\n",
		 sign_form_word(s->form), s->class_name)) != ERR_OK)
		return e;
	e = s->has_root ? sign_put_bytes(b, "root", s->root, SIGN_HASH_LEN) :
			  base_buf_add_str(b, "root -\n");
	if (e != ERR_OK ||
	    (e = sign_put_roster(b, s->roster_version, s->roster_hash)) !=
		ERR_OK ||
	    (e = sign_put_numbers(b, "to", &s->to)) != ERR_OK)
		return e;
	if (s->left_out.count > 0 &&
	    (e = sign_put_numbers(b, "not", &s->left_out)) != ERR_OK)
		return e;
	return sign_put_bytes(b, "d", s->d, SIGN_HASH_LEN);
}

enum err
sign_self_write(const char *host, const struct sign_self *s,
    struct base_buf *out)
{
	struct sign_self again;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((e = self_put(host, s, &b)) != ERR_OK)
		goto out;
	/* What this room would not read it does not write. */
	if ((e = sign_self_parse(host, sign_buf_text(&b), &again)) != ERR_OK)
		goto out;
	e = base_buf_add(out, b.data, b.len);
out:
	base_buf_done(&b);
	return e;
}

enum err
sign_self_seal(const char *host, const struct sign_self *s,
    const struct sign_key *key, const struct seal_recipient *recipient,
    const struct seal_random *rnd, uint8_t out[static SEAL_SELF_LEN])
{
	struct base_buf text, note;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&note, LIMIT_NOTE_LEN);
	if ((e = sign_self_write(host, s, &text)) != ERR_OK ||
	    (e = sign_note_sign(host, sign_buf_text(&text), key, &note)) !=
		ERR_OK)
		goto out;
	e = seal_self_seal((const char *)note.data, note.len, recipient, rnd,
	    out);
out:
	base_buf_done(&note);
	base_buf_done(&text);
	return e;
}

enum err
sign_self_open(const char *host, const uint8_t in[static SEAL_SELF_LEN],
    const struct seal_identity *identity, const struct sign_vkey *reporter,
    struct sign_self *out)
{
	uint8_t handle[SEAL_THREAD_LEN];
	struct sign_self s;
	struct sign_note note;
	struct base_buf plain;
	enum err e;

	base_buf_init(&plain, SEAL_SELF_LEN);
	if ((e = seal_self_open(in, identity, &plain)) != ERR_OK ||
	    (e = sign_note_parse(plain.data, plain.len, &note)) != ERR_OK ||
	    (e = sign_note_verify(host, &note, reporter, 1, NULL)) != ERR_OK ||
	    (e = sign_self_parse(host, note.text, &s)) != ERR_OK)
		goto out;
	seal_receipt_thread(host, reporter->pk, handle);
	if (memcmp(handle, s.thread, sizeof(handle)) != 0) {
		e = ERR_ENTRY;
		goto out;
	}
	*out = s;
out:
	base_buf_done(&plain);
	return e;
}
