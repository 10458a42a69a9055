/* SPDX-License-Identifier: ISC */
#include "sign/chain.h"

#include <stdlib.h>
#include <string.h>

#include "sign/line.h"
#include "sign/note.h"

#define HOST_MAX LIMIT_NAME_LEN

struct sign_chain {
	char host[HOST_MAX + 1];
	struct sign_root **roots; /* generation i + 1 at i */
	size_t root_count;
	struct sign_roster **rosters; /* rising versions */
	size_t roster_count;
	/* The newest roster's note: a root added later judges it again. */
	uint8_t *note;
	size_t note_len;
	/* Index of the newest root whose threshold had signed it when added. */
	size_t signed_by;
};

enum err
sign_chain_new(struct sign_chain **out, const char *host)
{
	struct sign_chain *c;

	if (!sign_host_valid(host))
		return ERR_FORMAT;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return ERR_MEMORY;
	memcpy(c->host, host, strlen(host) + 1);
	*out = c;
	return ERR_OK;
}

void
sign_chain_free(struct sign_chain **c)
{
	if (c == NULL || *c == NULL)
		return;
	for (size_t i = 0; i < (*c)->root_count; i++)
		sign_root_free(&(*c)->roots[i]);
	for (size_t i = 0; i < (*c)->roster_count; i++)
		sign_roster_free(&(*c)->rosters[i]);
	free((*c)->roots);
	free((*c)->rosters);
	free((*c)->note);
	free(*c);
	*c = NULL;
}

/* Grow an array of pointers by one; count is how many it holds. */
static enum err
array_grow(void *array, size_t count)
{
	void **old, **fresh;

	memcpy(&old, array, sizeof(old));
	if (count >= LIMIT_CHAIN_MAX)
		return ERR_LIMIT;
	if ((fresh = reallocarray(old, count + 1, sizeof(*fresh))) == NULL)
		return ERR_MEMORY;
	memcpy(array, &fresh, sizeof(fresh));
	return ERR_OK;
}

/* ERR_OK, ERR_THRESHOLD, or what is wrong with a known key's signature. */
static enum err
signed_by_root(const char *host, const struct sign_note *note,
    const struct sign_root *r)
{
	uint64_t by;
	enum err e;

	e = sign_note_verify(host, note, r->keys, r->key_count, &by);
	if (e == ERR_NOTE_UNSIGNED)
		return ERR_THRESHOLD;
	if (e != ERR_OK)
		return e;
	return sign_note_signers(by) >= r->threshold ? ERR_OK : ERR_THRESHOLD;
}

/* r against the chain's newest root, or against the pin. */
static enum err
root_follows(const struct sign_chain *c, const struct sign_note *note,
    const struct sign_root *r, const uint8_t *pin)
{
	const struct sign_root *newest = sign_chain_root(c);
	enum err e;

	if (newest == NULL) {
		if (r->generation != 1)
			return ERR_CHAIN;
		if (pin != NULL && memcmp(pin, r->hash, SIGN_HASH_LEN) != 0)
			return ERR_PIN;
	} else {
		if (r->generation != newest->generation + 1 ||
		    memcmp(r->prev, newest->hash, SIGN_HASH_LEN) != 0)
			return ERR_CHAIN;
		if ((e = signed_by_root(c->host, note, newest)) != ERR_OK)
			return e;
	}
	return signed_by_root(c->host, note, r);
}

enum err
sign_chain_add_root(struct sign_chain *c, const void *note, size_t len,
    const uint8_t *pin)
{
	struct sign_root *r = NULL;
	struct sign_note n;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_root_parse(c->host, n.text, &r)) != ERR_OK ||
	    (e = root_follows(c, &n, r, pin)) != ERR_OK ||
	    (e = array_grow(&c->roots, c->root_count)) != ERR_OK)
		goto out;
	c->roots[c->root_count++] = r;
	r = NULL;
out:
	sign_root_free(&r);
	return e;
}

/*
 * By the threshold of any generation, for later ones may have other keys; but
 * of none before the one that signed the newest roster: keys are dropped when
 * they are in wrong hands, and must not make history then.
 */
static enum err
signed_by_any_root(const struct sign_chain *c, const struct sign_note *note,
    size_t *generation)
{
	size_t least = c->roster_count == 0 ? 0 : c->signed_by;
	enum err e = ERR_THRESHOLD;

	for (size_t i = c->root_count; i > least; i--) {
		e = signed_by_root(c->host, note, c->roots[i - 1]);
		if (e == ERR_OK)
			*generation = i - 1;
		if (e != ERR_THRESHOLD)
			return e;
	}
	return e;
}

static enum err
roster_follows(const struct sign_chain *c, const struct sign_roster *r)
{
	const struct sign_roster *newest = sign_chain_newest(c);

	if (newest == NULL)
		return ERR_OK;
	if (memcmp(r->hash, newest->hash, SIGN_HASH_LEN) == 0)
		return ERR_EXISTS;
	if (r->version <= newest->version ||
	    memcmp(r->prev, newest->hash, SIGN_HASH_LEN) != 0)
		return ERR_CHAIN;
	return ERR_OK;
}

enum err
sign_chain_add_roster(struct sign_chain *c, const void *note, size_t len)
{
	struct sign_roster *r = NULL;
	uint8_t *copy = NULL;
	struct sign_note n;
	size_t signed_by = 0;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_roster_parse(c->host, n.text, &r)) != ERR_OK ||
	    (e = signed_by_any_root(c, &n, &signed_by)) != ERR_OK ||
	    (e = roster_follows(c, r)) != ERR_OK ||
	    (e = array_grow(&c->rosters, c->roster_count)) != ERR_OK)
		goto out;
	if ((copy = malloc(len)) == NULL) {
		e = ERR_MEMORY;
		goto out;
	}
	memcpy(copy, note, len);
	free(c->note);
	c->note = copy;
	c->note_len = len;
	c->signed_by = signed_by;
	c->rosters[c->roster_count++] = r;
	r = NULL;
out:
	sign_roster_free(&r);
	return e;
}

static enum err
root_holds_on(const struct sign_root *r, const struct base_date *today)
{
	if (strcmp(today->text, r->not_after.text) > 0)
		return ERR_EXPIRED;
	/*
	 * The text has no date of its making; but one that still has more
	 * than the allowed days to run was surely made for longer.
	 */
	if (base_date_days(&r->not_after) - base_date_days(today) >
	    SIGN_ROOT_DAYS_MAX)
		return ERR_ROOT;
	return ERR_OK;
}

enum err
sign_chain_newest_signed(const struct sign_chain *c)
{
	struct sign_note n;
	enum err e;

	if (c->roster_count == 0)
		return ERR_NOT_FOUND;
	if ((e = sign_note_parse(c->note, c->note_len, &n)) != ERR_OK)
		return e;
	return signed_by_root(c->host, &n, sign_chain_root(c));
}

enum err
sign_chain_current(const struct sign_chain *c, const struct base_date *today,
    const struct sign_roster **out)
{
	const struct sign_roster *r = sign_chain_newest(c);
	enum err e;

	if ((e = sign_chain_newest_signed(c)) != ERR_OK ||
	    (e = root_holds_on(sign_chain_root(c), today)) != ERR_OK)
		return e;
	if (!sign_roster_valid_on(r, today))
		return ERR_EXPIRED;
	*out = r;
	return ERR_OK;
}

const struct sign_root *
sign_chain_root(const struct sign_chain *c)
{
	return c->root_count == 0 ? NULL : c->roots[c->root_count - 1];
}

const struct sign_roster *
sign_chain_newest(const struct sign_chain *c)
{
	return c->roster_count == 0 ? NULL : c->rosters[c->roster_count - 1];
}

size_t
sign_chain_roster_count(const struct sign_chain *c)
{
	return c->roster_count;
}

const struct sign_roster *
sign_chain_roster_at(const struct sign_chain *c, size_t i)
{
	REQUIRE(i < c->roster_count);
	return c->rosters[i];
}

const struct sign_roster *
sign_chain_find(const struct sign_chain *c, uint32_t version,
    const uint8_t hash[static SIGN_HASH_LEN])
{
	for (size_t i = 0; i < c->roster_count; i++) {
		if (c->rosters[i]->version == version &&
		    memcmp(c->rosters[i]->hash, hash, SIGN_HASH_LEN) == 0)
			return c->rosters[i];
	}
	return NULL;
}

bool
sign_chain_newest_on(const struct sign_chain *c, const struct sign_roster *r,
    const struct base_date *date)
{
	size_t i = 0;

	while (i < c->roster_count && c->rosters[i] != r)
		i++;
	REQUIRE(i < c->roster_count);
	if (strcmp(r->not_before.text, date->text) > 0)
		return false;
	/*
	 * Days are all that is known: on the day of a change both count.  One
	 * made ahead of its day may be overtaken by another that revokes.
	 */
	while (++i < c->roster_count) {
		if (strcmp(c->rosters[i]->not_before.text, date->text) < 0)
			return false;
	}
	return true;
}
