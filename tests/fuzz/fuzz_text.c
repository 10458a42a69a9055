/* SPDX-License-Identifier: ISC */
/* base/text.h, and what writers of notes and fields make of any text. */
#include "fuzz/fuzz.h"

#include "base/text.h"
#include "sign/entry.h"

/* Cleaning gives clean text, and changes clean text no more. */
static void
clean(struct base_text in)
{
	struct base_buf once, twice;
	struct base_text t;

	base_buf_init(&once, LIMIT_NOTE_LEN);
	base_buf_init(&twice, LIMIT_NOTE_LEN);
	if (sign_text_clean(in, &once) != ERR_OK)
		goto out;
	t = fuzz_text(once.data, once.len);
	HOLDS(base_text_clean(t) && once.len <= in.len);
	HOLDS(base_text_points(t) <= once.len);
	HOLDS(sign_text_clean(t, &twice) == ERR_OK);
	HOLDS(fuzz_same(&twice, once.data, once.len));
	if (base_text_clean(in))
		HOLDS(fuzz_same(&once, in.data, in.len));
out:
	base_buf_done(&once);
	base_buf_done(&twice);
}

/* A field's value holds any text, and no line feed of its own. */
static void
field(struct base_text in)
{
	struct base_buf line, back;

	base_buf_init(&line, (size_t)3 * LIMIT_NOTE_LEN);
	base_buf_init(&back, (size_t)3 * LIMIT_NOTE_LEN);
	HOLDS(sign_field_encode(in, &line) == ERR_OK);
	HOLDS(line.len == 0 || memchr(line.data, '\n', line.len) == NULL);
	HOLDS(sign_field_decode(fuzz_text(line.data, line.len), &back) ==
	    ERR_OK);
	HOLDS(fuzz_same(&back, in.data, in.len));
	base_buf_done(&line);
	base_buf_done(&back);
	base_buf_init(&back, LIMIT_NOTE_LEN);
	base_buf_init(&line, LIMIT_NOTE_LEN);
	if (memchr(in.data, '\n', in.len) == NULL &&
	    sign_field_decode(in, &back) == ERR_OK) {
		HOLDS(sign_field_encode(fuzz_text(back.data, back.len),
			  &line) == ERR_OK);
		HOLDS(fuzz_same(&line, in.data, in.len));
	}
	base_buf_done(&line);
	base_buf_done(&back);
}

static void
date(struct base_text in)
{
	struct base_date d, again;

	fuzz_mark(&d, sizeof(d));
	if (base_date_parse(in, &d) != ERR_OK) {
		HOLDS(fuzz_is_marked(&d, sizeof(d)));
		return;
	}
	HOLDS(base_text_is(in, d.text));
	base_date_from_days(base_date_days(&d), &again);
	HOLDS(strcmp(d.text, again.text) == 0);
	base_date_from_days(base_date_days(&d) - 1, &again);
	HOLDS(strlen(again.text) == DATE_LEN && strcmp(again.text, d.text) < 0);
}

/* Lines and words are pieces of the whole, without a byte lost. */
static void
pieces(struct base_text in)
{
	struct base_text rest = in, line, word;
	uint64_t n;

	while (base_text_line(&rest, &line)) {
		HOLDS(memchr(line.data, '\n', line.len) == NULL);
		HOLDS(line.data[line.len] == '\n');
		HOLDS(rest.data == line.data + line.len + 1);
		date(line);
		field(line);
		if (base_text_decimal(line, UINT64_MAX, &n) == ERR_OK)
			HOLDS(line.len > 0 && (line.data[0] != '0' || n == 0));
		while (base_text_word(&line, &word))
			HOLDS(word.data + word.len <= rest.data);
	}
	HOLDS(rest.data + rest.len == in.data + in.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_text in = fuzz_text(data, size);

	clean(in);
	field(in);
	date(in);
	pieces(in);
	return 0;
}
