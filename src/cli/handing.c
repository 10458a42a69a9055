/* SPDX-License-Identifier: ISC */
#include "cli/handing.h"

#include "base/hex.h"
#include "cli/case_key.h"
#include "cli/grantfile.h"
#include "seal/header.h"

/*
 * Who reads an entry from now on: whom it was addressed to and who was granted
 * it, as far as they are still enrolled, and the new one; of a reply the
 * reporter too, who tries headers from the newest on.
 */
static size_t
recipients(const struct cli_answer *w, const struct sign_officer *to,
    const struct sign_thread_entry *te,
    struct seal_recipient list[static LIMIT_STANZA_MAX])
{
	const struct sign_thread *t = w->thread->thread;
	size_t n = 0;

	list[n++] = to->recipient;
	if (te->entry->kind == SIGN_KIND_REPLY)
		list[n++] = t->report->reply_to;
	for (unsigned i = 0; i <= SIGN_NUMBER_MAX; i++) {
		const struct sign_officer *o =
		    sign_roster_officer(w->roster, i);

		if (o == NULL || i == to->number || n == LIMIT_STANZA_MAX ||
		    t->left_out[i] || !sign_thread_may_read(t, te, i))
			continue;
		list[n++] = o->recipient;
	}
	return n;
}

/* The newest header that gives this officer the payload's key, made anew. */
static enum err
rewrap(struct cli_answer *w, const struct sign_officer *to, const char *thread,
    const struct sign_thread_entry *te, struct base_buf *all)
{
	struct seal_recipient list[LIMIT_STANZA_MAX];
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	size_t count = recipients(w, to, te, list);
	struct base_buf header, fresh;
	struct seal_header h;
	enum err e;

	if (count > w->roster->slots)
		return ERR_LIMIT;
	base_buf_init(&header, LIMIT_HEADER_LEN);
	base_buf_init(&fresh, LIMIT_HEADER_LEN);
	base_hex_encode(hex, te->item->id, SEAL_ID_LEN);
	e = cli_case_header(
	    &w->desk.folder, &w->desk.officer, thread, hex, &header);
	if (e == ERR_OK)
		e = seal_header_parse(header.data, header.len, &h);
	if (e == ERR_OK)
		e = seal_header_rewrap(&h, &w->desk.officer.id, 1, list, count,
		    w->roster->slots, &seal_random_system, &fresh);
	if (e == ERR_OK)
		e = cli_grantfile_add(all, te->item->id, &fresh);
	base_buf_done(&header);
	base_buf_done(&fresh);
	return e;
}

/*
 * Not sealed to him from the start, and ours to hand on; another thread's entry
 * that the office gave in this one is nobody's.
 */
static bool
is_to_hand(const struct cli_answer *w, const struct sign_thread_entry *te,
    unsigned number)
{
	return te->entry != NULL &&
	       (te->alarms & SIGN_ALARM_BIT(SIGN_ALARM_THREAD)) == 0 &&
	       !sign_numbers_have(&te->entry->to, number) &&
	       sign_thread_may_read(
		   w->thread->thread, te, w->desk.officer.number);
}

/*
 * What could not be read is not what does not open: without it the grant would
 * end with something left out.
 */
static enum err
unread(const struct cli_case *c)
{
	for (size_t i = 0; i < c->entry_count; i++) {
		enum err e = c->entries[i].failed;

		if ((e == ERR_IO || e == ERR_MEMORY) && !c->entries[i].gone)
			return e;
	}
	return ERR_OK;
}

enum err
cli_handing_make(struct cli_answer *w, const struct sign_officer *to,
    struct base_buf *all, size_t *closed)
{
	const struct sign_thread *t = w->thread->thread;
	char thread[HEX_LEN(SEAL_ID_LEN) + 1];
	enum err e = unread(w->thread);

	base_hex_encode(thread, w->thread->id, SEAL_ID_LEN);
	for (size_t i = 0; e == ERR_OK && i < t->entry_count; i++) {
		if (!is_to_hand(w, &t->entries[i], to->number))
			continue;
		e = rewrap(w, to, thread, &t->entries[i], all);
		if (e == ERR_AGE_NO_MATCH) {
			(*closed)++;
			e = ERR_OK;
		}
	}
	if (e != ERR_OK)
		(void)cli_fail(e, "thread %s", thread);
	*closed += cli_case_closed_count(w->thread);
	return e;
}

size_t
cli_handing_count(const struct cli_answer *w, unsigned number)
{
	const struct sign_thread *t = w->thread->thread;
	size_t n = 0;

	for (size_t i = 0; i < t->entry_count; i++)
		n += is_to_hand(w, &t->entries[i], number);
	return n;
}
