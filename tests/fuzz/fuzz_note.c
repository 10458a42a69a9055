/* SPDX-License-Identifier: ISC */
/* sign/note.h: any signed note, and who is said to have signed it. */
#include "fuzz/fuzz.h"

#include "base/base64.h"

#define KEYS 4

static const char *const tails[KEYS] = { "root/ab", "promise", "officer/01",
	"reporter" };

static struct sign_key *keys[KEYS];
static struct sign_vkey vkeys[KEYS];

/* Each signer that was named did sign just this text. */
static void
verify(const struct sign_note *n)
{
	uint64_t by = 0, foreign = 0;
	enum err e = sign_note_verify(HOST, n, vkeys, KEYS, &by);

	if (e != ERR_OK) {
		HOLDS(by == 0);
		return;
	}
	HOLDS(by != 0 && by < 1u << KEYS);
	for (size_t i = 0; i < KEYS; i++) {
		if ((by >> i & 1) == 0)
			continue;
		HOLDS(fuzz_signed_by(n, &vkeys[i]));
		HOLDS(sign_name_fits(HOST, vkeys[i].name, n->first_line));
	}
	HOLDS(sign_note_verify(NULL, n, vkeys, KEYS, &foreign) == ERR_OK);
	HOLDS(by == foreign);
}

/* One more signature makes a note of the same text that verifies. */
static void
add(const struct sign_note *n, const uint8_t *data, size_t size)
{
	struct sign_note more;
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(base_buf_add(&b, data, size) == ERR_OK);
	if (sign_note_add(NULL, keys[0], &b) != ERR_OK) {
		HOLDS(fuzz_same(&b, data, size));
	} else {
		HOLDS(b.len > size && memcmp(b.data, data, size) == 0);
		HOLDS(sign_note_parse(b.data, b.len, &more) == ERR_OK);
		HOLDS(more.signature_count == n->signature_count + 1);
		HOLDS(more.text.len == n->text.len);
		HOLDS(fuzz_signed_by(&more, &vkeys[0]));
	}
	base_buf_done(&b);
}

static void
ready(void)
{
	for (size_t i = 0; i < KEYS && keys[i] == NULL; i++) {
		keys[i] = fuzz_key(tails[i]);
		vkeys[i] = keys[i]->vkey;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_note n;
	enum err e;

	ready();
	fuzz_mark(&n, sizeof(n));
	e = sign_note_parse(data, size, &n);
	if (e != ERR_OK) {
		HOLDS(e == ERR_NOTE || e == ERR_LIMIT);
		HOLDS(fuzz_is_marked(&n, sizeof(n)));
		return 0;
	}
	HOLDS(n.signature_count > 0 && base_text_clean(n.text));
	HOLDS(n.text.data == (const char *)data);
	fuzz_note_whole(&n, data, size);
	verify(&n);
	add(&n, data, size);
	return 0;
}
