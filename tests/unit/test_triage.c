/* SPDX-License-Identifier: ISC */
#include "unit/thread_vectors.h"

#include "sign/triage.h"

/* ---- the table ------------------------------------------------------------ */

static void
table_every_state_is_reached_and_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < sign_state_count; i++) {
		size_t in = 0, out = 0;

		for (size_t k = 0; k < sign_step_count; k++) {
			in += sign_steps[k].to == i;
			out += sign_steps[k].from == i;
		}
		assert_int_equal(sign_state_find(text_of(sign_states[i].code)),
		    i);
		assert_in_range(sign_states[i].public_status, 1, 8);
		if (strcmp(sign_states[i].code, "R00") != 0 &&
		    strcmp(sign_states[i].code, "Q0") != 0)
			assert_true(in > 0);
		if (strcmp(sign_states[i].code, "R22") != 0 &&
		    strcmp(sign_states[i].code, "Q8") != 0)
			assert_true(out > 0);
	}
	assert_int_equal(sign_state_count, 23 + 9);
}

static void
table_steps_stay_in_their_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sign_step_count; i++) {
		const struct sign_step *s = &sign_steps[i];

		assert_int_equal(sign_states[s->from].form,
		    sign_states[s->to].form);
		assert_ptr_equal(sign_step_find(s->from, s->to), s);
	}
	assert_null(sign_step_find(SIGN_STATE_NONE, 0));
	assert_null(sign_step_find(0, SIGN_STATE_NONE));
	assert_int_equal(sign_state_find(text_of("R23")), SIGN_STATE_NONE);
	assert_int_equal(sign_state_find(text_of("")), SIGN_STATE_NONE);
	assert_false(sign_state_movable(SIGN_STATE_NONE));
}

/* Art. 17: the four disposals and destruction need two others. */
static void
table_disposals_need_two_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < sign_step_count; i++) {
		const struct sign_step *s = &sign_steps[i];
		const char *from = sign_states[s->from].code;
		const char *to = sign_states[s->to].code;

		if (strcmp(from, "R11") == 0 || strcmp(to, "R22") == 0)
			assert_int_equal(s->approvals, 2);
		else if (strcmp(to, "R05") == 0 || strcmp(to, "R06") == 0 ||
		    strcmp(to, "R15") == 0)
			assert_int_equal(s->approvals, 1);
		else
			assert_int_equal(s->approvals, 0);
	}
}

/* No fields are those of two acts. */
static void
table_acts_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIGN_ACT_COUNT; i++) {
		for (size_t k = 0; k < i; k++) {
			uint32_t a = sign_acts[i].must, b = sign_acts[k].must;
			uint32_t all_a = a | sign_acts[i].may;
			uint32_t all_b = b | sign_acts[k].may;

			assert_true((a & ~all_b) != 0 || (b & ~all_a) != 0);
		}
	}
}

static void
verdict_has_word_and_text(void **state)
{
	(void)state;
	for (int a = 0; a < SIGN_VERDICT_COUNT; a++) {
		assert_true(strlen(sign_verdict_word((enum sign_verdict)a)) >
		    2);
		assert_true(strlen(sign_verdict_text((enum sign_verdict)a)) >
		    10);
	}
	assert_false(sign_verdict_is_void(SIGN_VERDICT_PENDING));
	assert_true(sign_verdict_is_void(SIGN_VERDICT_FROM));
}

/* ---- vectors -------------------------------------------------------------- */

static json_t *
json_place(const struct sign_thread *t, size_t at)
{
	return at == SIGN_NOWHERE
	    ? json_null()
	    : json_hex(t->entries[at].item->id, SIGN_ID_LEN);
}

static json_t *
json_value(struct base_text value)
{
	struct base_buf out;
	json_t *o;

	base_buf_init(&out, LIMIT_ENTRY_NOTE_LEN);
	assert_err(sign_field_decode(value, &out), ERR_OK);
	o = json_text(buf_text(&out));
	base_buf_done(&out);
	return o;
}

static json_t *
json_two(int number)
{
	char two[4];

	if (number == SIGN_NOBODY)
		return json_null();
	(void)snprintf(two, sizeof(two), "%02d", number % 100);
	return json_string(two);
}

static json_t *
json_two_list(const struct sign_numbers *n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n->count; i++)
		json_array_append_new(list, json_two(n->at[i]));
	return list;
}

static json_t *
json_date(bool there, const struct base_date *d)
{
	return there ? json_string(d->text) : json_null();
}

static json_t *
json_verdicts(const struct sign_triage *t)
{
	json_t *o = json_object();

	for (size_t i = 0; i < t->thread->entry_count; i++) {
		char hex[HEX_LEN(SIGN_ID_LEN) + 1];

		base_hex_encode(hex, t->thread->entries[i].item->id,
		    SIGN_ID_LEN);
		json_object_set_new(o, hex,
		    json_string(sign_verdict_word(t->verdicts[i])));
	}
	return o;
}

static json_t *
json_moves(const struct sign_triage *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->move_count; i++) {
		const struct sign_move *m = &t->moves[i];

		json_array_append_new(list, json_pack("[o, o, s, s]",
		    json_place(t->thread, m->event),
		    json_place(t->thread, m->effect),
		    sign_states[m->from].code, sign_states[m->to].code));
	}
	return list;
}

static json_t *
json_proposals(const struct sign_triage *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->proposal_count; i++) {
		const struct sign_proposal *p = &t->proposals[i];

		json_array_append_new(list, json_pack("{s:o, s:i, s:o, s:b}",
		    "event", json_place(t->thread, p->event), "needed",
		    (int)p->needed, "approved", json_two_list(&p->approved),
		    "open", (int)p->open));
		if (p->open)
			assert_ptr_equal(sign_triage_proposal(t, p->event), p);
		else
			assert_null(sign_triage_proposal(t, p->event));
	}
	return list;
}

static json_t *
json_items(const struct sign_triage *t)
{
	static const char *const words[] = { "open", "checked", "dropped" };
	json_t *list = json_array();

	for (size_t i = 0; i < t->item_count; i++) {
		const struct sign_item *it = &t->items[i];

		json_array_append_new(list,
		    json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:s}", "event",
			json_place(t->thread, it->event), "what",
			json_value(it->what), "owner", json_value(it->owner),
			"due", it->due.text, "evidence",
			json_place(t->thread, it->evidence), "closed",
			json_place(t->thread, it->closed), "state",
			words[it->state]));
	}
	return list;
}

static json_t *
json_bases(const struct sign_triage *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sign_basis_count; i++) {
		if ((t->bases & 1u << i) != 0)
			json_array_append_new(list,
			    json_string(sign_bases[i].code));
	}
	json_sort(list);
	return list;
}

static json_t *
json_opened(const struct sign_triage *t)
{
	json_t *o = json_object();

	for (size_t i = 0; i < t->thread->entry_count; i++) {
		char hex[HEX_LEN(SIGN_ID_LEN) + 1];
		json_t *by = json_array();

		for (unsigned int n = 0; n <= SIGN_NUMBER_MAX; n++) {
			if (sign_triage_opened(t, n, i))
				json_array_append_new(by, json_two((int)n));
		}
		base_hex_encode(hex, t->thread->entries[i].item->id,
		    SIGN_ID_LEN);
		if (json_array_size(by) > 0)
			json_object_set(o, hex, by);
		json_decref(by);
	}
	return o;
}

static json_t *
json_clocks(const struct sign_triage *t, const char *today)
{
	struct base_date day = date_of(today);
	json_t *list = json_array();
	struct sign_clock *clocks;
	size_t count;

	assert_err(sign_triage_clocks(t, &day, &clocks, &count), ERR_OK);
	for (size_t i = 0; i < count; i++) {
		const struct sign_clock *c = &clocks[i];
		size_t at = c->item == SIGN_NOWHERE
		    ? SIGN_NOWHERE
		    : t->items[c->item].event;

		json_array_append_new(list,
		    json_pack("{s:s, s:o, s:s, s:s, s:b, s:b, s:b, s:b}", "id",
			c->id, "item", json_place(t->thread, at), "since",
			c->since.text, "due", c->due.text, "overdue",
			(int)c->overdue, "today", (int)c->today, "soon",
			(int)c->soon, "weekends_only",
			(int)c->weekends_only));
	}
	free(clocks);
	return list;
}

static json_t *
json_labels(const struct sign_triage *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->label_count; i++)
		json_array_append_new(list, json_text(t->labels[i]));
	return list;
}

static json_t *
json_dup(const struct sign_triage *t)
{
	char text[BASE64_LEN(SIGN_HANDLE_LEN) + 1];

	if (!t->is_duplicate)
		return json_null();
	base_base64_encode(text, t->dup_of, SIGN_HANDLE_LEN, BASE64_STD);
	return json_string(text);
}

static json_t *
json_case(const struct sign_triage *t, const char *today)
{
	bool none = t->state == SIGN_STATE_NONE;
	char status[4];
	json_t *o;

	(void)snprintf(status, sizeof(status), "P%u",
	    sign_triage_public(t) % 10);
	o = json_pack("{s:o, s:o, s:s, s:b, s:b, s:b, s:b, s:i, s:i}", "state",
	    none ? json_null() : json_string(sign_triage_code(t)), "since",
	    json_date(!none, &t->since), "public", status, "untold",
	    (int)t->untold, "unanswered", (int)t->unanswered, "reported",
	    (int)t->reported, "extended", (int)t->extended, "reopened",
	    (int)t->reopened, "rating", (int)t->rating);
	json_object_set_new(o, "alarms", json_alarms(t->thread->all));
	json_object_set_new(o, "verdicts", json_verdicts(t));
	json_object_set_new(o, "moves", json_moves(t));
	json_object_set_new(o, "proposals", json_proposals(t));
	json_object_set_new(o, "items", json_items(t));
	json_object_set_new(o, "labels", json_labels(t));
	json_object_set_new(o, "charge", json_two(t->charge));
	json_object_set_new(o, "second", json_two(t->second));
	json_object_set_new(o, "recused", json_set(t->recused));
	json_object_set_new(o, "outcome",
	    t->outcome == NULL ? json_null() : json_string(t->outcome->code));
	json_object_set_new(o, "dup_of", json_dup(t));
	json_object_set_new(o, "due", json_date(t->has_due, &t->due));
	json_object_set_new(o, "bases", json_bases(t));
	json_object_set_new(o, "major_since",
	    json_date(t->bases != 0, &t->major_since));
	json_object_set_new(o, "opened", json_opened(t));
	json_object_set_new(o, "clocks", json_clocks(t, today));
	return o;
}

static bool
vector_agrees(const json_t *root, const json_t *c,
    const struct sign_chain *chain, bool backwards)
{
	struct vector_thread v;
	json_t *want = json_object_get(c, "case"), *got;
	struct sign_triage *triage = NULL;
	struct sign_thread *t = NULL;
	bool same;

	vector_thread_read(&v, root, c, chain);
	for (size_t i = 0; backwards && i < v.in.item_count / 2; i++) {
		struct sign_thread_item *a = &v.items[i];
		struct sign_thread_item *b =
		    &v.items[v.in.item_count - 1 - i];
		struct sign_thread_item swap = *a;

		*a = *b;
		*b = swap;
	}
	assert_err(sign_thread_check(&v.in, &t), ERR_OK);
	assert_err(sign_triage_read(t, &triage), ERR_OK);
	json_sort(json_object_get(want, "alarms"));
	got = json_case(triage, get_text(c, "today"));
	json_sort(json_object_get(got, "alarms"));
	same = json_same(get_text(c, "name"), got, want);
	sign_triage_free(&triage);
	sign_thread_free(&t);
	vector_thread_done(&v);
	return same;
}

static void
triage_vectors_agree(void **state)
{
	json_t *root = vectors_load("triage.json"), *c;
	struct sign_chain *chain = NULL;
	size_t i, bad = 0;

	(void)state;
	vector_chain(root, &chain);
	assert_true(json_array_size(json_object_get(root, "cases")) > 200);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		bad += !vector_agrees(root, c, chain, false);
		bad += !vector_agrees(root, c, chain, true);
	}
	assert_int_equal(bad, 0);
	sign_chain_free(&chain);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_every_state_is_reached_and_left),
		cmocka_unit_test(table_steps_stay_in_their_form),
		cmocka_unit_test(table_disposals_need_two_others),
		cmocka_unit_test(table_acts_are_told_apart),
		cmocka_unit_test(verdict_has_word_and_text),
		cmocka_unit_test(triage_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
