/* SPDX-License-Identifier: ISC */
#include "cli/able.h"

#include <stdio.h>

#include "base/hex.h"
#include "cli/headers.h"
#include "cli/report.h"

#define NAME_LEN_MAX 80
#define LIST_LEN_MAX (65u * (LIMIT_HEADER_LEN + 4u))

static enum err
load(const struct cli_folder *f, const char *thread, const char *file,
    struct base_buf *out)
{
	char name[2 * NAME_LEN_MAX];

	(void)snprintf(name, sizeof(name), "threads/%s/%s", thread, file);
	return cli_folder_has(f, name) ? cli_folder_read(f, name, out) : ERR_OK;
}

/*
 * Different headers of a report: those that came with its payload, and those
 * that the listing had since.
 */
static enum err
report_headers(const struct cli_folder *f, const uint8_t *id, size_t *count)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], file[NAME_LEN_MAX];
	struct base_buf used, others, kept;
	struct base_text one;
	enum err e;

	*count = 0;
	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(file, sizeof(file), "%s.headers", hex);
	base_buf_init(&used, LIMIT_HEADER_LEN);
	base_buf_init(&others, LIST_LEN_MAX);
	base_buf_init(&kept, LIST_LEN_MAX);
	if ((e = load(f, hex, file, &kept)) != ERR_OK ||
	    (e = load(f, hex, "report.header", &used)) != ERR_OK ||
	    (e = load(f, hex, "report.others", &others)) != ERR_OK)
		goto out;
	for (size_t at = 0; cli_headers_next(&kept, &at, &one);)
		(*count)++;
	for (size_t at = 0; cli_headers_next(&others, &at, &one);)
		*count += !cli_headers_has(&kept, one);
	one = (struct base_text){ (const char *)used.data, used.len };
	*count += used.len > 0 && !cli_headers_has(&kept, one) &&
		  !cli_headers_has(&others, one);
out:
	base_buf_done(&used);
	base_buf_done(&others);
	base_buf_done(&kept);
	return e;
}

const struct sign_roster *
cli_able_roster(const struct cli_folder *f, const struct base_date *today)
{
	const struct sign_roster *roster;

	return sign_chain_current(f->chain, today, &roster) == ERR_OK ? roster
								      : NULL;
}

enum err
cli_able(const struct cli_case *c, const struct cli_folder *f,
    const struct sign_roster *roster, struct cli_able *out)
{
	size_t headers = 1;
	enum err e = ERR_OK;

	*out = (struct cli_able){ .known = false };
	if (c->thread->report == NULL || roster == NULL)
		return ERR_OK;
	/* A walk over all threads does not read them for nothing. */
	if (sign_thread_is_granted(c->thread))
		e = report_headers(f, c->id, &headers);
	if (e != ERR_OK)
		return e;
	out->known = true;
	out->count = sign_thread_able(c->thread, f->chain, roster,
	    c->triage->recused, headers, out->officers);
	return ERR_OK;
}

bool
cli_able_is_few(const struct cli_able *a)
{
	return a->known && a->count < 2;
}

void
cli_able_print(const struct cli_able *a)
{
	if (!cli_able_is_few(a))
		return;
	for (unsigned n = 0; n <= SIGN_NUMBER_MAX; n++) {
		if (a->officers[n])
			(void)printf("! only officer %02u can still open all "
				     "of it: hand it to another "
				     "(qf grant)\n",
			    n);
	}
	if (a->count == 0)
		(void)printf("! no officer of today's roster can open all of "
			     "it: hand on what is lacking (qf grant --again)"
			     "\n");
}

json_t *
cli_able_json(const struct cli_able *a)
{
	json_t *list = a->known ? json_array() : json_null();

	for (int n = 0; a->known && n <= SIGN_NUMBER_MAX; n++) {
		if (a->officers[n])
			(void)json_array_append_new(list, json_integer(n));
	}
	return list;
}
