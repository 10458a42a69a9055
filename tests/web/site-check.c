/* SPDX-License-Identifier: ISC */
/*
 * What intake says of many site.json at once, for tests/web/site.test.ts.
 * Standard input: documents with a NUL behind each; standard output: a line
 * for each, empty when it is taken.
 */
#include <stdio.h>
#include <stdlib.h>

#include "intake/site.h"

int
main(void)
{
	struct intake_site site;
	struct shape_fault fault;
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	enum err e;

	while ((len = getdelim(&text, &room, '\0', stdin)) > 0) {
		if (text[len - 1] == '\0')
			len--;
		e = intake_site_parse(
		    text, (size_t)len, true, &site, &fault);
		intake_site_done(&site);
		(void)printf("%s\n", e == ERR_OK             ? ""
				     : fault.text[0] != '\0' ? fault.text
							     : err_name(e));
	}
	free(text);
	return ferror(stdin) || fflush(stdout) != 0;
}
