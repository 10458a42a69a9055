/* SPDX-License-Identifier: ISC */
/*
 * sign/record.h: the text; and the note, which without a chain opens for
 * nobody.
 */
#include "fuzz/fuzz.h"

#include "sign/record.h"

static struct sign_chain *chain;

static void
check(const struct sign_record *r, const uint8_t *data, size_t size)
{
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(r->field_count <= LIMIT_FIELDS_MAX);
	HOLDS(r->signers.count == 0 && !sign_record_is_complete(r));
	/* Too long for two signatures is all that may be wrong with it. */
	if (sign_record_write(HOST, r, &b) == ERR_OK)
		HOLDS(fuzz_same(&b, data, size));
	else
		HOLDS(size > LIMIT_NOTE_LEN - 512);
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_record *r = sign_record_new(), *opened = NOWHERE;
	enum err e;

	HOLDS(r != NULL);
	if (chain == NULL)
		HOLDS(sign_chain_new(&chain, HOST) == ERR_OK);
	if (size <= LIMIT_NOTE_LEN) {
		struct base_text text = fuzz_text(data, size);

		/* Notes keep out what is not clean. */
		if (base_text_clean(text) &&
		    sign_record_parse(HOST, text, r) == ERR_OK)
			check(r, data, size);
	}
	e = sign_record_open(HOST, data, size, chain, &opened);
	HOLDS(e != ERR_OK && opened == NOWHERE);
	sign_record_free(&r);
	return 0;
}
