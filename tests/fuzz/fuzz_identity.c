/* SPDX-License-Identifier: ISC */
/* seal/identity.h: identity files. */
#include "fuzz/fuzz.h"

/* Lines that are neither empty nor a comment. */
static size_t
lines_of(const uint8_t *data, size_t size)
{
	struct base_text rest = fuzz_text(data, size), line;
	size_t n = 0;

	while (rest.len > 0) {
		if (!base_text_line(&rest, &line)) {
			line = rest;
			rest.len = 0;
		}
		if (line.len > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		n += line.len > 0 && line.data[0] != '#';
	}
	return n;
}

/* The file of one identity alone gives that identity. */
static void
again(const struct seal_identity *id)
{
	struct seal_identities one;
	struct base_buf b;

	base_buf_init(&b, LIMIT_IDENTITY_FILE_LEN);
	HOLDS(seal_identity_file(id, "fuzz", &b) == ERR_OK);
	HOLDS(seal_identities_parse((const char *)b.data, b.len, &one) ==
	    ERR_OK);
	HOLDS(one.count == 1 && memcmp(one.list, id, sizeof(*id)) == 0);
	seal_identities_done(&one);
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seal_identities ids;

	fuzz_mark(&ids, sizeof(ids));
	if (seal_identities_parse((const char *)data, size, &ids) != ERR_OK) {
		HOLDS(fuzz_is_marked(&ids, sizeof(ids)));
		return 0;
	}
	HOLDS(ids.count > 0 && ids.count <= SEAL_IDENTITIES_MAX);
	HOLDS(ids.count == lines_of(data, size));
	again(&ids.list[0]);
	again(&ids.list[ids.count - 1]);
	seal_identities_done(&ids);
	HOLDS(ids.list == NULL && ids.count == 0);
	return 0;
}
