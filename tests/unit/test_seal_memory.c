/* SPDX-License-Identifier: ISC */
/* age files, their headers and stanzas: every failure, see inject.h. */
#include "unit/secrets.h"

#include "seal/age.h"
#include "seal/armor.h"

static enum err
op_seal_age_encrypt(void)
{
	struct inject_in text = plain_in(PLAIN_LEN, 30000);
	struct seal_source in = inject_source(&text);
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	inject_draws_key();
	INJECT(
	    e, seal_age_encrypt(&in, &reader, 1, SLOTS, &inject_random, &sink));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_age_encrypt_passphrase(void)
{
	struct inject_in text = plain_in(100, 60);
	struct seal_source in = inject_source(&text);
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	inject_draws_key();
	INJECT(e, seal_age_encrypt_passphrase(
		      &in, v->pass, PASS_LEN, &inject_random, &sink));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_age_decrypt(void)
{
	struct inject_in bytes = buf_in(&file, 30000);
	struct seal_source in = inject_source(&bytes);
	struct seal_age_keys keys = { .ids = &v->id, .ids_count = 1 };
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	INJECT(e, seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &sink));
	INJECT_REQUIRE(e != ERR_OK || out.len == PLAIN_LEN);
	base_buf_done(&out);
	return e;
}

/* From armor, and by a passphrase: the other ways through it. */
static enum err
decrypt_armored(void)
{
	struct inject_in bytes = buf_in(&armored, 300);
	struct seal_source in = inject_source(&bytes);
	struct seal_age_keys keys = { .ids = &v->id, .ids_count = 1 };
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	INJECT(e, seal_age_decrypt(&in, SEAL_ARMOR_ALWAYS, &keys, &sink));
	INJECT_REQUIRE(e != ERR_OK || out.len == v->keys_len);
	base_buf_done(&out);
	return e;
}

static enum err
decrypt_by_passphrase(void)
{
	struct inject_in bytes = buf_in(&locked, 100);
	struct seal_source in = inject_source(&bytes);
	struct seal_age_keys keys = { .passphrase = v->pass,
		.passphrase_len = PASS_LEN };
	struct base_buf out;
	struct seal_sink sink = inject_sink(&out, OUT_MAX);
	enum err e;

	INJECT(e, seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &sink));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_armor_read(void)
{
	struct inject_in bytes = buf_in(&armored, 100);
	struct seal_source in = inject_source(&bytes);
	struct seal_armor a;
	uint8_t buf[64];
	size_t got;
	enum err e;

	seal_armor_init(&a, &in, SEAL_ARMOR_AUTO);
	inject_keep(&got, sizeof(got));
	INJECT(e, seal_armor_read(&a, buf, sizeof(buf), &got));
	seal_armor_done(&a);
	return e;
}

/* ---- headers and stanzas --------------------------------------------------- */

static enum err
op_seal_header_find(void)
{
	size_t len;
	enum err e;

	INJECT(e, seal_header_find(file.data, file.len, &len));
	return e;
}

static enum err
op_seal_header_parse(void)
{
	struct seal_header got;
	enum err e;

	INJECT(e, seal_header_parse(header.data, header.len, &got));
	return e;
}

static enum err
op_seal_header_open(void)
{
	enum err e;

	INJECT(e, seal_header_open(&h, &v->id, 1, v->got_key));
	INJECT_REQUIRE(seal_header_check_mac(&h, v->got_key));
	return e;
}

static enum err
op_seal_header_open_passphrase(void)
{
	enum err e;

	inject_keep(v->got_key, sizeof(v->got_key));
	INJECT(e, seal_header_open_passphrase(
		      &pass_h, v->pass, PASS_LEN, v->got_key));
	return e;
}

static enum err
op_seal_header_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_HEADER_LEN);
	INJECT(e, seal_header_write(
		      v->file_key, &reader, 1, SLOTS, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_header_write_passphrase(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_HEADER_LEN);
	INJECT(e, seal_header_write_passphrase(v->file_key, v->pass, PASS_LEN,
		      SMALL_LOG_N, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_header_rewrap(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_HEADER_LEN);
	INJECT(e, seal_header_rewrap(
		      &h, &v->id, 1, &reader, 1, SLOTS, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_stanza_parse(void)
{
	struct base_text rest = { h.stanza[0].args.data - 3,
		h.stanza[0].args.len + 3 + 1 + h.stanza[0].body.len };
	struct seal_stanza s;
	enum err e;

	INJECT(e, seal_stanza_parse(&rest, &s));
	return e;
}

static enum err
op_seal_stanza_open_x25519(void)
{
	enum err e = ERR_AGE_NO_MATCH;

	for (size_t i = 0; i < h.stanza_count && e != ERR_OK; i++)
		INJECT(e,
		    seal_stanza_open_x25519(&h.stanza[i], &v->id, v->got_key));
	return e;
}

static enum err
op_seal_stanza_write_x25519(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_HEADER_LEN);
	INJECT(e, seal_stanza_write_x25519(
		      v->file_key, &reader, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_stanza_open_scrypt(void)
{
	enum err e;

	inject_keep(v->got_key, sizeof(v->got_key));
	INJECT(e, seal_stanza_open_scrypt(
		      &pass_h.stanza[0], v->pass, PASS_LEN, v->got_key));
	return e;
}

static enum err
op_seal_stanza_write_scrypt(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_HEADER_LEN);
	INJECT(e, seal_stanza_write_scrypt(v->file_key, v->pass, PASS_LEN,
		      SMALL_LOG_N, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(seal_age_encrypt, MEMORY | RANDOM | READ | WRITE),
	INJECT_OP(seal_age_encrypt_passphrase, MEMORY | RANDOM | READ | WRITE),
	INJECT_OP(seal_age_decrypt, MEMORY | READ | WRITE),
	{ "seal_age_decrypt", decrypt_armored, MEMORY | READ | WRITE },
	{ "seal_age_decrypt", decrypt_by_passphrase, MEMORY | READ | WRITE },
	INJECT_OP(seal_armor_read, READ),
	INJECT_OP(seal_header_find, NOTHING),
	INJECT_OP(seal_header_parse, NOTHING),
	INJECT_OP(seal_header_open, NOTHING),
	INJECT_OP(seal_header_open_passphrase, MEMORY),
	INJECT_OP(seal_header_write, MEMORY | RANDOM),
	INJECT_OP(seal_header_write_passphrase, MEMORY | RANDOM),
	INJECT_OP(seal_header_rewrap, MEMORY | RANDOM),
	INJECT_OP(seal_stanza_parse, NOTHING),
	INJECT_OP(seal_stanza_open_x25519, NOTHING),
	INJECT_OP(seal_stanza_write_x25519, MEMORY | RANDOM),
	INJECT_OP(seal_stanza_open_scrypt, MEMORY),
	INJECT_OP(seal_stanza_write_scrypt, MEMORY | RANDOM),
};

static void
age_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, sizeof(ops) / sizeof(ops[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(age_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, secrets_make, secrets_done);
}
