/* SPDX-License-Identifier: ISC */
/* Keys, receipts, and what holds them: every failure, see inject.h. */
#include "unit/secrets.h"

#include "base/secret.h"
#include "seal/locked.h"

static enum err
op_seal_init(void)
{
	enum err e;

	INJECT(e, seal_init());
	return e;
}

static enum err
op_seal_identity_new(void)
{
	enum err e;

	inject_keep(&v->made, sizeof(v->made));
	INJECT(e, seal_identity_new(&inject_random, &v->made));
	return e;
}

static enum err
op_seal_identity_parse(void)
{
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];
	enum err e;

	INJECT(e,
	    seal_identity_parse(v->id_text, SEAL_IDENTITY_TEXT_LEN, &v->made));
	/* And back, with all that is derived from it. */
	seal_identity_format(&v->made, v->id_text);
	remains_pause();
	seal_recipient_format(&v->made.recipient, text);
	seal_officer_seeds(&v->made, &v->seeds);
	remains_pause();
	return e;
}

static enum err
op_seal_recipient_parse(void)
{
	char text[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_recipient r;
	enum err e;

	seal_recipient_format(&reader, text);
	INJECT(e, seal_recipient_parse(text, strlen(text), &r));
	return e;
}

static enum err
op_seal_identities_parse(void)
{
	struct seal_identities ids;
	enum err e;

	inject_keep(&ids, sizeof(ids));
	INJECT(e, seal_identities_parse(v->keys, v->keys_len, &ids));
	if (e == ERR_OK)
		seal_identities_done(&ids);
	return e;
}

static enum err
op_seal_identity_file(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, seal_identity_file(&v->id,
		      "a comment of some length, so that the text grows past "
		      "the first block more than once as it is written down",
		      &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_seal_locked_open(void)
{
	struct seal_identities ids;
	enum err e;

	inject_keep(&ids, sizeof(ids));
	INJECT(e,
	    seal_locked_open(locked.data, locked.len, v->pass, PASS_LEN, &ids));
	if (e == ERR_OK)
		seal_identities_done(&ids);
	return e;
}

static enum err
op_seal_locked_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_IDENTITY_FILE_LEN);
	inject_draws_key();
	INJECT(e, seal_locked_write(
		      &v->id, "c", v->pass, PASS_LEN, &inject_random, &out));
	base_buf_done(&out);
	return e;
}

/* ---- receipts --------------------------------------------------------------- */

static enum err
op_seal_receipt_new(void)
{
	char *code = v->typed;
	enum err e;

	inject_keep(code, SEAL_RECEIPT_LEN + 1);
	INJECT(e, seal_receipt_new(&inject_random, code));
	return e;
}

static enum err
op_seal_receipt_normalise(void)
{
	enum err e;

	seal_receipt_show(v->code, v->typed);
	remains_pause();
	INJECT(e,
	    seal_receipt_normalise(v->typed, SEAL_RECEIPT_SHOWN_LEN, v->code));
	return e;
}

static enum err
op_seal_receipt_secret(void)
{
	enum err e;

	INJECT(e, seal_receipt_secret(HOST, v->code, v->secret));
	return e;
}

static enum err
op_seal_receipt_derive(void)
{
	uint8_t hash[SEAL_MAILBOX_HASH_LEN];
	enum err e;

	inject_keep(&v->receipt, sizeof(v->receipt));
	INJECT(e, seal_receipt_derive(HOST, v->code, &v->receipt));
	seal_receipt_mailbox_hash(v->receipt.mailbox, hash);
	remains_pause();
	return e;
}

static enum err
op_base_secret_new(void)
{
	struct base_secret *s = NULL;
	enum err e;

	INJECT(e, base_secret_new(&s, 32));
	INJECT_REQUIRE((e == ERR_OK) == (s != NULL));
	if (s != NULL)
		memcpy(s->data, v->id.secret, 32);
	base_secret_free(&s);
	return e;
}

static enum err
take(struct base_buf *b)
{
	size_t len;
	uint8_t *data = base_buf_take(b, &len);

	if (data == NULL)
		return ERR_MEMORY;
	sodium_memzero(data, len);
	free(data);
	return ERR_OK;
}

static enum err
op_base_buf_take(void)
{
	struct base_buf b;
	enum err e;

	base_buf_init(&b, 1024);
	INJECT_REQUIRE(base_buf_add(&b, v->plain, 256) == ERR_OK);
	inject_keep_buf(&b);
	INJECT(e, take(&b));
	base_buf_done(&b);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(seal_init, RANDOM),
	INJECT_OP(seal_identity_new, RANDOM),
	INJECT_OP(seal_identity_parse, NOTHING),
	INJECT_OP(seal_recipient_parse, NOTHING),
	INJECT_OP(seal_identities_parse, MEMORY),
	INJECT_OP(seal_identity_file, MEMORY),
	INJECT_OP(seal_locked_open, MEMORY),
	INJECT_OP(seal_locked_write, MEMORY | RANDOM),
	INJECT_OP(seal_receipt_new, RANDOM),
	INJECT_OP(seal_receipt_normalise, NOTHING),
	INJECT_OP(seal_receipt_secret, MEMORY),
	INJECT_OP(seal_receipt_derive, MEMORY),
	INJECT_OP(base_secret_new, MEMORY),
	INJECT_OP(base_buf_take, MEMORY),
};

static void
key_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, sizeof(ops) / sizeof(ops[0]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, secrets_make, secrets_done);
}
