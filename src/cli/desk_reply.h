/* SPDX-License-Identifier: ISC */
/*
 * What the loopback server answers with: every answer has the headers that
 * keep the page to itself, or does not leave.
 */
#ifndef CLI_DESK_REPLY_H
#define CLI_DESK_REPLY_H

#include <microhttpd.h>

#include "cli/http.h"

/* text is copied. */
enum MHD_Result cli_desk_reply_text(struct MHD_Connection *c,
    unsigned int status, const char *type, const char *text);

/* A problem document; name and title are ours and plain ASCII. */
enum MHD_Result cli_desk_reply_problem(struct MHD_Connection *c,
    unsigned int status, const char *name, const char *title);

/* One of the console's own files, else 404. */
enum MHD_Result cli_desk_reply_file(struct MHD_Connection *c, const char *path);

/* An answer of the office, or of the folder in its place. */
enum MHD_Result cli_desk_reply_forwarded(
    struct MHD_Connection *c, const struct cli_http_reply *r);

#endif
