/* SPDX-License-Identifier: ISC */
/*
 * What a worker may still do, and the proof that it is so.  Kore does chroot,
 * user and filter; this adds the few system calls that libpq and libsodium
 * need, and refuses to serve when any of the three is not in force.
 *
 *	parent, as root	    web_sandbox_prepare()
 *	worker, last step   kore_seccomp_hook() (Kore calls it)
 *	worker, first step  web_sandbox_require()
 */
#ifndef WEB_SANDBOX_H
#define WEB_SANDBOX_H

#include <stdbool.h>

/*
 * No core dumps, no reading of our memory by others of the same user; remember
 * the root folder to tell later that it was left.  With network false, workers
 * get unix sockets only.
 */
void web_sandbox_prepare(bool network);

/* REQUIRE that this process is not root, is chrooted, and is filtered. */
void web_sandbox_require(void);

#endif
