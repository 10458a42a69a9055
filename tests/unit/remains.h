/* SPDX-License-Identifier: ISC */
/*
 * What a secret leaves behind.  Tests plant secrets in a vault, the one place
 * where they may stay, let work run on a stack of its own, and search all other
 * memory of the process for any eight bytes of them: blocks as they are freed,
 * the stack that the work left, heap, globals.
 *
 *	remains_init -> vault, remains_plant ... -> remains_run -> remains_find
 */
#ifndef UNIT_REMAINS_H
#define UNIT_REMAINS_H

#include <stdbool.h>
#include <stddef.h>

/* Once, before anything is allocated. */
void remains_init(void);

/* len bytes that are never searched, zeroed; for the process's life. */
void *vault(size_t len);

/* Search for these bytes, which lie in the vault, from now on. */
void remains_plant(const char *name, const void *secret, size_t len);

/* The one-time Poly1305 keys of a payload's first chunks. */
void remains_plant_chunks(const unsigned char payload_key[32]);

/* How many secrets are planted; forget those behind the first count. */
size_t remains_count(void);
void remains_forget(size_t count);

/* Memory that work owns and may hold secrets: sodium_malloc()ed blocks. */
void remains_live(const void *block);
void remains_dead(const void *block);

/*
 * Run fn on an empty stack.  Inside of it, remains_pause() has the stack
 * searched as it is: at once, for whatever is called next would write over what
 * the call before left below.
 */
void remains_run(void (*fn)(void *), void *ctx);
void remains_pause(void);

/* Name of a secret of which some bytes lie there, or NULL. */
const char *remains_search(const void *at, size_t len);

/*
 * What pauses of the last run found, else a search of the stack that it left
 * and of all other writable memory; where says in which.
 */
const char *remains_find(const char **where);

/*
 * False under AddressSanitizer, whose memory is too large to search: the stack
 * is left, and the heap as it is freed.
 */
bool remains_sees_image(void);

#endif
