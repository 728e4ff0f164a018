#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The dashboards of contrib/grafana, as TAP: every query of every panel is asked of a real Prometheus and a real InfluxDB that hold what a healthy node,
# a patched one and a broken one gave; on the way, performance data of every plugin is followed through Icinga's parser and its writers. Grafana
# itself is in no Debian package.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$(cd "$tests/../contrib" && pwd)
build=${BUILD_DIR:?the build directory}
master=master.example.com
scrape_s=1

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=rig/icinga.sh
. "$tests/real/rig/icinga.sh"
# shellcheck source-path=SCRIPTDIR source=rig/databases.sh
. "$tests/real/rig/databases.sh"
# shellcheck source-path=SCRIPTDIR source=rig/dashboards.sh
. "$tests/real/rig/dashboards.sh"

[ "${1:-}" = inside ] || databases_fetch
monitored_enter "$@"
began=$(date +%s)

# --- what is in the files -----------------------------------------------------------------------------

mkdir "$dir/made"
python3 -B "$contrib/grafana/exchange-dashboards" "$dir/made"
for database in prometheus influxdb; do
	tap_result "$database: the file is what exchange-dashboards writes" "$(diff "$contrib/grafana/exchange-$database.json" "$dir/made" | head)"
	tap_result "$database: ids, places, datasources, units, descriptions" "$(dashboard_faults "$contrib/grafana/exchange-$database.json")"
done
tap_equal 'both have the same rows' "$(dashboard_rows prometheus)" "$(dashboard_rows influxdb)"
dashboard_bites

# --- a healthy node, a patched one, a broken one ------------------------------------------------------

farm_start
names_start "${icinga_nodes[$master]}" "$master" 127.0.0.32 outside.example.com
probe_begin
plugins_record
farm_start "$farm_patched
[node cas3]
address = 127.0.0.23
hosts = mail.example.com;autodiscover.example.com
[cas3/ews]
providers = Negotiate
"
printf 'community = public\n' >"$dir/trap.auth"
chmod 600 "$dir/trap.auth"
influxdb_start
graphite_start
prometheus_start
icinga_prepare
cp "$contrib/icinga2/influxdb-example.conf" "$dir/icinga/$master/etc/features.conf"
echo 'object GraphiteWriter "graphite" { }' >>"$dir/icinga/$master/etc/features.conf"
echo 'include "features.conf"' >>"$dir/icinga/$master/etc/icinga2.conf"
zones=$dir/icinga/$master/etc/zones.d
mkdir -p "$zones/global-templates" "$zones/master"
cp "$contrib/icinga2/exchange-commands.conf" "$zones/global-templates"
cp "$contrib"/icinga2/exchange-{templates,services}.conf "$zones/master"
cat >"$zones/master/hosts.conf" <<END
template Host "farm" {
	vars.exchange_port = 443
$(icinga_farm)
}
object Host "cas1" { import "exchange-node"; import "farm"; address = "127.0.0.21" }
object Host "cas2" { import "exchange-node"; import "farm"; address = "127.0.0.22" }
object Host "cas3.example.com" {
	import "exchange-node"
	import "farm"
	address = "127.0.0.23"
	vars.exchange_trap_sink = "nowhere.example.com"
	vars.exchange_trap_auth_file = "$dir/trap.auth"
}
object Host "example.com" { import "exchange-domain"; import "farm" }
/* One service for several nodes: labels begin with n1_, n2_. */
object Host "both" {
	import "farm"
	check_command = "dummy"
	vars.exchange_address = [ "127.0.0.21", "127.0.0.22" ]
}
END
for plugin in auth ntlm ews oab oab-files drift autodiscover iis; do
	echo "object Service \"exchange-$plugin\" { import \"exchange-$plugin\"; host_name = \"both\" }"
done >>"$zones/master/hosts.conf"
icinga_start "$master"
# What comes before a writer is connected, it drops.
# shellcheck disable=SC2317 # wait_for calls it
writers_connected()
{
	[ "$(api objects/graphitewriters | jq '.results[0].attrs.connected')" = true ]
}
wait_for 60 writers_connected || tap_bail_out "Icinga does not start: $(tail -n 5 "$dir/icinga/$master/log/icinga2.log")"

# Twice: only then is it known whether an address book shrank. Databases keep one value a second.
icinga_force 'true' && sleep 1 && icinga_force 'true' && icinga_results
tap_equal 'Icinga has results of every service' "$(jq -s 'length' "$dir/results")" 39
tap_equal 'healthy' "$(states cas2)" 'auth=OK autodiscover=OK drift=OK ep=OK ews=OK iis=OK ntlm=OK oab-files=OK oab=OK signin=OK '
tap_equal 'patched' "$(states cas1)" 'auth=WARNING autodiscover=OK drift=WARNING ep=OK ews=OK iis=WARNING ntlm=OK oab-files=OK oab=OK signin=CRITICAL '
tap_equal 'broken' "$(states cas3.example.com)" \
	'auth=CRITICAL autodiscover=WARNING drift=CRITICAL ep=WARNING ews=OK iis=WARNING ntlm=WARNING oab-files=OK oab=OK signin=CRITICAL '
textfiles_write

# --- performance data, as each reader has it ----------------------------------------------------------

for plugin in auth ntlm autodiscover ews oab signin iis drift; do
	tap_result "check_exchange_$plugin: its metrics are clean, says promtool" "$(metrics_judge "$plugin")"
done
tap_result 'Icinga has what the plugins said' "$(python3 -B "$tests/real/monitoring/results.py" whole "$dir/runs" "$dir/results" 2>&1)"
tap_result "Icinga's parser has every label, value, unit and limit" "$(survived icinga "$dir/parsed.json")"
tap_result 'so has InfluxDB' "$(survived influxdb http://127.0.0.1:8086)"
tap_result 'so would Graphite have' "$(survived graphite "$dir/graphite")"
tap_result 'and these are what plugins say, of one node and of several' "$(labels_missing)"

# --- the queries --------------------------------------------------------------------------------------

for database in prometheus influxdb; do
	dashboard_ask $database
	tap_equal "$database: the nodes to choose from" "$(jq -r '.nodes[]?' "$dir/$database.asked" | tr '\n' ' ')" \
		"$([ $database = prometheus ] || echo 'both ')cas1 cas2 cas3.example.com $([ $database = prometheus ] || echo 'example.com ')"
	tap_result "$database: every query is understood" "$(jq -r 'select(.error) | .panel + ": " + .error' "$dir/$database.asked")"
	tap_result "$database: no two series of a panel have the same name" "$(dashboard_twins $database)"
	while read -r panel; do
		tap_result "$database: $panel has data" "$(dashboard_empty "$database" "$panel")"
	done < <(dashboard_panels "$database")
	tap_result "$database: no name in a query that nothing is called" "$(dashboard_strangers $database)"
	tap_result "$database: no measured value without a panel" "$(dashboard_forgotten $database)"
done
dashboard_values <<'END'
prometheus|Sign-in now||cas1|2
prometheus|Sign-in now||cas2|0
prometheus|Sign-in now||cas3.example.com|2
prometheus|Regressions now||cas1 regressions|3
prometheus|State of every check||cas1 EXCHANGE AUTH|1
prometheus|State of every check||cas3.example.com EXCHANGE AUTH|2
prometheus|Prompts||cas1 prompt_out_1|1
prometheus|Prompts||cas2 prompt_out_1|0
prometheus|Schemes and their order||cas1 EXCHANGE AUTH ews order|1
prometheus|Schemes and their order||cas3.example.com EXCHANGE AUTH ews schemes|2
prometheus|Against the baseline||cas1 regressions|3
prometheus|Against the baseline||cas2 regressions|0
prometheus|Logons||cas3.example.com EXCHANGE NTLM ews ntlm|1
prometheus|Extended Protection||cas2 EXCHANGE NTLM ews protection|0
prometheus|Sequence||cas2 EXCHANGE OAB sequence|7
prometheus|Sequence||cas2 EXCHANGE SIGNIN sequence|7
prometheus|Traps||cas3.example.com EXCHANGE AUTH|1
prometheus|All checks of this node|cas1|EXCHANGE AUTH ews order|1
prometheus|All checks of this node|cas2|EXCHANGE AUTH ews order|0
prometheus|Not OK now|cas3.example.com|ews schemes EXCHANGE AUTH|2
influxdb|Sign-in now||cas1|2
influxdb|Sign-in now||cas2|0
influxdb|Sign-in now||cas3.example.com|2
influxdb|Regressions now||cas1 regressions|3
influxdb|State of every check||cas1 exchange-auth|1
influxdb|State of every check||cas3.example.com exchange-auth|2
influxdb|State of every check||example.com exchange-discovery|0
influxdb|Prompts||cas1 prompt_out_1|1
influxdb|Prompts||cas2 prompt_out_1|0
influxdb|Schemes and their order||cas1 exchange-auth|1
influxdb|Schemes and their order||cas3.example.com exchange-auth|2
influxdb|Against the baseline||cas1 regressions|3
influxdb|Against the baseline||cas2 regressions|0
influxdb|Logons||cas3.example.com exchange-ntlm|1
influxdb|Extended Protection||cas2 exchange-ep|0
influxdb|Sequence||cas2 exchange-oab sequence|7
influxdb|Sequence||both exchange-oab n2_sequence|7
influxdb|Traps||cas3.example.com exchange-auth|1
influxdb|All checks of this node|cas1|exchange-auth|1
influxdb|All checks of this node|cas2|exchange-auth|0
influxdb|Last values|cas2|sequence exchange-oab|7
END
names_bite
survival_bites
tap_done
