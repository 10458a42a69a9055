/* SPDX-License-Identifier: ISC */
#include "intake/answers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "intake/packed.h"
#include "intake/shape.h"
#include "web/file.h"
#include "web/reply.h"

#define TEXT_POINTS_MAX 2000
#define ANSWERS_MAX 1000

static const char *const formats[] = { "answers/1", NULL };
static const struct shape format = {
	.kind = SHAPE_WORD,
	.words = formats,
};
static const struct shape period = {
	.kind = SHAPE_LINE,
	.min = 1,
	.max = 7,
};
static const struct shape topic = {
	.kind = SHAPE_CODE,
};
static const struct shape text = {
	.kind = SHAPE_LINE,
	.min = 1,
	.max = TEXT_POINTS_MAX,
};
static const struct shape_member answer_members[] = {
	{ "period", &period, true },
	{ "topic", &topic, true },
	{ "wish", &text, true },
	{ "answer", &text, true },
	{ NULL, NULL, false },
};
static const struct shape answer = {
	.kind = SHAPE_OBJECT,
	.members = answer_members,
};
static const struct shape list = {
	.kind = SHAPE_LIST,
	.max = ANSWERS_MAX,
	.of = &answer,
};
static const struct shape_member page_members[] = {
	{ "format", &format, true },
	{ "answers", &list, true },
	{ NULL, NULL, false },
};
static const struct shape page = {
	.kind = SHAPE_OBJECT,
	.members = page_members,
};

static struct base_buf body; /* as JSON, compact; empty: nothing to show */
static struct intake_packed packed;

/* Written anew, so that nothing but what the shape names goes out. */
static enum err
page_take(const struct base_buf *file, struct shape_fault *fault)
{
	json_error_t at;
	json_t *doc = json_loadb((const char *)file->data, file->len,
	    JSON_REJECT_DUPLICATES, &at);
	enum err e = ERR_FORMAT;
	char *out = NULL;

	if (doc == NULL)
		(void)shape_wrong(fault, "JSON", "line %d, column %d: %.100s",
		    at.line, at.column, at.text);
	else if (shape_check(&page, "", doc, fault))
		e = ERR_OK;
	if (e == ERR_OK && json_array_size(json_object_get(doc, "answers")) > 0) {
		out = json_dumps(doc, JSON_COMPACT);
		e = out == NULL ? ERR_MEMORY : base_buf_add_str(&body, out);
	}
	free(out);
	json_decref(doc);
	return e;
}

enum err
intake_answers_read(
    const struct web_config *config, struct web_config_fault *fault)
{
	struct shape_fault why = { 0 };
	struct base_buf file;
	enum err e;

	base_buf_init(&body, INTAKE_PACKED_LEN_MAX);
	if (config->answers == NULL)
		return ERR_OK;
	base_buf_init(&file, LIMIT_SITE_LEN);
	e = web_file_read(config->answers, &file);
	if (e == ERR_IO)
		(void)snprintf(
		    why.text, sizeof(why.text), "%s", strerror(errno));
	else if (e == ERR_OK)
		e = page_take(&file, &why);
	if (e != ERR_OK)
		(void)snprintf(fault->text, sizeof(fault->text),
		    "answers: %.140s",
		    why.text[0] != '\0' ? why.text : err_text(e));
	base_buf_done(&file);
	return e;
}

bool
intake_answers_some(void)
{
	return body.len > 0 || packed.raw.len > 0;
}

void
intake_answers_begin(void)
{
	if (body.len > 0)
		intake_packed_set(&packed, &body);
}

void
intake_answers_done(void)
{
	base_buf_done(&body);
}

enum web_next
intake_answers_step(struct web_call *call)
{
	if (!intake_answers_some())
		return web_reply_problem(call, ERR_NOT_FOUND);
	return intake_packed_reply(call, &packed);
}
