/* SPDX-License-Identifier: ISC */
/*
 * C2SP's age vectors, one test a file: the verdict's class and the SHA-256 of
 * every byte of plaintext that was released on the way.  The post-quantum ones
 * are read as by a reader who has no such key.
 */
#include "seal/age.h"

#include <dirent.h>

#include <zlib.h>

#include "base/text.h"
#include "unit/fixture.h"

#define FOLDER "tests/vectors/cctv-age/"
#define VECTORS_MAX 256
#define VECTORS_KNOWN 143
#define INFLATED_MAX (32u << 20)

struct vector {
	struct base_text expect, payload, identity[8], passphrase[4];
	size_t identities, passphrases;
	bool armored, compressed;
	const uint8_t *file;
	size_t file_len;
};

static void
take_key(struct vector *v, struct base_text line)
{
	static const struct {
		const char *key;
		size_t len;
	} keys[] = { { "expect: ", 8 }, { "payload: ", 9 },
		{ "identity: ", 10 }, { "passphrase: ", 12 } };
	struct base_text value;
	size_t k;

	v->armored |= base_text_is(line, "armored: yes");
	v->compressed |= base_text_is(line, "compressed: zlib");
	for (k = 0; k < 4 && !base_text_starts(line, keys[k].key); k++)
		;
	if (k == 4)
		return;
	value = (struct base_text){ line.data + keys[k].len,
		line.len - keys[k].len };
	if (k == 0)
		v->expect = value;
	else if (k == 1)
		v->payload = value;
	else if (k == 2)
		v->identity[v->identities++] = value;
	else
		v->passphrase[v->passphrases++] = value;
	assert_true(v->identities < 8 && v->passphrases < 4);
}

static void
parse_vector(const uint8_t *data, size_t len, struct vector *v)
{
	struct base_text rest = { (const char *)data, len }, line;

	*v = (struct vector){ 0 };
	while (base_text_line(&rest, &line) && line.len > 0)
		take_key(v, line);
	v->file = (const uint8_t *)rest.data;
	v->file_len = rest.len;
	assert_true(v->expect.len > 0);
}

static const char *
verdict(enum err e)
{
	switch (e) {
	case ERR_OK:
		return "success";
	case ERR_AGE_NO_MATCH:
		return "no match";
	case ERR_AGE_HMAC:
		return "HMAC failure";
	case ERR_AGE_HEADER:
	case ERR_AGE_LIMIT:
	case ERR_AGE_STANZAS:
	case ERR_AGE_WORK:
		return "header failure";
	case ERR_AGE_ARMOR:
		return "armor failure";
	case ERR_AGE_PAYLOAD:
		return "payload failure";
	default:
		return err_name(e);
	}
}

static bool
is_pq(const char *name)
{
	return strstr(name, "hybrid") != NULL;
}

/* What a reader without the post-quantum key must say of a vector for it. */
static const char *
verdict_without_pq(const char *name)
{
	/* One breaks the grammar of stanzas, the other an X25519 stanza. */
	return strcmp(name, "hybrid_not_canonical_body") == 0 ||
		       strcmp(name, "hybrid_x25519_arg") == 0
		   ? "header failure"
		   : "no match";
}

static size_t
load_identities(const struct vector *v, struct seal_identity *ids)
{
	size_t n = 0;

	for (size_t i = 0; i < v->identities; i++) {
		struct base_text t = v->identity[i];
		bool pq = base_text_starts(t, "AGE-SECRET-KEY-PQ-");

		assert_err(seal_identity_parse(t.data, t.len, &ids[n]),
		    pq ? ERR_AGE_IDENTITY : ERR_OK);
		n += !pq;
	}
	/* A reader has some key, even where the vector names none of his. */
	if (n == 0 && v->passphrases == 0)
		assert_err(
		    seal_identity_new(&seal_random_system, &ids[n++]), ERR_OK);
	return n;
}

/* Sum of what was released. */
static enum err
hash_write(void *ctx, const uint8_t *buf, size_t len)
{
	crypto_hash_sha256_update(ctx, buf, len);
	return ERR_OK;
}

static enum err
decrypt(const struct vector *v, const uint8_t *file, size_t file_len,
    size_t step, uint8_t hash[static 32])
{
	struct slow_source memory = { file, file_len, 0, step, 0 };
	struct seal_source in = { slow_read, &memory };
	crypto_hash_sha256_state st;
	struct seal_sink out = { hash_write, &st };
	struct seal_identity ids[8];
	struct seal_age_keys keys = { .ids = ids };
	enum err e = ERR_AGE_NO_MATCH;

	keys.ids_count = load_identities(v, ids);
	for (size_t i = 0; i < (v->passphrases > 0 ? v->passphrases : 1) &&
			   e == ERR_AGE_NO_MATCH;
	     i++) {
		keys.passphrase = v->passphrase[i].data;
		keys.passphrase_len = v->passphrase[i].len;
		memory.at = 0;
		crypto_hash_sha256_init(&st);
		e = seal_age_decrypt(&in,
		    v->armored ? SEAL_ARMOR_ALWAYS : SEAL_ARMOR_NEVER, &keys,
		    &out);
	}
	crypto_hash_sha256_final(&st, hash);
	return e;
}

static void
check_vector(const char *name, const struct vector *v, const uint8_t *file,
    size_t file_len, size_t step)
{
	uint8_t hash[32], want[32];
	const char *got = verdict(decrypt(v, file, file_len, step, hash));

	if (is_pq(name)) {
		assert_string_equal(got, verdict_without_pq(name));
		return;
	}
	if (!base_text_is(v->expect, got))
		fail_msg("%s: %s, expected %.*s", name, got, (int)v->expect.len,
		    v->expect.data);
	if (v->payload.len == 0)
		return;
	assert_err(base_hex_decode(
		       want, sizeof(want), v->payload.data, v->payload.len),
	    ERR_OK);
	assert_memory_equal(hash, want, sizeof(want));
}

static void
vector_gives_verdict_and_plaintext(void **state)
{
	const char *name = *state;
	char path[512];
	struct vector v;
	uint8_t *data, *inflated = NULL;
	size_t len;

	(void)snprintf(path, sizeof(path), FOLDER "%s", name);
	data = read_file(path, &len);
	parse_vector(data, len, &v);
	if (v.compressed) {
		uLongf n = INFLATED_MAX;

		inflated = malloc(n);
		assert_non_null(inflated);
		assert_int_equal(
		    uncompress(inflated, &n, v.file, (uLong)v.file_len), Z_OK);
		v.file = inflated;
		v.file_len = n;
	}
	/* Pieces must make no difference; one byte a time is for the small. */
	check_vector(name, &v, v.file, v.file_len, SIZE_MAX);
	if (v.passphrases == 0)
		check_vector(name, &v, v.file, v.file_len,
		    v.file_len < 4096 ? 1 : 65521);
	free(inflated);
	free(data);
}

int
main(void)
{
	static struct CMUnitTest tests[VECTORS_MAX];
	struct dirent **list = NULL;
	size_t count = 0;
	int n = scandir(FOLDER, &list, NULL, alphasort);
	int failed;

	if (seal_init() != ERR_OK || n < 0)
		return 1;
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;

		if (name[0] == '.' || strcmp(name, "README.md") == 0 ||
		    count == VECTORS_MAX)
			continue;
		tests[count++] = (struct CMUnitTest){
			.name = name,
			.test_func = vector_gives_verdict_and_plaintext,
			.initial_state = list[i]->d_name,
		};
	}
	if (count != VECTORS_KNOWN) {
		fprintf(
		    stderr, "%zu vectors, %d known\n", count, VECTORS_KNOWN);
		return 1;
	}
	failed = _cmocka_run_group_tests("cctv", tests, count, NULL, NULL);
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return failed;
}
