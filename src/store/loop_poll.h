/* SPDX-License-Identifier: ISC */
/* The loop of store/loop.h on poll(): for qf, the publisher and the tests. */
#ifndef STORE_LOOP_POLL_H
#define STORE_LOOP_POLL_H

#include "store/loop.h"

struct store_loop_poll;

/* New loop; free with store_loop_poll_free().  ERR_OK, ERR_MEMORY. */
enum err store_loop_poll_new(struct store_loop_poll **out) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void store_loop_poll_free(struct store_loop_poll **l);

/* Lend the interface; lives as long as l. */
struct store_loop *store_loop_poll_view(struct store_loop_poll *l);

/*
 * Wait at most timeout_ms (less when a timer is due) and call what is ready.
 * ERR_OK also when nothing was; ERR_IO: poll() failed.
 */
enum err
store_loop_poll_once(struct store_loop_poll *l, int timeout_ms) MUST_USE;

#endif
