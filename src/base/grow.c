/* SPDX-License-Identifier: ISC */
#include "base/grow.h"

size_t
base_grow(size_t now, size_t first, size_t want)
{
	size_t len = now == 0 ? first : now;

	while (len < want)
		len *= 2;
	return len;
}
