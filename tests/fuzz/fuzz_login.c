/* SPDX-License-Identifier: ISC */
/* sign/login.h, against a roster with officer 01 and auditor 11. */
#include "fuzz/fuzz.h"

#include <stdio.h>

#include "sign/login.h"

#define AT "https://office.example:9443"
#define NOW 1764000000 /* the seeds hold until then and one second later */

static struct sign_roster *roster;

static void
ready(void)
{
	struct sign_key *officer, *auditor;

	if (roster != NULL)
		return;
	officer = fuzz_key("login/01");
	auditor = fuzz_key("login/11");
	HOLDS((roster = sign_roster_new()) != NULL);
	roster->officer_count = 1;
	roster->officers[0].number = 1;
	roster->officers[0].login = officer->vkey;
	roster->holder_count = 1;
	roster->holders[0].number = 11;
	memcpy(roster->holders[0].role, "auditor", sizeof("auditor"));
	roster->holders[0].login = auditor->vkey;
	sign_key_free(&officer);
	sign_key_free(&auditor);
}

/* Signed anew by the key it names, the text is the same. */
static void
again(const struct sign_login *l, struct base_text text)
{
	char tail[32];
	struct sign_key *key;
	struct sign_note n;
	struct base_buf b;

	(void)snprintf(tail, sizeof(tail), "login/%02u", l->number % 100);
	key = fuzz_key(tail);
	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(sign_login_sign(HOST, l, key, &b) == ERR_OK);
	HOLDS(sign_note_parse(b.data, b.len, &n) == ERR_OK);
	HOLDS(n.text.len == text.len);
	HOLDS(memcmp(n.text.data, text.data, text.len) == 0);
	base_buf_done(&b);
	sign_key_free(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_login l, v;
	struct sign_note n;
	enum err e;

	ready();
	fuzz_mark(&l, sizeof(l));
	fuzz_mark(&v, sizeof(v));
	e = sign_login_verify(HOST, data, size, roster, AT, NOW, &v);
	HOLDS(e == ERR_OK || fuzz_is_marked(&v, sizeof(v)));
	if (sign_login_parse(HOST, data, size, &l) != ERR_OK) {
		HOLDS(fuzz_is_marked(&l, sizeof(l)) && e != ERR_OK);
		return 0;
	}
	HOLDS(sign_note_parse(data, size, &n) == ERR_OK);
	again(&l, n.text);
	if (e == ERR_OK) {
		HOLDS(memcmp(&l, &v, sizeof(l)) == 0);
		HOLDS(strcmp(v.at, AT) == 0 && v.until >= NOW);
		HOLDS(fuzz_signed_by(&n, v.role[0] == '\0' ?
			&roster->officers[0].login :
			&roster->holders[0].login));
	}
	return 0;
}
