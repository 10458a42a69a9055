/* SPDX-License-Identifier: ISC */
#include "office/query.h"

#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "seal/object.h"
#include "web/preamble.h"

_Static_assert(OFFICE_PAIR_LEN == STORE_ID_LEN + SEAL_OPEN_LEN, "a pair");

enum err
office_query_after(const struct web_call *call, uint64_t *after)
{
	static const char name[] = "after=";
	const char *query = web_call_query(call);
	struct base_text value;

	*after = 0;
	if (query == NULL || *query == '\0')
		return ERR_OK;
	if (strncmp(query, name, sizeof(name) - 1) != 0)
		return ERR_FORMAT;
	value.data = query + sizeof(name) - 1;
	value.len = strlen(value.data);
	return base_text_decimal(value, INT64_MAX, after);
}

static void
ref_make(const uint8_t *id, const uint8_t open[static SEAL_OPEN_LEN],
    struct store_ref *out)
{
	memcpy(out->id, id, sizeof(out->id));
	seal_object_open_hash(open, out->open);
}

enum err
office_query_pairs(const struct web_call *call,
    struct store_ref refs[static STORE_REFS_MAX], size_t *count)
{
	size_t n = call->body_len / OFFICE_PAIR_LEN;

	if (n == 0 || n > STORE_REFS_MAX ||
	    call->body_len % OFFICE_PAIR_LEN != 0)
		return ERR_FORMAT;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *pair = call->body + i * OFFICE_PAIR_LEN;

		ref_make(pair, pair + STORE_ID_LEN, &refs[i]);
		/* One large entry asked for 256 times is no list. */
		for (size_t j = 0; j < i; j++) {
			if (memcmp(refs[j].id, refs[i].id, STORE_ID_LEN) == 0)
				return ERR_FORMAT;
		}
	}
	*count = n;
	return ERR_OK;
}

enum err
office_query_ref(
    struct base_text id, struct base_text open, struct store_ref *out)
{
	uint8_t id_bytes[STORE_ID_LEN], open_bytes[SEAL_OPEN_LEN];
	enum err e;

	if (base_hex_decode(id_bytes, sizeof(id_bytes), id.data, id.len) !=
	    ERR_OK)
		return ERR_PREAMBLE;
	if ((e = web_preamble_bytes(open, open_bytes, sizeof(open_bytes))) ==
	    ERR_OK)
		ref_make(id_bytes, open_bytes, out);
	sodium_memzero(open_bytes, sizeof(open_bytes));
	return e;
}
