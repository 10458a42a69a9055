/* SPDX-License-Identifier: ISC */
/* Values that entries, self and rosters share.  Private to this room. */
#ifndef SIGN_VALUE_H
#define SIGN_VALUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/identity.h"
#include "sign/entry.h"

/* Each is true when v is one, in full and canonical. */
bool sign_value_recipient(struct base_text v, struct seal_recipient *out);
bool sign_value_form(struct base_text v, enum sign_form *out);

/* "01 02 03", rising, at least one; out starts empty. */
bool sign_value_numbers(struct base_text v, struct sign_numbers *out);

/*
 * The value of a `field` line: a name, a space, the rest, in which only %25
 * and %0A are escapes.  Lends both.
 */
bool sign_value_field(struct base_text v, struct sign_field *out);

/* Append `field NAME VALUE` LF.  ERR_ENTRY when a line end is in either. */
enum err sign_put_field(struct base_buf *b,
    const struct sign_field *f) MUST_USE;

/* A value with a line end in it would smuggle in a line of its own. */
bool sign_inline_or_empty(struct base_text t);

/* Append `name 01 02 03` LF. */
enum err sign_put_numbers(struct base_buf *b, const char *name,
    const struct sign_numbers *n) MUST_USE;

/* The grammar of an entry's text; out starts zeroed.  ERR_OK, ERR_ENTRY. */
enum err sign_entry_parse(const char *host, struct base_text text,
    struct sign_entry *out) MUST_USE;

#endif
