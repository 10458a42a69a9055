/* SPDX-License-Identifier: ISC */
#include "cli/reporter.h"

#include <sodium.h>

#include "cli/say.h"

enum err
cli_reporter_derive(struct cli_reporter *r, const char *host,
    const char code[static SEAL_RECEIPT_LEN])
{
	char name[LIMIT_NAME_LEN + 1];
	enum err e;

	*r = (struct cli_reporter){ 0 };
	if ((e = seal_receipt_derive(host, code, &r->keys)) != ERR_OK ||
	    (e = sign_name_write(name, host, SIGN_ROLE_REPORTER, 0, NULL)) !=
		ERR_OK ||
	    (e = sign_key_new(&r->sign, name, r->keys.sign_seed)) != ERR_OK) {
		(void)cli_fail(e, "cannot derive the keys of the receipt code");
		return e;
	}
	seal_receipt_thread(host, r->keys.sign_public, r->thread);
	base_base64_encode(r->mailbox, r->keys.mailbox, sizeof(r->keys.mailbox),
	    BASE64_URL_RAW);
	return ERR_OK;
}

void
cli_reporter_done(struct cli_reporter *r)
{
	seal_receipt_keys_done(&r->keys);
	sign_key_free(&r->sign);
	sodium_memzero(r->mailbox, sizeof(r->mailbox));
}
