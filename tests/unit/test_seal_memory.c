/* SPDX-License-Identifier: ISC */
/*
 * Every allocation of this room fails once: the answer must be ERR_MEMORY, and
 * under `make san` nothing may leak.  Linked with --wrap (see the Makefile).
 */
#include "seal/age.h"

#include "base/limits.h"
#include "base/secret.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/payload.h"
#include "seal/receipt.h"
#include "seal/self.h"
#include "unit/fixture.h"

static unsigned int calls, fails_at; /* 0: none fails */

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__real_aligned_alloc(size_t align, size_t len);
void *__wrap_aligned_alloc(size_t align, size_t len);
void *__real_sodium_malloc(size_t len);
void *__wrap_sodium_malloc(size_t len);
void *__real_sodium_allocarray(size_t count, size_t len);
void *__wrap_sodium_allocarray(size_t count, size_t len);

void *
__wrap_malloc(size_t len)
{
	return ++calls == fails_at ? NULL : __real_malloc(len);
}

void *
__wrap_calloc(size_t count, size_t len)
{
	return ++calls == fails_at ? NULL : __real_calloc(count, len);
}

void *
__wrap_aligned_alloc(size_t align, size_t len)
{
	return ++calls == fails_at ? NULL : __real_aligned_alloc(align, len);
}

void *
__wrap_sodium_malloc(size_t len)
{
	return ++calls == fails_at ? NULL : __real_sodium_malloc(len);
}

void *
__wrap_sodium_allocarray(size_t count, size_t len)
{
	return ++calls == fails_at ? NULL
				   : __real_sodium_allocarray(count, len);
}

/* Fail the first, the second ... allocation of work until none is left. */
static void
fail_each(enum err (*work)(void), unsigned int at_least)
{
	enum err e = ERR_MEMORY;
	unsigned int n;

	for (n = 0; e != ERR_OK; n++) {
		calls = 0;
		fails_at = n + 1;
		e = work();
		fails_at = 0;
		if (e != ERR_OK)
			assert_err(e, ERR_MEMORY);
	}
	assert_true(n > at_least);
}

static struct seal_identity id;
static struct base_buf sealed; /* an age file to id, made in main */
static struct base_buf header, payload;
static uint8_t file_key[SEAL_FILE_KEY_LEN];

static enum err
work_encrypt(void)
{
	struct seal_memory m = { (const uint8_t *)"hello", 5, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct base_buf out;
	struct seal_sink sink = { seal_buf_write, &out };
	enum err e;

	base_buf_init(&out, 1 << 20);
	e = seal_age_encrypt(
	    &in, &id.recipient, 1, 8, &seal_random_system, &sink);
	base_buf_done(&out);
	return e;
}

static enum err
work_decrypt(void)
{
	struct seal_memory m = { sealed.data, sealed.len, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_age_keys keys = { .ids = &id, .ids_count = 1 };
	struct base_buf out;
	struct seal_sink sink = { seal_buf_write, &out };
	enum err e;

	base_buf_init(&out, 1 << 20);
	e = seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &sink);
	base_buf_done(&out);
	return e;
}

static enum err
work_build(void)
{
	struct seal_object_parts parts = { .note = "note",
		.note_len = 4,
		.recipients = &id.recipient,
		.recipients_count = 1,
		.slots = 2 };
	struct seal_sink sink = { seal_buf_write, &payload };
	struct seal_object_sums sums;

	base_buf_done(&header);
	base_buf_done(&payload);
	return seal_object_build(
	    &parts, &seal_random_system, &header, &sink, file_key, &sums);
}

static enum err
take_member(void *ctx, const char *name, uint64_t size)
{
	(void)ctx;
	(void)name;
	(void)size;
	return ERR_OK;
}

static enum err
work_open(void)
{
	struct base_buf note;
	struct seal_memory m = { payload.data, payload.len, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_tar_visitor v = { take_member, seal_buf_write, &note };
	enum err e;

	base_buf_init(&note, 4096);
	if ((e = seal_object_open_note(file_key, payload.data, payload.len,
		 payload.len, &note)) == ERR_OK)
		e = seal_object_open(file_key, &in, &v, NULL);
	base_buf_done(&note);
	return e;
}

static enum err
work_identities(void)
{
	struct seal_identities ids = { 0 };
	struct base_secret *secret = NULL;
	struct base_buf text;
	enum err e;

	base_buf_init(&text, 4096);
	if ((e = seal_identity_file(&id, "c", &text)) == ERR_OK)
		e = seal_identities_parse(
		    (const char *)text.data, text.len, &ids);
	if (e == ERR_OK)
		e = base_secret_new(&secret, 32);
	base_secret_free(&secret);
	seal_identities_done(&ids);
	base_buf_done(&text);
	return e;
}

static enum err
work_self(void)
{
	uint8_t file[SEAL_SELF_LEN];
	struct base_buf note;
	enum err e;

	base_buf_init(&note, 4096);
	if ((e = seal_self_seal("note", 4, &id.recipient, &seal_random_system,
		 file)) == ERR_OK)
		e = seal_self_open(file, &id, &note);
	base_buf_done(&note);
	return e;
}

static enum err
work_scrypt(void)
{
	struct base_buf out;
	enum err e;

	base_buf_init(&out, 4096);
	e = seal_header_write_passphrase(
	    file_key, "p", 1, 4, &seal_random_system, &out);
	base_buf_done(&out);
	return e;
}

static enum err
work_take(void)
{
	struct base_buf b;
	uint8_t *data;
	size_t len;

	base_buf_init(&b, 16);
	if ((data = base_buf_take(&b, &len)) == NULL)
		return ERR_MEMORY;
	free(data);
	return ERR_OK;
}

static void
seal_work_without_memory_fails_cleanly(void **state)
{
	(void)state;
	fail_each(work_encrypt, 3);
	fail_each(work_decrypt, 2);
	fail_each(work_build, 4);
	fail_each(work_open, 3);
	fail_each(work_identities, 4);
	fail_each(work_self, 2);
	fail_each(work_scrypt, 2);
	fail_each(work_take, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seal_work_without_memory_fails_cleanly),
	};
	struct seal_memory m = { (const uint8_t *)"hello", 5, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_sink sink = { seal_buf_write, &sealed };
	int failed;

	if (seal_init() != ERR_OK ||
	    seal_identity_new(&seal_random_system, &id) != ERR_OK)
		return 1;
	base_buf_init(&sealed, 1 << 20);
	base_buf_init(&header, LIMIT_HEADER_LEN);
	base_buf_init(&payload, LIMIT_BODY_LEN);
	if (seal_age_encrypt(
		&in, &id.recipient, 1, 1, &seal_random_system, &sink) != ERR_OK)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	base_buf_done(&sealed);
	base_buf_done(&header);
	base_buf_done(&payload);
	return failed;
}
