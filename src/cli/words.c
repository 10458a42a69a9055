/* SPDX-License-Identifier: ISC */
#include "cli/words.h"

#include "base/buf.h"
#include "base/limits.h"
#include "cli/file.h"
#include "cli/json.h"

enum cli_exit
cli_words_load(const char *path, json_t **out)
{
	struct base_buf file;
	json_t *site = NULL;
	enum cli_exit x = CLI_FAIL;

	base_buf_init(&file, LIMIT_SITE_LEN);
	if (cli_read_file(path, &file) != ERR_OK)
		goto out;
	if (cli_json_parse(&file, &site) != ERR_OK || !json_is_object(site)) {
		cli_error("%s: not JSON", path);
		goto out;
	}
	*out = site;
	site = NULL;
	x = CLI_OK;
out:
	json_decref(site);
	base_buf_done(&file);
	return x;
}
