/* SPDX-License-Identifier: ISC */
/*
 * One client's connections: HTTPS to 127.0.0.1 under the site's name, by the
 * site's own CA and nothing else.  A handle belongs to one thread.
 */
#ifndef LOAD_WIRE_H
#define LOAD_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/buf.h"

#define WIRE_ANSWER_LEN (64u * 1024u)

struct load_wire {
	CURL *curl;
	struct curl_slist *resolve;
	struct curl_slist *headers;
	const char *host;       /* borrowed */
	struct base_buf answer; /* the last one's body */
	double ms;              /* how long it took, connecting included */
};

/*
 * ports: NULL-terminated, borrowed; fresh: a new connection each time.  The
 * program has no use without one, so failure ends it.
 */
void load_wire_init(struct load_wire *w, const char *host, const char *ca,
    const char *const *ports, bool fresh);
void load_wire_done(struct load_wire *w);

/* Ask; 0 when no answer came at all (refused, cut, 20 s over). */
long load_wire_get(struct load_wire *w, const char *port, const char *path);
long load_wire_post(struct load_wire *w, const char *port, const char *path,
    const uint8_t *body, size_t len);

#endif
