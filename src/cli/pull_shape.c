/* SPDX-License-Identifier: ISC */
/* Whether a thread as looked up is one, before anything of it is kept. */
#include <stdbool.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "cli/json.h"
#include "cli/pull.h"
#include "sign/key.h"

static bool
is_side(
    const json_t *entry, const char *name, const char *one, const char *other)
{
	const char *text;

	return cli_json_text(entry, name, &text) == ERR_OK &&
	       (strcmp(text, one) == 0 || strcmp(text, other) == 0);
}

static enum err
entry_check(const json_t *entry)
{
	uint8_t id[SEAL_ID_LEN];
	struct base_date date;
	const char *text;
	uint64_t size;
	enum err e;

	if ((e = cli_json_hex(entry, "id", id, sizeof(id))) != ERR_OK ||
	    (e = cli_json_number(
		 entry, "size", LIMIT_UPLOAD_LEN * 2ull, &size)) != ERR_OK ||
	    (e = cli_json_text(entry, "date", &text)) != ERR_OK)
		return e;
	if (base_date_parse((struct base_text){ text, strlen(text) }, &date) !=
		ERR_OK ||
	    !is_side(entry, "side", "reporter", "office") ||
	    !is_side(entry, "audience", "reporter", "office"))
		return ERR_PROTOCOL;
	return ERR_OK;
}

enum err
cli_pull_shape(const json_t *thread, json_t **list)
{
	uint8_t handle[SIGN_HANDLE_LEN];
	enum err e;

	if ((e = cli_json_bytes(thread, "handle", handle, sizeof(handle))) ==
	    ERR_OK)
		e = cli_json_list(thread, "entries", LIMIT_THREAD_MAX, list);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(*list); i++)
		e = entry_check(json_array_get(*list, i));
	return e;
}
