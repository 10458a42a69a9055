/* SPDX-License-Identifier: ISC */
/*
 * What the failure tests of src/seal work on: secrets, which lie in a vault and
 * are searched for everywhere else, and what is sealed with them.
 */
#ifndef UNIT_SECRETS_H
#define UNIT_SECRETS_H

#include "unit/inject.h"

#include "base/base64.h"
#include "base/limits.h"
#include "seal/age.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/payload.h"
#include "seal/receipt.h"
#include "seal/self.h"
#include "seal/stream.h"
#include "unit/plant.h"
#include "unit/remains.h"

#define HOST "box.example.org"
#define PLAIN_LEN 70000 /* more than one chunk */
#define NOTE_LEN 700
#define SELF_NOTE_LEN 500
#define FILE_LEN 3000 /* of the attachment */
#define SPOT_LEN 200  /* bytes planted of a long text, at several places */
#define PASS_LEN 40
#define KEYS_MAX 400 /* a text of an identity file */
#define OUT_MAX ((size_t)1 << 20)
#define SLOTS 3
#define SMALL_LOG_N PLANT_LOG_N

/* All that is secret, inputs and outputs. */
struct secrets {
	struct seal_identity id, made;
	struct seal_officer_seeds seeds;
	struct seal_receipt_keys receipt;
	struct seal_tar_reader tar;
	struct seal_stream stream;
	uint8_t file_key[SEAL_FILE_KEY_LEN], got_key[SEAL_FILE_KEY_LEN];
	uint8_t secret[SEAL_RECEIPT_SECRET_LEN], open[SEAL_OPEN_LEN];
	char code[SEAL_RECEIPT_LEN + 1], typed[SEAL_RECEIPT_SHOWN_LEN + 1];
	char id_text[SEAL_IDENTITY_TEXT_LEN + 1];
	char pass[PASS_LEN + 1], keys[KEYS_MAX];
	size_t keys_len;
	uint8_t plain[PLAIN_LEN], chunk[SEAL_CHUNK_SEALED_LEN];
	uint8_t archive[4096];
};

static struct secrets *v;

/* Sealed with them, hence public. */
static struct base_buf file, armored, locked, header, payload, pass_header;
static struct base_buf long_payload, short_file;
static uint8_t self_file[SEAL_SELF_LEN];
static struct seal_header h, pass_h;
static struct seal_recipient reader; /* that of v->id */

/* A buffer with something in it that must stay. */
FIXTURE void
filled(struct base_buf *b, size_t max)
{
	base_buf_init(b, max);
	INJECT_REQUIRE(base_buf_add_str(b, "before") == ERR_OK);
	inject_keep_buf(b);
}

FIXTURE struct inject_in
plain_in(size_t len, size_t step)
{
	return (struct inject_in){ .data = v->plain, .len = len, .step = step };
}

FIXTURE struct inject_in
buf_in(const struct base_buf *b, size_t step)
{
	return (
	    struct inject_in){ .data = b->data, .len = b->len, .step = step };
}

FIXTURE void
hash_into(uint8_t out[static 32], const char *label, size_t number)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "%s %zu", label, number);

	crypto_hash_sha256(out, (const uint8_t *)text, (unsigned long long)n);
}

/* Text that is nowhere else: hexadecimal digits of hashes. */
FIXTURE void
text_into(char *out, size_t len, const char *label)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t *hash = v->chunk;

	for (size_t i = 0; i < len; i++) {
		if (i % 32 == 0)
			hash_into(hash, label, i / 32);
		out[i] = digits[hash[i % 32] & 15];
	}
}

/* The secrets themselves. */
FIXTURE void
secrets_fill(void)
{
	hash_into(v->secret, "identity", 0);
	seal_identity_from_secret(v->secret, &v->id);
	reader = v->id.recipient;
	seal_identity_format(&v->id, v->id_text);
	hash_into(v->secret, "file key", 0);
	memcpy(v->file_key, v->secret, sizeof(v->file_key));
	text_into((char *)v->plain, PLAIN_LEN, "plain");
	text_into(v->pass, PASS_LEN, "passphrase");
	assert_err(seal_receipt_new(&inject_random, v->code), ERR_OK);
	memset(v->chunk, 0, sizeof(v->chunk));
	/* As seal_identity_file() writes it, but without its buffer. */
	v->keys_len = (size_t)snprintf(v->keys, sizeof(v->keys), "# c\n\n");
	for (int i = 0; i < 2; i++) {
		memcpy(
		    v->keys + v->keys_len, v->id_text, SEAL_IDENTITY_TEXT_LEN);
		v->keys_len += SEAL_IDENTITY_TEXT_LEN;
		v->keys[v->keys_len++] = '\n';
	}
}

FIXTURE void
plant_spots(const char *name, const uint8_t *text, size_t len)
{
	size_t last = len - SPOT_LEN;

	remains_plant(name, text, SPOT_LEN);
	remains_plant(name, text + last, SPOT_LEN);
	for (size_t at = 1024; at < last; at *= 2)
		remains_plant(name, text + at - SPOT_LEN / 2, SPOT_LEN);
}

/* What receipt and identity give. */
FIXTURE void
plant_keys(void)
{
	struct seal_receipt_keys *r = &v->receipt;

	remains_plant("the identity", v->id.secret, SEAL_KEY_LEN);
	remains_plant("the identity's text",
	    v->id_text + sizeof("AGE-SECRET-KEY-1") - 1, 58);
	remains_plant("the file key", v->file_key, sizeof(v->file_key));
	remains_plant("the passphrase", v->pass, PASS_LEN);
	remains_plant("the receipt code", v->code, SEAL_RECEIPT_LEN);
	plant_spots("the plaintext", v->plain, PLAIN_LEN);
	assert_err(seal_receipt_secret(HOST, v->code, v->secret), ERR_OK);
	remains_plant("the receipt's secret", v->secret, sizeof(v->secret));
	assert_err(seal_receipt_derive(HOST, v->code, r), ERR_OK);
	remains_plant(
	    "the receipt's identity", r->identity.secret, SEAL_KEY_LEN);
	remains_plant("the receipt's seed", r->sign_seed, SEAL_SEED_LEN);
	remains_plant("the mailbox", r->mailbox, SEAL_MAILBOX_LEN);
	seal_officer_seeds(&v->id, &v->seeds);
	remains_plant("an officer's seed", v->seeds.entry, SEAL_SEED_LEN);
	remains_plant("an officer's seed", v->seeds.login, SEAL_SEED_LEN);
}

/* Armor as `age -a` writes it. */
FIXTURE void
armor(const struct base_buf *in, struct base_buf *out)
{
	char line[BASE64_LEN(48) + 1];

	base_buf_init(out, OUT_MAX);
	assert_err(
	    base_buf_add_str(out, "-----BEGIN AGE ENCRYPTED FILE-----\n"),
	    ERR_OK);
	for (size_t at = 0; at < in->len; at += 48) {
		size_t n = in->len - at < 48 ? in->len - at : 48;

		base_base64_encode(line, in->data + at, n, BASE64_STD);
		assert_err(base_buf_addf(out, "%s\n", line), ERR_OK);
	}
	assert_err(base_buf_add_str(out, "-----END AGE ENCRYPTED FILE-----\n"),
	    ERR_OK);
}

/* What a file holds behind its header: the nonce. */
FIXTURE const uint8_t *
file_header(const struct base_buf *b, struct seal_header *head)
{
	size_t len;

	assert_err(seal_header_find(b->data, b->len, &len), ERR_OK);
	assert_err(seal_header_parse(b->data, len, head), ERR_OK);
	return b->data + len;
}

FIXTURE void
seal_files(void)
{
	struct inject_in text = plain_in(PLAIN_LEN, PLAIN_LEN);
	struct inject_in keys = { .data = (const uint8_t *)v->keys,
		.len = v->keys_len,
		.step = v->keys_len };
	struct seal_source in = inject_source(&text);
	struct seal_source keys_in = inject_source(&keys);
	struct seal_sink sink = inject_sink(&file, OUT_MAX);
	struct seal_sink locked_sink = inject_sink(&locked, OUT_MAX);
	struct seal_header head;
	const uint8_t *nonce;

	assert_err(
	    seal_age_encrypt(&in, &reader, 1, SLOTS, &inject_random, &sink),
	    ERR_OK);
	nonce = file_header(&file, &head);
	plant_header(&head, &v->id, nonce);
	assert_err(seal_age_encrypt_passphrase(&keys_in, v->pass, PASS_LEN,
		       &inject_random, &locked_sink),
	    ERR_OK);
	nonce = file_header(&locked, &head);
	plant_pass_header(&head, v->pass, PASS_LEN, nonce);
	keys.at = 0;
	sink = inject_sink(&short_file, OUT_MAX);
	assert_err(
	    seal_age_encrypt(&keys_in, &reader, 1, 1, &inject_random, &sink),
	    ERR_OK);
	nonce = file_header(&short_file, &head);
	plant_header(&head, &v->id, nonce);
	armor(&short_file, &armored);
	base_buf_init(&pass_header, LIMIT_HEADER_LEN);
	assert_err(seal_header_write_passphrase(v->file_key, v->pass, PASS_LEN,
		       SMALL_LOG_N, &inject_random, &pass_header),
	    ERR_OK);
	(void)file_header(&pass_header, &pass_h);
	plant_pass_header(&pass_h, v->pass, PASS_LEN, nonce);
}

FIXTURE void
seal_objects(void)
{
	struct inject_in bytes = plain_in(FILE_LEN, FILE_LEN);
	struct seal_attachment a = { "a01.txt", FILE_LEN,
		inject_source(&bytes) };
	struct seal_object_parts parts = { .note = (const char *)v->plain,
		.note_len = NOTE_LEN,
		.attachments = &a,
		.attachments_count = 1,
		.recipients = &reader,
		.recipients_count = 1,
		.slots = SLOTS };
	struct seal_sink sink = inject_sink(&payload, OUT_MAX);
	struct seal_sink long_sink = inject_sink(&long_payload, OUT_MAX);
	struct seal_payload_writer *w;
	struct seal_object_sums sums;
	struct seal_header head;

	base_buf_init(&header, LIMIT_HEADER_LEN);
	assert_err(seal_object_build(&parts, &inject_random, &header, &sink,
		       v->file_key, &sums),
	    ERR_OK);
	(void)file_header(&header, &h);
	plant_header(&h, &v->id, payload.data);
	seal_object_open_value(HOST, v->file_key, v->open);
	remains_plant("the right to open", v->open, sizeof(v->open));
	assert_err(seal_payload_writer_new(
		       &w, v->file_key, &inject_random, &long_sink),
	    ERR_OK);
	assert_err(seal_payload_writer_push(w, v->plain, PLAIN_LEN), ERR_OK);
	assert_err(seal_payload_writer_end(w), ERR_OK);
	seal_payload_writer_free(&w);
	plant_file_key("the file key", v->file_key, long_payload.data);
	assert_err(seal_self_seal((const char *)v->plain, SELF_NOTE_LEN,
		       &reader, &inject_random, self_file),
	    ERR_OK);
	assert_err(
	    seal_header_parse(self_file, SEAL_HEADER_LEN(1), &head), ERR_OK);
	plant_header(&head, &v->id, self_file + SEAL_HEADER_LEN(1));
}

/* An archive of one note, straight into the vault. */
FIXTURE void
archive_write(void)
{
	struct base_buf b;
	struct seal_sink sink = { seal_buf_write, &b };
	struct seal_tar_writer w;

	base_buf_init(&b, sizeof(v->archive));
	seal_tar_writer_init(&w, &sink);
	assert_err(seal_tar_writer_member(&w, SEAL_TAR_NOTE, NOTE_LEN), ERR_OK);
	assert_err(seal_tar_writer_data(&w, v->plain, NOTE_LEN), ERR_OK);
	assert_err(seal_tar_writer_end(&w), ERR_OK);
	memcpy(v->archive, b.data, b.len);
	base_buf_done(&b);
}

FIXTURE int
secrets_make(void **state)
{
	(void)state;
	v = vault(sizeof(*v));
	secrets_fill();
	inject_reader(&reader);
	plant_keys();
	seal_objects();
	seal_files();
	archive_write();
	return 0;
}

FIXTURE int
secrets_done(void **state)
{
	(void)state;
	base_buf_done(&file);
	base_buf_done(&armored);
	base_buf_done(&locked);
	base_buf_done(&header);
	base_buf_done(&payload);
	base_buf_done(&pass_header);
	base_buf_done(&long_payload);
	base_buf_done(&short_file);
	return 0;
}

#endif
