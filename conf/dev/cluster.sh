#!/bin/bash
# SPDX-License-Identifier: ISC
# A private PostgreSQL 15 cluster in a folder of its own: unix sockets only, no
# port, no system cluster, database `qingfeng` with its roles (conf/roles.sql).
#	cluster.sh start DIR [--socket FOLDER[:GROUP]]... [--map USER=ROLE]...
#	cluster.sh stop DIR [fast|immediate]
#	cluster.sh status DIR		exit 0 when it answers
#	cluster.sh conninfo DIR ROLE	what libpq needs, e.g. for psql
# DIR gets data/ (the cluster), sock/ (its socket) and log.
#	--socket	one more folder for the socket, e.g. inside a service's
#			chroot; GROUP may enter it
#	--map		a system user that may become a role, e.g.
#			qingfeng-intake=qf_intake; `peer`: the kernel says who asks
# As root PostgreSQL runs as QF_PG_USER (default postgres) and root may become
# every role; as anybody else it runs as that user, who may.
set -eu
bin=${QF_PG_BIN:-/usr/lib/postgresql/15/bin}
roles_sql=$(cd "$(dirname "$0")/.." && pwd)/roles.sql
roles='postgres qf_owner qf_intake qf_office'
# Nothing of the caller's environment may lead elsewhere, and a server that
# stays must not hold the caller's pipes open.
unset ${!PG@}
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
me=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
	user=${QF_PG_USER:-postgres}
else
	user=$me
fi

die() {
	echo "cluster: error: $1" >&2
	[ $# -lt 2 ] || echo "cluster: hint: $2" >&2
	exit 1
}

# Run a command as PostgreSQL's user, from a folder that user can enter.
as_pg() {
	if [ "$user" = "$me" ]; then
		(cd / && "$@")
	else
		(cd / && setpriv --reuid "$user" --regid "$(id -g "$user")" \
		    --init-groups env HOME=/ "$@")
	fi
}

# The server's process, if it is more than a zombie: where process 1 does not
# wait for its children (containers), a killed server stays in the table, and
# pg_ctl and PostgreSQL take it for alive.
is_zombie() {
	pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
	grep -q '^State:.*Z' "/proc/$pid/status" 2>/dev/null
}

# Then its lock file is removed, once no backend of it is left either.
bury_zombie() {
	is_zombie || return 0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		readlink /proc/[0-9]*/cwd 2>/dev/null | grep -qxF "$data" || {
			rm -f "$data/postmaster.pid"
			return 0
		}
		sleep 0.5
	done
	die "backends of a killed server are still at work in $data"
}

alive() {
	[ -e "$data/postmaster.pid" ] && ! is_zombie &&
	    as_pg "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1
}

check_socket() {
	[ $((${#1} + 15)) -lt 107 ] ||
	    die "the socket's path under $1 would be over 107 bytes" \
		"choose a shorter folder"
}

make_socket_folder() { # FOLDER GROUP
	check_socket "$1"
	mkdir -p "$1"
	if [ "$user" != "$me" ]; then
		chown "$user:$2" "$1"
	elif [ -n "$2" ]; then
		chgrp "$2" "$1"
	fi
	chmod "$([ -n "$2" ] && echo 0710 || echo 0700)" "$1"
	as_pg test -w "$1" -a -x "$1" || die "$user cannot enter $1" \
	    "every folder above it must let $user through"
}

write_conf() { # SOCKET_FOLDERS
	cat >"$tmp/qingfeng.conf" <<END
# written by conf/dev/cluster.sh at every start
listen_addresses = ''
unix_socket_directories = '$1'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 64MB
dynamic_shared_memory_type = posix
jit = off
# No statement, no parameter, no value of a row and no address in the log.
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '[%p] '
# Errors stay out altogether (\`log\` is above \`error\` here): their text can
# quote what could not be read.  The services log the SQLSTATE.
log_min_messages = log
log_statement = 'none'
log_min_duration_statement = -1
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_connections = off
log_disconnections = off
log_hostname = off
log_checkpoints = off
log_lock_waits = off
log_replication_commands = off
log_autovacuum_min_duration = -1
END
	{
		echo "# written by conf/dev/cluster.sh at every start"
		for role in $roles; do
			printf 'qf\t%s\t%s\n' "$user" "$role"
			[ "$user" = "$me" ] || printf 'qf\t%s\t%s\n' "$me" "$role"
		done
		for map in $maps; do
			printf 'qf\t%s\t%s\n' "${map%%=*}" "${map#*=}"
		done
	} >"$tmp/pg_ident.conf"
	cat >"$tmp/pg_hba.conf" <<END
# written by conf/dev/cluster.sh at every start
local all postgres peer map=qf
local qingfeng qf_owner peer map=qf
local qingfeng qf_intake peer map=qf
local qingfeng qf_office peer map=qf
local all all reject
END
	for f in qingfeng.conf pg_ident.conf pg_hba.conf; do
		as_pg sh -c 'umask 077; cat >"$1.new" && mv "$1.new" "$1"' \
		    sh "$data/$f" <"$tmp/$f"
	done
}

start() {
	sockets= maps=
	while [ $# -gt 0 ]; do
		case $1 in
		--socket) sockets="$sockets $2" ;;
		--map)
			case $2 in
			?*=qf_intake | ?*=qf_office | ?*=qf_owner) ;;
			*) die "--map wants USER=qf_intake, qf_office or qf_owner" ;;
			esac
			maps="$maps $2"
			;;
		*) die "unknown option" "see the head of $0" ;;
		esac
		shift 2
	done
	[ -x "$bin/postgres" ] || die "no PostgreSQL 15 in $bin" \
	    "apt-get install postgresql"
	alive && die "a cluster is running in $dir already"
	bury_zombie
	check_socket "$sock"

	mkdir -p "$dir"
	[ "$user" = "$me" ] || chmod a+x "$dir"
	as_pg test -x "$dir" || die "$user cannot enter $dir" \
	    "every folder above it must let $user through"
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	touch "$dir/log"
	chmod 0600 "$dir/log"
	[ "$user" = "$me" ] || chown "$user:" "$dir/log"
	if [ ! -e "$data/PG_VERSION" ]; then
		rm -rf "$data"
		mkdir -m 0700 "$data"
		[ "$user" = "$me" ] || chown "$user:" "$data"
		as_pg "$bin/initdb" -D "$data" -U postgres --data-checksums \
		    --auth=reject --encoding=UTF8 --locale=C >"$tmp/initdb" 2>&1 || {
			cat "$tmp/initdb" >&2
			rm -rf "$data"
			die "initdb failed"
		}
		as_pg sh -c 'echo "include '\''qingfeng.conf'\''" >>"$1"' sh \
		    "$data/postgresql.conf"
	fi
	make_socket_folder "$sock" ''
	list=$sock
	for s in $sockets; do
		folder=${s%%:*} group=
		case $s in *:*) group=${s#*:} ;; esac
		make_socket_folder "$folder" "$group"
		list="$list,$folder"
	done
	write_conf "$list"

	# After a kill -9 the last backends may need a moment to go.
	tries=0
	until as_pg "$bin/pg_ctl" -D "$data" -l "$dir/log" -w -t 60 start \
	    >"$tmp/start" 2>&1; do
		tries=$((tries + 1))
		if [ $tries -ge 5 ]; then
			cat "$tmp/start" >&2
			tail -n 5 "$dir/log" >&2
			die "PostgreSQL did not start" "its log is $dir/log"
		fi
		sleep 1
	done
	as_pg psql -X -q -v ON_ERROR_STOP=1 -h "$sock" -U postgres -d postgres \
	    -f - <"$roles_sql" >/dev/null
}

stop() {
	alive || return 0
	as_pg "$bin/pg_ctl" -D "$data" -m "${1:-fast}" -w -t 60 stop >/dev/null
}

[ $# -ge 2 ] || die "too few arguments" "see the head of $0"
verb=$1
[ "$verb" != start ] || mkdir -p "$2"
[ -d "$2" ] || { [ "$verb" = stop ] && exit 0; exit 1; }
dir=$(cd "$2" && pwd -P)
data=$dir/data sock=$dir/sock
shift 2
case $verb in
start) start "$@" ;;
stop) stop "$@" ;;
status) alive && as_pg "$bin/pg_isready" -q -h "$sock" ;;
conninfo)
	[ $# -eq 1 ] || die "conninfo wants a role"
	echo "host=$sock dbname=qingfeng user=$1"
	;;
*) die "unknown verb" "see the head of $0" ;;
esac
