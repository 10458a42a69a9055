/* SPDX-License-Identifier: ISC */
/* Keys, notes, the small notes and the tree: every failure, see inject.h. */
#include "unit/sign_secrets.h"

#include "sign/keyfile.h"
#include "sign/login.h"
#include "sign/manifest.h"
#include "sign/merkle.h"
#include "sign/promise.h"

#define LEAVES 11

static struct sign_roster *roster;
static struct sign_key *promise, *login, *release;
static struct base_buf note, promise_note, login_note, manifest_note;
static struct sign_login order = {
	.at = "https://office.example", .number = 1, .until = 1800000000
};
static uint8_t leaves[LEAVES * SIGN_HASH_LEN], d[SIGN_HASH_LEN];
static struct base_date today;

/* ---- keys ------------------------------------------------------------------ */

static enum err
op_sign_name_write(void)
{
	char name[LIMIT_NAME_LEN + 1];
	enum err e;

	INJECT(e, sign_name_write(name, HOST, SIGN_ROLE_LOGIN, 7, NULL));
	return e;
}

static enum err
op_sign_vkey_init(void)
{
	struct sign_vkey k;
	enum err e;

	INJECT(e, sign_vkey_init(&k, key->vkey.name, key->vkey.pk));
	return e;
}

static enum err
op_sign_vkey_parse(void)
{
	char text[SIGN_VKEY_LEN + 1];
	struct sign_vkey k;
	enum err e;

	sign_vkey_format(text, &key->vkey);
	INJECT(e, sign_vkey_parse(text_of(text), &k));
	return e;
}

static enum err
op_sign_vkey_parse_witness(void)
{
	char text[SIGN_VKEY_LEN + 1];
	struct sign_vkey k;
	enum err e;

	sign_vkey_format(text, &key->vkey);
	INJECT(e, sign_vkey_parse_witness(text_of(text), &k));
	return e;
}

static enum err
op_sign_key_new(void)
{
	uint8_t sig[SIGN_SIG_LEN];
	struct sign_key *k;
	enum err e;

	inject_keep(&k, sizeof(k));
	INJECT(e, sign_key_new(&k, key->vkey.name, v->seed));
	if (e != ERR_OK)
		return e;
	sign_key_sign(k, (const uint8_t *)"text\n", 5, sig);
	remains_pause();
	sign_key_free(&k);
	remains_pause();
	return ERR_OK;
}

static enum err
op_sign_keyfile_parse(void)
{
	struct base_text text = { v->keyfile, v->keyfile_len };
	struct sign_key *k;
	enum err e;

	inject_keep(&k, sizeof(k));
	INJECT(e, sign_keyfile_parse(text, &k));
	if (e == ERR_OK)
		sign_key_free(&k);
	return e;
}

static enum err
op_sign_keyfile_write(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, sign_keyfile_write(key, &out));
	base_buf_done(&out);
	return e;
}

/* ---- notes ------------------------------------------------------------------- */

static enum err
op_sign_note_parse(void)
{
	struct sign_note n;
	enum err e;

	INJECT(e, sign_note_parse(note.data, note.len, &n));
	return e;
}

static enum err
op_sign_note_verify(void)
{
	struct sign_note n;
	uint64_t by;
	enum err e;

	if ((e = sign_note_parse(note.data, note.len, &n)) == ERR_OK)
		INJECT(e, sign_note_verify(NULL, &n, &key->vkey, 1, &by));
	return e;
}

static enum err
op_sign_note_sign(void)
{
	struct base_text text = { v->body, BODY_LEN };
	struct base_buf out;
	enum err e;

	base_buf_init(&out, LIMIT_NOTE_LEN);
	inject_keep_buf(&out);
	INJECT(e, sign_note_sign(NULL, text, key, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_note_add(void)
{
	struct base_text text = { v->body, BODY_LEN };
	struct base_buf out;
	enum err e;

	base_buf_init(&out, LIMIT_NOTE_LEN);
	e = sign_note_sign(NULL, text, key, &out);
	inject_keep_buf(&out);
	if (e == ERR_OK)
		INJECT(e, sign_note_add(NULL, promise, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_text_clean(void)
{
	struct base_text text = { v->body, SHORT_LEN };
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_text_clean(text, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_promise_sign(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_promise_sign(HOST, promise, d, &today, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_promise_verify(void)
{
	struct sign_promise p;
	enum err e;

	INJECT(e, sign_promise_verify(HOST, promise_note.data, promise_note.len,
		      &promise->vkey, 1, d, &today, &p));
	return e;
}

static enum err
op_sign_login_sign(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_login_sign(HOST, &order, login, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_login_parse(void)
{
	struct sign_login l;
	enum err e;

	INJECT(e, sign_login_parse(HOST, login_note.data, login_note.len, &l));
	return e;
}

static enum err
op_sign_login_verify(void)
{
	struct sign_login l;
	enum err e;

	INJECT(e, sign_login_verify(HOST, login_note.data, login_note.len,
		      roster, order.at, order.until, &l));
	return e;
}

static struct sign_manifest
manifest_of(void)
{
	struct sign_manifest m = { .release = "1",
		.date = today,
		.count = 2,
		.files = { { .path = "/", .len = 7 },
		    { .path = "/page.js", .len = 8 } } };

	return m;
}

static enum err
op_sign_manifest_write(void)
{
	struct sign_manifest m = manifest_of();
	struct base_buf out;
	enum err e;

	filled(&out, LIMIT_NOTE_LEN);
	INJECT(e, sign_manifest_write(HOST, &m, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_manifest_parse(void)
{
	static struct sign_manifest got;
	struct sign_manifest m = manifest_of();
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	e = sign_manifest_write(HOST, &m, &text);
	inject_keep(&got, sizeof(got));
	if (e == ERR_OK)
		INJECT(e, sign_manifest_parse(HOST, buf_text(&text), &got));
	base_buf_done(&text);
	return e;
}

static enum err
op_sign_manifest_verify(void)
{
	struct sign_manifest m;
	enum err e;

	inject_keep(&m, sizeof(m));
	INJECT(e, sign_manifest_verify(HOST, manifest_note.data,
		      manifest_note.len, &release->vkey, &m));
	return e;
}

/* ---- the tree: its nodes come from outside -------------------------------------- */

static enum err
node(void *ctx, unsigned int level, uint64_t index,
    uint8_t out[static SIGN_HASH_LEN])
{
	struct sign_merkle_leaves list = { leaves };
	struct sign_merkle_tree t;
	struct inject_in in = { .data = leaves, .len = 1, .step = 1 };
	struct seal_source one = inject_source(&in);
	uint8_t byte;
	size_t got;
	enum err e;

	(void)ctx;
	/* Fails as a read does. */
	if ((e = one.read(one.ctx, &byte, 1, &got)) != ERR_OK)
		return e;
	sign_merkle_tree_of_leaves(&t, &list, LEAVES);
	return t.node(t.ctx, level, index, out);
}

static const struct sign_merkle_tree tree = { .size = LEAVES, .node = node };

static enum err
op_sign_merkle_root(void)
{
	uint8_t root[SIGN_HASH_LEN];
	enum err e;

	inject_keep(root, sizeof(root));
	INJECT(e, sign_merkle_root(&tree, root));
	return e;
}

static enum err
op_sign_merkle_prove_inclusion(void)
{
	struct sign_merkle_proof p;
	enum err e;

	inject_keep(&p, sizeof(p));
	INJECT(e, sign_merkle_prove_inclusion(&tree, 5, &p));
	return e;
}

static enum err
op_sign_merkle_prove_consistency(void)
{
	struct sign_merkle_proof p;
	enum err e;

	inject_keep(&p, sizeof(p));
	INJECT(e, sign_merkle_prove_consistency(&tree, 6, &p));
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(sign_name_write, NOTHING),
	INJECT_OP(sign_vkey_init, NOTHING),
	INJECT_OP(sign_vkey_parse, NOTHING),
	INJECT_OP(sign_vkey_parse_witness, NOTHING),
	INJECT_OP(sign_key_new, MEMORY),
	INJECT_OP(sign_keyfile_parse, MEMORY),
	INJECT_OP(sign_keyfile_write, MEMORY),
	INJECT_OP(sign_note_parse, NOTHING),
	INJECT_OP(sign_note_verify, NOTHING),
	INJECT_OP(sign_note_sign, MEMORY),
	INJECT_OP(sign_note_add, MEMORY),
	INJECT_OP(sign_text_clean, MEMORY),
	INJECT_OP(sign_promise_sign, MEMORY),
	INJECT_OP(sign_promise_verify, NOTHING),
	INJECT_OP(sign_login_sign, MEMORY),
	INJECT_OP(sign_login_parse, NOTHING),
	INJECT_OP(sign_login_verify, NOTHING),
	INJECT_OP(sign_manifest_write, MEMORY),
	INJECT_OP(sign_manifest_parse, MEMORY),
	INJECT_OP(sign_manifest_verify, MEMORY),
	INJECT_OP(sign_merkle_root, READ),
	INJECT_OP(sign_merkle_prove_inclusion, READ),
	INJECT_OP(sign_merkle_prove_consistency, READ),
};

static void
note_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, N(ops));
}

static void
make_manifest(void)
{
	struct sign_manifest m = manifest_of();
	struct base_buf text;

	release = key_of(SIGN_ROLE_RELEASE, 0, NULL, "release");
	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&manifest_note, LIMIT_NOTE_LEN);
	assert_err(sign_manifest_write(HOST, &m, &text), ERR_OK);
	assert_err(
	    sign_note_sign(HOST, buf_text(&text), release, &manifest_note),
	    ERR_OK);
	base_buf_done(&text);
}

static int
make(void **state)
{
	(void)state;
	sign_secrets_make();
	today = date_of("2026-11-23");
	roster = roster_of("2026-11-01", "2026-12-01");
	promise = key_of(SIGN_ROLE_PROMISE, 0, NULL, "promise");
	login = login_key(1);
	hash_of("d", d);
	for (size_t i = 0; i < LEAVES; i++) {
		d[0] = (uint8_t)i;
		sign_merkle_leaf(d, sizeof(d), leaves + i * SIGN_HASH_LEN);
	}
	base_buf_init(&note, LIMIT_NOTE_LEN);
	base_buf_init(&promise_note, LIMIT_NOTE_LEN);
	base_buf_init(&login_note, LIMIT_NOTE_LEN);
	assert_err(
	    sign_note_sign(NULL, text_of("a text\n"), key, &note), ERR_OK);
	assert_err(
	    sign_promise_sign(HOST, promise, d, &today, &promise_note), ERR_OK);
	assert_err(sign_login_sign(HOST, &order, login, &login_note), ERR_OK);
	make_manifest();
	return 0;
}

static int
done(void **state)
{
	(void)state;
	sign_roster_free(&roster);
	sign_key_free(&promise);
	sign_key_free(&login);
	sign_key_free(&release);
	base_buf_done(&manifest_note);
	base_buf_done(&note);
	base_buf_done(&promise_note);
	base_buf_done(&login_note);
	sign_secrets_done();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(note_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make, done);
}
