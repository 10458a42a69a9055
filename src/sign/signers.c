/* SPDX-License-Identifier: ISC */
#include "sign/signers.h"

#include <stdlib.h>

enum err
sign_signers_read(const char *host, const struct sign_note *n,
    const struct sign_roster *roster, struct sign_numbers *out)
{
	struct sign_vkey *keys;
	uint64_t signers = 0;
	enum err e;

	_Static_assert(LIMIT_OFFICERS_MAX <= SIGN_NOTE_KEYS_MAX,
	    "a bit for each officer");
	if ((keys = calloc(LIMIT_OFFICERS_MAX, sizeof(*keys))) == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < roster->officer_count; i++)
		keys[i] = roster->officers[i].entry;
	e = sign_note_verify(host, n, keys, roster->officer_count, &signers);
	for (size_t i = 0; e == ERR_OK && i < roster->officer_count; i++) {
		if ((signers >> i & 1) != 0)
			e = sign_numbers_add(out, roster->officers[i].number);
	}
	free(keys);
	return e;
}
