/* SPDX-License-Identifier: ISC */
#include "unit/inject_run.h"
#include "unit/remains.h"

#define KEPT 0xa5

struct inject_run inject_run;

static unsigned int faults; /* of all runs */

const enum err inject_error[] = {
#define X(name, error) [INJECT_##name] = (error),
	INJECT_KIND_LIST(X)
#undef X
};

static const char *const kind_name[] = {
#define X(name, error) [INJECT_##name] = #name,
	INJECT_KIND_LIST(X)
#undef X
	    [INJECT_KINDS] = "no failure",
};

bool
inject_fails(enum inject_kind k)
{
	if (!inject_run.armed)
		return false;
	inject_run.count[k]++;
	if (k != inject_run.kind || inject_run.count[k] != inject_run.at)
		return false;
	inject_run.fired = true;
	return true;
}

void
inject_fault(const char *what)
{
	if (inject_run.fault[0] == 0)
		(void)snprintf(
		    inject_run.fault, sizeof(inject_run.fault), "%s", what);
}

void
inject_found(const char *name, const char *where)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "%s left in %s", name, where);
	inject_fault(text);
}

/* ---- input and output ------------------------------------------------- */

static enum err
source_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct inject_in *in = ctx;
	size_t n = in->len - in->at;

	if (inject_fails(INJECT_READ)) {
		memset(buf, INJECT_NOISE, len);
		*got = len;
		return inject_error[INJECT_READ];
	}
	n = n < len ? n : len;
	n = n < in->step ? n : in->step;
	if (n > 0)
		memcpy(buf, in->data + in->at, n);
	in->at += n;
	*got = n;
	return ERR_OK;
}

struct seal_source
inject_source(struct inject_in *in)
{
	return (struct seal_source){ source_read, in };
}

/* The buffer that stands for the world outside grows without failures. */
static enum err
take(void *ctx, const uint8_t *buf, size_t len)
{
	bool armed = inject_run.armed;
	enum err e;

	inject_run.armed = false;
	e = base_buf_add(ctx, buf, len);
	inject_run.armed = armed;
	return e;
}

static enum err
sink_write(void *ctx, const uint8_t *buf, size_t len)
{
	if (inject_fails(INJECT_WRITE))
		return inject_error[INJECT_WRITE];
	return take(ctx, buf, len);
}

struct seal_sink
inject_sink(struct base_buf *out, size_t max)
{
	base_buf_init(out, max);
	return (struct seal_sink){ sink_write, out };
}

static enum err
visit_member(void *ctx, const char *name, uint64_t size)
{
	(void)ctx;
	(void)name;
	(void)size;
	return inject_fails(INJECT_VISIT) ? inject_error[INJECT_VISIT] : ERR_OK;
}

static enum err
visit_data(void *ctx, const uint8_t *buf, size_t len)
{
	if (inject_fails(INJECT_VISIT))
		return inject_error[INJECT_VISIT];
	return take(ctx, buf, len);
}

struct seal_tar_visitor
inject_visitor(struct base_buf *out, size_t max)
{
	base_buf_init(out, max);
	return (struct seal_tar_visitor){ visit_member, visit_data, out };
}

/* ---- one run -------------------------------------------------------------- */

static void
keep(const void *at, const struct base_buf *buf, size_t len)
{
	struct inject_kept *k = &inject_run.kept[inject_run.kept_count++];

	REQUIRE(inject_run.kept_count <= INJECT_KEEP_MAX);
	*k = (struct inject_kept){ .at = at, .buf = buf, .len = len };
	crypto_hash_sha256(k->hash, at != NULL ? at : buf->data, len);
}

void
inject_keep(void *out, size_t len)
{
	memset(out, KEPT, len);
	keep(out, NULL, len);
}

void
inject_keep_buf(const struct base_buf *b)
{
	keep(NULL, b, b->len);
}

static bool
is_kept(const struct inject_kept *k)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	if (k->buf != NULL && k->buf->len != k->len)
		return false;
	crypto_hash_sha256(hash, k->at != NULL ? k->at : k->buf->data, k->len);
	return memcmp(hash, k->hash, sizeof(hash)) == 0;
}

void
inject_begin(void)
{
	inject_run.armed = true;
}

void
inject_end(enum err e)
{
	inject_run.armed = false;
	for (size_t i = 0; i < inject_run.kept_count && e != ERR_OK; i++) {
		if (!is_kept(&inject_run.kept[i]))
			inject_fault("an out-parameter was written");
	}
	inject_run.kept_count = 0;
}

static void
work(void *ctx)
{
	(void)ctx;
	inject_run.result = inject_run.op->work();
}

static void
judge(void)
{
	enum err want =
	    inject_run.fired ? inject_error[inject_run.kind] : ERR_OK;
	const char *name, *where;
	char text[128];

	if (inject_run.result != want) {
		(void)snprintf(text, sizeof(text), "%s, not %s",
		    err_name(inject_run.result), err_name(want));
		inject_fault(text);
	}
	if (inject_run.blocks != 0)
		inject_fault("memory is left allocated");
	inject_plant_draws();
	if ((name = remains_find(&where)) != NULL)
		inject_found(name, where);
	if (inject_run.fault[0] == 0)
		return;
	print_error("%s, %s number %u: %s\n", inject_run.op->name,
	    kind_name[inject_run.kind], inject_run.at, inject_run.fault);
	faults++;
}

/* Fail number `at` of a kind.  True while there is one so many. */
static bool
run_once(const struct inject_op *op, enum inject_kind kind, unsigned int at)
{
	size_t planted = remains_count();

	memset(&inject_run, 0, sizeof(inject_run));
	inject_run.op = op;
	inject_run.kind = kind;
	inject_run.at = at;
	remains_run(work, NULL);
	judge();
	remains_forget(planted);
	return inject_run.fired && inject_run.fault[0] == 0;
}

/* A run without failures tells which there can be, then each of them is. */
static unsigned int
run_all(const struct inject_op *op)
{
	unsigned int runs = 1;

	(void)run_once(op, INJECT_KINDS, 0);
	for (int k = 0; k < INJECT_KINDS; k++) {
		bool can = (op->can_fail & 1u << k) != 0;

		if (can == (inject_run.count[k] > 0))
			continue;
		print_error("%s: %s %s\n", op->name, kind_name[k],
		    can ? "never fails" : "can fail too");
		faults++;
		return runs;
	}
	for (int k = 0; k < INJECT_KINDS; k++) {
		unsigned int at = 1;

		if ((op->can_fail & 1u << k) == 0)
			continue;
		while (run_once(op, (enum inject_kind)k, at))
			at++;
		runs += at;
	}
	return runs;
}

unsigned int
inject_faults(const struct inject_op *ops, size_t count)
{
	unsigned int runs = 0;

	faults = 0;
	for (size_t i = 0; i < count; i++)
		runs += run_all(&ops[i]);
	print_message("%zu operations, %u runs\n", count, runs);
	return faults;
}

void
inject_all(const struct inject_op *ops, size_t count)
{
	assert_int_equal(inject_faults(ops, count), 0);
}
