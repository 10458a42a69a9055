/* SPDX-License-Identifier: ISC */
#include "cli/grantlist.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/granting.h"
#include "cli/json.h"
#include "cli/letter.h"
#include "cli/place.h"
#include "cli/render.h"
#include "cli/scan.h"

struct list {
	const struct cli_args *args;
	const struct cli_folder *folder;
	int number;   /* of whom; negative: of everybody */
	json_t *rows; /* NULL: print lines */
};

/* One `grant NN WHAT` of an event. */
struct grant {
	const struct sign_thread_entry *event;
	const struct cli_case_entry *stored;
	unsigned to;
	struct base_text what; /* all, or the hash of an entry */
	size_t entry;          /* its place; SIGN_NOWHERE: all, or not opened */
	bool holds;
	bool unended; /* its headers are still to be made or sent */
};

static bool
is_wanted(const struct cli_args *a, const char *thread)
{
	if (a->operand_len < 2)
		return true;
	for (size_t i = 1; i < a->operand_len; i++) {
		if (strncmp(thread, a->operand[i], strlen(a->operand[i])) == 0)
			return true;
	}
	return false;
}

/* False for what is none. */
static bool
grant_read(const struct sign_field *f, struct grant *g)
{
	struct base_text rest = f->value, word;

	return base_text_is(f->name, "grant") && base_text_word(&rest, &word) &&
	       cli_number_parse(word, &g->to) &&
	       base_text_word(&rest, &g->what) && rest.len == 0;
}

static size_t
entry_find(const struct sign_thread *t, struct base_text hash)
{
	char text[BASE64_LEN(SIGN_HASH_LEN) + 1];

	for (size_t i = 0; i < t->entry_count; i++) {
		const struct sign_entry *e = t->entries[i].entry;

		if (e == NULL)
			continue;
		base_base64_encode(text, e->hash, sizeof(e->hash), BASE64_STD);
		if (base_text_is(hash, text))
			return i;
	}
	return SIGN_NOWHERE;
}

static void
grant_print(const struct cli_case *c, const struct grant *g)
{
	const struct sign_entry *e = g->event->entry;
	const struct sign_field *reason = sign_entry_field(e, "reason", 0);
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], id[CLI_ID_SHOWN_LEN + 1];

	base_hex_encode(thread, c->id, sizeof(c->id));
	(void)printf("%s  %.*s  %02u to %02u  ", e->date.text, CLI_ID_SHOWN_LEN,
	    thread, e->officer, g->to);
	if (base_text_is(g->what, "all")) {
		(void)printf("all");
	} else if (g->entry == SIGN_NOWHERE) {
		(void)printf("an entry that does not open");
	} else {
		cli_place_id(c, g->entry, id);
		(void)printf("entry %s", id);
	}
	if (reason != NULL) {
		(void)printf("  ");
		(void)!cli_render_value(reason->value);
	}
	(void)printf("%s%s%s\n", g->holds ? "" : "  ! refused",
	    g->stored->unsent ? "  not sent" : "",
	    g->unended ? "  ! not ended" : "");
}

static json_t *
grant_json(const struct cli_case *c, const struct grant *g)
{
	const struct sign_entry *e = g->event->entry;
	const struct sign_field *reason = sign_entry_field(e, "reason", 0);
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	bool all = base_text_is(g->what, "all");

	base_hex_encode(thread, c->id, sizeof(c->id));
	if (g->entry != SIGN_NOWHERE)
		base_hex_encode(
		    id, c->thread->entries[g->entry].item->id, SEAL_ID_LEN);
	return json_pack("{s:s, s:s, s:i, s:i, s:b, s:o, s:o, s:b, s:b, s:b}",
	    "date", e->date.text, "thread", thread, "by", (int)e->officer, "to",
	    (int)g->to, "all", (int)all, "entry",
	    g->entry == SIGN_NOWHERE ? json_null() : json_string(id), "reason",
	    reason == NULL
		? json_null()
		: json_stringn(reason->value.data, reason->value.len),
	    "holds", (int)g->holds, "sent", (int)!g->stored->unsent, "ended",
	    (int)!g->unended);
}

static enum err
list_one(void *ctx, const struct cli_case *c)
{
	const struct list *l = ctx;
	const struct sign_thread *t = c->thread;
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, c->id, sizeof(c->id));
	for (size_t i = 0; i < t->entry_count && is_wanted(l->args, hex); i++) {
		const struct sign_entry *e = t->entries[i].entry;
		struct grant g = { .event = &t->entries[i] };

		for (size_t f = 0; e != NULL && f < e->field_count &&
				   e->kind == SIGN_KIND_EVENT;
		     f++) {
			if (!grant_read(&e->fields[f], &g) ||
			    (l->number >= 0 && g.to != (unsigned)l->number))
				continue;
			g.stored = cli_case_find(c, g.event->item->id);
			g.entry = entry_find(t, g.what);
			g.holds = g.event->trusted &&
				  (g.event->alarms &
				      SIGN_ALARM_BIT(SIGN_ALARM_GRANT)) == 0;
			g.unended = cli_granting_is(l->folder, c->id, g.to);
			if (l->rows == NULL)
				grant_print(c, &g);
			else
				(void)json_array_append_new(
				    l->rows, grant_json(c, &g));
		}
	}
	return ERR_OK;
}

enum cli_exit
cli_grantlist(const struct cli_args *a)
{
	struct list l = { .args = a, .number = -1 };
	const char *nn = a->operand_len > 0 ? a->operand[0] : NULL;
	struct cli_desktop d;
	unsigned number = 0;
	enum cli_exit x;

	if (nn != NULL &&
	    !cli_number_parse((struct base_text){ nn, strlen(nn) }, &number))
		return cli_misuse("an officer's number has two digits");
	if (nn != NULL)
		l.number = (int)number;
	l.rows = cli_flag(a, "json") ? json_array() : NULL;
	if ((x = cli_desktop_open(&d, a)) == CLI_OK) {
		l.folder = &d.folder;
		x = cli_scan(&d, list_one, &l);
		if (l.rows != NULL)
			cli_json_print(json_incref(l.rows));
	}
	json_decref(l.rows);
	cli_desktop_done(&d);
	return x;
}
