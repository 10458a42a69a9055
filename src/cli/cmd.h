/* SPDX-License-Identifier: ISC */
/* The one list of qf's commands; each is defined in its cmd_NOUN.c. */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "cli/args.h"

/* X(identifier): in the order that the overview shows them. */
/* clang-format off */
#define CLI_CMD_LIST(X) \
	X(keygen) \
	X(receipt_new) \
	X(receipt_check) \
	X(root_new) \
	X(root_sign) \
	X(root_pin) \
	X(root_publish) \
	X(roster_new) \
	X(roster_remove) \
	X(roster_class) \
	X(roster_sign) \
	X(roster_verify) \
	X(roster_publish) \
	X(seal) \
	X(open) \
	X(rewrap) \
	X(note_sign) \
	X(note_verify) \
	X(manifest_new) \
	X(manifest_sign) \
	X(manifest_verify) \
	X(manifest_check) \
	X(entry_show) \
	X(send) \
	X(box) \
	X(sync) \
	X(inbox) \
	X(due) \
	X(stats) \
	X(show) \
	X(reply) \
	X(memo) \
	X(status) \
	X(approve) \
	X(tell) \
	X(label) \
	X(assign) \
	X(recuse) \
	X(grant) \
	X(postpone) \
	X(extend) \
	X(review) \
	X(item_open) \
	X(item_due) \
	X(item_evidence) \
	X(item_check) \
	X(item_drop) \
	X(items) \
	X(major) \
	X(reported) \
	X(contact_due) \
	X(contact_destroy) \
	X(record_new) \
	X(record_sign) \
	X(record_verify) \
	X(record_answers) \
	X(record_export) \
	X(export) \
	X(import) \
	X(desk) \
	X(poster) \
	X(audit_verify) \
	X(audit) \
	X(digest) \
	X(migrate) \
	X(doctor) \
	X(completion)
/* clang-format on */

#define X(id) extern const struct cli_cmd cmd_##id;
CLI_CMD_LIST(X)
#undef X

#endif
