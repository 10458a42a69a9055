/* SPDX-License-Identifier: ISC */
/*
 * What make.ts wrote, against the library: each is refused with an error of its
 * own, after 64 KiB and one chunk at most, and before memory grows by 1 MiB.
 * Reads are counted by the source, allocations of ours by --wrap; no library
 * gets more either, because the process may not grow.  QF_HOSTILE names the
 * folder.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "seal/age.h"
#include "seal/locked.h"
#include "seal/object.h"
#include "seal/tar.h"
#include "sign/note.h"
#include "unit/fixture.h"

#define READ_MAX ((size_t)65536 + 65552) /* as promised, not as configured */
#define GROWTH_MAX ((size_t)1 << 20)
#define SLOTS 8

/* ---- what is counted ---- */

static size_t taken; /* bytes asked for since the last reset, none given back */

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__real_realloc(void *p, size_t len);
void *__wrap_realloc(void *p, size_t len);
void *__real_aligned_alloc(size_t align, size_t len);
void *__wrap_aligned_alloc(size_t align, size_t len);
void *__real_sodium_malloc(size_t len);
void *__wrap_sodium_malloc(size_t len);
void *__real_sodium_allocarray(size_t count, size_t len);
void *__wrap_sodium_allocarray(size_t count, size_t len);

void *
__wrap_malloc(size_t len)
{
	taken += len;
	return __real_malloc(len);
}

void *
__wrap_calloc(size_t count, size_t len)
{
	taken += count * len;
	return __real_calloc(count, len);
}

void *
__wrap_realloc(void *p, size_t len)
{
	taken += len;
	return __real_realloc(p, len);
}

void *
__wrap_aligned_alloc(size_t align, size_t len)
{
	taken += len;
	return __real_aligned_alloc(align, len);
}

void *
__wrap_sodium_malloc(size_t len)
{
	taken += len;
	return __real_sodium_malloc(len);
}

void *
__wrap_sodium_allocarray(size_t count, size_t len)
{
	taken += count * len;
	return __real_sodium_allocarray(count, len);
}

/* The address space of this process now, in bytes. */
static size_t
vm_size(void)
{
	char text[64];
	int fd = open("/proc/self/statm", O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	assert_true(n > 0);
	text[n] = 0;
	(void)close(fd);
	return strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

/* From here on the process grows by GROWTH_MAX or is refused memory. */
static void
limit_growth(bool limited)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_AS, &r), 0);
	r.rlim_cur = limited ? vm_size() + GROWTH_MAX : r.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_AS, &r), 0);
}

struct counted {
	int fd;
	size_t read;
};

static enum err
counted_read(void *ctx, uint8_t *buf, size_t len, size_t *got)
{
	struct counted *c = ctx;
	ssize_t n = read(c->fd, buf, len);

	assert_true(n >= 0);
	c->read += (size_t)n;
	*got = (size_t)n;
	return ERR_OK;
}

/* ---- one case ---- */

struct hostile {
	const char *name;
	enum err want;
};

static struct timespec start;

static void
meter_start(void)
{
	limit_growth(true);
	taken = 0;
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
}

static void
meter_check(const char *name, const char *how, size_t n)
{
	struct timespec now;
	size_t all = taken;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	limit_growth(false);
	(void)printf("# %-14s %-18s %6zu bytes read %6zu allocated %6.2f ms\n",
	    name, how, n, all,
	    (double)(now.tv_sec - start.tv_sec) * 1e3 +
		(double)(now.tv_nsec - start.tv_nsec) / 1e6);
	assert_true(n <= READ_MAX);
	assert_true(all <= GROWTH_MAX);
}

static int
open_input(const char *name)
{
	const char *dir = getenv("QF_HOSTILE");
	char path[512];
	int fd;

	assert_non_null(dir);
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if ((fd = open(path, O_RDONLY)) < 0)
		fail_msg("cannot open %s", path);
	return fd;
}

static struct seal_identities me;

static enum err
no_member(void *ctx, const char *name, uint64_t size)
{
	(void)ctx;
	(void)name;
	(void)size;
	return ERR_OK;
}

static enum err
no_data(void *ctx, const uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return ERR_OK;
}

static const struct seal_tar_visitor nobody = { no_member, no_data, NULL };

/* The whole way: age file, header, payload, archive. */
static void
stream_refuses(const struct hostile *h, const char *passphrase)
{
	struct seal_tar_reader tar;
	struct counted c = { .fd = open_input(h->name) };
	struct seal_source in = { counted_read, &c };
	struct seal_sink out = { seal_tar_reader_push, &tar };
	struct seal_age_keys keys = { .ids = me.list,
		.ids_count = me.count,
		.passphrase = passphrase,
		.passphrase_len = passphrase == NULL ? 0 : strlen(passphrase) };

	seal_tar_reader_init(&tar, &nobody);
	meter_start();
	assert_err(
	    seal_age_decrypt(&in, SEAL_ARMOR_AUTO, &keys, &out), h->want);
	meter_check(h->name, "seal_age_decrypt", c.read);
	seal_tar_reader_done(&tar);
	(void)close(c.fd);
}

/* A file's first bytes; what lies behind `readable` faults when it is read. */
static const uint8_t *
map_input(const char *name, size_t readable, size_t *len)
{
	int fd = open_input(name);
	off_t end = lseek(fd, 0, SEEK_END);
	uint8_t *at;

	assert_true(end > 0);
	*len = (size_t)end;
	at = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_ptr_not_equal(at, MAP_FAILED);
	if (readable < *len)
		assert_int_equal(
		    mprotect(at + readable, *len - readable, PROT_NONE), 0);
	(void)close(fd);
	return at;
}

static void
unmap(const uint8_t *at, size_t len)
{
	assert_int_equal(munmap((void *)(uintptr_t)at, len), 0);
}

/* ---- the list ---- */

static const struct hostile headers[] = { { "no-newline", ERR_AGE_LIMIT },
	{ "no-line", ERR_AGE_HEADER }, { "stanzas", ERR_AGE_STANZAS },
	{ "stanzas-small", ERR_AGE_STANZAS } };
static const struct hostile archives[] = { { "tar-path", ERR_TAR_NAME },
	{ "tar-link", ERR_TAR_TYPE }, { "tar-size", ERR_TAR_SIZE },
	{ "tar-twice", ERR_TAR_TWICE } };
#define N(list) (sizeof(list) / sizeof((list)[0]))

static void
headers_are_refused_from_a_stream(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(headers); i++)
		stream_refuses(&headers[i], NULL);
}

/* As intake looks at a body that lies in memory, whatever its length. */
static void
headers_are_refused_in_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(headers); i++) {
		struct seal_object_view view;
		size_t len;
		const uint8_t *body = map_input(headers[i].name, 65536, &len);

		meter_start();
		assert_err(seal_object_split(body, len, SLOTS, &view),
		    headers[i].want);
		meter_check(
		    headers[i].name, "seal_object_split", 65536);
		unmap(body, len);
	}
}

static void
work_factor_is_refused(void **state)
{
	static const struct hostile work = { "work", ERR_AGE_WORK };
	struct seal_identities ids = { 0 };
	size_t len;
	const uint8_t *file = map_input(work.name, SIZE_MAX, &len);

	(void)state;
	stream_refuses(&work, "a passphrase");
	meter_start();
	assert_err(seal_locked_open(file, len, "a passphrase", 12, &ids),
	    ERR_AGE_WORK);
	meter_check(work.name, "seal_locked_open", len);
	assert_null(ids.list);
	unmap(file, len);
}

static void
archives_are_refused_from_a_stream(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(archives); i++)
		stream_refuses(&archives[i], NULL);
}

/* As qf and the desk open an entry: header and payload apart. */
static void
archives_are_refused_as_objects(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(archives); i++) {
		struct counted c = { .fd = open_input(archives[i].name) };
		struct seal_source in = { counted_read, &c };
		uint8_t header[SEAL_HEADER_LEN(SLOTS)];
		uint8_t key[SEAL_FILE_KEY_LEN];
		struct seal_header h;
		size_t got;

		meter_start();
		assert_err(seal_source_fill(&in, header, sizeof(header), &got),
		    ERR_OK);
		assert_err(seal_header_parse(header, got, &h), ERR_OK);
		assert_err(
		    seal_header_open(&h, me.list, me.count, key), ERR_OK);
		assert_err(seal_object_open(key, &in, &nobody, NULL),
		    archives[i].want);
		meter_check(archives[i].name, "seal_object_open", c.read);
		(void)close(c.fd);
	}
}

/* Too long to be looked at at all: not a byte of it may be read. */
static void
note_is_refused_unread(void **state)
{
	struct sign_note note;
	size_t len;
	const uint8_t *file = map_input("note", 0, &len);

	(void)state;
	meter_start();
	assert_err(sign_note_parse(file, len, &note), ERR_LIMIT);
	meter_check("note", "sign_note_parse", 0);
	unmap(file, len);
	file = map_input("note-small", SIZE_MAX, &len);
	assert_true(len <= LIMIT_NOTE_LEN);
	meter_start();
	assert_err(sign_note_parse(file, len, &note), ERR_LIMIT);
	meter_check("note-small", "sign_note_parse", len);
	unmap(file, len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_refused_from_a_stream),
		cmocka_unit_test(headers_are_refused_in_memory),
		cmocka_unit_test(work_factor_is_refused),
		cmocka_unit_test(archives_are_refused_from_a_stream),
		cmocka_unit_test(archives_are_refused_as_objects),
		cmocka_unit_test(note_is_refused_unread),
	};
	char text[256];
	ssize_t n;
	int fd;

	if (seal_init() != ERR_OK || (fd = open_input("key")) < 0 ||
	    (n = read(fd, text, sizeof(text))) <= 0 ||
	    seal_identities_parse(text, (size_t)n, &me) != ERR_OK)
		return 1;
	(void)close(fd);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
