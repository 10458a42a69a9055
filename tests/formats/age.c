/* SPDX-License-Identifier: ISC */
/* age files: headers, stanzas, payloads, armor. */
#include "formats/formats.h"

#include "seal/age.h"
#include "seal/header.h"
#include "seal/hkdf.h"
#include "seal/payload.h"

#define HELLO "hello\n"
#define ARMOR_LINE 48

/* What was drawn while the file was sealed, in order. */
struct sealed {
	struct base_buf file;
	struct seal_identity reader, ephemeral;
	uint8_t file_key[SEAL_FILE_KEY_LEN], nonce[SEAL_NONCE_LEN];
	struct seal_header header;
};

static void
seal_hello(struct sealed *s)
{
	struct fixed_random r = { .label = "age" }, same = r;
	struct seal_random rnd = { fixed_fill, &r };
	struct seal_memory m = { (const uint8_t *)HELLO, strlen(HELLO), 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, &s->file };
	uint8_t secret[SEAL_KEY_LEN];
	size_t len;

	base_buf_init(&s->file, 1 << 20);
	reader_identity(&s->reader);
	must(seal_age_encrypt(&in, &s->reader.recipient, 1, 1, &rnd, &sink));
	must(fixed_fill(&same, s->file_key, sizeof(s->file_key)));
	must(fixed_fill(&same, secret, sizeof(secret)));
	must(fixed_fill(&same, s->nonce, sizeof(s->nonce)));
	seal_identity_from_secret(secret, &s->ephemeral);
	must(seal_header_find(s->file.data, s->file.len, &len));
	must(seal_header_parse(s->file.data, len, &s->header));
	/* The draws are those that were used. */
	must(seal_header_open(&s->header, &s->reader, 1, secret));
	assert_memory_equal(secret, s->file_key, sizeof(s->file_key));
	assert_memory_equal(s->file.data + len, s->nonce, sizeof(s->nonce));
}

static void
age_header(struct base_buf *out)
{
	struct sealed s;

	seal_hello(&s);
	say_text(out,
	    (struct base_text){ (const char *)s.header.data, s.header.len });
	base_buf_done(&s.file);
}

static void
age_x25519(struct base_buf *out)
{
	struct sealed s;
	uint8_t shared[SEAL_KEY_LEN], salt[2 * SEAL_KEY_LEN], key[32];
	uint8_t body[SEAL_WRAPPED_KEY_LEN], again[SEAL_WRAPPED_KEY_LEN];
	static const uint8_t zeros[12];

	seal_hello(&s);
	assert_int_equal(crypto_scalarmult(shared, s.ephemeral.secret,
			     s.reader.recipient.key),
	    0);
	memcpy(salt, s.ephemeral.recipient.key, SEAL_KEY_LEN);
	memcpy(salt + SEAL_KEY_LEN, s.reader.recipient.key, SEAL_KEY_LEN);
	seal_hkdf(key, 32, shared, sizeof(shared), salt, sizeof(salt),
	    "age-encryption.org/v1/X25519");
	crypto_aead_chacha20poly1305_ietf_encrypt(again, NULL, s.file_key,
	    sizeof(s.file_key), NULL, 0, NULL, zeros, key);
	seal_stanza_body(&s.header.stanza[0], body);
	assert_memory_equal(body, again, sizeof(body));
	say_hex(out, "file key", s.file_key, sizeof(s.file_key));
	say_hex(out, "ephemeral secret", s.ephemeral.secret, SEAL_KEY_LEN);
	say_hex(out, "share", s.ephemeral.recipient.key, SEAL_KEY_LEN);
	say_hex(out, "recipient", s.reader.recipient.key, SEAL_KEY_LEN);
	say_hex(out, "shared secret", shared, sizeof(shared));
	say_hex(out, "wrapping key", key, sizeof(key));
	say_hex(out, "body", body, sizeof(body));
	base_buf_done(&s.file);
}

static void
age_mac(struct base_buf *out)
{
	struct sealed s;
	uint8_t key[32], mac[32];

	seal_hello(&s);
	seal_hkdf(key, 32, s.file_key, sizeof(s.file_key), NULL, 0, "header");
	crypto_auth_hmacsha256(mac, s.header.data, s.header.signed_len, key);
	assert_memory_equal(mac, s.header.mac, sizeof(mac));
	say(out, "%-16s %zu, through the three hyphens", "bytes under it",
	    s.header.signed_len);
	say_hex(out, "MAC key", key, sizeof(key));
	say_hex(out, "MAC", mac, sizeof(mac));
	base_buf_done(&s.file);
}

static void
age_payload(struct base_buf *out)
{
	struct sealed s;
	struct seal_stream stream;
	const uint8_t *p;
	size_t at = 0;

	seal_hello(&s);
	p = s.file.data + s.header.len;
	seal_stream_init(&stream, s.file_key, s.nonce);
	say_hex(out, "payload key", stream.key, sizeof(stream.key));
	say(out, "%-16s %s", "plaintext", "68656c6c6f0a (\"hello\", LF)");
	say(out, "%s", "");
	say_field(out, &at, p, SEAL_NONCE_LEN, "nonce");
	say_field(out, &at, p + at, strlen(HELLO), "chunk 0: ciphertext");
	say_field(out, &at, p + at, SEAL_TAG_LEN, "chunk 0: Poly1305 tag");
	assert_int_equal(at, s.file.len - s.header.len);
	base_buf_done(&s.file);
}

static void
chunk_nonces(struct base_buf *out)
{
	static const struct {
		uint64_t index;
		bool last;
	} rows[] = { { 0, false }, { 1, false }, { 0, true }, { 1, true },
		{ 1023, true }, { UINT64_C(1) << 40, false } };
	uint8_t nonce[SEAL_CHUNK_NONCE_LEN];

	for (size_t i = 0; i < N(rows); i++) {
		char hex[HEX_LEN(SEAL_CHUNK_NONCE_LEN) + 1];

		seal_chunk_nonce(rows[i].index, rows[i].last, nonce);
		base_hex_encode(hex, nonce, sizeof(nonce));
		say(out, "chunk %-13llu %-8s %s",
		    (unsigned long long)rows[i].index,
		    rows[i].last ? "last" : "not last", hex);
	}
}

static void
chunk_lengths(struct base_buf *out)
{
	static const uint64_t lens[] = { 0, 1, 65535, 65536, 65537, 131072 };

	for (size_t i = 0; i < N(lens); i++) {
		uint64_t sealed = seal_stream_sealed_len(lens[i]), back;

		must(seal_stream_plain_len(sealed, &back));
		assert_true(back == lens[i]);
		say(out, "plaintext %6llu   payload %6llu",
		    (unsigned long long)lens[i], (unsigned long long)sealed);
	}
}

/* The room reads armor and writes none: made here, then read back. */
static void
age_armor(struct base_buf *out)
{
	char line[BASE64_LEN(ARMOR_LINE) + 1];
	struct sealed s;
	struct base_buf plain;
	struct seal_memory m;
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, &plain };
	struct seal_age_keys keys = { .ids = &s.reader, .ids_count = 1 };
	size_t start = out->len;

	seal_hello(&s);
	say(out, "-----BEGIN AGE ENCRYPTED FILE-----");
	for (size_t at = 0; at < s.file.len; at += ARMOR_LINE) {
		size_t left = s.file.len - at;

		base_base64_encode(line, s.file.data + at,
		    left < ARMOR_LINE ? left : ARMOR_LINE, BASE64_STD);
		say(out, "%s", line);
	}
	say(out, "-----END AGE ENCRYPTED FILE-----");
	m = (struct seal_memory){ out->data + start, out->len - start, 0 };
	base_buf_init(&plain, 4096);
	must(seal_age_decrypt(&in, SEAL_ARMOR_ALWAYS, &keys, &sink));
	assert_int_equal(plain.len, strlen(HELLO));
	base_buf_done(&plain);
	base_buf_done(&s.file);
}

const struct example formats_age[] = {
	{ "age-header", age_header },
	{ "age-x25519", age_x25519 },
	{ "age-mac", age_mac },
	{ "age-payload", age_payload },
	{ "chunk-nonces", chunk_nonces },
	{ "chunk-lengths", chunk_lengths },
	{ "age-armor", age_armor },
	{ NULL, NULL },
};
