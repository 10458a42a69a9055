/* SPDX-License-Identifier: ISC */
#include "web/sandbox.h"

#include <errno.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kore/kore.h>
#include <kore/seccomp.h>
#include <kore/hooks.h>

#include "base/err.h"
#include "web/route.h"

static struct {
	dev_t dev;
	ino_t ino;
} old_root;
static bool network_allowed;

/*
 * newfstatat, faccessat2: any stat; libpq looks for its files.  mremap: libpq's
 * buffers from 128 KiB.  mlock, munlock, madvise: sodium_malloc().  prctl only
 * to be asked what is in force.
 */
static struct sock_filter filter[] = {
	KORE_SYSCALL_ALLOW(newfstatat),
	KORE_SYSCALL_ALLOW(faccessat2),
	KORE_SYSCALL_ALLOW(mremap),
	KORE_SYSCALL_ALLOW(mlock),
	KORE_SYSCALL_ALLOW(munlock),
	KORE_SYSCALL_ALLOW(connect),
	KORE_SYSCALL_ALLOW(getsockopt),
	KORE_SYSCALL_ALLOW(getsockname),
	KORE_SYSCALL_ALLOW(getpeername),
	KORE_SYSCALL_ALLOW(shutdown),
	KORE_SYSCALL_ALLOW(uname),
	KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_UNIX),
	KORE_SYSCALL_ALLOW_ARG(prctl, 0, PR_GET_SECCOMP),
	KORE_SYSCALL_ALLOW_ARG(prctl, 0, PR_GET_NO_NEW_PRIVS),
};

/* Only for a database on another machine. */
static struct sock_filter filter_network[] = {
	KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_INET),
	KORE_SYSCALL_ALLOW_ARG(socket, 0, AF_INET6),
	KORE_SYSCALL_ALLOW(recvmsg),
	KORE_SYSCALL_ALLOW(sendmsg),
};

/* Kore looks this up by name and calls it just before the filter is set. */
WEB_EXPORT void
kore_seccomp_hook(void)
{
	/* A change of user has reset it. */
	REQUIRE(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	/* The key manager speaks to nobody and keeps Kore's own filter. */
	if (worker->id == KORE_WORKER_KEYMGR)
		return;
	REQUIRE(kore_seccomp_filter("qingfeng", filter,
		    KORE_FILTER_LEN(filter)) == KORE_RESULT_OK);
	if (network_allowed)
		REQUIRE(kore_seccomp_filter("qingfeng-network", filter_network,
			    KORE_FILTER_LEN(filter_network)) == KORE_RESULT_OK);
}

void
web_sandbox_prepare(bool network)
{
	const struct rlimit none = { 0, 0 };
	struct stat st;

	REQUIRE(setrlimit(RLIMIT_CORE, &none) == 0);
	REQUIRE(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	REQUIRE(stat("/", &st) == 0);
	old_root.dev = st.st_dev;
	old_root.ino = st.st_ino;
	network_allowed = network;
}

void
web_sandbox_require(void)
{
	struct stat st;

	REQUIRE(getuid() != 0 && geteuid() != 0);
	REQUIRE(stat("/", &st) == 0);
	REQUIRE(st.st_dev != old_root.dev || st.st_ino != old_root.ino);
	REQUIRE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	REQUIRE(prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2);
}
