/* SPDX-License-Identifier: ISC */
/*
 * The sizes a sealed object can have.  Plaintexts are zero-filled to one of
 * them, so that a length says no more than its bucket.
 */
#ifndef SEAL_BUCKET_H
#define SEAL_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define SEAL_BUCKET_COUNT 8

/* 4, 16, 64, 256 KiB, 1, 4, 16, 64 MiB, ascending. */
extern const uint64_t seal_bucket_list[SEAL_BUCKET_COUNT];

/* The smallest bucket that holds len bytes.  ERR_OK or ERR_LIMIT. */
enum err seal_bucket_fit(uint64_t len, uint64_t *bucket) MUST_USE;

/* True if a plaintext of len bytes fills a bucket exactly. */
bool seal_bucket_is(uint64_t len);

/* Length of the payload (nonce and chunks) of a full bucket. */
uint64_t seal_bucket_payload_len(uint64_t bucket);

/*
 * The bucket of a payload, for services: exact lengths only.  ERR_OK or
 * ERR_AGE_PAYLOAD.
 */
enum err
seal_bucket_of_payload(uint64_t payload_len, uint64_t *bucket) MUST_USE;

#endif
