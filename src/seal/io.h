/* SPDX-License-Identifier: ISC */
/*
 * How this room meets the world: it reads, writes and draws randomness only
 * through what a caller hands it.  A struct here is borrowed until the function
 * it was given to returns, or, where a contract says so, until a `_done`.
 */
#ifndef SEAL_IO_H
#define SEAL_IO_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Read 1 to len bytes into buf and put their number into *got; *got = 0 says
 * that the end is reached.  An error ends the work and is passed on.
 */
typedef enum err seal_read_fn(void *ctx, uint8_t *buf, size_t len, size_t *got);

/* Take all len bytes.  An error ends the work and is passed on. */
typedef enum err seal_write_fn(void *ctx, const uint8_t *buf, size_t len);

/* Fill buf with len random bytes, or fail (ERR_RANDOM) and promise nothing. */
typedef enum err seal_random_fn(void *ctx, uint8_t *buf, size_t len);

struct seal_source {
	seal_read_fn *read;
	void *ctx;
};

struct seal_sink {
	seal_write_fn *write;
	void *ctx;
};

struct seal_random {
	seal_random_fn *fill;
	void *ctx;
};

/* libsodium's randombytes; ctx is not used.  Needs seal_init(). */
extern const struct seal_random seal_random_system;

/*
 * Once per process, before anything else of this room.  Returns ERR_OK or
 * ERR_RANDOM (libsodium did not start).
 */
enum err seal_init(void) MUST_USE;

/* Bytes in memory as a source: .read = seal_memory_read, .ctx = this. */
struct seal_memory {
	const uint8_t *data;
	size_t len;
	size_t at; /* next byte to be read */
};

enum err seal_memory_read(void *memory, uint8_t *buf, size_t len, size_t *got);

/* A struct base_buf as a sink: .write = seal_buf_write, .ctx = the buffer. */
enum err seal_buf_write(void *base_buf, const uint8_t *buf, size_t len);

/*
 * Read until buf is full or the source ends; *got is the sum.  Passes errors
 * of the source on.
 */
enum err seal_source_fill(const struct seal_source *in, uint8_t *buf,
    size_t len, size_t *got) MUST_USE;

#endif
