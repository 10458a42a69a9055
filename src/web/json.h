/* SPDX-License-Identifier: ISC */
/* JSON written by hand where a tree of values would only be in the way. */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append UTF-8 text as a JSON string with its quotes (RFC 8259, 7).  Returns
 * ERR_OK, ERR_FORMAT (not UTF-8: what is stored here always is), ERR_LIMIT,
 * ERR_MEMORY.
 */
enum err
web_json_string(struct base_buf *out, const void *text, size_t len) MUST_USE;

/* Append bytes as a string of standard base64, and of lower-case hex. */
enum err
web_json_base64(struct base_buf *out, const uint8_t *data, size_t len) MUST_USE;
enum err
web_json_hex(struct base_buf *out, const uint8_t *data, size_t len) MUST_USE;

#endif
