/* SPDX-License-Identifier: ISC */
#include "load/wire.h"

#include <stdio.h>
#include <stdlib.h>

#define ANSWER_WAIT_MS 20000L

static size_t
answer_add(char *data, size_t one, size_t count, void *ctx)
{
	struct load_wire *w = ctx;

	return base_buf_add(&w->answer, data, one * count) == ERR_OK ? count
								     : 0;
}

static void
option(CURLcode code)
{
	if (code == CURLE_OK)
		return;
	(void)fprintf(stderr, "client: error: %s\n", curl_easy_strerror(code));
	exit(EXIT_FAILURE);
}

static struct curl_slist *
list_add(struct curl_slist *list, const char *text)
{
	struct curl_slist *longer = curl_slist_append(list, text);

	if (longer == NULL)
		option(CURLE_OUT_OF_MEMORY);
	return longer;
}

void
load_wire_init(struct load_wire *w, const char *host, const char *ca,
    const char *const *ports, bool fresh)
{
	char line[512];

	*w = (struct load_wire){ .host = host };
	base_buf_init(&w->answer, WIRE_ANSWER_LEN);
	if ((w->curl = curl_easy_init()) == NULL)
		option(CURLE_OUT_OF_MEMORY);
	for (size_t i = 0; ports[i] != NULL; i++) {
		(void)snprintf(
		    line, sizeof(line), "%s:%s:127.0.0.1", host, ports[i]);
		w->resolve = list_add(w->resolve, line);
	}
	w->headers =
	    list_add(NULL, "Content-Type: application/vnd.qingfeng.entry");
	/* Kore and every proxy answer at once; no need to ask first. */
	w->headers = list_add(w->headers, "Expect:");
	option(curl_easy_setopt(w->curl, CURLOPT_NOSIGNAL, 1L));
	option(curl_easy_setopt(w->curl, CURLOPT_PROXY, ""));
	option(curl_easy_setopt(w->curl, CURLOPT_RESOLVE, w->resolve));
	option(curl_easy_setopt(w->curl, CURLOPT_CAINFO, ca));
	option(curl_easy_setopt(
	    w->curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1));
	option(curl_easy_setopt(w->curl, CURLOPT_TIMEOUT_MS, ANSWER_WAIT_MS));
	option(curl_easy_setopt(w->curl, CURLOPT_WRITEFUNCTION, answer_add));
	option(curl_easy_setopt(w->curl, CURLOPT_WRITEDATA, w));
	option(
	    curl_easy_setopt(w->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L));
	option(
	    curl_easy_setopt(w->curl, CURLOPT_FORBID_REUSE, fresh ? 1L : 0L));
	option(curl_easy_setopt(
	    w->curl, CURLOPT_SSL_SESSIONID_CACHE, fresh ? 0L : 1L));
}

void
load_wire_done(struct load_wire *w)
{
	curl_easy_cleanup(w->curl);
	curl_slist_free_all(w->resolve);
	curl_slist_free_all(w->headers);
	base_buf_done(&w->answer);
}

static long
perform(struct load_wire *w, const char *port, const char *path)
{
	curl_off_t us = 0;
	long status = 0;
	char url[512];
	CURLcode code;

	(void)snprintf(
	    url, sizeof(url), "https://%s:%s%s", w->host, port, path);
	option(curl_easy_setopt(w->curl, CURLOPT_URL, url));
	base_buf_done(&w->answer);
	code = curl_easy_perform(w->curl);
	option(curl_easy_getinfo(w->curl, CURLINFO_TOTAL_TIME_T, &us));
	w->ms = (double)us / 1000.0;
	if (code != CURLE_OK)
		return 0;
	option(curl_easy_getinfo(w->curl, CURLINFO_RESPONSE_CODE, &status));
	return status;
}

long
load_wire_get(struct load_wire *w, const char *port, const char *path)
{
	option(curl_easy_setopt(w->curl, CURLOPT_HTTPGET, 1L));
	option(curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, NULL));
	return perform(w, port, path);
}

long
load_wire_post(struct load_wire *w, const char *port, const char *path,
    const uint8_t *body, size_t len)
{
	option(curl_easy_setopt(w->curl, CURLOPT_POST, 1L));
	option(curl_easy_setopt(w->curl, CURLOPT_HTTPHEADER, w->headers));
	option(curl_easy_setopt(w->curl, CURLOPT_POSTFIELDS, body));
	option(curl_easy_setopt(
	    w->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len));
	return perform(w, port, path);
}
