/* SPDX-License-Identifier: ISC */
/*
 * cli/grantfile.h: what is a list to its last byte is written again byte for
 * byte; what is none is read no further than it goes.
 */
#include "fuzz/fuzz.h"

#include "cli/grantfile.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_buf all, again;
	uint8_t entry[SEAL_ID_LEN];
	struct base_text header;
	size_t at = 0;

	base_buf_init(&all, size);
	base_buf_init(&again, size);
	HOLDS(base_buf_add(&all, data, size) == ERR_OK);
	while (at < all.len && cli_grantfile_next(&all, &at, entry, &header)) {
		struct base_buf one = { .data = (uint8_t *)(uintptr_t)
			    header.data,
			.len = header.len };

		HOLDS(header.len > 0 && header.len <= LIMIT_HEADER_LEN);
		HOLDS((const uint8_t *)header.data + header.len ==
		    all.data + at);
		HOLDS(cli_grantfile_add(&again, entry, &one) == ERR_OK);
	}
	HOLDS(again.len == at &&
	    (at == 0 || memcmp(again.data, data, at) == 0));
	HOLDS(cli_grantfile_is_whole(&all) == (at == size));
	base_buf_done(&all);
	base_buf_done(&again);
	return 0;
}
