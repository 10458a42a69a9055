/* SPDX-License-Identifier: ISC */
#include "unit/remains.h"

#include <linux/futex.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sodium.h>

#include "base/err.h"

/* There only in a program under AddressSanitizer. */
extern void __asan_init(void) __attribute__((weak));

#define VAULT_LEN ((size_t)4 << 20)
#define STACK_LEN ((size_t)512 << 10)
#define PAD_LEN 8000   /* stack that what ends a thread may overwrite */
#define WINDOW 8       /* so many bytes of a secret are found */
#define DISTINCT_MIN 4 /* windows of fewer different bytes say nothing */
#define WINDOWS_MAX 65536
#define SECRETS_MAX 256
#define FILTER_BITS 16
#define SLOT_BITS 18 /* sparse: four slots and more for each window */
#define LIVE_MAX 64
#define RANGES_MAX 512

struct secret {
	char name[48];
	size_t windows; /* index of its first */
};

/* Lies in the vault, since it holds all secrets cut to windows. */
struct table {
	uint64_t window[WINDOWS_MAX];
	size_t window_count;
	struct secret secret[SECRETS_MAX];
	size_t secret_count;
	uint8_t filter[1 << FILTER_BITS]; /* small: most looks end here */
	uint32_t slot[1 << SLOT_BITS]; /* open addressing: window's index + 1 */
};

static uint8_t *vault_base, *stack_base;
static size_t vault_used;
static struct table *table;
static const void *live[LIVE_MAX];

/* Who goes on: the thread that works, or the one that searches. */
enum turn { WORKS, SEARCHES, ENDED };
static atomic_int turn;
static const char *paused_found;

static void *
map(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(p != MAP_FAILED);
	return p;
}

void
remains_init(void)
{
	/* One arena: what a thread frees stays where it is searched. */
	(void)mallopt(M_ARENA_MAX, 1);
	vault_base = map(VAULT_LEN);
	stack_base = map(STACK_LEN);
	table = vault(sizeof(*table));
}

void *
vault(size_t len)
{
	void *p = vault_base + vault_used;

	len = (len + 63) & ~(size_t)63;
	REQUIRE(len <= VAULT_LEN - vault_used);
	vault_used += len;
	return p;
}

static uint64_t
load(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static size_t
hash(uint64_t v, unsigned int bits)
{
	return (size_t)(v * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

/* Where v is, or the empty slot where it would be. */
static size_t
slot_of(uint64_t v)
{
	size_t at = hash(v, SLOT_BITS);

	while (table->slot[at] != 0 && table->window[table->slot[at] - 1] != v)
		at = (at + 1) % (1 << SLOT_BITS);
	return at;
}

static void
window_add(uint64_t v)
{
	size_t at = slot_of(v);

	if (table->slot[at] != 0)
		return; /* known already */
	table->window[table->window_count++] = v;
	table->slot[at] = (uint32_t)table->window_count;
	table->filter[hash(v, FILTER_BITS)] = 1;
}

static bool
says_something(uint64_t v)
{
	unsigned int distinct = 0;

	for (int i = 0; i < WINDOW; i++) {
		bool seen = false;

		for (int j = 0; j < i; j++)
			seen |= (uint8_t)(v >> 8 * i) == (uint8_t)(v >> 8 * j);
		distinct += !seen;
	}
	return distinct >= DISTINCT_MIN;
}

void
remains_plant(const char *name, const void *secret, size_t len)
{
	struct secret *s = &table->secret[table->secret_count++];

	REQUIRE(table->secret_count <= SECRETS_MAX && len >= WINDOW);
	REQUIRE(table->window_count + len <= WINDOWS_MAX);
	(void)snprintf(s->name, sizeof(s->name), "%s", name);
	s->windows = table->window_count;
	for (size_t i = 0; i + WINDOW <= len; i++) {
		uint64_t v = load((const uint8_t *)secret + i);

		if (says_something(v))
			window_add(v);
	}
}

void
remains_plant_chunks(const unsigned char payload_key[32])
{
	static uint8_t *key;
	uint8_t nonce[12] = { 0 };

	if (key == NULL)
		key = vault(32);
	for (int i = 0; i < 4; i++) {
		nonce[10] = (uint8_t)(i / 2);
		nonce[11] = (uint8_t)(i % 2);
		crypto_stream_chacha20_ietf(key, 32, nonce, payload_key);
		remains_plant("a chunk's MAC key", key, 32);
	}
}

size_t
remains_count(void)
{
	return table->secret_count;
}

void
remains_forget(size_t count)
{
	size_t at;

	if (count >= table->secret_count)
		return;
	/* The last in is the first out, so that no probing is cut short. */
	while (table->window_count > table->secret[count].windows) {
		at = slot_of(table->window[table->window_count - 1]);
		table->slot[at] = 0;
		table->window_count--;
	}
	table->secret_count = count;
	memset(table->filter, 0, sizeof(table->filter));
	for (size_t i = 0; i < table->window_count; i++)
		table->filter[hash(table->window[i], FILTER_BITS)] = 1;
}

static void
live_swap(const void *from, const void *to)
{
	for (size_t i = 0; i < LIVE_MAX; i++) {
		if (live[i] == from) {
			live[i] = to;
			return;
		}
	}
	REQUIRE(!"a place in the list");
}

void
remains_live(const void *block)
{
	live_swap(NULL, block);
}

void
remains_dead(const void *block)
{
	live_swap(block, NULL);
}

/* The secret of a window, NULL if it is none. */
static const char *
name_of(uint64_t v)
{
	uint32_t slot = table->slot[slot_of(v)];
	const char *name = NULL;

	for (size_t k = 0; slot != 0 && k < table->secret_count; k++) {
		if (table->secret[k].windows < slot)
			name = table->secret[k].name;
	}
	return name;
}

const char *
remains_search(const void *at, size_t len)
{
	const uint8_t *p = at;
	const char *name;

	for (size_t i = 0; i + WINDOW <= len; i++) {
		uint64_t v = load(p + i);

		if (table->filter[hash(v, FILTER_BITS)] != 0 &&
		    (name = name_of(v)) != NULL)
			return name;
	}
	return NULL;
}

struct call {
	void (*fn)(void *);
	void *ctx;
};

/*
 * Both use next to nothing of the stack: syscall() keeps all in registers.
 */
static void
turn_give(int to)
{
	atomic_store(&turn, to);
	(void)syscall(SYS_futex, &turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void
turn_wait_while(int is)
{
	while (atomic_load(&turn) == is)
		(void)syscall(SYS_futex, &turn, FUTEX_WAIT, is, NULL, NULL, 0);
}

void
remains_pause(void)
{
	turn_give(SEARCHES);
	turn_wait_while(SEARCHES);
}

/* Deep enough that the end of the thread reaches nothing of fn's. */
static void *
run_deep(void *arg)
{
	volatile uint8_t pad[PAD_LEN];
	struct call *c = arg;

	pad[0] = 0;
	c->fn(c->ctx);
	pad[PAD_LEN - 1] = pad[0];
	turn_give(ENDED);
	return NULL;
}

/*
 * A new thread has its maker's registers, and whatever saves them on its stack
 * would seem to have left what was planted here.
 */
static void
registers_clear(void)
{
	static const uint8_t key[32], nonce[12];
	uint8_t out[1024];

	crypto_stream_chacha20_ietf(out, sizeof(out), nonce, key);
	crypto_hash_sha256(out, out, sizeof(out));
}

void
remains_run(void (*fn)(void *), void *ctx)
{
	struct call c = { fn, ctx };
	pthread_attr_t attr;
	pthread_t t;

	registers_clear();
	memset(stack_base, 0, STACK_LEN);
	paused_found = NULL;
	atomic_store(&turn, WORKS);
	REQUIRE(pthread_attr_init(&attr) == 0);
	REQUIRE(pthread_attr_setstack(&attr, stack_base, STACK_LEN) == 0);
	REQUIRE(pthread_create(&t, &attr, run_deep, &c) == 0);
	for (;;) {
		turn_wait_while(WORKS);
		if (atomic_load(&turn) == ENDED)
			break;
		if (paused_found == NULL)
			paused_found = remains_search(stack_base, STACK_LEN);
		turn_give(WORKS);
	}
	REQUIRE(pthread_join(t, NULL) == 0);
	REQUIRE(pthread_attr_destroy(&attr) == 0);
}

struct range {
	uintptr_t from, to;
};

static bool
holds(const struct range *r, const void *p)
{
	return (uintptr_t)p >= r->from && (uintptr_t)p < r->to;
}

/* Writable memory but vault, stacks, and what work still owns. */
static bool
is_searched(const struct range *r, const char *line)
{
	for (size_t i = 0; i < LIVE_MAX; i++) {
		if (live[i] != NULL && holds(r, live[i]))
			return false;
	}
	return strstr(line, " rw") != NULL && strstr(line, "[stack]") == NULL;
}

/* The part of r that lies outside of [p, p + len), first of two. */
static size_t
cut_out(const struct range *r, const void *p, size_t len, struct range out[2])
{
	uintptr_t from = (uintptr_t)p, to = from + len;
	size_t n = 0;

	if (to <= r->from || from >= r->to) {
		out[0] = *r;
		return 1;
	}
	if (r->from < from)
		out[n++] = (struct range){ r->from, from };
	if (to < r->to)
		out[n++] = (struct range){ to, r->to };
	return n;
}

/* Kernel merges neighbouring mappings: vault and stack are cut out. */
static size_t
ranges_read(struct range *list)
{
	FILE *f = fopen("/proc/self/maps", "re");
	struct range r, a[2], b[2];
	size_t n = 0, an, bn;
	uintmax_t from, to;
	char line[512];

	REQUIRE(f != NULL);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%jx-%jx", &from, &to) != 2)
			continue;
		r = (struct range){ (uintptr_t)from, (uintptr_t)to };
		if (!is_searched(&r, line))
			continue;
		an = cut_out(&r, vault_base, VAULT_LEN, a);
		for (size_t i = 0; i < an; i++) {
			bn = cut_out(&a[i], stack_base, STACK_LEN, b);
			for (size_t k = 0; k < bn; k++) {
				REQUIRE(n < RANGES_MAX);
				list[n++] = b[k];
			}
		}
	}
	(void)fclose(f);
	return n;
}

static const char *
search_image(void)
{
	static struct range list[RANGES_MAX];
	size_t n = ranges_read(list);
	const char *name = NULL;

	for (size_t i = 0; i < n && name == NULL; i++)
		name = remains_search((const void *)list[i].from,
		    (size_t)(list[i].to - list[i].from));
	return name;
}

bool
remains_sees_image(void)
{
	return __asan_init == NULL;
}

const char *
remains_find(const char **where)
{
	const char *name;

	*where = "the stack";
	if (paused_found != NULL)
		return paused_found;
	if ((name = remains_search(stack_base, STACK_LEN)) != NULL)
		return name;
	*where = "heap or globals";
	return remains_sees_image() ? search_image() : NULL;
}
