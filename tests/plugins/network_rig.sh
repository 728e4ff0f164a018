# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What tests have in common that run a plugin in a network of their own, where the ports 443, 80 and 53 are free: how it comes to be, what is
# started in it, one run of a plugin and what is wrong with any run.
# To be sourced with the arguments of the script, which runs once more inside; $further_needs has what it needs besides.

here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
build=${BUILD_DIR:-$PWD}
slack_ms=$((300 + ${TEST_SLACK_MS:-0}))
# -t of the plugins; the script sets its own.
timeout_s=10
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$tests/real/rig/need.sh"

needs+=("util-linux unshare" "iproute2 ip" "jq jq" "dnsmasq-base dnsmasq" "python3 $python" "${further_needs[@]}")

if [ "${1:-}" != inside ]; then
	need_check 2>&1 || tap_bail_out "see above for what is missing"
	PROMTOOL=$(bash "$tests/real/rig/promtool.sh" "$build/tests/real/promtool") || tap_bail_out "promtool is missing (Debian: apt-get install prometheus)"
	export PROMTOOL
	user=()
	unshare --net --mount true 2>/dev/null || user=(--map-root-user)
	unshare "${user[@]}" --net --mount true 2>/dev/null || tap_bail_out "no network of its own: run this as root, or allow user namespaces"
	exec unshare "${user[@]}" --net --mount bash "$0" inside
fi

PATH=$PATH:/usr/sbin:/sbin
dir=$(mktemp -d) || exit 1
# shellcheck disable=SC2317 # the trap calls it
leave()
{
	local code=$? jobs

	mapfile -t jobs < <(jobs -p)
	[ ${#jobs[@]} -eq 0 ] || kill "${jobs[@]}" 2>/dev/null
	wait
	rm -rf --one-file-system "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM
ip link set lo up || tap_bail_out "no loopback device"

# start NAME COMMAND...: in the background, as $!; its first line comes to $ready.
start()
{
	rm -f "$dir/$1.ready"
	mkfifo "$dir/$1.ready"
	"${@:2}" >"$dir/$1.ready" &
	ready=
	read -r ready <"$dir/$1.ready"
	[[ $ready == ready* ]] || tap_bail_out "$1 did not start"
}

# start_names ARGUMENT...: the name server of the farm, for every program here.
start_names()
{
	start names sh "$tests/sim/dns.sh" --port 53 "$@"
	[[ $ready == 'ready dns=127.0.0.1:53 '* ]] || tap_bail_out "the name server is not at port 53: $ready"
	echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
	mount --bind "$dir/resolv.conf" /etc/resolv.conf || tap_bail_out "no resolv.conf of its own"
}

# auth_file FILE USER PASSWORD
auth_file()
{
	(umask 077 && printf 'username = EXAMPLE\\%s\npassword = %s\n' "$2" "$3" >"$dir/$1")
}

# observe COMMAND...: one run of a plugin; leaves $out, $code, $first, $took_ms, and in $requests what the farms were asked.
observe()
{
	local before start

	before=$(wc -l <"$dir/log" 2>/dev/null || echo 0)
	start=${EPOCHREALTIME/./}
	out=$("$@" 2>"$dir/stderr")
	code=$?
	took_ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	first=${out%%$'\n'*}
	log_settle
	requests=$(tail -n +$((before + 1)) "$dir/log")
}

# The farms note a request once it is answered: waits until nothing comes any more (or others ask all the time).
log_settle()
{
	local size last=

	for _ in {1..25}; do
		size=$(stat -c %s "$dir/log")
		[ "$size" != "$last" ] || return
		last=$size
		sleep 0.02
	done
}

# faults_of_form SERVICE: what is wrong with the last run whatever it is about, at -t $timeout_s.
faults_of_form()
{
	local word=("OK" "WARNING" "CRITICAL" "UNKNOWN") pipes=${out//[^|]/}

	[ "$took_ms" -le $((${timeout_s%:*} * 1000 + slack_ms)) ] || echo "took $took_ms ms at -t $timeout_s"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	[[ $first == "EXCHANGE ${1^^} ${word[$code]:-?} - "* ]] || echo "the first line does not say ${word[$code]:-?}"
	[ ${#pipes} -le 1 ] || echo "${#pipes} times |"
	[[ $out != *Kaese* && $out != *guess* && $out != *TlRMTVNTUAAD* ]] || echo "a secret is in the output"
}

# counts NAME PATTERN EXPECTED: so many requests of the last run have it.
counts()
{
	tap_equal "$1" "$(grep -cE -e "$2" <<<"$requests")" "$3"
}
