/* SPDX-License-Identifier: ISC */
/* What a receipt code gives a reporter at one site. */
#ifndef CLI_REPORTER_H
#define CLI_REPORTER_H

#include "base/base64.h"
#include "base/err.h"
#include "seal/receipt.h"
#include "sign/key.h"

struct cli_reporter {
	struct seal_receipt_keys keys;
	struct sign_key *sign; /* HOST/reporter */
	uint8_t thread[SEAL_THREAD_LEN];
	char mailbox[BASE64_LEN(SEAL_MAILBOX_LEN) + 1]; /* as sent, secret */
};

/* Derive; ends with cli_reporter_done().  Says what went wrong. */
enum err cli_reporter_derive(struct cli_reporter *r, const char *host,
    const char code[static SEAL_RECEIPT_LEN]) MUST_USE;
void cli_reporter_done(struct cli_reporter *r);

#endif
