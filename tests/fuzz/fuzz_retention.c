/* SPDX-License-Identifier: ISC */
/* sign/retention.h: the text; without a chain no note opens. */
#include "fuzz/fuzz.h"

#include "sign/retention.h"

static struct sign_chain *chain;

static void
check(const struct sign_retention *r, const uint8_t *data, size_t size)
{
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(!sign_retention_is_complete(r));
	HOLDS(sign_retention_write(HOST, r, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, data, size));
	HOLDS(sign_retention_begins(HOST, data, size));
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_retention r;
	enum err e;

	if (chain == NULL)
		HOLDS(sign_chain_new(&chain, HOST) == ERR_OK);
	fuzz_mark(&r, sizeof(r));
	if (size <= LIMIT_NOTE_LEN) {
		e = sign_retention_parse(HOST, fuzz_text(data, size), &r);
		if (e == ERR_OK)
			check(&r, data, size);
		else
			HOLDS(fuzz_is_marked(&r, sizeof(r)));
	}
	fuzz_mark(&r, sizeof(r));
	e = sign_retention_open(HOST, data, size, chain, &r);
	HOLDS(e != ERR_OK && fuzz_is_marked(&r, sizeof(r)));
	return 0;
}
