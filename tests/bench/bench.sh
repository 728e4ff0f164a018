#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares the plugins with their peers in one run on one server: instructions (callgrind) and CPU time of whole processes.
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
need curl --version curl

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
target="-H $name -I 127.0.0.11 -p $port --ca-file $state/ca.pem"
auth="$BUILD_DIR/plugins/check_exchange_auth $target"
ntlm="$BUILD_DIR/plugins/check_exchange_ntlm $target --endpoint ews"
mailbox="-e probe@example.com $target --auth-file $state/probe.auth --state-dir"
ews="$BUILD_DIR/plugins/check_exchange_ews $mailbox"
signin="$BUILD_DIR/plugins/check_exchange_signin $mailbox"
logon="$ntlm --auth-file $state/probe.auth --state-dir"
peer="-H $name -I 127.0.0.11 -p $port -S -u $path -e 401"
bare="$BUILD_DIR/tests/bench/bench_bare_head https://$name:$port$path $name:$port:127.0.0.11 $state/ca.pem"
curl="$(command -v curl) -q -s -o $state/page -K $state/probe.curl --ntlm --cacert $state/ca.pem --resolve $name:$port:127.0.0.11 https://$name:$port$path"
(
	umask 077
	printf '%s\n' 'username = EXAMPLE\probe' 'password = Gut3r Kaese!' >"$state/probe.auth"
	printf '%s\n' 'user = "EXAMPLE\\probe:Gut3r Kaese!"' >"$state/probe.curl"
)
# A command that does not do what its row says would be compared all the same.
# shellcheck disable=SC2086 # command lines
{
	$logon "$state/warm" >/dev/null
	$ews "$state/warm" >/dev/null
	$signin "$state/warm" >/dev/null
	[ "$($curl -w '%{http_code}')" = 200 ]
}

# title|command, in the order of the table.
commands="bare libcurl, one verified HEAD|$bare
check_exchange_auth, 1 endpoint, verified|$auth --endpoint ews
check_exchange_auth, 3 endpoints, verified|$auth
check_curl -S, 1 URL, not verified|$plugins/check_curl $peer
check_http -S, 1 URL, not verified|$plugins/check_http $peer
check_exchange_ntlm, 1 endpoint, no credentials|$ntlm
curl --ntlm, 1 logon, verified|$curl
check_exchange_ntlm, 1 endpoint, 2 logons|$logon $state/warm
the same with a new state directory|$logon $state/cold-@ROUND@
check_exchange_ews, 1 logon, 2 questions|$ews $state/warm
check_exchange_signin, 9 requests, 2 logons|$signin $state/warm"

instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

set --
printf '%s\n' "$commands" >"$state/commands"
while IFS='|' read -r title command; do
	set -- "$@" "$command"
	# shellcheck disable=SC2086 # a command line
	printf '%s|%s\n' "$title" "$(instructions $command </dev/null)"
done <"$state/commands" >"$state/instructions"
"$BUILD_DIR/tests/bench/bench_cpu" "$rounds" "$@" | tr ' ' '|' >"$state/cpu"

paste -d '|' "$state/instructions" "$state/cpu" | awk -F '|' '
	function ratio(title, one, other) {
		printf "%-48s %14.3f %12.3f %12.3f\n", title, ir[one] / ir[other], quartile[one] / quartile[other], median[one] / median[other]
	}
	{ title[NR] = $1; ir[NR] = $2; quartile[NR] = $3; median[NR] = $4 }
	END {
		printf "%-48s %14s %12s %12s\n", "command", "instructions", "CPU ms, 1/4", "CPU ms, 1/2"
		for (i = 1; i <= NR; i++) printf "%-48s %14d %12.2f %12.2f\n", title[i], ir[i], quartile[i], median[i]
		printf "\n%-48s %14s %12s %12s\n", "ratio, bar at most", "instructions", "1/4", "1/2"
		ratio("1 endpoint / bare HEAD, 1.1 (instructions)", 2, 1)
		ratio("3 endpoints / one check_curl, 1.0 (CPU)", 3, 4)
		ratio("3 endpoints / one check_http", 3, 5)
		ratio("2 logons / 1 endpoint asked, 1.3 (instructions)", 8, 2)
		ratio("2 logons / one logon by curl", 8, 7)
		ratio("EWS / one logon by curl", 10, 7)
		ratio("a sign-in / one check_curl, 2.0 (CPU)", 11, 4)
	}'
