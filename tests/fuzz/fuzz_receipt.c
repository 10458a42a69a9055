/* SPDX-License-Identifier: ISC */
/* seal/receipt.h: codes as people type them. */
#include "fuzz/fuzz.h"

#include "seal/receipt.h"

/* The check by long division, two digits a time. */
static bool
check(const char *code)
{
	unsigned int m = 0;

	for (size_t i = 0; i < SEAL_RECEIPT_LEN; i += 2) {
		unsigned int two = (unsigned int)(code[i] - '0') * 10 +
		    (unsigned int)(code[i + 1] - '0');

		m = (m * 100 + two) % 97;
	}
	return m == 1;
}

/* The ASCII digits of the input are the code, if there were no others. */
static void
digits(const uint8_t *data, size_t size, const char *code)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] >= 0x80)
			return;
		if (data[i] >= '0' && data[i] <= '9') {
			HOLDS(at < SEAL_RECEIPT_LEN);
			HOLDS(code[at++] == (char)data[i]);
		}
	}
	HOLDS(at == SEAL_RECEIPT_LEN);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char code[SEAL_RECEIPT_LEN + 1], again[SEAL_RECEIPT_LEN + 1];
	char shown[SEAL_RECEIPT_SHOWN_LEN + 1];
	enum err e;

	fuzz_mark(code, sizeof(code));
	e = seal_receipt_normalise((const char *)data, size, code);
	if (e != ERR_OK) {
		HOLDS(e == ERR_FORMAT || e == ERR_RECEIPT);
		HOLDS(fuzz_is_marked(code, sizeof(code)));
		return 0;
	}
	HOLDS(strlen(code) == SEAL_RECEIPT_LEN);
	HOLDS(check(code) && seal_receipt_check(code));
	digits(data, size, code);
	seal_receipt_show(code, shown);
	HOLDS(strlen(shown) == SEAL_RECEIPT_SHOWN_LEN);
	HOLDS(seal_receipt_normalise(shown, strlen(shown), again) == ERR_OK);
	HOLDS(strcmp(code, again) == 0);
	/* One other digit is a slip that is told. */
	code[size % SEAL_RECEIPT_LEN] ^= 1;
	HOLDS(!seal_receipt_check(code));
	return 0;
}
