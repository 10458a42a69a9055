#!/bin/sh
# SPDX-License-Identifier: ISC
# make install, make uninstall: programs, man pages, units and examples below
# PREFIX and DESTDIR; never data, never settings.
#	install.sh install|uninstall
set -eu
cd "$(dirname "$0")/.."
prefix=${PREFIX:-/usr/local} root=${DESTDIR:-}
data=$root$prefix/share/qingfeng
etc=$root/etc/qingfeng
units=$root/lib/systemd/system
man=$root$prefix/share/man

case ${1:-} in
install)
	install -d "$root$prefix/bin" "$data/migrations" "$etc" "$units" "$man/man1" "$man/man8"
	install -m 755 build/bin/qf build/bin/qingfeng-intake build/bin/qingfeng-office "$root$prefix/bin"
	install -m 644 migrations/*.sql "$data/migrations"
	install -m 644 conf/roles.sql "$data"
	install -m 644 docs/man/*.1 "$man/man1"
	install -m 644 docs/man/*.8 "$man/man8"
	ln -sf qingfeng-intake.8 "$man/man8/qingfeng-office.8"
	for f in intake.conf office.conf site.json; do
		install -m 644 "conf/$f" "$etc/$f.example"
	done
	install -m 644 conf/site.schema.json "$etc"
	for s in intake office; do
		sed "s,/usr/local,$prefix," "conf/systemd/qingfeng-$s.service" >"$units/qingfeng-$s.service"
		chmod 644 "$units/qingfeng-$s.service"
	done
	# Installed, not enabled: nobody is sent a mail unasked.
	sed "s,/usr/local,$prefix," conf/systemd/qingfeng-digest.service >"$units/qingfeng-digest.service"
	install -m 644 conf/systemd/qingfeng-digest.timer "$units"
	chmod 644 "$units/qingfeng-digest.service"
	install -d "$root$prefix/share/bash-completion/completions"
	build/bin/qf completion bash >"$root$prefix/share/bash-completion/completions/qf"
	chmod 644 "$root$prefix/share/bash-completion/completions/qf"
	;;
uninstall)
	rm -f "$root$prefix/bin/qf"
	for s in intake office; do
		rm -f "$root$prefix/bin/qingfeng-$s" "$units/qingfeng-$s.service" "$man/man8/qingfeng-$s.8" "$etc/$s.conf.example"
	done
	for page in docs/man/*.1; do
		rm -f "$man/man1/${page##*/}"
	done
	rm -f "$etc/site.json.example" "$etc/site.schema.json" "$units/qingfeng-digest.service" "$units/qingfeng-digest.timer" \
	    "$root$prefix/share/bash-completion/completions/qf"
	rm -rf "$data"
	;;
*)
	echo "usage: install.sh install|uninstall" >&2
	exit 2
	;;
esac
