/* SPDX-License-Identifier: ISC */
#include "web/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/param.h>
#include <sys/stat.h>

#include <kore/kore.h>

/* Two connections and what a later room may want. */
#define WATCH_MAX 8
#define TIMER_MAX 8

/*
 * Slots are never freed, only reused: an event of the round in which a
 * descriptor was forgotten may still point to its slot, and then finds nobody
 * or is one event too many, which store/loop.h allows.
 */
struct watch {
	struct kore_event evt; /* first: Kore hands us its address */
	int fd;
	ino_t socket;     /* which one fd was */
	store_loop_fn fn; /* NULL: the slot is free */
	void *ctx;
};

struct timer {
	struct kore_timer *timer; /* NULL: the slot is free */
	store_loop_fn fn;         /* NULL: stopped, and freed at its next run */
	void *ctx;
};

struct loop {
	struct store_loop base; /* first: store hands us its address */
	struct watch watches[WATCH_MAX];
	struct timer timers[TIMER_MAX];
};

static void
watch_ready(void *arg, int error)
{
	struct watch *w = arg;
	unsigned int ready = 0;

	if (error != 0 || (w->evt.flags & KORE_EVENT_READ) != 0)
		ready |= STORE_READABLE;
	if ((w->evt.flags & KORE_EVENT_WRITE) != 0)
		ready |= STORE_WRITABLE;
	/* Kore only ever sets them. */
	w->evt.flags = 0;
	if (w->fn != NULL)
		w->fn(w->ctx, ready);
}

/* The socket behind fd; 0 when fd is closed. */
static ino_t
socket_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static struct watch *
watch_find(struct loop *l, int fd)
{
	for (size_t i = 0; i < WATCH_MAX; i++) {
		if (l->watches[i].fn != NULL && l->watches[i].fd == fd)
			return &l->watches[i];
	}
	return NULL;
}

static enum err
loop_watch(struct store_loop *base, int fd, unsigned int want, store_loop_fn fn,
    void *ctx)
{
	struct loop *l = (struct loop *)base;
	struct watch *w = watch_find(l, fd);

	/* Registered for both, at the edge; setting it again arms it anew. */
	(void)want;
	for (size_t i = 0; w == NULL && i < WATCH_MAX; i++) {
		if (l->watches[i].fn == NULL)
			w = &l->watches[i];
	}
	if (w == NULL)
		return ERR_LIMIT;
	w->evt.type = KORE_TYPE_PGSQL_CONN;
	w->evt.handle = watch_ready;
	w->fd = fd;
	w->socket = socket_of(fd);
	w->fn = fn;
	w->ctx = ctx;
	kore_platform_event_all(fd, w);
	return ERR_OK;
}

static void
loop_unwatch(struct store_loop *base, int fd)
{
	struct watch *w = watch_find((struct loop *)base, fd);

	if (w == NULL)
		return;
	w->fn = NULL;
	/*
	 * libpq closes a broken connection by itself, and the kernel forgets
	 * it then.  Kore would end the worker for asking it to forget again,
	 * and the number may be a client's by now.
	 */
	if (socket_of(fd) == w->socket)
		kore_platform_disable_read(fd);
}

static void
timer_run(void *arg, u_int64_t now)
{
	struct timer *t = arg;

	(void)now;
	if (t->fn != NULL)
		t->fn(t->ctx, 0);
	/* Kore frees a timer that says ONESHOT once we return. */
	if (t->fn == NULL) {
		t->timer->flags |= KORE_TIMER_ONESHOT;
		t->timer = NULL;
	}
}

static enum err
loop_timer(
    struct store_loop *base, uint32_t interval_ms, store_loop_fn fn, void *ctx)
{
	struct loop *l = (struct loop *)base;

	for (size_t i = 0; i < TIMER_MAX; i++) {
		if (l->timers[i].fn == fn && l->timers[i].ctx == ctx)
			l->timers[i].fn = NULL;
	}
	if (interval_ms == 0)
		return ERR_OK;
	for (size_t i = 0; i < TIMER_MAX; i++) {
		struct timer *t = &l->timers[i];

		if (t->timer != NULL)
			continue;
		t->fn = fn;
		t->ctx = ctx;
		t->timer = kore_timer_add(timer_run, interval_ms, t, 0);
		return ERR_OK;
	}
	return ERR_LIMIT;
}

static uint64_t
loop_now(struct store_loop *base)
{
	(void)base;
	return kore_time_ms();
}

struct store_loop *
web_loop(void)
{
	static struct loop loop = {
		.base = { loop_watch, loop_unwatch, loop_timer, loop_now },
	};

	return &loop.base;
}
