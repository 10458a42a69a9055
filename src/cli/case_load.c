/* SPDX-License-Identifier: ISC */
#include "cli/case.h"
#include "cli/case_key.h"

#include <sodium.h>

#include "base/hex.h"

enum err
cli_case_load(struct cli_case **out, const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t open[SEAL_OPEN_LEN];
	enum err e;

	if ((e = cli_case_open_value(f, o, id, open)) == ERR_OK) {
		e = cli_case_load_open(out, f, o, id, open);
	} else {
		base_hex_encode(hex, id, SEAL_ID_LEN);
		(void)cli_fail(e, "thread %s", hex);
	}
	sodium_memzero(open, sizeof(open));
	return e;
}
