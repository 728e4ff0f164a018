#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/prometheus as they are, at a simulated farm, as TAP: what exchange-textfile writes is read by a real node exporter, and on what
# that serves the rules make the right alerts, says promtool.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$(cd "$tests/../contrib" && pwd)
build=${BUILD_DIR:?the build directory}
rules=$contrib/prometheus/exchange-rules.yml

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
needs+=("curl curl")

# Before the network is left.
exporter=${exporter:-$(bash "$tests/real/rig/unpacked.sh" "$build/tests/real/node-exporter" prometheus-node-exporter /usr/bin/prometheus-node-exporter)} ||
	tap_bail_out "no prometheus-node-exporter"
promtool=${promtool:-$(bash "$tests/real/rig/promtool.sh" "$build/tests/real/promtool")} || tap_bail_out "no promtool"
export exporter promtool
monitored_enter "$@"
farm_start
names_start 127.0.0.31 monitor.example.com
probe_begin
mkdir "$dir/textfiles"
"$exporter" --collector.disable-defaults --collector.textfile --collector.textfile.directory="$dir/textfiles" \
	--web.listen-address=127.0.0.31:9100 >"$dir/exporter" 2>&1 </dev/null &
monitored_pids+=("$!")

# One round of all checks of both nodes, and what the exporter makes of it in $dir/scrape. Prints what was wrong.
round()
{
	local node check options

	for node in 1 2; do
		for check in signin auth ntlm ews oab drift autodiscover; do
			options=()
			[ $check != drift ] || options=(--baseline "$dir/exchange.json")
			EXCHANGE_PLUGIN_DIR=$build/plugins sh "$contrib/prometheus/exchange-textfile" "$dir/textfiles" "cas$node" $check -H mail.example.com \
				-I "127.0.0.2$node" -e probe@example.com --auth-file "$dir/probe.auth" --ca-file "$dir/farm/ca.pem" \
				--state-dir "$dir/state" "${options[@]}" 2>&1
		done
	done
	exporter_answers || echo "the exporter does not answer"
	[ "$(grep -c '^exchange_state{' "$dir/scrape")" = 14 ] || echo "$(grep -c '^exchange_state{' "$dir/scrape") checks arrived"
	grep -x 'node_textfile_scrape_error 0' "$dir/scrape" >"$dir/error" || grep -h textfile "$dir/exporter"
	grep '^exchange_\|^# [A-Z]* exchange_' "$dir/scrape" | "$promtool" check metrics 2>&1
}

# alerts NAME AT ALERT...: see monitoring/rules.py.
alerts()
{
	local name=$1

	shift
	python3 -B "$tests/real/monitoring/rules.py" "$rules" "$dir/scrape" "$@" >"$dir/test.yml"
	tap_result "$name" "$("$promtool" test rules "$dir/test.yml" >"$dir/said" 2>&1 || cat "$dir/said")"
}

exporter_answers()
{
	curl -q --silent --max-time 5 http://127.0.0.31:9100/metrics >"$dir/scrape"
}
wait_for 20 exporter_answers || tap_bail_out "the exporter does not start: $(cat "$dir/exporter")"
tap_result 'the rules are understood' "$("$promtool" check rules "$rules" >"$dir/said" 2>&1 || cat "$dir/said")"
tap_result 'well: 14 checks arrive' "$(round)"
alerts 'well: no alert' 40m
alerts 'files that are no longer written' 3h ExchangeProbeSilent:count=14
farm_patch
tap_result 'patched: 14 checks arrive' "$(round)"
alerts 'patched: the sign-in and the regression, of that node only' 40m ExchangeSigninFails:node=cas1 ExchangeRegression:node=cas1
alerts 'not at once' 5m
farm_start '
[cas2/ews]
ews_error = ErrorProxyRequestProcessingFailed
[cas2/oab]
providers = Negotiate;NTLM
windows = true
'
tap_result 'another fault: 14 checks arrive' "$(round)"
cp "$dir/scrape" "$dir/faulty"
grep -v 'EXCHANGE SIGNIN' "$dir/faulty" >"$dir/scrape"
alerts 'without a sign-in the steps speak for themselves' 40m ExchangeCheckFails:node=cas2 ExchangeCheckWarns:node=cas2 ExchangeRegression:node=cas2
cp "$dir/faulty" "$dir/scrape"
alerts 'with it, it speaks for them' 40m ExchangeSigninFails:node=cas2 ExchangeRegression:node=cas2
sed -i 's/\(label="cert_days".*\) [0-9]*$/\1 10/' "$dir/scrape"
alerts 'a certificate that expires' 90m ExchangeCertificateExpires:node=cas1 ExchangeCertificateExpires:node=cas2 ExchangeSigninFails:node=cas2 ExchangeRegression:node=cas2

farm_start
tap_result 'cured: 14 checks arrive' "$(round)"
textfile()
{
	EXCHANGE_PLUGIN_DIR=$build/plugins sh "$contrib/prometheus/exchange-textfile" "$dir/textfiles" "$@" >"$dir/said" 2>&1
	echo "$? $(grep -c . "$dir/said")"
}
tap_equal 'wrong options are written' "$(textfile cas3 auth --nonsense)" '0 0'
exporter_answers
alerts 'and make an alert' 40m ExchangeProbeUnknown:node=cas3
tap_equal 'a plugin that is not there is told' "$(textfile cas4 nothing)" '1 2'
tap_equal 'so is a name that is none' "$(textfile 'cas4"' auth)" '2 1'
tap_equal 'and nothing else is left there' "$(find "$dir/textfiles" -type f ! -name 'exchange_cas[123]_*.prom')" ''
tap_done
