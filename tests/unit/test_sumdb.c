/* SPDX-License-Identifier: ISC */
/*
 * With Go's own notes and logs (golang.org/x/mod/sumdb), which nobody here
 * wrote: build/sumdb answers the questions of tests/lib/sumdb/main.go.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "sign/keyfile.h"
#include "sign/merkle.h"
#include "unit/sign_fixture.h"

#define PROGRAM "build/sumdb"
#define LEAVES 33u
#define ANSWER_LEN 8192

static FILE *to_go, *from_go;
static char answer[ANSWER_LEN]; /* the last one */
static pid_t go;

static int
start_go(void **state)
{
	int in[2], out[2];

	(void)state;
	if (pipe(in) != 0 || pipe(out) != 0 || (go = fork()) < 0)
		return 1;
	if (go == 0) {
		(void)dup2(in[0], 0);
		(void)dup2(out[1], 1);
		(void)close(in[1]);
		(void)execl(PROGRAM, PROGRAM, (char *)NULL);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	to_go = fdopen(in[1], "w");
	from_go = fdopen(out[0], "r");
	return to_go == NULL || from_go == NULL;
}

static int
stop_go(void **state)
{
	int status;

	(void)state;
	(void)fclose(to_go);
	(void)fclose(from_go);
	return waitpid(go, &status, 0) != go || status != 0;
}

/* Ask one question; answer is without its LF. */
static void
ask(const struct base_buf *question)
{
	size_t len;

	assert_int_equal(
	    fwrite(question->data, 1, question->len, to_go), question->len);
	assert_int_equal(fputc('\n', to_go), '\n');
	assert_int_equal(fflush(to_go), 0);
	if (fgets(answer, sizeof(answer), from_go) == NULL)
		fail_msg("no answer of " PROGRAM);
	len = strlen(answer);
	assert_true(len > 0 && answer[len - 1] == '\n');
	answer[len - 1] = 0;
}

static void
add_text(struct base_buf *b, const char *text)
{
	assert_err(base_buf_add_str(b, text), ERR_OK);
}

static void
add_b64(struct base_buf *b, const uint8_t *data, size_t len)
{
	char *text = malloc(BASE64_LEN(len) + 1);

	assert_non_null(text);
	base_base64_encode(text, data, len, BASE64_STD);
	add_text(b, text);
	free(text);
}

static void
add_vkey(struct base_buf *b, const struct sign_vkey *k)
{
	char text[SIGN_VKEY_LEN + 1];

	sign_vkey_format(text, k);
	add_text(b, " ");
	add_text(b, text);
}

/* "open NOTE VKEY..." gives "ok TEXT NAME...". */
static void
assert_go_opens(const struct base_buf *note, struct base_text text,
    const struct sign_vkey *keys, size_t count)
{
	struct base_buf question, want;

	base_buf_init(&question, 1u << 20);
	base_buf_init(&want, 1u << 20);
	add_text(&question, "open ");
	add_b64(&question, note->data, note->len);
	add_text(&want, "ok ");
	add_b64(&want, (const uint8_t *)text.data, text.len);
	for (size_t i = 0; i < count; i++) {
		add_vkey(&question, &keys[i]);
		add_text(&want, " ");
		add_text(&want, keys[i].name);
	}
	ask(&question);
	assert_int_equal(strlen(answer), want.len);
	assert_memory_equal(answer, want.data, want.len);
	base_buf_done(&question);
	base_buf_done(&want);
}

static void
sumdb_opens_root_and_roster(void **state)
{
	struct sign_root *root = root_of("2027-11-30");
	struct sign_roster *roster = roster_of("2026-11-01", "2026-12-01");
	struct base_buf text, note;

	(void)state;
	base_buf_init(&text, LIMIT_NOTE_LEN);
	assert_err(sign_root_write(HOST, root, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "abc");
	assert_go_opens(&note, buf_text(&text), root->keys, 3);
	base_buf_done(&note);
	base_buf_done(&text);
	assert_err(sign_roster_write(HOST, roster, &text), ERR_OK);
	roots_sign(&note, buf_text(&text), "ab");
	assert_go_opens(&note, buf_text(&text), root->keys, 2);
	base_buf_done(&note);
	base_buf_done(&text);
	sign_root_free(&root);
	sign_roster_free(&roster);
}

static void
sumdb_opens_an_entry(void **state)
{
	struct sign_key *k = officer_key(7);
	struct base_text text = text_of(HOST "/entry/v1\n\n信 — 纸\n\n");
	struct base_buf note;

	(void)state;
	base_buf_init(&note, LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(HOST, text, k, &note), ERR_OK);
	assert_go_opens(&note, text, &k->vkey, 1);
	base_buf_done(&note);
	sign_key_free(&k);
}

/* The line of our key file is Go's signing key. */
static void
sumdb_signs_with_our_key_file(void **state)
{
	struct sign_key *k = root_key("go");
	struct base_text text = text_of(HOST "/roster/v1\nversion 1\n");
	struct base_buf file, question, ours;
	uint8_t theirs[1024];
	size_t len = sizeof(theirs);
	const char *line;

	(void)state;
	base_buf_init(&file, 4096);
	base_buf_init(&question, 1u << 16);
	base_buf_init(&ours, LIMIT_NOTE_LEN);
	assert_err(sign_keyfile_write(k, &file), ERR_OK);
	add_text(&question, "sign ");
	add_b64(&question, (const uint8_t *)text.data, text.len);
	add_text(&question, " ");
	assert_err(base_buf_add(&file, "", 1), ERR_OK);
	assert_non_null(line = strstr((const char *)file.data, "PRIVATE+"));
	assert_err(base_buf_add(&question, line, strcspn(line, "\n")), ERR_OK);
	ask(&question);
	assert_memory_equal(answer, "ok ", 3);
	assert_err(base_base64_decode(theirs, &len, answer + 3,
		       strlen(answer + 3), BASE64_STD),
	    ERR_OK);
	assert_err(sign_note_sign(HOST, text, k, &ours), ERR_OK);
	assert_int_equal(len, ours.len);
	assert_memory_equal(theirs, ours.data, len);
	base_buf_done(&file);
	base_buf_done(&question);
	base_buf_done(&ours);
	sign_key_free(&k);
}

/* ---- the log --------------------------------------------------------------- */

static uint8_t leaves[LEAVES][SIGN_HASH_LEN];

static void
tree_of(struct sign_merkle_tree *t, struct sign_merkle_leaves *l, uint64_t n)
{
	for (size_t i = 0; i < LEAVES; i++)
		sign_merkle_leaf((const uint8_t *)&i, 1, leaves[i]);
	l->hashes = leaves[0];
	sign_merkle_tree_of_leaves(t, l, n);
}

/* "WORD [NUMBER] LEAVES" gives these hashes. */
static void
assert_go_says(
    const char *question, uint64_t n, const uint8_t *want, size_t count)
{
	struct base_buf q, w;

	base_buf_init(&q, 1u << 16);
	base_buf_init(&w, 1u << 16);
	add_text(&q, question);
	add_text(&q, " ");
	add_b64(&q, leaves[0], n * SIGN_HASH_LEN);
	add_text(&w, count > 0 ? "ok " : "ok");
	add_b64(&w, want, count * SIGN_HASH_LEN);
	ask(&q);
	assert_int_equal(strlen(answer), w.len);
	assert_memory_equal(answer, w.data, w.len);
	base_buf_done(&q);
	base_buf_done(&w);
}

static void
sumdb_log_has_our_roots_and_proofs(void **state)
{
	struct sign_merkle_leaves l;
	struct sign_merkle_tree t;
	struct sign_merkle_proof p;
	uint8_t root[SIGN_HASH_LEN];
	char question[64];

	(void)state;
	for (uint64_t n = 1; n <= LEAVES; n++) {
		tree_of(&t, &l, n);
		assert_err(sign_merkle_root(&t, root), ERR_OK);
		assert_go_says("root", n, root, 1);
		for (unsigned int i = 0; i < n; i++) {
			assert_err(
			    sign_merkle_prove_inclusion(&t, i, &p), ERR_OK);
			(void)snprintf(
			    question, sizeof(question), "prove %u", i);
			assert_go_says(question, n, p.hash[0], p.count);
			assert_err(sign_merkle_prove_consistency(&t, i + 1, &p),
			    ERR_OK);
			(void)snprintf(
			    question, sizeof(question), "prove-tree %u", i + 1);
			assert_go_says(question, n, p.hash[0], p.count);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sumdb_opens_root_and_roster),
		cmocka_unit_test(sumdb_opens_an_entry),
		cmocka_unit_test(sumdb_signs_with_our_key_file),
		cmocka_unit_test(sumdb_log_has_our_roots_and_proofs),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, start_go, stop_go);
}
