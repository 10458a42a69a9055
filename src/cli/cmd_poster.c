/* SPDX-License-Identifier: ISC */
/* qf poster: sheets for walls, from the root note and the site's words. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/convert.h"
#include "cli/file.h"
#include "cli/notefile.h"
#include "cli/poster.h"
#include "cli/site.h"
#include "cli/words.h"
#include "sign/root.h"

static const struct cli_opt opts[] = {
	{ "root", 0, "NOTE", "the root note of generation 1: host and pin",
	    false },
	{ "words", 0, "FILE", "the site's site.json", false },
	{ "format", 0, "FORMAT", "svg, pdf or html, else by --output's name",
	    false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ "site", 0, "URL", "also check that this site hangs on the pin",
	    false },
	CLI_HTTP_OPTS,
	{ 0 },
};

enum format { FORMAT_NONE, FORMAT_SVG, FORMAT_PDF, FORMAT_HTML };

struct sheet {
	struct cli_poster poster;
	struct cli_chain chain; /* the root note alone, verified */
	json_t *site;           /* owned */
	struct base_buf svg[CLI_OPERANDS_MAX];
	size_t count;
};

static void
sheet_done(struct sheet *s)
{
	for (size_t i = 0; i < s->count; i++)
		base_buf_done(&s->svg[i]);
	json_decref(s->site);
	cli_chain_done(&s->chain);
}

static enum format
format_of(const struct cli_args *a)
{
	static const char *const names[] = { [FORMAT_SVG] = "svg",
		[FORMAT_PDF] = "pdf",
		[FORMAT_HTML] = "html" };
	const char *name = cli_arg(a, "format");
	const char *path = cli_arg(a, "output");

	if (name == NULL && path != NULL && strrchr(path, '.') != NULL)
		name = strrchr(path, '.') + 1;
	if (name == NULL)
		return FORMAT_SVG;
	for (int i = FORMAT_SVG; i <= FORMAT_HTML; i++) {
		if (strcmp(name, names[i]) == 0)
			return (enum format)i;
	}
	return FORMAT_NONE;
}

/* Host and pin, from a note that its own threshold of keys signed. */
static enum cli_exit
root_load(const struct cli_args *a, struct sheet *s)
{
	struct cli_notefile n = { 0 };
	struct sign_root *r = NULL;
	const char *path;
	enum cli_exit x;
	enum err e;

	if ((x = cli_arg_must(a, "root", &path)) != CLI_OK)
		return x;
	x = CLI_FAIL;
	if (cli_notefile_load(path, SIGN_ROOT_FIRST_LINE, &n) != ERR_OK)
		goto out;
	if ((e = sign_root_parse(n.host, n.text, &r)) != ERR_OK ||
	    (e = sign_chain_new(&s->chain.chain, n.host)) != ERR_OK ||
	    (e = sign_chain_add_root(
		 s->chain.chain, n.file.data, n.file.len, r->hash)) != ERR_OK) {
		(void)cli_fail(e, "%s", path);
		goto out;
	}
	if (r->generation != 1) {
		cli_error("%s: the pin is that of generation 1", path);
		goto out;
	}
	memcpy(s->chain.host, n.host, sizeof(s->chain.host));
	memcpy(s->poster.pin, r->hash, sizeof(s->poster.pin));
	s->poster.host = s->chain.host;
	x = CLI_OK;
out:
	sign_root_free(&r);
	cli_notefile_done(&n);
	return x;
}

static enum cli_exit
words_load(const struct cli_args *a, struct sheet *s)
{
	const char *path;
	enum cli_exit x = cli_arg_must(a, "words", &path);

	if (x == CLI_OK)
		x = cli_words_load(path, &s->site);
	s->poster.site = s->site;
	return x;
}

/* A poster with a wrong pin would frighten everybody who scans it. */
static enum cli_exit
site_check(const struct cli_args *a, const struct sheet *s)
{
	struct cli_site site;
	enum cli_exit x;

	if (cli_arg(a, "site") == NULL)
		return CLI_OK;
	if ((x = cli_site_connect(a, &site)) == CLI_OK) {
		x = CLI_FAIL;
		if (strcmp(site.host, s->poster.host) != 0)
			cli_error("the site calls itself %s, the root note %s",
			    site.host, s->poster.host);
		else if (cli_site_chain(&site, s->poster.pin, 0) == ERR_OK)
			x = CLI_OK;
	}
	cli_site_done(&site);
	return x;
}

static enum cli_exit
draw_all(const struct cli_args *a, struct sheet *s)
{
	for (size_t i = 0; i < a->operand_len; i++) {
		base_buf_init(&s->svg[i], POSTER_SVG_MAX);
		s->count = i + 1;
		if (!cli_poster_find(s->site, a->operand[i], &s->poster)) {
			cli_error("the site has no station or campaign %s",
			    a->operand[i]);
			return CLI_FAIL;
		}
		if (cli_poster_draw(&s->poster, &s->svg[i]) != ERR_OK)
			return CLI_FAIL;
	}
	return CLI_OK;
}

static enum err
write_svg(const struct sheet *s, struct base_buf *out)
{
	enum err e = base_buf_add_str(
	    out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

	return e == ERR_OK ? base_buf_add(out, s->svg[0].data, s->svg[0].len)
			   : e;
}

/* The print page: a sheet each, and one line that is not printed. */
static enum err
write_html(const struct sheet *s, struct base_buf *out)
{
	enum err e = base_buf_add_str(out,
	    "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<title>海报</title>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<style>\n"
	    "@page { size: 210mm 297mm; margin: 0; }\n"
	    "body { margin: 0; background: #d8dbd9; }\n"
	    "p { margin: 1rem; font: 1.1rem/1.5 sans-serif; }\n"
	    "svg[role] { display: block; width: 210mm; height: 297mm;\n"
	    "\tmargin: 0 auto 1rem; }\n"
	    "@media print {\n"
	    "\tp { display: none; }\n"
	    "\tsvg[role] { margin: 0; page-break-after: always; "
	    "page-break-inside: avoid; }\n"
	    "\tbody { background: none; -webkit-print-color-adjust: exact; "
	    "print-color-adjust: exact; }\n"
	    "}\n"
	    "</style>\n</head>\n<body>\n"
	    "<p>打印：A4，实际大小（100%），不加页眉页脚，打开背景图形。"
	    "贴出前用手机扫一遍。</p>\n");

	for (size_t i = 0; e == ERR_OK && i < s->count; i++)
		e = base_buf_add(out, s->svg[i].data, s->svg[i].len);
	return e == ERR_OK ? base_buf_add_str(out, "</body>\n</html>\n") : e;
}

static enum cli_exit
write_text(const struct cli_args *a, const struct sheet *s, enum format f)
{
	struct base_buf out;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	base_buf_init(&out, CLI_OPERANDS_MAX * POSTER_SVG_MAX);
	e = f == FORMAT_SVG ? write_svg(s, &out) : write_html(s, &out);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot write the poster");
	else if (cli_write_file(cli_arg(a, "output"), out.data, out.len, 0644,
		     true) == ERR_OK)
		x = CLI_OK;
	base_buf_done(&out);
	return x;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct sheet s = { 0 };
	enum format f = format_of(a);
	enum cli_exit x;

	if (f == FORMAT_NONE)
		return cli_misuse("the format is svg, pdf or html");
	if (f == FORMAT_SVG && a->operand_len > 1)
		return cli_misuse("an svg holds one sheet; pdf and html "
				  "hold several");
	if ((x = root_load(a, &s)) == CLI_OK &&
	    (x = words_load(a, &s)) == CLI_OK &&
	    (x = draw_all(a, &s)) == CLI_OK &&
	    (x = site_check(a, &s)) == CLI_OK)
		x = f == FORMAT_PDF
			? cli_convert_pdf(cli_arg(a, "output"), s.svg, s.count)
			: write_text(a, &s, f);
	sheet_done(&s);
	return x;
}

const struct cli_cmd cmd_poster = {
	.noun = "poster",
	.operands = "CODE...",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "draw the poster of a station or a campaign, A4",
	.opts = opts,
	.example = "qf poster --root root-1.note --words site.json "
		   "-o s01.pdf S01",
	.run = run,
};
