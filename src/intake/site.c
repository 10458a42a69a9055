/* SPDX-License-Identifier: ISC */
#include "intake/site.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/limits.h"
#include "intake/language.h"

#define CODE_LEN_MAX 16
#define NAME_LEN_MAX 32
#define TREE_DEPTH_MAX 3
#define POINTS_MAX 20000 /* of any text that a form takes */

/* The place that is being looked at, for the fault. */
struct place {
	struct intake_site_fault *fault;
	json_t *root;
};

static bool wrong(struct place *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Note the first thing that is wrong; returns false. */
static bool
wrong(struct place *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (p->fault->text[0] == '\0')
		(void)vsnprintf(
		    p->fault->text, sizeof(p->fault->text), fmt, ap);
	va_end(ap);
	return false;
}

static bool
made_of(const char *s, size_t max, const char *set)
{
	size_t len = strlen(s);

	return len >= 1 && len <= max && strspn(s, set) == len;
}

static bool
code_check(struct place *p, const char *where, const json_t *code)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789._-";

	if (!json_is_string(code) ||
	    !made_of(json_string_value(code), CODE_LEN_MAX, set))
		return wrong(p, "%s: a code is 1 to %d of A-Z a-z 0-9 . _ -",
		    where, CODE_LEN_MAX);
	return true;
}

/* TEXT: both languages, neither empty. */
static bool
text_check(struct place *p, const char *where, const json_t *text)
{
	const char *zh = json_string_value(json_object_get(text, "zh"));
	const char *en = json_string_value(json_object_get(text, "en"));

	if (zh == NULL || en == NULL || *zh == '\0' || *en == '\0')
		return wrong(p, "%s: wants texts zh and en", where);
	return true;
}

static bool
text_member(
    struct place *p, const char *where, const json_t *object, const char *name)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "%.60s.%s", where, name);
	return text_check(p, path, json_object_get(object, name));
}

static bool
list_check(struct place *p, const char *where, const json_t *list)
{
	if (!json_is_array(list) || json_array_size(list) == 0)
		return wrong(p, "%s: wants a list that is not empty", where);
	return true;
}

/* An object is known by its code: none may come twice in one list. */
static bool
code_unique(
    struct place *p, const char *where, json_t *seen, const json_t *item)
{
	const json_t *code = json_object_get(item, "code");

	if (!code_check(p, where, code))
		return false;
	if (json_object_get(seen, json_string_value(code)) != NULL)
		return wrong(p, "%s: code %s is there twice", where,
		    json_string_value(code));
	if (json_object_set_new(seen, json_string_value(code), json_true()) !=
	    0)
		return wrong(p, "%s: out of memory", where);
	return true;
}

static bool
tree_check(struct place *p, const char *where, const json_t *list, json_t *seen,
    int depth)
{
	const json_t *children;
	json_t *item;
	size_t i;

	if (!list_check(p, where, list))
		return false;
	json_array_foreach(list, i, item)
	{
		if (!code_unique(p, where, seen, item) ||
		    !text_check(p, where, item))
			return false;
		children = json_object_get(item, "children");
		if (children == NULL)
			continue;
		if (depth == TREE_DEPTH_MAX)
			return wrong(p, "%s: more than %d levels", where,
			    TREE_DEPTH_MAX);
		if (!tree_check(p, where, children, seen, depth + 1))
			return false;
	}
	return true;
}

/* A list of OPTION, or a tree of them when deep. */
static bool
options_check(struct place *p, const char *where, const json_t *list, bool deep)
{
	json_t *seen = json_object();
	bool good = seen != NULL;

	if (!good)
		(void)wrong(p, "%s: out of memory", where);
	good =
	    good && tree_check(p, where, list, seen, deep ? 1 : TREE_DEPTH_MAX);
	json_decref(seen);
	return good;
}

static bool
count_check(struct place *p, const char *where, const json_t *object,
    const char *name, json_int_t min)
{
	const json_t *n = json_object_get(object, name);

	if (!json_is_integer(n) || json_integer_value(n) < min ||
	    json_integer_value(n) > POINTS_MAX)
		return wrong(p, "%s.%s: wants a number from %d to %d", where,
		    name, (int)min, POINTS_MAX);
	return true;
}

/* The member `list` names one of the site's own lists. */
static bool
list_named(struct place *p, const char *where, const json_t *field)
{
	const char *name = json_string_value(json_object_get(field, "list"));

	if (name == NULL || !json_is_array(json_object_get(p->root, name)))
		return wrong(p, "%s.list: names no list of this file", where);
	return true;
}

static bool
class_known(struct place *p, const char *where, const json_t *class)
{
	const char *name = json_string_value(class);
	const json_t *names = json_object_get(p->root, "class_names");

	if (name == NULL || json_object_get(names, name) == NULL)
		return wrong(p, "%s.class: not in class_names", where);
	return true;
}

static bool
radio_check(struct place *p, const char *where, const json_t *field)
{
	const json_t *options = json_object_get(field, "options");
	const json_t *chosen = json_object_get(field, "default");
	bool found = chosen == NULL;
	json_t *option;
	size_t i;

	if (!options_check(p, where, options, false))
		return false;
	json_array_foreach(options, i, option)
	{
		const json_t *class = json_object_get(option, "class");

		if (class != NULL && !class_known(p, where, class))
			return false;
		if (json_equal(json_object_get(option, "code"), chosen))
			found = true;
	}
	return found || wrong(p, "%s.default: no option's code", where);
}

static bool
control_check(struct place *p, const char *where, const json_t *field)
{
	const char *control =
	    json_string_value(json_object_get(field, "control"));

	if (control == NULL)
		return wrong(p, "%s.control: is missing", where);
	if (strcmp(control, "radio") == 0)
		return radio_check(p, where, field);
	if (strcmp(control, "select") == 0 || strcmp(control, "tree") == 0)
		return list_named(p, where, field);
	if (strcmp(control, "chips") == 0)
		return list_named(p, where, field) &&
		       count_check(p, where, field, "repeat", 1);
	if (strcmp(control, "select_or_text") == 0)
		return list_named(p, where, field) &&
		       count_check(p, where, field, "max", 1);
	if (strcmp(control, "check") == 0 || strcmp(control, "notice") == 0)
		return true;
	return wrong(p, "%s.control: unknown", where);
}

static bool
field_check(struct place *p, const char *form, const json_t *field)
{
	const char *name = json_string_value(json_object_get(field, "name"));
	char where[96];

	if (name == NULL || !made_of(name, NAME_LEN_MAX,
				"abcdefghijklmnopqrstuvwxyz0123456789_"))
		return wrong(p, "%s: a field's name is 1 to %d of a-z 0-9 _",
		    form, NAME_LEN_MAX);
	(void)snprintf(where, sizeof(where), "%.40s.%s", form, name);
	if (!json_is_boolean(json_object_get(field, "required")))
		return wrong(p, "%s.required: wants true or false", where);
	return text_member(p, where, field, "label") &&
	       control_check(p, where, field);
}

static bool
form_check(struct place *p, const json_t *form)
{
	const char *id = json_string_value(json_object_get(form, "id"));
	const json_t *text = json_object_get(form, "text");
	const json_t *fields = json_object_get(form, "fields");
	json_t *field;
	size_t i;

	/* The forms that an entry may name (docs/protocol.md section 5). */
	if (id == NULL ||
	    (strcmp(id, "youth/1") != 0 && strcmp(id, "concern/1") != 0))
		return wrong(p, "forms: id is youth/1 or concern/1");
	if (!class_known(p, id, json_object_get(form, "class")) ||
	    !text_member(p, id, form, "name") ||
	    !text_member(p, id, form, "hint") ||
	    !text_member(p, id, text, "label") ||
	    !text_member(p, id, text, "hint") ||
	    !count_check(p, id, text, "min", 0) ||
	    !count_check(p, id, text, "max", 1) || !list_check(p, id, fields))
		return false;
	json_array_foreach(fields, i, field)
	{
		if (!field_check(p, id, field))
			return false;
	}
	return true;
}

static bool
forms_check(struct place *p)
{
	const json_t *forms = json_object_get(p->root, "forms");
	json_t *form;
	size_t i;

	if (!list_check(p, "forms", forms))
		return false;
	json_array_foreach(forms, i, form)
	{
		if (!form_check(p, form))
			return false;
	}
	return true;
}

/* Each member of an object is a TEXT. */
static bool
texts_check(struct place *p, const char *name)
{
	json_t *object = json_object_get(p->root, name), *text;
	const char *key;
	char where[96];

	if (!json_is_object(object) || json_object_size(object) == 0)
		return wrong(p, "%s: wants an object of texts", name);
	json_object_foreach(object, key, text)
	{
		(void)snprintf(where, sizeof(where), "%s.%.60s", name, key);
		if (!text_check(p, where, text))
			return false;
	}
	return true;
}

static bool
paragraphs_check(struct place *p, const char *where, const json_t *list)
{
	json_t *text;
	size_t i;

	if (!list_check(p, where, list))
		return false;
	json_array_foreach(list, i, text)
	{
		if (!text_check(p, where, text))
			return false;
	}
	return true;
}

static bool
notice_check(struct place *p)
{
	const json_t *notice = json_object_get(p->root, "notice");

	return code_check(
		   p, "notice.version", json_object_get(notice, "version")) &&
	       text_member(p, "notice", notice, "title") &&
	       paragraphs_check(p, "notice.paragraphs",
		   json_object_get(notice, "paragraphs"));
}

static bool
words_check(struct place *p)
{
	static const char *const names[] = { "known", "receipt", "truth",
		"out_of_scope", "passed_on", "urgent", "retaliation" };
	const json_t *texts = json_object_get(p->root, "texts");
	const json_t *safety = json_object_get(texts, "safety");
	const json_t *questions = json_object_get(p->root, "questions");
	json_t *item;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!text_member(p, "texts", texts, names[i]))
			return false;
	}
	if (!text_member(p, "texts.safety", safety, "title") ||
	    !paragraphs_check(
		p, "texts.safety.lines", json_object_get(safety, "lines")) ||
	    !list_check(p, "questions", questions))
		return false;
	json_array_foreach(questions, i, item)
	{
		if (!text_member(p, "questions", item, "q") ||
		    !text_member(p, "questions", item, "a"))
			return false;
	}
	return true;
}

static bool
status_check(struct place *p)
{
	const json_t *status = json_object_get(p->root, "public_status");
	char name[16];

	for (int i = 1; i <= 8; i++) {
		(void)snprintf(name, sizeof(name), "P%d", i);
		if (!text_member(p, "public_status", status, name))
			return false;
	}
	return true;
}

static bool
rating_check(struct place *p)
{
	const json_t *rating = json_object_get(p->root, "rating");

	return text_member(p, "rating", rating, "label") &&
	       options_check(p, "rating.options",
		   json_object_get(rating, "options"), false);
}

static bool
site_check(struct place *p)
{
	static const char *const lists[] = { "stations", "units", "topics",
		"channels" };

	if (!json_is_object(p->root) ||
	    json_integer_value(json_object_get(p->root, "format")) != 1)
		return wrong(p, "format: wants the number 1");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!options_check(
			p, lists[i], json_object_get(p->root, lists[i]), false))
			return false;
	}
	return text_member(p, "site", p->root, "name") &&
	       text_member(p, "site", p->root, "organ") &&
	       texts_check(p, "class_names") &&
	       options_check(p, "categories",
		   json_object_get(p->root, "categories"), true) &&
	       forms_check(p) && rating_check(p) && status_check(p) &&
	       notice_check(p) && words_check(p);
}

enum err
intake_site_parse(const char *text, size_t len, struct intake_site *out,
    struct intake_site_fault *fault)
{
	struct place p = { fault, NULL };
	json_error_t where;
	enum err e = ERR_FORMAT;

	*fault = (struct intake_site_fault){ 0 };
	base_buf_init(&out->zh, LIMIT_SITE_LEN);
	base_buf_init(&out->en, LIMIT_SITE_LEN);
	p.root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &where);
	if (p.root == NULL) {
		(void)wrong(&p, "line %d, column %d: %.100s", where.line,
		    where.column, where.text);
		goto out;
	}
	if (!site_check(&p))
		goto out;
	if ((e = intake_language_write(p.root, "en", &out->zh)) == ERR_OK)
		e = intake_language_write(p.root, "zh", &out->en);
out:
	json_decref(p.root);
	return e;
}

void
intake_site_done(struct intake_site *site)
{
	base_buf_done(&site->zh);
	base_buf_done(&site->en);
}
