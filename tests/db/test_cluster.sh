#!/bin/bash
# SPDX-License-Identifier: ISC
# conf/dev/cluster.sh: who may become which role, paths, stop and start.  Says
# TAP, as the C tests do.  The parts about several users need root.
set -u
cluster=$QF_CLUSTER
dir=$(mktemp -d "${TMPDIR:-/tmp}/qfc.XXXXXX") || exit 1
trap '"$cluster" stop "$dir/pg" immediate; rm -rf "$dir"' EXIT
chmod 711 "$dir"
n=0 bad=0

check() { # NAME COMMAND...
	local name=$1
	shift
	n=$((n + 1))
	if "$@" >"$dir/out" 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$dir/out"
		bad=$((bad + 1))
	fi
}

fails() { ! "$@"; }
says() { # TEXT COMMAND...
	local text=$1
	shift
	"$@" 2>&1 | grep -qF "$text"
}
as_nobody() {
	(cd / && setpriv --reuid nobody --regid nogroup --clear-groups "$@")
}
ask() { # FOLDER ROLE
	psql -XAtq "host=$1 dbname=qingfeng user=$2" -c 'SELECT current_user'
}
as_nobody_ask() {
	as_nobody psql -XAtq "host=$1 dbname=qingfeng user=$2" \
	    -c 'SELECT current_user'
}

check status_before_start_fails fails "$cluster" status "$dir/pg"
check stop_before_start_is_nothing "$cluster" stop "$dir/pg"
if [ "$(id -u)" -eq 0 ]; then
	check starts "$cluster" start "$dir/pg" \
	    --socket "$dir/extra:nogroup" --map nobody=qf_intake
else
	check starts "$cluster" start "$dir/pg" --socket "$dir/extra"
fi
check status_says_it_runs "$cluster" status "$dir/pg"
check second_start_is_refused says 'running' "$cluster" start "$dir/pg"
for role in qf_owner qf_intake qf_office postgres; do
	check "starter_may_be_$role" says "$role" ask "$dir/pg/sock" "$role"
done
check extra_socket_serves says qf_office ask "$dir/extra" qf_office
check no_tcp_port fails psql -Xq "host=127.0.0.1 dbname=qingfeng" -c 'SELECT 1'
check socket_folder_is_closed test "$(stat -c %a "$dir/pg/sock")" = 700
check data_folder_is_closed test "$(stat -c %a "$dir/pg/data")" = 700
if [ "$(id -u)" -eq 0 ]; then
	check mapped_user_gets_its_role \
	    says qf_intake as_nobody_ask "$dir/extra" qf_intake
	for role in qf_office qf_owner postgres; do
		check "mapped_user_never_is_$role" \
		    says 'Peer authentication failed' \
		    as_nobody_ask "$dir/extra" "$role"
	done
	check own_socket_is_out_of_reach \
	    says 'Permission denied' as_nobody_ask "$dir/pg/sock" qf_intake
	mkdir -m 0700 "$dir/closed"
	check folder_out_of_reach_is_told \
	    says 'cannot enter' "$cluster" start "$dir/closed/pg"
fi
check stops "$cluster" stop "$dir/pg"
check status_after_stop_fails fails "$cluster" status "$dir/pg"
check starts_again_and_keeps_the_rest "$cluster" start "$dir/pg"
check map_of_last_start_is_gone \
    fails grep -q '^qf.nobody.qf_intake' "$dir/pg/data/pg_ident.conf"
check long_path_is_told says '107 bytes' "$cluster" start \
    "$dir/$(printf 'x%.0s' {1..90})"
check superuser_cannot_be_mapped says 'wants USER' "$cluster" start "$dir/pg2" \
    --map nobody=postgres
echo "1..$n"
[ "$bad" -eq 0 ]
