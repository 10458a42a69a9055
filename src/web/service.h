/* SPDX-License-Identifier: ISC */
/*
 * A service: Kore's main() and hooks on one side, a program of ours on the
 * other.  Each program defines web_program once.
 *
 *	parent, root	read the configuration, prepare(), fork
 *	worker		chroot, user, filter (Kore); start()
 *	worker		requests and the database, on one loop
 *	worker		stop()
 *
 * Usage of every service: NAME -s FILE [--check].
 */
#ifndef WEB_SERVICE_H
#define WEB_SERVICE_H

#include <stddef.h>

#include "base/err.h"
#include "web/config.h"
#include "web/route.h"

struct web_program {
	const char *name;
	enum web_service service;
	const struct web_route *routes;
	size_t route_count;
	web_step_fn fallback; /* for paths without a route; may be NULL */

	/*
	 * In the parent, as root, before any fork: read and check what the
	 * workers cannot reach.  What it leaves in memory they inherit.  An
	 * error ends the program with what fault says.
	 */
	enum err (*prepare)(
	    const struct web_config *config, struct web_config_fault *fault);
	/* In each worker, sandboxed.  An error ends the service. */
	enum err (*start)(const struct web_config *config);
	void (*stop)(void);
};

extern const struct web_program web_program;

/*
 * End the whole service, from a worker, with exit status 1: for what no restart
 * of a worker can mend, such as an unknown schema.  why is logged; it is ours,
 * never a client's.
 */
void web_service_fail(const char *why);

/* One line to the service's log.  No value that a client sent, ever. */
void web_log(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
