/* SPDX-License-Identifier: ISC */
/* sign/entry.h: what anybody may put into a thread. */
#include "fuzz/fuzz.h"

#include "seal/receipt.h"
#include "sign/entry.h"

static struct sign_key *author;

static void
sound(const struct sign_entry *e)
{
	uint8_t handle[SEAL_THREAD_LEN];

	HOLDS(e->kind < SIGN_KIND_COUNT && e->to.count > 0);
	HOLDS(e->note.signature_count == 1);
	for (size_t i = 1; i < e->to.count; i++)
		HOLDS(e->to.at[i - 1] < e->to.at[i]);
	for (size_t i = 0; i < e->left_out.count; i++)
		HOLDS(!sign_numbers_have(&e->to, e->left_out.at[i]));
	if (e->kind == SIGN_KIND_REPORT || e->kind == SIGN_KIND_FOLLOWUP) {
		seal_receipt_thread(HOST, e->key.pk, handle);
		HOLDS(memcmp(handle, e->thread, sizeof(handle)) == 0);
	}
	for (size_t i = 0; i < e->field_count; i++)
		HOLDS(memchr(e->fields[i].value.data, '\n',
			  e->fields[i].value.len) == NULL);
}

/* Only a signature that holds makes somebody the author. */
static void
verify(const struct sign_entry *e, const struct sign_vkey *by)
{
	if (sign_entry_verify(HOST, e, by) == ERR_OK) {
		HOLDS(fuzz_signed_by(&e->note, by));
		HOLDS(sign_name_fits(HOST, by->name, e->note.first_line));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_entry *e = NOWHERE;
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf b;
	enum err err;

	if (author == NULL)
		author = fuzz_key("officer/01");
	err = sign_entry_read(HOST, data, size, &e);
	if (err != ERR_OK) {
		HOLDS(err == ERR_NOTE || err == ERR_ENTRY || err == ERR_LIMIT);
		HOLDS(e == NOWHERE);
		return 0;
	}
	base_buf_init(&b, LIMIT_NOTE_LEN);
	sound(e);
	HOLDS(sign_entry_write(HOST, e, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, e->note.text.data, e->note.text.len));
	fuzz_note_whole(&e->note, data, size);
	sign_text_hash(e->note.text, hash);
	HOLDS(memcmp(hash, e->hash, sizeof(hash)) == 0);
	verify(e, &author->vkey);
	if (e->key.name[0] != '\0')
		verify(e, &e->key);
	HOLDS((sign_entry_members(e, NULL, 0) == ERR_OK) ==
	    (e->attach_count == 0));
	base_buf_done(&b);
	sign_entry_free(&e);
	return 0;
}
