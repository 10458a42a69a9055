/* SPDX-License-Identifier: ISC */
/*
 * qf record export: carry out an order that two officers signed.  Contents of
 * the threads that it names go, as a table, into an age file that only the
 * receiver opens; each thread keeps a memo of it, which is written first.
 *
 *	field receiver	who gets it, in words
 *	field recipient	age1..., the receiver's key
 *	field purpose	what for
 *	field thread	the id of a report, 32 digits; any number
 */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/csv.h"
#include "cli/file.h"
#include "seal/age.h"
#include "sign/record.h"

#define EXPORT_MAX ((size_t)16 * 1024 * 1024) /* of the table, bytes */
#define SEALED_CASE "R07" /* it belongs to the superior organ alone */

static const struct cli_opt export_opts[] = {
	CLI_FOLDER_OPTS,
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

/* The order, and what comes of it. */
struct export
{
	struct cli_answer w;
	struct base_buf note;
	struct sign_record *order;
	struct base_text receiver, purpose;
	struct seal_recipient recipient;
	struct base_buf table;
	size_t cases;
};

/* The only field of that name. */
static bool
one_field(const struct sign_record *r, const char *name, struct base_text *out)
{
	size_t n = 0;

	for (size_t i = 0; i < r->field_count; i++) {
		if (base_text_is(r->fields[i].name, name)) {
			*out = r->fields[i].value;
			n++;
		}
	}
	return n == 1 && out->len > 0;
}

static enum cli_exit
refuse(const char *path, const char *why)
{
	cli_error("%s: %s", path, why);
	return CLI_FAIL;
}

/* Two officers signed it, of the roster in force, and who carries it out. */
static enum cli_exit
order_check(struct export *x, const char *path)
{
	const struct sign_record *r = x->order;
	struct base_text key;

	if (r->kind != SIGN_RECORD_EXPORT)
		return refuse(path, "not an order to export");
	if (r->roster_version != x->w.roster->version)
		return refuse(path, "its roster is not the one in force");
	if (!sign_record_is_complete(r))
		return refuse(
		    path, "a draft: it is signed by one officer only");
	if (!sign_numbers_have(&r->signers, x->w.number))
		return refuse(
		    path, "one of its two officers must carry it out");
	if (!one_field(r, "receiver", &x->receiver) ||
	    !one_field(r, "purpose", &x->purpose) ||
	    !one_field(r, "recipient", &key) ||
	    seal_recipient_parse(key.data, key.len, &x->recipient) != ERR_OK)
		return refuse(path, "it must name one receiver, recipient "
				    "(age1...) and purpose");
	return CLI_OK;
}

static enum cli_exit
order_load(struct export *x, const char *path)
{
	const struct cli_folder *f = &x->w.desk.folder;
	enum err e;

	base_buf_init(&x->note, LIMIT_NOTE_LEN);
	if (cli_read_file(path, &x->note) != ERR_OK)
		return CLI_FAIL;
	e = sign_record_open(
	    f->host, x->note.data, x->note.len, f->chain, &x->order);
	return e == ERR_OK ? order_check(x, path) : cli_fail(e, "%s", path);
}

/* ---- the table ----------------------------------------------------------- */

static enum err
head(struct base_buf *out)
{
	static const char *const names[] = { "序号", "表单", "收到日期", "进展",
		"填写项", "来信", "补充", "答复" };
	const size_t count = sizeof(names) / sizeof(names[0]);
	enum err e =
	    base_buf_add(out, "\xef\xbb\xbf", 3); /* for spreadsheets */

	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = cli_csv_word(out, names[i], i + 1 == count);
	return e;
}

/* A row's fields, one a line. */
static enum err
fields_add(const struct sign_entry *e, struct base_buf *out)
{
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < e->field_count; i++) {
		const struct sign_field *f = &e->fields[i];

		if (i > 0)
			err = base_buf_add(out, "\n", 1);
		if (err == ERR_OK)
			err = base_buf_add(out, f->name.data, f->name.len);
		if (err == ERR_OK)
			err = base_buf_add(out, ": ", 2);
		if (err == ERR_OK)
			err = sign_field_decode(f->value, out);
	}
	return err;
}

/* Texts of all verified entries of a kind, with their dates. */
static enum err
texts_add(
    const struct sign_thread *t, enum sign_kind kind, struct base_buf *out)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < t->entry_count; i++) {
		const struct sign_thread_entry *te = &t->entries[i];

		if (!te->trusted || te->entry->kind != kind ||
		    te->entry->body.len == 0)
			continue;
		e = base_buf_add(
		    out, te->item->stored.text, strlen(te->item->stored.text));
		if (e == ERR_OK)
			e = base_buf_add(out, " ", 1);
		if (e == ERR_OK)
			e = base_buf_add(
			    out, te->entry->body.data, te->entry->body.len);
	}
	return e;
}

static enum err
cell(struct base_buf *scratch, struct base_buf *out, bool last)
{
	enum err e = cli_csv_cell(out,
	    (struct base_text){ (const char *)scratch->data, scratch->len },
	    last);

	base_buf_cut(scratch, 0);
	return e;
}

static enum err
row(const struct export *x, size_t number, struct base_buf *out)
{
	const struct cli_case *c = x->w.thread;
	const struct sign_thread *t = c->thread;
	const struct sign_entry *report = t->report;
	struct base_buf scratch;
	char count[24];
	enum err e;

	base_buf_init(&scratch, EXPORT_MAX);
	(void)snprintf(count, sizeof(count), "%zu", number);
	if ((e = cli_csv_word(out, count, false)) == ERR_OK &&
	    (e = cli_csv_word(out, sign_form_word(report->form), false)) ==
		ERR_OK &&
	    (e = cli_csv_word(out, report->date.text, false)) == ERR_OK &&
	    (e = cli_csv_word(out,
		 c->triage->state == SIGN_STATE_NONE
		     ? ""
		     : sign_states[c->triage->state].zh,
		 false)) == ERR_OK &&
	    (e = fields_add(report, &scratch)) == ERR_OK &&
	    (e = cell(&scratch, out, false)) == ERR_OK &&
	    (e = cli_csv_cell(out, report->body, false)) == ERR_OK &&
	    (e = texts_add(t, SIGN_KIND_FOLLOWUP, &scratch)) == ERR_OK &&
	    (e = cell(&scratch, out, false)) == ERR_OK &&
	    (e = texts_add(t, SIGN_KIND_REPLY, &scratch)) == ERR_OK)
		e = cell(&scratch, out, true);
	base_buf_done(&scratch);
	return e;
}

/* ---- the threads --------------------------------------------------------- */

/* Take up the thread of a whole id, which may be exported. */
static enum cli_exit
thread_take(struct export *x, struct base_text id)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	const struct cli_case *c;
	enum cli_exit got;

	if (id.len != sizeof(hex) - 1)
		return refuse(
		    "field thread", "must be the 32 digits of a report");
	memcpy(hex, id.data, id.len);
	hex[id.len] = '\0';
	if ((got = cli_answer_thread(&x->w, hex)) != CLI_OK)
		return got;
	c = x->w.thread;
	if (c->thread->report == NULL)
		return refuse(hex, "has no report that can be trusted");
	if (strcmp(sign_triage_code(c->triage), SEALED_CASE) == 0)
		return refuse(hex, "the case was sealed to the superior organ");
	return CLI_OK;
}

/* Whatever becomes of the file, the thread says that it was handed out. */
static enum cli_exit
memo_keep(struct export *x)
{
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1];
	enum err e;
	enum cli_exit got;

	base_base64_encode(
	    hash, x->order->hash, sizeof(x->order->hash), BASE64_STD);
	if ((got = cli_answer_field(&x->w, "exported", hash)) != CLI_OK)
		return got;
	if ((e = cli_letter_add(&x->w.letter, "receiver", x->receiver)) !=
		ERR_OK ||
	    (e = cli_letter_add(&x->w.letter, "purpose", x->purpose)) != ERR_OK)
		return cli_fail(e, "the memo");
	return cli_answer_keep(&x->w, SIGN_KIND_MEMO);
}

/* First all rows, so that a thread that cannot go leaves no trace anywhere. */
static enum cli_exit
threads(struct export *x, bool keep)
{
	const struct sign_record *r = x->order;
	enum cli_exit got = CLI_OK;
	enum err e;

	for (size_t i = 0; got == CLI_OK && i < r->field_count; i++) {
		if (!base_text_is(r->fields[i].name, "thread"))
			continue;
		if ((got = thread_take(x, r->fields[i].value)) != CLI_OK)
			break;
		if (keep)
			got = memo_keep(x);
		else if ((e = row(x, ++x->cases, &x->table)) != ERR_OK)
			got = cli_fail(e, "the table");
	}
	if (got == CLI_OK && x->cases == 0)
		got = refuse("the order", "it names no thread");
	return got;
}

/* ---- the file ------------------------------------------------------------ */

struct reading {
	const struct base_buf *buf;
	size_t at;
};

static enum err
table_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct reading *r = ctx;
	size_t left = r->buf->len - r->at;

	*got = left < len ? left : len;
	if (*got > 0)
		memcpy(buf, r->buf->data + r->at, *got);
	r->at += *got;
	return ERR_OK;
}

static enum cli_exit
seal_to(struct export *x, struct cli_out *out)
{
	struct reading from = { &x->table, 0 };
	enum err e;

	e = seal_age_encrypt(&(struct seal_source){ table_read, &from },
	    &x->recipient, 1, 1, &seal_random_system,
	    &(struct seal_sink){ cli_fd_write, &out->fd });
	if (e == ERR_OK)
		e = cli_out_commit(out);
	return e == ERR_OK ? CLI_OK : cli_fail(e, "cannot seal the table");
}

static enum cli_exit
run(struct export *x, const struct cli_args *a, struct cli_out *out)
{
	const char *path = cli_arg(a, "output");
	enum cli_exit got;
	enum err e;

	if ((got = cli_answer_home(a, &x->w)) != CLI_OK ||
	    (got = cli_answer_ready(&x->w)) != CLI_OK ||
	    (got = order_load(x, a->operand[0])) != CLI_OK)
		return got;
	x->w.offline = true; /* the next sync sends the memos */
	base_buf_init(&x->table, EXPORT_MAX);
	if ((e = head(&x->table)) != ERR_OK)
		return cli_fail(e, "the table");
	if ((got = threads(x, false)) != CLI_OK)
		return got;
	if ((e = cli_out_open(out, path, 0600, false)) != ERR_OK)
		return cli_fail(e, "%s", path);
	if (!cli_out_binary_ok(out))
		return CLI_FAIL;
	if ((got = threads(x, true)) != CLI_OK ||
	    (got = seal_to(x, out)) != CLI_OK)
		return got;
	cli_note("%zu case%s, sealed to %.*s; the next sync sends the memos",
	    x->cases, x->cases == 1 ? "" : "s", (int)x->receiver.len,
	    x->receiver.data);
	return CLI_OK;
}

static enum cli_exit
export_run(const struct cli_args *a)
{
	static struct export x; /* too big for a stack */
	struct cli_out out = { .fd = -1 };
	enum cli_exit got;

	got = run(&x, a, &out);
	cli_out_done(&out);
	base_buf_done(&x.table);
	sign_record_free(&x.order);
	base_buf_done(&x.note);
	cli_answer_end(&x.w);
	return got;
}

const struct cli_cmd cmd_record_export = {
	.noun = "record",
	.verb = "export",
	.operands = "ORDER",
	.operands_min = 1,
	.operands_max = 1,
	.help = "carry out an order to export, sealed to its receiver",
	.opts = export_opts,
	.example = "qf record export -i officer-02.key -o cases.age order.note",
	.run = export_run,
};
