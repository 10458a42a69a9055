/* SPDX-License-Identifier: ISC */
/*
 * Several opened entries may have one text: a recipient or a server can store
 * the text again under a signature that is none.  The order knows only dates
 * and payloads, so the copy could come first and make the real one a
 * duplicate.
 */
#include <string.h>

#include "sign/thread_work.h"

static bool
is_signed(const struct thread_work *w, const struct sign_entry *e)
{
	const struct sign_vkey *key = w->reporter;
	const struct sign_roster *r;
	const struct sign_officer *o;

	if (!sign_kind_is_reporters(e->kind)) {
		r = sign_chain_find(
		    w->in->chain, e->roster_version, e->roster_hash);
		o = r == NULL ? NULL : sign_roster_officer(r, e->officer);
		key = o == NULL ? NULL : &o->entry;
	} else if (e->kind != SIGN_KIND_CONTACT) {
		key = &e->key;
	}
	return key != NULL && sign_entry_verify(w->in->host, e, key) == ERR_OK;
}

enum err
sign_thread_mark_copies(struct thread_work *w)
{
	enum err e = sign_thread_index(w);
	size_t n = w->index_count;

	/* Rising hashes: the same ones are neighbours. */
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		const uint8_t *hash = w->index[i].hash;
		struct sign_thread_entry *te = &w->t->entries[w->index[i].at];

		if ((i > 0 && memcmp(hash, w->index[i - 1].hash,
				  SIGN_HASH_LEN) == 0) ||
		    (i + 1 < n &&
			memcmp(hash, w->index[i + 1].hash, SIGN_HASH_LEN) == 0))
			te->forged_copy = !is_signed(w, te->entry);
	}
	return e;
}
