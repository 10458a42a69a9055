/* SPDX-License-Identifier: ISC */
#include "web/tus.h"

#include <string.h>
#include <strings.h>

#include "web/call.h"

/* What a client would count on and not get. */
static const char *const refused[] = { "upload-metadata", "upload-checksum",
	"upload-concat", "upload-defer-length" };

/* How many there are of a name; *value is the first one's, NULL for none. */
static size_t
find(const struct web_header *headers, size_t count, const char *name,
    const char **value)
{
	size_t found = 0;

	*value = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(headers[i].name, name) != 0)
			continue;
		if (found++ == 0)
			*value = headers[i].value;
	}
	return found;
}

/* A decimal without sign and leading zeros, of any length. */
static bool
number_read(const char *text, uint64_t *out)
{
	uint64_t n = 0;

	if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (n <= WEB_TUS_NUMBER_MAX / 10)
			n = n * 10 + (uint64_t)(*text - '0');
		else
			n = WEB_TUS_NUMBER_MAX;
	}
	*out = n < WEB_TUS_NUMBER_MAX ? n : WEB_TUS_NUMBER_MAX;
	return true;
}

/* The type without its parameters is what is compared, as in web/route.c. */
static bool
part_type_is(const struct web_header *headers, size_t count)
{
	static const char want[] = WEB_TUS_PART_TYPE;
	const size_t len = sizeof(want) - 1;
	const char *have;

	return find(headers, count, "content-type", &have) == 1 &&
	       strncasecmp(have, want, len) == 0 &&
	       (have[len] == '\0' || have[len] == ';' || have[len] == ' ');
}

enum err
web_tus_read(enum web_tus_kind kind, const struct web_header *headers,
    size_t count, uint64_t *number)
{
	const char *name = kind == WEB_TUS_CREATE ? "upload-length"
			   : kind == WEB_TUS_PART ? "upload-offset"
						  : NULL;
	const char *value;
	uint64_t n = 0;

	if (find(headers, count, "tus-resumable", &value) != 1 ||
	    strcmp(value, WEB_TUS_VERSION) != 0)
		return ERR_TUS_VERSION;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (find(headers, count, refused[i], &value) != 0)
			return ERR_TUS;
	}
	if (kind == WEB_TUS_PART && !part_type_is(headers, count))
		return ERR_MEDIA_TYPE;
	if (name != NULL && (find(headers, count, name, &value) != 1 ||
				!number_read(value, &n)))
		return ERR_TUS;
	*number = n;
	return ERR_OK;
}

bool
web_tus_is_patch(const struct web_header *headers, size_t count)
{
	const char *value;

	return find(headers, count, "x-http-method-override", &value) == 1 &&
	       strcmp(value, "PATCH") == 0;
}
