/* SPDX-License-Identifier: ISC */
/* JSON as servers send it (jansson), read strictly, and as --json writes it. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Parse an answer's body: UTF-8, no repeated keys, at most jansson's depth.
 * The caller frees with json_decref().  ERR_OK or ERR_PROTOCOL.
 */
enum err cli_json_parse(const struct base_buf *body, json_t **out) MUST_USE;

/* A string member without NULs, borrowed; ERR_OK or ERR_PROTOCOL. */
enum err
cli_json_text(const json_t *o, const char *name, const char **out) MUST_USE;

/* A non-negative integer at most max. */
enum err cli_json_number(
    const json_t *o, const char *name, uint64_t max, uint64_t *out) MUST_USE;

/* An array member; borrowed. */
enum err cli_json_list(
    const json_t *o, const char *name, size_t max, json_t **out) MUST_USE;

/* A base64 string of exactly len bytes, or appended to a buffer. */
enum err cli_json_bytes(
    const json_t *o, const char *name, uint8_t *out, size_t len) MUST_USE;
enum err
cli_json_data(const json_t *o, const char *name, struct base_buf *out) MUST_USE;

/* Lower-case hex of exactly len bytes. */
enum err cli_json_hex(
    const json_t *o, const char *name, uint8_t *out, size_t len) MUST_USE;

/* A base64 string value; NULL when out of memory. */
json_t *cli_json_base64(const uint8_t *data, size_t len);

/*
 * Write doc to standard output with a newline, and free it.  NULL, which is
 * what jansson gives without memory, is written as nothing.
 */
void cli_json_print(json_t *doc);

/*
 * Call cli_json_init() once.  From then on cli_json_whole() tells whether
 * jansson got all the memory it asked for: a document of which parts are
 * missing must not pass for one.
 */
void cli_json_init(void);
bool cli_json_whole(void);

#endif
