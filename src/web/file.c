/* SPDX-License-Identifier: ISC */
#include "web/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
web_file_read(const char *path, struct base_buf *out)
{
	struct stat st;
	uint8_t *at;
	ssize_t n;
	enum err e = ERR_OK;
	int fd, saved;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)) == -1)
		return ERR_IO;
	if (fstat(fd, &st) == -1) {
		e = ERR_IO;
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		e = ERR_IO;
		goto out;
	}
	for (;;) {
		/* One byte more than the ceiling tells "full" from "more". */
		size_t room =
		    out->max - out->len < 4096 ? out->max - out->len : 4096;
		uint8_t spare;

		if (room == 0)
			at = &spare;
		else if ((e = base_buf_reserve(out, room, &at)) != ERR_OK)
			goto out;
		do
			n = read(fd, at, room == 0 ? 1 : room);
		while (n == -1 && errno == EINTR);
		if (n == -1) {
			e = ERR_IO;
			goto out;
		}
		if (n == 0)
			break;
		if (room == 0) {
			e = ERR_LIMIT;
			goto out;
		}
		out->len += (size_t)n;
	}
out:
	saved = errno;
	(void)close(fd);
	errno = saved;
	return e;
}
