/* SPDX-License-Identifier: ISC */
/* sign/promise.h: 32 bytes of the reporter's own d, then intake's note. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "sign/promise.h"

static struct sign_key *key;

static void
check(const struct sign_promise *p, const struct sign_note *n,
    const uint8_t *d)
{
	char b64[BASE64_LEN(SIGN_HASH_LEN) + 1];
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(fuzz_signed_by(n, &key->vkey));
	HOLDS(memcmp(p->d, d, SIGN_HASH_LEN) == 0);
	HOLDS(base_date_days(&p->in_log_by) ==
	    base_date_days(&p->date) + SIGN_PROMISE_DAYS);
	(void)base_base64_encode(b64, p->d, sizeof(p->d), BASE64_STD);
	HOLDS(base_buf_addf(&b,
		  HOST "/promise/v1\nd %s\ndate %s\nin-log-by %s\n", b64,
		  p->date.text, p->in_log_by.text) == ERR_OK);
	HOLDS(fuzz_same(&b, n->text.data, n->text.len));
	base_buf_done(&b);
}

/* Whatever day comes in by the clock, what is promised for it verifies. */
static void
promise(const uint8_t *d, const uint8_t *day)
{
	struct base_date date;
	struct sign_promise p;
	struct base_buf b;
	enum err e;

	base_date_from_days(10957 + (day[0] << 8 | day[1]) * 44, &date);
	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(sign_promise_sign(HOST, key, d, &date, &b) == ERR_OK);
	e = sign_promise_verify(
	    HOST, b.data, b.len, &key->vkey, 1, d, &date, &p);
	HOLDS(e == ERR_OK);
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_promise p;
	struct sign_note n;
	enum err e;

	if (size < SIGN_HASH_LEN)
		return 0;
	if (key == NULL)
		key = fuzz_key("promise");
	promise(data, data);
	fuzz_mark(&p, sizeof(p));
	e = sign_promise_verify(HOST, data + SIGN_HASH_LEN,
	    size - SIGN_HASH_LEN, &key->vkey, 1, data, NULL, &p);
	if (e != ERR_OK) {
		HOLDS(fuzz_is_marked(&p, sizeof(p)));
		return 0;
	}
	HOLDS(sign_note_parse(
		  data + SIGN_HASH_LEN, size - SIGN_HASH_LEN, &n) == ERR_OK);
	check(&p, &n, data);
	return 0;
}
