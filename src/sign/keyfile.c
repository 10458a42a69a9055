/* SPDX-License-Identifier: ISC */
#include "sign/keyfile.h"

#include <string.h>

#include <sodium.h>

#define KEY_LINE_START "PRIVATE+KEY+"

/* Take what is before the next plus from *rest; the plus goes too. */
static bool
take_part(struct base_text *rest, struct base_text *part)
{
	const char *plus = memchr(rest->data, '+', rest->len);

	if (plus == NULL)
		return false;
	part->data = rest->data;
	part->len = (size_t)(plus - rest->data);
	rest->data = plus + 1;
	rest->len -= part->len + 1;
	return true;
}

static enum err
parse_key_line(struct base_text line, struct sign_key **out)
{
	uint8_t typed[1 + SIGN_SEED_LEN], keyid[SIGN_KEYID_LEN];
	char name[LIMIT_NAME_LEN + 1];
	struct base_text part;
	struct sign_key *key = NULL;
	enum err e = ERR_FORMAT;

	if (!base_text_starts(line, KEY_LINE_START))
		goto out;
	line.data += strlen(KEY_LINE_START);
	line.len -= strlen(KEY_LINE_START);
	if (!take_part(&line, &part) || part.len > LIMIT_NAME_LEN ||
	    !sign_name_valid(part))
		goto out;
	memcpy(name, part.data, part.len);
	name[part.len] = 0;
	if (!take_part(&line, &part) ||
	    base_hex_decode(keyid, sizeof(keyid), part.data, part.len) !=
		ERR_OK ||
	    base_base64_decode_exact(typed, sizeof(typed), line.data, line.len,
		BASE64_STD) != ERR_OK ||
	    typed[0] != SIGN_TYPE_ED25519)
		goto out;
	if ((e = sign_key_new(&key, name, typed + 1)) != ERR_OK)
		goto out;
	/* The id covers name and public key: a slip in either shows here. */
	if (memcmp(key->vkey.keyid, keyid, sizeof(keyid)) != 0) {
		e = ERR_FORMAT;
		goto out;
	}
	*out = key;
	key = NULL;
out:
	sign_key_free(&key);
	sodium_memzero(typed, sizeof(typed));
	return e;
}

enum err
sign_keyfile_parse(struct base_text file, struct sign_key **out)
{
	struct base_text line, found = { NULL, 0 };

	while (file.len > 0) {
		if (!base_text_line(&file, &line)) {
			line = file;
			file.len = 0;
		}
		if (line.len > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (found.data != NULL)
			return ERR_FORMAT;
		found = line;
	}
	return found.data == NULL ? ERR_FORMAT : parse_key_line(found, out);
}

enum err
sign_keyfile_write(const struct sign_key *key, struct base_buf *out)
{
	uint8_t typed[1 + SIGN_SEED_LEN];
	char hex[HEX_LEN(SIGN_KEYID_LEN) + 1];
	char b64[BASE64_LEN(1 + SIGN_SEED_LEN) + 1];
	enum err e;

	typed[0] = SIGN_TYPE_ED25519;
	/* libsodium's secret key begins with the seed. */
	memcpy(typed + 1, key->secret->data, SIGN_SEED_LEN);
	base_hex_encode(hex, key->vkey.keyid, sizeof(key->vkey.keyid));
	base_base64_encode(b64, typed, sizeof(typed), BASE64_STD);
	e = base_buf_addf(out, "# qingfeng signing key, %s\n%s%s+%s+%s\n",
	    key->vkey.name, KEY_LINE_START, key->vkey.name, hex, b64);
	sodium_memzero(typed, sizeof(typed));
	sodium_memzero(b64, sizeof(b64));
	return e;
}
