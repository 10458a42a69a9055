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
		*out = (struct cli_form){ one, form_of(id),
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

static size_t
times_given(const struct sign_entry *e, const char *name)
{
	size_t n = 0;

	while (sign_entry_field(e, name, n) != NULL)
		n++;
	return n;
}

/* A radio's option may route the report to another class. */
static void
route(struct cli_form *form, const json_t *field, const struct sign_entry *e)
{
	const json_t *options = json_object_get(field, "options"), *one;
	const struct sign_field *f =
	    sign_entry_field(e, text_of(field, "name"), 0);
	size_t i;

	json_array_foreach(options, i, one)
	{
		if (f != NULL && base_text_is(f->value, text_of(one, "code")) &&
		    text_of(one, "class")[0] != 0)
			form->class_name = text_of(one, "class");
	}
}

/* A radio's answer is one of its codes. */
static bool
option_known(const json_t *field, const struct sign_entry *e)
{
	const json_t *options = json_object_get(field, "options"), *one;
	const struct sign_field *f =
	    sign_entry_field(e, text_of(field, "name"), 0);
	size_t i;

	if (f == NULL || strcmp(text_of(field, "control"), "radio") != 0)
		return true;
	json_array_foreach(options, i, one)
	{
		if (base_text_is(f->value, text_of(one, "code")))
			return true;
	}
	return false;
}

static void
hint_options(const json_t *field)
{
	const json_t *options = json_object_get(field, "options"), *one;
	size_t i;

	json_array_foreach(options, i, one) cli_hint("%s=%s  %s",
	    text_of(field, "name"), text_of(one, "code"), text_of(one, "zh"));
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

	if (given == 0 && json_is_true(json_object_get(field, "required"))) {
		cli_error("the form needs --field %s=...", name);
		hint_options(field);
		return CLI_MISUSE;
	}
	if (given > most)
		return cli_misuse(
		    "the form takes %s at most %zu times", name, most);
	if (!option_known(field, e)) {
		cli_error("%s has no such answer", name);
		hint_options(field);
		return CLI_MISUSE;
	}
	route(form, field, e);
	return CLI_OK;
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
		if (find_field(form, e->fields[i].name) == NULL)
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
