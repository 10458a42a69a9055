/* SPDX-License-Identifier: ISC */
/*
 * What the parts of intake share in one worker.  Made once at start, lent for
 * ever; nothing in it belongs to a request.
 *
 *	parent	site is read and checked; the promise key is looked at
 *	worker	the promise key is read and the database opened; then
 *		start.c keeps `published` new
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intake/budget.h"
#include "intake/site.h"
#include "sign/key.h"
#include "store/db.h"
#include "web/config.h"

struct intake {
	const char *host;
	struct intake_site site;
	struct base_buf manifest; /* the page's signed note, empty without */
	struct sign_key *promise;
	struct store_db *db;
	/*
	 * Number of age stanzas that the newest roster asks for; 0 until it
	 * is known, or while it does not name our promise key: a promise that
	 * no client would believe is not given, and nothing is taken.
	 */
	unsigned int slots;
	struct intake_budget budget;
};

/* The worker's one. */
struct intake *intake_get(void);

#endif
