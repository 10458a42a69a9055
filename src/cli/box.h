/* SPDX-License-Identifier: ISC */
/*
 * A reporter's box, opened: `self`, the replies, and the thread as far as the
 * reporter can read it.
 *
 *	calloc -> cli_box_open -> look -> cli_box_free
 */
#ifndef CLI_BOX_H
#define CLI_BOX_H

#include "cli/args.h"
#include "cli/object.h"
#include "cli/reporter.h"
#include "cli/site.h"
#include "sign/self.h"
#include "sign/thread.h"

enum cli_side { CLI_SIDE_REPORTER, CLI_SIDE_OFFICE };

struct cli_box_entry {
	uint8_t id[SEAL_ID_LEN];
	enum cli_side side;
	struct base_date date;
	uint64_t size;  /* header and payload */
	bool is_report; /* the reporter's oldest one */
	/*
	 * Whether its promise verifies.  For a follow-up it is not known: the
	 * reporter keeps no commitment of it.
	 */
	bool promise_known, promised;
	enum err failed;          /* why a reply could not be opened */
	struct cli_object object; /* of a reply that could */
};

struct cli_box {
	struct cli_site site;
	struct cli_reporter reporter;
	struct sign_self self;
	bool pinned;
	json_t *list; /* owned: the box document */
	struct cli_box_entry *entries;
	size_t entry_count;
	struct sign_thread_item *items;
	struct sign_thread *thread;
};

/*
 * Fetch and check everything by --site and --pin.  Says what is wrong, also
 * that keys were not checked.
 */
enum cli_exit cli_box_open(struct cli_box *b, const struct cli_args *a,
    const char code[static SEAL_RECEIPT_LEN]) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void cli_box_free(struct cli_box **b);

/*
 * Write the attachments of the replies that are verified as
 * DIR/ENTRY-a01.EXT; none is ever replaced.  Says what went wrong.
 */
enum err cli_box_extract(struct cli_box *b, const char *dir) MUST_USE;

/* The entry of this id, which is one of the box. */
const struct cli_box_entry *
cli_box_find(const struct cli_box *b, const uint8_t id[static SEAL_ID_LEN]);

#endif
