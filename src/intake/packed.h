/* SPDX-License-Identifier: ISC */
/*
 * A body that is the same for everybody, compressed once: what a route answers
 * until it is replaced as a whole.  Nobody keeps a pointer into it.
 */
#ifndef INTAKE_PACKED_H
#define INTAKE_PACKED_H

#include <sodium.h>

#include "base/buf.h"
#include "base/hex.h"
#include "web/call.h"

/* Site, a chain of roots and one roster, all escaped. */
#define INTAKE_PACKED_LEN_MAX (16u * 1024u * 1024u)

/* All zeros: nothing to answer with yet. */
struct intake_packed {
	struct base_buf raw;
	struct base_buf brotli; /* empty when memory was short, as gzip */
	struct base_buf gzip;
	char hash[HEX_LEN(crypto_hash_sha256_BYTES) + 1]; /* "" before */
};

/*
 * Take raw over if it differs from what is there.  raw, made with
 * INTAKE_PACKED_LEN_MAX, is empty afterwards in either case.
 */
void intake_packed_set(struct intake_packed *p, struct base_buf *raw);

/* Answer with it as JSON, or 503 before the first intake_packed_set(). */
enum web_next
intake_packed_reply(struct web_call *call, const struct intake_packed *p);

#endif
