/* SPDX-License-Identifier: ISC */
#include "cli/receipt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/secret.h"
#include "cli/file.h"
#include "cli/say.h"
#include "cli/term.h"

enum err
cli_receipt_read(int fd, char code[static SEAL_RECEIPT_LEN + 1])
{
	struct base_secret *typed = NULL;
	enum err e;

	if ((e = cli_secret_read(&typed, fd, "receipt code", false)) != ERR_OK)
		return e;
	e = seal_receipt_normalise((const char *)typed->data, typed->len, code);
	if (e == ERR_FORMAT) {
		cli_error("a receipt code has 24 digits");
	} else if (e == ERR_RECEIPT) {
		cli_error("the receipt code's check digits are wrong");
		cli_hint("compare it with what you wrote down, digit by digit");
	}
	base_secret_free(&typed);
	return e;
}

enum err
cli_receipt_print(const char code[static SEAL_RECEIPT_LEN])
{
	char line[SEAL_RECEIPT_SHOWN_LEN + 1];
	enum err e = ERR_IO;

	seal_receipt_show(code, line);
	line[SEAL_RECEIPT_SHOWN_LEN] = '\n';
	/* What was printed before comes before. */
	if (fflush(stdout) == 0)
		e = cli_write_all(STDOUT_FILENO, line, sizeof(line));
	if (e != ERR_OK)
		cli_error("cannot write to standard output: %s",
		    strerror(errno));
	sodium_memzero(line, sizeof(line));
	return e;
}
