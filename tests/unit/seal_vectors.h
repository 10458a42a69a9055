/* SPDX-License-Identifier: ISC */
/* tests/vectors/seal.json, as the programs that read it see it. */
#ifndef UNIT_SEAL_VECTORS_H
#define UNIT_SEAL_VECTORS_H

#include <jansson.h>

#include "base/base64.h"
#include "base/limits.h"
#include "seal/identity.h"
#include "seal/tar.h"
#include "unit/fixture.h"

FIXTURE json_t *vectors;
FIXTURE const char *host;

FIXTURE json_t *
get(const json_t *o, const char *key)
{
	json_t *v = json_object_get(o, key);

	if (v == NULL)
		fail_msg("no \"%s\" here", key);
	return v;
}

FIXTURE const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(get(o, key));

	assert_non_null(s);
	return s;
}

FIXTURE void
check_hex(const json_t *o, const char *key, const uint8_t *got, size_t len)
{
	assert_hex(got, len, text_of(o, key));
}

/* Bytes given in base64; the caller ends the buffer. */
FIXTURE void
from_base64(const json_t *o, const char *key, struct base_buf *b)
{
	const char *s = text_of(o, key);
	size_t len = strlen(s);
	uint8_t *at;

	base_buf_init(b, LIMIT_UPLOAD_LEN);
	assert_err(base_buf_reserve(b, len, &at), ERR_OK);
	assert_err(
	    base_base64_decode(at, &len, s, strlen(s), BASE64_STD), ERR_OK);
	b->len = len;
}

FIXTURE struct seal_identity
identity_of(const json_t *text)
{
	struct seal_identity id;

	assert_non_null(json_string_value(text));
	assert_err(seal_identity_parse(
		       json_string_value(text), json_string_length(text), &id),
	    ERR_OK);
	return id;
}

/* Bytes of a member: its "repeat" over and over. */
FIXTURE uint8_t *
member_bytes(const json_t *o, size_t *size)
{
	const char *repeat = text_of(o, "repeat");
	size_t n = strlen(repeat);
	uint8_t *data;

	*size = (size_t)json_integer_value(get(o, "size"));
	data = malloc(*size + 1);
	assert_non_null(data);
	for (size_t i = 0; i < *size; i++)
		data[i] = (uint8_t)repeat[i % n];
	return data;
}

FIXTURE void
write_members(const json_t *members, struct base_buf *tar)
{
	struct seal_sink sink = { seal_buf_write, tar };
	struct seal_tar_writer w;
	json_t *o;
	size_t i;

	base_buf_init(tar, LIMIT_UPLOAD_LEN);
	seal_tar_writer_init(&w, &sink);
	json_array_foreach(members, i, o)
	{
		size_t size;
		uint8_t *data = member_bytes(o, &size);

		assert_err(seal_tar_writer_member(&w, text_of(o, "name"), size),
		    ERR_OK);
		assert_err(seal_tar_writer_data(&w, data, size), ERR_OK);
		free(data);
	}
	assert_err(seal_tar_writer_end(&w), ERR_OK);
}

/* Compares what it is handed with a list of members. */
struct comparing {
	const json_t *members;
	size_t count, at;
};

FIXTURE enum err
compare_member(void *ctx, const char *name, uint64_t size)
{
	struct comparing *c = ctx;
	json_t *o = json_array_get(c->members, c->count++);

	assert_non_null(o);
	assert_string_equal(name, text_of(o, "name"));
	assert_int_equal(size, json_integer_value(get(o, "size")));
	c->at = 0;
	return ERR_OK;
}

FIXTURE enum err
compare_data(void *ctx, const uint8_t *buf, size_t len)
{
	struct comparing *c = ctx;
	const char *repeat =
	    text_of(json_array_get(c->members, c->count - 1), "repeat");
	size_t n = strlen(repeat);

	for (size_t i = 0; i < len; i++)
		assert_int_equal(buf[i], (uint8_t)repeat[c->at++ % n]);
	return ERR_OK;
}

FIXTURE enum err
ignore_member(void *ctx, const char *name, uint64_t size)
{
	(void)ctx;
	(void)name;
	(void)size;
	return ERR_OK;
}

FIXTURE enum err
ignore_data(void *ctx, const uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return ERR_OK;
}

FIXTURE const struct seal_tar_visitor ignoring = { ignore_member, ignore_data,
	NULL };

/* Run the tests on tests/vectors/seal.json. */
#define RUN_WITH_VECTORS(tests) \
	run_with_vectors(tests, sizeof(tests) / sizeof((tests)[0]))

FIXTURE int
run_with_vectors(const struct CMUnitTest *tests, size_t count)
{
	json_error_t error;
	int failed;

	if (seal_init() != ERR_OK)
		return 1;
	if ((vectors = json_load_file("tests/vectors/seal.json", 0, &error)) ==
	    NULL) {
		fprintf(stderr, "seal.json: %s\n", error.text);
		return 1;
	}
	host = json_string_value(json_object_get(vectors, "host"));
	failed = _cmocka_run_group_tests("vectors", tests, count, NULL, NULL);
	json_decref(vectors);
	return failed;
}

#endif
