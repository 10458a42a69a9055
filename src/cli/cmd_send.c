/* SPDX-License-Identifier: ISC */
/*
 * qf send: a reporter without a browser (docs/protocol.md sections 3, 5, 6).
 * The receipt code is printed only after a promise, by a key of the roster,
 * for exactly what was sent.
 */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/deliver.h"
#include "cli/form.h"
#include "cli/json.h"
#include "cli/letter.h"
#include "cli/receipt.h"
#include "cli/reporter.h"
#include "cli/site.h"
#include "sign/promise.h"
#include "sign/self.h"

#define READERS_LEAST 2

static const struct cli_opt opts[] = {
	{ "site", 0, "URL", "address of the site", false },
	{ "form", 0, "FORM", "which form: concern, youth", false },
	{ "field", 0, "NAME=VALUE", "an answer of the form", true },
	{ "class", 0, "CLASS", "readers other than the form's", false },
	{ "avoid", 0, "NN", "leave this officer out", true },
	{ "pin", 0, "PIN", "what the poster's link has behind r1=", false },
	CLI_HTTP_OPTS,
	{ "json", 0, NULL, "print receipt code and date as JSON", false },
	{ 0 },
};

/* One report on its way. */
struct sending {
	struct cli_site site;
	struct cli_letter letter;
	struct cli_parcel parcel;
	struct cli_reporter reporter;
	struct cli_form form;
	const struct sign_roster *roster;
	const char *class_name;
	uint8_t pin[SIGN_HASH_LEN];
	bool pinned;
	char code[SEAL_RECEIPT_LEN + 1];
	uint8_t self[SEAL_SELF_LEN];
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	size_t readers_count;
};

/* Text, fields and files from the command line. */
static enum cli_exit
gather(const struct cli_args *a, struct sending *s)
{
	const char *pair;
	size_t at = 0;
	enum cli_exit x;

	if (cli_letter_init(&s->letter) != ERR_OK)
		return CLI_FAIL;
	while ((pair = cli_arg_next(a, "field", &at)) != NULL) {
		if ((x = cli_letter_field(&s->letter, pair)) != CLI_OK)
			return x;
	}
	if (cli_letter_text(&s->letter, a->operand[0]) != ERR_OK)
		return CLI_FAIL;
	for (size_t i = 1; i < a->operand_len; i++) {
		if (cli_letter_file(&s->letter, a->operand[i]) != ERR_OK)
			return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
left_out(const struct cli_args *a, struct sign_numbers *out)
{
	const char *text;
	unsigned number;
	size_t at = 0;

	while ((text = cli_arg_next(a, "avoid", &at)) != NULL) {
		if (!cli_number_parse(
			(struct base_text){ text, strlen(text) }, &number))
			return cli_misuse("--avoid needs two digits");
		if (sign_numbers_add(out, number) == ERR_LIMIT)
			return cli_misuse("too many officers left out");
	}
	return CLI_OK;
}

/* The class's officers without those left out: two at least. */
static enum cli_exit
choose_readers(const struct cli_args *a, struct sending *s)
{
	struct sign_entry *e = s->letter.entry;
	const struct sign_class *c;
	const struct sign_officer *o;
	enum cli_exit x;

	s->class_name = cli_arg(a, "class") != NULL ? cli_arg(a, "class")
						    : s->form.class_name;
	if ((x = left_out(a, &e->left_out)) != CLI_OK)
		return x;
	if ((c = sign_roster_class(s->roster, s->class_name)) == NULL) {
		cli_error("the roster has no class %s", s->class_name);
		return CLI_FAIL;
	}
	for (size_t i = 0; i < c->count; i++) {
		if (sign_numbers_have(&e->left_out, c->numbers[i]))
			continue;
		o = sign_roster_officer(s->roster, c->numbers[i]);
		REQUIRE(o != NULL);
		s->readers[s->readers_count++] = o->recipient;
		if (sign_numbers_add(&e->to, c->numbers[i]) != ERR_OK)
			return cli_fail(ERR_ROSTER, "the class");
	}
	if (s->readers_count < READERS_LEAST) {
		cli_error("fewer than two officers of the class %s are left",
		    s->class_name);
		cli_hint("choose another class with --class");
		return CLI_FAIL;
	}
	return CLI_OK;
}

/* Draw the code, write and seal the report. */
static enum err
seal_report(struct sending *s)
{
	struct sign_entry *e = s->letter.entry;
	enum err err;

	err = seal_receipt_new(&seal_random_system, s->code);
	if (err != ERR_OK) {
		(void)cli_fail(err, "cannot draw a receipt code");
		return err;
	}
	err = cli_reporter_derive(&s->reporter, s->site.host, s->code);
	if (err != ERR_OK)
		return err;
	e->kind = SIGN_KIND_REPORT;
	memcpy(e->thread, s->reporter.thread, sizeof(e->thread));
	e->date = s->site.today;
	e->roster_version = s->roster->version;
	memcpy(e->roster_hash, s->roster->hash, sizeof(e->roster_hash));
	e->form = s->form.form;
	e->key = s->reporter.sign->vkey;
	e->reply_to = s->reporter.keys.identity.recipient;
	return cli_letter_seal(&s->letter, s->site.host, s->reporter.sign,
	    &(struct cli_address){ s->readers, s->readers_count,
		s->roster->slots, CLI_BUCKET_UPLOADED,
		s->roster->officer_count },
	    &s->parcel);
}

static enum err
seal_self(struct sending *s)
{
	const struct sign_entry *e = s->letter.entry;
	struct sign_self self = {
		.form = e->form,
		.has_root = s->pinned,
		.roster_version = e->roster_version,
		.to = e->to,
		.left_out = e->left_out,
	};
	enum err err;

	memcpy(self.thread, e->thread, sizeof(self.thread));
	memcpy(self.roster_hash, e->roster_hash, sizeof(self.roster_hash));
	memcpy(self.d, s->parcel.d, sizeof(self.d));
	if (s->pinned)
		memcpy(self.root, s->pin, sizeof(self.root));
	(void)snprintf(
	    self.class_name, sizeof(self.class_name), "%s", s->class_name);
	err = sign_self_seal(s->site.host, &self, s->reporter.sign,
	    &s->reporter.keys.identity.recipient, &seal_random_system, s->self);
	if (err != ERR_OK)
		(void)cli_fail(err, "cannot seal what the box will need");
	return err;
}

static void
lines_write(const struct sending *s, char out[static LIMIT_PREAMBLE_LEN])
{
	char thread[BASE64_LEN(SEAL_THREAD_LEN) + 1];
	char open[BASE64_LEN(SEAL_HASH_LEN) + 1];
	char self[BASE64_LEN(SEAL_SELF_LEN) + 1];

	base_base64_encode(thread, s->reporter.thread,
	    sizeof(s->reporter.thread), BASE64_URL_RAW);
	base_base64_encode(open, s->parcel.open_hash,
	    sizeof(s->parcel.open_hash), BASE64_URL_RAW);
	base_base64_encode(self, s->self, sizeof(s->self), BASE64_URL_RAW);
	(void)snprintf(out, LIMIT_PREAMBLE_LEN,
	    "mailbox %s\nthread %s\nopen %s\nself %s\n", s->reporter.mailbox,
	    thread, open, self);
}

static enum err
print_receipt(
    const struct sending *s, const struct sign_promise *p, bool as_json)
{
	char shown[SEAL_RECEIPT_SHOWN_LEN + 1];

	if (!as_json)
		return cli_receipt_print(s->code);
	seal_receipt_show(s->code, shown);
	cli_json_print(json_pack("{s:s, s:s, s:o}", "receipt", shown, "date",
	    p->date.text, "d", cli_json_base64(p->d, sizeof(p->d))));
	sodium_memzero(shown, sizeof(shown));
	return ERR_OK;
}

static enum err
deliver(const struct cli_args *a, struct sending *s)
{
	char lines[LIMIT_PREAMBLE_LEN];
	struct sign_promise promise;
	enum err e;

	lines_write(s, lines);
	e = cli_deliver(
	    &s->site, s->roster, "/v1/threads", lines, &s->parcel, &promise);
	sodium_memzero(lines, sizeof(lines));
	if (e != ERR_OK)
		return e;
	cli_note("received on %s; keep the receipt code, nobody can give it "
		 "to you again",
	    promise.date.text);
	return print_receipt(s, &promise, cli_flag(a, "json"));
}

static enum cli_exit
prepare(const struct cli_args *a, struct sending *s)
{
	const char *form;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "form", &form)) != CLI_OK ||
	    (x = cli_arg_pin(a, "pin", s->pin, &s->pinned)) != CLI_OK ||
	    (x = gather(a, s)) != CLI_OK ||
	    (x = cli_site_connect(a, &s->site)) != CLI_OK ||
	    (x = cli_form_find(s->site.words, form, &s->form)) != CLI_OK ||
	    (x = cli_form_check(&s->form, s->letter.entry)) != CLI_OK)
		return x;
	if (cli_site_chain(&s->site, s->pinned ? s->pin : NULL, 0) != ERR_OK ||
	    cli_site_current(&s->site, &s->roster) != ERR_OK)
		return CLI_FAIL;
	if (!s->pinned)
		cli_warn_unpinned();
	return choose_readers(a, s);
}

static enum cli_exit
run(const struct cli_args *a)
{
	static struct sending s;
	enum cli_exit x;

	if ((x = prepare(a, &s)) == CLI_OK) {
		x = CLI_FAIL;
		if (seal_report(&s) == ERR_OK && seal_self(&s) == ERR_OK &&
		    deliver(a, &s) == ERR_OK)
			x = CLI_OK;
	}
	cli_parcel_done(&s.parcel);
	cli_reporter_done(&s.reporter);
	cli_letter_done(&s.letter);
	cli_site_done(&s.site);
	sodium_memzero(s.code, sizeof(s.code));
	return x;
}

const struct cli_cmd cmd_send = {
	.noun = "send",
	.operands = "TEXT [FILE...]",
	.operands_min = 1,
	.operands_max = 1 + LIMIT_ATTACHMENTS_MAX,
	.help = "send a report and print its receipt code",
	.opts = opts,
	.example = "qf send --site https://box.example.org --pin PIN "
		   "--form youth --field kind=advice letter.txt",
	.run = run,
};
