/* SPDX-License-Identifier: ISC */
/* The loop that the database driver asks for (store/loop.h), on Kore's. */
#ifndef WEB_LOOP_H
#define WEB_LOOP_H

#include "store/loop.h"

/* One for each worker; lives as long as the process.  After Kore's fork. */
struct store_loop *web_loop(void);

#endif
