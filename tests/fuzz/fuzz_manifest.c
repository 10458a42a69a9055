/* SPDX-License-Identifier: ISC */
/* sign/manifest.h: the text, and the note by the release key. */
#include "fuzz/fuzz.h"

#include "sign/manifest.h"

static struct sign_key *key;
static struct sign_manifest m;

static void
check(const uint8_t *data, size_t size)
{
	static struct sign_manifest again;
	struct base_buf b;

	base_buf_init(&b, LIMIT_NOTE_LEN);
	HOLDS(m.count > 0 && m.count <= LIMIT_PAGE_FILES_MAX);
	for (size_t i = 0; i < m.count; i++)
		HOLDS(m.files[i].len <= LIMIT_PAGE_FILE_LEN &&
		    m.files[i].path[0] == '/' && m.files[i].path[1] != '.' &&
		    strchr(m.files[i].path + 1, '/') == NULL);
	again = m;
	HOLDS(sign_manifest_write(HOST, &again, &b) == ERR_OK);
	HOLDS(fuzz_same(&b, data, size));
	base_buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sign_note n;
	enum err e;

	if (key == NULL)
		key = fuzz_key("release");
	fuzz_mark(&m, sizeof(m));
	if (size <= LIMIT_NOTE_LEN) {
		e = sign_manifest_parse(HOST, fuzz_text(data, size), &m);
		if (e == ERR_OK)
			check(data, size);
		else
			HOLDS(fuzz_is_marked(&m, sizeof(m)));
	}
	fuzz_mark(&m, sizeof(m));
	e = sign_manifest_verify(HOST, data, size, &key->vkey, &m);
	if (e != ERR_OK) {
		HOLDS(fuzz_is_marked(&m, sizeof(m)));
		return 0;
	}
	HOLDS(sign_note_parse(data, size, &n) == ERR_OK);
	HOLDS(fuzz_signed_by(&n, &key->vkey));
	check((const uint8_t *)n.text.data, n.text.len);
	return 0;
}
