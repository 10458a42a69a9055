#!/bin/sh
# SPDX-License-Identifier: ISC
# Copy Debian's Kore source, apply our patches, compile it into an archive.
#
# usage: build.sh OUT
#	OUT/libkore.a		everything but a program's hooks
#	OUT/src/include/kore	the patched headers: compile against these only
#	OUT/features		compiler flags that a program must pass
# environment:
#	KORE_SOURCE	the installed source (/usr/share/kore)
#	KORE_WITHOUT	number of one patch to take out again (for its test)
#	KORE_CFLAGS	added flags, such as -fsanitize=address
#	CC
set -eu

OUT=${1:?usage: build.sh OUT}
SOURCE=${KORE_SOURCE:-/usr/share/kore}
CC=${CC:-cc}
WANT=4.1.0
HERE=$(cd "$(dirname "$0")" && pwd)
T=$OUT.new

fail() {
	echo "kore: error: $1" >&2
	[ -z "${2:-}" ] || echo "kore: hint: $2" >&2
	rm -rf "$T"
	exit 1
}

[ -r "$SOURCE/RELEASE" ] ||
    fail "no Kore source in $SOURCE" "apt-get install kore"
HAVE=$(cat "$SOURCE/RELEASE")
[ "$HAVE" = "$WANT" ] || fail "Kore $HAVE is installed, the patches are for \
$WANT" "install Debian 12's kore, or port src/kore/patches"
command -v patch >/dev/null || fail "no patch program" "apt-get install patch"

rm -rf "$T"
mkdir -p "$T/src" "$T/obj"
cp -r "$SOURCE/src" "$SOURCE/include" "$T/src/"

for p in "$HERE"/patches/[0-9]*.patch; do
	patch -s -p1 --fuzz=0 -d "$T/src" <"$p" ||
	    fail "${p##*/} does not apply to $SOURCE"
done
if [ -n "${KORE_WITHOUT:-}" ]; then
	set -- "$HERE/patches/$KORE_WITHOUT"-*.patch
	[ -r "$1" ] || fail "no patch $KORE_WITHOUT"
	patch -s -p1 -R --fuzz=3 --no-backup-if-mismatch -d "$T/src" <"$1" ||
	    fail "${1##*/} cannot be taken out"
fi
find "$T/src" -name '*.orig' -o -name '*.rej' | grep . &&
    fail "a patch left scraps behind"

"$SOURCE/misc/linux-platform.sh" >"$T/obj/platform.h"
echo "const char *kore_version = \"$WANT\";" >"$T/obj/version.c"

# No PGSQL, TASKS, CURL, PYTHON, ACME or JSONRPC: less to trust.
FILES="accesslog auth buf config connection domain fileref filemap http json
    keymgr kore linux mem module msg net pool runtime seccomp timer utils
    validator websocket worker"
FLAGS="-std=c99 -pedantic -O2 -g -D_GNU_SOURCE=1 -DKORE_SINGLE_BINARY
    -Wall -Werror -Wstrict-prototypes -Wmissing-prototypes
    -Wmissing-declarations -Wshadow -Wpointer-arith -Wcast-qual
    -Wsign-compare -Wtype-limits -fstack-protector-strong
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fPIE -fvisibility=hidden
    -I$T/src/include/kore -I$T/obj ${KORE_CFLAGS:-}"

# shellcheck disable=SC2086
{
	echo "$CC $(echo $FLAGS) -c $T/obj/version.c -o $T/obj/version.o"
	for f in $FILES; do
		echo "$CC $(echo $FLAGS) -c $T/src/src/$f.c -o $T/obj/$f.o"
	done
} | xargs -P 2 -I{} sh -c '{}' || fail "Kore does not compile"

ar rcs "$T/libkore.a" "$T"/obj/*.o
echo "-DKORE_SINGLE_BINARY -isystem $OUT/src/include" >"$T/features"
rm -rf "$OUT"
mv "$T" "$OUT"
