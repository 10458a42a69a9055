/* SPDX-License-Identifier: ISC */
#include "sign/record.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/note.h"
#include "sign/signers.h"
#include "sign/value.h"

/* U+2014 SP name SP base64(keyid4 || sig64) LF, for HOST/officer/NN. */
#define SIGNATURE_LEN(host)                                                   \
	(4 + strlen(host) + strlen("/officer/00") + 1 +                       \
	    BASE64_LEN(SIGN_KEYID_LEN + SIGN_SIG_LEN) + 1)

const char *
sign_record_word(enum sign_record_kind k)
{
	static const char *const words[SIGN_RECORD_COUNT] = {
#define X(name, word) [SIGN_RECORD_##name] = (word),
		SIGN_RECORD_LIST(X)
#undef X
	};

	REQUIRE(k < SIGN_RECORD_COUNT);
	return words[k];
}

struct sign_record *
sign_record_new(void)
{
	return calloc(1, sizeof(struct sign_record));
}

void
sign_record_free(struct sign_record **r)
{
	if (r == NULL || *r == NULL)
		return;
	free(*r);
	*r = NULL;
}

bool
sign_record_is_complete(const struct sign_record *r)
{
	return r->signers.count >= SIGN_RECORD_SIGNERS_MIN;
}

static bool
has_checked(const struct sign_record *r, const char *word)
{
	for (size_t i = 0; i < r->field_count; i++) {
		if (base_text_is(r->fields[i].name, "checked") &&
		    base_text_is(r->fields[i].value, word))
			return true;
	}
	return false;
}

bool
sign_record_is_publishable(const struct sign_record *r)
{
	bool checked = true;

#define X(word) checked = checked && has_checked(r, word);
	SIGN_CHECKED_LIST(X)
#undef X
	return checked && sign_record_is_complete(r) &&
	       r->kind != SIGN_RECORD_SUMMARY &&
	       r->kind != SIGN_RECORD_EXPORT;
}

/* A year, alone or with a month or quarter behind it. */
bool
sign_period_valid(struct base_text v)
{
	struct base_date day;
	char first[] = "0000-01-01"; /* the period's own first month */

	if (base_text_is(v, "-"))
		return true;
	if (v.len != strlen("2026") && v.len != SIGN_PERIOD_LEN)
		return false;
	memcpy(first, v.data, v.len);
	if (v.len == SIGN_PERIOD_LEN && v.data[5] == 'Q') {
		if (v.data[6] < '1' || v.data[6] > '4')
			return false;
		memcpy(first + 5, "01", 2);
	}
	return sign_value_date(sign_text(first), &day);
}

static bool
kind_read(struct base_text v, enum sign_record_kind *out)
{
	for (int k = 0; k < SIGN_RECORD_COUNT; k++) {
		if (base_text_is(
			v, sign_record_word((enum sign_record_kind)k))) {
			*out = (enum sign_record_kind)k;
			return true;
		}
	}
	return false;
}

static bool
fields_read(struct sign_lines *l, struct sign_record *r)
{
	struct base_text v;

	while (sign_lines_take(l, "field", &v)) {
		if (r->field_count == LIMIT_FIELDS_MAX ||
		    !sign_value_field(v, &r->fields[r->field_count]))
			return false;
		r->field_count++;
	}
	return true;
}

static bool
record_read(const char *host, struct base_text text, struct sign_record *r)
{
	struct sign_lines l;
	struct base_text v;

	if (!sign_lines_init(&l, host, SIGN_RECORD_FIRST_LINE, text) ||
	    !sign_lines_take(&l, "kind", &v) || !kind_read(v, &r->kind) ||
	    !sign_lines_take(&l, "date", &v) || !sign_value_date(v, &r->date) ||
	    !sign_lines_take(&l, "roster", &v) ||
	    !sign_value_roster(v, &r->roster_version, r->roster_hash) ||
	    !sign_lines_take(&l, "period", &v) || !sign_period_valid(v))
		return false;
	memcpy(r->period, v.data, v.len);
	if (!fields_read(&l, r))
		return false;
	/* The empty line, and behind it the free text as it is. */
	if (l.end || l.name.len != 0 || l.has_value)
		return false;
	r->body = l.rest;
	return l.rest.len == 0 || l.rest.data[l.rest.len - 1] == '\n';
}

enum err
sign_record_parse(
    const char *host, struct base_text text, struct sign_record *out)
{
	return record_read(host, text, out) ? ERR_OK : ERR_RECORD;
}

static enum err
record_put(const char *host, const struct sign_record *r, struct base_buf *b)
{
	enum err e;

	if (!sign_host_valid(host) || r->kind >= SIGN_RECORD_COUNT ||
	    r->field_count > LIMIT_FIELDS_MAX ||
	    (r->body.len > 0 && r->body.data[r->body.len - 1] != '\n') ||
	    !base_text_clean(r->body))
		return ERR_RECORD;
	if ((e = sign_put_first(b, host, SIGN_RECORD_FIRST_LINE)) != ERR_OK ||
	    (e = base_buf_addf(b, "kind %s\ndate %s\n",
		 sign_record_word(r->kind), r->date.text)) != ERR_OK ||
	    (e = sign_put_roster(b, r->roster_version, r->roster_hash)) !=
		ERR_OK ||
	    (e = base_buf_addf(b, "period %s\n", r->period)) != ERR_OK)
		return e;
	for (size_t i = 0; i < r->field_count; i++) {
		if ((e = sign_put_field(b, &r->fields[i])) != ERR_OK)
			return e == ERR_ENTRY ? ERR_RECORD : e;
	}
	e = base_buf_add(b, "\n", 1);
	if (e == ERR_OK && r->body.len > 0)
		e = base_buf_add(b, r->body.data, r->body.len);
	return e;
}

enum err
sign_record_write(
    const char *host, const struct sign_record *r, struct base_buf *out)
{
	struct sign_record *again = NULL;
	struct base_buf b;
	enum err e;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	if ((again = sign_record_new()) == NULL) {
		e = ERR_MEMORY;
		goto out;
	}
	if ((e = record_put(host, r, &b)) != ERR_OK)
		goto out;
	if (b.len + 1 + SIGN_RECORD_SIGNERS_MIN * SIGNATURE_LEN(host) >
	    LIMIT_NOTE_LEN) {
		e = ERR_LIMIT;
		goto out;
	}
	/* What this room would not read it does not write. */
	if ((e = sign_record_parse(host, sign_buf_text(&b), again)) != ERR_OK)
		goto out;
	e = base_buf_add(out, b.data, b.len);
out:
	sign_record_free(&again);
	base_buf_done(&b);
	return e;
}

/* The roster that a record names, if it was the one in force that day. */
static enum err
roster_of(const struct sign_chain *chain, const struct sign_record *r,
    const struct sign_roster **out)
{
	const struct sign_roster *roster =
	    sign_chain_find(chain, r->roster_version, r->roster_hash);

	if (roster == NULL)
		return ERR_CHAIN;
	if (!sign_chain_newest_on(chain, roster, &r->date) ||
	    !sign_roster_valid_on(roster, &r->date))
		return ERR_EXPIRED;
	*out = roster;
	return ERR_OK;
}

enum err
sign_record_open(const char *host, const void *note, size_t len,
    const struct sign_chain *chain, struct sign_record **out)
{
	const struct sign_roster *roster = NULL;
	struct sign_record *r = NULL;
	struct sign_note n;
	enum err e;

	if ((r = sign_record_new()) == NULL)
		return ERR_MEMORY;
	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_record_parse(host, n.text, r)) != ERR_OK ||
	    (e = roster_of(chain, r, &roster)) != ERR_OK ||
	    (e = sign_signers_read(host, &n, roster, &r->signers)) !=
		ERR_OK)
		goto out;
	sign_text_hash(n.text, r->hash);
	*out = r;
	r = NULL;
out:
	sign_record_free(&r);
	return e;
}
