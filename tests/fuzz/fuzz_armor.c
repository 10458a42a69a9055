/* SPDX-License-Identifier: ISC */
/* seal/armor.h: one armor for one content, but for white space around it. */
#include "fuzz/fuzz.h"

#include "base/base64.h"
#include "seal/armor.h"

#define LINE_LEN 48
#define OUT_MAX (1u << 20)

static enum err
read_all(const uint8_t *data, size_t size, enum seal_armor_form form,
    size_t step, struct base_buf *out)
{
	struct seal_memory m = { data, size, 0 };
	struct seal_source in = { seal_memory_read, &m };
	struct seal_armor a;
	size_t got = 0;
	uint8_t *at;
	enum err e;

	seal_armor_init(&a, &in, form);
	do {
		HOLDS(base_buf_reserve(out, step, &at) == ERR_OK);
		if ((e = seal_armor_read(&a, at, step, &got)) == ERR_OK) {
			HOLDS(got <= step);
			out->len += got;
		}
	} while (e == ERR_OK && got > 0);
	seal_armor_done(&a);
	return e;
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The input without the white space around it, CR LF made LF. */
static void
plain_lines(const uint8_t *data, size_t size, struct base_buf *out)
{
	while (size > 0 && is_space(data[0])) {
		data++;
		size--;
	}
	while (size > 0 && is_space(data[size - 1]))
		size--;
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\r' && i + 1 < size && data[i + 1] == '\n')
			continue;
		HOLDS(base_buf_add(out, data + i, 1) == ERR_OK);
	}
}

static void
armor(const struct base_buf *in, struct base_buf *out)
{
	char line[BASE64_LEN(LINE_LEN) + 1];

	HOLDS(base_buf_add_str(out, "-----BEGIN AGE ENCRYPTED FILE-----\n") ==
	    ERR_OK);
	for (size_t at = 0; at < in->len; at += LINE_LEN) {
		size_t n = in->len - at < LINE_LEN ? in->len - at : LINE_LEN;

		(void)base_base64_encode(line, in->data + at, n, BASE64_STD);
		HOLDS(base_buf_addf(out, "%s\n", line) == ERR_OK);
	}
	HOLDS(base_buf_add_str(out, "-----END AGE ENCRYPTED FILE-----") ==
	    ERR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_buf out, again, want;
	enum err e;

	base_buf_init(&out, OUT_MAX);
	base_buf_init(&again, OUT_MAX);
	base_buf_init(&want, OUT_MAX);
	e = read_all(data, size, SEAL_ARMOR_NEVER, 100, &again);
	HOLDS(e == ERR_OK && fuzz_same(&again, data, size));
	again.len = 0;
	e = read_all(data, size, SEAL_ARMOR_ALWAYS, 1000, &out);
	HOLDS(e == ERR_OK || e == ERR_AGE_ARMOR);
	HOLDS(read_all(data, size, SEAL_ARMOR_ALWAYS, 7, &again) == e);
	if (e == ERR_OK) {
		HOLDS(fuzz_same(&again, out.data, out.len));
		again.len = 0;
		HOLDS(read_all(data, size, SEAL_ARMOR_AUTO, 50, &again) ==
		    ERR_OK);
		HOLDS(fuzz_same(&again, out.data, out.len));
		again.len = 0;
		plain_lines(data, size, &want);
		armor(&out, &again);
		HOLDS(fuzz_same(&again, want.data, want.len));
	}
	base_buf_done(&out);
	base_buf_done(&again);
	base_buf_done(&want);
	return 0;
}
