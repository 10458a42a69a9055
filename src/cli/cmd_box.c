/* SPDX-License-Identifier: ISC */
/* qf box: what came back, with the 24 digits alone; and follow-ups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/box.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/deliver.h"
#include "cli/json.h"
#include "cli/letter.h"
#include "cli/receipt.h"
#include "cli/render.h"
#include "cli/term.h"
#include "sign/promise.h"

#define READERS_LEAST 2

static const struct cli_opt opts[] = {
	{ "site", 0, "URL", "address of the site", false },
	{ "receipt-fd", 0, "N", "read the receipt code from descriptor N",
	    false },
	{ "pin", 0, "PIN", "what the poster's link has behind r1=", false },
	{ "add", 0, "TEXT", "send this file's text (`-': standard input)",
	    false },
	{ "field", 0, "NAME=VALUE", "with --add: a field, as rating=3", true },
	{ "to", 0, "NN", "with --add: one more reader", true },
	{ "extract", 0, "DIR",
	    "write the answers' attachments into this folder", false },
	CLI_HTTP_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* ---- showing ------------------------------------------------------------ */

/* "P4"; before any reply says more, P1: received. */
static void
status_code(const struct cli_box *b, char out[static 3])
{
	out[0] = 'P';
	out[1] = (char)('0' + (b->thread->status == 0 ? 1 : b->thread->status));
	out[2] = 0;
}

static const char *
status_words(const struct cli_box *b, const char *code)
{
	const json_t *list = json_object_get(b->site.words, "public_status");
	const char *words;

	words = json_string_value(
	    json_object_get(json_object_get(list, code), "zh"));
	return words == NULL ? "" : words;
}

static const char *
office_of(const struct cli_box *b, const struct sign_entry *e)
{
	const struct sign_roster *r =
	    sign_chain_find(b->site.chain, e->roster_version, e->roster_hash);
	const struct sign_officer *o =
	    r == NULL ? NULL : sign_roster_officer(r, e->officer);

	return o == NULL ? "" : o->office;
}

static void
print_text(struct base_text t)
{
	struct base_text line;

	while (base_text_line(&t, &line))
		(void)printf("  %.*s\n", (int)line.len, line.data);
}

static void
print_entry(const struct cli_box *b, const struct sign_thread_entry *t)
{
	const struct cli_box_entry *own = cli_box_find(b, t->item->id);

	if (own->side == CLI_SIDE_REPORTER) {
		(void)printf("%s %s%s\n", own->date.text,
		    own->is_report ? "your report" : "your follow-up",
		    !own->promise_known || own->promised
			? ""
			: ", WITHOUT A VALID PROMISE");
		return;
	}
	if (!t->trusted) {
		/* Words that nobody vouches for are not shown. */
		(void)printf(
		    "%s a reply that cannot be verified\n", own->date.text);
		if (own->failed != ERR_OK)
			(void)printf("  ! %s\n", err_text(own->failed));
		cli_render_alarms(t->alarms, "  ! ");
		return;
	}
	(void)printf("%s reply from officer %02u, %s%s\n", own->date.text,
	    t->entry->officer, office_of(b, t->entry),
	    own->promised ? "" : ", WITHOUT A VALID PROMISE");
	cli_render_alarms(t->alarms, "  ! ");
	print_text(t->entry->body);
	for (size_t i = 0; i < t->entry->attach_count; i++)
		(void)printf("  attachment: %s, %ju bytes\n",
		    t->entry->attaches[i].member,
		    (uintmax_t)t->entry->attaches[i].len);
}

/* An entry and what the box says of it. */
struct row {
	const struct sign_thread_entry *te;
	const struct cli_box_entry *own;
};

/*
 * The report, then by date; of one day first what was sent, then the answers
 * in the thread's order (what cannot be opened has no place in that).
 */
static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int by_date = strcmp(x->own->date.text, y->own->date.text);

	if (x->own->is_report != y->own->is_report)
		return x->own->is_report ? -1 : 1;
	if (by_date != 0)
		return by_date;
	if (x->own->side != y->own->side)
		return x->own->side == CLI_SIDE_REPORTER ? -1 : 1;
	return x->te < y->te ? -1 : 1;
}

static struct row *
sorted_rows(const struct cli_box *b)
{
	size_t count = b->thread->entry_count;
	struct row *rows = calloc(count + 1, sizeof(*rows));

	for (size_t i = 0; rows != NULL && i < count; i++) {
		rows[i].te = &b->thread->entries[i];
		rows[i].own = cli_box_find(b, rows[i].te->item->id);
	}
	if (rows != NULL)
		qsort(rows, count, sizeof(*rows), compare_rows);
	return rows;
}

static void
print_box(const struct cli_box *b, const struct row *rows)
{
	char to[CLI_NUMBERS_LEN], not_to[CLI_NUMBERS_LEN], status[3];

	cli_render_numbers(&b->self.to, to);
	cli_render_numbers(&b->self.left_out, not_to);
	(void)printf("form %s\nclass %s\nreaders %s\nleft out %s\n",
	    sign_form_word(b->self.form), b->self.class_name, to, not_to);
	status_code(b, status);
	(void)printf("status %s %s\n\n", status, status_words(b, status));
	for (size_t i = 0; i < b->thread->entry_count; i++)
		print_entry(b, rows[i].te);
}

static json_t *
entry_json(const struct cli_box *b, const struct sign_thread_entry *t)
{
	const struct cli_box_entry *own = cli_box_find(b, t->item->id);
	char id[HEX_LEN(SEAL_ID_LEN) + 1];
	bool mine = own->side == CLI_SIDE_REPORTER;
	json_t *o;

	base_hex_encode(id, own->id, sizeof(own->id));
	o = json_pack("{s:s, s:s, s:s, s:o, s:o}", "id", id, "side",
	    mine ? "reporter" : "office", "date", own->date.text, "promised",
	    own->promise_known ? json_boolean(own->promised) : json_null(),
	    "alarms", cli_render_alarms_json(mine ? 0 : t->alarms));
	if (mine)
		return o;
	(void)json_object_set_new(o, "verified", json_boolean(t->trusted));
	if (own->failed != ERR_OK)
		(void)json_object_set_new(
		    o, "error", json_string(err_name(own->failed)));
	if (t->trusted) {
		(void)json_object_set_new(
		    o, "officer", json_integer((int)t->entry->officer));
		(void)json_object_set_new(o, "text",
		    json_stringn(
			t->entry->body.len == 0 ? "" : t->entry->body.data,
			t->entry->body.len));
		(void)json_object_set_new(
		    o, "attachments", cli_render_attaches_json(t->entry));
	}
	return o;
}

static void
print_json(const struct cli_box *b, const struct row *rows)
{
	json_t *list = json_array();
	char status[3];

	status_code(b, status);
	for (size_t i = 0; i < b->thread->entry_count; i++)
		(void)json_array_append_new(list, entry_json(b, rows[i].te));
	cli_json_print(json_pack("{s:s, s:s, s:o, s:o, s:b, s:s, s:o}", "form",
	    sign_form_word(b->self.form), "class", b->self.class_name, "to",
	    cli_render_numbers_json(&b->self.to), "not",
	    cli_render_numbers_json(&b->self.left_out), "pinned",
	    (int)b->pinned, "status", status, "entries", list));
}

/* ---- adding ------------------------------------------------------------- */

/* To: the report's readers still in the roster and those asked for. */
static enum cli_exit
choose_readers(const struct cli_args *a, const struct cli_box *b,
    const struct sign_roster *r, struct sign_entry *e,
    struct seal_recipient *list, size_t *count)
{
	const char *text;
	unsigned number;
	size_t at = 0;

	e->left_out = b->self.left_out;
	for (size_t i = 0; i < b->self.to.count; i++) {
		if (sign_roster_officer(r, b->self.to.at[i]) != NULL &&
		    sign_numbers_add(&e->to, b->self.to.at[i]) != ERR_OK)
			return cli_fail(ERR_LIMIT, "the readers");
	}
	while ((text = cli_arg_next(a, "to", &at)) != NULL) {
		if (!cli_number_parse(
			(struct base_text){ text, strlen(text) }, &number) ||
		    sign_roster_officer(r, number) == NULL)
			return cli_misuse("--to is not an officer's number");
		if (sign_numbers_have(&e->left_out, number))
			return cli_misuse("you left officer %02u out", number);
		if (sign_numbers_add(&e->to, number) == ERR_LIMIT)
			return cli_fail(ERR_LIMIT, "the readers");
	}
	if (e->to.count < READERS_LEAST) {
		cli_error("fewer than two of your readers are still there");
		cli_hint("add officers with --to NN");
		return CLI_FAIL;
	}
	for (*count = 0; *count < e->to.count; (*count)++)
		list[*count] =
		    sign_roster_officer(r, e->to.at[*count])->recipient;
	return CLI_OK;
}

static void
followup_fill(
    const struct cli_box *b, const struct sign_roster *r, struct sign_entry *e)
{
	e->kind = SIGN_KIND_FOLLOWUP;
	memcpy(e->thread, b->reporter.thread, sizeof(e->thread));
	e->date = b->site.today;
	e->roster_version = r->version;
	memcpy(e->roster_hash, r->hash, sizeof(e->roster_hash));
	e->key = b->reporter.sign->vkey;
	e->after_count =
	    sign_thread_heads(b->thread, SIGN_KIND_FOLLOWUP, e->after);
}

static enum err
followup_post(
    struct cli_box *b, const struct sign_roster *r, const struct cli_parcel *p)
{
	char open[BASE64_LEN(SEAL_HASH_LEN) + 1], lines[256];
	struct sign_promise promise;
	enum err e;

	base_base64_encode(
	    open, p->open_hash, sizeof(p->open_hash), BASE64_URL_RAW);
	(void)snprintf(lines, sizeof(lines), "mailbox %s\nopen %s\n",
	    b->reporter.mailbox, open);
	e = cli_deliver(&b->site, r, "/v1/box/entries", lines, p, &promise);
	if (e == ERR_OK)
		cli_note("received on %s", promise.date.text);
	sodium_memzero(lines, sizeof(lines));
	return e;
}

static enum cli_exit
add(const struct cli_args *a, struct cli_box *b)
{
	struct seal_recipient list[LIMIT_STANZA_MAX];
	const struct sign_roster *r;
	struct cli_letter l;
	struct cli_parcel p = { 0 };
	const char *pair;
	size_t at = 0, count = 0;
	enum cli_exit x = CLI_FAIL;

	if (cli_site_current(&b->site, &r) != ERR_OK)
		return CLI_FAIL;
	if (cli_letter_init(&l) != ERR_OK ||
	    cli_letter_text(&l, cli_arg(a, "add")) != ERR_OK)
		goto out;
	while ((pair = cli_arg_next(a, "field", &at)) != NULL) {
		if ((x = cli_letter_field(&l, pair)) != CLI_OK)
			goto out;
	}
	x = CLI_FAIL;
	for (size_t i = 0; i < a->operand_len; i++) {
		if (cli_letter_file(&l, a->operand[i]) != ERR_OK)
			goto out;
	}
	if (l.entry->body.len == 0 && l.entry->field_count == 0 &&
	    l.entry->attach_count == 0) {
		cli_error("there is nothing to send");
		goto out;
	}
	x = choose_readers(a, b, r, l.entry, list, &count);
	if (x != CLI_OK)
		goto out;
	x = CLI_FAIL;
	followup_fill(b, r, l.entry);
	if (cli_letter_seal(&l, b->site.host, b->reporter.sign,
		&(struct cli_address){ list, count, r->slots,
		    CLI_BUCKET_UPLOADED, r->officer_count },
		&p) == ERR_OK &&
	    followup_post(b, r, &p) == ERR_OK)
		x = CLI_OK;
out:
	cli_parcel_done(&p);
	cli_letter_done(&l);
	return x;
}

static enum cli_exit
print(const struct cli_args *a, const struct cli_box *b)
{
	struct row *rows = sorted_rows(b);

	if (rows == NULL)
		return cli_fail(ERR_MEMORY, "cannot show the box");
	if (cli_flag(a, "json"))
		print_json(b, rows);
	else
		print_box(b, rows);
	free(rows);
	return CLI_OK;
}

static enum cli_exit
run(const struct cli_args *a)
{
	char code[SEAL_RECEIPT_LEN + 1];
	struct cli_box *b;
	enum cli_exit x;
	int fd;

	if ((x = cli_arg_fd(a, "receipt-fd", &fd)) != CLI_OK)
		return x;
	if (cli_arg(a, "add") == NULL &&
	    (cli_arg(a, "field") != NULL || cli_arg(a, "to") != NULL))
		return cli_misuse("--field and --to need --add");
	if (cli_arg(a, "add") == NULL && a->operand_len > 0)
		return cli_misuse("files need --add");
	if (cli_receipt_read(fd, code) != ERR_OK)
		return CLI_FAIL;
	if ((b = calloc(1, sizeof(*b))) == NULL)
		x = cli_fail(ERR_MEMORY, "cannot open the box");
	else if ((x = cli_box_open(b, a, code)) == CLI_OK) {
		x = cli_arg(a, "add") != NULL ? add(a, b) : print(a, b);
		if (x == CLI_OK && cli_arg(a, "extract") != NULL &&
		    cli_box_extract(b, cli_arg(a, "extract")) != ERR_OK)
			x = CLI_FAIL;
	}
	cli_box_free(&b);
	sodium_memzero(code, sizeof(code));
	return x;
}

const struct cli_cmd cmd_box = {
	.noun = "box",
	.operands = "[FILE...]",
	.operands_max = LIMIT_ATTACHMENTS_MAX,
	.help = "read the answers to a report, or add to it",
	.opts = opts,
	.example = "qf box --site https://box.example.org",
	.run = run,
};
