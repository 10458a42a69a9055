/* SPDX-License-Identifier: ISC */
/*
 * GET /v1/manifest: the signed list of the page's own files, for those who want
 * to check what they were served (docs/verify-the-page.md).
 */
#ifndef INTAKE_MANIFEST_H
#define INTAKE_MANIFEST_H

#include "web/call.h"
#include "web/config.h"

/*
 * Read the note that the configuration names, if it names one, and hold it
 * against the files in this program: a list of other files is refused, so that
 * nobody is made to suspect a page that is as it should be.  The signature is
 * for others to verify.  ERR_OK, ERR_IO, ERR_LIMIT, ERR_NOTE, ERR_FORMAT,
 * ERR_MEMORY; *fault says why.
 */
enum err intake_manifest_read(
    const struct web_config *config, struct web_config_fault *fault) MUST_USE;
void intake_manifest_done(void);

/* The note, or 404 where there is none. */
enum web_next intake_manifest_step(struct web_call *call);

#endif
