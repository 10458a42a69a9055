/* SPDX-License-Identifier: ISC */
#include "cli/desk.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <microhttpd.h>
#include <sodium.h>

#include "base/base64.h"
#include "base/limits.h"
#include "cli/desk_reply.h"
#include "cli/say.h"

#define TOKEN_LEN 32
#define TOKEN_TEXT_LEN BASE64_LEN(TOKEN_LEN)
#define BODY_MAX (LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN)
#define REPLY_MAX (32u * 1024u * 1024u) /* 256 first chunks and headers */
#define PATH_MAX_LEN 256
#define BEARER_MAX_LEN 128
#define CONNECTIONS_MAX 64u
#define IDLE_S 180u /* longer than a call to office may take */

static const char bearer_word[] = "Bearer ";

struct cli_desk {
	struct MHD_Daemon *daemon;
	struct cli_http *http;    /* lent; one request at a time, under lock */
	struct cli_desk_box *box; /* lent; under lock; NULL: ask the office */
	struct cli_desk_cache *cache; /* lent; NULL: nothing is kept */
	pthread_mutex_t lock;
	bool is_away;    /* the last call failed, and was told; under lock */
	char host[32];   /* 127.0.0.1:PORT */
	char origin[48]; /* http://127.0.0.1:PORT */
	char token[TOKEN_TEXT_LEN + 1];
	char url[128];
	char *about; /* /desk.json, owned */
};

/* One request: made when its first byte arrives, freed by request_end(). */
struct request {
	char path[PATH_MAX_LEN + 1]; /* as sent; "" when it is too long */
	struct base_buf body;
	bool is_begun;
	bool is_over; /* the body is longer than it may be */
};

static const char *
header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* No page of another site, by another name or from another origin. */
static bool
is_from_here(const struct cli_desk *d, struct MHD_Connection *c)
{
	const char *host = header(c, "Host"), *origin = header(c, "Origin");
	const char *site = header(c, "Sec-Fetch-Site");

	return host != NULL && strcmp(host, d->host) == 0 &&
	       (origin == NULL || strcmp(origin, d->origin) == 0) &&
	       (site == NULL || strcmp(site, "same-origin") == 0 ||
		   strcmp(site, "none") == 0);
}

static bool
has_token(const struct cli_desk *d, struct MHD_Connection *c)
{
	const char *token = header(c, "X-Qingfeng-Desk");

	return token != NULL && strlen(token) == TOKEN_TEXT_LEN - 1 &&
	       sodium_memcmp(token, d->token, TOKEN_TEXT_LEN - 1) == 0;
}

static bool
is_of(const char *text, const char *more)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	for (; *text != '\0'; text++) {
		if (strchr(word, *text) == NULL && strchr(more, *text) == NULL)
			return false;
	}
	return true;
}

/* Only what the protocol's paths are made of reaches curl. */
static bool
is_api(const char *path)
{
	return strncmp(path, "/v1/", 4) == 0 && is_of(path, "/?=") &&
	       strstr(path, "//") == NULL;
}

/* Tell a lost office once, not at every try of the page. */
static void
note_outcome(struct cli_desk *d, enum err e, const struct cli_http_reply *r)
{
	if (e != ERR_OK && !d->is_away)
		cli_http_say(d->http, e, r, "cannot reach the office");
	if (e == ERR_OK && d->is_away)
		cli_note("the office answers again");
	d->is_away = e != ERR_OK;
}

static enum MHD_Result
forward(struct cli_desk *d, struct MHD_Connection *c, const char *method,
    struct request *q)
{
	const char *type = header(c, "Content-Type");
	const char *bearer = header(c, "Authorization");
	struct cli_http_req req = { .method = method,
		.path = q->path,
		.body = q->body.data,
		.body_len = q->body.len,
		.reply_max = REPLY_MAX };
	struct cli_http_reply r;
	enum MHD_Result done;
	enum err e;

	if (bearer != NULL &&
	    strncmp(bearer, bearer_word, sizeof(bearer_word) - 1) == 0)
		bearer += sizeof(bearer_word) - 1;
	if ((type != NULL && !is_of(type, "/.+")) ||
	    (bearer != NULL &&
		(strlen(bearer) > BEARER_MAX_LEN || !is_of(bearer, ""))))
		return cli_desk_reply_problem(c, MHD_HTTP_BAD_REQUEST, "format",
		    "a header that the desk does not forward");
	req.type = type;
	req.bearer = bearer;
	(void)pthread_mutex_lock(&d->lock);
	if (d->box != NULL) {
		e = cli_desk_box_call(d->box, &req, &r);
	} else {
		e = cli_http_call(d->http, &req, &r);
		note_outcome(d, e, &r);
	}
	(void)pthread_mutex_unlock(&d->lock);
	/* curl gives no other statuses; MHD would abort on some. */
	if (e == ERR_OK && (r.status < 200 || r.status > 599))
		e = ERR_PROTOCOL;
	if (e == ERR_OK)
		done = cli_desk_reply_forwarded(c, &r);
	else
		done = cli_desk_reply_problem(c, MHD_HTTP_BAD_GATEWAY,
		    "network", "the office cannot be reached");
	cli_http_reply_done(&r);
	return done;
}

/* What was kept, or nothing; or keep the body. */
static enum MHD_Result
cached(struct cli_desk *d, struct MHD_Connection *c, bool get, const char *name,
    const struct request *q)
{
	struct cli_http_reply r = { .status = MHD_HTTP_OK };
	enum MHD_Result done;
	enum err e = ERR_OK;

	base_buf_init(&r.body, CLI_DESK_CACHE_MAX);
	if (get)
		cli_desk_cache_read(d->cache, name, &r.body);
	else
		e = cli_desk_cache_write(d->cache, name, &q->body);
	if (e == ERR_OK)
		done = cli_desk_reply_forwarded(c, &r);
	else
		done = cli_desk_reply_problem(c, MHD_HTTP_INTERNAL_SERVER_ERROR,
		    "io", "nothing can be kept");
	base_buf_done(&r.body);
	return done;
}

static enum MHD_Result
route(struct cli_desk *d, struct MHD_Connection *c, const char *method,
    struct request *q)
{
	bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0;
	const char *name = cli_desk_cache_name(q->path);

	if (!is_from_here(d, c))
		return cli_desk_reply_problem(c, MHD_HTTP_FORBIDDEN,
		    "desk-origin", "only its own page may ask the desk");
	if (!get && strcmp(method, MHD_HTTP_METHOD_POST) != 0)
		return cli_desk_reply_problem(c, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "method", "this method is not taken here");
	if (q->is_over)
		return cli_desk_reply_problem(c, MHD_HTTP_CONTENT_TOO_LARGE,
		    "limit", "the body is too long");
	if (get && name == NULL && strncmp(q->path, "/v1/", 4) != 0 &&
	    strcmp(q->path, "/desk.json") != 0)
		return cli_desk_reply_file(c, q->path);
	if (!has_token(d, c))
		return cli_desk_reply_problem(c, MHD_HTTP_FORBIDDEN,
		    "desk-token",
		    "the token of this run of the desk is missing");
	if (get && strcmp(q->path, "/desk.json") == 0)
		return cli_desk_reply_text(
		    c, MHD_HTTP_OK, "application/json", d->about);
	if (name != NULL && d->cache != NULL)
		return cached(d, c, get, name, q);
	if (!is_api(q->path))
		return cli_desk_reply_problem(c, MHD_HTTP_NOT_FOUND, "route",
		    "nothing of the desk is here");
	return forward(d, c, method, q);
}

/* Called for every request with its path as it was sent, query and all. */
static void *
request_begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
	struct request *q = calloc(1, sizeof(*q));

	(void)ctx;
	(void)c;
	if (q == NULL)
		return NULL;
	base_buf_init(&q->body, BODY_MAX);
	if (strlen(uri) <= PATH_MAX_LEN)
		(void)snprintf(q->path, sizeof(q->path), "%s", uri);
	return q;
}

static void
request_end(void *ctx, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode code)
{
	struct request *q = *state;

	(void)ctx;
	(void)c;
	(void)code;
	if (q == NULL)
		return;
	base_buf_done(&q->body);
	free(q);
	*state = NULL;
}

/* Only the console's own worker may send more than office takes. */
static bool
is_for_cache(
    const struct cli_desk *d, struct MHD_Connection *c, const char *path)
{
	return d->cache != NULL && cli_desk_cache_name(path) != NULL &&
	       is_from_here(d, c) && has_token(d, c);
}

/* MHD calls it for the head, for each piece of the body, and at the end. */
static enum MHD_Result
on_request(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **state)
{
	struct request *q = *state;

	(void)url; /* decoded; the path as sent is the one that counts */
	(void)version;
	if (q == NULL)
		return MHD_NO;
	if (!q->is_begun) {
		q->is_begun = true;
		if (is_for_cache(ctx, c, q->path))
			base_buf_init(&q->body, CLI_DESK_CACHE_MAX);
		return MHD_YES;
	}
	if (*len == 0)
		return route(ctx, c, method, q);
	if (!q->is_over && base_buf_add(&q->body, data, *len) != ERR_OK) {
		base_buf_done(&q->body);
		q->is_over = true;
	}
	*len = 0;
	return MHD_YES;
}

/*
 * {"office":ORIGIN,"host":HOST or null,"offline":NN or null,"cache":…,
 * "words":site.json or null}
 */
static enum err
about_make(struct cli_desk *d, const char *host, const json_t *words)
{
	json_t *copy = words == NULL ? json_null() : json_deep_copy(words);
	json_t *doc = json_pack("{s:s,s:s?,s:s?,s:b,s:o}", "office",
	    cli_http_origin(d->http), "host", host, "offline",
	    d->box == NULL ? NULL : cli_desk_box_officer(d->box), "cache",
	    d->cache != NULL, "words", copy);

	if (doc != NULL)
		d->about = json_dumps(doc, JSON_COMPACT);
	json_decref(doc);
	return d->about == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err
listen_on(struct cli_desk *d, uint16_t port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const union MHD_DaemonInfo *info;

	/* A slow answer of the office holds up nothing but its own thread. */
	d->daemon = MHD_start_daemon(
	    MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION,
	    port, NULL, NULL, on_request, d, MHD_OPTION_SOCK_ADDR,
	    (struct sockaddr *)&at, MHD_OPTION_URI_LOG_CALLBACK, request_begin,
	    NULL, MHD_OPTION_NOTIFY_COMPLETED, request_end, NULL,
	    MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_END);
	if (d->daemon == NULL)
		return ERR_NETWORK;
	info = MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_BIND_PORT);
	if (info == NULL)
		return ERR_NETWORK;
	(void)snprintf(
	    d->host, sizeof(d->host), "127.0.0.1:%u", (unsigned)info->port);
	(void)snprintf(d->origin, sizeof(d->origin), "http://%s", d->host);
	(void)snprintf(d->url, sizeof(d->url), "%s/#t=%s", d->origin, d->token);
	return ERR_OK;
}

enum err
cli_desk_start(struct cli_desk **out, struct cli_http *http,
    struct cli_desk_box *box, struct cli_desk_cache *cache, const char *host,
    const json_t *words, uint16_t port)
{
	struct cli_desk *d;
	uint8_t token[TOKEN_LEN];
	enum err e;

	if ((d = calloc(1, sizeof(*d))) == NULL)
		return ERR_MEMORY;
	d->http = http;
	d->box = box;
	d->cache = cache;
	if (pthread_mutex_init(&d->lock, NULL) != 0) {
		free(d);
		return ERR_MEMORY;
	}
	randombytes_buf(token, sizeof(token));
	base_base64_encode(d->token, token, sizeof(token), BASE64_URL_RAW);
	sodium_memzero(token, sizeof(token));
	if ((e = about_make(d, host, words)) == ERR_OK)
		e = listen_on(d, port);
	if (e == ERR_OK) {
		*out = d;
		d = NULL;
	}
	cli_desk_stop(&d);
	return e;
}

void
cli_desk_stop(struct cli_desk **d)
{
	if (d == NULL || *d == NULL)
		return;
	if ((*d)->daemon != NULL)
		MHD_stop_daemon((*d)->daemon);
	(void)pthread_mutex_destroy(&(*d)->lock);
	free((*d)->about);
	sodium_memzero((*d)->token, sizeof((*d)->token));
	sodium_memzero((*d)->url, sizeof((*d)->url));
	free(*d);
	*d = NULL;
}

const char *
cli_desk_url(const struct cli_desk *d)
{
	return d->url;
}
