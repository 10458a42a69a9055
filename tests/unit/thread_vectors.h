/* SPDX-License-Identifier: ISC */
/* Threads as thread.json and triage.json hold them, for both of their tests. */
#ifndef UNIT_THREAD_VECTORS_H
#define UNIT_THREAD_VECTORS_H

#include "unit/entry_fixture.h"

#include "sign/thread.h"

FIXTURE json_t *
json_alarms(uint32_t alarms)
{
	json_t *list = json_array();

	for (int a = 0; a < SIGN_ALARM_COUNT; a++) {
		if ((alarms & SIGN_ALARM_BIT(a)) != 0)
			json_array_append_new(list,
			    json_string(
				sign_alarm_word((enum sign_alarm)a)));
	}
	return list;
}

FIXTURE json_t *
json_set(const bool set[static SIGN_NUMBER_MAX + 1])
{
	json_t *list = json_array();
	char two[4];

	for (unsigned int i = 0; i <= SIGN_NUMBER_MAX; i++) {
		(void)snprintf(two, sizeof(two), "%02u", i);
		if (set[i])
			json_array_append_new(list, json_string(two));
	}
	return list;
}

FIXTURE int
string_compare(const void *a, const void *b)
{
	json_t *const *x = a, *const *y = b;

	return strcmp(json_string_value(*x), json_string_value(*y));
}

/* Sort a list of strings: sets come in an order of their maker's. */
FIXTURE void
json_sort(json_t *list)
{
	json_t *v[64];
	size_t n = json_array_size(list);

	assert_true(n <= N(v));
	for (size_t i = 0; i < n; i++)
		v[i] = json_incref(json_array_get(list, i));
	qsort(v, n, sizeof(v[0]), string_compare);
	json_array_clear(list);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, v[i]);
}

FIXTURE size_t
vector_members(const json_t *files, struct sign_member *m, size_t max)
{
	size_t n = json_array_size(files);

	assert_true(n <= max);
	for (size_t i = 0; i < n; i++) {
		const json_t *f = json_array_get(files, i);

		m[i].name = text_of(get_text(f, "name"));
		m[i].len = (uint64_t)json_integer_value(
		    json_object_get(f, "size"));
		get_hex(f, "hash", m[i].hash, SIGN_HASH_LEN);
	}
	return n;
}

FIXTURE void
vector_items(const json_t *c, struct sign_thread_input *in,
    struct sign_thread_item *items, struct sign_member (*members)[2])
{
	const json_t *list = json_object_get(c, "items");

	in->items = items;
	in->item_count = json_array_size(list);
	for (size_t i = 0; i < in->item_count; i++) {
		const json_t *o = json_array_get(list, i);
		const json_t *files = json_object_get(o, "files");
		const char *note = json_string_value(
		    json_object_get(o, "note"));

		get_hex(o, "id", items[i].id, SIGN_ID_LEN);
		get_hex(o, "payload_hash", items[i].payload_hash,
		    SIGN_HASH_LEN);
		items[i].stored = date_of(get_text(o, "stored"));
		items[i].note = note;
		items[i].note_len = note == NULL ? 0 : strlen(note);
		items[i].members = members[i];
		items[i].members_known = json_is_array(files);
		items[i].member_count = vector_members(files, members[i], 2);
	}
}

FIXTURE void
vector_numbers(const json_t *list, struct sign_numbers *out)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *n = json_string_value(json_array_get(list, i));

		assert_err(sign_numbers_add(out, (unsigned int)atoi(n)),
		    ERR_OK);
	}
}

FIXTURE void
vector_chain(const json_t *root, struct sign_chain **chain)
{
	const json_t *rosters = json_object_get(root, "rosters");
	const char *note = get_text(root, "root");

	assert_err(sign_chain_new(chain, HOST), ERR_OK);
	assert_err(sign_chain_add_root(*chain, note, strlen(note), NULL),
	    ERR_OK);
	for (size_t i = 0; i < json_array_size(rosters); i++) {
		note = json_string_value(json_array_get(rosters, i));
		assert_err(sign_chain_add_roster(*chain, note, strlen(note)),
		    ERR_OK);
	}
}

/* One case: the input points into what stands beside it. */
struct vector_thread {
	struct sign_thread_input in;
	struct sign_thread_item *items;
	struct sign_member (*members)[2];
	struct sign_vkey reporter;
};

FIXTURE void
vector_thread_read(struct vector_thread *v, const json_t *root,
    const json_t *c, const struct sign_chain *chain)
{
	size_t count = json_array_size(json_object_get(c, "items"));
	const json_t *self = json_object_get(root, "self");
	const char *viewer = get_text(c, "viewer");

	*v = (struct vector_thread){ .in = { .host = HOST, .chain = chain } };
	v->items = calloc(count + 1, sizeof(*v->items));
	v->members = calloc(count + 1, sizeof(*v->members));
	assert_true(v->items != NULL && v->members != NULL);
	get_hex(root, "handle", v->in.handle, SIGN_HANDLE_LEN);
	vector_items(c, &v->in, v->items, v->members);
	if (strcmp(viewer, "reporter") != 0) {
		v->in.viewer = atoi(viewer);
		return;
	}
	v->in.viewer = SIGN_VIEWER_REPORTER;
	assert_err(sign_vkey_parse(text_of(get_text(self, "key")),
		       &v->reporter), ERR_OK);
	v->in.reporter = &v->reporter;
	vector_numbers(json_object_get(self, "to"), &v->in.to);
	vector_numbers(json_object_get(self, "not"), &v->in.left_out);
}

FIXTURE void
vector_thread_done(struct vector_thread *v)
{
	free(v->items);
	free(v->members);
}

#endif
