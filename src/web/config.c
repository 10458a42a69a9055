/* SPDX-License-Identifier: ISC */
#include "web/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "web/file.h"

#define BOTH (WEB_INTAKE | WEB_OFFICE)
#define KORE_TEXT_LEN_MAX (16u * 1024u)

/* What a value must look like. */
enum kind {
	KIND_TEXT,   /* anything printable */
	KIND_PATH,   /* absolute */
	KIND_NAME,   /* user name */
	KIND_HOST,   /* host name or address, as key names may hold it */
	KIND_LISTEN, /* ADDRESS PORT */
	KIND_ORIGIN, /* https://NAME[:PORT] */
	KIND_NUMBER,
	KIND_RELEASE, /* HH:MM or immediate */
};

struct line {
	const char *name;
	enum kind kind;
	int services; /* bits of enum web_service */
	bool required;
	size_t offset; /* of the member */
	uint32_t min, max;
};

#define AT(member) offsetof(struct web_config, member)

static const struct line lines[] = {
	{ "host", KIND_HOST, BOTH, true, AT(host), 0, 0 },
	{ "alias", KIND_HOST, BOTH, false, AT(alias), 0, 0 },
	{ "listen", KIND_LISTEN, BOTH, true, AT(listen), 0, 0 },
	{ "root", KIND_PATH, BOTH, true, AT(root), 0, 0 },
	{ "user", KIND_NAME, BOTH, true, AT(user), 0, 0 },
	{ "key-root", KIND_PATH, BOTH, true, AT(key_root), 0, 0 },
	{ "key-user", KIND_NAME, BOTH, true, AT(key_user), 0, 0 },
	{ "certificate", KIND_PATH, BOTH, true, AT(certificate), 0, 0 },
	{ "key", KIND_PATH, BOTH, true, AT(key), 0, 0 },
	{ "pidfile", KIND_PATH, BOTH, true, AT(pidfile), 0, 0 },
	{ "database", KIND_TEXT, BOTH, true, AT(database), 0, 0 },
	{ "workers", KIND_NUMBER, BOTH, false, AT(workers), 2, 32 },
	{ "connections", KIND_NUMBER, BOTH, false, AT(connections), 16, 20000 },
	{ "body-seconds", KIND_NUMBER, BOTH, false, AT(body_seconds), 1, 3600 },
	{ "storage-gib", KIND_NUMBER, WEB_INTAKE, false, AT(storage_gib), 1,
	    1048576 },
	{ "site", KIND_PATH, WEB_INTAKE, true, AT(site), 0, 0 },
	{ "promise-key", KIND_PATH, WEB_INTAKE, true, AT(promise_key), 0, 0 },
	{ "answers", KIND_PATH, WEB_INTAKE, false, AT(answers), 0, 0 },
	{ "manifest", KIND_PATH, WEB_INTAKE, false, AT(manifest), 0, 0 },
	{ "origin", KIND_ORIGIN, WEB_OFFICE, true, AT(origin), 0, 0 },
	{ "release", KIND_RELEASE, WEB_OFFICE, true, AT(release_minute), 0, 0 },
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

static void fault_say(struct web_config_fault *f, unsigned line,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
fault_say(struct web_config_fault *f, unsigned line, const char *fmt, ...)
{
	va_list ap;

	f->line = line;
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
}

/* The member at offset; the table is the only caller. */
static void *
member(struct web_config *c, size_t offset)
{
	return (char *)c + offset;
}

static bool
all_in(struct base_text t, const char *set)
{
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] == '\0' || strchr(set, t.data[i]) == NULL)
			return false;
	}
	return t.len > 0;
}

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static bool
host_valid(struct base_text t)
{
	return t.len <= 128 && t.data[0] != '-' && t.data[0] != '.' &&
	       all_in(t, LOWER DIGITS ".-");
}

static bool
listen_valid(struct base_text t)
{
	struct base_text address, port;
	uint64_t n;

	return base_text_word(&t, &address) && base_text_word(&t, &port) &&
	       t.len == 0 && all_in(address, DIGITS "abcdef.:") &&
	       base_text_decimal(port, 65535, &n) == ERR_OK && n > 0;
}

static bool
origin_valid(struct base_text t)
{
	static const char scheme[] = "https://";

	if (!base_text_starts(t, scheme))
		return false;
	t.data += sizeof(scheme) - 1;
	t.len -= sizeof(scheme) - 1;
	return t.len <= 128 && all_in(t, LOWER DIGITS ".-:");
}

static bool
path_valid(struct base_text t)
{
	/* Kore's own configuration splits at spaces. */
	return t.len < 1024 && t.data[0] == '/' &&
	       memchr(t.data, ' ', t.len) == NULL;
}

static bool
text_valid(enum kind kind, struct base_text t)
{
	switch (kind) {
	case KIND_TEXT:
		return t.len < 1024;
	case KIND_PATH:
		return path_valid(t);
	case KIND_NAME:
		return t.len <= 32 && all_in(t, LOWER DIGITS "_-");
	case KIND_HOST:
		return host_valid(t);
	case KIND_LISTEN:
		return listen_valid(t);
	case KIND_ORIGIN:
		return origin_valid(t);
	case KIND_NUMBER:
	case KIND_RELEASE:
		break;
	}
	return false;
}

/* HH:MM to minutes of the day. */
static bool
release_parse(struct base_text t, int32_t *out)
{
	int hour, minute;

	if (base_text_is(t, "immediate")) {
		*out = WEB_RELEASE_IMMEDIATE;
		return true;
	}
	if (t.len != 5 || t.data[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++) {
		if (i != 2 && (t.data[i] < '0' || t.data[i] > '9'))
			return false;
	}
	hour = (t.data[0] - '0') * 10 + t.data[1] - '0';
	minute = (t.data[3] - '0') * 10 + t.data[4] - '0';
	*out = hour * 60 + minute;
	return hour < 24 && minute < 60;
}

static const struct line *
line_find(const struct web_config *c, struct base_text name)
{
	for (size_t i = 0; i < LINES; i++) {
		if ((lines[i].services & (int)c->service) != 0 &&
		    base_text_is(name, lines[i].name))
			return &lines[i];
	}
	return NULL;
}

static enum err
text_store(struct web_config *c, const struct line *l, struct base_text value)
{
	char **slot = member(c, l->offset);

	if (l->offset == AT(alias))
		slot = &c->alias[c->alias_count++];
	if ((*slot = strndup(value.data, value.len)) == NULL)
		return ERR_MEMORY;
	return ERR_OK;
}

/* Store one value; what is wrong with it goes to fault. */
static enum err
value_store(struct web_config *c, const struct line *l, struct base_text value,
    unsigned n, struct web_config_fault *fault)
{
	uint64_t number;
	int32_t minute;

	if (l->kind == KIND_NUMBER) {
		if (base_text_decimal(value, l->max, &number) != ERR_OK ||
		    number < l->min) {
			fault_say(fault, n, "%s must be a number from %u to %u",
			    l->name, l->min, l->max);
			return ERR_FORMAT;
		}
		*(uint32_t *)member(c, l->offset) = (uint32_t)number;
		return ERR_OK;
	}
	if (l->kind == KIND_RELEASE) {
		if (!release_parse(value, &minute)) {
			fault_say(
			    fault, n, "%s must be HH:MM or immediate", l->name);
			return ERR_FORMAT;
		}
		*(int32_t *)member(c, l->offset) = minute;
		return ERR_OK;
	}
	if (!text_valid(l->kind, value)) {
		fault_say(fault, n, "%s: not a usable value", l->name);
		return ERR_FORMAT;
	}
	if (l->offset == AT(alias) && c->alias_count == WEB_ALIAS_MAX) {
		fault_say(
		    fault, n, "%s: at most %d of them", l->name, WEB_ALIAS_MAX);
		return ERR_FORMAT;
	}
	return text_store(c, l, value);
}

static bool
printable(struct base_text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] < 0x20 || t.data[i] > 0x7e)
			return false;
	}
	return t.len > 0 && t.data[0] != ' ' && t.data[t.len - 1] != ' ';
}

/* seen: one flag for each entry of the table. */
static enum err
line_parse(struct web_config *c, struct base_text text, unsigned n,
    bool seen[static LINES], struct web_config_fault *fault)
{
	struct base_text name;
	const struct line *l;
	size_t i;

	if (text.len == 0 || text.data[0] == '#')
		return ERR_OK;
	if (!printable(text) || !base_text_word(&text, &name)) {
		fault_say(fault, n, "not a line `name value`");
		return ERR_FORMAT;
	}
	if ((l = line_find(c, name)) == NULL) {
		fault_say(fault, n, "unknown name \"%.*s\"",
		    (int)(name.len < 32 ? name.len : 32), name.data);
		return ERR_FORMAT;
	}
	i = (size_t)(l - lines);
	if (seen[i] && l->offset != AT(alias)) {
		fault_say(fault, n, "%s is given twice", l->name);
		return ERR_FORMAT;
	}
	seen[i] = true;
	if (text.len == 0 || text.data[0] == ' ') {
		fault_say(
		    fault, n, "%s needs one value after one space", l->name);
		return ERR_FORMAT;
	}
	return value_store(c, l, text, n, fault);
}

void
web_config_init(struct web_config *c, enum web_service service)
{
	*c = (struct web_config){
		.service = service,
		.workers = 2,
		.storage_gib = 64,
		.connections = 2000,
		.body_seconds = 300,
	};
}

void
web_config_done(struct web_config *c)
{
	for (size_t i = 0; i < LINES; i++) {
		if (lines[i].kind != KIND_NUMBER &&
		    lines[i].kind != KIND_RELEASE &&
		    lines[i].offset != AT(alias))
			free(*(char **)member(c, lines[i].offset));
	}
	for (size_t i = 0; i < c->alias_count; i++)
		free(c->alias[i]);
	web_config_init(c, c->service);
}

enum err
web_config_parse(struct web_config *c, const char *text, size_t len,
    struct web_config_fault *fault)
{
	struct base_text rest = { text, len }, line;
	bool seen[LINES] = { false };
	unsigned n = 0;
	enum err e;

	*fault = (struct web_config_fault){ 0 };
	while (base_text_line(&rest, &line)) {
		if ((e = line_parse(c, line, ++n, seen, fault)) != ERR_OK)
			return e;
	}
	if (rest.len > 0) {
		fault_say(fault, n + 1, "the last line has no line feed");
		return ERR_FORMAT;
	}
	for (size_t i = 0; i < LINES; i++) {
		if (lines[i].required && !seen[i] &&
		    (lines[i].services & (int)c->service) != 0) {
			fault_say(fault, 0, "%s is missing", lines[i].name);
			return ERR_FORMAT;
		}
	}
	return ERR_OK;
}

enum err
web_config_read(
    struct web_config *c, const char *path, struct web_config_fault *fault)
{
	struct base_buf text;
	enum err e;

	*fault = (struct web_config_fault){ 0 };
	base_buf_init(&text, LIMIT_CONFIG_LEN);
	if ((e = web_file_read(path, &text)) == ERR_OK)
		e = web_config_parse(
		    c, (const char *)text.data, text.len, fault);
	else
		fault_say(fault, 0, "%s",
		    e == ERR_IO ? strerror(errno) : err_text(e));
	base_buf_done(&text);
	return e;
}

/* One `domain` block for each name; the certificate names them all. */
static enum err
kore_domain(const struct web_config *c, const char *name, struct base_buf *out)
{
	return base_buf_addf(out,
	    "domain %s {\n"
	    "\tattach tls\n"
	    "\tcertfile %s\n"
	    "\tcertkey %s\n"
	    "\troute ^/ web_dispatch\n"
	    "}\n",
	    name, c->certificate, c->key);
}

enum err
web_config_kore(const struct web_config *c, struct base_buf *out)
{
	enum err e;

	/*
	 * worker_accept_threshold 1: else one worker takes every connection.
	 * http_hsts_enable 0: web/reply.c sends our own, without subdomains.
	 * http_request_ms 1000: woken requests are all answered in one turn.
	 * The body limit leaves room for a preamble before 1 MiB.
	 */
	e = base_buf_addf(out,
	    "server tls {\n"
	    "\tbind %s\n"
	    "}\n"
	    "root %s\n"
	    "runas %s\n"
	    "keymgr_root %s\n"
	    "keymgr_runas %s\n"
	    "pidfile %s\n"
	    "workers %u\n"
	    "worker_accept_threshold 1\n"
	    "worker_set_affinity 0\n"
	    "worker_max_connections %u\n"
	    "worker_rlimit_nofiles %u\n"
	    "worker_death_policy restart\n"
	    "tls_version 1.3\n"
	    "http_header_max 16384\n"
	    "http_header_timeout 15\n"
	    "http_send_timeout 60\n"
	    "http_body_timeout %u\n"
	    "http_body_max %u\n"
	    "http_keepalive_time 15\n"
	    "http_request_limit %u\n"
	    "http_request_ms 1000\n"
	    "http_hsts_enable 0\n",
	    c->listen, c->root, c->user, c->key_root, c->key_user, c->pidfile,
	    c->workers, c->connections, c->connections + 256, c->body_seconds,
	    LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN + 1, c->connections);
	if (e == ERR_OK)
		e = kore_domain(c, c->host, out);
	for (size_t i = 0; e == ERR_OK && i < c->alias_count; i++)
		e = kore_domain(c, c->alias[i], out);
	return e;
}
