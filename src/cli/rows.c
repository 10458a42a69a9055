/* SPDX-License-Identifier: ISC */
#include "cli/rows.h"

#include <stdlib.h>
#include <string.h>

/* docs/protocol.md section 4, in the order of the roster's lines. */
static const char *const kinds[] = { "version", "prev", "not-before",
	"not-after", "slots", "promise", "log", "witness", "quorum", "officer",
	"class", "role", "revoked" };
#define KINDS_LEN (sizeof(kinds) / sizeof(kinds[0]))

static size_t
kind_index(struct base_text word)
{
	size_t i = 0;

	while (i < KINDS_LEN && !base_text_is(word, kinds[i]))
		i++;
	return i;
}

static size_t
kind_known(const char *kind)
{
	size_t i = kind_index((struct base_text){ kind, strlen(kind) });

	REQUIRE(i < KINDS_LEN);
	return i;
}

void
cli_rows_init(struct cli_rows *r)
{
	r->count = 0;
}

void
cli_rows_done(struct cli_rows *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->row[i].text);
	r->count = 0;
}

static void
drop_at(struct cli_rows *r, size_t i)
{
	free(r->row[i].text);
	memmove(
	    &r->row[i], &r->row[i + 1], (r->count - i - 1) * sizeof(r->row[0]));
	r->count--;
}

void
cli_rows_drop(struct cli_rows *r, const char *kind)
{
	size_t k = kind_known(kind);

	for (size_t i = 0; i < r->count;) {
		if (r->row[i].kind == k)
			drop_at(r, i);
		else
			i++;
	}
}

static enum err
add_text(struct cli_rows *r, size_t kind, struct base_text text)
{
	if (r->count == CLI_ROWS_MAX)
		return ERR_LIMIT;
	if ((r->row[r->count].text = strndup(text.data, text.len)) == NULL)
		return ERR_MEMORY;
	r->row[r->count++].kind = kind;
	return ERR_OK;
}

/* The row's text without its kind's word, if it begins with that. */
static struct base_text
strip_kind(const char *kind, const char *text)
{
	struct base_text rest = { text, strlen(text) }, word;

	if (base_text_word(&rest, &word) && base_text_is(word, kind))
		return rest;
	return (struct base_text){ text, strlen(text) };
}

enum err
cli_rows_add(struct cli_rows *r, const char *kind, const char *text)
{
	return add_text(r, kind_known(kind), strip_kind(kind, text));
}

/* True if the first n words of both are there and the same. */
static bool
same_words(struct base_text a, struct base_text b, size_t n)
{
	struct base_text x, y;

	for (; n > 0; n--) {
		if (!base_text_word(&a, &x) || !base_text_word(&b, &y) ||
		    x.len != y.len || memcmp(x.data, y.data, x.len) != 0)
			return false;
	}
	return true;
}

enum err
cli_rows_put(
    struct cli_rows *r, const char *kind, const char *text, size_t words)
{
	struct base_text fresh = strip_kind(kind, text);
	size_t k = kind_known(kind);

	for (size_t i = 0; i < r->count;) {
		struct base_text old = { r->row[i].text,
			strlen(r->row[i].text) };

		if (r->row[i].kind == k && same_words(old, fresh, words))
			drop_at(r, i);
		else
			i++;
	}
	return add_text(r, k, fresh);
}

enum err
cli_rows_read(struct cli_rows *r, struct base_text text)
{
	struct base_text line, word;
	enum err e;

	if (!base_text_line(&text, &line))
		return ERR_ROSTER;
	while (base_text_line(&text, &line)) {
		size_t k;

		if (!base_text_word(&line, &word) ||
		    (k = kind_index(word)) == KINDS_LEN)
			return ERR_ROSTER;
		if ((e = add_text(r, k, line)) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* Take number out of a class row, in place: the text only gets shorter. */
static void
class_remove(char *row, struct base_text number)
{
	struct base_text rest = { row, strlen(row) }, word;
	char *to = row;

	while (base_text_word(&rest, &word)) {
		if (to != row && word.len == number.len &&
		    memcmp(word.data, number.data, word.len) == 0)
			continue;
		if (to != row)
			*to++ = ' ';
		memmove(to, word.data, word.len);
		to += word.len;
	}
	*to = 0;
}

enum err
cli_rows_revoke(struct cli_rows *r, struct base_text number)
{
	size_t officer = kind_known("officer"), role = kind_known("role");
	size_t class = kind_known("class");

	if (number.len != 2)
		return ERR_ROSTER;
	for (size_t i = 0; i < r->count;) {
		struct base_text rest = { r->row[i].text,
			strlen(r->row[i].text) };
		struct base_text word;
		bool drop = false;

		if (r->row[i].kind == class)
			class_remove(r->row[i].text, number);
		if (r->row[i].kind == role)
			(void)base_text_word(&rest, &word);
		if (r->row[i].kind == role || r->row[i].kind == officer)
			drop = same_words(rest, number, 1);
		if (drop)
			drop_at(r, i);
		else
			i++;
	}
	return ERR_OK;
}

static struct cli_row *
class_find(struct cli_rows *r, const char *name)
{
	size_t class = kind_known("class");

	for (size_t i = 0; i < r->count; i++) {
		struct base_text rest = { r->row[i].text,
			strlen(r->row[i].text) };
		struct base_text word;

		if (r->row[i].kind == class && base_text_word(&rest, &word) &&
		    base_text_is(word, name))
			return &r->row[i];
	}
	return NULL;
}

/* The row with the number in its place: they rise. */
static enum err
class_insert(struct cli_row *row, const char *number)
{
	struct base_text rest = { row->text, strlen(row->text) }, word;
	bool name = true, done = false;
	struct base_buf out;
	char *fresh = NULL;
	enum err e = ERR_OK;

	base_buf_init(&out, rest.len + strlen(number) + 1);
	while (e == ERR_OK && base_text_word(&rest, &word)) {
		if (!name && !done && memcmp(number, word.data, word.len) < 0) {
			e = base_buf_addf(&out, " %s", number);
			done = true;
		}
		if (e == ERR_OK)
			e = base_buf_addf(&out, name ? "%.*s" : " %.*s",
			    (int)word.len, word.data);
		name = false;
	}
	if (e == ERR_OK && !done)
		e = base_buf_addf(&out, " %s", number);
	if (e == ERR_OK &&
	    (fresh = strndup((const char *)out.data, out.len)) == NULL)
		e = ERR_MEMORY;
	base_buf_done(&out);
	if (e != ERR_OK)
		return e;
	free(row->text);
	row->text = fresh;
	return ERR_OK;
}

enum err
cli_rows_class(
    struct cli_rows *r, const char *name, const char *number, bool in)
{
	struct base_text nn = { number, strlen(number) }, rest, word;
	struct cli_row *row = class_find(r, name);
	bool there = false;

	if (row == NULL)
		return ERR_NOT_FOUND;
	rest = (struct base_text){ row->text, strlen(row->text) };
	(void)base_text_word(&rest, &word);
	while (base_text_word(&rest, &word))
		there = there || base_text_is(word, number);
	if (there == in)
		return in ? ERR_EXISTS : ERR_NOT_FOUND;
	if (in)
		return class_insert(row, number);
	class_remove(row->text, nn);
	return ERR_OK;
}

static int
compare(const void *a, const void *b)
{
	const struct cli_row *const *x = a, *const *y = b;
	size_t officer = kind_known("officer"), revoked = kind_known("revoked");

	if ((*x)->kind != (*y)->kind)
		return (*x)->kind < (*y)->kind ? -1 : 1;
	if ((*x)->kind == officer || (*x)->kind == revoked)
		return strcmp((*x)->text, (*y)->text);
	return *x < *y ? -1 : 1; /* as they were given */
}

enum err
cli_rows_write(const struct cli_rows *r, struct base_buf *out)
{
	const struct cli_row *order[CLI_ROWS_MAX];
	enum err e;

	for (size_t i = 0; i < r->count; i++)
		order[i] = &r->row[i];
	qsort(order, r->count, sizeof(order[0]), compare);
	for (size_t i = 0; i < r->count; i++) {
		e = base_buf_addf(
		    out, "%s %s\n", kinds[order[i]->kind], order[i]->text);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}
