/* SPDX-License-Identifier: ISC */
#include "unit/entry_fixture.h"

static uint8_t roster_hash[SIGN_HASH_LEN];

static char *
entry_text(const struct sign_entry *e)
{
	struct base_buf b;
	size_t len;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	assert_err(sign_entry_write(HOST, e, &b), ERR_OK);
	return (char *)base_buf_take(&b, &len);
}

/* A report with every line that a report may have. */
static struct sign_entry *
full_report(void)
{
	struct sign_entry *e = entry_of(SIGN_KIND_REPORT, roster_hash);

	numbers_set(&e->left_out, "46");
	e->fields[0] = (struct sign_field){ text_of("category"),
		text_of("A03.1") };
	e->fields[1] = (struct sign_field){ text_of("unit"),
		text_of("100%25 某处%0A二") };
	e->fields[2] = (struct sign_field){ text_of("empty_1"), text_of("") };
	e->field_count = 3;
	memcpy(e->attaches[0].member, "a01.jpg", 8);
	hash_of("one", e->attaches[0].hash);
	e->attaches[0].len = 12345;
	e->attaches[0].name = text_of("");
	memcpy(e->attaches[1].member, "a02.webp", 9);
	hash_of("two", e->attaches[1].hash);
	e->attaches[1].len = 0;
	e->attaches[1].name = text_of("照 片.webp");
	e->attach_count = 2;
	e->body = text_of("第一行\n\n— " HOST "/reporter 不是签名\n");
	return e;
}

/* Sign a text as it is; what the writer would refuse included. */
static void
sign_raw(struct base_buf *out, const char *text, const struct sign_key *k)
{
	base_buf_init(out, 2 * LIMIT_NOTE_LEN);
	assert_err(sign_note_sign(NULL, text_of(text), k, out), ERR_OK);
}

static enum err
read_raw(const char *text, const struct sign_key *k)
{
	struct sign_entry *e = NULL;
	struct base_buf note;
	enum err err;

	sign_raw(&note, text, k);
	err = sign_entry_read(HOST, note.data, note.len, &e);
	sign_entry_free(&e);
	base_buf_done(&note);
	return err;
}

static void
entry_written_reads_to_the_same(void **state)
{
	struct sign_entry *e = full_report(), *again = NULL;
	uint8_t hash[SIGN_HASH_LEN];
	char *text = entry_text(e), *twice;
	struct base_buf note;

	(void)state;
	entry_sign(&note, e);
	assert_err(sign_entry_read(HOST, note.data, note.len, &again), ERR_OK);
	twice = entry_text(again);
	assert_string_equal(text, twice);
	sign_text_hash(text_of(text), hash);
	assert_memory_equal(hash, again->hash, sizeof(hash));
	assert_int_equal(again->kind, SIGN_KIND_REPORT);
	assert_int_equal(again->after_count, 0);
	assert_int_equal(again->to.count, 3);
	assert_true(sign_numbers_have(&again->left_out, 6));
	assert_int_equal(again->form, SIGN_FORM_CONCERN);
	assert_memory_equal(&again->reply_to, &e->reply_to,
	    sizeof(e->reply_to));
	assert_int_equal(again->attaches[0].len, 12345);
	assert_int_equal(again->attaches[0].name.len, 0);
	assert_true(base_text_is(again->attaches[1].name, "照 片.webp"));
	assert_int_equal(again->body.len, e->body.len);
	assert_memory_equal(again->body.data, e->body.data, e->body.len);
	assert_err(sign_entry_verify(HOST, again, &again->key), ERR_OK);
	free(text);
	free(twice);
	base_buf_done(&note);
	sign_entry_free(&e);
	sign_entry_free(&again);
	assert_null(again);
	sign_entry_free(&again);
	sign_entry_free(NULL);
}

static void
entry_of_each_kind_writes_and_reads(void **state)
{
	(void)state;
	for (int k = 0; k < SIGN_KIND_COUNT; k++) {
		struct sign_entry *e = entry_of((enum sign_kind)k,
		    roster_hash);
		struct sign_entry *again = NULL;
		struct sign_key *key = sign_kind_is_reporters(e->kind) ?
		    reporter_key() :
		    officer_key(1);
		struct base_buf note;

		if (k != SIGN_KIND_REPORT) {
			hash_of("b", e->after[0]);
			hash_of("a", e->after[1]);
			if (memcmp(e->after[0], e->after[1], 32) > 0) {
				hash_of("a", e->after[0]);
				hash_of("b", e->after[1]);
			}
			e->after_count = 2;
		}
		entry_sign(&note, e);
		assert_err(sign_entry_read(HOST, note.data, note.len, &again),
		    ERR_OK);
		assert_int_equal(again->kind, k);
		assert_int_equal(again->after_count, e->after_count);
		assert_int_equal(again->body.len, 0);
		assert_err(sign_entry_verify(HOST, again, &key->vkey), ERR_OK);
		sign_key_free(&key);
		base_buf_done(&note);
		sign_entry_free(&e);
		sign_entry_free(&again);
	}
}

static void
entry_report_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ HOST, "box.example.com" },
		{ "/entry/v1", "/entry/v2" },
		{ "kind report", "kind Report" },
		{ "kind report", "kind followup" },
		{ "kind report", "kind contact" },
		{ "kind report\n", "" },
		{ "kind report", "kind report " },
		{ "thread ", "thread A" },
		{ "thread ", "thread  " },
		{ "after -", "after --" },
		{ "after -\n", "" },
		{ "after -", "after -\nafter -" },
		{ "after -", "after AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
		{ "2026-11-23", "2026-02-29" },
		{ "2026-11-23", "23.11.2026" },
		{ "roster 1 ", "roster 01 " },
		{ "roster 1 ", "roster 0 " },
		{ "roster 1 ", "roster 1  " },
		{ "roster 1 ", "roster - " },
		{ "to 01 02 03", "to 03 02 01" },
		{ "to 01 02 03", "to 01 02 02" },
		{ "to 01 02 03", "to 01 02 3" },
		{ "to 01 02 03", "to 01 02 04" }, /* 04 is in `not` */
		{ "to 01 02 03", "to 01 02 03 " },
		{ "to 01 02 03", "to 01  02 03" },
		{ "to 01 02 03", "to " },
		{ "to 01 02 03", "to -" },
		{ "not 04 06", "not 06 04" },
		{ "not 04 06", "not " },
		{ "not 04 06", "not 04 06\nnot 05" },
		{ "form concern/1", "form concern/2" },
		{ "form concern/1", "form concern" },
		{ "form concern/1\n", "" },
		{ "key " HOST "/reporter", "key " HOST "/officer/01" },
		{ "\nreply-to age1", "\nreply-to AGE1" },
		{ "\nreply-to ", "\nofficer 01\nreply-to " },
		{ "field category ", "field Category " },
		{ "field category ", "field cate-gory " },
		{ "field category ", "field  " },
		{ "field category ",
		    "field abcdefghijklmnopqrstuvwxyz0123456 " },
		{ "field category A03.1", "field category" },
		{ "field category A03.1", "remark x" },
		{ "%25", "%" },
		{ "%25", "%2" },
		{ "%0A", "%0a" },
		{ "%0A", "%0D" },
		{ "attach a01.jpg", "attach a02.jpg" },
		{ "attach a01.jpg", "attach a1.jpg" },
		{ "attach a01.jpg", "attach a01.exe" },
		{ "attach a01.jpg", "attach a01.JPG" },
		{ "attach a01.jpg", "attach a01.jpg.jpg" },
		{ " 12345 -", " 012345 -" },
		{ " 12345 -", " 67108865 -" },
		{ " 12345 -", " -1 -" },
		{ " 12345 -", " 12345 " },
		{ " 12345 -", " 12345" },
		{ "照 片.webp\n", "照 片.webp\nfield late x\n" },
		{ "照 片.webp\n\n", "照 片.webp\n" },
		{ "照 片.webp\n\n", "照 片.webp\n \n" },
	};
	struct sign_entry *e = full_report();
	struct sign_key *k = reporter_key();
	char *text = entry_text(e);

	(void)state;
	assert_err(read_raw(text, k), ERR_OK);
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);
		enum err got = read_raw(bad, k);

		if (got != ERR_ENTRY)
			print_error("edit %zu, %s\n", i, edits[i].to);
		assert_err(got, ERR_ENTRY);
		free(bad);
	}
	free(text);
	sign_key_free(&k);
	sign_entry_free(&e);
}

static void
entry_reply_bent_anywhere_is_refused(void **state)
{
	static const struct edit edits[] = {
		{ "officer 01", "officer 1" },
		{ "officer 01", "officer 02" },
		{ "officer 01\n", "" },
		{ "officer 01", "officer 01\nofficer 01" },
		{ "officer 01", "not 05\nofficer 01" },
		{ "officer 01", "form concern/1\nofficer 01" },
		{ "kind reply", "kind report" },
		{ "kind reply", "kind contact" },
		{ "field status P4\n", "field status P4" },
	};
	struct sign_entry *e = entry_of(SIGN_KIND_REPLY, roster_hash);
	struct sign_key *k = officer_key(1);
	char *text;

	(void)state;
	e->fields[0] = (struct sign_field){ text_of("status"), text_of("P4") };
	e->field_count = 1;
	text = entry_text(e);
	assert_err(read_raw(text, k), ERR_OK);
	for (size_t i = 0; i < N(edits); i++) {
		char *bad = edited(text, edits[i].from, edits[i].to);

		assert_err(read_raw(bad, k), ERR_ENTRY);
		free(bad);
	}
	free(text);
	sign_key_free(&k);
	sign_entry_free(&e);
}

static void
entry_after_must_rise(void **state)
{
	struct sign_entry *e = entry_of(SIGN_KIND_MEMO, roster_hash);
	struct base_buf b;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	e->after_count = 2;
	e->after[0][0] = 2;
	e->after[1][0] = 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->after[1][0] = 2;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->after[1][31] = 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_OK);
	for (size_t i = 0; i < LIMIT_AFTER_MAX; i++)
		e->after[i][0] = (uint8_t)i;
	e->after_count = LIMIT_AFTER_MAX;
	b.len = 0;
	assert_err(sign_entry_write(HOST, e, &b), ERR_OK);
	e->after_count = LIMIT_AFTER_MAX + 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	base_buf_done(&b);
	sign_entry_free(&e);
}

static void
entry_signature_must_be_the_authors(void **state)
{
	struct sign_entry *e = full_report(), *again = NULL;
	struct sign_key *reporter = reporter_key(), *officer = officer_key(1);
	struct sign_key *other = key_of(SIGN_ROLE_REPORTER, 0, NULL, "x");
	char *text = entry_text(e);
	struct base_buf note;

	(void)state;
	/* Another's name: not even an entry. */
	assert_err(read_raw(text, officer), ERR_ENTRY);
	/* Two signatures. */
	sign_raw(&note, text, reporter);
	assert_err(sign_note_add(HOST, officer, &note), ERR_OK);
	assert_err(sign_entry_read(HOST, note.data, note.len, &again),
	    ERR_ENTRY);
	base_buf_done(&note);
	/* The right name and another key. */
	sign_raw(&note, text, other);
	assert_err(sign_entry_read(HOST, note.data, note.len, &again), ERR_OK);
	assert_err(sign_entry_verify(HOST, again, &again->key),
	    ERR_ENTRY_SIGNATURE);
	sign_entry_free(&again);
	base_buf_done(&note);
	/* Changed after signing. */
	sign_raw(&note, text, reporter);
	memcpy(strstr((char *)note.data, "A03.1"), "A03.2", 5);
	assert_err(sign_entry_read(HOST, note.data, note.len, &again), ERR_OK);
	assert_err(sign_entry_verify(HOST, again, &again->key),
	    ERR_ENTRY_SIGNATURE);
	sign_entry_free(&again);
	base_buf_done(&note);
	free(text);
	sign_key_free(&reporter);
	sign_key_free(&officer);
	sign_key_free(&other);
	sign_entry_free(&e);
}

static void
entry_write_refuses_smuggled_lines(void **state)
{
	struct base_buf b;
	struct sign_entry *e;

	(void)state;
	base_buf_init(&b, LIMIT_NOTE_LEN);
	e = full_report();
	e->fields[0].value = text_of("x\nfield risk 0");
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	sign_entry_free(&e);
	e = full_report();
	e->fields[0].name = text_of("x 1\nfield risk");
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	sign_entry_free(&e);
	e = full_report();
	e->attaches[0].name = text_of("x\n\nbody");
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	sign_entry_free(&e);
	e = full_report();
	e->body = text_of("no line end");
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->body = text_of("bell \a\n");
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	sign_entry_free(&e);
	e = full_report();
	e->thread[0] ^= 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->thread[0] ^= 1;
	e->field_count = LIMIT_FIELDS_MAX + 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->field_count = 0;
	e->attach_count = LIMIT_ATTACHMENTS_MAX + 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	e->attach_count = 0;
	e->to.count = LIMIT_STANZA_MAX + 1;
	assert_err(sign_entry_write(HOST, e, &b), ERR_ENTRY);
	sign_entry_free(&e);
	assert_int_equal(b.len, 0);
	base_buf_done(&b);
}

/* 60,000 bytes of note are taken, one more is not, by writer and reader. */
static void
entry_note_has_its_limit(void **state)
{
	struct sign_entry *e = entry_of(SIGN_KIND_REPORT, roster_hash);
	struct sign_entry *again = NULL;
	struct base_buf text, note;
	char *body;
	size_t room;

	(void)state;
	base_buf_init(&text, LIMIT_NOTE_LEN);
	entry_sign(&note, e);
	room = LIMIT_ENTRY_NOTE_LEN - note.len;
	base_buf_done(&note);
	assert_non_null(body = malloc(room + 1));
	memset(body, 'x', room + 1);
	body[room - 1] = '\n';
	e->body = (struct base_text){ body, room };
	entry_sign(&note, e);
	assert_int_equal(note.len, LIMIT_ENTRY_NOTE_LEN);
	assert_err(sign_entry_read(HOST, note.data, note.len, &again), ERR_OK);
	sign_entry_free(&again);
	base_buf_done(&note);
	body[room - 1] = 'x';
	body[room] = '\n';
	e->body.len++;
	assert_err(sign_entry_write(HOST, e, &text), ERR_LIMIT);
	assert_int_equal(text.len, 0);
	base_buf_init(&note, LIMIT_NOTE_LEN);
	assert_err(sign_entry_read(HOST, body, LIMIT_ENTRY_NOTE_LEN + 1,
		       &again),
	    ERR_LIMIT);
	free(body);
	base_buf_done(&text);
	sign_entry_free(&e);
}

static void
field_value_encodes_and_decodes(void **state)
{
	static const struct edit cases[] = {
		{ "plain", "plain" },
		{ "100%", "100%25" },
		{ "a\nb", "a%0Ab" },
		{ "%0A", "%250A" },
		{ "", "" },
	};
	static const char *const bad[] = { "%", "%2", "%0a", "%41", "x%" };
	struct base_buf b;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		base_buf_init(&b, 100);
		assert_err(sign_field_encode(text_of(cases[i].from), &b),
		    ERR_OK);
		assert_int_equal(b.len, strlen(cases[i].to));
		base_buf_done(&b);
		base_buf_init(&b, 100);
		assert_err(sign_field_decode(text_of(cases[i].to), &b),
		    ERR_OK);
		assert_int_equal(b.len, strlen(cases[i].from));
		if (b.len > 0)
			assert_memory_equal(b.data, cases[i].from, b.len);
		base_buf_done(&b);
	}
	for (size_t i = 0; i < N(bad); i++) {
		base_buf_init(&b, 100);
		assert_err(sign_field_decode(text_of(bad[i]), &b), ERR_FORMAT);
		base_buf_done(&b);
	}
	base_buf_init(&b, 4);
	assert_err(sign_field_encode(text_of("%%"), &b), ERR_LIMIT);
	base_buf_done(&b);
}

static void
entry_field_finds_repetitions(void **state)
{
	struct sign_entry *e = full_report();

	(void)state;
	e->fields[2].name = text_of("unit");
	assert_ptr_equal(sign_entry_field(e, "unit", 0), &e->fields[1]);
	assert_ptr_equal(sign_entry_field(e, "unit", 1), &e->fields[2]);
	assert_null(sign_entry_field(e, "unit", 2));
	assert_null(sign_entry_field(e, "uni", 0));
	sign_entry_free(&e);
}

static void
entry_members_must_fit_the_attach_lines(void **state)
{
	struct sign_entry *e = full_report();
	struct sign_member m[3] = {
		{ .name = text_of("a01.jpg"), .len = 12345 },
		{ .name = text_of("a02.webp"), .len = 0 },
		{ .name = text_of("a03.pdf"), .len = 0 },
	};

	(void)state;
	hash_of("one", m[0].hash);
	hash_of("two", m[1].hash);
	assert_err(sign_entry_members(e, m, 2), ERR_OK);
	assert_err(sign_entry_members(e, m, 1), ERR_ATTACHMENT);
	assert_err(sign_entry_members(e, m, 3), ERR_ATTACHMENT);
	m[1].len = 1;
	assert_err(sign_entry_members(e, m, 2), ERR_ATTACHMENT);
	m[1].len = 0;
	m[1].hash[0] ^= 1;
	assert_err(sign_entry_members(e, m, 2), ERR_ATTACHMENT);
	m[1].hash[0] ^= 1;
	m[1].name = text_of("a02.png");
	assert_err(sign_entry_members(e, m, 2), ERR_ATTACHMENT);
	sign_entry_free(&e);
}

static void
numbers_stay_sorted(void **state)
{
	struct sign_numbers n = { .count = 0 };

	(void)state;
	assert_err(sign_numbers_add(&n, 5), ERR_OK);
	assert_err(sign_numbers_add(&n, 1), ERR_OK);
	assert_err(sign_numbers_add(&n, 99), ERR_OK);
	assert_err(sign_numbers_add(&n, 5), ERR_EXISTS);
	assert_int_equal(n.count, 3);
	assert_int_equal(n.at[0], 1);
	assert_int_equal(n.at[1], 5);
	assert_int_equal(n.at[2], 99);
	assert_false(sign_numbers_have(&n, 2));
	for (unsigned int i = 10; n.count < LIMIT_STANZA_MAX; i++)
		assert_err(sign_numbers_add(&n, i), ERR_OK);
	assert_err(sign_numbers_add(&n, 98), ERR_LIMIT);
}

static json_t *
json_fields(const struct sign_entry *e)
{
	json_t *list = json_array();

	for (size_t i = 0; i < e->field_count; i++) {
		json_t *pair = json_array();
		struct base_buf value;

		base_buf_init(&value, LIMIT_NOTE_LEN);
		assert_err(sign_field_decode(e->fields[i].value, &value),
		    ERR_OK);
		json_array_append_new(pair, json_text(e->fields[i].name));
		json_array_append_new(pair,
		    json_stringn(value.len == 0 ? "" : (char *)value.data,
			value.len));
		json_array_append_new(list, pair);
		base_buf_done(&value);
	}
	return list;
}

static json_t *
json_attaches(const struct sign_entry *e)
{
	json_t *list = json_array(), *o;

	for (size_t i = 0; i < e->attach_count; i++) {
		const struct sign_attach *a = &e->attaches[i];

		o = json_array();
		json_array_append_new(o, json_string(a->member));
		json_array_append_new(o, json_hex(a->hash, 32));
		json_array_append_new(o, json_integer((int)a->len));
		json_array_append_new(o, json_text(a->name));
		json_array_append_new(list, o);
	}
	return list;
}

/* What is in an entry, as the vectors have it. */
static json_t *
json_entry(const struct sign_entry *e)
{
	json_t *o = json_object(), *after = json_array();
	bool report = e->kind == SIGN_KIND_REPORT;
	bool keyed = report || e->kind == SIGN_KIND_FOLLOWUP;
	struct sign_numbers officer = { .count = 1,
		.at = { (uint8_t)e->officer } };
	json_t *by = json_numbers(&officer);

	for (size_t i = 0; i < e->after_count; i++)
		json_array_append_new(after, json_hex(e->after[i], 32));
	json_object_set_new(o, "kind", json_string(sign_kind_word(e->kind)));
	json_object_set_new(o, "thread", json_hex(e->thread, 16));
	json_object_set_new(o, "after", after);
	json_object_set_new(o, "date", json_string(e->date.text));
	json_object_set_new(o, "roster_version",
	    json_integer(e->roster_version));
	json_object_set_new(o, "roster_hash", json_hex(e->roster_hash, 32));
	json_object_set_new(o, "to", json_numbers(&e->to));
	json_object_set_new(o, "not", json_numbers(&e->left_out));
	json_object_set_new(o, "form",
	    report ? json_string(sign_form_word(e->form)) : json_null());
	json_object_set_new(o, "key",
	    keyed ? json_vkey(&e->key) : json_null());
	json_object_set_new(o, "reply_to",
	    report ? json_recipient(&e->reply_to) : json_null());
	json_object_set_new(o, "officer",
	    sign_kind_is_reporters(e->kind) ?
		json_null() :
		json_incref(json_array_get(by, 0)));
	json_object_set_new(o, "fields", json_fields(e));
	json_object_set_new(o, "attach", json_attaches(e));
	json_object_set_new(o, "text", json_text(e->body));
	json_object_set_new(o, "hash", json_hex(e->hash, 32));
	json_decref(by);
	return o;
}

static void
entry_vectors_agree(void **state)
{
	json_t *root = vectors_load("entry.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "cases")) > 40);
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		struct sign_entry *e = NULL;
		size_t len;
		uint8_t *data = get_bytes(c, "note", &len);

		bad += !result_is(c, sign_entry_read(HOST, data, len, &e));
		if (e != NULL) {
			char *text = entry_text(e);

			assert_true(base_text_is(e->note.text, text));
			free(text);
			bad += !json_same(get_text(c, "name"), json_entry(e),
			    json_object_get(c, "entry"));
		}
		sign_entry_free(&e);
		free(data);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

static void
entry_verify_vectors_agree(void **state)
{
	json_t *root = vectors_load("entry.json"), *c;
	size_t i, bad = 0;

	(void)state;
	assert_true(json_array_size(json_object_get(root, "verify")) > 5);
	json_array_foreach(json_object_get(root, "verify"), i, c) {
		const char *note = get_text(c, "note");
		struct sign_entry *e = NULL;
		struct sign_vkey author;

		assert_err(sign_vkey_parse(text_of(get_text(c, "author")),
			       &author),
		    ERR_OK);
		assert_err(sign_entry_read(HOST, note, strlen(note), &e),
		    ERR_OK);
		bad += !result_is(c, sign_entry_verify(HOST, e, &author));
		sign_entry_free(&e);
	}
	assert_int_equal(bad, 0);
	json_decref(root);
}

static void
entry_member_vectors_agree(void **state)
{
	json_t *root = vectors_load("entry.json"), *c;
	const char *note = get_text(root, "members_of");
	struct sign_entry *e = NULL;
	size_t i, bad = 0;

	(void)state;
	assert_err(sign_entry_read(HOST, note, strlen(note), &e), ERR_OK);
	assert_true(json_array_size(json_object_get(root, "members")) > 5);
	json_array_foreach(json_object_get(root, "members"), i, c) {
		const json_t *list = json_object_get(c, "members");
		struct sign_member m[4];

		assert_true(json_array_size(list) <= N(m));
		for (size_t k = 0; k < json_array_size(list); k++) {
			const json_t *o = json_array_get(list, k);

			m[k].name = text_of(get_text(o, "name"));
			m[k].len = (uint64_t)json_integer_value(
			    json_object_get(o, "size"));
			get_hex(o, "hash", m[k].hash, SIGN_HASH_LEN);
		}
		bad += !result_is(c,
		    sign_entry_members(e, m, json_array_size(list)));
	}
	assert_int_equal(bad, 0);
	sign_entry_free(&e);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entry_written_reads_to_the_same),
		cmocka_unit_test(entry_of_each_kind_writes_and_reads),
		cmocka_unit_test(entry_report_bent_anywhere_is_refused),
		cmocka_unit_test(entry_reply_bent_anywhere_is_refused),
		cmocka_unit_test(entry_after_must_rise),
		cmocka_unit_test(entry_signature_must_be_the_authors),
		cmocka_unit_test(entry_write_refuses_smuggled_lines),
		cmocka_unit_test(entry_note_has_its_limit),
		cmocka_unit_test(field_value_encodes_and_decodes),
		cmocka_unit_test(entry_field_finds_repetitions),
		cmocka_unit_test(entry_members_must_fit_the_attach_lines),
		cmocka_unit_test(numbers_stay_sorted),
		cmocka_unit_test(entry_vectors_agree),
		cmocka_unit_test(entry_verify_vectors_agree),
		cmocka_unit_test(entry_member_vectors_agree),
	};

	if (sodium_init() < 0)
		return 1;
	hash_of("roster", roster_hash);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
