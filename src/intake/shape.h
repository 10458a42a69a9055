/* SPDX-License-Identifier: ISC */
/*
 * The shape a JSON value must have, as a table.  Members that no table names
 * are refused, so that a slip of the pen is told and not ignored.  What JSON
 * Schema says of a file (conf/site.schema.json), these tables say of the same
 * file; tests/web/site.test.ts holds the two together.
 */
#ifndef INTAKE_SHAPE_H
#define INTAKE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

enum shape_kind {
	SHAPE_LINE,  /* clean text of one line, min to max code points */
	SHAPE_CODE,  /* 1 to 16 of A-Z a-z 0-9 . _ - */
	SHAPE_NAME,  /* 1 to 32 of a-z 0-9 _ */
	SHAPE_CLASS, /* the same and -, a letter first */
	SHAPE_DATE,  /* a real calendar date */
	SHAPE_COLOR, /* #0d5546 */
	SHAPE_WORD,  /* one of words */
	SHAPE_BOOL,
	SHAPE_INT,    /* min to max */
	SHAPE_LIST,   /* min to max values of the shape `of` */
	SHAPE_MAP,    /* class names, min to max, to values of `of` */
	SHAPE_OBJECT, /* members; other names, if `of`, to values of it */
	SHAPE_CHOICE, /* the object of the first case whose word `by` says */
};

struct shape_member;
struct shape_case;

struct shape {
	enum shape_kind kind;
	long min, max;
	const char *const *words; /* NULL at the end */
	const struct shape *of;
	const struct shape_member *members; /* name NULL at the end */
	const struct shape_case *cases;     /* word NULL at the end */
	const char *by;
};

struct shape_member {
	const char *name;
	const struct shape *shape;
	bool required;
};

struct shape_case {
	const char *word;
	const struct shape *shape;
};

/* The first thing that is wrong: where, and what. */
struct shape_fault {
	char text[160];
};

/* Note text for the place; the first stays.  Returns false. */
bool shape_wrong(struct shape_fault *fault, const char *where, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

/* True if value, found at the place `where`, has the shape. */
bool shape_check(const struct shape *shape, const char *where, json_t *value,
    struct shape_fault *fault);

#endif
