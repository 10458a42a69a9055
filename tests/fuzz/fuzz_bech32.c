/* SPDX-License-Identifier: ISC */
/* base/bech32.h: age's recipients and identities, and other lengths. */
#include "fuzz/fuzz.h"

#include "base/bech32.h"

/* text in lower case is the input in lower case. */
static bool
same_but_case(const char *text, const uint8_t *data, size_t size)
{
	if (strlen(text) != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		uint8_t a = (uint8_t)text[i], b = data[i];

		a = a >= 'A' && a <= 'Z' ? (uint8_t)(a + 32) : a;
		b = b >= 'A' && b <= 'Z' ? (uint8_t)(b + 32) : b;
		if (a != b)
			return false;
	}
	return true;
}

static void
any(const uint8_t *data, size_t size, const char *hrp, size_t len)
{
	char text[BECH32_LEN(16, 64) + 1];
	uint8_t out[64];

	fuzz_mark(out, sizeof(out));
	if (base_bech32_decode(out, len, hrp, (const char *)data, size) !=
	    ERR_OK) {
		HOLDS(fuzz_is_marked(out, sizeof(out)));
		return;
	}
	HOLDS(fuzz_is_marked(out + len, sizeof(out) - len));
	base_bech32_encode(text, hrp, out, len);
	HOLDS(same_but_case(text, data, size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t lens[] = { 0, 1, 5, 20, 32, 33, 64 };
	char identity[SEAL_IDENTITY_TEXT_LEN + 1];
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	struct seal_identity id;
	struct seal_recipient r;

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		any(data, size, "age", lens[i]);
		any(data, size, "age-secret-key-", lens[i]);
		any(data, size, "a", lens[i]);
	}
	fuzz_mark(&r, sizeof(r));
	if (seal_recipient_parse((const char *)data, size, &r) == ERR_OK) {
		seal_recipient_format(&r, recipient);
		HOLDS(same_but_case(recipient, data, size));
	} else
		HOLDS(fuzz_is_marked(&r, sizeof(r)));
	fuzz_mark(&id, sizeof(id));
	if (seal_identity_parse((const char *)data, size, &id) == ERR_OK) {
		seal_identity_format(&id, identity);
		HOLDS(same_but_case(identity, data, size));
	} else
		HOLDS(fuzz_is_marked(&id, sizeof(id)));
	return 0;
}
