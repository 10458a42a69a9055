/* SPDX-License-Identifier: ISC */
#include "cli/form.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 64

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s == NULL ? "" : s;
}

static bool
names_form(const char *id, const char *name)
{
	size_t stem = strcspn(id, "/");

	return strcmp(id, name) == 0 ||
	       (strlen(name) == stem && strncmp(id, name, stem) == 0);
}

static enum sign_form
form_of(const char *id)
{
	for (int i = 1; i < SIGN_FORM_COUNT; i++) {
		if (strcmp(id, sign_form_word((enum sign_form)i)) == 0)
			return (enum sign_form)i;
	}
	return SIGN_FORM_NONE;
}

enum cli_exit
cli_form_find(const json_t *words, const char *name, struct cli_form *out)
{
	const json_t *forms = json_object_get(words, "forms"), *one;
	size_t i;

	json_array_foreach(forms, i, one)
	{
		const char *id = text_of(one, "id");

		if (!names_form(id, name))
			continue;
		*out = (struct cli_form){ one, words, form_of(id),
			text_of(one, "class") };
		if (out->form == SIGN_FORM_NONE) {
			cli_error("this qf does not know the form %s", id);
			return CLI_FAIL;
		}
		return CLI_OK;
	}
	cli_error("the site has no such form");
	json_array_foreach(forms, i, one)
	    cli_hint("--form %s", text_of(one, "id"));
	return CLI_MISUSE;
}

static const json_t *
find_field(const struct cli_form *form, struct base_text name)
{
	const json_t *fields = json_object_get(form->json, "fields"), *one;
	size_t i;

	json_array_foreach(fields, i, one)
	{
		if (base_text_is(name, text_of(one, "name")))
			return one;
	}
	return NULL;
}

/* Answers that stay with the page, or go elsewhere than into the report. */
static bool
is_sent(const json_t *field)
{
	const char *control = text_of(field, "control");

	return strcmp(control, "avoid") != 0 &&
	       strcmp(control, "under14") != 0 &&
	       strcmp(control, "contact") != 0;
}

/* A field of the form, or one that the page itself puts in. */
static bool
is_known(const struct cli_form *form, struct base_text name)
{
	const json_t *field = find_field(form, name);

	return field != NULL ? is_sent(field)
			     : base_text_is(name, "campaign") ||
				   base_text_is(name, "flag");
}

static size_t
times_given(const struct sign_entry *e, const char *name)
{
	size_t n = 0;

	while (sign_entry_field(e, name, n) != NULL)
		n++;
	return n;
}

/* The options of a field; NULL when it is not a list. */
static const json_t *
options_of(const struct cli_form *form, const json_t *field)
{
	const json_t *own = json_object_get(field, "options");

	return own != NULL
		   ? own
		   : json_object_get(form->site, text_of(field, "list"));
}

/* Of two classes the one that stands later in the site's list. */
static bool
is_above(const struct cli_form *form, const char *class)
{
	json_t *names = json_object_get(form->site, "class_names"), *value;
	bool passed = false;
	const char *name;

	json_object_foreach(names, name, value)
	{
		if (strcmp(name, form->class_name) == 0)
			passed = true;
		else if (strcmp(name, class) == 0)
			return passed;
	}
	return false;
}

/*
 * Follow the tree of options down to the answer: each step may route the report
 * to another class, or be nothing that this site handles.  True if it is there.
 */
static bool
follow(struct cli_form *form, const json_t *options, struct base_text answer,
    bool *stopped)
{
	const json_t *one;
	size_t i;

	json_array_foreach(options, i, one)
	{
		const char *class = text_of(one, "class");

		if (!base_text_is(answer, text_of(one, "code")) &&
		    !follow(form, json_object_get(one, "children"), answer,
			stopped))
			continue;
		if (is_above(form, class))
			form->class_name = class;
		if (json_is_true(json_object_get(one, "stop")))
			*stopped = true;
		return true;
	}
	return false;
}

static void
hint_options(const struct cli_form *form, const json_t *field)
{
	const json_t *options = options_of(form, field), *one;
	size_t i;

	json_array_foreach(options, i, one) cli_hint("%s=%s  %s",
	    text_of(field, "name"), text_of(one, "code"), text_of(one, "zh"));
}

/* Each answer to a list is one of its codes, unless own words will do. */
static enum cli_exit
check_codes(
    struct cli_form *form, const json_t *field, const struct sign_entry *e)
{
	const json_t *options = options_of(form, field);
	const char *name = text_of(field, "name");
	const struct sign_field *f;
	bool stopped = false;

	if (options == NULL)
		return CLI_OK;
	for (size_t i = 0; (f = sign_entry_field(e, name, i)) != NULL; i++) {
		if (follow(form, options, f->value, &stopped) ||
		    strcmp(text_of(field, "control"), "select_or_text") == 0)
			continue;
		cli_error("%s has no such answer", name);
		hint_options(form, field);
		return CLI_MISUSE;
	}
	if (stopped) {
		cli_error("this site does not handle that %s", name);
		return CLI_MISUSE;
	}
	return CLI_OK;
}

static enum cli_exit
check_field(
    struct cli_form *form, const json_t *field, const struct sign_entry *e)
{
	const char *name = text_of(field, "name");
	const json_t *repeat = json_object_get(field, "repeat");
	size_t given = times_given(e, name);
	size_t most =
	    json_is_integer(repeat) ? (size_t)json_integer_value(repeat) : 1;

	if (!is_sent(field))
		return CLI_OK;
	if (given == 0 && json_is_true(json_object_get(field, "required"))) {
		cli_error("the form needs --field %s=...", name);
		hint_options(form, field);
		return CLI_MISUSE;
	}
	if (given > most)
		return cli_misuse(
		    "the form takes %s at most %zu times", name, most);
	return check_codes(form, field, e);
}

static enum cli_exit
check_text(const struct cli_form *form, const struct sign_entry *e)
{
	const json_t *text = json_object_get(form->json, "text");
	json_int_t least = json_integer_value(json_object_get(text, "min"));
	json_int_t most = json_integer_value(json_object_get(text, "max"));
	struct base_text body = e->body;
	size_t points;

	/* The line feed at the very end is qf's, not the writer's. */
	while (body.len > 0 && body.data[body.len - 1] == '\n')
		body.len--;
	points = base_text_points(body);
	if (points < (size_t)least)
		return cli_fail(ERR_LIMIT,
		    "the text has %zu characters, the form asks for %jd",
		    points, (intmax_t)least);
	if (most > 0 && points > (size_t)most)
		return cli_fail(ERR_LIMIT,
		    "the text has %zu characters, the form takes %jd", points,
		    (intmax_t)most);
	return CLI_OK;
}

enum cli_exit
cli_form_check(struct cli_form *form, const struct sign_entry *e)
{
	const json_t *fields = json_object_get(form->json, "fields"), *one;
	enum cli_exit x;
	size_t i;

	for (i = 0; i < e->field_count; i++) {
		if (!is_known(form, e->fields[i].name))
			return cli_misuse("the form has no field %.*s",
			    (int)e->fields[i].name.len, e->fields[i].name.data);
	}
	json_array_foreach(fields, i, one)
	{
		if ((x = check_field(form, one, e)) != CLI_OK)
			return x;
	}
	return check_text(form, e);
}
