/* SPDX-License-Identifier: ISC */
/* Asking for a receipt code. */
#ifndef CLI_RECEIPT_H
#define CLI_RECEIPT_H

#include "base/err.h"
#include "seal/receipt.h"

/*
 * Read a code from fd, or at the terminal when fd is CLI_FD_NONE, and check
 * its digits.  code is written only on ERR_OK; the caller wipes it.  Says what
 * went wrong.  Returns ERR_OK, ERR_IO, ERR_FORMAT, ERR_RECEIPT, ERR_MEMORY.
 */
enum err
cli_receipt_read(int fd, char code[static SEAL_RECEIPT_LEN + 1]) MUST_USE;

/*
 * Write a code to standard output in groups of four, not through stdio, whose
 * buffer would keep it.  Says what went wrong.  Returns ERR_OK or ERR_IO.
 */
enum err
cli_receipt_print(const char code[static SEAL_RECEIPT_LEN]) MUST_USE;

#endif
