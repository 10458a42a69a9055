/* SPDX-License-Identifier: ISC */
/* What travels: preambles and pairs. */
#include "formats/formats.h"

#include "seal/object.h"
#include "sign/bundle.h"
#include "web/preamble.h"

#define LINES_MAX 5

static void
line(struct base_buf *out, const char *name, const void *data, size_t len)
{
	char b64[BASE64_LEN(256) + 1];

	assert_true(len <= 256);
	base_base64_encode(b64, data, len, BASE64_URL_RAW);
	say(out, "%s %s", name, b64);
}

/* What is shown is what the services' own parser takes. */
static void
check(const struct base_buf *out, size_t start,
    const struct web_preamble_line *lines, size_t count)
{
	struct base_text value[LINES_MAX], rest;

	assert_true(count <= LINES_MAX);
	must(web_preamble_parse(
	    out->data + start, out->len - start, lines, count, value, &rest));
	assert_int_equal(rest.len, 0);
}

static void
post_thread(struct base_buf *out)
{
	static const struct web_preamble_line lines[] = { { "mailbox", false },
		{ "thread", false }, { "open", false } };
	uint8_t open[SEAL_OPEN_LEN], hash[32], thread[SEAL_THREAD_LEN];
	struct seal_receipt_keys k;
	size_t start = out->len;

	must(seal_receipt_derive(HOST, receipt_code, &k));
	seal_receipt_thread(HOST, k.sign_public, thread);
	fixed_bytes(hash, "open");
	memcpy(open, hash, sizeof(open));
	seal_object_open_hash(open, hash);
	line(out, "mailbox", k.mailbox, sizeof(k.mailbox));
	line(out, "thread", thread, sizeof(thread));
	line(out, "open", hash, sizeof(hash));
	/* Its 1,366 characters would be a page by themselves. */
	say(out, "%s", "");
	check(out, start, lines, N(lines));
}

static void
post_box_entry(struct base_buf *out)
{
	static const struct web_preamble_line lines[] = { { "mailbox", false },
		{ "open", false }, { "upload", true } };
	struct seal_receipt_keys k;
	size_t start = out->len;
	uint8_t hash[32];

	must(seal_receipt_derive(HOST, receipt_code, &k));
	fixed_bytes(hash, "open");
	line(out, "mailbox", k.mailbox, sizeof(k.mailbox));
	line(out, "open", hash, sizeof(hash));
	say(out, "upload %s", "0123456789abcdef0123456789abcdef");
	say(out, "%s", "");
	check(out, start, lines, N(lines));
}

static void
post_office_entry(struct base_buf *out)
{
	static const struct web_preamble_line lines[] = { { "report", false },
		{ "report-open", false }, { "audience", false },
		{ "open", false } };
	size_t start = out->len;
	char id[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t hash[32];

	fixed_bytes(hash, "payload");
	base_hex_encode(id, hash, SEAL_ID_LEN);
	say(out, "report %s", id);
	fixed_bytes(hash, "open");
	line(out, "report-open", hash, SEAL_OPEN_LEN);
	say(out, "audience reporter");
	fixed_bytes(hash, "another open");
	line(out, "open", hash, sizeof(hash));
	say(out, "%s", "");
	check(out, start, lines, N(lines));
}

static void
post_fetch(struct base_buf *out)
{
	static const struct web_preamble_line lines[] = { { "entry", false },
		{ "open", false }, { "from", false }, { "len", false } };
	size_t start = out->len;
	char id[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t hash[32];

	fixed_bytes(hash, "payload");
	base_hex_encode(id, hash, SEAL_ID_LEN);
	say(out, "entry %s", id);
	fixed_bytes(hash, "open");
	line(out, "open", hash, SEAL_OPEN_LEN);
	say(out, "from 65568");
	say(out, "len 1048576");
	say(out, "%s", "");
	check(out, start, lines, N(lines));
}

static void
pairs(struct base_buf *out)
{
	uint8_t id[32], open[32];
	size_t at = 0;

	for (int i = 0; i < 2; i++) {
		fixed_bytes(id, i == 0 ? "payload" : "another payload");
		fixed_bytes(open, i == 0 ? "open" : "another open");
		say_field(out, &at, id, SEAL_ID_LEN, "id");
		say_field(out, &at, open, SEAL_OPEN_LEN, "open");
	}
}

static void
bundle(struct base_buf *out)
{
	static const struct sign_bundle_line rows[] = {
		{ .kind = SIGN_BUNDLE_ROOT, .number = 1 },
		{ .kind = SIGN_BUNDLE_ROSTER, .number = 1 },
		{ .kind = SIGN_BUNDLE_THREAD },
		{ .kind = SIGN_BUNDLE_ENTRY },
		{ .kind = SIGN_BUNDLE_GONE },
		{ .kind = SIGN_BUNDLE_UNSENT },
	};
	struct sign_bundle b = { .host = HOST,
		.office = "https://office.example.org",
		.officer = 1 };
	struct sign_bundle_line l;
	size_t start = out->len;
	char label[16];
	uint8_t hash[32];

	must(sign_bundle_write_head(&b, out));
	for (size_t i = 0; i < N(rows); i++) {
		l = rows[i];
		for (size_t k = 0; k < N(l.file); k++) {
			(void)snprintf(
			    label, sizeof(label), "file %zu %zu", i, k);
			fixed_bytes(l.file[k].hash, label);
			l.file[k].len = 1000 + i;
		}
		fixed_bytes(hash, "payload");
		memcpy(l.id, hash, sizeof(l.id));
		must(sign_bundle_write_line(&l, out));
	}
	must(sign_bundle_write_end(N(rows), out));
	/* What is shown is read back, to its end. */
	must(sign_bundle_begin(
	    (struct base_text){
		(const char *)out->data + start, out->len - start },
	    &b));
	for (size_t i = 0; i < N(rows); i++)
		must(sign_bundle_next(&b, &l));
	assert_err(sign_bundle_next(&b, &l), ERR_NOT_FOUND);
}

const struct example formats_posts[] = {
	{ "post-thread", post_thread },
	{ "post-box-entry", post_box_entry },
	{ "post-office-entry", post_office_entry },
	{ "post-fetch", post_fetch },
	{ "pairs", pairs },
	{ "bundle", bundle },
	{ NULL, NULL },
};
