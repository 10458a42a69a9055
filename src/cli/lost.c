/* SPDX-License-Identifier: ISC */
#include "cli/lost.h"

#include <stdlib.h>
#include <string.h>

#include "cli/date.h"
#include "cli/json.h"
#include "cli/object.h"

#define LOST_FILE "lost"
#define LOST_MAX 10000u
#define LOST_LEN_MAX (LOST_MAX * 256u)

static const char *const words[CLI_LOST_COUNT] = {
	[CLI_LOST_THREAD] = "thread",
	[CLI_LOST_ROWS] = "rows",
	[CLI_LOST_LISTING] = "listing",
	[CLI_LOST_ENTRY] = "entry",
	[CLI_LOST_BYTES] = "bytes",
	[CLI_LOST_HEADER] = "header",
	[CLI_LOST_DATE] = "date",
};

static const char *const texts[CLI_LOST_COUNT] = {
	[CLI_LOST_THREAD] = "the office gave no such thread",
	[CLI_LOST_ROWS] = "rows of the list of reports were not given",
	[CLI_LOST_LISTING] = "it was gone from the list of reports",
	[CLI_LOST_ENTRY] = "an entry was gone from it",
	[CLI_LOST_BYTES] = "an entry of it was not given",
	[CLI_LOST_HEADER] = "a header of an entry was gone",
	[CLI_LOST_DATE] = "an entry of it was given another date",
};

static enum err
load(const struct cli_folder *f, json_t **doc, json_t **list)
{
	struct base_buf file;
	enum err e = ERR_OK;

	base_buf_init(&file, LOST_LEN_MAX);
	if (!cli_folder_has(f, LOST_FILE)) {
		*doc = json_pack("{s:[]}", "lost");
		e = *doc == NULL ? ERR_MEMORY : ERR_OK;
	} else if ((e = cli_folder_read(f, LOST_FILE, &file)) == ERR_OK) {
		e = cli_json_parse(&file, doc);
	}
	if (e == ERR_OK)
		e = cli_json_list(*doc, "lost", LOST_MAX, list);
	if (e == ERR_PROTOCOL)
		(void)cli_fail(e, "%s/" LOST_FILE, f->dir);
	base_buf_done(&file);
	return e;
}

static enum err
save(struct cli_folder *f, const json_t *doc)
{
	char *text = json_dumps(doc, JSON_INDENT(1));
	enum err e = ERR_MEMORY;

	if (text != NULL)
		e = cli_folder_write(f, LOST_FILE, text, strlen(text));
	free(text);
	return e;
}

static const char *
text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text == NULL ? "" : text;
}

static bool
is_known(
    const json_t *list, const char *what, const char *thread, const char *entry)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *row = json_array_get(list, i);

		if (strcmp(text_of(row, "what"), what) == 0 &&
		    strcmp(text_of(row, "thread"), thread) == 0 &&
		    strcmp(text_of(row, "entry"), entry) == 0)
			return true;
	}
	return false;
}

enum err
cli_lost_add(struct cli_folder *f, enum cli_lost_what what, const char *thread,
    const char *entry)
{
	json_t *doc = NULL, *list;
	struct base_date today;
	enum err e;

	entry = entry == NULL ? "" : entry;
	if ((e = load(f, &doc, &list)) != ERR_OK ||
	    is_known(list, words[what], thread, entry))
		goto out;
	if (json_array_size(list) == LOST_MAX) {
		e = ERR_LIMIT;
		goto out;
	}
	cli_today(&today);
	if (json_array_append_new(list,
		json_pack("{s:s, s:s, s:s, s:s}", "date", today.text, "what",
		    words[what], "thread", thread, "entry", entry)) != 0)
		e = ERR_MEMORY;
	else
		e = save(f, doc);
out:
	json_decref(doc);
	return e;
}

static void
row_say(const json_t *row)
{
	const char *entry = text_of(row, "entry");
	size_t what = 0;

	while (what < CLI_LOST_COUNT - 1 &&
	       strcmp(text_of(row, "what"), words[what]) != 0)
		what++;
	cli_warn("%s %.*s%s%s%s%.*s", text_of(row, "date"), CLI_ID_SHOWN_LEN,
	    text_of(row, "thread"),
	    text_of(row, "thread")[0] == '\0' ? "" : ": ", texts[what],
	    entry[0] == '\0' ? "" : ": ", CLI_ID_SHOWN_LEN, entry);
}

enum err
cli_lost_say(const struct cli_folder *f, const char *thread, size_t *count)
{
	json_t *doc = NULL, *list = NULL;
	enum err e;

	*count = 0;

	if ((e = load(f, &doc, &list)) != ERR_OK)
		goto out;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *row = json_array_get(list, i);

		if (json_is_true(json_object_get(row, "seen")) ||
		    (thread != NULL &&
			strcmp(text_of(row, "thread"), thread) != 0))
			continue;
		row_say(row);
		(*count)++;
	}
	if (*count > 0)
		cli_hint("ask the administrator; `qf inbox --seen' says that "
			 "you have looked at it");
out:
	json_decref(doc);
	return e;
}

enum err
cli_lost_count(const struct cli_folder *f, size_t *count)
{
	json_t *doc = NULL, *list = NULL;
	enum err e = load(f, &doc, &list);

	*count = e == ERR_OK ? json_array_size(list) : 0;
	json_decref(doc);
	return e;
}

enum err
cli_lost_seen(struct cli_folder *f)
{
	json_t *doc = NULL, *list = NULL;
	enum err e;

	if (!cli_folder_has(f, LOST_FILE))
		return ERR_OK;
	if ((e = load(f, &doc, &list)) == ERR_OK) {
		for (size_t i = 0; i < json_array_size(list); i++)
			(void)json_object_set_new(
			    json_array_get(list, i), "seen", json_true());
		e = save(f, doc);
	}
	json_decref(doc);
	return e;
}
