#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_drift against the real server of apache.sh, whose order is switched while it runs, as TAP.
#
# BUILD_DIR has plugins/check_exchange_drift; the environment of `make check-real` sets it.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
plugin=$build/plugins/check_exchange_drift
# shellcheck disable=SC2034 # judge.sh's
service="EXCHANGE DRIFT"
# shellcheck disable=SC2034
measures=1
host=ntlm-negotiate
remedy='appcmd.*windowsAuthentication.*providers'

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/judge.sh
. "$here/rig/judge.sh"

offered()
{
	curl -q --silent --max-time 10 --cacert "$REAL_CA" --output /dev/null --dump-header - \
		"https://localhost:$(suite_port $host)/EWS/Exchange.asmx" | tr -d '\r' | sed -n 's/^WWW-Authenticate: //p' | tr '\n' ' '
}

# serve FILE ORDER: from now on the virtual host is what hosts/FILE.conf says, and offers ORDER.
serve()
{
	local server=$suite_dir/server/httpd try

	# shellcheck disable=SC2016 # the variable is Apache's
	printf 'Include "${CONF}/hosts/%s.conf"\n' "$1" >"$server/switched.conf"
	kill -s USR1 "$(cat "$server/run/httpd.pid")"
	for ((try = 0; try < 100; try++)); do
		[ "$(offered)" = "$2 " ] && return
		sleep 0.1
	done
	tap_bail_out "the server offers $(offered)instead of $2"
}

# drifts NAME CODE FIRST MORE ARGUMENT...: see judge().
drifts()
{
	local name=$1 code=$2 first=$3 more=$4

	shift 4
	judge "$name" "$code" "$first" "$more" -H localhost -p "$(suite_port $host)" --ca-file "$REAL_CA" -I 127.0.0.1 \
		--baseline "$suite_dir/baseline.json" --state-dir "$suite_dir/records" "$@"
}

suite_need curl curl --version
suite_need jq jq --version
suite_need_built "$plugin"
suite_begin apache
# What this host includes can be exchanged.
sed -i "s,Include \"\${CONF}/hosts/$host.conf\",Include \"$suite_dir/server/httpd/switched.conf\"," "$suite_dir/server/httpd/httpd.conf"
grep -q switched.conf "$suite_dir/server/httpd/httpd.conf" || tap_bail_out "no virtual host $host to switch"
serve ntlm-negotiate 'NTLM Negotiate'

drifts 'no baseline yet' 3 'found no such file' '--write-baseline'
drifts 'the baseline is written' 0 'written to .*baseline\.json: 3 endpoints' '' --write-baseline
drifts 'nothing changed' 0 'as in the baseline' ''
tap_equal 'the list as Apache sends it' \
	"$(jq -r '.hosts[].nodes[].endpoints.ews.get.challenges | join(" ")' "$suite_dir/baseline.json")" 'NTLM Negotiate'
tap_equal 'the names of the real challenge' \
	"$(jq -r '.hosts[].nodes[] | .ntlm_domain' "$suite_dir/baseline.json")" CORP

serve negotiate-ntlm 'Negotiate NTLM'
drifts 'the order was switched' 1 'autodiscover, ews and oab: Negotiate is offered before NTLM' "was: NTLM before Negotiate.*$remedy"
drifts 'CRITICAL when told so' 2 'ews: Negotiate is offered before NTLM' "$remedy" --endpoint ews --order-state critical
drifts 'a change, where the order is free' 0 'ews answers with Negotiate, NTLM, was NTLM, Negotiate' '' --endpoint ews --policy any
judge_json 'JSON' 1 -H localhost -p "$(suite_port $host)" --ca-file "$REAL_CA" -I 127.0.0.1 --baseline "$suite_dir/baseline.json"

serve negotiate-only Negotiate
drifts 'NTLM was taken off' 2 'NTLM missing' "$remedy"

serve ntlm-negotiate 'NTLM Negotiate'
drifts 'switched back: clean' 0 'as in the baseline' ''
tap_done
