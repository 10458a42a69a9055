/* SPDX-License-Identifier: ISC */
#include "web/problem.h"

#include <stdio.h>
#include <string.h>

int
web_problem_status(enum err e)
{
	switch (e) {
	case ERR_OK:
	case ERR_COUNT:
		break;
	case ERR_FORMAT:
	case ERR_PREAMBLE:
	case ERR_RECEIPT:
	case ERR_TUS:
		return 400;
	case ERR_BEARER:
		return 401;
	case ERR_DENIED:
		return 403;
	case ERR_NOT_FOUND:
	case ERR_ROUTE:
	case ERR_UPLOAD:
		return 404;
	case ERR_METHOD:
		return 405;
	case ERR_CONFLICT:
	case ERR_EXISTS:
	case ERR_FULL:
	case ERR_OFFSET:
		return 409;
	case ERR_TUS_VERSION:
		return 412;
	case ERR_LIMIT:
		return 413;
	case ERR_MEDIA_TYPE:
		return 415;
	case ERR_RANGE:
		return 416;
	/* Understood, and refused for what it is. */
	case ERR_AGE_HEADER:
	case ERR_AGE_LIMIT:
	case ERR_AGE_STANZAS:
	case ERR_AGE_WORK:
	case ERR_AGE_ARMOR:
	case ERR_AGE_NO_MATCH:
	case ERR_AGE_HMAC:
	case ERR_AGE_PAYLOAD:
	case ERR_AGE_IDENTITY:
	case ERR_AGE_RECIPIENT:
	case ERR_PASSPHRASE:
	case ERR_TAR:
	case ERR_TAR_NAME:
	case ERR_TAR_TYPE:
	case ERR_TAR_SIZE:
	case ERR_TAR_TWICE:
	case ERR_SELF:
	case ERR_NOTE:
	case ERR_NOTE_SIGNATURE:
	case ERR_NOTE_UNSIGNED:
	case ERR_NOTE_KEY_NAME:
	case ERR_ROOT:
	case ERR_ROSTER:
	case ERR_CHAIN:
	case ERR_THRESHOLD:
	case ERR_EXPIRED:
	case ERR_PIN:
	case ERR_ENTRY:
	case ERR_ENTRY_SIGNATURE:
	case ERR_ATTACHMENT:
	case ERR_RECORD:
	case ERR_PROMISE:
	case ERR_SLOTS:
		return 422;
	case ERR_UNAVAILABLE:
	case ERR_TIMEOUT:
	case ERR_NETWORK:
	case ERR_MEMORY:
	case ERR_SCHEMA: /* the service is about to end, another may not */
		return 503;
	case ERR_RANDOM:
	case ERR_IO:
	case ERR_DATABASE:
	case ERR_PROTOCOL:
		return 500;
	}
	err_require_failed("an error with a status", __FILE__, __LINE__);
}

size_t
web_problem_write(enum err e, char out[static WEB_PROBLEM_LEN])
{
	char name[64];
	size_t i;
	int n;

	/* Names are upper case with underscores, see ERR_LIST. */
	for (i = 0; err_name(e)[i] != '\0'; i++) {
		char c = err_name(e)[i];

		REQUIRE(i < sizeof(name) - 1);
		name[i] = c == '_'                 ? '-'
			  : (c >= 'A' && c <= 'Z') ? (char)(c - 'A' + 'a')
						   : c;
	}
	name[i] = '\0';
	/* The texts are ours and hold no quote, backslash or control. */
	n = snprintf(out, WEB_PROBLEM_LEN,
	    "{\"type\":\"urn:qingfeng:error:%s\",\"title\":\"%s\","
	    "\"status\":%d}\n",
	    name, err_text(e), web_problem_status(e));
	REQUIRE(n > 0 && n < WEB_PROBLEM_LEN);
	return (size_t)n;
}

static const char *
status_text(int status)
{
	switch (status) {
	case 400:
		return "not a request that this service understands";
	case 404:
		return "no such site here";
	case 405:
		return "this method is not taken here";
	case 408:
		return "the request came too slowly";
	case 411:
		return "a body needs its length";
	case 413:
		return "the body is over the limit";
	case 414:
		return "the target is over the limit";
	case 421:
		return "the connection was made for another site";
	case 431:
		return "the header is over the limits";
	case 500:
		return "the service failed";
	case 503:
		return "the service cannot answer now";
	case 505:
		return "only HTTP/1.1 and HTTP/1.0 are spoken here";
	default:
		return "the request was refused";
	}
}

size_t
web_problem_write_status(int status, char out[static WEB_PROBLEM_LEN])
{
	int n;

	n = snprintf(out, WEB_PROBLEM_LEN,
	    "{\"type\":\"urn:qingfeng:http:%d\",\"title\":\"%s\","
	    "\"status\":%d}\n",
	    status, status_text(status), status);
	REQUIRE(n > 0 && n < WEB_PROBLEM_LEN);
	return (size_t)n;
}
