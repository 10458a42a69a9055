/* SPDX-License-Identifier: ISC */
/* The reporter's page as files: in a folder, in a manifest, and compared. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "cli/args.h"
#include "cli/notefile.h"
#include "sign/manifest.h"

/*
 * List the regular files of a folder: index.html is "/", any other "/name".
 * Says what is wrong (a name that no page has, too many, too big).
 */
enum err cli_page_list(const char *folder, struct sign_manifest *m) MUST_USE;

/*
 * Load a manifest, signed or bare.  With --key it must be signed by that key
 * (a vkey, or a file with one); without one it is used unverified.  Says what
 * is wrong.
 */
enum cli_exit cli_page_manifest(const struct cli_args *a, const char *path,
    struct cli_notefile *n, struct sign_manifest *m) MUST_USE;

/* The release key of --key; *given is false without.  Says what is wrong. */
enum cli_exit cli_page_key(
    const struct cli_args *a, struct sign_vkey *key, bool *given) MUST_USE;

/*
 * Say where the files differ from the manifest, each file once; true when
 * nothing differs.  what names the files ("the site", a folder).
 */
bool cli_page_same(const struct sign_manifest *m,
    const struct sign_manifest *files, const char *what);

#endif
