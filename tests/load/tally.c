/* SPDX-License-Identifier: ISC */
#include "load/tally.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"

struct samples {
	double *at;
	size_t count, room;
};

struct phase {
	char name[32];
	double begun_ms;
	double first_ms; /* of the first 201 or 200 since then; -1: none yet */
	unsigned long ends[TALLY_ENDS];
	unsigned long probe_wrongs;
	struct samples posts, probes, controls;
};

static struct phase phases[TALLY_PHASES_MAX];
static size_t phase_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
sample_add(struct samples *s, double ms)
{
	double *more;

	if (s->count == s->room) {
		s->room = s->room == 0 ? 1024 : s->room * 2;
		more = reallocarray(s->at, s->room, sizeof(*s->at));
		REQUIRE(more != NULL);
		s->at = more;
	}
	s->at[s->count++] = ms;
}

static void
phase_open(const char *name)
{
	struct phase *p = &phases[phase_count];

	REQUIRE(phase_count < TALLY_PHASES_MAX);
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	p->begun_ms = now_ms();
	p->first_ms = -1;
	phase_count++;
}

void
tally_init(void)
{
	phase_open("begin");
}

void
tally_phase(const char *name)
{
	(void)pthread_mutex_lock(&lock);
	phase_open(name);
	(void)pthread_mutex_unlock(&lock);
}

void
tally_post(enum tally_end end, double ms)
{
	struct phase *p;

	(void)pthread_mutex_lock(&lock);
	p = &phases[phase_count - 1];
	p->ends[end]++;
	sample_add(&p->posts, ms);
	if (p->first_ms < 0 && (end == TALLY_CREATED || end == TALLY_SAME))
		p->first_ms = now_ms() - p->begun_ms;
	(void)pthread_mutex_unlock(&lock);
}

static void
page(bool is_control, long status, double ms)
{
	struct phase *p;

	(void)pthread_mutex_lock(&lock);
	p = &phases[phase_count - 1];
	if (status != 200)
		p->probe_wrongs++;
	sample_add(is_control ? &p->controls : &p->probes, ms);
	(void)pthread_mutex_unlock(&lock);
}

void
tally_probe(long status, double ms)
{
	page(false, status, ms);
}

void
tally_control(long status, double ms)
{
	page(true, status, ms);
}

static int
compare(const void *a, const void *b)
{
	double x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static void
samples_print(FILE *to, const char *name, struct samples *s)
{
	double q[3] = { 0, 0, 0 };

	if (s->count > 0) {
		qsort(s->at, s->count, sizeof(*s->at), compare);
		q[0] = s->at[s->count / 2];
		q[1] = s->at[(s->count * 99 + 99) / 100 - 1];
		q[2] = s->at[s->count - 1];
	}
	(void)fprintf(to,
	    ",\"%s\":{\"count\":%zu,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}",
	    name, s->count, q[0], q[1], q[2]);
}

void
tally_print(FILE *to)
{
	static const char *const words[] = {
#define X(name, word) word,
		TALLY_END_LIST(X)
#undef X
	};

	(void)pthread_mutex_lock(&lock);
	(void)fprintf(to, "{\"phases\":[");
	for (size_t i = 0; i < phase_count; i++) {
		struct phase *p = &phases[i];
		double end =
		    i + 1 < phase_count ? phases[i + 1].begun_ms : now_ms();

		(void)fprintf(to,
		    "%s{\"name\":\"%s\",\"ms\":%.0f,\"first_ms\":%.0f,"
		    "\"probe_wrongs\":%lu",
		    i > 0 ? "," : "", p->name, end - p->begun_ms, p->first_ms,
		    p->probe_wrongs);
		for (int k = 0; k < TALLY_ENDS; k++)
			(void)fprintf(to, ",\"%s\":%lu", words[k], p->ends[k]);
		samples_print(to, "posts", &p->posts);
		samples_print(to, "probes", &p->probes);
		samples_print(to, "controls", &p->controls);
		(void)fprintf(to, "}");
	}
	(void)fprintf(to, "]}\n");
	(void)pthread_mutex_unlock(&lock);
}

unsigned long
tally_wrongs(void)
{
	unsigned long sum = 0;

	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < phase_count; i++)
		sum += phases[i].ends[TALLY_WRONG] + phases[i].probe_wrongs;
	(void)pthread_mutex_unlock(&lock);
	return sum;
}
