/* SPDX-License-Identifier: ISC */
/* qf receipt: the reporter's 24 digits (docs/protocol.md section 3). */
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/base64.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/receipt.h"
#include "cli/term.h"
#include "seal/receipt.h"

static const struct cli_opt new_opts[] = {
	{ 0 },
};

static enum cli_exit
new_run(const struct cli_args *a)
{
	char code[SEAL_RECEIPT_LEN + 1];
	enum cli_exit x;
	enum err e;

	(void)a;
	if ((e = seal_receipt_new(&seal_random_system, code)) != ERR_OK)
		return cli_fail(e, "cannot draw a receipt code");
	x = cli_receipt_print(code) == ERR_OK ? CLI_OK : CLI_FAIL;
	sodium_memzero(code, sizeof(code));
	return x;
}

const struct cli_cmd cmd_receipt_new = {
	.noun = "receipt",
	.verb = "new",
	.operands = "",
	.help = "draw a new receipt code",
	.opts = new_opts,
	.example = "qf receipt new",
	.run = new_run,
};

static const struct cli_opt check_opts[] = {
	{ "receipt-fd", 0, "N", "read the code from descriptor N", false },
	{ "host", 0, "HOST", "also derive the public values for this site",
	    false },
	{ "json", 0, NULL, "write the public values as JSON", false },
	{ 0 },
};

static void
print_values(const char *host, const struct seal_receipt_keys *k, bool as_json)
{
	uint8_t thread[SEAL_THREAD_LEN];
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	char key[BASE64_LEN(SEAL_SIGN_PUBLIC_LEN) + 1];
	char handle[BASE64_LEN(SEAL_THREAD_LEN) + 1];

	seal_receipt_thread(host, k->sign_public, thread);
	seal_recipient_format(&k->identity.recipient, recipient);
	base_base64_encode(
	    key, k->sign_public, sizeof(k->sign_public), BASE64_STD);
	base_base64_encode(handle, thread, sizeof(thread), BASE64_STD);
	if (!as_json) {
		(void)printf("recipient %s\nkey %s\nthread %s\n", recipient,
		    key, handle);
		return;
	}
	cli_json_print(json_pack("{s:s, s:s, s:s}", "recipient", recipient,
	    "key", key, "thread", handle));
}

static enum cli_exit
check_run(const struct cli_args *a)
{
	char code[SEAL_RECEIPT_LEN + 1];
	struct seal_receipt_keys keys;
	const char *host = cli_arg(a, "host");
	enum cli_exit x;
	enum err e;
	int fd;

	if ((x = cli_arg_fd(a, "receipt-fd", &fd)) != CLI_OK)
		return x;
	if (cli_flag(a, "json") && host == NULL)
		return cli_misuse("--json needs --host");
	if (cli_receipt_read(fd, code) != ERR_OK)
		return CLI_FAIL;
	if (host == NULL) {
		cli_note("the check digits are right");
	} else if ((e = seal_receipt_derive(host, code, &keys)) != ERR_OK) {
		x = cli_fail(e, "cannot derive the keys");
	} else {
		print_values(host, &keys, cli_flag(a, "json"));
		seal_receipt_keys_done(&keys);
	}
	sodium_memzero(code, sizeof(code));
	return x;
}

const struct cli_cmd cmd_receipt_check = {
	.noun = "receipt",
	.verb = "check",
	.operands = "",
	.help = "check a receipt code's digits",
	.opts = check_opts,
	.example = "qf receipt check --host box.example.org",
	.run = check_run,
};
