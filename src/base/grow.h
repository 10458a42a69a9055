/* SPDX-License-Identifier: ISC */
/*
 * How large a block that must grow becomes.  A file of its own, so that the
 * failure tests can put another in its place, under which everything that grows
 * grows at every step.
 */
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stddef.h>

/*
 * Doubled from now (or from first, if now is 0) until want fits; want is at
 * most SIZE_MAX / 2.
 */
size_t base_grow(size_t now, size_t first, size_t want);

#endif
