/* SPDX-License-Identifier: ISC */
/* sign/bundle.h: what is read whole is written again byte for byte. */
#include "fuzz/fuzz.h"

#include "sign/bundle.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_text text = { (const char *)data, size };
	struct sign_bundle_line l;
	struct base_buf again;
	struct sign_bundle b;
	enum err e;

	if (sign_bundle_begin(text, &b) != ERR_OK)
		return 0;
	base_buf_init(&again, SIGN_BUNDLE_LEN);
	HOLDS(sign_bundle_write_head(&b, &again) == ERR_OK);
	while ((e = sign_bundle_next(&b, &l)) == ERR_OK)
		HOLDS(sign_bundle_write_line(&l, &again) == ERR_OK);
	HOLDS(e == ERR_NOT_FOUND || e == ERR_FORMAT);
	if (e == ERR_NOT_FOUND) {
		HOLDS(sign_bundle_write_end(b.count, &again) == ERR_OK);
		HOLDS(again.len == size &&
		    memcmp(again.data, data, size) == 0);
	}
	base_buf_done(&again);
	return 0;
}
