/* SPDX-License-Identifier: ISC */
#include "cli/render.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "cli/json.h"
#include "cli/say.h"

void
cli_render_numbers(
    const struct sign_numbers *n, char out[static CLI_NUMBERS_LEN])
{
	size_t at = 0;

	(void)snprintf(out, CLI_NUMBERS_LEN, "-");
	for (size_t i = 0; i < n->count; i++)
		at += (size_t)snprintf(out + at, CLI_NUMBERS_LEN - at,
		    i == 0 ? "%02u" : " %02u", (unsigned)n->at[i]);
}

json_t *
cli_render_numbers_json(const struct sign_numbers *n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n->count; i++)
		(void)json_array_append_new(list, json_integer(n->at[i]));
	return list;
}

json_t *
cli_render_alarms_json(uint32_t alarms)
{
	json_t *list = json_array();

	for (int i = 0; i < SIGN_ALARM_COUNT; i++) {
		if (alarms & SIGN_ALARM_BIT(i))
			(void)json_array_append_new(list,
			    json_string(sign_alarm_word((enum sign_alarm)i)));
	}
	return list;
}

void
cli_render_alarms(uint32_t alarms, const char *prefix)
{
	for (int i = 0; i < SIGN_ALARM_COUNT; i++) {
		if (alarms & SIGN_ALARM_BIT(i))
			(void)printf("%s%s\n", prefix,
			    sign_alarm_text((enum sign_alarm)i));
	}
}

void
cli_render_alarms_note(uint32_t alarms)
{
	for (int i = 0; i < SIGN_ALARM_COUNT; i++) {
		if (alarms & SIGN_ALARM_BIT(i))
			cli_hint("it %s", sign_alarm_text((enum sign_alarm)i));
	}
}

static void
put(struct base_text t)
{
	(void)fwrite(t.data, 1, t.len, stdout);
}

/* A value of several lines goes on under its name. */
enum err
cli_render_value(struct base_text text)
{
	struct base_buf value;
	struct base_text rest, line;
	enum err e;

	base_buf_init(&value, LIMIT_ENTRY_NOTE_LEN);
	if ((e = sign_field_decode(text, &value)) == ERR_OK) {
		rest =
		    (struct base_text){ (const char *)value.data, value.len };
		while (base_text_line(&rest, &line)) {
			put(line);
			(void)printf("\n  ");
		}
		put(rest);
	}
	base_buf_done(&value);
	return e;
}

static enum err
render_field(const struct sign_field *f)
{
	enum err e;

	put(f->name);
	(void)printf(": ");
	e = cli_render_value(f->value);
	(void)putchar('\n');
	return e;
}

static void
render_after(const struct sign_entry *e)
{
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1];

	for (size_t i = 0; i < e->after_count; i++) {
		base_base64_encode(
		    hash, e->after[i], sizeof(e->after[i]), BASE64_STD);
		(void)printf("after: %s\n", hash);
	}
}

enum err
cli_render_entry(const struct sign_entry *e)
{
	char numbers[CLI_NUMBERS_LEN];
	char handle[BASE64_LEN(SIGN_HANDLE_LEN) + 1];
	enum err err;

	base_base64_encode(handle, e->thread, sizeof(e->thread), BASE64_STD);
	(void)printf("kind: %s\nthread: %s\n", sign_kind_word(e->kind), handle);
	render_after(e);
	cli_render_numbers(&e->to, numbers);
	(void)printf("date: %s\nroster: %u\nto: %s\n", e->date.text,
	    (unsigned)e->roster_version, numbers);
	if (e->left_out.count > 0) {
		cli_render_numbers(&e->left_out, numbers);
		(void)printf("not: %s\n", numbers);
	}
	if (e->kind == SIGN_KIND_REPORT)
		(void)printf("form: %s\n", sign_form_word(e->form));
	if (!sign_kind_is_reporters(e->kind))
		(void)printf("officer: %02u\n", e->officer);
	for (size_t i = 0; i < e->field_count; i++) {
		if ((err = render_field(&e->fields[i])) != ERR_OK)
			return err;
	}
	for (size_t i = 0; i < e->attach_count; i++) {
		const struct sign_attach *a = &e->attaches[i];

		(void)printf(
		    "attachment: %s, %ju bytes", a->member, (uintmax_t)a->len);
		if (a->name.len > 0)
			(void)printf(", called ");
		put(a->name);
		(void)putchar('\n');
	}
	if (e->body.len > 0)
		(void)putchar('\n');
	put(e->body);
	return ERR_OK;
}

static json_t *
field_json(const struct sign_field *f)
{
	struct base_buf value;
	json_t *o = NULL;

	base_buf_init(&value, LIMIT_ENTRY_NOTE_LEN);
	if (sign_field_decode(f->value, &value) == ERR_OK)
		o = json_pack("{s:s%, s:s%}", "name", f->name.data, f->name.len,
		    "value", value.data == NULL ? "" : (const char *)value.data,
		    value.len);
	base_buf_done(&value);
	return o;
}

static json_t *
attach_json(const struct sign_attach *a)
{
	return json_pack("{s:s, s:I, s:o, s:s%}", "member", a->member, "len",
	    (json_int_t)a->len, "sha256",
	    cli_json_base64(a->hash, sizeof(a->hash)), "name",
	    a->name.data == NULL ? "" : a->name.data, a->name.len);
}

json_t *
cli_render_attaches_json(const struct sign_entry *e)
{
	json_t *list = json_array();

	for (size_t i = 0; i < e->attach_count; i++)
		(void)json_array_append_new(list, attach_json(&e->attaches[i]));
	return list;
}

json_t *
cli_render_entry_json(const struct sign_entry *e)
{
	json_t *after = json_array(), *fields = json_array();
	json_t *o;

	for (size_t i = 0; i < e->after_count; i++)
		(void)json_array_append_new(
		    after, cli_json_base64(e->after[i], sizeof(e->after[i])));
	for (size_t i = 0; i < e->field_count; i++)
		(void)json_array_append_new(fields, field_json(&e->fields[i]));
	o = json_pack("{s:s, s:o, s:o, s:o, s:s, s:I, s:o, s:o, s:o, s:o, "
		      "s:s%}",
	    "kind", sign_kind_word(e->kind), "thread",
	    cli_json_base64(e->thread, sizeof(e->thread)), "hash",
	    cli_json_base64(e->hash, sizeof(e->hash)), "after", after, "date",
	    e->date.text, "roster", (json_int_t)e->roster_version, "to",
	    cli_render_numbers_json(&e->to), "not",
	    cli_render_numbers_json(&e->left_out), "fields", fields,
	    "attachments", cli_render_attaches_json(e), "text",
	    e->body.len == 0 ? "" : e->body.data, e->body.len);
	if (o == NULL)
		return NULL;
	if (e->kind == SIGN_KIND_REPORT)
		(void)json_object_set_new(
		    o, "form", json_string(sign_form_word(e->form)));
	if (!sign_kind_is_reporters(e->kind))
		(void)json_object_set_new(
		    o, "officer", json_integer((int)e->officer));
	return o;
}
