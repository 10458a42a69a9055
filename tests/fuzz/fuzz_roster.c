/* SPDX-License-Identifier: ISC */
/* sign/roster.h. */
#include "fuzz/fuzz.h"

#include "sign/roster.h"

/* What other rooms rely on without looking again. */
static void
sound(const struct sign_roster *r)
{
	HOLDS(r->version > 0 && r->promise_count > 0);
	HOLDS(r->slots >= 3 && r->slots <= LIMIT_STANZA_MAX);
	HOLDS(r->quorum <= r->witness_count);
	HOLDS(base_date_days(&r->not_after) - base_date_days(&r->not_before) <=
	    SIGN_ROSTER_DAYS_MAX);
	for (size_t i = 0; i < r->officer_count; i++)
		HOLDS(sign_roster_officer(r, r->officers[i].number) ==
		    &r->officers[i]);
	for (size_t i = 0; i < r->class_count; i++) {
		const struct sign_class *c = &r->classes[i];

		HOLDS(c->count >= 2 && c->count < r->slots);
		for (size_t k = 0; k < c->count; k++)
			HOLDS(sign_roster_officer(r, c->numbers[k]) != NULL);
	}
	for (size_t i = 0; i < r->revoked_count; i++)
		HOLDS(sign_roster_officer(r, r->revoked[i].number) == NULL);
}

static void
text(struct base_text in)
{
	struct sign_roster *r = NOWHERE;
	uint8_t hash[SIGN_HASH_LEN];
	struct base_buf b;
	enum err e;

	if ((e = sign_roster_parse(HOST, in, &r)) != ERR_OK) {
		HOLDS(e == ERR_ROSTER || e == ERR_LIMIT);
		HOLDS(r == NOWHERE);
		return;
	}
	base_buf_init(&b, (size_t)2 * LIMIT_NOTE_LEN);
	sound(r);
	HOLDS(sign_roster_write(HOST, r, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, in.data, in.len));
	sign_text_hash(in, hash);
	HOLDS(memcmp(hash, r->hash, sizeof(hash)) == 0);
	base_buf_done(&b);
	sign_roster_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_note n;

	text(fuzz_text(data, size));
	if (sign_note_parse(data, size, &n) == ERR_OK)
		text(n.text);
	return 0;
}
