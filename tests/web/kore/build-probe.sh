#!/bin/sh
# SPDX-License-Identifier: ISC
# Link the probe of these tests.  usage: build-probe.sh KORE_DIR PROBE [FLAGS]
set -eu
KORE=$1 PROBE=$2
shift 2
cd "$(dirname "$0")"/../../..
mkdir -p "$(dirname "$PROBE")"
# shellcheck disable=SC2046
exec ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -O2 -g -fPIE \
    -fvisibility=hidden "$@" $(cat "$KORE/features") \
    -I"$KORE/src/include" tests/web/kore/probe.c -o "$PROBE" \
    -pie -Wl,-z,relro,-z,now -Wl,--export-dynamic \
    -Wl,--wrap=fork,--wrap=SSL_read,--wrap=SSL_get_error,--wrap=fcntl,--wrap=getrlimit \
    -Wl,--whole-archive "$KORE/libkore.a" -Wl,--no-whole-archive -lssl -lcrypto
