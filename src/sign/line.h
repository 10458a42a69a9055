/* SPDX-License-Identifier: ISC */
/*
 * What the texts of this room share: a first line HOST/kind/v1, then lines
 * `name value` in a fixed order.  Everything is canonical: one space, no empty
 * word, nothing at the line's end.  Private to this room.
 */
#ifndef SIGN_LINE_H
#define SIGN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "sign/key.h"

/* A cursor over lines; the current one is split at its first space. */
struct sign_lines {
	struct base_text rest; /* behind the current line */
	struct base_text name;
	struct base_text value; /* empty when there is no space */
	bool has_value;
	bool end; /* no complete line is left */
};

/*
 * Begin behind the first line, which must be HOST followed by kind.  False
 * when it is another one.
 */
bool sign_lines_init(struct sign_lines *l, const char *host, const char *kind,
    struct base_text text);

/* The current line is `name value`: lend the value and go on.  Else false. */
bool sign_lines_take(struct sign_lines *l, const char *name,
    struct base_text *value);

/* True when the current line has this name; nothing moves. */
bool sign_lines_at(const struct sign_lines *l, const char *name);

/* True at the very end: no line and no piece of one is left. */
bool sign_lines_done(const struct sign_lines *l);

/*
 * Split into exactly count words, single spaces between them.  With tail the
 * last "word" is all that is left, spaces included.  False otherwise.
 */
bool sign_words(struct base_text v, struct base_text *words, size_t count,
    bool tail);

/* Parsers of single values: true when v is one, in full. */
bool sign_value_hash(struct base_text v, uint8_t out[static SIGN_HASH_LEN]);
bool sign_value_handle(struct base_text v,
    uint8_t out[static SIGN_HANDLE_LEN]);
bool sign_value_number(struct base_text v, unsigned int *out); /* "07" */
bool sign_value_u32(struct base_text v, uint32_t *out);	       /* from 1 */
bool sign_value_word(struct base_text v, char *out, size_t out_max);
bool sign_value_date(struct base_text v, struct base_date *out);

/* One word of [a-z0-9_-], at most max bytes. */
bool sign_word_valid(struct base_text v, size_t max);

/* Clean text without a line end, not empty, at most max bytes. */
bool sign_inline_valid(struct base_text v, size_t max);

/* Writers: append `name value` LF. */
enum err sign_put_first(struct base_buf *out, const char *host,
    const char *kind) MUST_USE;
enum err sign_put_bytes(struct base_buf *out, const char *name,
    const uint8_t *data, size_t len) MUST_USE;
enum err sign_put_prev(struct base_buf *out, bool first,
    const uint8_t prev[static SIGN_HASH_LEN]) MUST_USE;
enum err sign_put_vkey(struct base_buf *out, const char *before,
    const struct sign_vkey *k) MUST_USE;
enum err sign_put_roster(struct base_buf *out, uint32_t version,
    const uint8_t hash[static SIGN_HASH_LEN]) MUST_USE;

/* `roster 12 <b64>`. */
bool sign_value_roster(struct base_text v, uint32_t *version,
    uint8_t hash[static SIGN_HASH_LEN]);

/* `prev -` exactly when first. */
bool sign_value_prev(struct base_text v, bool first,
    uint8_t prev[static SIGN_HASH_LEN]);

/* Borrow a C string or a buffer's bytes as text. */
struct base_text sign_text(const char *s);
struct base_text sign_buf_text(const struct base_buf *b);

/* True when name is the key name of this role (and number) at host. */
bool sign_name_is(const char *host, const char *name, enum sign_role role,
    unsigned int number);

#endif
