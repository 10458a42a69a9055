/* SPDX-License-Identifier: ISC */
#include "intake/packed.h"

#include <string.h>

#include <brotli/encode.h>
#include <zlib.h>

#include "web/reply.h"
#include "web/static.h"

#define GZIP_WINDOW (15 + 16) /* zlib: the largest, in gzip's frame */

/* Compress for those that take it; without memory it stays uncompressed. */
static void
gzip_write(const struct base_buf *raw, struct base_buf *out)
{
	z_stream z = { 0 };
	uint8_t *at;
	uLong room;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	room = deflateBound(&z, raw->len);
	if (base_buf_reserve(out, room, &at) == ERR_OK) {
		z.next_in = raw->data;
		z.avail_in = (uInt)raw->len;
		z.next_out = at;
		z.avail_out = (uInt)room;
		if (deflate(&z, Z_FINISH) == Z_STREAM_END)
			out->len = z.total_out;
	}
	(void)deflateEnd(&z);
}

static void
brotli_write(const struct base_buf *raw, struct base_buf *out)
{
	size_t room = BrotliEncoderMaxCompressedSize(raw->len);
	uint8_t *at;

	if (room == 0 || base_buf_reserve(out, room, &at) != ERR_OK)
		return;
	if (BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW,
		BROTLI_MODE_TEXT, raw->len, raw->data, &room, at))
		out->len = room;
}

void
intake_packed_set(struct intake_packed *p, struct base_buf *raw)
{
	uint8_t sum[crypto_hash_sha256_BYTES];
	char hash[sizeof(p->hash)];

	crypto_hash_sha256(sum, raw->data, raw->len);
	base_hex_encode(hash, sum, sizeof(sum));
	if (strcmp(hash, p->hash) != 0) {
		base_buf_done(&p->raw);
		base_buf_done(&p->brotli);
		base_buf_done(&p->gzip);
		p->raw = *raw;
		base_buf_init(raw, INTAKE_PACKED_LEN_MAX);
		base_buf_init(&p->gzip, INTAKE_PACKED_LEN_MAX);
		gzip_write(&p->raw, &p->gzip);
		base_buf_init(&p->brotli, INTAKE_PACKED_LEN_MAX);
		brotli_write(&p->raw, &p->brotli);
		memcpy(p->hash, hash, sizeof(hash));
	}
	base_buf_done(raw);
}

enum web_next
intake_packed_reply(struct web_call *call, const struct intake_packed *p)
{
	const struct web_form form[WEB_CODINGS] = {
		[WEB_RAW] = { p->raw.data, p->raw.len },
		[WEB_BR] = { p->brotli.data, p->brotli.len },
		[WEB_GZIP] = { p->gzip.data, p->gzip.len },
	};

	if (p->hash[0] == '\0')
		return web_reply_problem(call, ERR_UNAVAILABLE);
	return web_static_reply(call, WEB_TYPE_JSON, p->hash, form, false);
}
