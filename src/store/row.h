/* SPDX-License-Identifier: ISC */
/*
 * Typed values out of a binary PGresult.  Each returns false when the column
 * is missing, NULL or not of the expected length: a server that speaks another
 * schema must not be read past the end.  Inside this room only.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/text.h"

bool store_row_null(const PGresult *r, int row, int col);
bool store_row_view(
    const PGresult *r, int row, int col, const uint8_t **data, size_t *len);
bool
store_row_bytes(const PGresult *r, int row, int col, uint8_t *out, size_t len);
bool store_row_bool(const PGresult *r, int row, int col, bool *out);
bool store_row_u32(const PGresult *r, int row, int col, uint32_t *out);
bool store_row_u64(const PGresult *r, int row, int col, uint64_t *out);
bool store_row_date(const PGresult *r, int row, int col, struct base_date *out);

/* Index of a text value in a list of names. */
bool store_row_name(const PGresult *r, int row, int col,
    const char *const names[], unsigned int count, unsigned int *out);

#endif
