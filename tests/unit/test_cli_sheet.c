/* SPDX-License-Identifier: ISC */
/* `qf stats --json` is the sheet of the TypeScript twin, byte for byte. */
#include "unit/sign_fixture.h"

#include "base/hex.h"
#include "base/limits.h"
#include "cli/sheet.h"
#include "stats/cases.h"

struct check {
	const json_t *want; /* SHA-256 of each sheet's text, in order */
	const char *name;
	size_t at;
};

static void
json_agrees(struct check *c, json_t *o)
{
	const char *want = json_string_value(json_array_get(c->want, c->at++));
	char *text, hex[HEX_LEN(crypto_hash_sha256_BYTES) + 1];
	uint8_t sum[crypto_hash_sha256_BYTES];

	assert_non_null(o);
	text = json_dumps(o, JSON_INDENT(2));
	assert_non_null(text);
	(void)crypto_hash_sha256(sum, (const uint8_t *)text, strlen(text));
	base_hex_encode(hex, sum, sizeof(sum));
	if (want == NULL || strcmp(hex, want) != 0)
		fail_msg("%s, sheet %zu: %.600s", c->name, c->at, text);
	free(text);
	json_decref(o);
}

static void
sheet_agrees(void *ctx, const struct sign_sheet *s)
{
	json_agrees(ctx, cli_sheet_json(s));
}

static size_t campaigns;

static void
campaign_agrees(void *ctx, const struct sign_campaign_sheet *s)
{
	json_agrees(ctx, cli_campaign_json(s));
	campaigns++;
}

static void
sheet_json_is_the_twins(void **state)
{
	json_t *root = vectors_load("stats.json"), *v;
	size_t i, sheets = 0;

	(void)state;
	json_array_foreach(json_object_get(root, "cases"), i, v) {
		struct check c = { json_object_get(v, "json"),
			get_text(v, "name"), 0 };
		const struct stats_sheets fn = { sheet_agrees, campaign_agrees,
			&c };
		struct base_buf out;

		base_buf_init(&out, (size_t)8 << 20);
		stats_cases_report(text_of(get_text(v, "words")),
		    text_of(get_text(v, "text")), &fn, &out);
		assert_int_equal(c.at, json_array_size(c.want));
		sheets += c.at;
		base_buf_done(&out);
	}
	assert_true(sheets > 60 && campaigns > 20);
	json_decref(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheet_json_is_the_twins),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
