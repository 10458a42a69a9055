/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/base64.h"
#include "cli/case.h"

#define FRONT "/entry/v1"
#define THREAD "thread "

/*
 * The thread that a report names in its first three lines, before any of the
 * reader's checks: what they are made by.  Whether the report holds, they say.
 * False for what is no report.
 */
static bool
names_thread(const struct cli_case_entry *en, uint8_t *handle, size_t len)
{
	struct base_text rest = { (const char *)en->object.note.data,
		en->object.note.len };
	struct base_text line;

	return en->failed == ERR_OK && base_text_line(&rest, &line) &&
	       line.len >= strlen(FRONT) &&
	       memcmp(line.data + line.len - strlen(FRONT), FRONT,
		   strlen(FRONT)) == 0 &&
	       base_text_line(&rest, &line) &&
	       base_text_is(line, "kind report") &&
	       base_text_line(&rest, &line) && base_text_starts(line, THREAD) &&
	       base_base64_decode_exact(handle, len, line.data + strlen(THREAD),
		   line.len - strlen(THREAD), BASE64_STD) == ERR_OK;
}

/* The first report among the entries with this thread's id, or without. */
static bool
report_find(const struct cli_case *c, bool own, uint8_t *handle, size_t len)
{
	for (size_t i = 0; i < c->entry_count; i++) {
		const struct cli_case_entry *en = &c->entries[i];

		if ((memcmp(en->id, c->id, sizeof(c->id)) == 0) == own &&
		    names_thread(en, handle, len))
			return true;
	}
	return false;
}

void
cli_case_handle(struct cli_case *c)
{
	uint8_t handle[sizeof(c->handle)];

	if (report_find(c, true, handle, sizeof(handle)))
		memcpy(c->handle, handle, sizeof(handle));
	else if (report_find(c, false, handle, sizeof(handle)))
		memset(c->handle, 0, sizeof(c->handle));
}
