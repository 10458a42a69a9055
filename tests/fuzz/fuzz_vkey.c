/* SPDX-License-Identifier: ISC */
/* sign/key.h: verifier keys and names of keys. */
#include "fuzz/fuzz.h"

static void
key(struct base_text in, bool witness)
{
	char text[SIGN_VKEY_LEN + 1];
	struct sign_vkey k;
	enum err e;

	fuzz_mark(&k, sizeof(k));
	e = witness ? sign_vkey_parse_witness(in, &k) :
		      sign_vkey_parse(in, &k);
	if (e != ERR_OK) {
		HOLDS(fuzz_is_marked(&k, sizeof(k)));
		return;
	}
	HOLDS(sign_vkey_format(text, &k) == in.len);
	HOLDS(base_text_is(in, text) && strlen(text) == in.len);
	HOLDS(sign_name_valid((struct base_text){ k.name, strlen(k.name) }));
	HOLDS(sign_vkey_equal(&k, &k));
	HOLDS(k.type == SIGN_TYPE_ED25519 ||
	    (witness && k.type == SIGN_TYPE_COSIGNATURE));
}

/* A name that says a role is the one that is written for it. */
static void
name(struct base_text in)
{
	char text[LIMIT_NAME_LEN + 1], again[LIMIT_NAME_LEN + 1];
	enum sign_role role = SIGN_ROLE_COUNT;
	const char *label = NULL;
	unsigned int number = 0;

	if (in.len > LIMIT_NAME_LEN || memchr(in.data, 0, in.len) != NULL)
		return;
	memcpy(text, in.data, in.len);
	text[in.len] = '\0';
	if (!sign_name_read(HOST, text, &role, &number))
		return;
	if (role == SIGN_ROLE_ROOT)
		label = strrchr(text, '/') + 1;
	HOLDS(sign_name_write(again, HOST, role, number, label) == ERR_OK);
	HOLDS(strcmp(text, again) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct base_text in = fuzz_text(data, size);

	key(in, false);
	key(in, true);
	name(in);
	return 0;
}
