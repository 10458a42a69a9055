/* SPDX-License-Identifier: ISC */
#include "cli/desk_post.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/date.h"
#include "seal/header.h"

#define NAME_LEN_MAX 160

enum err
cli_desk_post_lines(struct base_text body, const char *const *names,
    size_t count, struct base_text *value, struct base_text *rest)
{
	struct base_text all = body, line, word;
	size_t i;

	if (all.len > LIMIT_PREAMBLE_LEN)
		all.len = LIMIT_PREAMBLE_LEN;
	for (i = 0; base_text_line(&all, &line) && line.len > 0; i++) {
		const char *name = i < count ? names[i] : "";

		if (name[0] == '?')
			name++;
		if (i == count || !base_text_word(&line, &word) ||
		    !base_text_is(word, name) || line.len == 0)
			return ERR_PREAMBLE;
		value[i] = line;
	}
	/* Without an empty line it ends in the middle of one. */
	if (line.len != 0 || all.data == body.data)
		return ERR_PREAMBLE;
	for (; i < count; i++) {
		if (names[i][0] != '?')
			return ERR_PREAMBLE;
		value[i] = (struct base_text){ 0 };
	}
	rest->data = all.data;
	rest->len = body.len - (size_t)(all.data - body.data);
	return ERR_OK;
}

enum err
cli_desk_post_id(struct base_text value, uint8_t id[static SEAL_ID_LEN])
{
	return base_hex_decode(id, SEAL_ID_LEN, value.data, value.len) == ERR_OK
		   ? ERR_OK
		   : ERR_PREAMBLE;
}

static bool
has_file(const struct cli_folder *f, const uint8_t *thread, const char *name)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], path[NAME_LEN_MAX];

	base_hex_encode(hex, thread, SEAL_ID_LEN);
	(void)snprintf(path, sizeof(path), "threads/%s/%s", hex, name);
	return cli_folder_has(f, path);
}

static bool
has_entry(const struct cli_folder *f, const uint8_t *thread, const uint8_t *id)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[HEX_LEN(SEAL_ID_LEN) + 16];

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "%s.payload", hex);
	return has_file(f, thread, name);
}

/* Header and payload apart, and the payload's name. */
static enum err
object_take(struct base_text object, struct cli_parcel *p)
{
	const uint8_t *data = (const uint8_t *)object.data;
	uint8_t hash[SEAL_HASH_LEN];
	struct seal_header h;
	size_t len;
	enum err e;

	if ((e = seal_header_find(data, object.len, &len)) != ERR_OK ||
	    (e = seal_header_parse(data, len, &h)) != ERR_OK)
		return e;
	if (object.len - len < SEAL_NONCE_LEN)
		return ERR_AGE_PAYLOAD;
	crypto_hash_sha256(hash, data + len, object.len - len);
	memcpy(p->id, hash, sizeof(p->id));
	if ((e = base_buf_add(&p->header, data, len)) == ERR_OK)
		e = base_buf_add(&p->payload, data + len, object.len - len);
	return e;
}

enum err
cli_desk_post_entry(struct cli_folder *f, struct base_text body,
    uint8_t thread[static SEAL_ID_LEN], uint8_t id[static SEAL_ID_LEN],
    bool *is_new)
{
	static const char *const names[] = { "report", "report-open",
		"audience", "open", "?look" };
	struct base_text value[CLI_DESK_LINES_MAX], object;
	struct cli_parcel p = { 0 };
	struct base_date today;
	bool for_reporter;
	enum err e;

	e = cli_desk_post_lines(body, names, 5, value, &object);
	if (e != ERR_OK || (e = cli_desk_post_id(value[0], thread)) != ERR_OK)
		return e;
	for_reporter = base_text_is(value[2], "reporter");
	if ((!for_reporter && !base_text_is(value[2], "office")) ||
	    base_base64_decode_exact(p.open_hash, sizeof(p.open_hash),
		value[3].data, value[3].len, BASE64_URL_RAW) != ERR_OK)
		return ERR_PREAMBLE;
	if (!has_file(f, thread, "thread.json"))
		return ERR_NOT_FOUND;
	base_buf_init(&p.header, LIMIT_HEADER_LEN);
	base_buf_init(&p.payload, LIMIT_BODY_LEN);
	base_buf_init(&p.note, 0);
	if ((e = object_take(object, &p)) != ERR_OK)
		goto out;
	memcpy(id, p.id, SEAL_ID_LEN);
	*is_new = !has_entry(f, thread, id);
	if (!*is_new)
		goto out;
	/* The page dates by this clock and signs by this roster. */
	cli_today(&today);
	e = cli_outbox_add_entry(f, thread, &p, for_reporter,
	    value[4].data != NULL, &today, f->rosters);
out:
	cli_parcel_done(&p);
	return e;
}

enum err
cli_desk_post_header(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t id[static SEAL_ID_LEN], struct base_text header)
{
	struct seal_header h;
	struct base_buf copy;
	enum err e;

	base_buf_init(&copy, LIMIT_HEADER_LEN);
	e = seal_header_parse((const uint8_t *)header.data, header.len, &h);
	if (e == ERR_OK)
		e = base_buf_add(&copy, header.data, header.len);
	if (e == ERR_OK)
		e = cli_outbox_add_header(f, thread, id, &copy);
	base_buf_done(&copy);
	return e;
}
