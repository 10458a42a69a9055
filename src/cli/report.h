/* SPDX-License-Identifier: ISC */
/*
 * The headers of a thread's report, as the listing gave them.  Whoever may add
 * one can seal any key to us in it, so that the first that opens need not be
 * the true one: report.header is what is used, report.others what else opened,
 * newest first.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "cli/folder.h"
#include "cli/officer.h"

#define CLI_REPORT_OTHERS_MAX 32u

/*
 * Keep a header that opened with our key; *is_new when the thread was not
 * there.  Says what the disk refused.  What is over CLI_REPORT_OTHERS_MAX
 * pushes the oldest out.
 */
enum err
cli_report_add(struct cli_folder *f, const uint8_t id[static SEAL_ID_LEN],
    struct base_text header, bool *is_new) MUST_USE;

/* The right that the n-th of the others gives; ERR_NOT_FOUND behind the last. */
enum err cli_report_other(const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN], size_t n,
    uint8_t open[static SEAL_OPEN_LEN]) MUST_USE;

/* Use the n-th of the others from now on, and keep what was used. */
enum err cli_report_use(struct cli_folder *f,
    const uint8_t id[static SEAL_ID_LEN], size_t n) MUST_USE;

#endif
