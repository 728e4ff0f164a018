#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No plugin lets libcurl log on, so none needs one that knows NTLM: they do and say the same with something in between that ends the program that
# hands libcurl a credential or names a scheme (curl_guard.c), and none asks libcurl what it knows; as TAP.
#
# BUILD_DIR has plugins/, man/, Makefile and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

further_needs=("binutils nm")
# shellcheck source-path=SCRIPTDIR source=documented_rig.sh
. "$(dirname "$0")/documented_rig.sh"

read -ra compiler <<<"$(sed -n 's/^CC = //p' "$build/Makefile")"
"${compiler[@]}" -std=gnu11 -O1 -fPIC -shared -o "$dir/guard.so" "$here/curl_guard.c" -ldl 2>"$dir/compiler" || tap_bail_out "no guard: $(cat "$dir/compiler")"

# One directory that offers Basic and Bearer as well.
sed 's/^ep = require/&\nbasic = true\nbearer = hybrid/' "$tests/sim/farms/documented.conf" >"$dir/farm.conf"
documented_farm "$dir/farm.conf"
auth_file work/probe.auth probe 'Gut3r Kaese!'

# --- the guard bites ----------------------------------------------------------------------------------

url=https://mail.example.com/EWS/Exchange.asmx
# guarded_curl ARGUMENT...: the tool, which does let libcurl log on.
guarded_curl()
{
	{ LD_PRELOAD=$dir/guard.so command curl -q --silent --output /dev/null --cacert "$dir/farm/ca.pem" "$@"; } 2>&1
}
tap_equal 'curl without a logon passes' "$(guarded_curl --write-out '%{http_code}' "$url")" 401
for option in '--ntlm --user probe:word' '--anyauth --user probe:word' '--user probe:word' '--netrc' '--proxy-user probe:word --proxy http://127.0.0.1:1'; do
	# shellcheck disable=SC2086 # options
	tap_equal "curl $option is stopped" "$(guarded_curl $option "$url" | grep -c '^guard: CURLOPT_[A-Z]* is set$')" 1
done

# needs_of PROGRAM: which of libcurl's functions it calls.
needs_of()
{
	nm --dynamic --undefined-only "$1" | sed -n 's/.* \(curl_[a-z_]*\).*/\1/p'
}
for program in "$build"/plugins/check_exchange_*; do
	[[ ${program##*/} != *.* ]] || continue
	tap_equal "${program##*/} does not ask libcurl what it knows" "$(needs_of "$program" | grep -E '^curl_(version_info|easy_option)')" ''
done
tap_equal 'functions of libcurl are found' "$(needs_of "$build/plugins/check_exchange_ntlm" | grep -c '^curl_easy_setopt$')" 1
tap_equal 'those of curl are found' "$(needs_of "$(type -P curl)" | grep -c '^curl_version_info$')" 1

# --- the plugins do not meet it -----------------------------------------------------------------------

# ask GUARD COMMAND...: what it says, times aside; what the farm saw of it is in $requests.
ask()
{
	local guard=$1 before

	shift
	before=$(wc -l <"$dir/log")
	out=$(env -i PATH="$PATH" HOME="$dir" LC_ALL=C ${guard:+LD_PRELOAD="$guard"} "$build/plugins/$1" "${@:2}" --ca-file "$dir/farm/ca.pem" \
		--state-dir "$dir/state" 2>&1)
	out+=$'\n'"exit code $?"
	log_settle
	requests=$(tail -n "+$((before + 1))" "$dir/log")
}

logons()
{
	grep -cE " $1 .* accepted " <<<"$requests"
}

# same LOGONS COMMAND...: alike with the guard and without; so many logons of the message $message.
same()
{
	local count=$1 plain

	shift
	ask '' "$@"
	plain=$(sed -E 's/[0-9.]+ ?(s|ms)\b/#/g; s/local port [0-9]+/local port #/' <<<"$out")
	tap_equal "$*: comes by the guard" "$(CURL_GUARD_STOPS_ALL=1 LD_PRELOAD=$dir/guard.so "$build/plugins/$1" "${@:2}" --state-dir "$dir/state" 2>&1)" \
		'guard: any option is set'
	ask "$dir/guard.so" "$@"
	tap_equal "$*: says the same" "$(sed -E 's/[0-9.]+ ?(s|ms)\b/#/g; s/local port [0-9]+/local port #/' <<<"$out")" "$plain"
	tap_equal "$*: logs on" "$(logons "$message")" "$count"
}
node='-H mail.example.com -I 192.0.2.11'
probe='-e probe@example.com --auth-file probe.auth'
message='(NTLM|Negotiate):3'
# shellcheck disable=SC2086 # options
{
	same 0 check_exchange_auth $node
	same 6 check_exchange_ntlm $node --auth-file probe.auth
	same 10 check_exchange_ntlm $node --auth-file probe.auth --ep --ep-per-hour 1000
	same 2 check_exchange_autodiscover $node $probe --steps named
	same 1 check_exchange_ews $node $probe
	# What it remembers of a book is told from the second run on.
	check_exchange_oab $node $probe >/dev/null
	same 3 check_exchange_oab $node $probe
	same 3 check_exchange_signin $node $probe
	check_exchange_drift $node $probe --baseline b.json --write-baseline >/dev/null
	same 10 check_exchange_drift $node $probe --baseline b.json
	message=Basic
	same 1 check_exchange_ntlm $node --auth-file probe.auth --scheme basic --endpoint mapi
}
tap_done
