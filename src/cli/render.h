/* SPDX-License-Identifier: ISC */
/* Entries in words, for people and as JSON. */
#ifndef CLI_RENDER_H
#define CLI_RENDER_H

#include <jansson.h>

#include "base/err.h"
#include "sign/entry.h"
#include "sign/thread.h"

/* Print an entry's lines, fields, attachments and free text. */
enum err cli_render_entry(const struct sign_entry *e) MUST_USE;

/* Print the text that a field's value stands for. */
enum err cli_render_value(struct base_text value) MUST_USE;

/* The same as an object; NULL when out of memory. */
json_t *cli_render_entry_json(const struct sign_entry *e);

/* Its attachments alone, as an array. */
json_t *cli_render_attaches_json(const struct sign_entry *e);

/* "01 02 03", "-" when empty; out holds 3 bytes a number. */
#define CLI_NUMBERS_LEN (3 * LIMIT_STANZA_MAX + 1)
void cli_render_numbers(
    const struct sign_numbers *n, char out[static CLI_NUMBERS_LEN]);
json_t *cli_render_numbers_json(const struct sign_numbers *n);

/* The words of a set of alarms, as an array. */
json_t *cli_render_alarms_json(uint32_t alarms);

/* One hint on standard error for each alarm. */
void cli_render_alarms_note(uint32_t alarms);

/* One line for each alarm: `prefix` and its text. */
void cli_render_alarms(uint32_t alarms, const char *prefix);

#endif
