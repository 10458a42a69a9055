/* SPDX-License-Identifier: ISC */
#include "base/secret.h"

#include <stdlib.h>

#include <sodium.h>

/* Deeper than any of libsodium's functions reaches: Argon2 takes some 5 KiB. */
#define STACK_LEN 16384

enum err
base_secret_new(struct base_secret **out, size_t len)
{
	struct base_secret *s;

	if ((s = malloc(sizeof(*s))) == NULL)
		return ERR_MEMORY;
	s->len = len;
	if ((s->data = sodium_malloc(len)) == NULL) {
		free(s);
		return ERR_MEMORY;
	}
	sodium_memzero(s->data, len);
	*out = s;
	return ERR_OK;
}

void
base_secret_free(struct base_secret **s)
{
	if (s == NULL || *s == NULL)
		return;
	sodium_free((*s)->data);
	free(*s);
	*s = NULL;
}

void
base_secret_stack_wipe(void)
{
	sodium_stackzero(STACK_LEN);
}
