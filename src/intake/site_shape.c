/* SPDX-License-Identifier: ISC */
#include "intake/site_shape.h"

#define LINE_MAX_POINTS 2000
#define POINTS_MAX 20000 /* of any text that a form takes */
#define STATUSES 8

/* clang-format off */

/* Members: name, shape, and whether it must be there. */
#define MUST(name_, shape_) { (name_), &(shape_), true }
#define MAY(name_, shape_) { (name_), &(shape_), false }
#define MEMBERS(id, ...)                                                 \
	static const struct shape_member id##_members[] = {              \
		__VA_ARGS__, { NULL, NULL, false } }
#define OBJECT(id, ...)                                                  \
	MEMBERS(id, __VA_ARGS__);                                        \
	static const struct shape id = {                                 \
		.kind = SHAPE_OBJECT, .members = id##_members }
#define LIST(id, of_, min_, max_)                                        \
	static const struct shape id = {                                 \
		.kind = SHAPE_LIST, .min = (min_), .max = (max_),        \
		.of = &(of_) }
#define WORDS(id, ...)                                                   \
	static const char *const id##_words[] = { __VA_ARGS__, NULL };   \
	static const struct shape id = {                                 \
		.kind = SHAPE_WORD, .words = id##_words }
#define INT(id, min_, max_)                                              \
	static const struct shape id = {                                 \
		.kind = SHAPE_INT, .min = (min_), .max = (max_) }

/* ---- single values ---- */
static const struct shape line = {
	.kind = SHAPE_LINE, .min = 1, .max = LINE_MAX_POINTS };
static const struct shape code = { .kind = SHAPE_CODE };
static const struct shape name = { .kind = SHAPE_NAME };
static const struct shape class = { .kind = SHAPE_CLASS };
static const struct shape date = { .kind = SHAPE_DATE };
static const struct shape color = { .kind = SHAPE_COLOR };
static const struct shape boolean = { .kind = SHAPE_BOOL };
INT(one, 1, 1);
INT(step, 1, 3);
INT(few, 1, 9);
INT(photos, 0, 9);
INT(days, 1, 60);
INT(back, 1, 240);
INT(points, 1, POINTS_MAX);
INT(points_min, 0, POINTS_MAX);
WORDS(form_id, "youth/1", "concern/1");
WORDS(flat_list, "stations", "units", "topics", "nodes");
WORDS(tree_list, "categories");
LIST(codes, code, 1, 40);
LIST(dates, date, 1, 40);

/* ---- texts and options ---- */
OBJECT(text, MUST("zh", line), MUST("en", line));
LIST(paragraphs, text, 1, 60);

#define OPTION MUST("code", code), MUST("zh", line), MUST("en", line)
#define ACTS                                                             \
	MAY("class", class), MAY("say", name), MAY("offer", form_id),    \
	MAY("stop", boolean), MAY("flag", code)

OBJECT(plain, OPTION);
OBJECT(option, OPTION, ACTS);
OBJECT(topic, OPTION, MUST("examples", text));
OBJECT(node, OPTION, MAY("dates", dates));
LIST(plains, plain, 1, 200);
OBJECT(station, OPTION, MAY("hours", text), MAY("color", color));
LIST(stations, station, 1, 200);
LIST(options, option, 1, 200);
LIST(topics, topic, 1, 200);
LIST(nodes, node, 1, 40);

#define CATEGORY OPTION, ACTS, MUST("official", line), MAY("hint", text)
OBJECT(leaf, CATEGORY);
LIST(leaves, leaf, 1, 60);
OBJECT(branch, CATEGORY, MAY("children", leaves));
LIST(branches, branch, 1, 60);
OBJECT(family, CATEGORY, MAY("children", branches));
LIST(families, family, 1, 60);

/* ---- fields: one shape for each control ---- */
OBJECT(when, MUST("field", name), MUST("is", codes));
WORDS(control, "radio", "select", "chips", "tree", "select_or_text", "check",
    "notice", "text", "long", "months", "avoid", "under14", "contact");

#define FIELD                                                               \
	MUST("name", name), MUST("label", text), MUST("control", control),  \
	MUST("required", boolean), MAY("hint", text), MAY("say", name),     \
	MAY("step", step), MAY("more", boolean), MAY("when", when)

OBJECT(radio, FIELD, MUST("options", options), MAY("default", code));
OBJECT(picked, FIELD, MAY("options", options), MAY("list", flat_list));
OBJECT(chips, FIELD, MUST("list", flat_list), MUST("repeat", few));
OBJECT(tree, FIELD, MUST("list", tree_list));
OBJECT(written, FIELD, MUST("list", flat_list), MUST("max", points));
OBJECT(bare, FIELD);
OBJECT(typed, FIELD, MUST("max", points), MAY("repeat", few));
OBJECT(lengthy, FIELD, MUST("max", points));
OBJECT(months, FIELD, MUST("back", back));
OBJECT(contact, FIELD, MUST("max", points), MUST("consent", text));

static const struct shape_case controls[] = {
	{ "radio", &radio },
	{ "select", &picked },
	{ "chips", &chips },
	{ "tree", &tree },
	{ "select_or_text", &written },
	{ "check", &bare },
	{ "notice", &bare },
	{ "text", &typed },
	{ "long", &lengthy },
	{ "months", &months },
	{ "avoid", &bare },
	{ "under14", &bare },
	{ "contact", &contact },
	{ NULL, NULL },
};
static const struct shape field = {
	.kind = SHAPE_CHOICE, .by = "control", .cases = controls };
LIST(fields, field, 1, 60);

/* ---- forms, and what leads to them ---- */
OBJECT(form_text, MUST("label", text), MUST("hint", text),
    MUST("min", points_min), MUST("max", points));
OBJECT(form, MUST("id", form_id), MUST("class", class), MUST("name", text),
    MUST("hint", text), MUST("text", form_text), MUST("photos", photos),
    MUST("fields", fields));
LIST(forms, form, 1, 2);
OBJECT(campaign, OPTION, MUST("hint", text), MUST("form", form_id),
    MUST("from", date), MUST("to", date), MUST("categories", codes),
    MAY("color", color));
LIST(campaigns, campaign, 0, 20);
OBJECT(banner, MUST("days", days), MUST("form", form_id), MUST("text", text),
    MUST("categories", codes));

/* ---- the rest of the page ---- */
static const struct shape class_names = {
	.kind = SHAPE_MAP, .min = 1, .max = 16, .of = &text };
OBJECT(why, MUST("name", name), MUST("label", text), MUST("max", points),
    MUST("for", codes));
OBJECT(rating, MUST("name", name), MUST("label", text),
    MUST("options", plains), MUST("why", why));
OBJECT(status, MUST("P1", text), MUST("P2", text), MUST("P3", text),
    MUST("P4", text), MUST("P5", text), MUST("P6", text), MUST("P7", text),
    MUST("P8", text));
OBJECT(notice, MUST("version", code), MUST("title", text),
    MUST("paragraphs", paragraphs));
OBJECT(safety, MUST("title", text), MUST("lines", paragraphs));
MEMBERS(texts, MUST("known", text), MUST("receipt", text),
    MUST("truth", text), MUST("out_of_scope", text), MUST("passed_on", text),
    MUST("urgent", text), MUST("retaliation", text), MUST("under14", text),
    MUST("safety", safety));
/* What `say` may name besides. */
static const struct shape texts = {
	.kind = SHAPE_OBJECT, .members = texts_members, .of = &text };
LIST(words, line, 0, 200);
OBJECT(crisis, MUST("say", name), MUST("words", words));
OBJECT(question, MUST("q", text), MUST("a", text));
LIST(questions, question, 1, 40);

MEMBERS(site, MAY("$schema", line), MUST("format", one), MUST("name", text),
    MUST("organ", text), MUST("class_names", class_names),
    MUST("stations", stations), MUST("units", options), MUST("topics", topics),
    MUST("categories", families), MUST("nodes", nodes), MUST("banner", banner),
    MUST("campaigns", campaigns), MAY("answers", text), MUST("forms", forms), MUST("rating", rating),
    MUST("public_status", status), MUST("notice", notice),
    MUST("texts", texts), MUST("crisis", crisis), MUST("questions", questions),
    MUST("channels", plains));
/* clang-format on */

const struct shape site_shape = { .kind = SHAPE_OBJECT,
	.members = site_members };
