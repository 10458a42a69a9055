/* SPDX-License-Identifier: ISC */
/*
 * Failure injection: a table of operations, one for each public function, in
 * each of which the first, the second ... allocation, draw of randomness, read,
 * write and visit fails, until the operation succeeds.  Every time:
 *	the answer is that failure's error, and no other;
 *	what was kept with inject_keep() is as it was;
 *	no block is left allocated;
 *	no secret is left in freed memory, stack, heap or globals (remains.h).
 * Linked with the --wrap list of the Makefile.
 */
#ifndef UNIT_INJECT_H
#define UNIT_INJECT_H

#include "unit/fixture.h"

#include "seal/identity.h"
#include "seal/tar.h"
#include "unit/remains.h"

/* X(name, the error that a failure is) */
#define INJECT_KIND_LIST(X)   \
	X(MEMORY, ERR_MEMORY) \
	X(RANDOM, ERR_RANDOM) \
	X(READ, ERR_NETWORK)  \
	X(WRITE, ERR_FULL)    \
	X(VISIT, ERR_DENIED)

enum inject_kind {
#define X(name, error) INJECT_##name,
	INJECT_KIND_LIST(X)
#undef X
	    INJECT_KINDS
};

/* What may fail in an operation; what is not named here must never be. */
#define NOTHING 0u
#define MEMORY (1u << INJECT_MEMORY)
#define RANDOM (1u << INJECT_RANDOM)
#define READ (1u << INJECT_READ)
#define WRITE (1u << INJECT_WRITE)
#define VISIT (1u << INJECT_VISIT)

struct inject_op {
	const char *name; /* of the function */
	enum err (*work)(void);
	unsigned int can_fail;
};

/* tests/unit/test_memory.c sees that every function has such a row. */
#define INJECT_OP(function, can_fail)              \
	{                                          \
#function, op_##function, can_fail \
	}

/*
 * Inside of work: failures happen, and count, in this call alone.  work ends by
 * giving e back, with everything freed.
 */
#define INJECT(e, call)          \
	do {                     \
		inject_begin();  \
		(e) = (call);    \
		remains_pause(); \
		inject_end(e);   \
	} while (0)

void inject_begin(void);
void inject_end(enum err e);

/* An out-parameter that must be untouched when the call fails. */
void inject_keep(void *out, size_t len);

/* A buffer that must then hold what it holds now. */
void inject_keep_buf(const struct base_buf *b);

/* The work itself found something wrong. */
void inject_fault(const char *what);
#define INJECT_REQUIRE(x)                 \
	do {                              \
		if (!(x))                 \
			inject_fault(#x); \
	} while (0)

/*
 * Randomness that is the same in every run.  What is drawn is secret, but for
 * single bytes (they shuffle) and for draws of 16 bytes, which are nonces and
 * salts unless inject_draws_key() says that the first is a file key.
 */
extern const struct seal_random inject_random;
void inject_draws_key(void);

/* Keys that a draw makes with this reader are searched for as well. */
void inject_reader(const struct seal_recipient *r);

/* Bytes as a source that gives at most step a time. */
struct inject_in {
	const uint8_t *data;
	size_t len, step, at;
};
struct seal_source inject_source(struct inject_in *in);

/* A sink that keeps what it is given; out is initialised here. */
struct seal_sink inject_sink(struct base_buf *out, size_t max);

/* A visitor that keeps the bytes of all members. */
struct seal_tar_visitor inject_visitor(struct base_buf *out, size_t max);

/* Run all operations of the table; says each fault, returns how many. */
unsigned int inject_faults(const struct inject_op *ops, size_t count);

/* The same where there must be none. */
void inject_all(const struct inject_op *ops, size_t count);

#endif
