/* SPDX-License-Identifier: ISC */
/*
 * Where a case stands (docs/protocol.md section 5): state lives in events,
 * `field from R03`, `field to R09`.  An event whose `from` is not the state at
 * its place is void and shown as a conflict.
 */
#include <string.h>

#include "sign/line.h"
#include "sign/thread_work.h"

static struct base_text
first_state(const struct sign_entry *report)
{
	if (report == NULL)
		return sign_text("");
	return sign_text(report->form == SIGN_FORM_YOUTH ? "Q0" : "R00");
}

/* No two texts are escaped to the same value, so values compare as written. */
static bool
same_value(const struct sign_field *f, struct base_text v)
{
	return f != NULL && f->value.len == v.len &&
	    memcmp(f->value.data, v.data, v.len) == 0;
}

void
sign_thread_state(struct sign_thread *t)
{
	t->state = first_state(t->report);
	for (size_t i = 0; i < t->entry_count; i++) {
		struct sign_thread_entry *te = &t->entries[i];
		const struct sign_field *to;

		if (!te->trusted || te->entry->kind != SIGN_KIND_EVENT ||
		    (to = sign_entry_field(te->entry, "to", 0)) == NULL)
			continue;
		if (t->report != NULL &&
		    same_value(sign_entry_field(te->entry, "from", 0),
			t->state))
			t->state = to->value;
		else
			te->conflict = true;
	}
}
