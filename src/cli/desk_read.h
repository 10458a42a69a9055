/* SPDX-License-Identifier: ISC */
/*
 * What a store folder says to the questions of docs/protocol.md section 7 that
 * only read.  Each adds the answer to r->body and returns ERR_OK,
 * ERR_NOT_FOUND, ERR_FORMAT, ERR_PREAMBLE, ERR_LIMIT, ERR_MEMORY or, with a
 * word, ERR_IO.
 */
#ifndef CLI_DESK_READ_H
#define CLI_DESK_READ_H

#include "cli/folder.h"
#include "cli/http.h"
#include "cli/where.h"

#define CLI_DESK_PAIR_LEN (SEAL_ID_LEN + SEAL_OPEN_LEN)

/* The inside of cli/desk_box.h. */
struct cli_desk_box {
	struct cli_folder *folder; /* lent */
	char officer[8];
	struct cli_ids threads;
	struct cli_where where;
};

/* /v1/roots/N, /v1/roster/N, /v1/roster. */
enum err cli_desk_read_note(struct cli_desk_box *b, const char *path,
    struct cli_http_reply *r) MUST_USE;

/* A page of the listing behind a cursor, which counts threads. */
enum err cli_desk_read_reports(struct cli_desk_box *b, const char *after,
    struct cli_http_reply *r) MUST_USE;

/*
 * Threads and beginnings of entries, by a body of whole pairs.  The right to
 * them is not asked for: who may ask here may read the folder.
 */
enum err cli_desk_read_threads(struct cli_desk_box *b,
    const struct cli_http_req *q, struct cli_http_reply *r) MUST_USE;
enum err cli_desk_read_heads(struct cli_desk_box *b,
    const struct cli_http_req *q, struct cli_http_reply *r) MUST_USE;

/* A piece of one payload. */
enum err cli_desk_read_piece(struct cli_desk_box *b, struct base_text body,
    struct cli_http_reply *r) MUST_USE;

#endif
