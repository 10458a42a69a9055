/* SPDX-License-Identifier: ISC */
#include "cli/where.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_ID_LEN);
}

void
cli_where_done(struct cli_where *w)
{
	free(w->places);
	*w = (struct cli_where){ 0 };
}

enum err
cli_where_add(struct cli_where *w, const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t entry[static SEAL_ID_LEN])
{
	struct cli_place_of *more;

	if (w->count == w->room) {
		size_t room = w->room == 0 ? 256 : w->room * 2;

		more = reallocarray(w->places, room, sizeof(*more));
		if (more == NULL)
			return ERR_MEMORY;
		w->places = more;
		w->room = room;
	}
	memcpy(w->places[w->count].entry, entry, SEAL_ID_LEN);
	memcpy(w->places[w->count].thread, thread, SEAL_ID_LEN);
	w->count++;
	w->sorted = false;
	return ERR_OK;
}

const uint8_t *
cli_where_find(struct cli_where *w, const uint8_t entry[static SEAL_ID_LEN])
{
	const struct cli_place_of *found;

	if (w->count == 0)
		return NULL;
	if (!w->sorted)
		qsort(w->places, w->count, sizeof(*w->places), compare);
	w->sorted = true;
	found =
	    bsearch(entry, w->places, w->count, sizeof(*w->places), compare);
	return found == NULL ? NULL : found->thread;
}

/* Payloads, and the notes that stand for those which were destroyed. */
enum err
cli_where_scan(struct cli_where *w, const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], *path;
	struct dirent *d;
	enum err e = ERR_OK;
	DIR *dir;

	base_hex_encode(hex, thread, SEAL_ID_LEN);
	if ((path = cli_folder_path(f, "threads/%s", hex)) == NULL)
		return ERR_MEMORY;
	if ((dir = opendir(path)) == NULL) {
		(void)cli_fail(ERR_IO, "%s", path);
		e = ERR_IO;
	}
	while (e == ERR_OK && (d = readdir(dir)) != NULL) {
		const char *dot = strchr(d->d_name, '.');
		uint8_t id[SEAL_ID_LEN];

		if (dot != NULL &&
		    (strcmp(dot, ".payload") == 0 ||
			strcmp(dot, ".retention") == 0) &&
		    base_hex_decode(id, sizeof(id), d->d_name,
			(size_t)(dot - d->d_name)) == ERR_OK)
			e = cli_where_add(w, thread, id);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(path);
	return e;
}
