/* SPDX-License-Identifier: ISC */
#include "web/static.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "base/text.h"
#include "web/reply.h"

#define ETAG_LEN 80

static const char *const coding_names[WEB_CODINGS] = {
	[WEB_RAW] = "",
	[WEB_BR] = "br",
	[WEB_GZIP] = "gzip",
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* One element `name [; q=...]` of the list: is it name, and is q not 0? */
static bool
element_takes(struct base_text t, const char *name)
{
	size_t len = strlen(name), i;

	while (t.len > 0 && is_space(t.data[0])) {
		t.data++;
		t.len--;
	}
	if (t.len < len || strncasecmp(t.data, name, len) != 0)
		return false;
	for (i = len; i < t.len && (is_space(t.data[i]) || t.data[i] == ';');)
		i++;
	if (i == len)
		return t.len == len;
	if (i == t.len)
		return true;
	if (t.len - i < 3 || strncasecmp(t.data + i, "q=", 2) != 0)
		return false;
	/* q=0, q=0. and q=0.000 refuse; every other q takes it. */
	for (i += 2; i < t.len; i++) {
		if (t.data[i] >= '1' && t.data[i] <= '9')
			return true;
	}
	return false;
}

static bool
accepts(const char *list, const char *name)
{
	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		if (element_takes((struct base_text){ list, n }, name))
			return true;
		list += n;
		if (*list == ',')
			list++;
	}
	return false;
}

enum web_coding
web_static_coding(
    const struct web_call *call, const struct web_form form[static WEB_CODINGS])
{
	const char *list = web_call_header(call, "accept-encoding");

	if (list == NULL)
		return WEB_RAW;
	if (form[WEB_BR].len > 0 && accepts(list, coding_names[WEB_BR]))
		return WEB_BR;
	if (form[WEB_GZIP].len > 0 && accepts(list, coding_names[WEB_GZIP]))
		return WEB_GZIP;
	return WEB_RAW;
}

enum web_next
web_static_reply(struct web_call *call, const char *type, const char *hash,
    const struct web_form form[static WEB_CODINGS], bool fixed)
{
	enum web_coding coding = web_static_coding(call, form);
	char etag[ETAG_LEN];
	int n;

	/* Another coding is another representation: another strong ETag. */
	n = snprintf(etag, sizeof(etag), "\"%s%s%s\"", hash,
	    coding == WEB_RAW ? "" : "-", coding_names[coding]);
	REQUIRE(n > 0 && (size_t)n < sizeof(etag));
	web_reply_header(call, "etag", etag);
	web_reply_header(call, "vary", "accept-encoding");
	if (web_reply_matches(call, etag))
		return web_reply_unchanged(call, WEB_CACHE_CHECK);
	if (coding != WEB_RAW)
		web_reply_header(
		    call, "content-encoding", coding_names[coding]);
	return (fixed ? web_reply_static : web_reply)(call, 200, type,
	    WEB_CACHE_CHECK, form[coding].data, form[coding].len);
}

enum web_next
web_static_step(struct web_call *call)
{
	const char *path = call->req->path;
	int method = call->req->method;

	for (size_t i = 0; i < web_asset_count; i++) {
		const struct web_asset *a = &web_assets[i];

		if (strcmp(path, a->path) != 0)
			continue;
		if (method != HTTP_METHOD_GET && method != HTTP_METHOD_HEAD) {
			web_reply_header(call, "allow", "GET, HEAD");
			return web_reply_problem(call, ERR_METHOD);
		}
		return web_static_reply(call, a->type, a->hash, a->form, true);
	}
	return web_reply_problem(call, ERR_ROUTE);
}
