/* SPDX-License-Identifier: ISC */
/* What the commands on a store folder share: the folder and the key. */
#ifndef CLI_DESKTOP_H
#define CLI_DESKTOP_H

#include "cli/case.h"
#include "cli/folder.h"
#include "cli/officer.h"

/* Their options. */
/* clang-format off */
#define CLI_FOLDER_OPTS                                                       \
	{ "identity", 'i', "FILE", "the officer's key file", false },         \
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",   \
	    false },                                                          \
	{ "store", 0, "DIR", "store folder, else below $XDG_DATA_HOME",       \
	    false },                                                          \
	{ "host", 0, "HOST", "the site, when there are several folders",      \
	    false }

/* clang-format on */

struct cli_desktop {
	struct cli_folder folder;
	struct cli_officer officer;
};

/* Open the folder and unlock the key.  Says what went wrong. */
enum cli_exit
cli_desktop_open(struct cli_desktop *d, const struct cli_args *a) MUST_USE;
void cli_desktop_done(struct cli_desktop *d);

/* The thread that the first operand names.  Says what went wrong. */
enum cli_exit cli_desktop_case(struct cli_desktop *d, const struct cli_args *a,
    struct cli_case **out) MUST_USE;

#endif
