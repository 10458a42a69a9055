/* SPDX-License-Identifier: ISC */
#include "store/row.h"

#include <string.h>

/* PostgreSQL counts days from 2000-01-01, base/text.h from 1970-01-01. */
#define POSTGRES_EPOCH_DAYS 10957

bool
store_row_null(const PGresult *r, int row, int col)
{
	return row >= PQntuples(r) || col >= PQnfields(r) ||
	       PQgetisnull(r, row, col) == 1;
}

bool
store_row_view(
    const PGresult *r, int row, int col, const uint8_t **data, size_t *len)
{
	if (store_row_null(r, row, col))
		return false;
	*data = (const uint8_t *)PQgetvalue(r, row, col);
	*len = (size_t)PQgetlength(r, row, col);
	return true;
}

bool
store_row_bytes(const PGresult *r, int row, int col, uint8_t *out, size_t len)
{
	const uint8_t *data;
	size_t have;

	if (!store_row_view(r, row, col, &data, &have) || have != len)
		return false;
	memcpy(out, data, len);
	return true;
}

bool
store_row_bool(const PGresult *r, int row, int col, bool *out)
{
	uint8_t b;

	if (!store_row_bytes(r, row, col, &b, 1) || b > 1)
		return false;
	*out = b == 1;
	return true;
}

bool
store_row_u32(const PGresult *r, int row, int col, uint32_t *out)
{
	uint8_t b[4];

	if (!store_row_bytes(r, row, col, b, sizeof(b)) || b[0] > 0x7f)
		return false;
	*out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
	return true;
}

bool
store_row_u64(const PGresult *r, int row, int col, uint64_t *out)
{
	uint8_t b[8];
	uint64_t v = 0;

	if (!store_row_bytes(r, row, col, b, sizeof(b)) || b[0] > 0x7f)
		return false;
	for (size_t i = 0; i < sizeof(b); i++)
		v = v << 8 | b[i];
	*out = v;
	return true;
}

bool
store_row_date(const PGresult *r, int row, int col, struct base_date *out)
{
	uint32_t days; /* a date before 2000 is none of ours */

	if (!store_row_u32(r, row, col, &days) || days > 3000000)
		return false;
	base_date_from_days((int32_t)days + POSTGRES_EPOCH_DAYS, out);
	return true;
}

bool
store_row_name(const PGresult *r, int row, int col, const char *const names[],
    unsigned int count, unsigned int *out)
{
	const uint8_t *data;
	size_t len;

	if (!store_row_view(r, row, col, &data, &len))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		if (strlen(names[i]) == len &&
		    memcmp(names[i], data, len) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}
