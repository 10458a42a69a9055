/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/bech32.h"
#include "base/hex.h"
#include "base/limits.h"
#include "diff/verdict.h"
#include "seal/age.h"
#include "seal/armor.h"
#include "seal/header.h"
#include "seal/identity.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/receipt.h"
#include "seal/tar.h"

#define DECODED_MAX ((size_t)1 << 20)

/* ---- age ----------------------------------------------------------------- */

static void
put_header(const struct seal_header *h, struct base_buf *out)
{
	uint8_t body[LIMIT_STANZA_BODY_LEN];

	for (size_t i = 0; i < h->stanza_count; i++) {
		const struct seal_stanza *s = &h->stanza[i];

		verdict_put(out, s->args.data, s->args.len);
		verdict_put(out, "\n", 1);
		seal_stanza_body(s, body);
		verdict_hex(out, body, s->body_len);
	}
	verdict_hex(out, h->mac, sizeof(h->mac));
	verdict_line(out, "%zu %zu %d", h->signed_len, h->len,
	    seal_header_is_profile(h, h->stanza_count));
}

static enum err
read_header(const struct verdict_input *in, struct base_buf *out)
{
	struct seal_header h;
	size_t len;
	enum err e = seal_header_find(in->data, in->len, &len);

	/* Nothing comes behind: a header that has not ended is cut. */
	if (e == ERR_OK && len == 0)
		e = ERR_AGE_HEADER;
	if (e == ERR_OK)
		e = seal_header_parse(in->data, len, &h);
	if (e == ERR_OK)
		put_header(&h, out);
	return e;
}

#define IDS_MAX 4

/* Context: identities. */
static enum err
read_file(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context, word;
	struct seal_memory memory = { in->data, in->len, 0 };
	struct seal_source source = { seal_memory_read, &memory };
	struct seal_sink sink = { seal_buf_write, out };
	struct seal_identity ids[IDS_MAX];
	struct seal_age_keys keys = { .ids = ids };

	while ((word = verdict_word(&context)).len > 0) {
		REQUIRE(keys.ids_count < IDS_MAX);
		verdict_must(seal_identity_parse(
		    word.data, word.len, &ids[keys.ids_count++]));
	}
	return seal_age_decrypt(&source, SEAL_ARMOR_NEVER, &keys, &sink);
}

static enum err
read_all(const struct seal_source *source, struct base_buf *out)
{
	uint8_t piece[4096];
	size_t got;
	enum err e;

	while ((e = source->read(source->ctx, piece, sizeof(piece), &got)) ==
		   ERR_OK &&
	       got > 0)
		verdict_put(out, piece, got);
	return e;
}

static enum err
read_armor(const struct verdict_input *in, struct base_buf *out)
{
	struct seal_memory memory = { in->data, in->len, 0 };
	struct seal_source source = { seal_memory_read, &memory };
	struct seal_armor a;
	struct seal_source plain = { seal_armor_read, &a };
	enum err e;

	seal_armor_init(&a, &source, SEAL_ARMOR_ALWAYS);
	e = read_all(&plain, out);
	seal_armor_done(&a);
	return e;
}

/* ---- objects --------------------------------------------------------------- */

struct members {
	struct base_buf *out;
	crypto_hash_sha256_state st;
	bool open;
};

static void
members_close(struct members *m)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	if (!m->open)
		return;
	crypto_hash_sha256_final(&m->st, hash);
	verdict_hex(m->out, hash, sizeof(hash));
	m->open = false;
}

static enum err
members_next(void *ctx, const char *name, uint64_t size)
{
	struct members *m = ctx;

	members_close(m);
	verdict_line(m->out, "%s %llu", name, (unsigned long long)size);
	crypto_hash_sha256_init(&m->st);
	m->open = true;
	return ERR_OK;
}

static enum err
members_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct members *m = ctx;

	crypto_hash_sha256_update(&m->st, buf, len);
	return ERR_OK;
}

static enum err
read_tar(const struct verdict_input *in, struct base_buf *out)
{
	struct members m = { .out = out };
	struct seal_tar_visitor visitor = { members_next, members_data, &m };
	struct seal_tar_reader r;
	enum err e;

	seal_tar_reader_init(&r, &visitor);
	if ((e = seal_tar_reader_push(&r, in->data, in->len)) == ERR_OK)
		e = seal_tar_reader_end(&r);
	seal_tar_reader_done(&r);
	members_close(&m);
	return e;
}

/* Context: file key. */
static enum err
read_payload(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context;
	struct seal_memory memory = { in->data, in->len, 0 };
	struct seal_source source = { seal_memory_read, &memory };
	struct members m = { .out = out };
	struct seal_tar_visitor visitor = { members_next, members_data, &m };
	uint8_t key[SEAL_FILE_KEY_LEN];
	enum err e;

	verdict_bytes(&context, key, sizeof(key));
	e = seal_object_open(key, &source, &visitor, NULL);
	members_close(&m);
	return e;
}

/* Context: file key, length of the whole payload. */
static enum err
read_first(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context;
	size_t len = in->len;
	uint8_t key[SEAL_FILE_KEY_LEN];
	uint64_t payload_len;

	verdict_bytes(&context, key, sizeof(key));
	verdict_must(
	    base_text_decimal(verdict_word(&context), 1u << 30, &payload_len));
	if (len > SEAL_OBJECT_HEAD_LEN)
		len = SEAL_OBJECT_HEAD_LEN;
	return seal_object_open_note(key, in->data, len, payload_len, out);
}

/* Context: slots. */
static enum err
read_split(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context;
	struct seal_object_view v;
	uint64_t slots;
	enum err e;

	verdict_must(base_text_decimal(
	    verdict_word(&context), LIMIT_STANZA_MAX, &slots));
	e = seal_object_split(in->data, in->len, (size_t)slots, &v);
	if (e == ERR_OK)
		verdict_line(out, "%zu %zu %llu", v.header.len, v.payload_len,
		    (unsigned long long)v.bucket);
	return e;
}

/* ---- keys and codes -------------------------------------------------------- */

static enum err
read_recipient(const struct verdict_input *in, struct base_buf *out)
{
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_recipient r;
	enum err e = seal_recipient_parse((const char *)in->data, in->len, &r);

	if (e != ERR_OK)
		return e;
	seal_recipient_format(&r, text);
	verdict_line(out, "%s", text);
	return ERR_OK;
}

static void
put_identity(const struct seal_identity *id, struct base_buf *out)
{
	char text[SEAL_IDENTITY_TEXT_LEN + 1];

	seal_identity_format(id, text);
	verdict_line(out, "%s", text);
	seal_recipient_format(&id->recipient, text);
	verdict_line(out, "%s", text);
}

static enum err
read_identity(const struct verdict_input *in, struct base_buf *out)
{
	struct seal_identity id;
	enum err e = seal_identity_parse((const char *)in->data, in->len, &id);

	if (e == ERR_OK)
		put_identity(&id, out);
	return e;
}

static void
put_identities(struct seal_identities *ids, struct base_buf *out)
{
	for (size_t i = 0; i < ids->count; i++)
		put_identity(&ids->list[i], out);
	seal_identities_done(ids);
}

static enum err
read_islocked(const struct verdict_input *in, struct base_buf *out)
{
	(void)out;
	return seal_locked_is(in->data, in->len) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err
read_idfile(const struct verdict_input *in, struct base_buf *out)
{
	struct seal_identities ids;
	enum err e =
	    seal_identities_parse((const char *)in->data, in->len, &ids);

	if (e == ERR_OK)
		put_identities(&ids, out);
	return e;
}

/* Context: passphrase. */
static enum err
read_locked(const struct verdict_input *in, struct base_buf *out)
{
	struct seal_identities ids;
	enum err e = seal_locked_open(
	    in->data, in->len, in->context.data, in->context.len, &ids);

	if (e == ERR_OK)
		put_identities(&ids, out);
	return e;
}

static enum err
read_receipt(const struct verdict_input *in, struct base_buf *out)
{
	char code[SEAL_RECEIPT_LEN + 1];
	enum err e =
	    seal_receipt_normalise((const char *)in->data, in->len, code);

	if (e == ERR_OK)
		verdict_line(out, "%s", code);
	return e;
}

/* Context: human-readable part, number of bytes. */
static enum err
read_bech32(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context, word = verdict_word(&context);
	char hrp[128];
	uint8_t data[64];
	uint64_t len;
	enum err e;

	REQUIRE(word.len < sizeof(hrp));
	memcpy(hrp, word.data, word.len);
	hrp[word.len] = 0;
	verdict_must(
	    base_text_decimal(verdict_word(&context), sizeof(data), &len));
	e = base_bech32_decode(
	    data, (size_t)len, hrp, (const char *)in->data, in->len);
	if (e == ERR_OK)
		verdict_hex(out, data, (size_t)len);
	return e;
}

/* Context: std, raw or url. */
static enum err
read_base64(const struct verdict_input *in, struct base_buf *out)
{
	enum base64_variant v = BASE64_STD;
	uint8_t *data = malloc(DECODED_MAX);
	size_t len = DECODED_MAX;
	enum err e;

	REQUIRE(data != NULL);
	if (base_text_is(in->context, "raw"))
		v = BASE64_STD_RAW;
	if (base_text_is(in->context, "url"))
		v = BASE64_URL_RAW;
	e = base_base64_decode(data, &len, (const char *)in->data, in->len, v);
	if (e == ERR_OK)
		verdict_hex(out, data, len);
	free(data);
	return e;
}

static enum err
read_hex(const struct verdict_input *in, struct base_buf *out)
{
	size_t len = in->len / 2;
	uint8_t *data = malloc(len + 1);
	enum err e;

	REQUIRE(data != NULL);
	e = base_hex_decode(data, len, (const char *)in->data, in->len);
	if (e == ERR_OK)
		verdict_hex(out, data, len);
	free(data);
	return e;
}

/* Context: the largest. */
static enum err
read_decimal(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text context = in->context;
	uint64_t max, n;
	enum err e;

	verdict_must(
	    base_text_decimal(verdict_word(&context), UINT64_MAX, &max));
	e = base_text_decimal(
	    (struct base_text){ (const char *)in->data, in->len }, max, &n);
	if (e == ERR_OK)
		verdict_line(out, "%llu", (unsigned long long)n);
	return e;
}

static enum err
read_date(const struct verdict_input *in, struct base_buf *out)
{
	struct base_date d;
	enum err e = base_date_parse(
	    (struct base_text){ (const char *)in->data, in->len }, &d);

	if (e == ERR_OK)
		verdict_line(out, "%s %d", d.text, (int)base_date_days(&d));
	return e;
}

static enum err
read_text(const struct verdict_input *in, struct base_buf *out)
{
	struct base_text t = { (const char *)in->data, in->len };

	if (!base_text_clean(t))
		return ERR_FORMAT;
	verdict_line(out, "%zu", base_text_points(t));
	return ERR_OK;
}

const struct verdict_kind verdict_seal[] = {
	{ "header", read_header },
	{ "file", read_file },
	{ "armor", read_armor },
	{ "tar", read_tar },
	{ "payload", read_payload },
	{ "first", read_first },
	{ "split", read_split },
	{ "recipient", read_recipient },
	{ "identity", read_identity },
	{ "idfile", read_idfile },
	{ "islocked", read_islocked },
	{ "locked", read_locked },
	{ "receipt", read_receipt },
	{ "bech32", read_bech32 },
	{ "base64", read_base64 },
	{ "hex", read_hex },
	{ "decimal", read_decimal },
	{ "date", read_date },
	{ "text", read_text },
	{ NULL, NULL },
};
