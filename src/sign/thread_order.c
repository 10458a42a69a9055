/* SPDX-License-Identifier: ISC */
/*
 * Order of a thread: topological by `after`, ties by SHA-256(payload)
 * (docs/protocol.md section 5), so that every reader sees the same one.  The
 * report comes first whatever else names nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "sign/thread_work.h"

static int
index_compare(const void *a, const void *b)
{
	const struct thread_index *x = a, *y = b;
	int c = memcmp(x->hash, y->hash, SIGN_HASH_LEN);

	return c != 0 ? c : (x->at > y->at) - (x->at < y->at);
}

enum err
sign_thread_index(struct thread_work *w)
{
	size_t n = 0;

	if (w->index == NULL &&
	    (w->index = calloc(w->t->entry_count + 1, sizeof(*w->index))) ==
		NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < w->t->entry_count; i++) {
		const struct sign_entry *e = w->t->entries[i].entry;

		if (e != NULL)
			w->index[n++] = (struct thread_index){ e->hash, i };
	}
	qsort(w->index, n, sizeof(*w->index), index_compare);
	w->index_count = n;
	return ERR_OK;
}

size_t
sign_thread_find(const struct thread_work *w,
    const uint8_t hash[static SIGN_HASH_LEN])
{
	size_t lo = 0, hi = w->index_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (memcmp(w->index[mid].hash, hash, SIGN_HASH_LEN) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == w->index_count ||
	    memcmp(w->index[lo].hash, hash, SIGN_HASH_LEN) != 0)
		return THREAD_NONE;
	return w->index[lo].at;
}

/* Reports, other entries, forged copies of them, then what was not read. */
static int
rank(const struct sign_thread_entry *te)
{
	if (te->entry == NULL)
		return 3;
	if (te->forged_copy)
		return 2;
	return te->entry->kind == SIGN_KIND_REPORT ? 0 : 1;
}

/* The order among entries that do not follow one another. */
static int
entry_compare(const void *a, const void *b)
{
	const struct sign_thread_entry *x = a, *y = b;
	int c = rank(x) - rank(y);

	/* Of two reports the one stored first is the report. */
	if (c == 0 && rank(x) == 0)
		c = strcmp(x->item->stored.text, y->item->stored.text);
	if (c == 0)
		c = memcmp(x->item->payload_hash, y->item->payload_hash,
		    SIGN_HASH_LEN);
	if (c == 0)
		c = memcmp(x->item->id, y->item->id, SIGN_ID_LEN);
	return c;
}

/* "to follows from", as lists hanging from from. */
struct edge {
	size_t to;
	size_t next; /* in edges; THREAD_NONE ends */
};

struct graph {
	struct edge *edges;
	size_t *first;	 /* of each entry: its first edge */
	size_t *pending; /* of each entry: how many it still waits for */
	bool *placed;
};

static void
graph_done(struct graph *g)
{
	free(g->edges);
	free(g->first);
	free(g->pending);
	free(g->placed);
}

static enum err
graph_make(const struct thread_work *w, struct graph *g)
{
	size_t n = w->t->entry_count, count = 0, used = 0;

	for (size_t i = 0; i < n; i++) {
		if (w->t->entries[i].entry != NULL)
			count += w->t->entries[i].entry->after_count;
	}
	g->edges = calloc(count + 1, sizeof(*g->edges));
	g->first = calloc(n + 1, sizeof(*g->first));
	g->pending = calloc(n + 1, sizeof(*g->pending));
	g->placed = calloc(n + 1, sizeof(*g->placed));
	if (g->edges == NULL || g->first == NULL || g->pending == NULL ||
	    g->placed == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++)
		g->first[i] = THREAD_NONE;
	for (size_t i = 0; i < n; i++) {
		const struct sign_entry *e = w->t->entries[i].entry;

		for (size_t k = 0; e != NULL && k < e->after_count; k++) {
			size_t from = sign_thread_find(w, e->after[k]);

			if (from == THREAD_NONE)
				continue;
			g->edges[used] = (struct edge){ i, g->first[from] };
			g->first[from] = used++;
			g->pending[i]++;
		}
	}
	return ERR_OK;
}

/*
 * The first in the base order that waits for nothing.  Entries name one
 * another by hash, so there is no circle; were there one, its first entry
 * would be taken and nothing lost.
 */
static size_t
graph_next(const struct graph *g, size_t n)
{
	size_t stuck = THREAD_NONE;

	for (size_t i = 0; i < n; i++) {
		if (g->placed[i])
			continue;
		if (g->pending[i] == 0)
			return i;
		if (stuck == THREAD_NONE)
			stuck = i;
	}
	return stuck;
}

enum err
sign_thread_order(struct thread_work *w)
{
	struct graph g = { .edges = NULL };
	struct sign_thread_entry *sorted = NULL;
	size_t n = w->t->entry_count;
	enum err e = ERR_MEMORY;

	qsort(w->t->entries, n, sizeof(*w->t->entries), entry_compare);
	if ((sorted = calloc(n + 1, sizeof(*sorted))) == NULL ||
	    (e = sign_thread_index(w)) != ERR_OK ||
	    (e = graph_make(w, &g)) != ERR_OK)
		goto out;
	for (size_t i = 0; i < n; i++) {
		size_t at = graph_next(&g, n);

		g.placed[at] = true;
		sorted[i] = w->t->entries[at];
		for (size_t k = g.first[at]; k != THREAD_NONE;
		     k = g.edges[k].next)
			g.pending[g.edges[k].to]--;
	}
	memcpy(w->t->entries, sorted, n * sizeof(*sorted));
	e = sign_thread_index(w);
out:
	graph_done(&g);
	free(sorted);
	return e;
}
