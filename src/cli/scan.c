/* SPDX-License-Identifier: ISC */
#include "cli/scan.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/case_key.h"
#include "cli/json.h"

#define THREAD_JSON_MAX (4u * 1024u * 1024u)

enum cli_exit
cli_scan(struct cli_desktop *d, cli_scan_fn fn, void *ctx)
{
	struct cli_ids ids;
	size_t closed = 0;
	enum cli_exit x = CLI_OK;
	enum err e = ERR_OK;

	if (cli_folder_threads(&d->folder, &ids) != ERR_OK)
		return CLI_FAIL;
	cli_keys_load(
	    &d->officer.keys, d->folder.dir, d->folder.host, &d->officer.id);
	for (size_t i = 0; e == ERR_OK && i < ids.count; i++) {
		uint8_t open[SEAL_OPEN_LEN];
		struct cli_case *c = NULL;

		if (cli_case_open_value(
			&d->folder, &d->officer, ids.list[i], open) != ERR_OK) {
			closed++;
			continue;
		}
		if (cli_case_load_open(&c, &d->folder, &d->officer, ids.list[i],
			open) != ERR_OK)
			x = CLI_FAIL;
		else
			e = fn(ctx, c);
		sodium_memzero(open, sizeof(open));
		cli_case_free(&c);
	}
	if (closed > 0)
		cli_warn("%zu threads in the folder do not open with this key",
		    closed);
	if (e == ERR_OK && x == CLI_OK)
		cli_keys_save(d->officer.keys);
	cli_ids_done(&ids);
	return e == ERR_OK ? x : CLI_FAIL;
}

static bool
has_handle(const struct cli_folder *f, const uint8_t *id,
    const uint8_t handle[static SIGN_HANDLE_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[96];
	uint8_t found[SIGN_HANDLE_LEN];
	struct base_buf file;
	json_t *doc = NULL;
	bool same;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	base_buf_init(&file, THREAD_JSON_MAX);
	same = cli_folder_has(f, name) &&
	       cli_folder_read(f, name, &file) == ERR_OK &&
	       cli_json_parse(&file, &doc) == ERR_OK &&
	       cli_json_bytes(doc, "handle", found, sizeof(found)) == ERR_OK &&
	       memcmp(found, handle, sizeof(found)) == 0;
	json_decref(doc);
	base_buf_done(&file);
	return same;
}

enum err
cli_scan_handle(const struct cli_folder *f,
    const uint8_t handle[static SIGN_HANDLE_LEN],
    uint8_t id[static SEAL_ID_LEN])
{
	struct cli_ids ids;
	enum err e;

	if ((e = cli_folder_threads(f, &ids)) != ERR_OK)
		return e;
	e = ERR_NOT_FOUND;
	for (size_t i = 0; e == ERR_NOT_FOUND && i < ids.count; i++) {
		if (has_handle(f, ids.list[i], handle)) {
			memcpy(id, ids.list[i], SEAL_ID_LEN);
			e = ERR_OK;
		}
	}
	cli_ids_done(&ids);
	return e;
}
