/* SPDX-License-Identifier: ISC */
#include "cli/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/file.h"

#define FD_PATH_LEN 32

/* Everything the child may know of ours; no date goes into the PDF. */
static char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
	"LC_ALL=C.UTF-8", "SOURCE_DATE_EPOCH=0", "HOME=/nonexistent", NULL };

/* Run a program with its output in fd.  0: it ended well. */
static int
run(char *const argv[], int fd)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status, error;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	error = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawnp(
		    &pid, argv[0], &actions, NULL, argv, environment);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		return error;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return errno;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EIO;
}

/* A file without a name; fd -1 when there is none. */
static int
memory_file(const void *data, size_t len)
{
	int fd = memfd_create("poster", 0);

	if (fd >= 0 && (cli_write_all(fd, data, len) != ERR_OK ||
			   lseek(fd, 0, SEEK_SET) != 0)) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

static void
say_run(const char *program, int error)
{
	cli_error("%s: %s", program,
	    error == EIO ? "it failed" : strerror(error));
	if (error == ENOENT)
		cli_hint("install Debian's librsvg2-bin and fontconfig, or "
			 "print the html");
}

/* Boxes in the place of characters would only be seen on the wall. */
static bool
has_chinese_font(void)
{
	char *const argv[] = { "fc-list", ":lang=zh-cn", "family", NULL };
	int fd = memory_file("", 0), error;
	off_t said;

	if (fd < 0) {
		say_run(argv[0], errno);
		return false;
	}
	error = run(argv, fd);
	said = lseek(fd, 0, SEEK_END);
	(void)close(fd);
	if (error != 0) {
		say_run(argv[0], error);
	} else if (said <= 0) {
		cli_error("no Chinese font is installed");
		cli_hint("install one, such as Debian's fonts-noto-cjk");
	}
	return error == 0 && said > 0;
}

static enum cli_exit
convert(const struct base_buf *svg, size_t count, int out)
{
	char path[CLI_OPERANDS_MAX][FD_PATH_LEN];
	char *argv[CLI_OPERANDS_MAX + 3] = { "rsvg-convert", "--format=pdf" };
	int fd[CLI_OPERANDS_MAX];
	size_t open = 0;
	int error = 0;

	REQUIRE(count <= CLI_OPERANDS_MAX);
	for (; error == 0 && open < count; open++) {
		fd[open] = memory_file(svg[open].data, svg[open].len);
		if (fd[open] < 0) {
			error = errno;
			break;
		}
		(void)snprintf(path[open], sizeof(path[open]),
		    "/proc/self/fd/%d", fd[open]);
		argv[2 + open] = path[open];
	}
	if (error == 0)
		error = run(argv, out);
	while (open > 0)
		(void)close(fd[--open]);
	if (error == 0)
		return CLI_OK;
	say_run(argv[0], error);
	return CLI_FAIL;
}

enum cli_exit
cli_convert_pdf(const char *path, const struct base_buf *svg, size_t count)
{
	struct cli_out out;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (!has_chinese_font())
		return CLI_FAIL;
	if ((e = cli_out_open(&out, path, 0644, true)) != ERR_OK) {
		(void)cli_fail(e, "%s", path == NULL ? "-" : path);
	} else if (cli_out_binary_ok(&out) &&
		   convert(svg, count, out.fd) == CLI_OK) {
		if ((e = cli_out_commit(&out)) == ERR_OK)
			x = CLI_OK;
		else
			(void)cli_fail(e, "%s", path == NULL ? "-" : path);
	}
	cli_out_done(&out);
	return x;
}
