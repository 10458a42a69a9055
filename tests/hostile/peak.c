/* SPDX-License-Identifier: ISC */
/*
 * Run a command with a file as its standard input and say what it cost, as one
 * line of JSON on descriptor 3:
 *	peak FILE COMMAND ...
 *	{"exit":1,"kib":9000,"ms":12.5,"read":65536}
 * kib is the most memory it ever had, read how far it read of the file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUT_FD 3

int
main(int argc, char **argv)
{
	struct timespec a, b;
	struct rusage used;
	int status, fd;
	pid_t pid;

	if (argc < 3 || (fd = open(argv[1], O_RDONLY | O_CLOEXEC)) < 0)
		return 2;
	(void)clock_gettime(CLOCK_MONOTONIC, &a);
	if ((pid = fork()) == 0) {
		(void)dup2(fd, STDIN_FILENO);
		(void)fcntl(OUT_FD, F_SETFD, FD_CLOEXEC);
		(void)execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &used) != pid)
		return 2;
	(void)clock_gettime(CLOCK_MONOTONIC, &b);
	return dprintf(OUT_FD,
		   "{\"exit\":%d,\"kib\":%ld,\"ms\":%.1f,\"read\":%lld}\n",
		   WIFEXITED(status) ? WEXITSTATUS(status) : -1, used.ru_maxrss,
		   (double)(b.tv_sec - a.tv_sec) * 1e3 +
		       (double)(b.tv_nsec - a.tv_nsec) / 1e6,
		   (long long)lseek(fd, 0, SEEK_CUR)) > 0
		   ? 0
		   : 2;
}
