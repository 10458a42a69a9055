/* SPDX-License-Identifier: ISC */
#include "sign/note.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"

#define DASH "\xe2\x80\x94 " /* U+2014 SP, how a signature line begins */
#define DASH_LEN 4
#define LINE_LEN_MAX                                                          \
	(DASH_LEN + LIMIT_NAME_LEN + 1 +                                      \
	    BASE64_LEN(SIGN_KEYID_LEN + SIGN_SIG_LEN) + 1)

/* Decode so many characters at a time: signatures of others may be long. */
#define PIECE_CHARS 64
#define PIECE_LEN (PIECE_CHARS / 4 * 3)

static enum err
signature_decode(struct base_text b64, struct sign_note_signature *s)
{
	uint8_t head[SIGN_KEYID_LEN + SIGN_SIG_LEN], piece[PIECE_LEN];
	size_t total = 0;

	for (size_t at = 0; at < b64.len; at += PIECE_CHARS) {
		size_t chars = b64.len - at, got = sizeof(piece);
		bool last = chars <= PIECE_CHARS;

		if (!last)
			chars = PIECE_CHARS;
		if (base_base64_decode(piece, &got, b64.data + at, chars,
			BASE64_STD) != ERR_OK ||
		    (!last && got != sizeof(piece)))
			return ERR_NOTE;
		if (total < sizeof(head)) {
			size_t room = sizeof(head) - total;

			memcpy(head + total, piece, got < room ? got : room);
		}
		total += got;
	}
	if (total <= SIGN_KEYID_LEN)
		return ERR_NOTE;
	memcpy(s->keyid, head, SIGN_KEYID_LEN);
	s->sig_len = total - SIGN_KEYID_LEN;
	memset(s->sig, 0, sizeof(s->sig));
	if (s->sig_len == SIGN_SIG_LEN)
		memcpy(s->sig, head + SIGN_KEYID_LEN, SIGN_SIG_LEN);
	return ERR_OK;
}

static enum err
signature_parse(struct base_text line, struct sign_note_signature *s)
{
	const char *sp;

	if (!base_text_starts(line, DASH))
		return ERR_NOTE;
	line.data += DASH_LEN;
	line.len -= DASH_LEN;
	if ((sp = memchr(line.data, ' ', line.len)) == NULL)
		return ERR_NOTE;
	s->name = (struct base_text){ line.data, (size_t)(sp - line.data) };
	if (!sign_name_valid(s->name))
		return ERR_NOTE;
	line.len -= s->name.len + 1;
	line.data = sp + 1;
	return signature_decode(line, s);
}

/* Where the text ends: behind the LF before the last empty line; 0: none. */
static size_t
text_end(const char *data, size_t len)
{
	for (size_t i = len; i >= 2; i--) {
		if (data[i - 1] == '\n' && data[i - 2] == '\n')
			return i - 1;
	}
	return 0;
}

enum err
sign_note_parse(const void *data, size_t len, struct sign_note *out)
{
	struct base_text all = { data, len }, rest, line;
	struct sign_note n = { .signature_count = 0 };
	enum err e;
	size_t end;

	if (len > LIMIT_NOTE_LEN)
		return ERR_LIMIT;
	if (len == 0 || all.data[len - 1] != '\n' || !base_text_clean(all) ||
	    (end = text_end(all.data, len)) == 0)
		return ERR_NOTE;
	n.text = (struct base_text){ all.data, end };
	rest = n.text;
	if (!base_text_line(&rest, &n.first_line))
		return ERR_NOTE;
	rest = (struct base_text){ all.data + end + 1, len - end - 1 };
	while (base_text_line(&rest, &line)) {
		if (n.signature_count == LIMIT_NOTE_SIGNATURES_MAX)
			return ERR_LIMIT;
		if ((e = signature_parse(line,
			 &n.signatures[n.signature_count])) != ERR_OK)
			return e;
		n.signature_count++;
	}
	if (n.signature_count == 0)
		return ERR_NOTE;
	*out = n;
	return ERR_OK;
}

static bool
signature_is_by(const struct sign_note_signature *s, const struct sign_vkey *k)
{
	return base_text_is(s->name, k->name) &&
	    memcmp(s->keyid, k->keyid, SIGN_KEYID_LEN) == 0;
}

/* One signature by one known key. */
static enum err
signature_check(const char *host, const struct sign_note *note,
    const struct sign_note_signature *s, const struct sign_vkey *k)
{
	if (host != NULL && !sign_name_fits(host, k->name, note->first_line))
		return ERR_NOTE_KEY_NAME;
	if (k->type != SIGN_TYPE_ED25519 || s->sig_len != SIGN_SIG_LEN ||
	    !sign_ed25519_verify(k->pk, (const uint8_t *)note->text.data,
		note->text.len, s->sig))
		return ERR_NOTE_SIGNATURE;
	return ERR_OK;
}

enum err
sign_note_verify(const char *host, const struct sign_note *note,
    const struct sign_vkey *keys, size_t key_count, uint64_t *signers)
{
	uint64_t by = 0;
	enum err e;

	REQUIRE(key_count <= SIGN_NOTE_KEYS_MAX);
	for (size_t i = 0; i < note->signature_count; i++) {
		const struct sign_note_signature *s = &note->signatures[i];

		for (size_t k = 0; k < key_count; k++) {
			if (!signature_is_by(s, &keys[k]))
				continue;
			e = signature_check(host, note, s, &keys[k]);
			if (e != ERR_OK)
				return e;
			by |= UINT64_C(1) << k;
		}
	}
	if (by == 0)
		return ERR_NOTE_UNSIGNED;
	if (signers != NULL)
		*signers = by;
	return ERR_OK;
}

unsigned int
sign_note_signers(uint64_t signers)
{
	return (unsigned int)__builtin_popcountll(signers);
}

/* The signature line of key over text; returns its length. */
static size_t
line_make(struct base_text text, const struct sign_key *key,
    char out[static LINE_LEN_MAX + 1])
{
	uint8_t raw[SIGN_KEYID_LEN + SIGN_SIG_LEN];
	size_t n = 0, name_len = strlen(key->vkey.name);

	memcpy(raw, key->vkey.keyid, SIGN_KEYID_LEN);
	sign_key_sign(key, (const uint8_t *)text.data, text.len,
	    raw + SIGN_KEYID_LEN);
	memcpy(out, DASH, DASH_LEN);
	n = DASH_LEN;
	memcpy(out + n, key->vkey.name, name_len);
	n += name_len;
	out[n++] = ' ';
	n += base_base64_encode(out + n, raw, sizeof(raw), BASE64_STD);
	out[n++] = '\n';
	return n;
}

enum err
sign_note_sign(const char *host, struct base_text text,
    const struct sign_key *key, struct base_buf *out)
{
	char line[LINE_LEN_MAX + 1];
	struct base_text rest = text, first;
	size_t line_len;
	uint8_t *at;
	enum err e;

	if (!base_text_line(&rest, &first) || text.data[text.len - 1] != '\n')
		return ERR_NOTE;
	if (text.len > LIMIT_NOTE_LEN - sizeof(line))
		return ERR_LIMIT;
	if (!base_text_clean(text))
		return ERR_NOTE;
	if (host != NULL && !sign_name_fits(host, key->vkey.name, first))
		return ERR_NOTE_KEY_NAME;
	line_len = line_make(text, key, line);
	if ((e = base_buf_reserve(out, text.len + 1 + line_len, &at)) !=
	    ERR_OK)
		return e;
	memcpy(at, text.data, text.len);
	at[text.len] = '\n';
	memcpy(at + text.len + 1, line, line_len);
	out->len += text.len + 1 + line_len;
	return ERR_OK;
}

enum err
sign_note_add(const char *host, const struct sign_key *key,
    struct base_buf *buf)
{
	char line[LINE_LEN_MAX + 1];
	struct sign_note note;
	size_t line_len;
	enum err e;

	if ((e = sign_note_parse(buf->data, buf->len, &note)) != ERR_OK)
		return e;
	if (host != NULL &&
	    !sign_name_fits(host, key->vkey.name, note.first_line))
		return ERR_NOTE_KEY_NAME;
	for (size_t i = 0; i < note.signature_count; i++) {
		if (signature_is_by(&note.signatures[i], &key->vkey))
			return ERR_EXISTS;
	}
	line_len = line_make(note.text, key, line);
	if (note.signature_count == LIMIT_NOTE_SIGNATURES_MAX ||
	    buf->len + line_len > LIMIT_NOTE_LEN)
		return ERR_LIMIT;
	return base_buf_add(buf, line, line_len);
}

void
sign_text_hash(struct base_text text, uint8_t out[static SIGN_HASH_LEN])
{
	(void)crypto_hash_sha256(out, (const uint8_t *)text.data, text.len);
}

/* Bytes of the UTF-8 sequence that begins with c; 0: none begins so. */
static size_t
sequence_len(uint8_t c)
{
	if (c < 0x80)
		return 1;
	if (c < 0xc2)
		return 0;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Forbidden in a note, though well-formed: to become a space. */
static bool
is_forbidden(struct base_text t)
{
	const uint8_t *s = (const uint8_t *)t.data;

	if (t.len == 1)
		return s[0] < 0x20 || s[0] == 0x7f;
	if (t.len == 2)
		return s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f;
	return t.len == 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0;
}

enum err
sign_text_clean(struct base_text text, struct base_buf *out)
{
	size_t n = 0, start = out->len;
	enum err e = ERR_OK;

	for (size_t i = 0; i < text.len && e == ERR_OK; i += n) {
		struct base_text c = { text.data + i, 0 };

		n = sequence_len((uint8_t)text.data[i]);
		if (n == 0 || n > text.len - i) {
			e = ERR_FORMAT;
			break;
		}
		c.len = n;
		if (text.data[i] == '\r' && i + 1 < text.len &&
		    text.data[i + 1] == '\n')
			continue;
		if (base_text_clean(c))
			e = base_buf_add(out, c.data, c.len);
		else if (is_forbidden(c))
			e = base_buf_add(out, " ", 1);
		else
			e = ERR_FORMAT;
	}
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}
