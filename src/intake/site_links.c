/* SPDX-License-Identifier: ISC */
#include "intake/site_links.h"

#include <stdio.h>
#include <string.h>

#define PATH_LEN 112

/* Names that the page itself puts into entries, or a later entry has. */
static const char *const reserved[] = { "campaign", "flag", "status" };

/* Controls that a form has once, because the page looks for the one. */
static const char *const single[] = { "avoid", "contact", "notice", "under14",
	"tree" };

struct place {
	json_t *site;
	struct shape_fault *fault;
};

static const char *
text_of(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s == NULL ? "" : s;
}

/* ---- codes ---- */

/* Put the codes of a list, and of what is below it, into seen: none twice. */
static bool
codes_collect(struct place *p, const char *where, json_t *list, json_t *seen)
{
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *code = text_of(item, "code");

		if (json_object_get(seen, code) != NULL)
			return shape_wrong(
			    p->fault, where, "code %s is there twice", code);
		if (json_object_set_new(seen, code, json_true()) != 0)
			return shape_wrong(p->fault, where, "out of memory");
		if (!codes_collect(
			p, where, json_object_get(item, "children"), seen))
			return false;
	}
	return true;
}

/* Every code of `wanted` (may be NULL) is one of the list's, codes unique. */
static bool
codes_check(struct place *p, const char *where, json_t *list, json_t *wanted)
{
	json_t *seen = json_object(), *code;
	bool good = seen != NULL;
	size_t i;

	if (!good)
		(void)shape_wrong(p->fault, where, "out of memory");
	good = good && codes_collect(p, where, list, seen);
	json_array_foreach(wanted, i, code)
	{
		if (good &&
		    json_object_get(seen, json_string_value(code)) == NULL)
			good = shape_wrong(p->fault, where,
			    "there is no code %s", json_string_value(code));
	}
	json_decref(seen);
	return good;
}

static bool
lists_check(struct place *p)
{
	static const char *const lists[] = { "stations", "units", "topics",
		"categories", "nodes", "campaigns", "channels" };
	json_t *rating = json_object_get(p->site, "rating");

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!codes_check(
			p, lists[i], json_object_get(p->site, lists[i]), NULL))
			return false;
	}
	return codes_check(p, "rating.why.for",
	    json_object_get(rating, "options"),
	    json_object_get(json_object_get(rating, "why"), "for"));
}

/* ---- names that name something ---- */

static json_t *
form_find(const struct place *p, const char *id)
{
	json_t *forms = json_object_get(p->site, "forms"), *form;
	size_t i;

	json_array_foreach(forms, i, form)
	{
		if (strcmp(text_of(form, "id"), id) == 0)
			return form;
	}
	return NULL;
}

static bool
names_check(struct place *p, const char *where, const json_t *object)
{
	const json_t *classes = json_object_get(p->site, "class_names");
	const json_t *texts = json_object_get(p->site, "texts");
	const char *class = text_of(object, "class");
	const char *say = text_of(object, "say");
	const char *offer = text_of(object, "offer");
	const char *form = text_of(object, "form");

	if (*class != '\0' && json_object_get(classes, class) == NULL)
		return shape_wrong(
		    p->fault, where, "class: %s is not in class_names", class);
	if (*say != '\0' &&
	    json_object_get(json_object_get(texts, say), "zh") == NULL)
		return shape_wrong(
		    p->fault, where, "say: %s is not in texts", say);
	if ((*offer != '\0' && form_find(p, offer) == NULL) ||
	    (*form != '\0' && form_find(p, form) == NULL))
		return shape_wrong(p->fault, where, "there is no such form");
	return true;
}

/* All objects, wherever they are. */
static bool
names_walk(struct place *p, const char *where, json_t *value)
{
	char path[PATH_LEN];
	const char *name;
	json_t *child;
	size_t i;

	if (json_is_object(value) && !names_check(p, where, value))
		return false;
	json_array_foreach(value, i, child)
	{
		(void)snprintf(path, sizeof(path), "%.80s[%zu]", where, i);
		if (!names_walk(p, path, child))
			return false;
	}
	json_object_foreach(value, name, child)
	{
		(void)snprintf(path, sizeof(path), "%.60s%s%.30s", where,
		    *where == '\0' ? "" : ".", name);
		if (!names_walk(p, path, child))
			return false;
	}
	return true;
}

/* ---- fields ---- */

/* The list that a field offers; NULL when it offers none. */
static json_t *
offered(const struct place *p, const json_t *field)
{
	json_t *own = json_object_get(field, "options");

	return own != NULL ? own
			   : json_object_get(p->site, text_of(field, "list"));
}

/* The field of that name among the first n. */
static json_t *
field_find(const json_t *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		json_t *field = json_array_get(fields, i);

		if (strcmp(text_of(field, "name"), name) == 0)
			return field;
	}
	return NULL;
}

static bool
name_free(struct place *p, const char *where, const json_t *fields, size_t at)
{
	const char *name = text_of(json_array_get(fields, at), "name");
	const json_t *rating = json_object_get(p->site, "rating");
	bool taken =
	    field_find(fields, at, name) != NULL ||
	    strcmp(name, text_of(rating, "name")) == 0 ||
	    strcmp(name, text_of(json_object_get(rating, "why"), "name")) == 0;

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		taken = taken || strcmp(name, reserved[i]) == 0;
	return !taken || shape_wrong(p->fault, where, "the name is taken");
}

static bool
control_alone(
    struct place *p, const char *where, const json_t *fields, size_t at)
{
	const char *control = text_of(json_array_get(fields, at), "control");
	bool once = false;

	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		once = once || strcmp(control, single[i]) == 0;
	for (size_t i = 0; once && i < at; i++) {
		if (strcmp(control,
			text_of(json_array_get(fields, i), "control")) == 0)
			return shape_wrong(
			    p->fault, where, "a form has one %s", control);
	}
	return true;
}

/* What it hangs on stands before it and has those codes. */
static bool
when_check(struct place *p, const char *where, const json_t *fields, size_t at)
{
	json_t *field = json_array_get(fields, at);
	json_t *when = json_object_get(field, "when");
	json_t *cause;

	if (when == NULL)
		return strcmp(text_of(field, "control"), "contact") != 0 ||
		       shape_wrong(
			   p->fault, where, "contact data wants a `when`");
	cause = field_find(fields, at, text_of(when, "field"));
	if (cause == NULL || offered(p, cause) == NULL)
		return shape_wrong(p->fault, where,
		    "when: names no earlier field with options");
	return codes_check(
	    p, where, offered(p, cause), json_object_get(when, "is"));
}

static bool
field_check(struct place *p, const char *where, const json_t *fields, size_t at)
{
	json_t *field = json_array_get(fields, at);
	json_t *chosen = json_object_get(field, "default");
	json_t *codes = NULL;
	bool good;

	if (!name_free(p, where, fields, at) ||
	    !control_alone(p, where, fields, at) ||
	    !when_check(p, where, fields, at))
		return false;
	if (strcmp(text_of(field, "control"), "select") == 0 &&
	    (json_object_get(field, "options") == NULL) ==
		(json_object_get(field, "list") == NULL))
		return shape_wrong(
		    p->fault, where, "wants either options or a list");
	if (chosen != NULL && (codes = json_pack("[O]", chosen)) == NULL)
		return shape_wrong(p->fault, where, "out of memory");
	good = codes_check(p, where, offered(p, field), codes);
	json_decref(codes);
	return good;
}

static bool
has_tree(const json_t *form)
{
	json_t *fields = json_object_get(form, "fields"), *field;
	size_t i;

	json_array_foreach(fields, i, field)
	{
		if (strcmp(text_of(field, "control"), "tree") == 0)
			return true;
	}
	return false;
}

static bool
form_check(struct place *p, const json_t *form)
{
	const char *id = text_of(form, "id");
	const json_t *text = json_object_get(form, "text");
	const json_t *fields = json_object_get(form, "fields");
	char where[PATH_LEN];

	if (form_find(p, id) != form)
		return shape_wrong(p->fault, id, "the form is there twice");
	if (json_integer_value(json_object_get(text, "min")) >
	    json_integer_value(json_object_get(text, "max")))
		return shape_wrong(p->fault, id, "text: min is over max");
	for (size_t i = 0; i < json_array_size(fields); i++) {
		(void)snprintf(where, sizeof(where), "%s.%s", id,
		    text_of(json_array_get(fields, i), "name"));
		if (!field_check(p, where, fields, i))
			return false;
	}
	return true;
}

/* ---- days ---- */

/* Shortcuts to categories, which the form must ask for. */
static bool
shortcuts_check(struct place *p, const char *where, const json_t *from)
{
	if (!has_tree(form_find(p, text_of(from, "form"))))
		return shape_wrong(
		    p->fault, where, "the form asks for no category");
	return codes_check(p, where, json_object_get(p->site, "categories"),
	    json_object_get(from, "categories"));
}

static bool
campaigns_check(struct place *p)
{
	json_t *list = json_object_get(p->site, "campaigns"), *one, *station;
	size_t i, k;

	json_array_foreach(list, i, one)
	{
		/* A poster's link has one place for either. */
		json_array_foreach(
		    json_object_get(p->site, "stations"), k, station)
		{
			if (strcmp(text_of(station, "code"),
				text_of(one, "code")) == 0)
				return shape_wrong(p->fault, "campaigns",
				    "%s is a station", text_of(one, "code"));
		}
		if (strcmp(text_of(one, "from"), text_of(one, "to")) > 0)
			return shape_wrong(
			    p->fault, "campaigns", "from is after to");
		if (!shortcuts_check(p, "campaigns", one))
			return false;
	}
	return true;
}

static bool
nodes_check(struct place *p)
{
	json_t *nodes = json_object_get(p->site, "nodes"), *node;
	size_t i;

	json_array_foreach(nodes, i, node)
	{
		const json_t *dates = json_object_get(node, "dates");

		for (size_t k = 1; k < json_array_size(dates); k++) {
			if (strcmp(
				json_string_value(json_array_get(dates, k - 1)),
				json_string_value(json_array_get(dates, k))) >=
			    0)
				return shape_wrong(
				    p->fault, "nodes", "dates must rise");
		}
	}
	return true;
}

bool
site_links_check(json_t *site, struct shape_fault *fault)
{
	struct place p = { site, fault };
	json_t *forms = json_object_get(site, "forms"), *form;
	size_t i;

	if (!lists_check(&p) || !names_walk(&p, "", site))
		return false;
	json_array_foreach(forms, i, form)
	{
		if (!form_check(&p, form))
			return false;
	}
	return shortcuts_check(&p, "banner", json_object_get(site, "banner")) &&
	       campaigns_check(&p) && nodes_check(&p);
}
