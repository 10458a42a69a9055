/* SPDX-License-Identifier: ISC */
#include "cli/recordfile.h"

#include <stdio.h>
#include <string.h>

#include "cli/file.h"
#include "cli/render.h"

enum cli_exit
cli_record_load(
    const struct cli_args *a, const char *path, struct cli_recordfile *out)
{
	const char *rosters[CLI_OPTS_MAX], *roster;
	size_t at = 0, count = 0;
	enum cli_exit x;
	enum err e;

	*out = (struct cli_recordfile){ 0 };
	base_buf_init(&out->note, LIMIT_NOTE_LEN);
	while ((roster = cli_arg_next(a, "roster", &at)) != NULL)
		rosters[count++] = roster;
	if (count == 0)
		return cli_misuse("--roster is missing");
	if ((x = cli_chain_load(a, rosters, count, &out->chain)) != CLI_OK)
		return x;
	if (cli_read_file(path, &out->note) != ERR_OK)
		return CLI_FAIL;
	e = sign_record_open(out->chain.host, out->note.data, out->note.len,
	    out->chain.chain, &out->record);
	if (e == ERR_OK)
		return CLI_OK;
	(void)cli_fail(e, "%s", path);
	if (e == ERR_CHAIN)
		cli_hint("give the roster that it names with --roster");
	return CLI_FAIL;
}

void
cli_record_done(struct cli_recordfile *f)
{
	sign_record_free(&f->record);
	base_buf_done(&f->note);
	cli_chain_done(&f->chain);
}

/* A field's value as it was meant, in a buffer that the caller ends. */
static enum err
value_of(const struct sign_field *f, struct base_buf *out)
{
	base_buf_init(out, LIMIT_NOTE_LEN);
	return sign_field_decode(f->value, out);
}

static json_t *
value_json(const struct sign_field *f)
{
	struct base_buf value;
	json_t *s = NULL;

	if (value_of(f, &value) == ERR_OK)
		s = json_stringn((const char *)value.data, value.len);
	base_buf_done(&value);
	return s;
}

json_t *
cli_record_json(const struct sign_record *r)
{
	json_t *fields = json_array();

	for (size_t i = 0; i < r->field_count; i++)
		(void)json_array_append_new(
		    fields, json_pack("{s:s%, s:o}", "name",
				r->fields[i].name.data, r->fields[i].name.len,
				"value", value_json(&r->fields[i])));
	return json_pack("{s:s, s:s, s:s, s:o, s:s%, s:o, s:b}", "kind",
	    sign_record_word(r->kind), "date", r->date.text, "period",
	    r->period, "fields", fields, "text",
	    r->body.len == 0 ? "" : r->body.data, r->body.len, "signers",
	    cli_render_numbers_json(&r->signers), "complete", (int)sign_record_is_complete(r));
}

void
cli_record_print(const struct sign_record *r)
{
	char signers[CLI_NUMBERS_LEN];

	cli_render_numbers(&r->signers, signers);
	(void)printf("kind %s\ndate %s\nperiod %s\nsigned by %s\n",
	    sign_record_word(r->kind), r->date.text, r->period, signers);
	for (size_t i = 0; i < r->field_count; i++) {
		(void)printf("field %.*s ", (int)r->fields[i].name.len,
		    r->fields[i].name.data);
		if (cli_render_value(r->fields[i].value) != ERR_OK)
			(void)printf("?");
		(void)putchar('\n');
	}
	if (r->body.len > 0) {
		(void)printf("\n%.*s", (int)r->body.len, r->body.data);
	}
}

/* Is field i of that name? */
static bool
is_field(const struct sign_record *r, size_t i, const char *name)
{
	return i < r->field_count && base_text_is(r->fields[i].name, name);
}

enum cli_exit
cli_record_answers(
    const struct sign_record *r, const char *path, json_t *list)
{
	size_t i = 0;

	if (r->kind != SIGN_RECORD_ANSWERS || !sign_record_is_publishable(r)) {
		cli_error("%s: not to be published", path);
		cli_hint("it must be of the kind answers, signed by two "
			 "officers, with names, units, dates, amounts and "
			 "places checked");
		return CLI_FAIL;
	}
	for (; is_field(r, i, "topic") && is_field(r, i + 1, "wish") &&
	       is_field(r, i + 2, "answer");
	    i += 3)
		(void)json_array_append_new(
		    list, json_pack("{s:s, s:o, s:o, s:o}", "period", r->period,
			      "topic", value_json(&r->fields[i]), "wish",
			      value_json(&r->fields[i + 1]), "answer",
			      value_json(&r->fields[i + 2])));
	while (is_field(r, i, "checked"))
		i++;
	if (i == r->field_count)
		return CLI_OK;
	cli_error("%s: its fields are not topic, wish, answer, one after the "
		  "other", path);
	return CLI_FAIL;
}
