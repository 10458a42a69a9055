/* SPDX-License-Identifier: ISC */
/* qf keygen: keys of officers, holders of roles, roots and services. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/secret.h"
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/keyfile.h"
#include "cli/term.h"
#include "sign/roster.h"

static const struct cli_opt opts[] = {
	{ "output", 'o', "FILE", "the new key file; never replaced", false },
	{ "from", 0, "FILE", "show the public part of this key file instead",
	    false },
	{ "host", 0, "HOST", "the site's name, part of every key's name",
	    false },
	{ "officer", 0, "NN", "make an officer's key, print its roster line",
	    false },
	{ "office", 0, "NAME", "name of the office in that line, no person",
	    false },
	{ "role", 0, "ROLE", "with --officer: auditor, supervisor", false },
	{ "root", 0, "LABEL", "make a root key, print its vkey", false },
	{ "promise", 0, NULL, "make an intake's promise key, never locked",
	    false },
	{ "release", 0, NULL, "make the key that signs page manifests", false },
	{ "plain", 0, NULL, "do not lock the file with a passphrase", false },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",
	    false },
	{ "json", 0, NULL, "print the public values as JSON", false },
	{ 0 },
};

/* What was asked for. */
struct order {
	const char *output, *from, *host, *office, *role, *root;
	bool officer, promise, release, plain, json;
	uint64_t number;
	int fd;
};

static enum cli_exit
order_read(const struct cli_args *a, struct order *o)
{
	enum cli_exit x;
	int kinds;

	*o = (struct order){
		.output = cli_arg(a, "output"),
		.from = cli_arg(a, "from"),
		.host = cli_arg(a, "host"),
		.office = cli_arg(a, "office"),
		.role = cli_arg(a, "role"),
		.root = cli_arg(a, "root"),
		.officer = cli_arg(a, "officer") != NULL,
		.promise = cli_flag(a, "promise"),
		.release = cli_flag(a, "release"),
		.plain = cli_flag(a, "plain") || cli_flag(a, "promise"),
		.json = cli_flag(a, "json"),
	};
	if ((o->output != NULL) == (o->from != NULL))
		return cli_misuse("expected --output or --from");
	if (o->officer) {
		const char *nn = cli_arg(a, "officer");

		if (strlen(nn) != 2 || nn[0] < '0' || nn[0] > '9' ||
		    nn[1] < '0' || nn[1] > '9')
			return cli_misuse("--officer needs two digits");
		o->number =
		    (uint64_t)(nn[0] - '0') * 10 + (uint64_t)(nn[1] - '0');
	}
	kinds = o->officer + (o->root != NULL) + o->promise + o->release;
	if (kinds > 1)
		return cli_misuse("--officer, --root, --promise and --release "
				  "exclude each other");
	if (kinds == 1 && o->host == NULL)
		return cli_misuse("--host is missing");
	if (o->host != NULL && !sign_host_valid(o->host))
		return cli_misuse("--host is not a site's name");
	if ((o->role != NULL || o->office != NULL) && !o->officer)
		return cli_misuse("--role and --office need --officer");
	if ((x = cli_arg_fd(a, "passphrase-fd", &o->fd)) != CLI_OK)
		return x;
	return CLI_OK;
}

/* The vkey of a seed under one of our names. */
static enum err
seed_vkey(const struct order *o, enum sign_role role,
    const uint8_t seed[static SIGN_SEED_LEN],
    char out[static SIGN_VKEY_LEN + 1])
{
	char name[LIMIT_NAME_LEN + 1];
	struct sign_key *key = NULL;
	enum err e;

	if ((e = sign_name_write(name, o->host, role, (unsigned)o->number,
		 o->root)) != ERR_OK ||
	    (e = sign_key_new(&key, name, seed)) != ERR_OK)
		return e;
	(void)sign_vkey_format(out, &key->vkey);
	sign_key_free(&key);
	return ERR_OK;
}

static void
officer_print(const struct order *o, const char *recipient, const char *entry,
    const char *login)
{
	unsigned number = (unsigned)o->number;
	char fallback[16];

	(void)snprintf(fallback, sizeof(fallback), "office %02u", number);
	if (o->json) {
		cli_json_print(json_pack("{s:i, s:s, s:s, s:s}", "officer",
		    (int)number, "recipient", recipient, "entry", entry,
		    "login", login));
	} else if (o->role != NULL) {
		(void)printf("role %s %02u %s\n", o->role, number, login);
	} else {
		(void)printf("officer %02u %s %s %s %s\n", number, recipient,
		    entry, login, o->office == NULL ? fallback : o->office);
	}
}

static enum err
identity_print(const struct order *o, const struct seal_identity *id)
{
	char recipient[SEAL_RECIPIENT_TEXT_LEN + 1];
	char entry[SIGN_VKEY_LEN + 1], login[SIGN_VKEY_LEN + 1];
	struct seal_officer_seeds seeds;
	enum err e;

	seal_recipient_format(&id->recipient, recipient);
	if (!o->officer) {
		if (o->json)
			cli_json_print(
			    json_pack("{s:s}", "recipient", recipient));
		else
			(void)printf("%s\n", recipient);
		return ERR_OK;
	}
	seal_officer_seeds(id, &seeds);
	e = seed_vkey(o, SIGN_ROLE_OFFICER, seeds.entry, entry);
	if (e == ERR_OK)
		e = seed_vkey(o, SIGN_ROLE_LOGIN, seeds.login, login);
	seal_officer_seeds_done(&seeds);
	if (e == ERR_OK)
		officer_print(o, recipient, entry, login);
	return e;
}

/*
 * A key file whose public part was not printed whole is no use to anybody, and
 * a second try would find it in its way.
 */
static enum cli_exit
told_or_gone(const struct order *o)
{
	if (fflush(stdout) == 0 && !ferror(stdout) && cli_json_whole())
		return CLI_OK;
	if (o->output != NULL)
		(void)unlink(o->output);
	return cli_json_whole() ? CLI_FAIL
				: cli_fail(ERR_MEMORY, "cannot name the key");
}

static enum cli_exit
identity_make(const struct order *o)
{
	struct base_secret *pass = NULL;
	struct seal_identity id = { 0 };
	char comment[LIMIT_NAME_LEN + 32];
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (o->from != NULL) {
		if (cli_identity_load(o->from, o->fd, &id) != ERR_OK)
			goto out;
	} else {
		(void)snprintf(comment, sizeof(comment), "%s officer %02u",
		    o->officer ? o->host : "", (unsigned)o->number);
		if (cli_new_passphrase(o->plain, o->fd, &pass) != ERR_OK)
			goto out;
		e = seal_identity_new(&seal_random_system, &id);
		if (e != ERR_OK) {
			(void)cli_fail(e, "cannot draw a key");
			goto out;
		}
		if (cli_identity_store(o->output, &id,
			o->officer ? comment : NULL, pass) != ERR_OK)
			goto out;
	}
	if ((e = identity_print(o, &id)) != ERR_OK) {
		(void)cli_fail(e, "cannot name the key");
		if (o->output != NULL)
			(void)unlink(o->output);
	} else {
		x = told_or_gone(o);
	}
out:
	seal_identity_done(&id);
	base_secret_free(&pass);
	return x;
}

static enum err
signer_draw(const struct order *o, struct sign_key **out)
{
	char name[LIMIT_NAME_LEN + 1];
	uint8_t seed[SIGN_SEED_LEN];
	enum sign_role role = o->promise   ? SIGN_ROLE_PROMISE
			      : o->release ? SIGN_ROLE_RELEASE
					   : SIGN_ROLE_ROOT;
	enum err e;

	e = sign_name_write(name, o->host, role, 0, o->root);
	if (e != ERR_OK)
		return e;
	e = seal_random_system.fill(seal_random_system.ctx, seed, sizeof(seed));
	if (e == ERR_OK)
		e = sign_key_new(out, name, seed);
	sodium_memzero(seed, sizeof(seed));
	return e;
}

static enum cli_exit
signer_make(const struct order *o)
{
	struct base_secret *pass = NULL;
	struct sign_key *key = NULL;
	char vkey[SIGN_VKEY_LEN + 1];
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (o->from != NULL) {
		if (cli_signer_load(o->from, o->fd, &key) != ERR_OK)
			goto out;
	} else {
		if ((e = signer_draw(o, &key)) != ERR_OK) {
			(void)cli_fail(e, "cannot make the key");
			goto out;
		}
		if (cli_new_passphrase(o->plain, o->fd, &pass) != ERR_OK ||
		    cli_signer_store(o->output, key, pass) != ERR_OK)
			goto out;
	}
	(void)sign_vkey_format(vkey, &key->vkey);
	if (o->json)
		cli_json_print(json_pack("{s:s}", "vkey", vkey));
	else
		(void)printf("%s\n", vkey);
	x = told_or_gone(o);
out:
	sign_key_free(&key);
	base_secret_free(&pass);
	return x;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct order o;
	enum cli_exit x;

	if ((x = order_read(a, &o)) != CLI_OK)
		return x;
	if (o.root != NULL || o.promise || o.release)
		return signer_make(&o);
	return identity_make(&o);
}

const struct cli_cmd cmd_keygen = {
	.noun = "keygen",
	.operands = "",
	.help = "make a key and print its public part",
	.opts = opts,
	.example =
	    "qf keygen -o officer-01.key --officer 01 --host box.example.org",
	.run = run,
};
