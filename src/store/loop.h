/* SPDX-License-Identifier: ISC */
/*
 * What the database driver asks of an event loop: four functions.  web/ gives
 * them on Kore's events, store/loop_poll.h on poll() for qf and the tests.
 *
 * The loop embeds this struct and owns it; it outlives every store_db on it.
 * All calls and callbacks happen on one thread.  A callback is never called
 * from inside watch, unwatch or timer.
 */
#ifndef STORE_LOOP_H
#define STORE_LOOP_H

#include <stdint.h>

#include "base/err.h"

#define STORE_READABLE 1u /* or the other side hung up */
#define STORE_WRITABLE 2u

/* ready: STORE_READABLE | STORE_WRITABLE; 0 from a timer. */
typedef void (*store_loop_fn)(void *ctx, unsigned int ready);

struct store_loop {
	/*
	 * Call fn(ctx, ready) when fd becomes ready for want.  One watch per
	 * fd: a second call replaces want, fn and ctx, and arms fd anew also
	 * when the kernel forgot it (closed and opened again under the same
	 * number).  Telling more than was wanted, at an edge only or as long
	 * as the level lasts, is all right: an edge-triggered loop may
	 * register for both once and ignore want.
	 * ERR_OK, ERR_LIMIT, ERR_IO.
	 */
	enum err (*watch)(struct store_loop *loop, int fd, unsigned int want,
	    store_loop_fn fn, void *ctx);

	/*
	 * No more calls for fd, which is about to be closed, or which libpq
	 * has closed already (then the kernel has forgotten it, and asking it
	 * to is no error).  Unknown fd: nothing happens.
	 */
	void (*unwatch)(struct store_loop *loop, int fd);

	/*
	 * Call fn(ctx, 0) every interval_ms from now on; 0 stops the timer
	 * that has this fn and ctx.  ERR_OK, ERR_LIMIT.
	 */
	enum err (*timer)(struct store_loop *loop, uint32_t interval_ms,
	    store_loop_fn fn, void *ctx);

	/* Milliseconds of a clock that never goes back. */
	uint64_t (*now)(struct store_loop *loop);
};

#endif
