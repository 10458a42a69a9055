# SPDX-License-Identifier: ISC
# Sourced by run and demo: a whole site in one folder, for one machine.
#
#	site_make	cluster, schema, certificates, demo keys, root set, roster
#	site_start	both services; returns when both answer
#	site_stop	services, then the cluster; only what was started here
#
# Wants root, $repo, $state, $intake_port, $office_port.  $state gets
#	db/	the cluster		ca/	certificates of a local CA
#	intake/, office/	root/ and key/: what each service may see
#	keys/	demo keys and their passphrase		notes/	roots and rosters
#	*.conf, *.log

site_host=qingfeng.localhost
site_users="qingfeng-db qingfeng-intake qingfeng-intake-key qingfeng-office qingfeng-office-key"
qf=$repo/build/bin/qf

# The default state folder: one for each checkout, where a reboot leaves it.
site_default_state() {
	echo "/var/tmp/qingfeng-$(printf %s "$repo" | sha256sum | cut -c 1-10)"
}

# Root's own folder, made by root, used by one process at a time.
site_claim() {
	[ -e "$state" ] || mkdir -m 0755 "$state"
	[ -d "$state" ] && [ ! -L "$state" ] && [ "$(stat -c %u "$state")" -eq 0 ] ||
	    die "$state is not a folder of root's" "choose another by QF_STATE=FOLDER"
	exec 9>"$state/lock"
	flock -n 9 || die "$state is in use" "another make run or make demo runs on it"
}

say() { printf '%s\n' "$*"; }
die() {
	printf 'error: %s\n' "$1" >&2
	[ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
	exit 1
}
cluster() { QF_PG_USER=qingfeng-db "$repo/conf/dev/cluster.sh" "$@"; }
intake_url() { echo "https://127.0.0.1:$intake_port"; }
office_url() { echo "https://127.0.0.1:$office_port"; }
site_pin() { "$qf" root pin "$state/notes/root-1.note"; }

site_make_users() {
	for user in $site_users; do
		getent passwd "$user" >/dev/null ||
		    useradd --system --user-group --no-create-home --home-dir /nonexistent \
			--shell /usr/sbin/nologin "$user"
	done
}

# Two of three roots; six officers.  03 handles both kinds of report, so that
# the demo shows one person in two classes; 05 and 06 are the superior organ.
site_officers='01 纪检工作办公室
02 机关纪委
03 基层工作部
04 青年发展部
05 派驻纪检监察组一组
06 派驻纪检监察组二组'

site_make_keys() {
	keys=$state/keys notes=$state/notes
	mkdir -p "$notes"
	[ -s "$keys/passphrase.txt" ] || openssl rand -hex 10 >"$keys/passphrase.txt"
	for label in a b c; do
		[ -s "$keys/root-$label.key" ] ||
		    "$qf" keygen --host "$site_host" --root "$label" --plain \
			-o "$keys/root-$label.key" >"$keys/root-$label.pub"
	done
	[ -s "$keys/promise.key" ] ||
	    "$qf" keygen --host "$site_host" --promise -o "$keys/promise.key" >"$keys/promise.pub"
	[ -s "$keys/release.key" ] ||
	    "$qf" keygen --host "$site_host" --release --plain -o "$keys/release.key" >"$keys/release.pub"
	say "$site_officers" | while read -r number office; do
		[ -s "$keys/officer-$number.key" ] ||
		    "$qf" keygen --host "$site_host" --officer "$number" --office "$office" \
			--passphrase-fd 3 -o "$keys/officer-$number.key" \
			>"$keys/officer-$number.pub" 3<"$keys/passphrase.txt"
	done
}

site_sign() { # root|roster VERSION
	"$qf" "$1" sign -k "$keys/root-a.key" -k "$keys/root-b.key" \
	    -o "$notes/$1-$2.note" "$notes/$1.txt"
	rm -f "$notes/$1.txt"
}

site_newest() { # newest roster's version, 0 if there is none
	ls "$notes" | sed -n 's/^roster-\([0-9]*\)\.note$/\1/p' | sort -n | tail -n 1 | grep . || echo 0
}

site_make_notes() {
	if [ ! -s "$notes/root-1.note" ]; then
		"$qf" root new --host "$site_host" --threshold 2 -k "$(cat "$keys/root-a.pub")" \
		    -k "$(cat "$keys/root-b.pub")" -k "$(cat "$keys/root-c.pub")" -o "$notes/root.txt"
		site_sign root 1
	fi
	version=$(site_newest)
	soon=$(TZ=Asia/Shanghai date -d '+7 days' +%F)
	if [ "$version" -eq 0 ]; then
		set -- --host "$site_host" --promise "$(cat "$keys/promise.pub")" \
		    --class 'youth 03 04' --class 'concern 01 02 03' --class 'leadership 05 06'
		for number in 01 02 03 04 05 06; do
			set -- "$@" --officer "$(cat "$keys/officer-$number.pub")"
		done
		"$qf" roster new "$@" -o "$notes/roster.txt"
		site_sign roster 1
	elif ! "$qf" roster verify --root "$notes/root-1.note" --date "$soon" \
	    "$notes/roster-$version.note" >/dev/null 2>&1; then
		# A demo that slept for weeks gets a fresh month.
		"$qf" roster new --prev "$notes/roster-$version.note" -o "$notes/roster.txt"
		site_sign roster $((version + 1))
	fi
}

# The page of this very build, signed as a release would be.
site_make_manifest() {
	"$qf" manifest new --host "$site_host" -o "$notes/manifest.txt" "$repo/build/assets/reporter"
	"$qf" manifest sign -k "$keys/release.key" -o "$notes/manifest.note" "$notes/manifest.txt"
	rm -f "$notes/manifest.txt"
}

site_make_folders() {
	"$repo/conf/dev/pki.sh" "$state/ca" intake.qingfeng.localhost office.qingfeng.localhost "$site_host"
	for s in intake office; do
		mkdir -p "$state/$s/root" "$state/$s/key"
		chmod 0755 "$state/$s" "$state/$s/root"
		install -m 0400 -o "qingfeng-$s-key" "$state/ca/$site_host.key" "$state/$s/key/key.pem"
		install -m 0444 "$state/ca/$site_host.pem" "$state/$s/key/server.pem"
		chown "qingfeng-$s-key:" "$state/$s/key"
		chmod 0700 "$state/$s/key"
	done
	install -m 0400 -o qingfeng-intake "$state/keys/promise.key" "$state/intake/root/promise.key"
}

site_write_conf() { # SERVICE PORT, more lines on standard input
	{
		cat <<-X
			# written by conf/dev/site.sh at every start
			host $site_host
			alias localhost
			alias 127.0.0.1
			listen 127.0.0.1 $2
			root $state/$1/root
			user qingfeng-$1
			key-root $state/$1/key
			key-user qingfeng-$1-key
			certificate /server.pem
			key /key.pem
			pidfile $state/$1.pid
			database host=/pgsock dbname=qingfeng user=qf_$1
		X
		cat
	} >"$state/$1.conf"
}

site_make() {
	umask 022
	site_make_users
	mkdir -p "$state/keys" "$state/ca"
	chmod 0700 "$state/keys" "$state/ca"
	mkdir -p "$state/intake/root" "$state/office/root"
	cluster start "$state/db" --socket "$state/intake/root/pgsock:qingfeng-intake" \
	    --socket "$state/office/root/pgsock:qingfeng-office" \
	    --map qingfeng-intake=qf_intake --map qingfeng-office=qf_office
	site_cluster=started
	owner=$(cluster conninfo "$state/db" qf_owner)
	"$qf" migrate --database "$owner" --migrations "$repo/migrations" >&2
	site_make_keys
	site_make_notes
	site_make_manifest
	site_make_folders
	database=$(cluster conninfo "$state/db" qf_office)
	"$qf" root publish --database "$database" "$notes/root-1.note" >&2
	"$qf" roster publish --database "$database" \
	    $(find "$notes" -name 'roster-*.note' | sort -V) >&2
	site_write_conf intake "$intake_port" <<-X
		site $repo/conf/site.json
		promise-key /promise.key
		manifest $notes/manifest.note
	X
	site_write_conf office "$office_port" <<-X
		origin $(office_url)
		release immediate
	X
}

site_wait() { # NAME URL PID
	tries=0
	until curl -s -o /dev/null --cacert "$state/ca/ca.pem" "$2"; do
		kill -0 "$3" 2>/dev/null || {
			tail -n 20 "$state/$1.log" >&2
			die "qingfeng-$1 did not start" "its log is $state/$1.log"
		}
		tries=$((tries + 1))
		[ $tries -lt 150 ] || die "qingfeng-$1 does not answer at $2" "its log is $state/$1.log"
		sleep 0.1
	done
}

site_start() {
	# A session of their own: Ctrl-C reaches run alone, which stops them.
	setsid "$repo/build/bin/qingfeng-intake" -s "$state/intake.conf" >"$state/intake.log" 2>&1 &
	intake_pid=$!
	setsid "$repo/build/bin/qingfeng-office" -s "$state/office.conf" >"$state/office.log" 2>&1 &
	office_pid=$!
	site_wait intake "$(intake_url)/v1/start" "$intake_pid"
	site_wait office "$(office_url)/v1/roster" "$office_pid"
}

site_stop() {
	for pid in ${intake_pid:-} ${office_pid:-}; do
		kill -TERM "$pid" 2>/dev/null || continue
		tries=0
		while kill -0 "$pid" 2>/dev/null && [ $tries -lt 50 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		kill -KILL "$pid" 2>/dev/null || true
	done
	intake_pid='' office_pid=''
	[ -z "${site_cluster:-}" ] || cluster stop "$state/db" fast || true
	site_cluster=
}
