#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_autodiscover in every situation of the farm autodiscover.conf, as TAP: exit code, first line, cures, time, and by the
# farm's log who was given a credential. All of it happens in a network of its own, where the ports 443, 80 and 53 are free.
#
# BUILD_DIR has plugins/check_exchange_autodiscover and tests/sim/exchange_sim. TEST_SLACK_MS is granted beyond the time limits,
# PLUGIN_WRAP stands before the plugin.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
build=${BUILD_DIR:-$PWD}
farm=$tests/sim/farms/autodiscover.conf
slack_ms=$((300 + ${TEST_SLACK_MS:-0}))
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$tests/real/rig/need.sh"

needs+=("util-linux unshare" "iproute2 ip" "jq jq" "dnsmasq-base dnsmasq" "python3 $python"
	"python3-exchangelib /usr/lib/python3/dist-packages/exchangelib")

# --- a network of its own -----------------------------------------------------------------------------

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
farm_pid='' dns_pid=''
# shellcheck disable=SC2317 # the trap calls it
leave()
{
	local code=$?

	[ -z "$farm_pid" ] || kill "$farm_pid" 2>/dev/null
	[ -z "$dns_pid" ] || kill "$dns_pid" 2>/dev/null
	wait
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

ip link set lo up || tap_bail_out "no loopback device"
mkfifo "$dir/ready" "$dir/names"
sh "$tests/sim/dns.sh" --port 53 --log "$dir/questions" "$farm" >"$dir/names" &
dns_pid=$!
read -r names <"$dir/names"
"$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 --http-port 80 "$farm" >"$dir/ready" &
farm_pid=$!
ready=
read -r ready <"$dir/ready"
case "$names/$ready" in
"ready dns=127.0.0.1:53 "*/*port=443*) ;;
*) tap_bail_out "the simulator or the name server did not start" ;;
esac
echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
mount --bind "$dir/resolv.conf" /etc/resolv.conf || tap_bail_out "no resolv.conf of its own"

# auth_file NAME PASSWORD
auth_file()
{
	(umask 077 && printf 'username = EXAMPLE\\probe\npassword = %s\n' "$2" >"$dir/$1")
}
auth_file right 'Gut3r Kaese!'
auth_file wrong 'guess'

# --- one run ------------------------------------------------------------------------------------------

timeout_s=3
# ask ARGUMENT...: runs the plugin; leaves $out, $code, $first, $took_ms, and in $requests what the farm was asked.
ask()
{
	local before start

	before=$(wc -l <"$dir/log" 2>/dev/null || echo 0)
	start=${EPOCHREALTIME/./}
	# shellcheck disable=SC2086 # PLUGIN_WRAP is a command with its arguments
	out=$(env -i PATH="$PATH" HOME="$dir" LC_ALL=C ${PLUGIN_WRAP:-} "$build/plugins/check_exchange_autodiscover" -t "$timeout_s" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state" "$@" 2>"$dir/stderr")
	code=$?
	took_ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	first=${out%%$'\n'*}
	requests=$(tail -n +$((before + 1)) "$dir/log")
}

# What is wrong with the last run whatever it is about.
faults_of_form()
{
	local word=("OK" "WARNING" "CRITICAL" "UNKNOWN") pipes

	[ "$took_ms" -le $((timeout_s * 1000 + slack_ms)) ] || echo "took $took_ms ms at -t $timeout_s"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	[[ $first == "EXCHANGE AUTODISCOVER ${word[$code]:-?} - "* ]] || echo "the first line does not say ${word[$code]:-?}"
	pipes=${out//[^|]/}
	[ ${#pipes} -le 1 ] || echo "${#pipes} times |"
	[[ $out != *Kaese* && $out != *guess* ]] || echo "a password is in the output"
}

# What was given to whom: $1 has the nodes that may see a credential.
faults_of_safety()
{
	local node scheme listener path

	while read -r node listener _ scheme _ path _; do
		[ "${scheme:--}" = - ] && continue
		[ "$listener" = https ] || echo "credentials over $listener to $node"
		[[ " $1 " == *" $node "* ]] || echo "credentials to $node"
		[[ ${path,,} == /autodiscover/* ]] || echo "credentials to $node$path"
	done <<<"$requests"
}

# expect NAME CODE FIRST [FURTHER [NODES]]: judges the last run. FIRST is a regular expression for what follows the state in the first line,
# FURTHER for the other lines; NODES may be given a credential.
expect()
{
	local faults further=${out#"$first"}

	faults=$(
		[ "$code" = "$2" ] || echo "exit $code, expected $2"
		[[ ${first#* - } =~ ^$3 ]] || echo "expected first: $3"
		[[ $further =~ ${4:-} ]] || echo "expected further: $4"
		faults_of_form
		faults_of_safety "${5:-}"
	)
	[ -z "$faults" ] || faults+=$'\n'"got: $out"$'\n'"asked: $requests"
	tap_result "$1" "$faults"
}

# The nodes inside the mail domain DOMAIN.example.com: what is reached at names below it.
nodes_of()
{
	case $1 in
	root-exchange | root-* | one-dead) echo "$1 good" ;;
	two) echo "two good exse" ;;
	*) echo "$1" ;;
	esac
}

# situation DOMAIN CODE FIRST [FURTHER]: with credentials.
situation()
{
	ask --auth-file "$dir/right" -e "probe@$1.example.com"
	expect "$1" "$2" "$3" "${4:-}" "$(nodes_of "$1")"
}

# found DOMAIN STEP [HOST]
found()
{
	situation "$1" 0 "probe@$1\.example\.com is led to ${3:-autodiscover\.$1\.example\.com} by the $2(, build 15\.[0-9.]+)? \|"
}

# --- all situations -----------------------------------------------------------------------------------

ask --auth-file "$dir/right" -e probe@example.com
expect "nothing wrong" 0 'probe@example\.com is led to autodiscover\.example\.com by the autodiscover host, build 15\.2\.1544\.11 \|' '' good
ask --auth-file "$dir/right" -e probe@example.com -v
expect "nothing wrong, -v" 0 'probe@example\.com is led to' 'OABUrl of EXPR: https://mail\.example\.com/OAB/' good

found root-exchange 'root domain' root-exchange.example.com
for domain in ex2007 ex2010 ex2013 ex2016 exse root-404 root-html root-500 root-elsewhere root-silent root-refused root-bomb \
	root-basic hops-9 auth-none split negotiate-only two one-dead json-moved; do
	found "$domain" 'autodiscover host'
done
tap_done
