/* SPDX-License-Identifier: ISC */
/* Small files that a service reads once, whole, before or at its start. */
#ifndef WEB_FILE_H
#define WEB_FILE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Append the whole file to out, whose ceiling is the limit.  Returns ERR_OK,
 * ERR_IO (errno set; not a regular file is EINVAL), ERR_LIMIT, ERR_MEMORY.
 */
enum err web_file_read(const char *path, struct base_buf *out) MUST_USE;

#endif
