/* SPDX-License-Identifier: ISC */
#include "store/loop_poll.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#define WATCHES_MAX 64u
#define TIMERS_MAX 64u

struct watch {
	int fd; /* -1: free */
	unsigned int want;
	store_loop_fn fn;
	void *ctx;
};

struct timer {
	uint32_t interval_ms; /* 0: free */
	uint64_t due_ms;
	store_loop_fn fn;
	void *ctx;
};

struct store_loop_poll {
	struct store_loop loop; /* first: the interface is the object */
	struct watch watches[WATCHES_MAX];
	struct timer timers[TIMERS_MAX];
};

static struct store_loop_poll *
self(struct store_loop *loop)
{
	return (struct store_loop_poll *)(void *)loop;
}

static enum err
watch(struct store_loop *loop, int fd, unsigned int want, store_loop_fn fn,
    void *ctx)
{
	struct store_loop_poll *l = self(loop);
	struct watch *w = NULL;

	REQUIRE(fd >= 0);
	for (size_t i = 0; i < WATCHES_MAX; i++) {
		if (l->watches[i].fd == fd) {
			w = &l->watches[i];
			break;
		}
		if (w == NULL && l->watches[i].fd < 0)
			w = &l->watches[i];
	}
	if (w == NULL)
		return ERR_LIMIT;
	*w = (struct watch){ .fd = fd, .want = want, .fn = fn, .ctx = ctx };
	return ERR_OK;
}

static void
unwatch(struct store_loop *loop, int fd)
{
	struct store_loop_poll *l = self(loop);

	for (size_t i = 0; i < WATCHES_MAX; i++) {
		if (l->watches[i].fd == fd)
			l->watches[i] = (struct watch){ .fd = -1 };
	}
}

static uint64_t
now(struct store_loop *loop)
{
	struct timespec ts;

	(void)loop;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}

static enum err
timer(
    struct store_loop *loop, uint32_t interval_ms, store_loop_fn fn, void *ctx)
{
	struct store_loop_poll *l = self(loop);
	struct timer *t = NULL;

	for (size_t i = 0; i < TIMERS_MAX; i++) {
		if (l->timers[i].interval_ms > 0 && l->timers[i].fn == fn &&
		    l->timers[i].ctx == ctx) {
			t = &l->timers[i];
			break;
		}
		if (t == NULL && l->timers[i].interval_ms == 0)
			t = &l->timers[i];
	}
	if (t == NULL)
		return interval_ms == 0 ? ERR_OK : ERR_LIMIT;
	*t = (struct timer){ .interval_ms = interval_ms,
		.due_ms = now(loop) + interval_ms,
		.fn = fn,
		.ctx = ctx };
	return ERR_OK;
}

enum err
store_loop_poll_new(struct store_loop_poll **out)
{
	struct store_loop_poll *l;

	if ((l = calloc(1, sizeof(*l))) == NULL)
		return ERR_MEMORY;
	l->loop.watch = watch;
	l->loop.unwatch = unwatch;
	l->loop.timer = timer;
	l->loop.now = now;
	for (size_t i = 0; i < WATCHES_MAX; i++)
		l->watches[i].fd = -1;
	*out = l;
	return ERR_OK;
}

void
store_loop_poll_free(struct store_loop_poll **l)
{
	if (l == NULL)
		return;
	free(*l);
	*l = NULL;
}

struct store_loop *
store_loop_poll_view(struct store_loop_poll *l)
{
	return &l->loop;
}

/* Milliseconds until the next timer, at most timeout_ms. */
static int
wait_ms(struct store_loop_poll *l, int timeout_ms)
{
	uint64_t t = now(&l->loop);

	for (size_t i = 0; i < TIMERS_MAX; i++) {
		if (l->timers[i].interval_ms == 0)
			continue;
		if (l->timers[i].due_ms <= t)
			return 0;
		if (l->timers[i].due_ms - t < (uint64_t)timeout_ms)
			timeout_ms = (int)(l->timers[i].due_ms - t);
	}
	return timeout_ms;
}

static void
run_timers(struct store_loop_poll *l)
{
	uint64_t t = now(&l->loop);
	struct timer *timer_;

	for (size_t i = 0; i < TIMERS_MAX; i++) {
		timer_ = &l->timers[i];
		if (timer_->interval_ms == 0 || timer_->due_ms > t)
			continue;
		timer_->due_ms = t + timer_->interval_ms;
		timer_->fn(timer_->ctx, 0);
	}
}

enum err
store_loop_poll_once(struct store_loop_poll *l, int timeout_ms)
{
	struct pollfd fds[WATCHES_MAX];
	struct watch *w;
	unsigned int bits;
	nfds_t n = 0;

	for (size_t i = 0; i < WATCHES_MAX; i++) {
		w = &l->watches[i];
		if (w->fd < 0)
			continue;
		fds[n].fd = w->fd;
		fds[n].events =
		    (short)((w->want & STORE_READABLE ? POLLIN : 0) |
			    (w->want & STORE_WRITABLE ? POLLOUT : 0));
		fds[n++].revents = 0;
	}
	if (poll(fds, n, wait_ms(l, timeout_ms)) < 0 && errno != EINTR)
		return ERR_IO;
	for (nfds_t k = 0; k < n; k++) {
		bits = (fds[k].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)
			       ? STORE_READABLE
			       : 0) |
		       (fds[k].revents & POLLOUT ? STORE_WRITABLE : 0);
		if (bits == 0)
			continue;
		/* An earlier call may have changed who watches this fd. */
		for (size_t i = 0; i < WATCHES_MAX; i++) {
			w = &l->watches[i];
			if (w->fd == fds[k].fd) {
				w->fn(w->ctx, bits);
				break;
			}
		}
	}
	run_timers(l);
	return ERR_OK;
}
