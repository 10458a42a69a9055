/* SPDX-License-Identifier: ISC */
#include "seal/header.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/text.h"
#include "seal/hkdf.h"

#define MAC_MARK "---"
#define MAC_LINE_LEN 48 /* "--- ", 43 characters, LF */

static const char first_line[] = "age-encryption.org/v1\n";

/* True if more stanzas begin in these bytes than a header may have. */
static bool
too_many_stanzas(const uint8_t *data, size_t len)
{
	static const char begin[] = "\n-> ";
	const uint8_t *at, *end = data + len;
	size_t count = 0;

	for (at = data; (at = memmem(at, (size_t)(end - at), begin,
			     sizeof(begin) - 1)) != NULL;
	     at++) {
		if (++count > LIMIT_STANZA_MAX)
			return true;
	}
	return false;
}

enum err
seal_header_find(const uint8_t *data, size_t len, size_t *header_len)
{
	size_t first_len = sizeof(first_line) - 1;
	size_t scan = len < LIMIT_HEADER_LEN ? len : LIMIT_HEADER_LEN;
	const uint8_t *mark, *lf;

	if (scan > 0 &&
	    memcmp(data, first_line, scan < first_len ? scan : first_len) != 0)
		return ERR_AGE_HEADER;
	*header_len = 0;
	if (scan < first_len)
		return ERR_OK;
	/* No other line of a header can begin with hyphens and no ">". */
	mark = memmem(
	    data + first_len - 1, scan - (first_len - 1), "\n" MAC_MARK, 4);
	/* No line of a stanza's body can begin like a stanza either. */
	if (too_many_stanzas(data, mark == NULL ? scan : (size_t)(mark - data)))
		return ERR_AGE_STANZAS;
	if (mark == NULL)
		return scan == LIMIT_HEADER_LEN ? ERR_AGE_LIMIT : ERR_OK;
	mark++;
	lf = memchr(mark, '\n', scan - (size_t)(mark - data));
	if (lf != NULL && lf - mark < MAC_LINE_LEN) {
		*header_len = (size_t)(lf - data) + 1;
		return ERR_OK;
	}
	if (scan - (size_t)(mark - data) >= MAC_LINE_LEN)
		return ERR_AGE_HEADER;
	return scan == LIMIT_HEADER_LEN ? ERR_AGE_LIMIT : ERR_OK;
}

enum err
seal_header_parse(const uint8_t *data, size_t len, struct seal_header *out)
{
	struct base_text rest = { (const char *)data, len }, line;
	size_t count = 0;
	enum err e;

	if (len > LIMIT_HEADER_LEN)
		return ERR_AGE_LIMIT;
	if (!base_text_starts(rest, first_line))
		return ERR_AGE_HEADER;
	rest.data += sizeof(first_line) - 1;
	rest.len -= sizeof(first_line) - 1;
	while (base_text_starts(rest, "->")) {
		struct seal_stanza s;

		if (count == LIMIT_STANZA_MAX)
			return ERR_AGE_STANZAS;
		if ((e = seal_stanza_parse(&rest, &s)) != ERR_OK)
			return e;
		out->stanza[count++] = s;
	}
	if (count == 0 || !base_text_line(&rest, &line) || rest.len != 0 ||
	    !base_text_starts(line, MAC_MARK " ") ||
	    base_base64_decode_exact(out->mac, sizeof(out->mac), line.data + 4,
		line.len - 4, BASE64_STD_RAW) != ERR_OK)
		return ERR_AGE_HEADER;
	out->data = data;
	out->len = len;
	out->signed_len = len - MAC_LINE_LEN + strlen(MAC_MARK);
	out->stanza_count = count;
	return ERR_OK;
}

bool
seal_header_is_profile(const struct seal_header *h, size_t slots)
{
	if (h->stanza_count != slots)
		return false;
	for (size_t i = 0; i < slots; i++) {
		if (!seal_stanza_is_x25519(&h->stanza[i]))
			return false;
	}
	return true;
}

static void
make_mac(const uint8_t *data, size_t len,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    uint8_t mac[static SEAL_MAC_LEN])
{
	uint8_t key[32];

	seal_hkdf(
	    key, sizeof(key), file_key, SEAL_FILE_KEY_LEN, NULL, 0, "header");
	crypto_auth_hmacsha256(mac, data, len, key);
	sodium_memzero(key, sizeof(key));
}

bool
seal_header_check_mac(const struct seal_header *h,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t mac[SEAL_MAC_LEN];

	make_mac(h->data, h->signed_len, file_key, mac);
	return sodium_memcmp(mac, h->mac, sizeof(mac)) == 0;
}

/* age: a scrypt stanza stands alone, or anybody could add a reader. */
static bool
scrypt_misplaced(const struct seal_header *h)
{
	if (h->stanza_count == 1)
		return false;
	for (size_t i = 0; i < h->stanza_count; i++) {
		if (seal_stanza_is(&h->stanza[i], "scrypt"))
			return true;
	}
	return false;
}

/* What found is worth once the MAC was looked at; wipes the key. */
static enum err
conclude(const struct seal_header *h, enum err found,
    uint8_t key[static SEAL_FILE_KEY_LEN],
    uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	enum err e = found;

	if (e == ERR_OK && !seal_header_check_mac(h, key))
		e = ERR_AGE_HMAC;
	if (e == ERR_OK)
		memcpy(file_key, key, SEAL_FILE_KEY_LEN);
	sodium_memzero(key, SEAL_FILE_KEY_LEN);
	return e;
}

enum err
seal_header_open(const struct seal_header *h, const struct seal_identity *ids,
    size_t ids_count, uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t key[SEAL_FILE_KEY_LEN] = { 0 };
	enum err e = ERR_AGE_NO_MATCH;

	if (scrypt_misplaced(h))
		return ERR_AGE_HEADER;
	for (size_t i = 0; i < ids_count && e == ERR_AGE_NO_MATCH; i++) {
		for (size_t k = 0; k < h->stanza_count && e == ERR_AGE_NO_MATCH;
		     k++) {
			if (!seal_stanza_is(&h->stanza[k], "X25519"))
				continue;
			e = seal_stanza_open_x25519(
			    &h->stanza[k], &ids[i], key);
		}
	}
	return conclude(h, e, key, file_key);
}

enum err
seal_header_open_passphrase(const struct seal_header *h, const char *passphrase,
    size_t passphrase_len, uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	uint8_t key[SEAL_FILE_KEY_LEN] = { 0 };
	enum err e = ERR_AGE_NO_MATCH;

	if (scrypt_misplaced(h))
		return ERR_AGE_HEADER;
	if (seal_stanza_is(&h->stanza[0], "scrypt"))
		e = seal_stanza_open_scrypt(
		    &h->stanza[0], passphrase, passphrase_len, key);
	return conclude(h, e, key, file_key);
}

/* Append "---" and the MAC of all that was appended since start. */
static enum err
write_mac(const uint8_t file_key[static SEAL_FILE_KEY_LEN], size_t start,
    struct base_buf *out)
{
	uint8_t mac[SEAL_MAC_LEN];
	char text[BASE64_LEN(SEAL_MAC_LEN) + 1];
	enum err e;

	if ((e = base_buf_add_str(out, MAC_MARK)) != ERR_OK)
		return e;
	make_mac(out->data + start, out->len - start, file_key, mac);
	(void)base_base64_encode(text, mac, sizeof(mac), BASE64_STD_RAW);
	return base_buf_addf(out, " %s\n", text);
}

/* Uniform in [0, below), below at most 256, by rejection. */
static enum err
random_below(const struct seal_random *rnd, unsigned int below, size_t *out)
{
	uint8_t b;
	enum err e;

	do {
		if ((e = rnd->fill(rnd->ctx, &b, 1)) != ERR_OK)
			return e;
	} while (b >= 256 - 256 % below);
	*out = b % below;
	return ERR_OK;
}

/* Recipients, then throw-away keys up to slots, then shuffled. */
static enum err
fill_slots(struct seal_recipient *list, const struct seal_recipient *recipients,
    size_t count, size_t slots, const struct seal_random *rnd)
{
	struct seal_identity dummy;
	enum err e = ERR_OK;

	for (size_t i = 0; i < slots && e == ERR_OK; i++) {
		if (i < count) {
			list[i] = recipients[i];
			continue;
		}
		if ((e = seal_identity_new(rnd, &dummy)) == ERR_OK)
			list[i] = dummy.recipient;
		seal_identity_done(&dummy);
	}
	for (size_t i = slots; i > 1 && e == ERR_OK; i--) {
		struct seal_recipient tmp;
		size_t k = 0;

		if ((e = random_below(rnd, (unsigned int)i, &k)) != ERR_OK)
			break;
		tmp = list[i - 1];
		list[i - 1] = list[k];
		list[k] = tmp;
	}
	return e;
}

enum err
seal_header_write(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_recipient *recipients, size_t count, size_t slots,
    const struct seal_random *rnd, struct base_buf *out)
{
	struct seal_recipient list[LIMIT_STANZA_MAX];
	size_t start = out->len;
	enum err e;

	if (count == 0 || count > slots || slots > LIMIT_STANZA_MAX)
		return ERR_SLOTS;
	if ((e = fill_slots(list, recipients, count, slots, rnd)) != ERR_OK)
		goto out;
	if ((e = base_buf_add_str(out, first_line)) != ERR_OK)
		goto out;
	for (size_t i = 0; i < slots; i++) {
		if ((e = seal_stanza_write_x25519(
			 file_key, &list[i], rnd, out)) != ERR_OK)
			goto out;
	}
	e = write_mac(file_key, start, out);
out:
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}

enum err
seal_header_write_passphrase(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const char *passphrase, size_t passphrase_len, unsigned int log_n,
    const struct seal_random *rnd, struct base_buf *out)
{
	size_t start = out->len;
	enum err e;

	if ((e = base_buf_add_str(out, first_line)) == ERR_OK)
		e = seal_stanza_write_scrypt(
		    file_key, passphrase, passphrase_len, log_n, rnd, out);
	if (e == ERR_OK)
		e = write_mac(file_key, start, out);
	if (e != ERR_OK)
		base_buf_cut(out, start);
	return e;
}

enum err
seal_header_rewrap(const struct seal_header *h, const struct seal_identity *ids,
    size_t ids_count, const struct seal_recipient *recipients, size_t count,
    size_t slots, const struct seal_random *rnd, struct base_buf *out)
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	enum err e;

	if ((e = seal_header_open(h, ids, ids_count, file_key)) == ERR_OK)
		e = seal_header_write(
		    file_key, recipients, count, slots, rnd, out);
	sodium_memzero(file_key, sizeof(file_key));
	return e;
}
