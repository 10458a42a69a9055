/* SPDX-License-Identifier: ISC */
#include "cli/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"

/* One for the program: jansson's allocators are, too. */
static bool short_of_memory;

enum err
cli_json_parse(const struct base_buf *body, json_t **out)
{
	json_error_t why;

	if (body->len == 0)
		return ERR_PROTOCOL;
	*out = json_loadb(
	    (const char *)body->data, body->len, JSON_REJECT_DUPLICATES, &why);
	return *out == NULL ? ERR_PROTOCOL : ERR_OK;
}

enum err
cli_json_text(const json_t *o, const char *name, const char **out)
{
	const json_t *v = json_object_get(o, name);

	/* jansson refuses \u0000 by default, so strlen() sees it all. */
	if (!json_is_string(v))
		return ERR_PROTOCOL;
	*out = json_string_value(v);
	return ERR_OK;
}

enum err
cli_json_number(const json_t *o, const char *name, uint64_t max, uint64_t *out)
{
	const json_t *v = json_object_get(o, name);

	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    (uint64_t)json_integer_value(v) > max)
		return ERR_PROTOCOL;
	*out = (uint64_t)json_integer_value(v);
	return ERR_OK;
}

enum err
cli_json_list(const json_t *o, const char *name, size_t max, json_t **out)
{
	json_t *v = json_object_get(o, name);

	if (!json_is_array(v) || json_array_size(v) > max)
		return ERR_PROTOCOL;
	*out = v;
	return ERR_OK;
}

enum err
cli_json_bytes(const json_t *o, const char *name, uint8_t *out, size_t len)
{
	const char *s;
	enum err e;

	if ((e = cli_json_text(o, name, &s)) != ERR_OK)
		return e;
	return base_base64_decode_exact(out, len, s, strlen(s), BASE64_STD) ==
		       ERR_OK
		   ? ERR_OK
		   : ERR_PROTOCOL;
}

enum err
cli_json_data(const json_t *o, const char *name, struct base_buf *out)
{
	const char *s;
	uint8_t *at;
	size_t len;
	enum err e;

	if ((e = cli_json_text(o, name, &s)) != ERR_OK)
		return e;
	len = strlen(s) / 4 * 3;
	if ((e = base_buf_reserve(out, len, &at)) != ERR_OK)
		return e;
	if (base_base64_decode(at, &len, s, strlen(s), BASE64_STD) != ERR_OK)
		return ERR_PROTOCOL;
	out->len += len;
	return ERR_OK;
}

enum err
cli_json_hex(const json_t *o, const char *name, uint8_t *out, size_t len)
{
	const char *s;
	enum err e;

	if ((e = cli_json_text(o, name, &s)) != ERR_OK)
		return e;
	return base_hex_decode(out, len, s, strlen(s)) == ERR_OK ? ERR_OK
								 : ERR_PROTOCOL;
}

static void *
json_memory(size_t len)
{
	void *p = malloc(len);

	if (p == NULL)
		short_of_memory = true;
	return p;
}

void
cli_json_init(void)
{
	json_set_alloc_funcs(json_memory, free);
}

bool
cli_json_whole(void)
{
	return !short_of_memory;
}

json_t *
cli_json_base64(const uint8_t *data, size_t len)
{
	char *text = malloc(BASE64_LEN(len) + 1);
	json_t *v;

	if (text == NULL) {
		short_of_memory = true;
		return NULL;
	}
	base_base64_encode(text, data, len, BASE64_STD);
	v = json_string(text);
	sodium_memzero(text, strlen(text));
	free(text);
	return v;
}

void
cli_json_print(json_t *doc)
{
	if (doc == NULL) {
		short_of_memory = true;
		return;
	}
	if (json_dumpf(doc, stdout, JSON_INDENT(2)) != 0)
		short_of_memory = true;
	(void)putchar('\n');
	json_decref(doc);
}
