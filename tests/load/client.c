/* SPDX-License-Identifier: ISC */
/*
 * Many reporters at once: each report is written, sealed, sent and its promise
 * verified as `qf send` does; what was acknowledged goes to a journal that
 * somebody else compares with what is stored.  Tests and measurements only.
 *
 * Journal, one line a report, written after its promise was verified:
 *	NUMBER PORT STATUS TRIES id d open thread mailbox code
 * values in hex, the code digits or "-".  The report's free text is
 * "report NUMBER".
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/hex.h"
#include "load/report.h"
#include "load/tally.h"
#include "load/wire.h"
#include "sign/promise.h"

#define CLIENTS_MAX 64
#define TRIES_MAX 400
#define TRY_AGAIN_MS 100
#define COMPLAINTS_MAX 20
#define PROBE_KEPT 16 /* connections that stay */

static struct {
	const char *host, *roster, *class_name, *ca, *journal, *control;
	unsigned long reports, clients, pause_ms, resend, probe_ms;
	bool quick, retry;
	const char *const *ports;
	size_t port_count;
} opt = { .class_name = "concern", .clients = 8 };

static struct load_site site;
static FILE *journal;
static pthread_mutex_t journal_lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_ulong next_report, complaints;
static atomic_bool stopping, sent_all;

static void
nap(unsigned long ms)
{
	struct timespec t = { (time_t)(ms / 1000),
		(long)(ms % 1000) * 1000000L };

	while (nanosleep(&t, &t) == -1 && errno == EINTR)
		;
}

static void
complain(unsigned long number, const char *what, long status)
{
	if (atomic_fetch_add(&complaints, 1) < COMPLAINTS_MAX)
		(void)fprintf(stderr, "client: report %lu: %s (status %ld)\n",
		    number, what, status);
}

static void
journal_write(unsigned long number, const char *port, long status,
    unsigned int tries, const struct load_report *r)
{
	char id[HEX_LEN(SEAL_ID_LEN) + 1], d[HEX_LEN(SEAL_COMMIT_LEN) + 1];
	char open[HEX_LEN(SEAL_OPEN_LEN) + 1];
	char thread[HEX_LEN(SEAL_THREAD_LEN) + 1];
	char mailbox[HEX_LEN(SEAL_MAILBOX_LEN) + 1];

	base_hex_encode(id, r->id, sizeof(r->id));
	base_hex_encode(d, r->d, sizeof(r->d));
	base_hex_encode(open, r->open, sizeof(r->open));
	base_hex_encode(thread, r->thread, sizeof(r->thread));
	base_hex_encode(mailbox, r->mailbox, sizeof(r->mailbox));
	(void)pthread_mutex_lock(&journal_lock);
	(void)fprintf(journal, "%lu %s %ld %u %s %s %s %s %s %s\n", number,
	    port, status, tries, id, d, open, thread, mailbox,
	    r->code[0] != '\0' ? r->code : "-");
	(void)pthread_mutex_unlock(&journal_lock);
}

/* Did the site promise to keep exactly this? */
static bool
is_promised(const struct load_wire *w, const struct load_report *r)
{
	return sign_promise_verify(site.host, w->answer.data, w->answer.len,
		   site.roster->promises, site.roster->promise_count, r->d,
		   &site.today, NULL) == ERR_OK;
}

static enum tally_end
judge(unsigned long number, long status, const struct load_wire *w,
    const struct load_report *r)
{
	if (status == 0)
		return TALLY_SILENT;
	if (status == 503)
		return TALLY_UNAVAILABLE;
	/*
	 * Only one that was sent before may be there already; by us, or by the
	 * service, which lost its database between commit and answer.
	 */
	if (status != 201 && !(status == 200 && opt.retry)) {
		complain(number, "not taken", status);
		return TALLY_WRONG;
	}
	if (!is_promised(w, r)) {
		complain(number, "the promise does not hold", status);
		return TALLY_WRONG;
	}
	return status == 201 ? TALLY_CREATED : TALLY_SAME;
}

/* The same bytes to another intake: 200 and the very same promise. */
static void
resend(unsigned long number, struct load_wire *w, const char *port,
    const struct load_report *r)
{
	struct base_buf before = w->answer;
	long status;

	base_buf_init(&w->answer, WIRE_ANSWER_LEN);
	status =
	    load_wire_post(w, port, "/v1/threads", r->body.data, r->body.len);
	if (status != 200 || w->answer.len != before.len ||
	    memcmp(w->answer.data, before.data, before.len) != 0) {
		complain(number, "sent again, answered otherwise", status);
		tally_post(TALLY_WRONG, w->ms);
	} else {
		tally_post(TALLY_SAME, w->ms);
	}
	base_buf_done(&before);
}

static void
send_report(struct load_wire *w, unsigned long number, size_t port,
    const struct load_report *r)
{
	enum tally_end end = TALLY_WRONG;
	unsigned int tries = 0;
	long status = 0;

	do {
		if (tries > 0)
			nap(TRY_AGAIN_MS);
		tries++;
		status = load_wire_post(w, opt.ports[port], "/v1/threads",
		    r->body.data, r->body.len);
		end = judge(number, status, w, r);
		if (!opt.retry &&
		    (end == TALLY_SILENT || end == TALLY_UNAVAILABLE)) {
			complain(number, "not taken", status);
			end = TALLY_WRONG;
		}
		tally_post(end, w->ms);
	} while ((end == TALLY_SILENT || end == TALLY_UNAVAILABLE) &&
		 tries < TRIES_MAX);
	if (end != TALLY_CREATED && end != TALLY_SAME) {
		if (end != TALLY_WRONG) {
			complain(number, "never taken", status);
			tally_post(TALLY_WRONG, 0);
		}
		return;
	}
	journal_write(number, opt.ports[port], status, tries, r);
	if (opt.resend > 0 && number % opt.resend == 0)
		resend(number, w, opt.ports[(port + 1) % opt.port_count], r);
}

static void *
client_run(void *arg)
{
	size_t port = *(const size_t *)arg % opt.port_count;
	struct load_report r;
	struct load_wire w;
	unsigned long number;
	char text[64];
	enum err e;

	load_wire_init(&w, opt.host, opt.ca, opt.ports, false);
	while (!atomic_load(&stopping)) {
		number = atomic_fetch_add(&next_report, 1);
		if (opt.reports > 0 && number >= opt.reports)
			break;
		(void)snprintf(text, sizeof(text), "report %lu\n", number);
		e = load_report_make(&site, opt.quick, text, &r);
		if (e == ERR_OK) {
			send_report(&w, number, port, &r);
		} else {
			complain(number, err_text(e), 0);
			tally_post(TALLY_WRONG, 0);
		}
		load_report_done(&r);
		nap(opt.pause_ms);
	}
	load_wire_done(&w);
	return NULL;
}

/*
 * People who open the page: every other time on a new connection, which any
 * worker may accept, else on one of several that stay and so are spread over
 * all workers: one that does not turn is noticed even if it accepts nobody.
 * Beside each, the same of a service that has nothing else to do.
 */
static void *
probe_run(void *arg)
{
	struct load_wire fresh, kept[PROBE_KEPT], control, *w;
	const char *const control_ports[] = { opt.control, NULL };
	size_t at;
	long status;

	(void)arg;
	load_wire_init(&fresh, opt.host, opt.ca, opt.ports, true);
	load_wire_init(&control, opt.host, opt.ca, control_ports, true);
	for (size_t i = 0; i < PROBE_KEPT; i++)
		load_wire_init(&kept[i], opt.host, opt.ca, opt.ports, false);
	for (size_t i = 0; !atomic_load(&sent_all); i++) {
		at = i / 2 % PROBE_KEPT;
		w = i % 2 == 0 ? &fresh : &kept[at];
		status = load_wire_get(w, opt.ports[at % opt.port_count], "/");
		tally_probe(status, w->ms);
		if (opt.control != NULL) {
			status = load_wire_get(&control, opt.control, "/");
			tally_control(status, control.ms);
		}
		nap(opt.probe_ms);
	}
	load_wire_done(&fresh);
	load_wire_done(&control);
	for (size_t i = 0; i < PROBE_KEPT; i++)
		load_wire_done(&kept[i]);
	return NULL;
}

/* Each line of standard input names the next phase; its end is the end. */
static void
phases_read(void)
{
	char line[64];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		tally_phase(line);
	}
	atomic_store(&stopping, true);
}

static unsigned long
number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n > 10000000) {
		(void)fprintf(stderr, "client: error: %s: no number\n", text);
		exit(2);
	}
	return n;
}

static void
options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "host", required_argument, NULL, 'h' },
		{ "roster", required_argument, NULL, 'r' },
		{ "class", required_argument, NULL, 'k' },
		{ "ca", required_argument, NULL, 'a' },
		{ "journal", required_argument, NULL, 'j' },
		{ "reports", required_argument, NULL, 'n' },
		{ "clients", required_argument, NULL, 'c' },
		{ "pause", required_argument, NULL, 'p' },
		{ "resend", required_argument, NULL, 's' },
		{ "probe", required_argument, NULL, 'b' },
		{ "control", required_argument, NULL, 'o' },
		{ "quick", no_argument, NULL, 'q' },
		{ "retry", no_argument, NULL, 't' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'h':
			opt.host = optarg;
			break;
		case 'r':
			opt.roster = optarg;
			break;
		case 'k':
			opt.class_name = optarg;
			break;
		case 'a':
			opt.ca = optarg;
			break;
		case 'j':
			opt.journal = optarg;
			break;
		case 'n':
			opt.reports = number(optarg);
			break;
		case 'c':
			opt.clients = number(optarg);
			break;
		case 'p':
			opt.pause_ms = number(optarg);
			break;
		case 's':
			opt.resend = number(optarg);
			break;
		case 'b':
			opt.probe_ms = number(optarg);
			break;
		case 'o':
			opt.control = optarg;
			break;
		case 'q':
			opt.quick = true;
			break;
		case 't':
			opt.retry = true;
			break;
		default:
			exit(2);
		}
	}
	opt.ports = (const char *const *)(argv + optind);
	opt.port_count = (size_t)(argc - optind);
	if (opt.host == NULL || opt.roster == NULL || opt.ca == NULL ||
	    opt.journal == NULL || opt.port_count == 0 || opt.clients == 0 ||
	    opt.clients > CLIENTS_MAX) {
		(void)fprintf(stderr,
		    "usage: client --host HOST --roster FILE --ca FILE "
		    "--journal FILE [--class NAME] [--clients N]\n"
		    "  [--reports N] [--quick] [--retry] [--pause MS] "
		    "[--resend N] [--probe MS] [--control PORT] "
		    "PORT...\n");
		exit(2);
	}
}

static void
prepare(void)
{
	enum err e;

	if (seal_init() != ERR_OK || curl_global_init(CURL_GLOBAL_ALL) != 0) {
		(void)fprintf(stderr, "client: error: cannot start\n");
		exit(EXIT_FAILURE);
	}
	e = load_site_read(&site, opt.host, opt.roster, opt.class_name);
	if (e == ERR_OK && (journal = fopen(opt.journal, "wx")) == NULL)
		e = ERR_IO;
	if (e != ERR_OK) {
		(void)fprintf(stderr, "client: error: %s\n", err_text(e));
		exit(EXIT_FAILURE);
	}
	/* Written to connections that a killed server cuts. */
	(void)signal(SIGPIPE, SIG_IGN);
	tally_init();
}

int
main(int argc, char **argv)
{
	pthread_t clients[CLIENTS_MAX], probe;
	size_t numbers[CLIENTS_MAX];

	options(argc, argv);
	prepare();
	for (size_t i = 0; i < opt.clients; i++) {
		numbers[i] = i;
		REQUIRE(pthread_create(
			    &clients[i], NULL, client_run, &numbers[i]) == 0);
	}
	if (opt.probe_ms > 0)
		REQUIRE(pthread_create(&probe, NULL, probe_run, NULL) == 0);
	if (opt.reports == 0)
		phases_read();
	for (size_t i = 0; i < opt.clients; i++)
		(void)pthread_join(clients[i], NULL);
	atomic_store(&sent_all, true);
	if (opt.probe_ms > 0)
		(void)pthread_join(probe, NULL);
	tally_print(stdout);
	load_site_done(&site);
	if (fclose(journal) != 0) {
		(void)fprintf(stderr, "client: error: the journal\n");
		return EXIT_FAILURE;
	}
	return tally_wrongs() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
