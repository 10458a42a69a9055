/* SPDX-License-Identifier: ISC */
#include "cli/grantfile.h"

#include <string.h>

#include "base/limits.h"
#include "cli/headers.h"

enum err
cli_grantfile_add(struct base_buf *out, const uint8_t entry[static SEAL_ID_LEN],
    const struct base_buf *header)
{
	uint8_t len[4] = { (uint8_t)(header->len >> 24),
		(uint8_t)(header->len >> 16), (uint8_t)(header->len >> 8),
		(uint8_t)header->len };
	enum err e;

	if ((e = base_buf_add(out, entry, SEAL_ID_LEN)) == ERR_OK &&
	    (e = base_buf_add(out, len, sizeof(len))) == ERR_OK)
		e = base_buf_add(out, header->data, header->len);
	return e;
}

bool
cli_grantfile_next(const struct base_buf *all, size_t *at,
    uint8_t entry[static SEAL_ID_LEN], struct base_text *header)
{
	size_t from = *at;

	if (all->len - from < SEAL_ID_LEN)
		return false;
	from += SEAL_ID_LEN;
	if (!cli_headers_next(all, &from, header) ||
	    header->len > LIMIT_HEADER_LEN)
		return false;
	memcpy(entry, all->data + *at, SEAL_ID_LEN);
	*at = from;
	return true;
}

bool
cli_grantfile_is_whole(const struct base_buf *all)
{
	uint8_t entry[SEAL_ID_LEN];
	struct base_text header;
	size_t at = 0;

	while (at < all->len && cli_grantfile_next(all, &at, entry, &header))
		continue;
	return at == all->len;
}
