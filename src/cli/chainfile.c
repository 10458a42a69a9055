/* SPDX-License-Identifier: ISC */
#include "cli/chainfile.h"

#include <string.h>

#include "base/base64.h"
#include "cli/notefile.h"

enum cli_exit
cli_arg_pin(const struct cli_args *a, const char *name,
    uint8_t pin[static SIGN_HASH_LEN], bool *given)
{
	const char *s = cli_arg(a, name);

	*given = s != NULL;
	if (s == NULL)
		return CLI_OK;
	if (base_base64_decode_exact(
		pin, SIGN_HASH_LEN, s, strlen(s), BASE64_URL_RAW) != ERR_OK)
		return cli_misuse("--%s must be the 43 characters behind r1= "
				  "in the poster's link",
		    name);
	return CLI_OK;
}

void
cli_warn_unpinned(void)
{
	cli_warn("the keys were not checked: no pin was given");
}

static enum err
add_root(struct cli_chain *c, const char *path, const uint8_t *pin)
{
	struct cli_notefile n;
	enum err e;

	if ((e = cli_notefile_load(path, SIGN_ROOT_FIRST_LINE, &n)) != ERR_OK)
		goto out;
	if (c->chain == NULL) {
		memcpy(c->host, n.host, sizeof(n.host));
		if ((e = sign_chain_new(&c->chain, c->host)) != ERR_OK)
			goto said;
	}
	e = sign_chain_add_root(c->chain, n.file.data, n.file.len, pin);
said:
	if (e != ERR_OK)
		(void)cli_fail(e, "%s", path);
out:
	cli_notefile_done(&n);
	return e;
}

static enum err
add_roster(struct cli_chain *c, const char *path)
{
	struct cli_notefile n;
	enum err e;

	e = cli_notefile_load(path, SIGN_ROSTER_FIRST_LINE, &n);
	if (e == ERR_OK) {
		e = sign_chain_add_roster(c->chain, n.file.data, n.file.len);
		if (e != ERR_OK)
			(void)cli_fail(e, "%s", path);
	}
	cli_notefile_done(&n);
	return e;
}

enum cli_exit
cli_chain_load(const struct cli_args *a, const char *const *rosters,
    size_t count, struct cli_chain *out)
{
	uint8_t pin[SIGN_HASH_LEN];
	const char *path;
	size_t at = 0;
	enum cli_exit x;

	*out = (struct cli_chain){ 0 };
	if ((x = cli_arg_pin(a, "pin", pin, &out->pinned)) != CLI_OK)
		return x;
	if (cli_arg(a, "root") == NULL)
		return cli_misuse("--root is missing");
	while ((path = cli_arg_next(a, "root", &at)) != NULL) {
		if (add_root(out, path, out->pinned ? pin : NULL) != ERR_OK)
			return CLI_FAIL;
	}
	for (size_t i = 0; i < count; i++) {
		if (add_roster(out, rosters[i]) != ERR_OK)
			return CLI_FAIL;
	}
	if (!out->pinned)
		cli_warn_unpinned();
	return CLI_OK;
}

void
cli_chain_done(struct cli_chain *c)
{
	sign_chain_free(&c->chain);
}
