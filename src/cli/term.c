/* SPDX-License-Identifier: ISC */
#include "cli/term.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/file.h"

#define KEY_INTERRUPT 3 /* ^C */
#define KEY_END 4       /* ^D */
#define KEY_BACKSPACE 8 /* ^H */
#define KEY_KILL 21     /* ^U */
#define KEY_DELETE 127

/* A line that grows to CLI_PASSPHRASE_MAX in guarded memory. */
struct line {
	struct base_secret *bytes;
	size_t len;
};

enum cli_exit
cli_arg_fd(const struct cli_args *a, const char *name, int *out)
{
	uint64_t v = 0;
	enum cli_exit x;

	*out = CLI_FD_NONE;
	if (cli_arg(a, name) == NULL)
		return CLI_OK;
	if ((x = cli_arg_number(a, name, 0, 1023, &v)) != CLI_OK)
		return x;
	if (fcntl((int)v, F_GETFD) < 0)
		return cli_misuse(
		    "--%s: descriptor %d is not open", name, (int)v);
	*out = (int)v;
	return CLI_OK;
}

/*
 * One byte at a time: what follows the line belongs to the next reader of the
 * same descriptor (a second passphrase, a message).
 */
static enum err
read_line(int fd, struct line *l)
{
	uint8_t c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			cli_error("cannot read descriptor %d: %s", fd,
			    strerror(errno));
			return ERR_IO;
		}
		if (n == 0 || c == '\n')
			break;
		if (l->len == l->bytes->len) {
			cli_error("the secret is too long");
			return ERR_FORMAT;
		}
		l->bytes->data[l->len++] = c;
	}
	if (l->len > 0 && l->bytes->data[l->len - 1] == '\r')
		l->len--;
	return ERR_OK;
}

static void
drop_character(struct line *l)
{
	while (l->len > 0 && (l->bytes->data[l->len - 1] & 0xc0) == 0x80)
		l->len--;
	if (l->len > 0)
		l->len--;
}

/*
 * The terminal hands over keys one by one, signals included, so that the echo
 * is back on whatever the user does.
 */
static enum err
read_keys(int fd, struct line *l)
{
	uint8_t c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || c == KEY_INTERRUPT ||
		    (c == KEY_END && l->len == 0)) {
			cli_error("no secret was typed");
			return ERR_IO;
		}
		if (c == '\n' || c == '\r' || c == KEY_END)
			return ERR_OK;
		if (c == KEY_BACKSPACE || c == KEY_DELETE) {
			drop_character(l);
		} else if (c == KEY_KILL) {
			l->len = 0;
		} else if (l->len == l->bytes->len) {
			cli_error("the secret is too long");
			return ERR_FORMAT;
		} else {
			l->bytes->data[l->len++] = c;
		}
	}
}

static enum err
read_terminal(const char *prompt, struct line *l)
{
	struct termios was, quiet;
	enum err e;
	int fd;

	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || tcgetattr(fd, &was) != 0) {
		cli_error("there is no terminal to ask for a secret");
		cli_hint("give it by a file descriptor, see the -fd options");
		if (fd >= 0)
			(void)close(fd);
		return ERR_IO;
	}
	quiet = was;
	quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	(void)tcsetattr(fd, TCSAFLUSH, &quiet);
	e = cli_write_all(fd, prompt, strlen(prompt));
	if (e == ERR_OK)
		e = cli_write_all(fd, ": ", 2);
	if (e == ERR_OK)
		e = read_keys(fd, l);
	(void)tcsetattr(fd, TCSAFLUSH, &was);
	if (cli_write_all(fd, "\n", 1) != ERR_OK && e == ERR_OK)
		e = ERR_IO;
	(void)close(fd);
	return e;
}

static enum err
read_one(int fd, const char *prompt, struct base_secret **out)
{
	struct line l = { 0 };
	enum err e;

	if ((e = base_secret_new(&l.bytes, CLI_PASSPHRASE_MAX)) != ERR_OK) {
		(void)cli_fail(e, "cannot read the secret");
		goto out;
	}
	e = fd == CLI_FD_NONE ? read_terminal(prompt, &l) : read_line(fd, &l);
	if (e != ERR_OK)
		goto out;
	if (l.len == 0) {
		cli_error("the secret is empty");
		e = ERR_FORMAT;
		goto out;
	}
	if ((e = base_secret_new(out, l.len)) != ERR_OK) {
		(void)cli_fail(e, "cannot read the secret");
		goto out;
	}
	memcpy((*out)->data, l.bytes->data, l.len);
out:
	base_secret_free(&l.bytes);
	return e;
}

enum err
cli_secret_read(
    struct base_secret **out, int fd, const char *prompt, bool twice)
{
	struct base_secret *first = NULL, *second = NULL;
	enum err e;

	if ((e = read_one(fd, prompt, &first)) != ERR_OK)
		goto out;
	if (twice && fd == CLI_FD_NONE) {
		if ((e = read_one(fd, "once more", &second)) != ERR_OK)
			goto out;
		if (first->len != second->len ||
		    sodium_memcmp(first->data, second->data, first->len) != 0) {
			cli_error("the two are not the same");
			e = ERR_FORMAT;
			goto out;
		}
	}
	*out = first;
	first = NULL;
out:
	base_secret_free(&first);
	base_secret_free(&second);
	return e;
}
