/* SPDX-License-Identifier: ISC */
/* seal/header.h: the first thing that a service and a client do with bytes. */
#include "fuzz/fuzz.h"

#include <sodium.h>

#include "base/base64.h"
#include "seal/header.h"
#include "seal/hkdf.h"

#define COLUMNS 64
#define IDS 2

/* Of the C2SP vectors, and of the eight stanzas in seal.json. */
static const char *const identities[IDS] = {
	"AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P"
	"2LM0",
	"AGE-SECRET-KEY-10C6F8E9KLSVA5Y7KP54H747A04TD5XFACW6PWX26QRRLH83SNSFSWQ"
	"S99Q",
};

static void
put(struct base_buf *b, const void *data, size_t len)
{
	HOLDS(base_buf_add(b, data, len) == ERR_OK);
}

/* The stanza's body in lines of 64 columns, the last one short. */
static void
put_body(struct base_buf *b, const struct seal_stanza *s)
{
	uint8_t body[LIMIT_STANZA_BODY_LEN];
	char text[BASE64_LEN(LIMIT_STANZA_BODY_LEN) + 1];
	size_t len, at = 0;

	HOLDS(s->body_len <= sizeof(body));
	seal_stanza_body(s, body);
	len = base_base64_encode(text, body, s->body_len, BASE64_STD_RAW);
	for (; len - at >= COLUMNS; at += COLUMNS) {
		put(b, text + at, COLUMNS);
		put(b, "\n", 1);
	}
	put(b, text + at, len - at);
	put(b, "\n", 1);
}

/* What parsed is written again to the same bytes. */
static void
rewrite(const struct seal_header *h)
{
	char mac[BASE64_LEN(SEAL_MAC_LEN) + 1];
	struct base_buf b;

	base_buf_init(&b, LIMIT_HEADER_LEN);
	HOLDS(base_buf_add_str(&b, "age-encryption.org/v1\n") == ERR_OK);
	for (size_t i = 0; i < h->stanza_count; i++) {
		put(&b, "-> ", 3);
		put(&b, h->stanza[i].args.data, h->stanza[i].args.len);
		put(&b, "\n", 1);
		put_body(&b, &h->stanza[i]);
	}
	put(&b, "---", 3);
	HOLDS(b.len == h->signed_len);
	(void)base_base64_encode(mac, h->mac, sizeof(h->mac), BASE64_STD_RAW);
	HOLDS(base_buf_addf(&b, " %s\n", mac) == ERR_OK);
	HOLDS(fuzz_same(&b, h->data, h->len));
	base_buf_done(&b);
}

/* The MAC by another way than the room's own. */
static bool
mac_fits(const struct seal_header *h, const uint8_t *file_key)
{
	uint8_t key[32], mac[32];

	seal_hkdf(key, sizeof(key), file_key, SEAL_FILE_KEY_LEN, NULL, 0,
	    "header");
	crypto_auth_hmacsha256(mac, h->data, h->signed_len, key);
	return memcmp(mac, h->mac, sizeof(mac)) == 0;
}

/* One other bit under the MAC, and it opens no more. */
static void
flip(const struct seal_header *h, const struct seal_identity *ids)
{
	uint8_t *copy = malloc(h->len), key[SEAL_FILE_KEY_LEN];
	struct seal_header other;

	HOLDS(copy != NULL);
	for (size_t at = 0; at < h->len; at += 1 + h->len / 16) {
		memcpy(copy, h->data, h->len);
		copy[at] ^= 1;
		fuzz_mark(key, sizeof(key));
		if (seal_header_parse(copy, h->len, &other) != ERR_OK)
			continue;
		HOLDS(seal_header_open(&other, ids, IDS, key) != ERR_OK);
		HOLDS(fuzz_is_marked(key, sizeof(key)));
	}
	free(copy);
}

static void
rewrap(const struct seal_header *h, const struct seal_identity *ids,
    const uint8_t *key)
{
	uint8_t again[SEAL_FILE_KEY_LEN];
	struct seal_header other;
	struct base_buf b;

	base_buf_init(&b, LIMIT_HEADER_LEN);
	HOLDS(seal_header_rewrap(h, ids, IDS, &ids[1].recipient, 1, 2,
		  &fuzz_random, &b) == ERR_OK);
	HOLDS(seal_header_parse(b.data, b.len, &other) == ERR_OK);
	HOLDS(seal_header_open(&other, &ids[1], 1, again) == ERR_OK);
	HOLDS(memcmp(again, key, sizeof(again)) == 0);
	base_buf_done(&b);
}

static void
open_it(const struct seal_header *h)
{
	static struct seal_identity ids[IDS];
	static bool ready;
	uint8_t key[SEAL_FILE_KEY_LEN];
	enum err e;

	for (size_t i = 0; i < IDS && !ready; i++)
		fuzz_identity(&ids[i], identities[i]);
	ready = true;
	fuzz_mark(key, sizeof(key));
	e = seal_header_open(h, ids, IDS, key);
	if (e != ERR_OK) {
		HOLDS(e == ERR_AGE_NO_MATCH || e == ERR_AGE_HMAC ||
		    e == ERR_AGE_HEADER);
		HOLDS(fuzz_is_marked(key, sizeof(key)));
		return;
	}
	HOLDS(mac_fits(h, key));
	flip(h, ids);
	rewrap(h, ids, key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seal_header h;
	size_t len = 0, none = 0;
	enum err found = seal_header_find(data, size, &len);
	enum err e = seal_header_parse(data, size, &h);

	HOLDS(e == ERR_OK || e == ERR_AGE_HEADER || e == ERR_AGE_LIMIT ||
	    e == ERR_AGE_STANZAS);
	HOLDS(e != ERR_OK || (found == ERR_OK && len == size));
	if (found != ERR_OK || len == 0)
		return 0;
	/* No shorter piece of the same bytes ends a header. */
	HOLDS(len <= size && len <= LIMIT_HEADER_LEN);
	HOLDS(seal_header_find(data, len - 1, &none) == ERR_OK && none == 0);
	HOLDS(seal_header_find(data, len / 2, &none) == ERR_OK && none == 0);
	if (seal_header_parse(data, len, &h) != ERR_OK)
		return 0;
	HOLDS(h.data == data && h.len == len && h.stanza_count > 0);
	rewrite(&h);
	if (seal_header_is_profile(&h, h.stanza_count))
		HOLDS(h.len == SEAL_HEADER_LEN(h.stanza_count));
	HOLDS(!seal_header_is_profile(&h, h.stanza_count + 1));
	open_it(&h);
	return 0;
}
