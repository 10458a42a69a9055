/* SPDX-License-Identifier: ISC */
#include "sign/retention.h"

#include <string.h>

#include "base/hex.h"
#include "sign/line.h"
#include "sign/note.h"
#include "sign/signers.h"

bool
sign_retention_is_complete(const struct sign_retention *r)
{
	return r->signers.count >= SIGN_RETENTION_SIGNERS_MIN;
}

bool
sign_retention_begins(const char *host, const void *data, size_t len)
{
	size_t n = strlen(host), tail = strlen(SIGN_RETENTION_FIRST_LINE "\n");
	const char *p = data;

	return len > n + tail && memcmp(p, host, n) == 0 &&
	       memcmp(p + n, SIGN_RETENTION_FIRST_LINE "\n", tail) == 0;
}

static bool
retention_read(
    const char *host, struct base_text text, struct sign_retention *r)
{
	struct sign_lines l;
	struct base_text v;

	return sign_lines_init(&l, host, SIGN_RETENTION_FIRST_LINE, text) &&
	       sign_lines_take(&l, "d", &v) && sign_value_hash(v, r->d) &&
	       sign_lines_take(&l, "id", &v) &&
	       base_hex_decode(r->id, sizeof(r->id), v.data, v.len) ==
		   ERR_OK &&
	       sign_lines_take(&l, "rule", &v) &&
	       sign_value_word(v, r->rule, SIGN_WORD_LEN) &&
	       sign_lines_take(&l, "date", &v) &&
	       sign_value_date(v, &r->date) && sign_lines_done(&l);
}

enum err
sign_retention_parse(
    const char *host, struct base_text text, struct sign_retention *out)
{
	struct sign_retention r = { .signers = { .count = 0 } };

	if (!retention_read(host, text, &r))
		return ERR_RECORD;
	*out = r;
	return ERR_OK;
}

enum err
sign_retention_write(
    const char *host, const struct sign_retention *r, struct base_buf *out)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct sign_retention again;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	base_hex_encode(hex, r->id, sizeof(r->id));
	if (!sign_host_valid(host)) {
		e = ERR_RECORD;
		goto out;
	}
	if ((e = sign_put_first(&b, host, SIGN_RETENTION_FIRST_LINE)) !=
		ERR_OK ||
	    (e = sign_put_bytes(&b, "d", r->d, SIGN_HASH_LEN)) != ERR_OK ||
	    (e = base_buf_addf(&b, "id %s\nrule %s\ndate %s\n", hex, r->rule,
		 r->date.text)) != ERR_OK ||
	    (e = sign_retention_parse(host, sign_buf_text(&b), &again)) !=
		ERR_OK)
		goto out;
	e = base_buf_add(out, b.data, b.len);
out:
	base_buf_done(&b);
	return e;
}

/* On the day of a new roster the one before counts too: whichever says more. */
static enum err
signers_find(const char *host, const struct sign_note *n,
    const struct sign_chain *chain, struct sign_retention *r)
{
	enum err best = ERR_EXPIRED;

	for (size_t i = sign_chain_roster_count(chain); i > 0; i--) {
		const struct sign_roster *roster =
		    sign_chain_roster_at(chain, i - 1);
		struct sign_numbers found = { .count = 0 };
		enum err e;

		if (!sign_chain_newest_on(chain, roster, &r->date) ||
		    !sign_roster_valid_on(roster, &r->date))
			continue;
		e = sign_signers_read(host, n, roster, &found);
		if (e != ERR_OK && e != ERR_NOTE_UNSIGNED)
			return e;
		if (best != ERR_OK)
			best = e;
		if (found.count > r->signers.count)
			r->signers = found;
	}
	return best;
}

enum err
sign_retention_open(const char *host, const void *note, size_t len,
    const struct sign_chain *chain, struct sign_retention *out)
{
	struct sign_retention r;
	struct sign_note n;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_retention_parse(host, n.text, &r)) != ERR_OK ||
	    (e = signers_find(host, &n, chain, &r)) != ERR_OK)
		return e;
	*out = r;
	return ERR_OK;
}
