/* SPDX-License-Identifier: ISC */
/*
 * A small service on the patched Kore, for the tests of the patches only:
 * real TLS, key manager, chroot, users and seccomp, and routes that make one
 * fault visible each.  usage: probe [-f] [-n] [-r] CONFIG
 */
#include <sys/param.h>
#include <sys/types.h>
#include <sys/resource.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/hooks.h>
#include <kore/http.h>
#include <kore/seccomp.h>

#define PROBE_EXPORT	__attribute__((visibility("default")))
#define CONFIG_MAX	8192
#define BIG_MAX		(16 * 1024 * 1024)
#define MSG_COUNT	201	/* first id that Kore leaves to programs */

PROBE_EXPORT int probe_serve(struct http_request *);

static char	 config[CONFIG_MAX];
static char	*big;
static unsigned	 counted;	/* messages from other workers */
static unsigned	 looked;	/* descriptors asked about */
static int	 fail_read;	/* 1: SSL_read() fails, 2: and says why */

/* ---- faults, put in at link time (build-probe.sh) ------------------------ */
pid_t	__real_fork(void);
pid_t	__wrap_fork(void);
int	__real_SSL_read(SSL *, void *, int);
int	__wrap_SSL_read(SSL *, void *, int);
int	__real_SSL_get_error(const SSL *, int);
int	__wrap_SSL_get_error(const SSL *, int);
int	__real_fcntl(int, int, ...);
int	__wrap_fcntl(int, int, ...);
int	__real_getrlimit(int, struct rlimit *);
int	__wrap_getrlimit(int, struct rlimit *);

/* PROBE_NAP="N MS": the Nth child sleeps before it does anything. */
pid_t
__wrap_fork(void)
{
	static int	 n;
	const char	*nap = getenv("PROBE_NAP");
	struct timespec	 t;
	int		 which, ms;
	pid_t		 pid = __real_fork();

	n++;
	if (pid == 0 && nap != NULL && sscanf(nap, "%d %d", &which, &ms) == 2 &&
	    which == n) {
		t.tv_sec = ms / 1000;
		t.tv_nsec = (ms % 1000) * 1000000L;
		while (nanosleep(&t, &t) == -1 && errno == EINTR)
			;
	}
	return pid;
}

int
__wrap_SSL_read(SSL *ssl, void *p, int n)
{
	if (fail_read == 1) {
		fail_read = 2;
		errno = EAGAIN;
		return -1;
	}
	return __real_SSL_read(ssl, p, n);
}

int
__wrap_SSL_get_error(const SSL *ssl, int r)
{
	if (fail_read == 2) {
		fail_read = 0;
		return SSL_ERROR_SYSCALL;
	}
	return __real_SSL_get_error(ssl, r);
}

int
__wrap_fcntl(int fd, int command, ...)
{
	va_list	ap;
	long	arg;

	if (command == F_GETFD) {
		looked++;
		return __real_fcntl(fd, command);
	}
	va_start(ap, command);
	arg = va_arg(ap, long);
	va_end(ap);
	return __real_fcntl(fd, command, arg);
}

/* Stock Kore has its configuration compiled in. */
#if defined(WITHOUT_0002)
u_int8_t	asset_builtin_kore_conf[CONFIG_MAX];
u_int32_t	asset_len_builtin_kore_conf;
char		*kore_app_config(void);
#endif

/* PROBE_NOFILE=N: this is what a container allows. */
int
__wrap_getrlimit(int what, struct rlimit *limit)
{
	const char	*n = getenv("PROBE_NOFILE");
	int		 r = __real_getrlimit(what, limit);

	if (r == 0 && what == RLIMIT_NOFILE && n != NULL)
		limit->rlim_cur = limit->rlim_max = (rlim_t)atol(n);
	return r;
}

/* What a worker needs beyond Kore's own list on Debian 12: nothing here. */
PROBE_EXPORT void
kore_seccomp_hook(void)
{
	printf("filter of %s\n", kore_worker_name(worker->id));
}

#if !defined(WITHOUT_0004)
static void
fill_error(int status, struct http_error_page *page)
{
	static char	body[64];

	page->headers = "content-type: application/problem+json\r\n"
	    "cache-control: no-store\r\n";
	(void)snprintf(body, sizeof(body), "{\"status\":%d}", status);
	page->body = body;
	page->body_len = strlen(body);
}
#endif

PROBE_EXPORT void
kore_parent_configure(int argc, char **argv)
{
	FILE	*f;
	size_t	 n;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	kore_default_getopt(argc, argv);
	if (optind != argc - 1 || (f = fopen(argv[optind], "r")) == NULL) {
		fprintf(stderr, "probe: error: no configuration\n");
		exit(2);
	}
	n = fread(config, 1, sizeof(config) - 1, f);
	config[n] = '\0';
	(void)fclose(f);
#if !defined(WITHOUT_0004)
	http_error_hook = fill_error;
#endif
#if defined(WITHOUT_0002)
	memcpy(asset_builtin_kore_conf, config, n);
	asset_len_builtin_kore_conf = (u_int32_t)n;
#endif
}

char *
kore_app_config(void)
{
	return config;
}

static void
count_message(struct kore_msg *msg, const void *data)
{
	(void)msg;
	(void)data;
	counted++;
}

PROBE_EXPORT void
kore_worker_configure(void)
{
	kore_msg_register(MSG_COUNT, count_message);
	if ((big = malloc(BIG_MAX)) == NULL)
		fatal("no memory");
	memset(big, 'x', BIG_MAX);
	printf("looked at %u descriptors\n", looked);
}

static void
answer(struct http_request *req, const char *text)
{
	http_response_header(req, "content-type", "text/plain");
	http_response(req, HTTP_STATUS_OK, text, strlen(text));
}

/* What whoever has taken over a worker could send: a length that wraps. */
static void
send_endless_message(void)
{
	struct kore_msg	m;

	memset(&m, 0, sizeof(m));
	m.id = MSG_COUNT;
	m.dst = KORE_MSG_PARENT;
	m.src = worker->id;
	m.length = (size_t)0 - 16;
	net_send_queue(worker->msg[1], &m, sizeof(m));
	net_send_flush(worker->msg[1]);
}

static int
number_of(const struct http_request *req)
{
	return req->query_string == NULL ? 0 : atoi(req->query_string);
}

/* ---- /slow?MS: an answer that waits, as for a slow database ------------- */
struct slow {
	struct http_request	*req;
	struct kore_timer	*timer;
	int			 done;
};

static void
wake_slow(void *arg, u_int64_t now)
{
	struct slow	*s = arg;

	(void)now;
	s->timer = NULL;
	s->done = 1;
	http_request_wakeup(s->req);
}

static void
free_slow(struct http_request *req)
{
	struct slow	*s = req->hdlr_extra;

	if (s->timer != NULL)
		kore_timer_remove(s->timer);
}

static int
serve_slow(struct http_request *req)
{
	struct slow	*s;
	char		 text[32];

	if (!http_state_exists(req)) {
		s = http_state_create(req, sizeof(*s), free_slow);
		s->req = req;
		s->timer = kore_timer_add(wake_slow,
		    (u_int64_t)number_of(req), s, KORE_TIMER_ONESHOT);
	}
	s = http_state_get(req);
	if (!s->done) {
		http_request_sleep(req);
		return KORE_RESULT_RETRY;
	}
	(void)snprintf(text, sizeof(text), "slow %d\n", number_of(req));
	answer(req, text);
	return KORE_RESULT_OK;
}

/* ---- the rest answers at once ------------------------------------------- */
static void
serve_echo(struct http_request *req)
{
	if (req->http_body == NULL) {
		answer(req, "no body buffer\n");
		return;
	}
	http_response(req, HTTP_STATUS_OK, req->http_body->data,
	    req->http_body_length);
}

static void
serve_fields(struct http_request *req)
{
	struct http_header	*h;
	struct kore_buf		*b = kore_buf_alloc(1024);

	kore_buf_appendf(b, "host=%s\n", req->host);
	TAILQ_FOREACH(h, &req->req_headers, list)
		kore_buf_appendf(b, "%s=[%s]\n", h->header, h->value);
	http_response(req, HTTP_STATUS_OK, b->data, b->offset);
	kore_buf_free(b);
}

static void
serve_worker(struct http_request *req)
{
	char	text[128];

	(void)snprintf(text, sizeof(text),
	    "{\"worker\":%u,\"pid\":%d,\"counted\":%u,\"requests\":%u}\n",
	    worker->id, (int)getpid(), counted, http_request_count);
	answer(req, text);
}

int
probe_serve(struct http_request *req)
{
	const char	*p = req->path;
	size_t		 n;

	if (!strcmp(p, "/slow"))
		return serve_slow(req);
	if (!strcmp(p, "/echo"))
		serve_echo(req);
	else if (!strcmp(p, "/fields"))
		serve_fields(req);
	else if (!strcmp(p, "/worker"))
		serve_worker(req);
	else if (!strcmp(p, "/crash"))
		abort();
	else if (!strcmp(p, "/scribble")) {
		worker->cpu = 77;
		answer(req, "scribbled\n");
	} else if (!strcmp(p, "/endless")) {
		send_endless_message();
		answer(req, "sent\n");
	} else if (!strcmp(p, "/failread")) {
		fail_read = 1;
		answer(req, "the next read fails\n");
	} else if (!strcmp(p, "/tell")) {
		kore_msg_send((u_int16_t)number_of(req), MSG_COUNT, NULL, 0);
		answer(req, "told\n");
	} else if (!strcmp(p, "/big")) {
		n = (size_t)number_of(req);
		http_response(req, HTTP_STATUS_OK, big,
		    n > BIG_MAX ? BIG_MAX : n);
	} else
		answer(req, "hello\n");
	return KORE_RESULT_OK;
}
