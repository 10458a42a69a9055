/* SPDX-License-Identifier: ISC */
/* web/tus.h: lines `name: value`, as the headers of one request. */
#include "fuzz/fuzz.h"

#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

#include "web/call.h"
#include "web/tus.h"

struct request {
	struct web_header list[WEB_HEADERS_MAX];
	size_t count;
};

/* Each line at its first colon; one without a colon has no value. */
static void
split(char *text, struct request *out)
{
	char *line, *colon, *rest = text;

	out->count = 0;
	while (out->count < WEB_HEADERS_MAX &&
	       (line = strsep(&rest, "\n")) != NULL) {
		if ((colon = strchr(line, ':')) != NULL)
			*colon++ = '\0';
		while (colon != NULL && *colon == ' ')
			colon++;
		out->list[out->count++] = (struct web_header){ line,
			colon == NULL ? line + strlen(line) : colon };
	}
}

static size_t
how_many(const struct request *r, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		n += strcasecmp(r->list[i].name, name) == 0;
	return n;
}

static const char *
value_of(const struct request *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++) {
		if (strcasecmp(r->list[i].name, name) == 0)
			return r->list[i].value;
	}
	return "";
}

/* What was read is what is written, and nothing was overlooked. */
static void
taken(const struct request *r, enum web_tus_kind kind, uint64_t number)
{
	static const char *const never[] = { "Upload-Metadata",
		"Upload-Checksum", "Upload-Concat", "Upload-Defer-Length" };
	const char *name =
	    kind == WEB_TUS_CREATE ? "Upload-Length" : "Upload-Offset";
	char text[24];

	HOLDS(how_many(r, "Tus-Resumable") == 1);
	HOLDS(strcmp(value_of(r, "Tus-Resumable"), "1.0.0") == 0);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		HOLDS(how_many(r, never[i]) == 0);
	if (kind == WEB_TUS_LOOK) {
		HOLDS(number == 0);
		return;
	}
	HOLDS(how_many(r, name) == 1);
	HOLDS(number <= WEB_TUS_NUMBER_MAX);
	snprintf(text, sizeof(text), "%" PRIu64, number);
	if (number < WEB_TUS_NUMBER_MAX)
		HOLDS(strcmp(value_of(r, name), text) == 0);
	else
		HOLDS(strlen(value_of(r, name)) >= strlen(text));
	if (kind == WEB_TUS_PART)
		HOLDS(strncasecmp(value_of(r, "Content-Type"),
			  WEB_TUS_PART_TYPE, strlen(WEB_TUS_PART_TYPE)) == 0);
}

static enum err
read_as(enum web_tus_kind kind, const struct request *r, uint64_t *number)
{
	enum err e;

	fuzz_mark(number, sizeof(*number));
	e = web_tus_read(kind, r->list, r->count, number);
	if (e == ERR_OK)
		taken(r, kind, *number);
	else
		HOLDS(fuzz_is_marked(number, sizeof(*number)));
	HOLDS(e == ERR_OK || e == ERR_TUS || e == ERR_TUS_VERSION ||
	      (e == ERR_MEDIA_TYPE && kind == WEB_TUS_PART));
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum web_tus_kind kinds[] = { WEB_TUS_CREATE, WEB_TUS_LOOK,
		WEB_TUS_PART };
	char *text = strndup((const char *)data, size);
	struct request r, back;
	uint64_t a, b;

	HOLDS(text != NULL);
	split(text, &r);
	back.count = r.count;
	for (size_t i = 0; i < r.count; i++)
		back.list[i] = r.list[r.count - 1 - i];
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		/* The order of headers says nothing. */
		HOLDS(
		    read_as(kinds[i], &r, &a) == read_as(kinds[i], &back, &b));
		HOLDS(a == b);
	}
	HOLDS(
	    web_tus_is_patch(r.list, r.count) ==
	    (how_many(&r, "X-HTTP-Method-Override") == 1 &&
		strcmp(value_of(&r, "X-HTTP-Method-Override"), "PATCH") == 0));
	free(text);
	return 0;
}
