/* SPDX-License-Identifier: ISC */
#include "cli/http.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>

#include "base/text.h"
#include "cli/say.h"

#define CONNECT_TIMEOUT_S 15L
#define CALL_TIMEOUT_S 120L
#define PATIENCE_S 30u
#define PATIENCE_MAX_S 120
#define SLOW_BYTES_S 64L /* the least that counts as an answer coming */
#define TITLE_MAX 200
#define URL_MAX 512
#define RETRY_AFTER_MAX_S 3600

struct cli_http {
	CURL *curl;
	char *origin; /* owned, no slash at its end */
	char *ca;     /* owned, may be NULL */
	char *proxy;  /* owned, may be NULL */
	unsigned patience_s;
	char reason[CURL_ERROR_SIZE];
};

/* What the callbacks write to. */
struct answer {
	struct cli_http_reply *reply;
	enum err e;
};

/* "https://" host [":" port], and nothing that curl could read otherwise. */
static bool
origin_ok(const char *url, size_t len)
{
	static const char scheme[] = "https://";
	size_t at = sizeof(scheme) - 1;

	if (len <= at || len > URL_MAX || memcmp(url, scheme, at) != 0)
		return false;
	for (; at < len; at++) {
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789.-:[]",
			url[at]) == NULL)
			return false;
	}
	return true;
}

static bool
patience_ok(unsigned *out)
{
	const char *text = getenv("QF_PATIENCE");
	uint64_t n = PATIENCE_S;

	if (text != NULL &&
	    (base_text_decimal((struct base_text){ text, strlen(text) },
		 PATIENCE_MAX_S, &n) != ERR_OK ||
		n == 0))
		return false;
	*out = (unsigned)n;
	return true;
}

enum err
cli_http_new(struct cli_http **out, const struct cli_http_opts *o)
{
	struct cli_http *h = NULL;
	size_t len = strlen(o->url);
	unsigned patience_s;
	enum err e = ERR_MEMORY;

	if (len > 0 && o->url[len - 1] == '/')
		len--;
	if (!origin_ok(o->url, len)) {
		cli_error("the address must look like https://box.example.org, "
			  "in lower case and without a path");
		return ERR_FORMAT;
	}
	if (!patience_ok(&patience_s)) {
		cli_error("QF_PATIENCE is a number of seconds from 1 to %d",
		    PATIENCE_MAX_S);
		return ERR_FORMAT;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (h = calloc(1, sizeof(*h))) == NULL)
		goto out;
	if ((h->origin = strndup(o->url, len)) == NULL ||
	    (o->ca != NULL && (h->ca = strdup(o->ca)) == NULL) ||
	    (o->proxy != NULL && (h->proxy = strdup(o->proxy)) == NULL) ||
	    (h->curl = curl_easy_init()) == NULL)
		goto out;
	h->patience_s = patience_s;
	*out = h;
	h = NULL;
	e = ERR_OK;
out:
	cli_http_free(&h);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot use the network");
	return e;
}

void
cli_http_free(struct cli_http **h)
{
	if (h == NULL || *h == NULL)
		return;
	if ((*h)->curl != NULL)
		curl_easy_cleanup((*h)->curl);
	free((*h)->origin);
	free((*h)->ca);
	free((*h)->proxy);
	free(*h);
	*h = NULL;
}

const char *
cli_http_origin(const struct cli_http *h)
{
	return h->origin;
}

static size_t
on_body(char *data, size_t one, size_t len, void *arg)
{
	struct answer *a = arg;

	len *= one;
	if ((a->e = base_buf_add(&a->reply->body, data, len)) != ERR_OK)
		return 0; /* curl stops with CURLE_WRITE_ERROR */
	return len;
}

/* The value of a header line of this name (in lower case, with its colon). */
static bool
header_value(struct base_text line, const char *name, struct base_text *out)
{
	size_t len = strlen(name);

	if (line.len < len || strncasecmp(line.data, name, len) != 0)
		return false;
	*out = (struct base_text){ line.data + len, line.len - len };
	while (out->len > 0 && *out->data == ' ')
		out->data++, out->len--;
	while (out->len > 0 && (out->data[out->len - 1] == '\r' ||
				   out->data[out->len - 1] == '\n'))
		out->len--;
	return true;
}

static size_t
on_header(char *data, size_t one, size_t len, void *arg)
{
	struct answer *a = arg;
	struct cli_http_reply *r = a->reply;
	struct base_text line = { data, len * one }, v;
	uint64_t n;

	if (header_value(line, "retry-after:", &v)) {
		if (base_text_decimal(v, RETRY_AFTER_MAX_S, &n) == ERR_OK)
			r->retry_after_s = (unsigned)n;
	} else if (header_value(line, "upload-offset:", &v)) {
		r->has_offset =
		    base_text_decimal(v, INT64_MAX, &r->offset) == ERR_OK;
	} else if (header_value(line, "location:", &v) &&
		   v.len < sizeof(r->location)) {
		memcpy(r->location, v.data, v.len);
		r->location[v.len] = 0;
	}
	return len * one;
}

static enum err
err_from_curl(CURLcode c, enum err written)
{
	switch (c) {
	case CURLE_OK:
		return ERR_OK;
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_OUT_OF_MEMORY:
		return ERR_MEMORY;
	case CURLE_FILESIZE_EXCEEDED:
		return ERR_LIMIT;
	case CURLE_WRITE_ERROR:
		return written == ERR_OK ? ERR_NETWORK : written;
	default:
		return ERR_NETWORK;
	}
}

/* Options that hold for every call.  Fails closed: each one must be taken. */
static bool
set_fixed(struct cli_http *h)
{
	CURL *c = h->curl;

	return curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https") ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_SSLVERSION,
		   (long)CURL_SSLVERSION_TLSv1_3) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       (h->ca == NULL ||
		   (curl_easy_setopt(c, CURLOPT_CAINFO, h->ca) == CURLE_OK &&
		       curl_easy_setopt(c, CURLOPT_CAPATH, NULL) ==
			   CURLE_OK)) &&
	       /* "" also keeps the environment's proxy out. */
	       curl_easy_setopt(c, CURLOPT_PROXY,
		   h->proxy == NULL ? "" : h->proxy) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
		   (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_TIMEOUT, CALL_TIMEOUT_S) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES_S) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
		   (long)h->patience_s) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->reason) == CURLE_OK;
}

static bool
add_header(struct curl_slist **list, const char *name, const char *value)
{
	struct curl_slist *more;
	char *line = NULL;

	if (asprintf(&line, "%s: %s", name, value) < 0)
		return false;
	if ((more = curl_slist_append(*list, line)) != NULL)
		*list = more;
	sodium_memzero(line, strlen(line));
	free(line);
	return more != NULL;
}

static bool
set_headers(struct cli_http *h, const struct cli_http_req *req,
    struct curl_slist **list)
{
	struct curl_slist *more;

	/* No "Expect: 100-continue": it costs a round trip. */
	if ((more = curl_slist_append(*list, "Expect:")) == NULL)
		return false;
	*list = more;
	if (req->type != NULL && !add_header(list, "Content-Type", req->type))
		return false;
	if (req->bearer != NULL) {
		char value[URL_MAX];
		bool ok;

		(void)snprintf(value, sizeof(value), "Bearer %s", req->bearer);
		ok = add_header(list, "Authorization", value);
		sodium_memzero(value, sizeof(value));
		if (!ok)
			return false;
	}
	for (size_t i = 0; req->headers != NULL && req->headers[i] != NULL;
	     i++) {
		if ((more = curl_slist_append(*list, req->headers[i])) == NULL)
			return false;
		*list = more;
	}
	return curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, *list) ==
		   CURLE_OK &&
	       curl_easy_setopt(h->curl, CURLOPT_RANGE, req->range) == CURLE_OK;
}

static bool
set_request(struct cli_http *h, const struct cli_http_req *req, const char *url,
    struct answer *a)
{
	CURL *c = h->curl;
	bool patch = strcmp(req->method, "PATCH") == 0;
	bool post = patch || strcmp(req->method, "POST") == 0;
	bool head = strcmp(req->method, "HEAD") == 0;

	REQUIRE(post || head || strcmp(req->method, "GET") == 0);
	if (curl_easy_setopt(c, CURLOPT_URL, url) != CURLE_OK ||
	    (patch && curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "PATCH") !=
			  CURLE_OK))
		return false;
	if (post) {
		if (curl_easy_setopt(c, CURLOPT_POST, 1L) != CURLE_OK ||
		    curl_easy_setopt(c, CURLOPT_POSTFIELDS,
			req->body_len == 0 ? "" : req->body) != CURLE_OK ||
		    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)req->body_len) != CURLE_OK)
			return false;
	} else if (curl_easy_setopt(c, head ? CURLOPT_NOBODY : CURLOPT_HTTPGET,
		       1L) != CURLE_OK) {
		return false;
	}
	if (curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, req->coding) !=
		CURLE_OK ||
	    curl_easy_setopt(c, CURLOPT_USERAGENT, req->agent) != CURLE_OK)
		return false;
	return curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
		   (curl_off_t)req->reply_max) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_WRITEDATA, a) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header) ==
		   CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_HEADERDATA, a) == CURLE_OK;
}

/* Headers hold the bearer: they are wiped before they are freed. */
static void
headers_free(struct curl_slist *list)
{
	for (struct curl_slist *at = list; at != NULL; at = at->next)
		sodium_memzero(at->data, strlen(at->data));
	curl_slist_free_all(list);
}

enum err
cli_http_call(struct cli_http *h, const struct cli_http_req *req,
    struct cli_http_reply *reply)
{
	struct curl_slist *headers = NULL;
	struct answer a = { .reply = reply, .e = ERR_OK };
	char *url = NULL;
	enum err e = ERR_MEMORY;

	*reply = (struct cli_http_reply){ 0 };
	base_buf_init(&reply->body, req->reply_max);
	curl_easy_reset(h->curl);
	h->reason[0] = 0;
	if (asprintf(&url, "%s%s", h->origin, req->path) < 0) {
		url = NULL;
		goto out;
	}
	if (!set_fixed(h) || !set_headers(h, req, &headers) ||
	    !set_request(h, req, url, &a))
		goto out;
	e = err_from_curl(curl_easy_perform(h->curl), a.e);
	if (e == ERR_OK)
		(void)curl_easy_getinfo(
		    h->curl, CURLINFO_RESPONSE_CODE, &reply->status);
out:
	/* curl keeps the pointer to the list until told otherwise. */
	curl_easy_reset(h->curl);
	headers_free(headers);
	free(url);
	return e;
}

void
cli_http_reply_done(struct cli_http_reply *r)
{
	base_buf_done(&r->body);
}

/* The title of an RFC 9457 problem document, if it is fit to be shown. */
static void
problem_title(const struct cli_http_reply *r, char *out, size_t room)
{
	json_t *doc;
	const char *title;

	out[0] = 0;
	doc = json_loadb((const char *)r->body.data, r->body.len, 0, NULL);
	title = json_string_value(json_object_get(doc, "title"));
	if (title != NULL && strlen(title) <= TITLE_MAX &&
	    strchr(title, '\n') == NULL &&
	    base_text_clean((struct base_text){ title, strlen(title) }))
		(void)snprintf(out, room, ": %s", title);
	json_decref(doc);
}

void
cli_http_say(const struct cli_http *h, enum err e,
    const struct cli_http_reply *r, const char *doing)
{
	char title[TITLE_MAX + 3];

	if (e != ERR_OK) {
		cli_error("%s: %s%s%s", doing, err_text(e),
		    h->reason[0] ? ": " : "", h->reason);
		return;
	}
	problem_title(r, title, sizeof(title));
	cli_error("%s: the server answers %ld%s", doing, r->status, title);
	if (r->status == 503)
		cli_hint("try again in %u s",
		    r->retry_after_s ? r->retry_after_s : 10);
}
