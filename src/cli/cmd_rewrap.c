/* SPDX-License-Identifier: ISC */
/* qf rewrap: the same file key for other readers; no payload is touched. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/keyfile.h"
#include "cli/object.h"
#include "cli/term.h"
#include "seal/header.h"

#define SLOTS_DEFAULT 8

static const struct cli_opt opts[] = {
	{ "identity", 'i', "FILE", "open the header with this key file",
	    false },
	{ "recipient", 'r', "AGE1", "a reader of the new header", true },
	{ "slots", 0, "N", "stanzas of the new header, 8 if not said", false },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",
	    false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

/* HEADER may be a whole sealed file: no more than its header is read. */
static enum err
read_header(const char *path, struct base_buf *buf, struct seal_header *h)
{
	struct seal_source src;
	enum err e;
	int fd;

	if ((fd = cli_open_input(path)) < 0)
		return ERR_IO;
	src = (struct seal_source){ cli_fd_read, &fd };
	if ((e = cli_header_take(&src, buf, h)) != ERR_OK)
		(void)cli_fail(e, "%s", path);
	cli_close_input(fd);
	return e;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct seal_recipient list[LIMIT_STANZA_MAX];
	struct seal_identities ids = { 0 };
	struct seal_header h;
	struct base_buf in, out;
	const char *text, *key;
	size_t count = 0, at = 0;
	uint64_t slots = SLOTS_DEFAULT;
	enum cli_exit x;
	enum err e;
	int fd;

	if ((x = cli_arg_must(a, "identity", &key)) != CLI_OK ||
	    (x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK ||
	    (x = cli_arg_number(a, "slots", 1, LIMIT_STANZA_MAX, &slots)) !=
		CLI_OK)
		return x;
	while ((text = cli_arg_next(a, "recipient", &at)) != NULL) {
		if (count == slots)
			return cli_misuse("more recipients than slots");
		if (seal_recipient_parse(text, strlen(text), &list[count++]) !=
		    ERR_OK)
			return cli_misuse("%s is not an age recipient", text);
	}
	if (count == 0)
		return cli_misuse("--recipient is missing");
	base_buf_init(&in, LIMIT_HEADER_LEN);
	base_buf_init(&out, LIMIT_HEADER_LEN);
	x = CLI_FAIL;
	if (read_header(a->operand[0], &in, &h) != ERR_OK ||
	    cli_identities_load(key, fd, &ids) != ERR_OK)
		goto out;
	e = seal_header_rewrap(&h, ids.list, ids.count, list, count,
	    (size_t)slots, &seal_random_system, &out);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot re-wrap");
	else if (cli_write_file(cli_arg(a, "output"), out.data, out.len, 0600,
		     true) == ERR_OK)
		x = CLI_OK;
out:
	seal_identities_done(&ids);
	base_buf_done(&in);
	base_buf_done(&out);
	return x;
}

const struct cli_cmd cmd_rewrap = {
	.noun = "rewrap",
	.operands = "HEADER",
	.operands_min = 1,
	.operands_max = 1,
	.help = "write a new header for other readers of the same payload",
	.opts = opts,
	.example =
	    "qf rewrap -i officer-01.key -r age1... -o new.header old.header",
	.run = run,
};
