/* SPDX-License-Identifier: ISC */
/* Roots and rosters from files, as a verified chain. */
#ifndef CLI_CHAINFILE_H
#define CLI_CHAINFILE_H

#include <stdbool.h>

#include "cli/args.h"
#include "sign/chain.h"

/* A chain, its site, and whether it hangs on a pin. */
struct cli_chain {
	struct sign_chain *chain;
	char host[LIMIT_NAME_LEN + 1];
	bool pinned;
};

/* A pin as posters carry it (43 characters).  Says what is wrong: MISUSE. */
enum cli_exit cli_arg_pin(const struct cli_args *a, const char *name,
    uint8_t pin[static SIGN_HASH_LEN], bool *given) MUST_USE;

/*
 * Load every --root (generation 1 first) and the given rosters (oldest first)
 * against --pin.  Says what went wrong, and on standard error that the keys
 * are not checked when there is no pin.
 */
enum cli_exit cli_chain_load(const struct cli_args *a,
    const char *const *rosters, size_t count, struct cli_chain *out) MUST_USE;
void cli_chain_done(struct cli_chain *c);

/* Say that no pin stands behind the keys. */
void cli_warn_unpinned(void);

#endif
