/* SPDX-License-Identifier: ISC */
#include "intake/shape.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

#define CODE_LEN_MAX 16
#define NAME_LEN_MAX 32
#define PATH_LEN 112

static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
static const char any[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "abcdefghijklmnopqrstuvwxyz0123456789._-";

bool
shape_wrong(struct shape_fault *fault, const char *where, const char *fmt, ...)
{
	size_t room = sizeof(fault->text);
	va_list ap;
	int n;

	if (fault->text[0] != '\0')
		return false;
	n = snprintf(
	    fault->text, room, "%.90s: ", *where == '\0' ? "the file" : where);
	REQUIRE(n > 0 && (size_t)n < room);
	va_start(ap, fmt);
	(void)vsnprintf(fault->text + n, room - (size_t)n, fmt, ap);
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
line_is(const struct shape *shape, const json_t *value)
{
	const struct base_text t = { json_string_value(value),
		json_string_length(value) };
	size_t points;

	if (memchr(t.data, '\n', t.len) != NULL || !base_text_clean(t))
		return false;
	points = base_text_points(t);
	return points >= (size_t)shape->min && points <= (size_t)shape->max;
}

static bool
word_is(const char *const *words, const char *s)
{
	while (*words != NULL && strcmp(*words, s) != 0)
		words++;
	return *words != NULL;
}

static bool
name_is(const char *s)
{
	return made_of(s, NAME_LEN_MAX, lower) && strchr(s, '-') == NULL;
}

static bool
class_is(const char *s)
{
	return made_of(s, NAME_LEN_MAX, lower) && *s >= 'a' && *s <= 'z';
}

static bool
color_is(const char *s)
{
	return strlen(s) == 7 && s[0] == '#' &&
	       strspn(s + 1, "0123456789abcdef") == 6;
}

static bool
date_is(const char *s)
{
	struct base_date date;

	return base_date_parse((struct base_text){ s, strlen(s) }, &date) ==
	       ERR_OK;
}

/* Kinds that are strings. */
static bool
string_check(const struct shape *shape, const char *where, const json_t *value,
    struct shape_fault *fault)
{
	const char *s = json_string_value(value);

	switch (shape->kind) {
	case SHAPE_LINE:
		return (s != NULL && line_is(shape, value)) ||
		       shape_wrong(fault, where,
			   "wants a line of %ld to %ld characters", shape->min,
			   shape->max);
	case SHAPE_CODE:
		return (s != NULL && made_of(s, CODE_LEN_MAX, any)) ||
		       shape_wrong(fault, where,
			   "a code is 1 to %d of A-Z a-z 0-9 . _ -",
			   CODE_LEN_MAX);
	case SHAPE_NAME:
		return (s != NULL && name_is(s)) ||
		       shape_wrong(fault, where,
			   "a name is 1 to %d of a-z 0-9 _", NAME_LEN_MAX);
	case SHAPE_CLASS:
		return (s != NULL && class_is(s)) ||
		       shape_wrong(fault, where,
			   "a class is 1 to %d of a-z 0-9 _ -, a letter first",
			   NAME_LEN_MAX);
	case SHAPE_COLOR:
		return (s != NULL && color_is(s)) ||
		       shape_wrong(fault, where, "wants a colour, #0d5546");
	case SHAPE_DATE:
		return (s != NULL && date_is(s)) ||
		       shape_wrong(fault, where, "wants a date, 2026-11-01");
	case SHAPE_WORD:
		return (s != NULL && word_is(shape->words, s)) ||
		       shape_wrong(fault, where, "unknown");
	case SHAPE_BOOL:
	case SHAPE_INT:
	case SHAPE_LIST:
	case SHAPE_MAP:
	case SHAPE_OBJECT:
	case SHAPE_CHOICE:
		break;
	}
	return shape_wrong(fault, where, "unknown");
}

static bool
list_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault)
{
	size_t n = json_array_size(value), i;
	char path[PATH_LEN];
	json_t *item;

	if (!json_is_array(value) || n < (size_t)shape->min ||
	    n > (size_t)shape->max)
		return shape_wrong(fault, where, "wants a list of %ld to %ld",
		    shape->min, shape->max);
	json_array_foreach(value, i, item)
	{
		(void)snprintf(path, sizeof(path), "%.80s[%zu]", where, i);
		if (!shape_check(shape->of, path, item, fault))
			return false;
	}
	return true;
}

static bool
map_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault)
{
	size_t n = json_object_size(value);
	char path[PATH_LEN];
	json_t *item;
	const char *name;

	if (!json_is_object(value) || n < (size_t)shape->min ||
	    n > (size_t)shape->max)
		return shape_wrong(fault, where, "wants %ld to %ld members",
		    shape->min, shape->max);
	json_object_foreach(value, name, item)
	{
		(void)snprintf(path, sizeof(path), "%.60s.%.40s", where, name);
		if (!class_is(name))
			return shape_wrong(fault, path, "not a class's name");
		if (!shape_check(shape->of, path, item, fault))
			return false;
	}
	return true;
}

static const struct shape_member *
member_find(const struct shape_member *members, const char *name)
{
	while (members->name != NULL && strcmp(members->name, name) != 0)
		members++;
	return members->name == NULL ? NULL : members;
}

static bool
object_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault)
{
	const struct shape_member *m;
	char path[PATH_LEN];
	json_t *item;
	const char *name;

	if (!json_is_object(value))
		return shape_wrong(fault, where, "wants an object");
	for (m = shape->members; m->name != NULL; m++) {
		if (m->required && json_object_get(value, m->name) == NULL)
			return shape_wrong(
			    fault, where, "%s is missing", m->name);
	}
	json_object_foreach(value, name, item)
	{
		(void)snprintf(path, sizeof(path), "%.60s%s%.30s", where,
		    *where == '\0' ? "" : ".", name);
		m = member_find(shape->members, name);
		if (m == NULL && (shape->of == NULL || !name_is(name)))
			return shape_wrong(fault, path, "unknown member");
		if (!shape_check(
			m == NULL ? shape->of : m->shape, path, item, fault))
			return false;
	}
	return true;
}

static bool
choice_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault)
{
	const char *word = json_string_value(json_object_get(value, shape->by));
	const struct shape_case *c;

	for (c = shape->cases; c->word != NULL; c++) {
		if (word != NULL && strcmp(c->word, word) == 0)
			return shape_check(c->shape, where, value, fault);
	}
	return shape_wrong(fault, where, "%s: unknown", shape->by);
}

bool
shape_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault)
{
	switch (shape->kind) {
	case SHAPE_BOOL:
		return json_is_boolean(value) ||
		       shape_wrong(fault, where, "wants true or false");
	case SHAPE_INT:
		return (json_is_integer(value) &&
			   json_integer_value(value) >= shape->min &&
			   json_integer_value(value) <= shape->max) ||
		       shape_wrong(fault, where,
			   "wants a number from %ld to %ld", shape->min,
			   shape->max);
	case SHAPE_LIST:
		return list_check(shape, where, value, fault);
	case SHAPE_MAP:
		return map_check(shape, where, value, fault);
	case SHAPE_OBJECT:
		return object_check(shape, where, value, fault);
	case SHAPE_CHOICE:
		return choice_check(shape, where, value, fault);
	case SHAPE_LINE:
	case SHAPE_CODE:
	case SHAPE_NAME:
	case SHAPE_CLASS:
	case SHAPE_COLOR:
	case SHAPE_DATE:
	case SHAPE_WORD:
		break;
	}
	return string_check(shape, where, value, fault);
}
