/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *name;
	const char *text;
} err_table[ERR_COUNT] = {
#define X(name, text) [ERR_##name] = { #name, text },
	ERR_LIST(X)
#undef X
};

const char *
err_text(enum err e)
{
	REQUIRE((unsigned int)e < ERR_COUNT);
	return err_table[e].text;
}

const char *
err_name(enum err e)
{
	REQUIRE((unsigned int)e < ERR_COUNT);
	return err_table[e].name;
}

void
err_require_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "bug: %s:%d: %s\n", file, line, what);
	abort();
}
