/* SPDX-License-Identifier: ISC */
/* The state of one run; between inject*.c alone. */
#ifndef UNIT_INJECT_RUN_H
#define UNIT_INJECT_RUN_H

#include "unit/inject.h"

#define INJECT_KEEP_MAX 8
#define INJECT_DRAWS_MAX 256
#define INJECT_NOISE 0xee /* what a failing call writes */

struct inject_kept {
	const uint8_t *at; /* NULL: buf */
	const struct base_buf *buf;
	size_t len;
	uint8_t hash[crypto_hash_sha256_BYTES];
};

struct inject_run {
	const struct inject_op *op;
	enum inject_kind kind; /* INJECT_KINDS: none fails */
	unsigned int at;       /* the how many-th fails */
	unsigned int count[INJECT_KINDS];
	bool armed, fired, draws_key;
	long blocks; /* allocated and not freed */
	struct inject_kept kept[INJECT_KEEP_MAX];
	size_t kept_count;
	size_t draw_len[INJECT_DRAWS_MAX];
	bool draw_secret[INJECT_DRAWS_MAX];
	size_t draw_count;
	enum err result;
	char fault[160];
};

extern struct inject_run inject_run;
extern const enum err inject_error[];

/* Count one more of a kind: is it the one that fails? */
bool inject_fails(enum inject_kind k);

/* A secret was found. */
void inject_found(const char *name, const char *where);

/* Plant what was drawn in the last run, and what is worked out from it. */
void inject_plant_draws(void);

#endif
