#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares check_exchange_auth with its peers in one run on one server: instructions (callgrind) and CPU time of whole processes.
# Environment: SRC_DIR, BUILD_DIR (set by make bench), ROUNDS (default 60).
set -eu

rounds=${ROUNDS:-60}
plugins=/usr/lib/nagios/plugins
# A plugin that runs says its version with exit code 3 (or 0); one that lacks a library exits with 127.
need() {
	code=0
	"$1" "$2" >/dev/null 2>&1 || code=$?
	[ "$code" -le 3 ] || { echo "make bench needs $1 (Debian: $3)" >&2; exit 1; }
}
need "$plugins/check_curl" -V 'monitoring-plugins-standard liburiparser1'
need "$plugins/check_http" -V monitoring-plugins-basic
need valgrind --version valgrind

state=$(mktemp -d)
mkfifo "$state/life"
"$BUILD_DIR/tests/sim/exchange_sim" --print-ready --until-eof --state-dir "$state" "$SRC_DIR/tests/sim/farms/demo.conf" \
	<"$state/life" >"$state/ready" &
sim=$!
exec 9>"$state/life"
trap 'exec 9>&-; wait "$sim" 2>/dev/null || :; rm -rf "$state"' EXIT
until grep -q '^ready ' "$state/ready"; do
	kill -0 "$sim"
	sleep 0.1
done
port=$(sed -n 's/^ready port=\([0-9]*\).*/\1/p' "$state/ready")

name=mail.example.com
path=/EWS/Exchange.asmx
ours="$BUILD_DIR/plugins/check_exchange_auth -H $name -I 127.0.0.11 -p $port --ca-file $state/ca.pem"
peer="-H $name -I 127.0.0.11 -p $port -S -u $path -e 401"
bare="$BUILD_DIR/tests/bench/bench_bare_head https://$name:$port$path $name:$port:127.0.0.11 $state/ca.pem"

instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

titles='bare libcurl, one verified HEAD
check_exchange_auth, 1 endpoint, verified
check_exchange_auth, 3 endpoints, verified
check_curl -S, 1 URL, not verified
check_http -S, 1 URL, not verified'
# shellcheck disable=SC2086 # command lines
{
	instructions $bare
	instructions $ours --endpoint ews
	instructions $ours
	instructions $plugins/check_curl $peer
	instructions $plugins/check_http $peer
} >"$state/instructions"
"$BUILD_DIR/tests/bench/bench_cpu" "$rounds" "$bare" "$ours --endpoint ews" "$ours" "$plugins/check_curl $peer" \
	"$plugins/check_http $peer" >"$state/cpu"

printf '%s\n' "$titles" | paste -d '\t' - "$state/instructions" "$state/cpu" | tr ' ' '\001' | tr '\t' ' ' |
	awk '
	{ title[NR] = $1; gsub("\001", " ", title[NR]); ir[NR] = $2; split($3, ms, "\001"); quartile[NR] = ms[1]; median[NR] = ms[2] }
	END {
		printf "%-44s %14s %12s %12s\n", "command", "instructions", "CPU ms, 1/4", "CPU ms, 1/2"
		for (i = 1; i <= NR; i++) printf "%-44s %14d %12.2f %12.2f\n", title[i], ir[i], quartile[i], median[i]
		printf "\nratio, bar at most                              instructions          1/4          1/2\n"
		printf "%-44s %14.3f %12.3f %12.3f\n", "1 endpoint / bare HEAD, 1.1 (instructions)", ir[2] / ir[1], quartile[2] / quartile[1], median[2] / median[1]
		printf "%-44s %14.3f %12.3f %12.3f\n", "3 endpoints / one check_curl, 1.0 (CPU)", ir[3] / ir[4], quartile[3] / quartile[4], median[3] / median[4]
		printf "%-44s %14.3f %12.3f %12.3f\n", "3 endpoints / one check_http", ir[3] / ir[5], quartile[3] / quartile[5], median[3] / median[5]
	}'
