/* SPDX-License-Identifier: ISC */
#include "web/call.h"

#include <string.h>
#include <strings.h>

#include <kore/kore.h>
#include <kore/http.h>
#include <sodium.h>

#include "base/base64.h"

_Static_assert(HTTP_REQ_HEADER_MAX <= WEB_HEADERS_MAX, "room for all of them");

enum web_next
web_call_wait(struct web_call *call, web_step_fn resume)
{
	call->resume = resume;
	return WEB_WAIT;
}

void
web_call_wake(struct web_call *call)
{
	call->woken = true;
	http_request_wakeup(call->req);
}

const char *
web_call_header(const struct web_call *call, const char *name)
{
	const char *value;

	if (http_request_header(call->req, name, &value) != KORE_RESULT_OK)
		return NULL;
	return value;
}

size_t
web_call_headers(
    const struct web_call *call, struct web_header out[static WEB_HEADERS_MAX])
{
	struct http_header *h;
	size_t count = 0;

	TAILQ_FOREACH(h, &call->req->req_headers, list)
	{
		REQUIRE(count < WEB_HEADERS_MAX);
		out[count].name = h->header;
		out[count++].value = h->value;
	}
	return count;
}

const char *
web_call_query(const struct web_call *call)
{
	return call->req->query_string;
}

/* The only header of this name; NULL when there is none or more than one. */
static char *
header_single(struct http_request *req, const char *name)
{
	struct http_header *h;
	char *found = NULL;

	TAILQ_FOREACH(h, &req->req_headers, list)
	{
		if (strcasecmp(h->header, name) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = h->value;
	}
	return found;
}

enum err
web_call_bearer(struct web_call *call, uint8_t *out, size_t len)
{
	static const char scheme[] = "Bearer ";
	const size_t skip = sizeof(scheme) - 1;
	char *value;
	enum err e = ERR_BEARER;

	if ((value = header_single(call->req, "authorization")) == NULL)
		return ERR_BEARER;
	/* The scheme's name is case-insensitive (RFC 9110, 11.1). */
	if (strncasecmp(value, scheme, skip) == 0 &&
	    base_base64_decode_exact(out, len, value + skip,
		strlen(value + skip), BASE64_URL_RAW) == ERR_OK)
		e = ERR_OK;
	sodium_memzero(value, strlen(value));
	return e;
}

void
web_call_body_drop(struct web_call *call)
{
	if (call->taken != NULL) {
		sodium_memzero(call->taken->data, call->taken->length);
		kore_buf_free(call->taken);
	}
	call->taken = NULL;
	call->body = NULL;
	call->body_len = 0;
}
