/* SPDX-License-Identifier: ISC */
/* sign/root.h, and a chain that begins with the root. */
#include "fuzz/fuzz.h"

#include "sign/chain.h"
#include "sign/root.h"

static void
text(struct base_text in)
{
	struct sign_root *r = NOWHERE;
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf b;

	if (sign_root_parse(HOST, in, &r) != ERR_OK) {
		HOLDS(r == NOWHERE);
		return;
	}
	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(r->generation > 0 && r->key_count > 0);
	HOLDS(r->threshold > 0 && r->threshold <= r->key_count);
	HOLDS(sign_root_write(HOST, r, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, in.data, in.len));
	sign_text_hash(in, hash);
	HOLDS(memcmp(hash, r->hash, sizeof(hash)) == 0);
	base_buf_done(&b);
	sign_root_free(&r);
}

/* A first root that is taken is signed by as many of its keys as it says. */
static void
chain(const uint8_t *data, size_t size)
{
	struct sign_chain *c = NULL;
	const struct sign_root *r;
	struct sign_note n;
	unsigned int signers = 0;

	HOLDS(sign_chain_new(&c, HOST) == ERR_OK);
	if (sign_chain_add_root(c, data, size, NULL) != ERR_OK) {
		HOLDS(sign_chain_root(c) == NULL);
	} else {
		HOLDS((r = sign_chain_root(c)) != NULL && r->generation == 1);
		HOLDS(sign_note_parse(data, size, &n) == ERR_OK);
		for (size_t i = 0; i < r->key_count; i++)
			signers += fuzz_signed_by(&n, &r->keys[i]);
		HOLDS(signers >= r->threshold);
		HOLDS(sign_chain_add_root(c, data, size, r->hash) != ERR_OK);
	}
	sign_chain_free(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_note n;

	text(fuzz_text(data, size));
	if (sign_note_parse(data, size, &n) == ERR_OK) {
		text(n.text);
		chain(data, size);
	}
	return 0;
}
