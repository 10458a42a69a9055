/* SPDX-License-Identifier: ISC */
/* sign/keyfile.h: files of signing keys. */
#include "fuzz/fuzz.h"

#include "sign/keyfile.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_key *key = NOWHERE, *again = NULL;
	struct base_text file, line;
	struct base_buf b;

	if (sign_keyfile_parse(fuzz_text(data, size), &key) != ERR_OK) {
		HOLDS(key == NOWHERE);
		return 0;
	}
	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(sign_keyfile_write(key, &b) == ERR_OK);
	file = fuzz_text(b.data, b.len);
	HOLDS(sign_keyfile_parse(file, &again) == ERR_OK);
	HOLDS(sign_vkey_equal(&key->vkey, &again->vkey));
	HOLDS(memcmp(key->secret->data, again->secret->data,
		  key->secret->len) == 0);
	/* The key's line is written as it was read. */
	HOLDS(base_text_line(&file, &line) && base_text_line(&file, &line));
	HOLDS(memmem(data, size, line.data, line.len) != NULL);
	HOLDS(file.len == 0);
	sign_key_free(&again);
	sign_key_free(&key);
	base_buf_done(&b);
	return 0;
}
