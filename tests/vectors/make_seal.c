/* SPDX-License-Identifier: ISC */
/*
 * Makes tests/vectors/seal.json (`make vectors`): what both tongues must agree
 * on in docs/protocol.md sections 1, 3, 4 and 5.  All randomness is fixed, so
 * the file is the same every time.  What is good is made by src/seal; what is
 * bad is written down by hand with the error it must give.
 */
#include "vectors/make.h"

#include "seal/identity.h"
#include "seal/receipt.h"

static struct fixed_random fixed = { .label = "qingfeng test vectors" };
const struct seal_random rnd = { fixed_fill, &fixed };

void
must(enum err e)
{
	REQUIRE(e == ERR_OK);
}

void
put(json_t *o, const char *key, json_t *value)
{
	REQUIRE(json_object_set_new(o, key, value) == 0);
}

void
add(json_t *list, json_t *value)
{
	REQUIRE(json_array_append_new(list, value) == 0);
}

void
put_text(json_t *o, const char *key, const char *text)
{
	put(o, key, json_string(text));
}

void
put_hex(json_t *o, const char *key, const uint8_t *data, size_t len)
{
	char *text = malloc(HEX_LEN(len) + 1);

	base_hex_encode(text, data, len);
	put_text(o, key, text);
	free(text);
}

void
put_base64(json_t *o, const char *key, const struct base_buf *b)
{
	char *text = malloc(BASE64_LEN(b->len) + 1);

	(void)base_base64_encode(text, b->data, b->len, BASE64_STD);
	put_text(o, key, text);
	free(text);
}

void
put_hash(json_t *o, const char *key, const struct base_buf *b)
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, b->data, b->len);
	put_hex(o, key, hash, sizeof(hash));
}

json_t *
identity_text(const struct seal_identity *id)
{
	char text[SEAL_IDENTITY_TEXT_LEN + 1];

	seal_identity_format(id, text);
	return json_string(text);
}

json_t *
recipient_text(const struct seal_recipient *r)
{
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];

	seal_recipient_format(r, text);
	return json_string(text);
}

static json_t *
receipt(const char *code)
{
	struct seal_receipt_keys k;
	uint8_t secret[SEAL_RECEIPT_SECRET_LEN], hash[SEAL_MAILBOX_HASH_LEN];
	uint8_t thread[SEAL_THREAD_LEN];
	char shown[SEAL_RECEIPT_SHOWN_LEN + 1];
	json_t *o = json_object();

	REQUIRE(seal_receipt_check(code));
	must(seal_receipt_secret(HOST, code, secret));
	must(seal_receipt_derive(HOST, code, &k));
	seal_receipt_mailbox_hash(k.mailbox, hash);
	seal_receipt_thread(HOST, k.sign_public, thread);
	seal_receipt_show(code, shown);
	put_text(o, "code", code);
	put_text(o, "shown", shown);
	put_hex(o, "secret", secret, sizeof(secret));
	put(o, "identity", identity_text(&k.identity));
	put(o, "recipient", recipient_text(&k.identity.recipient));
	put_hex(o, "sign_seed", k.sign_seed, sizeof(k.sign_seed));
	put_hex(o, "sign_public", k.sign_public, sizeof(k.sign_public));
	put_hex(o, "mailbox", k.mailbox, sizeof(k.mailbox));
	put_hex(o, "mailbox_hash", hash, sizeof(hash));
	put_hex(o, "thread", thread, sizeof(thread));
	return o;
}

/* What a person may type, and the code or the error it is. */
static const struct {
	const char *typed, *code, *err;
} typed_list[] = {
	{ "407193652088441572609384", "407193652088441572609384", NULL },
	{ "4071 9365 2088 4415 7260 9384", "407193652088441572609384", NULL },
	{ " 4071-9365-2088\n4415\t7260\r\n9384 ", "407193652088441572609384",
	    NULL },
	{ "４０７１　９３６５　２０８８　４４１５　７２６０　９３８４",
	    "407193652088441572609384", NULL },
	{ "4071\u20109365\u20142088\u22124415\uff0d7260\u00a09384\ufeff",
	    "407193652088441572609384", NULL },
	{ "407193652088441572609385", NULL, "RECEIPT" },
	{ "407193652088441572609348", NULL, "RECEIPT" },
	{ "000000000000000000000000", NULL, "RECEIPT" },
	{ "40719365208844157260938", NULL, "FORMAT" },
	{ "4071936520884415726093840", NULL, "FORMAT" },
	{ "4071.9365.2088.4415.7260.9384", NULL, "FORMAT" },
	{ "407193652088441572609x84", NULL, "FORMAT" },
	{ "४०७१९३६५२०८८४४१५७२६०९३८४", NULL, "FORMAT" },
	{ "", NULL, "FORMAT" },
};

static json_t *
receipts(void)
{
	json_t *o = json_object(), *good = json_array(), *typed = json_array();
	char code[SEAL_RECEIPT_LEN + 1];

	add(good, receipt("407193652088441572609384"));
	for (int i = 0; i < 3; i++) {
		must(seal_receipt_new(&rnd, code));
		add(good, receipt(code));
	}
	for (size_t i = 0; i < sizeof(typed_list) / sizeof(typed_list[0]);
	     i++) {
		json_t *t = json_object();

		put_text(t, "typed", typed_list[i].typed);
		if (typed_list[i].code != NULL)
			put_text(t, "code", typed_list[i].code);
		else
			put_text(t, "err", typed_list[i].err);
		add(typed, t);
	}
	put(o, "good", good);
	put(o, "typed", typed);
	return o;
}

static json_t *
officers(void)
{
	json_t *list = json_array();

	for (int i = 0; i < 2; i++) {
		struct seal_identity id;
		struct seal_officer_seeds seeds;
		uint8_t pk[32], sk[64];
		json_t *o = json_object();

		must(seal_identity_new(&rnd, &id));
		seal_officer_seeds(&id, &seeds);
		put(o, "identity", identity_text(&id));
		put(o, "recipient", recipient_text(&id.recipient));
		put_hex(o, "entry_seed", seeds.entry, sizeof(seeds.entry));
		(void)crypto_sign_seed_keypair(pk, sk, seeds.entry);
		put_hex(o, "entry_public", pk, sizeof(pk));
		put_hex(o, "login_seed", seeds.login, sizeof(seeds.login));
		(void)crypto_sign_seed_keypair(pk, sk, seeds.login);
		put_hex(o, "login_public", pk, sizeof(pk));
		add(list, o);
	}
	return list;
}

/* A good pair, then each way of spoiling one. */
static json_t *
bech32(void)
{
	struct seal_identity id;
	json_t *o = json_object(), *good = json_array(), *bad = json_array();
	char text[SEAL_RECIPIENT_TEXT_LEN + 3];

	for (int i = 0; i < 3; i++) {
		json_t *g = json_object();

		must(seal_identity_new(&rnd, &id));
		put_hex(g, "secret", id.secret, sizeof(id.secret));
		put_hex(g, "public", id.recipient.key, SEAL_KEY_LEN);
		put(g, "identity", identity_text(&id));
		put(g, "recipient", recipient_text(&id.recipient));
		add(good, g);
	}
	seal_recipient_format(&id.recipient, text);
	text[40] = text[40] == 'q' ? 'p' : 'q';
	add(bad, json_string(text)); /* checksum */
	seal_recipient_format(&id.recipient, text);
	text[10] = (char)(text[10] >= 'a' ? text[10] - 32 : text[10]);
	text[0] = 'A';
	add(bad, json_string(text)); /* mixed case */
	seal_recipient_format(&id.recipient, text);
	text[20] = 'b';
	add(bad, json_string(text)); /* not in the alphabet */
	seal_recipient_format(&id.recipient, text);
	text[SEAL_RECIPIENT_TEXT_LEN - 1] = 0;
	add(bad, json_string(text));
	seal_recipient_format(&id.recipient, text);
	strcat(text, "q");
	add(bad, json_string(text));
	seal_recipient_format(&id.recipient, text);
	strcat(text, " ");
	add(bad, json_string(text));
	add(bad, identity_text(&id)); /* an identity is no recipient */
	add(bad, json_string("age1"));
	add(bad, json_string(""));
	put(o, "good", good);
	put(o, "bad_recipients", bad);
	return o;
}

int
main(void)
{
	json_t *o = json_object();

	must(seal_init());
	put_text(o, "about",
	    "Made by tests/vectors/make_seal.c; see docs/protocol.md. Bytes "
	    "are hex, or base64 where the name says so; errors are the names "
	    "of src/base/err.h.");
	put_text(o, "host", HOST);
	put(o, "receipts", receipts());
	put(o, "officers", officers());
	put(o, "bech32", bech32());
	put(o, "tars", make_tars());
	put(o, "headers", make_headers());
	put(o, "objects", make_objects());
	put(o, "bad_objects", make_bad_objects());
	put(o, "selves", make_selves());
	put(o, "locked", make_locked());
	REQUIRE(json_dumpf(o, stdout, JSON_INDENT(1)) == 0);
	(void)putchar('\n');
	json_decref(o);
	return fflush(stdout) == 0 ? 0 : 1;
}
