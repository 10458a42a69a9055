/* SPDX-License-Identifier: ISC */
#include "sign/promise.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/note.h"

static int32_t
log_by_days(const struct base_date *date)
{
	return base_date_days(date) + SIGN_PROMISE_DAYS;
}

enum err
sign_promise_sign(const char *host, const struct sign_key *key,
    const uint8_t d[static SIGN_HASH_LEN], const struct base_date *date,
    struct base_buf *out)
{
	struct base_date by;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	base_date_from_days(log_by_days(date), &by);
	if ((e = sign_put_first(&b, host, SIGN_PROMISE_FIRST_LINE)) != ERR_OK ||
	    (e = sign_put_bytes(&b, "d", d, SIGN_HASH_LEN)) != ERR_OK ||
	    (e = base_buf_addf(&b, "date %s\nin-log-by %s\n", date->text,
		 by.text)) != ERR_OK)
		goto out;
	e = sign_note_sign(host, sign_buf_text(&b), key, out);
out:
	base_buf_done(&b);
	return e;
}

static enum err
promise_read(const char *host, struct base_text text, struct sign_promise *p)
{
	struct sign_lines l;
	struct base_text v;

	if (!sign_lines_init(&l, host, SIGN_PROMISE_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "d", &v) || !sign_value_hash(v, p->d) ||
	    !sign_lines_take(&l, "date", &v) ||
	    !sign_value_date(v, &p->date) ||
	    !sign_lines_take(&l, "in-log-by", &v) ||
	    !sign_value_date(v, &p->in_log_by) || !sign_lines_done(&l) ||
	    base_date_days(&p->in_log_by) != log_by_days(&p->date))
		return ERR_PROMISE;
	return ERR_OK;
}

enum err
sign_promise_verify(const char *host, const void *note, size_t len,
    const struct sign_vkey *keys, size_t key_count,
    const uint8_t d[static SIGN_HASH_LEN], const struct base_date *today,
    struct sign_promise *out)
{
	struct sign_promise p;
	struct sign_note n;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_note_verify(host, &n, keys, key_count, NULL)) !=
		ERR_OK ||
	    (e = promise_read(host, n.text, &p)) != ERR_OK)
		return e;
	if (memcmp(p.d, d, SIGN_HASH_LEN) != 0)
		return ERR_PROMISE;
	if (today != NULL &&
	    abs(base_date_days(&p.date) - base_date_days(today)) >
		SIGN_PROMISE_SLACK_DAYS)
		return ERR_PROMISE;
	if (out != NULL)
		*out = p;
	return ERR_OK;
}
