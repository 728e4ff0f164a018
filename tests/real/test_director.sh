#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The basket of contrib/icinga-director in a real Director that deploys to a real Icinga 2, which watches a simulated farm, as TAP: it can be
# restored, a second time changes nothing, and what is deployed is the same as what the files of contrib/icinga2 make, to the last argument.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:?the build directory}
master=master.example.com satellite=outside.example.com
basket=$contrib/icinga-director/exchange-basket.json

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=rig/icinga.sh
. "$tests/real/rig/icinga.sh"
# shellcheck source-path=SCRIPTDIR source=rig/director.sh
. "$tests/real/rig/director.sh"

director_unpack "$build/tests/real/icingaweb2"
monitored_enter "$@"
farm_start
names_start "${icinga_nodes[$master]}" "$master" "${icinga_nodes[$satellite]}" "$satellite"
probe_begin
plugins_record
icinga_prepare
mkdir -p "$dir/director"

# --- hosts, for both ways -------------------------------------------------------------------------------

# What they say, as Director takes it; "bare" has neither mailbox nor account. The satellite asks cas2.
jq -n --arg dir "$dir" '
	{exchange_email: "probe@example.com", exchange_auth_file: ($dir + "/probe.auth"), exchange_ca_file: ($dir + "/farm/ca.pem"),
	 exchange_state_dir: ($dir + "/state")} as $probe |
	{exchange_hostname: "mail.example.com", exchange_baseline: ($dir + "/exchange.json"), exchange_config: ($dir + "/exported.xml"),
	 exchange_ep_per_hour: "1000"} as $node |
	{imports: ["exchange-node"]} as $is |
	$is + {object_name: "cas1", address: "127.0.0.21", vars: ($probe + $node + {exchange_expect_ep: ["ews=none", "oab=none"], exchange_trap_sink: "127.0.0.35",
		exchange_trap_type: "trap"})},
	$is + {object_name: "cas2", address: "127.0.0.22", zone: "outside", vars: ($probe + $node + {exchange_ep_modes: ["ews=none", "oab=none"], exchange_policy: "ntlm-only",
		exchange_signin_trap_sink: "127.0.0.36", exchange_trap_type: "trap", exchange_allow_host: ["one.example.com", "other.example.com"]})},
	$is + {object_name: "bare", address: "127.0.0.22", vars: {exchange_hostname: "mail.example.com", exchange_ca_file: ($dir + "/farm/ca.pem")}},
	{object_name: "example.com", imports: ["exchange-domain"], vars: $probe}
' -c >"$dir/hosts.json"

# --- as the files make it -------------------------------------------------------------------------------

zones=$dir/icinga/$master/etc/zones.d
mkdir -p "$zones/global-templates" "$zones/master"
for node in "$master" "$satellite"; do
	echo 'object Zone "director-global" { global = true }' >>"$dir/icinga/$node/etc/icinga2.conf"
done
cp "$contrib/icinga2/exchange-commands.conf" "$zones/global-templates"
cp "$contrib"/icinga2/exchange-{templates,services}.conf "$zones/master"
jq -r '"object Host " + (.object_name | tojson) + " {\n\timport " + (.imports[0] | tojson),
	(if .address then "\taddress = " + (.address | tojson) else empty end),
	(if .zone then "\tcommand_endpoint = \"'$satellite'\"" else empty end), (.vars | to_entries[] | "\tvars." + .key + " = " + (.value | tojson)), "}"' \
	"$dir/hosts.json" >"$zones/master/hosts.conf"

declare -A icinga_zones=(["$master"]=master ["$satellite"]=outside)
# all_result SERVER...: all services have been asked by these. A server that has just started takes no orders from another one.
# shellcheck disable=SC2317 # wait_for calls it
all_result()
{
	local server

	for server in "$@"; do
		api_of=$server icinga_force "service.zone == \\\"${icinga_zones[$server]}\\\"" || return
	done
	icinga_results && [ "$(jq -s '[.[] | select(.first | startswith("EXCHANGE "))] | length' "$dir/results")" = 23 ]
}

# objects FILE: what Icinga has of hosts, services and dependencies, a line for each.
objects()
{
	{
		api objects/services | jq -c '.results[].attrs | ["service", .host_name, .name, .check_command, .check_interval, .retry_interval,
			.max_check_attempts, .check_timeout, .state, .last_check_result.command]'
		api objects/hosts | jq -c '.results[].attrs | ["host", .name, .address, .check_command, .check_interval, .retry_interval, .max_check_attempts,
			.last_check_result.command]'
		api objects/dependencies | jq -c '.results[].attrs | ["dependency", .parent_host_name, .parent_service_name, .child_host_name,
			.child_service_name, (.states | sort), .disable_checks, .disable_notifications, .ignore_soft_states]'
	} | sort >"$1"
}

# shellcheck disable=SC2317 # wait_for calls it
hosts_result()
{
	api actions/reschedule-check -X POST -d '{"type":"Host","filter":"true","force":true}' >"$dir/forced" &&
		api objects/hosts | jq -e '[.results[].attrs.last_check_result] | length == 4 and all' >"$dir/checked"
}

icinga_start "$satellite"
icinga_start "$master"
wait_for 60 icinga_joined || tap_bail_out 'the satellite is not there'
wait_for 100 all_result "$master" || tap_bail_out "no results without Director: $(jq -c '[.host, .service, .state, .first]' "$dir/results")"
wait_for 20 hosts_result
objects "$dir/by-files"
for pid in "${monitored_pids[@]: -2}"; do
	kill "$pid" && monitored_wait "$pid"
done

# --- the same by Director -------------------------------------------------------------------------------

rm -r "$zones/master"
for node in "$master" "$satellite"; do
	rm -r "$dir/icinga/$node/lib/api/zones"
	mkdir "$dir/icinga/$node/lib/api/zones"
	icinga_start "$node"
done
wait_for 60 icinga_joined || tap_bail_out 'the satellite is not there again'
director_start "$master"
tap_result 'Director gets to know Icinga, the commands among the rest' "$(director kickstart run 2>&1)"

tap_equal 'the basket is restored' "$(director basket restore 2>&1 <"$basket")" 'Objects from Basket Snapshot have been restored'
# Everything that was ever done, and every row that a restored field could leave behind.
traces()
{
	local table

	for table in director_activity_log director_datafield director_datafield_setting director_datalist_entry icinga_command_field icinga_host_field \
		icinga_service_field icinga_service icinga_service_var; do
		echo "$table $(director_sql "SELECT COUNT(*) FROM $table")"
	done
}
before=$(traces)
tap_equal 'restored again' "$(director basket restore 2>&1 <"$basket")" 'Objects from Basket Snapshot have been restored'
tap_equal 'that changes nothing' "$(traces)" "$before"
tap_result 'nor does another look at Icinga' "$(director kickstart run 2>&1)"
tap_equal 'the fields of the commands are still there' "$(director_sql 'SELECT COUNT(*) FROM icinga_command_field')" \
	"$(jq '[.ExternalCommand[].fields | length] | add' "$basket")"

tap_equal 'Director has a form for each kind of field' "$(
	director_sql 'SELECT DISTINCT SUBSTRING_INDEX(datatype, CHAR(92), -1) AS kind FROM director_datafield ORDER BY kind' | while read -r kind; do
		[ -f "$web/usr/share/icingaweb2/modules/director/library/Director/DataType/$kind.php" ] || printf 'no '
		echo "$kind"
	done
)" $'DataTypeArray\nDataTypeBoolean\nDataTypeDatalist\nDataTypeString'

while IFS= read -r host; do
	director host create --json "$host" 2>&1 | grep -v 'has been created'
done <"$dir/hosts.json" >"$dir/created"
tap_result 'hosts are made from the templates' "$(cat "$dir/created")"
director config deploy >"$dir/deployed" 2>&1
# shellcheck disable=SC2317 # wait_for calls it
deployed()
{
	api objects/services | jq -e '.results | length == 23' >"$dir/there" &&
		api_of=$satellite api objects/services | jq -e '.results | length == 10' >"$dir/there" && icinga_joined
}
wait_for 60 deployed
tap_result 'what Director renders is deployed' "$(deployed || { cat "$dir/deployed"; tail -n 20 "$dir/icinga/$master"/lib/api/packages/director/*/startup.log; })"
tap_result 'without a warning' "$(grep -hE 'warning|critical' "$dir/icinga/$master"/lib/api/packages/director/*/startup.log | grep -v 'does not match anywhere')"
wait_for 100 all_result "$master" "$satellite" || tap_result 'all services have results' "$(jq -c '[.host, .service, .state, .first]' "$dir/results")"
wait_for 20 hosts_result
objects "$dir/by-director"
tap_equal 'and nothing else makes services' "$(api objects/services | jq -r '.results[].attrs.package' | sort -u)" director
tap_equal "$(grep -c '"service"' "$dir/by-files") services, their hosts and dependencies are those of the files, each with the same command line" \
	"$(diff "$dir/by-files" "$dir/by-director")" ''
well='auth=OK autodiscover=OK drift=OK ep=OK ews=OK iis=OK ntlm=OK oab-files=OK oab=OK signin=OK '
tap_equal 'the first node is asked and answers' "$(states cas1)" "$well"
tap_equal 'the second one is asked by the satellite, whose zone it is in' "$(jq -r 'select(.host == "cas2") | .source' "$dir/results" | sort -u)" "$satellite"
tap_equal 'so does one without mailbox and account' "$(states bare)" 'auth=OK ntlm=OK '

# --- what the comparisons are worth ---------------------------------------------------------------------

sed 's/"check_interval": "900"/"check_interval": "960"/; s/"trap"/"a trap"/' "$basket" >"$dir/faulty.json"
director basket restore >"$dir/restored" 2>&1 <"$dir/faulty.json"
tap_result 'another basket changes something' "$([ "$(traces)" != "$before" ] || echo "$before")"
director config deploy >"$dir/deployed" 2>&1
# shellcheck disable=SC2317 # wait_for calls it
differ()
{
	objects "$dir/by-director"
	diff "$dir/by-files" "$dir/by-director" >"$dir/differences"
	[ "$(grep -c '^> .*"exchange-auth","exchange_auth",960,' "$dir/differences")" = 3 ]
}
wait_for 60 differ
tap_result 'and what is deployed then differs' "$(differ || cat "$dir/differences" "$dir/deployed")"
tap_done
