/* SPDX-License-Identifier: ISC */
/* The sealed objects, headers and small age files of tests/vectors/seal.json. */
#include "vectors/make.h"

#include "seal/bucket.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/payload.h"
#include "seal/self.h"

#define SLOTS 8

static const struct member note_only[] = { { "entry.note", NOTE, 900 } };
static const struct member with_files[] = { { "entry.note", NOTE, 3000 },
	{ "a01.png", "PNG?", 4000 }, { "a02.txt", "text\n", 77 } };
static const struct member chunks[] = { { "entry.note", NOTE, 60000 },
	{ "a01.mp4", "film ", 100000 } }; /* bucket of four chunks */

/* An object, the keys it was sealed to, and what is known of it. */
struct made {
	struct seal_identity ids[3];
	size_t ids_count;
	struct base_buf header, payload;
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	struct seal_object_sums sums;
};

static void
make(const struct member *m, size_t count, size_t readers, struct made *out)
{
	struct seal_recipient to[3];
	struct seal_attachment files[3];
	struct seal_memory memory[3];
	uint8_t *data[3] = { NULL, NULL, NULL };
	struct seal_sink sink = { seal_buf_write, &out->payload };
	struct seal_object_parts parts = { .attachments = files,
		.attachments_count = count - 1,
		.recipients = to,
		.recipients_count = readers,
		.slots = SLOTS };

	base_buf_init(&out->header, LIMIT_HEADER_LEN);
	base_buf_init(&out->payload, LIMIT_UPLOAD_LEN * 2);
	out->ids_count = readers;
	for (size_t i = 0; i < readers; i++) {
		must(seal_identity_new(&rnd, &out->ids[i]));
		to[i] = out->ids[i].recipient;
	}
	for (size_t i = 0; i < count; i++) {
		data[i] = member_data(&m[i]);
		memory[i] = (struct seal_memory){ data[i], m[i].size, 0 };
		if (i > 0)
			files[i - 1] = (struct seal_attachment){ m[i].name,
				m[i].size, { seal_memory_read, &memory[i] } };
	}
	parts.note = (const char *)data[0];
	parts.note_len = m[0].size;
	must(seal_object_build(
	    &parts, &rnd, &out->header, &sink, out->file_key, &out->sums));
	for (size_t i = 0; i < 3; i++)
		free(data[i]);
}

static void
unmake(struct made *m)
{
	base_buf_done(&m->header);
	base_buf_done(&m->payload);
}

static void
put_header(json_t *o, const char *key, const struct base_buf *b)
{
	put(o, key, json_stringn((const char *)b->data, b->len));
}

static json_t *
identities_json(const struct seal_identity *ids, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		add(list, identity_text(&ids[i]));
	return list;
}

static void
put_commit(json_t *o, enum seal_commit_type type, const uint8_t *header_hash,
    const uint8_t *payload_hash)
{
	uint8_t d[SEAL_COMMIT_LEN];

	seal_object_commit(HOST, type, header_hash, payload_hash, d);
	put(o, "type", json_integer(type));
	put_hex(o, "d", d, sizeof(d));
}

/* The same payload for another reader: what a grant makes. */
static json_t *
rewrapped(const struct made *m)
{
	struct seal_header h;
	struct seal_identity reader;
	struct base_buf header;
	uint8_t hash[32];
	json_t *o = json_object();

	base_buf_init(&header, LIMIT_HEADER_LEN);
	must(seal_identity_new(&rnd, &reader));
	must(seal_header_parse(m->header.data, m->header.len, &h));
	must(seal_header_rewrap(
	    &h, m->ids, 1, &reader.recipient, 1, SLOTS, &rnd, &header));
	crypto_hash_sha256(hash, header.data, header.len);
	put_header(o, "header", &header);
	put(o, "identities", identities_json(&reader, 1));
	put_commit(o, SEAL_COMMIT_HEADER, hash, m->sums.payload_hash);
	base_buf_done(&header);
	return o;
}

static json_t *
object(const struct member *members, size_t count, size_t readers, bool whole)
{
	struct made m;
	uint8_t open[SEAL_OPEN_LEN], open_hash[SEAL_HASH_LEN];
	json_t *o = json_object();

	make(members, count, readers, &m);
	seal_object_open_value(HOST, m.file_key, open);
	seal_object_open_hash(open, open_hash);
	put(o, "slots", json_integer(SLOTS));
	put(o, "members", members_json(members, count));
	put(o, "identities", identities_json(m.ids, readers));
	put_header(o, "header", &m.header);
	put_hex(o, "header_hash", m.sums.header_hash, SEAL_HASH_LEN);
	put_hex(o, "file_key", m.file_key, sizeof(m.file_key));
	put_hex(o, "nonce", m.payload.data, SEAL_NONCE_LEN);
	put(o, "payload_len", json_integer((json_int_t)m.payload.len));
	put_hex(o, "payload_hash", m.sums.payload_hash, SEAL_HASH_LEN);
	if (whole)
		put_base64(o, "payload_base64", &m.payload);
	put_hex(o, "id", m.sums.id, SEAL_ID_LEN);
	put_hex(o, "open", open, sizeof(open));
	put_hex(o, "open_hash", open_hash, sizeof(open_hash));
	put_commit(
	    o, SEAL_COMMIT_ENTRY, m.sums.header_hash, m.sums.payload_hash);
	put(o, "rewrapped", rewrapped(&m));
	unmake(&m);
	return o;
}

json_t *
make_objects(void)
{
	json_t *list = json_array();

	add(list, object(note_only, N(note_only), 1, true));
	add(list, object(with_files, N(with_files), 3, true));
	/* Too long to print: made again from file key, nonce and members. */
	add(list, object(chunks, N(chunks), 2, false));
	return list;
}

/* Ways to spoil an object of one reader; what is left says the error. */
enum spoil { MAC, STRANGER, NONCE, BYTE, CUT, LONGER, OTHER_KEY, SLOT, BARE };

static const struct {
	const char *what;
	enum spoil how;
	enum err err;
} spoils[] = {
	{ "changed MAC", MAC, ERR_AGE_HMAC },
	{ "not sealed to this identity", STRANGER, ERR_AGE_NO_MATCH },
	{ "changed nonce", NONCE, ERR_AGE_PAYLOAD },
	{ "changed byte", BYTE, ERR_AGE_PAYLOAD },
	{ "cut by one byte", CUT, ERR_AGE_PAYLOAD },
	{ "one byte longer", LONGER, ERR_AGE_PAYLOAD },
	{ "header of another object", OTHER_KEY, ERR_AGE_PAYLOAD },
	{ "one stanza too few", SLOT, ERR_SLOTS },
	{ "plaintext fills no bucket", BARE, ERR_AGE_PAYLOAD },
};

static void
rewrite_header(struct made *m, size_t slots)
{
	m->header.len = 0;
	must(seal_header_write(
	    m->file_key, &m->ids[0].recipient, 1, slots, &rnd, &m->header));
}

/* A good payload of one chunk whose length is no bucket's. */
static void
seal_bare(struct made *m)
{
	struct seal_sink sink = { seal_buf_write, &m->payload };
	struct seal_payload_writer *w = NULL;
	uint8_t plain[1000] = { 0 };

	m->payload.len = 0;
	must(seal_payload_writer_new(&w, m->file_key, &rnd, &sink));
	must(seal_payload_writer_push(w, plain, sizeof(plain)));
	must(seal_payload_writer_end(w));
	seal_payload_writer_free(&w);
}

static void
spoil(struct made *m, enum spoil how)
{
	uint8_t *mac = m->header.data + m->header.len - 10;

	switch (how) {
	case MAC:
		*mac = *mac == 'A' ? 'B' : 'A';
		break;
	case STRANGER:
		must(seal_identity_new(&rnd, &m->ids[0]));
		break;
	case NONCE:
		m->payload.data[3] ^= 1;
		break;
	case BYTE:
		m->payload.data[2000] ^= 0x40;
		break;
	case CUT:
		m->payload.len--;
		break;
	case LONGER:
		must(base_buf_add(&m->payload, "", 1));
		break;
	case OTHER_KEY:
		m->file_key[0] ^= 1;
		rewrite_header(m, SLOTS);
		break;
	case SLOT:
		rewrite_header(m, SLOTS - 1);
		break;
	case BARE:
		seal_bare(m);
		break;
	}
}

json_t *
make_bad_objects(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < N(spoils); i++) {
		struct made m;
		json_t *o = json_object();

		make(note_only, N(note_only), 1, &m);
		spoil(&m, spoils[i].how);
		put_text(o, "what", spoils[i].what);
		put_text(o, "err", err_name(spoils[i].err));
		put(o, "slots", json_integer(SLOTS));
		put(o, "identity", identity_text(&m.ids[0]));
		put_header(o, "header", &m.header);
		put_base64(o, "payload_base64", &m.payload);
		add(list, o);
		unmake(&m);
	}
	return list;
}

json_t *
make_selves(void)
{
	static const char *const notes[] = { "HOST/self/v1 in short\n", "" };
	json_t *list = json_array();

	for (size_t i = 0; i < N(notes); i++) {
		struct seal_identity id;
		struct base_buf file;
		uint8_t *at;
		json_t *o = json_object();

		base_buf_init(&file, SEAL_SELF_LEN);
		must(seal_identity_new(&rnd, &id));
		must(base_buf_reserve(&file, SEAL_SELF_LEN, &at));
		must(seal_self_seal(
		    notes[i], strlen(notes[i]), &id.recipient, &rnd, at));
		file.len = SEAL_SELF_LEN;
		put(o, "identity", identity_text(&id));
		put_text(o, "note", notes[i]);
		put_base64(o, "file_base64", &file);
		add(list, o);
		base_buf_done(&file);
	}
	return list;
}

/* A quick scrypt of 2^10: `age -p` takes 2^18, which a reader takes too. */
json_t *
make_locked(void)
{
	static const char passphrase[] = "correct horse 电池 staple";
	struct seal_identity id;
	struct base_buf file, text;
	struct seal_sink sink = { seal_buf_write, &file };
	struct seal_payload_writer *w = NULL;
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	json_t *o = json_object();

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	base_buf_init(&text, LIMIT_IDENTITY_FILE_LEN);
	must(seal_identity_new(&rnd, &id));
	must(seal_identity_file(&id, "officer 01", &text));
	must(rnd.fill(rnd.ctx, file_key, sizeof(file_key)));
	must(seal_header_write_passphrase(
	    file_key, passphrase, strlen(passphrase), 10, &rnd, &file));
	must(seal_payload_writer_new(&w, file_key, &rnd, &sink));
	must(seal_payload_writer_push(w, text.data, text.len));
	must(seal_payload_writer_end(w));
	seal_payload_writer_free(&w);
	put_text(o, "passphrase", passphrase);
	put_header(o, "text", &text);
	put(o, "identity", identity_text(&id));
	put_base64(o, "file_base64", &file);
	base_buf_done(&file);
	base_buf_done(&text);
	return o;
}
