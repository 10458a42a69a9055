/* SPDX-License-Identifier: ISC */
/* The manifest of a bundle: every failure, see inject.h. */
#include "unit/sign_secrets.h"

#include "sign/bundle.h"

static struct base_buf manifest;
static const struct sign_bundle_line rows[] = {
	{ .kind = SIGN_BUNDLE_ROOT, .number = 1 },
	{ .kind = SIGN_BUNDLE_ROSTER, .number = 1 },
	{ .kind = SIGN_BUNDLE_THREAD },
	{ .kind = SIGN_BUNDLE_ENTRY },
	{ .kind = SIGN_BUNDLE_GONE },
	{ .kind = SIGN_BUNDLE_UNSENT },
};

static struct sign_bundle
head_of(void)
{
	return (struct sign_bundle){ .host = HOST,
		.office = "https://office.example.org",
		.officer = 1 };
}

static enum err
op_sign_bundle_begin(void)
{
	struct sign_bundle b;
	enum err e;

	INJECT(e, sign_bundle_begin(buf_text(&manifest), &b));
	return e;
}

static enum err
op_sign_bundle_next(void)
{
	struct sign_bundle_line l;
	struct sign_bundle b;
	enum err e;

	if ((e = sign_bundle_begin(buf_text(&manifest), &b)) == ERR_OK)
		INJECT(e, sign_bundle_next(&b, &l));
	return e;
}

static enum err
op_sign_bundle_write_head(void)
{
	struct sign_bundle b = head_of();
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, sign_bundle_write_head(&b, &out));
	base_buf_done(&out);
	return e;
}

static enum err
write_line(const struct sign_bundle_line *l)
{
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, sign_bundle_write_line(l, &out));
	base_buf_done(&out);
	return e;
}

static enum err
op_sign_bundle_write_line(void)
{
	return write_line(&rows[2]);
}

static enum err
write_numbered_line(void)
{
	return write_line(&rows[0]);
}

static enum err
op_sign_bundle_write_end(void)
{
	struct base_buf out;
	enum err e;

	filled(&out, 4096);
	INJECT(e, sign_bundle_write_end(5, &out));
	base_buf_done(&out);
	return e;
}

static const struct inject_op ops[] = {
	INJECT_OP(sign_bundle_begin, NOTHING),
	INJECT_OP(sign_bundle_next, NOTHING),
	INJECT_OP(sign_bundle_write_head, MEMORY),
	INJECT_OP(sign_bundle_write_line, MEMORY),
	{ "sign_bundle_write_line", write_numbered_line, MEMORY },
	INJECT_OP(sign_bundle_write_end, MEMORY),
};

static void
bundle_work_that_fails_leaves_nothing(void **state)
{
	(void)state;
	inject_all(ops, N(ops));
}

static int
make(void **state)
{
	struct sign_bundle b = head_of();

	(void)state;
	sign_secrets_make();
	base_buf_init(&manifest, 65536);
	assert_err(sign_bundle_write_head(&b, &manifest), ERR_OK);
	for (size_t i = 0; i < N(rows); i++)
		assert_err(sign_bundle_write_line(&rows[i], &manifest), ERR_OK);
	assert_err(sign_bundle_write_end(N(rows), &manifest), ERR_OK);
	return 0;
}

static int
done(void **state)
{
	(void)state;
	base_buf_done(&manifest);
	sign_secrets_done();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bundle_work_that_fails_leaves_nothing),
	};

	remains_init();
	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, make, done);
}
