/* SPDX-License-Identifier: ISC */
#include "sign/triage_act.h"

#include <string.h>

#include "sign/line.h"
#include "sign/triage.h"

#define WORD_LEN 32

static bool
is_word(struct base_text v)
{
	if (v.len == 0 || v.len > WORD_LEN)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return true;
}

struct base_text
sign_triage_label(struct base_text value, bool *removes)
{
	*removes = value.len > 0 && value.data[0] == '-';
	if (*removes)
		value = (struct base_text){ value.data + 1, value.len - 1 };
	return value;
}

/* Any letters, since labels are for people; no escape, no space. */
static bool
is_label(struct base_text v)
{
	bool removes;

	v = sign_triage_label(v, &removes);
	return v.len > 0 && v.len <= SIGN_LABEL_LEN && v.data[0] != '-' &&
	    memchr(v.data, ' ', v.len) == NULL &&
	    memchr(v.data, '%', v.len) == NULL;
}

void
sign_triage_officers(struct base_text value, int *first, int *second)
{
	struct base_text words[2];
	unsigned int a = 0, b = 0;

	*first = *second = SIGN_NOBODY;
	if (sign_value_number(value, &a)) {
		*first = (int)a;
	} else if (sign_words(value, words, 2, false) &&
	    sign_value_number(words[0], &a) &&
	    sign_value_number(words[1], &b)) {
		*first = (int)a;
		*second = (int)b;
	}
}

static bool
is_officers(struct base_text v)
{
	int first, second;

	sign_triage_officers(v, &first, &second);
	return base_text_is(v, "-") ||
	    (first != SIGN_NOBODY && first != second);
}

static bool
is_grant(struct base_text v)
{
	uint8_t hash[SIGN_HASH_LEN];
	struct base_text words[2];
	unsigned int number;

	return sign_words(v, words, 2, false) &&
	    sign_value_number(words[0], &number) &&
	    (base_text_is(words[1], "all") || sign_value_hash(words[1], hash));
}

static bool
is_value(enum sign_value kind, struct base_text v)
{
	uint8_t hash[SIGN_HASH_LEN], handle[SIGN_HANDLE_LEN];
	struct base_date date;
	unsigned int number;

	switch (kind) {
	case SIGN_VALUE_WORD:
		return is_word(v);
	case SIGN_VALUE_TEXT:
		return v.len > 0 && v.len <= SIGN_TEXT_LEN;
	case SIGN_VALUE_LABEL:
		return is_label(v);
	case SIGN_VALUE_DATE:
		return sign_value_date(v, &date);
	case SIGN_VALUE_HASH:
		return sign_value_hash(v, hash);
	case SIGN_VALUE_HANDLE:
		return sign_value_handle(v, handle);
	case SIGN_VALUE_OFFICER:
		return sign_value_number(v, &number);
	case SIGN_VALUE_OFFICERS:
		return is_officers(v);
	case SIGN_VALUE_GRANT:
		return is_grant(v);
	case SIGN_VALUE_YES:
		return base_text_is(v, "yes");
	}
	return false;
}

/* The one act whose fields these are. */
static bool
act_find(struct triage_act *out)
{
	for (size_t i = 0; i < SIGN_ACT_COUNT; i++) {
		const struct sign_act_row *a = &sign_acts[i];

		if ((out->present & a->must) == a->must &&
		    (out->present & ~(a->must | a->may)) == 0) {
			out->act = (enum sign_act)i;
			out->known = true;
			return true;
		}
	}
	return false;
}

bool
sign_triage_act(const struct sign_entry *e, struct triage_act *out)
{
	unsigned int times[SIGN_NAME_COUNT] = { 0 };

	*out = (struct triage_act){ .known = false };
	for (size_t i = 0; i < e->field_count; i++) {
		const struct sign_field *f = &e->fields[i];
		size_t n = 0;

		while (n < SIGN_NAME_COUNT &&
		    !base_text_is(f->name, sign_names[n].name))
			n++;
		if (n == SIGN_NAME_COUNT)
			continue;
		if (++times[n] > sign_names[n].max ||
		    !is_value(sign_names[n].value, f->value))
			return false;
		if (out->field[n] == NULL)
			out->field[n] = f;
		out->present |= UINT32_C(1) << n;
	}
	return out->present == 0 || act_find(out);
}
