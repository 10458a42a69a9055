/* SPDX-License-Identifier: ISC */
#include "cli/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/case_key.h"
#include "cli/scan.h"

enum cli_exit
cli_tell_status(
    const struct cli_desktop *d, const struct cli_case *c, unsigned *out)
{
	uint8_t id[SEAL_ID_LEN], open[SEAL_OPEN_LEN];
	struct cli_case *first = NULL;
	enum err e;

	*out = sign_triage_public(c->triage);
	if (!c->triage->is_duplicate ||
	    strcmp(sign_triage_code(c->triage), "R05") != 0)
		return CLI_OK;
	e = cli_scan_handle(&d->folder, c->triage->dup_of, id);
	if (e == ERR_NOT_FOUND ||
	    (e == ERR_OK && cli_case_open_value(
				&d->folder, &d->officer, id, open) != ERR_OK))
		return CLI_OK;
	if (e == ERR_OK)
		e = cli_case_load(&first, &d->folder, &d->officer, id);
	/* A first report at R00 to R04 says nothing that fits here yet. */
	if (e == ERR_OK && sign_triage_public(first->triage) > *out)
		*out = sign_triage_public(first->triage);
	cli_case_free(&first);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}

static unsigned
shown(const struct cli_case *c)
{
	return c->thread->status == 0 ? 1 : c->thread->status;
}

static enum cli_exit
tell_one(struct cli_answer *w)
{
	char status[] = "P1";
	enum cli_exit x;
	unsigned want;

	if ((x = cli_tell_status(&w->desk, w->thread, &want)) != CLI_OK ||
	    want == shown(w->thread))
		return x;
	status[1] = (char)('0' + want % 10);
	if ((x = cli_answer_field(w, "status", status)) == CLI_OK)
		x = cli_answer_deliver(w, SIGN_KIND_REPLY);
	return x;
}

/* Duplicates of one thread, found by a scan. */
struct duplicates {
	uint8_t of[SIGN_HANDLE_LEN];
	uint8_t (*ids)[SEAL_ID_LEN]; /* owned */
	size_t count;
};

static enum err
collect(void *ctx, const struct cli_case *c)
{
	struct duplicates *d = ctx;
	void *more;

	if (!c->triage->is_duplicate ||
	    memcmp(c->triage->dup_of, d->of, sizeof(d->of)) != 0)
		return ERR_OK;
	more = reallocarray(d->ids, d->count + 1, sizeof(*d->ids));
	if (more == NULL)
		return ERR_MEMORY;
	d->ids = more;
	memcpy(d->ids[d->count++], c->id, SEAL_ID_LEN);
	return ERR_OK;
}

enum cli_exit
cli_tell(struct cli_answer *w)
{
	struct duplicates d = { .ids = NULL };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum cli_exit x;

	memcpy(d.of, w->thread->handle, sizeof(d.of));
	if ((x = tell_one(w)) == CLI_OK)
		x = cli_scan(&w->desk, collect, &d);
	for (size_t i = 0; x == CLI_OK && i < d.count; i++) {
		base_hex_encode(hex, d.ids[i], SEAL_ID_LEN);
		if ((x = cli_answer_thread(w, hex)) == CLI_OK)
			x = tell_one(w);
	}
	free(d.ids);
	return x;
}
