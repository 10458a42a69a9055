/* SPDX-License-Identifier: ISC */
/*
 * Files: read whole with a ceiling, and written so that an output appears
 * complete or not at all (a temporary beside it, fsync, then link or rename).
 *
 *	cli_out_open -> write to out.fd ... -> cli_out_commit
 *	                                    \-> cli_out_done alone: nothing stays
 */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

struct cli_out {
	int fd;           /* -1 when closed; standard output's when path NULL */
	const char *path; /* borrowed; NULL: standard output */
	char *temp;       /* owned; NULL for standard output */
	bool replace;     /* an existing file may be replaced */
};

/*
 * Open for writing.  path NULL or "-" is standard output.  With replace false
 * an existing file is ERR_EXISTS, now and at the commit (no race).  Returns
 * ERR_OK, ERR_EXISTS, ERR_IO (errno set), ERR_MEMORY; done is safe after each.
 */
enum err cli_out_open(
    struct cli_out *o, const char *path, mode_t mode, bool replace) MUST_USE;

/*
 * Make what was written appear under its name, durably.  After an error there
 * is no new file; one that was to be replaced may be, by all that was written.
 */
enum err cli_out_commit(struct cli_out *o) MUST_USE;

/* Close; whatever was not committed is gone. */
void cli_out_done(struct cli_out *o);

/* All of the bytes, whatever write(2) does.  ERR_OK or ERR_IO. */
enum err cli_write_all(int fd, const void *data, size_t len) MUST_USE;

/* Open, write, commit in one.  Says what went wrong. */
enum err cli_write_file(const char *path, const void *data, size_t len,
    mode_t mode, bool replace) MUST_USE;

/*
 * Append a whole file (or standard input, path "-") to out, whose ceiling is
 * the limit.  Says what went wrong.  Returns ERR_OK, ERR_IO, ERR_LIMIT,
 * ERR_MEMORY.
 */
enum err cli_read_file(const char *path, struct base_buf *out) MUST_USE;

/* The same from an open descriptor, silently. */
enum err cli_read_fd(int fd, struct base_buf *out) MUST_USE;

/*
 * Open a file (or standard input, path "-") for reading.  Says what went
 * wrong.  Returns the descriptor or -1; cli_close_input() closes it.
 */
int cli_open_input(const char *path) MUST_USE;
void cli_close_input(int fd);

/* A descriptor as a source and a sink of the sealing room; ctx is an int. */
enum err cli_fd_read(void *fd, uint8_t *buf, size_t len, size_t *got);
enum err cli_fd_write(void *fd, const uint8_t *buf, size_t len);

/*
 * Refuse to write binary data to a terminal.  Says so and returns false when o
 * is standard output and that is one.
 */
bool cli_out_binary_ok(const struct cli_out *o);

/* Make a name in the path's folder durable.  ERR_OK, ERR_IO, ERR_MEMORY. */
enum err cli_sync_parent(const char *path) MUST_USE;

/* mkdir -p with mode 0700.  Says what went wrong.  ERR_OK, ERR_IO. */
enum err cli_make_dirs(const char *path) MUST_USE;

/* Remove unfinished outputs when a signal ends the program.  Call once. */
void cli_out_guard_signals(void);

#endif
