/* SPDX-License-Identifier: ISC */
#include "seal/bucket.h"

#include "base/limits.h"
#include "seal/stream.h"

#define KIB 1024u

const uint64_t seal_bucket_list[SEAL_BUCKET_COUNT] = { 4 * KIB, 16 * KIB,
	64 * KIB, 256 * KIB, 1024 * KIB, 4096 * KIB, 16384 * KIB,
	LIMIT_UPLOAD_LEN };

enum err
seal_bucket_fit(uint64_t len, uint64_t *bucket)
{
	for (size_t i = 0; i < SEAL_BUCKET_COUNT; i++) {
		if (len <= seal_bucket_list[i]) {
			*bucket = seal_bucket_list[i];
			return ERR_OK;
		}
	}
	return ERR_LIMIT;
}

bool
seal_bucket_is(uint64_t len)
{
	uint64_t bucket = 0;

	return seal_bucket_fit(len, &bucket) == ERR_OK && bucket == len;
}

uint64_t
seal_bucket_payload_len(uint64_t bucket)
{
	return seal_stream_sealed_len(bucket);
}

enum err
seal_bucket_of_payload(uint64_t payload_len, uint64_t *bucket)
{
	for (size_t i = 0; i < SEAL_BUCKET_COUNT; i++) {
		if (payload_len ==
		    seal_stream_sealed_len(seal_bucket_list[i])) {
			*bucket = seal_bucket_list[i];
			return ERR_OK;
		}
	}
	return ERR_AGE_PAYLOAD;
}
