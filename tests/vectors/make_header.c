/* SPDX-License-Identifier: ISC */
/*
 * Headers at and over the limits, for tests/vectors/seal.json.  The MAC is made
 * here a second time, so that the one of src/seal is checked against it.
 */
#include "vectors/make.h"

#include "seal/header.h"
#include "seal/hkdf.h"

#define SLOTS 8

static const uint8_t file_key[SEAL_FILE_KEY_LEN] = "a file key, 16 B";

/* One header is `before`, X25519 stanzas to the reader, `after`. */
struct shape {
	const char *what;
	size_t stanzas, greases;        /* greases are "-> grease" + args */
	size_t args, arg_len, body_len; /* of each grease */
	const char *spoil;              /* stanza text put last, or NULL */
	enum err parse, open;
	bool profile;
};

#define LOW_ORDER                                                 \
	"-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define THREE_ARGS                                                     \
	"-> X25519 CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA more\n" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define SHORT_BODY                                                \
	"-> X25519 CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
#define SCRYPT                                  \
	"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"

static const struct shape shapes[] = {
	{ "eight stanzas", 8, 0, 0, 0, 0, NULL, ERR_OK, ERR_OK, true },
	{ "seven stanzas", 7, 0, 0, 0, 0, NULL, ERR_OK, ERR_OK, false },
	{ "nine stanzas", 9, 0, 0, 0, 0, NULL, ERR_OK, ERR_OK, false },
	{ "seven and another kind", 7, 1, 1, 3, 0, NULL, ERR_OK, ERR_OK,
	    false },
	{ "another kind alone", 0, 8, 1, 3, 9, NULL, ERR_OK, ERR_AGE_NO_MATCH,
	    false },
	{ "no stanza", 0, 0, 0, 0, 0, NULL, ERR_AGE_HEADER, ERR_OK, false },
	{ "32 stanzas", 1, 31, 1, 1, 0, NULL, ERR_OK, ERR_OK, false },
	{ "33 stanzas", 1, 32, 1, 1, 0, NULL, ERR_AGE_STANZAS, ERR_OK, false },
	{ "8 arguments with the kind", 1, 1, 7, 1, 0, NULL, ERR_OK, ERR_OK,
	    false },
	{ "9 arguments with the kind", 1, 1, 8, 1, 0, NULL, ERR_AGE_LIMIT,
	    ERR_OK, false },
	{ "argument of 2,048 bytes", 1, 1, 1, 2048, 0, NULL, ERR_OK, ERR_OK,
	    false },
	{ "argument of 2,049 bytes", 1, 1, 1, 2049, 0, NULL, ERR_AGE_LIMIT,
	    ERR_OK, false },
	{ "body of 1,024 bytes", 1, 1, 1, 1, 1024, NULL, ERR_OK, ERR_OK,
	    false },
	{ "body of 1,025 bytes", 1, 1, 1, 1, 1025, NULL, ERR_AGE_LIMIT, ERR_OK,
	    false },
	{ "share of small order", 7, 0, 0, 0, 0, LOW_ORDER, ERR_OK, ERR_OK,
	    true },
	{ "share of small order alone", 0, 0, 0, 0, 0, LOW_ORDER, ERR_OK,
	    ERR_AGE_HEADER, false },
	{ "X25519 with an argument more", 7, 0, 0, 0, 0, THREE_ARGS, ERR_OK,
	    ERR_OK, false },
	{ "X25519 with an argument more alone", 0, 0, 0, 0, 0, THREE_ARGS,
	    ERR_OK, ERR_AGE_HEADER, false },
	{ "X25519 with a short body", 7, 0, 0, 0, 0, SHORT_BODY, ERR_OK, ERR_OK,
	    false },
	{ "scrypt beside X25519", 7, 0, 0, 0, 0, SCRYPT, ERR_OK, ERR_AGE_HEADER,
	    false },
	{ "scrypt alone", 0, 0, 0, 0, 0, SCRYPT, ERR_OK, ERR_AGE_NO_MATCH,
	    false },
	{ "LF in place of a stanza", 8, 0, 0, 0, 0, "\n", ERR_AGE_HEADER,
	    ERR_OK, false },
	{ "CR LF", 7, 0, 0, 0, 0, "-> grease\r\n\r\n", ERR_AGE_HEADER, ERR_OK,
	    false },
	{ "SP behind the arguments", 7, 0, 0, 0, 0, "-> grease \n\n",
	    ERR_AGE_HEADER, ERR_OK, false },
};

static void
write_grease(const struct shape *s, struct base_buf *b)
{
	uint8_t body[LIMIT_STANZA_BODY_LEN + 1] = { 0 };
	char text[BASE64_LEN(sizeof(body)) + 1];
	size_t len =
	    base_base64_encode(text, body, s->body_len, BASE64_STD_RAW);

	must(base_buf_add_str(b, "-> grease"));
	for (size_t i = 0; i < s->args; i++) {
		must(base_buf_add_str(b, " "));
		for (size_t k = 0; k < s->arg_len; k++)
			must(base_buf_add(b, "~", 1));
	}
	must(base_buf_add_str(b, "\n"));
	for (size_t at = 0; at < len; at += 64)
		must(base_buf_addf(
		    b, "%.64s%s", text + at, at + 64 <= len ? "\n" : ""));
	must(base_buf_add_str(b, "\n"));
}

static void
write_mac(struct base_buf *b)
{
	uint8_t key[32], mac[32];
	char text[BASE64_LEN(sizeof(mac)) + 1];

	must(base_buf_add_str(b, "---"));
	seal_hkdf(
	    key, sizeof(key), file_key, sizeof(file_key), NULL, 0, "header");
	crypto_auth_hmacsha256(mac, b->data, b->len, key);
	(void)base_base64_encode(text, mac, sizeof(mac), BASE64_STD_RAW);
	must(base_buf_addf(b, " %s\n", text));
}

static json_t *
header(const struct shape *s)
{
	struct seal_identity id;
	struct base_buf b;
	json_t *o = json_object();

	base_buf_init(&b, 2 * LIMIT_HEADER_LEN);
	must(seal_identity_new(&rnd, &id));
	must(base_buf_add_str(&b, "age-encryption.org/v1\n"));
	for (size_t i = 0; i < s->stanzas; i++)
		must(seal_stanza_write_x25519(
		    file_key, &id.recipient, &rnd, &b));
	for (size_t i = 0; i < s->greases; i++)
		write_grease(s, &b);
	if (s->spoil != NULL)
		must(base_buf_add_str(&b, s->spoil));
	write_mac(&b);
	put_text(o, "what", s->what);
	put(o, "header", json_stringn((const char *)b.data, b.len));
	put(o, "identity", identity_text(&id));
	put_text(o, "parse", err_name(s->parse));
	if (s->parse == ERR_OK) {
		put(o, "profile", json_boolean(s->profile));
		put_text(o, "open", err_name(s->open));
	}
	base_buf_done(&b);
	return o;
}

json_t *
make_headers(void)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < N(shapes); i++)
		add(list, header(&shapes[i]));
	put_hex(o, "file_key", file_key, sizeof(file_key));
	put(o, "slots", json_integer(SLOTS));
	put(o, "list", list);
	return o;
}
