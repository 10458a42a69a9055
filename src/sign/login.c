/* SPDX-License-Identifier: ISC */
#include "sign/login.h"

#include <string.h>

#include "sign/line.h"

#define UNTIL_MAX UINT64_C(99999999999) /* decimal digits that JSON keeps */

/* scheme://authority and nothing behind it. */
static bool
origin_valid(struct base_text v)
{
	size_t skip = base_text_starts(v, "https://") ? strlen("https://") :
	    base_text_starts(v, "http://")	      ? strlen("http://") :
							0;

	if (skip == 0 || v.len == skip || v.len > SIGN_ORIGIN_LEN)
		return false;
	for (size_t i = skip; i < v.len; i++) {
		char c = v.data[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '.' || c == '-' ||
			c == ':' || c == '[' || c == ']'))
			return false;
	}
	return true;
}

static bool
who_read(struct sign_lines *l, struct sign_login *out)
{
	struct base_text v, w[2];

	if (sign_lines_take(l, "officer", &v))
		return sign_value_number(v, &out->number);
	return sign_lines_take(l, "role", &v) && sign_words(v, w, 2, false) &&
	    sign_value_word(w[0], out->role, SIGN_WORD_LEN) &&
	    sign_value_number(w[1], &out->number);
}

static enum err
login_read(const char *host, struct base_text text, struct sign_login *out)
{
	struct sign_lines l;
	struct base_text v;
	uint64_t until;

	if (!sign_lines_init(&l, host, SIGN_LOGIN_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "at", &v) || !origin_valid(v))
		return ERR_FORMAT;
	memcpy(out->at, v.data, v.len);
	out->at[v.len] = '\0';
	if (!who_read(&l, out) || !sign_lines_take(&l, "nonce", &v) ||
	    base_base64_decode_exact(out->nonce, SIGN_NONCE_LEN, v.data, v.len,
		BASE64_STD) != ERR_OK ||
	    !sign_lines_take(&l, "until", &v) ||
	    base_text_decimal(v, UNTIL_MAX, &until) != ERR_OK ||
	    !sign_lines_done(&l))
		return ERR_FORMAT;
	out->until = (int64_t)until;
	return ERR_OK;
}

static enum err
login_put(const char *host, const struct sign_login *l, struct base_buf *b)
{
	enum err e;

	if ((e = sign_put_first(b, host, SIGN_LOGIN_FIRST_LINE)) != ERR_OK ||
	    (e = base_buf_addf(b, "at %s\n", l->at)) != ERR_OK)
		return e;
	if (l->role[0] == '\0')
		e = base_buf_addf(b, "officer %02u\n", l->number);
	else
		e = base_buf_addf(b, "role %s %02u\n", l->role, l->number);
	if (e != ERR_OK || (e = sign_put_bytes(b, "nonce", l->nonce,
				SIGN_NONCE_LEN)) != ERR_OK)
		return e;
	return base_buf_addf(b, "until %lld\n", (long long)l->until);
}

enum err
sign_login_sign(const char *host, const struct sign_login *l,
    const struct sign_key *key, struct base_buf *out)
{
	struct sign_login again = { .number = 0 };
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if (!sign_host_valid(host) || !origin_valid(sign_text(l->at)) ||
	    (l->role[0] != '\0' &&
		!sign_word_valid(sign_text(l->role), SIGN_WORD_LEN))) {
		e = ERR_FORMAT;
		goto out;
	}
	if ((e = login_put(host, l, &b)) != ERR_OK ||
	    (e = login_read(host, sign_buf_text(&b), &again)) != ERR_OK)
		goto out;
	if (!sign_name_is(host, key->vkey.name, SIGN_ROLE_LOGIN, l->number)) {
		e = ERR_NOTE_KEY_NAME;
		goto out;
	}
	e = sign_note_sign(host, sign_buf_text(&b), key, out);
out:
	base_buf_done(&b);
	return e;
}

static enum err
login_parse(const char *host, const void *note, size_t len,
    struct sign_note *n, struct sign_login *out)
{
	char name[LIMIT_NAME_LEN + 1];
	enum err e;

	if ((e = sign_note_parse(note, len, n)) != ERR_OK ||
	    (e = login_read(host, n->text, out)) != ERR_OK)
		return e;
	if (n->signature_count != 1 ||
	    sign_name_write(name, host, SIGN_ROLE_LOGIN, out->number, NULL) !=
		ERR_OK ||
	    !base_text_is(n->signatures[0].name, name))
		return ERR_FORMAT;
	return ERR_OK;
}

enum err
sign_login_parse(const char *host, const void *note, size_t len,
    struct sign_login *out)
{
	struct sign_login l = { .number = 0 };
	struct sign_note n;
	enum err e;

	if ((e = login_parse(host, note, len, &n, &l)) == ERR_OK)
		*out = l;
	return e;
}

/* The login key of whom the text names; NULL: not in the roster. */
static const struct sign_vkey *
login_key(const struct sign_roster *r, const struct sign_login *l)
{
	const struct sign_officer *o;
	const struct sign_holder *h;

	if (l->role[0] != '\0') {
		h = sign_roster_holder(r, l->role, l->number);
		return h == NULL ? NULL : &h->login;
	}
	o = sign_roster_officer(r, l->number);
	return o == NULL ? NULL : &o->login;
}

enum err
sign_login_verify(const char *host, const void *note, size_t len,
    const struct sign_roster *roster, const char *at, int64_t now,
    struct sign_login *out)
{
	struct sign_login l = { .number = 0 };
	const struct sign_vkey *key;
	struct sign_note n;
	enum err e;

	if ((e = login_parse(host, note, len, &n, &l)) != ERR_OK)
		return e;
	if (strcmp(l.at, at) != 0 || (key = login_key(roster, &l)) == NULL ||
	    sign_note_verify(host, &n, key, 1, NULL) != ERR_OK)
		return ERR_DENIED;
	if (now > l.until)
		return ERR_EXPIRED;
	*out = l;
	return ERR_OK;
}
