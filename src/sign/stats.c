/* SPDX-License-Identifier: ISC */
#include "sign/stats.h"

#include <stdlib.h>

#include "base/grow.h"
#include "base/limits.h"
#include "sign/stats_count.h"

#define FIRST_SIZE 64
#define YEAR_LEN 4
#define YEAR_MIN 2000
#define YEAR_MAX 9998

enum err
sign_stats_new(struct sign_stats **out)
{
	struct sign_stats *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return ERR_MEMORY;
	*out = s;
	return ERR_OK;
}

void
sign_stats_free(struct sign_stats **s)
{
	if (*s == NULL)
		return;
	free((*s)->kept);
	free(*s);
	*s = NULL;
}

int32_t
sign_stats_month(const struct base_date *d)
{
	const char *t = d->text;
	int32_t year = 0;

	for (size_t i = 0; i < YEAR_LEN; i++)
		year = year * 10 + (t[i] - '0');
	return year * 12 + (t[5] - '0') * 10 + (t[6] - '0') - 1;
}

enum err
sign_stats_add(struct sign_stats *s, const struct sign_fact *f)
{
	if (s->count == LIMIT_FACTS_MAX)
		return ERR_LIMIT;
	if (s->count == s->size) {
		size_t size = base_grow(s->size, FIRST_SIZE, s->count + 1);
		struct stats_kept *more =
		    reallocarray(s->kept, size, sizeof(*more));

		if (more == NULL)
			return ERR_MEMORY;
		s->kept = more;
		s->size = size;
	}
	s->kept[s->count++] = (struct stats_kept){ (uint32_t)f->series,
		sign_stats_month(&f->date), f->days, (uint32_t)f->campaign };
	s->sorted = false;
	return ERR_OK;
}

void
sign_stats_campaigns(struct sign_stats *s, const struct sign_campaigns *all)
{
	s->campaigns = *all;
}

struct counting {
	struct sign_stats *s;
	size_t campaign;
};

static enum err
add_one(void *ctx, const struct sign_fact *f)
{
	const struct counting *c = ctx;
	struct sign_fact mine = *f;

	mine.campaign = c->campaign;
	return sign_stats_add(c->s, &mine);
}

enum err
sign_stats_case(struct sign_stats *s, const struct sign_triage *t)
{
	size_t campaign = sign_campaign_of(t, &s->campaigns);
	struct counting c = { s,
		campaign == SIGN_CAMPAIGN_NONE ? 0 : campaign + 1 };

	return sign_stats_facts(t, add_one, &c);
}

/* What stands behind the year: its first letters, and how many digits. */
static const struct {
	const char *mark;
	size_t digits;
	uint64_t max;
} shapes[] = {
	[SIGN_PERIOD_MONTH] = { "-", 2, 12 },
	[SIGN_PERIOD_QUARTER] = { "-Q", 1, 4 },
	[SIGN_PERIOD_YEAR] = { "", 0, 1 },
};

enum err
sign_period_parse(
    struct base_text t, enum sign_period_kind kind, struct sign_period *out)
{
	const char *mark = shapes[kind].mark;
	struct base_text year = { t.data, YEAR_LEN }, rest;
	uint64_t y, n = 1;

	if (t.len < YEAR_LEN ||
	    base_text_decimal(year, YEAR_MAX, &y) != ERR_OK || y < YEAR_MIN)
		return ERR_FORMAT;
	rest = (struct base_text){ t.data + YEAR_LEN, t.len - YEAR_LEN };
	if (!base_text_starts(rest, mark))
		return ERR_FORMAT;
	for (; *mark != '\0'; mark++) {
		rest.data++;
		rest.len--;
	}
	if (rest.len != shapes[kind].digits)
		return ERR_FORMAT;
	if (rest.len == 2 && rest.data[0] == '0') {
		rest.data++;
		rest.len--;
	}
	if (rest.len > 0 &&
	    (base_text_decimal(rest, shapes[kind].max, &n) != ERR_OK || n == 0))
		return ERR_FORMAT;
	*out = (struct sign_period){ kind, (unsigned int)y, (unsigned int)n };
	return ERR_OK;
}
