/* SPDX-License-Identifier: ISC */
/* sign/self.h: the file, for the reporter of self.json, and its text. */
#include "fuzz/fuzz.h"

#include "sign/self.h"

static struct seal_identity id;
static struct sign_vkey reporter;

static void
ready(void)
{
	static const char vkey[] = HOST "/reporter+b3ff6717+"
	    "AagPkBqgr2YvHplVkRwczEvFiru+XjR6Coc1+47khLV0";

	if (reporter.name[0] != '\0')
		return;
	fuzz_identity(&id,
	    "AGE-SECRET-KEY-146HJHZMVZUMJSPEPPT99X46KFVR27W25RQF9D8DVKGK9QGMV3"
	    "4DSY2XJFH");
	HOLDS(sign_vkey_parse((struct base_text){ vkey, sizeof(vkey) - 1 },
		  &reporter) == ERR_OK);
}

static void
same_text(const struct sign_self *s, struct base_text text)
{
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(s->to.count > 0);
	HOLDS(sign_self_write(HOST, s, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, text.data, text.len));
	base_buf_done(&b);
}

static void
file(const uint8_t *data)
{
	struct sign_self s;
	struct sign_note n;
	struct base_buf note;
	enum err e, sealed;

	base_buf_init(&note, SEAL_SELF_LEN);
	fuzz_mark(&s, sizeof(s));
	sealed = seal_self_open(data, &id, &note);
	e = sign_self_open(HOST, data, &id, &reporter, &s);
	HOLDS(sealed == ERR_OK || (note.len == 0 && e != ERR_OK));
	HOLDS(sealed != ERR_OK || seal_self_is(data));
	if (e != ERR_OK) {
		HOLDS(fuzz_is_marked(&s, sizeof(s)));
	} else {
		HOLDS(sign_note_parse(note.data, note.len, &n) == ERR_OK);
		HOLDS(fuzz_signed_by(&n, &reporter));
		same_text(&s, n.text);
	}
	base_buf_done(&note);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_text in = fuzz_text(data, size);
	struct sign_self s;

	ready();
	if (size == SEAL_SELF_LEN)
		file(data);
	if (sign_self_parse(HOST, in, &s) == ERR_OK)
		same_text(&s, in);
	return 0;
}
