/* SPDX-License-Identifier: ISC */
#include "web/service.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/http.h>
#include <kore/hooks.h>
#include <sodium.h>

#include "web/reply.h"
#include "web/sandbox.h"

#define EXIT_MISUSE 2
#define MSG_FAIL (KORE_MSG_APP_BASE + 1)

WEB_EXPORT void kore_parent_configure(int argc, char **argv);
WEB_EXPORT void kore_worker_configure(void);
WEB_EXPORT void kore_worker_teardown(void);

static struct web_config config;
static struct base_buf kore_text;
static bool failed;

void
web_log(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	kore_log(LOG_NOTICE, "%s", text);
}

static void usage(FILE *to, int status) __attribute__((noreturn));
static void die(const char *path, const struct web_config_fault *fault)
    __attribute__((noreturn));

static void
usage(FILE *to, int status)
{
	fprintf(to,
	    "usage: %s -s FILE [--check]\n"
	    "\n"
	    "  -s, --settings FILE  the service's configuration\n"
	    "      --check          read and check it, then exit\n"
	    "  -h, --help           this help\n"
	    "      --version        the version\n"
	    "\n"
	    "example: %s -s /etc/qingfeng/%s.conf\n",
	    web_program.name, web_program.name,
	    web_program.service == WEB_INTAKE ? "intake" : "office");
	exit(status);
}

static void
die(const char *path, const struct web_config_fault *fault)
{
	fprintf(stderr, "%s: error: %s:", web_program.name, path);
	if (fault->line > 0)
		fprintf(stderr, "%u:", fault->line);
	fprintf(stderr, " %s\n", fault->text);
	exit(EXIT_FAILURE);
}

/* The settings file; *check is set when it is only to be checked. */
static const char *
arguments(int argc, char **argv, bool *check)
{
	const char *path = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-h") == 0 ||
		    strcmp(argv[i], "--help") == 0)
			usage(stdout, EXIT_SUCCESS);
		if (strcmp(argv[i], "--version") == 0) {
			printf("%s %s\n", web_program.name, QF_VERSION);
			exit(EXIT_SUCCESS);
		}
		if (strcmp(argv[i], "--check") == 0)
			*check = true;
		else if ((strcmp(argv[i], "-s") == 0 ||
			     strcmp(argv[i], "--settings") == 0) &&
			 i + 1 < argc && path == NULL)
			path = argv[++i];
		else
			usage(stderr, EXIT_MISUSE);
	}
	if (path == NULL)
		usage(stderr, EXIT_MISUSE);
	return path;
}

/* In the parent: a worker has said why in the log. */
static void
parent_told(struct kore_msg *msg, const void *data)
{
	(void)msg;
	(void)data;
	failed = true;
	(void)raise(SIGTERM);
}

/* Kore's main() returns 0 whatever ended it. */
static void
exit_failed(void)
{
	if (failed) {
		(void)fflush(NULL);
		_exit(EXIT_FAILURE);
	}
}

/* Folders that Kore chroots into must be there, and be folders. */
static enum err
folder_check(const char *name, const char *path, struct web_config_fault *fault)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return ERR_OK;
	(void)snprintf(fault->text, sizeof(fault->text),
	    "%s %.80s is not a folder", name, path);
	return ERR_IO;
}

void
kore_parent_configure(int argc, char **argv)
{
	struct web_config_fault fault = { 0 };
	const char *path;
	bool check = false;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	kore_foreground = 1;
	path = arguments(argc, argv, &check);
	if (sodium_init() == -1) {
		(void)snprintf(
		    fault.text, sizeof(fault.text), "%s", err_text(ERR_RANDOM));
		die(path, &fault);
	}
	web_config_init(&config, web_program.service);
	base_buf_init(&kore_text, 16 * 1024);
	if (web_config_read(&config, path, &fault) != ERR_OK ||
	    folder_check("root", config.root, &fault) != ERR_OK ||
	    folder_check("key-root", config.key_root, &fault) != ERR_OK ||
	    web_program.prepare(&config, &fault) != ERR_OK)
		die(path, &fault);
	if (web_config_kore(&config, &kore_text) != ERR_OK) {
		(void)snprintf(fault.text, sizeof(fault.text),
		    "too long for a configuration of Kore");
		die(path, &fault);
	}
	if (check) {
		printf("%s: %s is good\n", web_program.name, path);
		exit(EXIT_SUCCESS);
	}
	if (geteuid() != 0) {
		(void)snprintf(fault.text, sizeof(fault.text),
		    "must be started as root, to give it up");
		die(path, &fault);
	}
	web_sandbox_prepare(strstr(config.database, "hostaddr=") != NULL);
	web_route_set(
	    web_program.routes, web_program.route_count, web_program.fallback);
	http_error_hook = web_reply_kore_error;
	REQUIRE(kore_msg_register(MSG_FAIL, parent_told) == KORE_RESULT_OK);
	REQUIRE(atexit(exit_failed) == 0);
}

char *
kore_app_config(void)
{
	size_t len;
	char *text = (char *)base_buf_take(&kore_text, &len);

	REQUIRE(text != NULL);
	return text;
}

void
kore_worker_configure(void)
{
	enum err e;

	web_sandbox_require();
	if ((e = web_program.start(&config)) != ERR_OK)
		web_service_fail(err_text(e));
}

void
kore_worker_teardown(void)
{
	web_program.stop();
}

void
web_service_fail(const char *why)
{
	web_log("ending: %s", why);
	kore_msg_send(KORE_MSG_PARENT, MSG_FAIL, NULL, 0);
}
