/* SPDX-License-Identifier: ISC */
/* web/config.h: no value of a service's file becomes a line of Kore's. */
#include "fuzz/fuzz.h"

#include "web/config.h"

#define DOMAIN_LINES 6
#define OTHER_LINES 24 /* of web_config_kore(), all domains aside */

static size_t
count(const struct base_buf *b, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < b->len; i++)
		n += b->data[i] == (uint8_t)c;
	return n;
}

static void
kore(const struct web_config *c)
{
	struct base_buf b;
	size_t domains = 1 + c->alias_count;

	base_buf_init(&b, 1u << 20);
	HOLDS(web_config_kore(c, &b) == ERR_OK);
	HOLDS(count(&b, '\n') == OTHER_LINES + DOMAIN_LINES * domains);
	HOLDS(memchr(b.data, 0, b.len) == NULL);
	base_buf_done(&b);
}

static void
service(const uint8_t *data, size_t size, enum web_service s)
{
	struct web_config_fault fault;
	struct web_config c;
	enum err e;

	web_config_init(&c, s);
	e = web_config_parse(&c, (const char *)data, size, &fault);
	HOLDS(memchr(fault.text, 0, sizeof(fault.text)) != NULL);
	HOLDS((e == ERR_OK) == (fault.text[0] == '\0'));
	if (e == ERR_OK) {
		HOLDS(c.host != NULL && c.alias_count <= WEB_ALIAS_MAX);
		HOLDS(c.workers >= 2 && c.connections > 0);
		HOLDS(c.root[0] == '/' && c.key[0] == '/');
		HOLDS(s == WEB_OFFICE ? c.origin != NULL :
					c.promise_key[0] == '/');
		kore(&c);
	}
	web_config_done(&c);
	HOLDS(c.host == NULL && c.alias_count == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	service(data, size, WEB_INTAKE);
	service(data, size, WEB_OFFICE);
	return 0;
}
