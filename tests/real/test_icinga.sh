#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/icinga2 as they are, in a master and a satellite of Icinga 2 that watch a simulated farm and an Apache httpd, as TAP: every option reaches its
# plugin, every answer arrives whole, a patch of one node turns the services it should turn, and one inform goes out for it.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:?the build directory}
master=master.example.com satellite=outside.example.com

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=rig/icinga.sh
. "$tests/real/rig/icinga.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ports.sh
. "$tests/real/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=rig/managers.sh
. "$tests/real/rig/managers.sh"

monitored_enter "$@"
monitored_manager
farm_start
monitored_apache
names_start "${icinga_nodes[$master]}" "$master" "${icinga_nodes[$satellite]}" "$satellite"
probe_begin
plugins_record
icinga_prepare

# --- what is shipped, and what an administrator adds: his hosts ----------------------------------------

zones=$dir/icinga/$master/etc/zones.d
mkdir -p "$zones/global-templates" "$zones/master"
cp "$contrib/icinga2/exchange-commands.conf" "$zones/global-templates"
cp "$contrib"/icinga2/exchange-{templates,services,notifications}.conf "$zones/master"
cat >"$zones/master/told.conf" <<END
object User "admin" { groups = [ "icingaadmins" ] }
object UserGroup "icingaadmins" { }
object NotificationCommand "mail-host-notification" {
	command = [ "$dir/tell", "\$notification.type\$", "\$host.name\$", "-", "\$host.state\$" ]
}
object NotificationCommand "mail-service-notification" {
	command = [ "$dir/tell", "\$notification.type\$", "\$host.name\$", "\$service.name\$", "\$service.state\$" ]
}
END
printf '#!/bin/sh\necho "$*" >>%s\n' "$dir/told" >"$dir/tell"
chmod +x "$dir/tell"
: >"$dir/told"

cat "$contrib/icinga2/hosts-example.conf" >"$zones/master/hosts.conf"
tap_result 'the example is valid as it is' "$( (icinga "$master" daemon -C -c "$dir/icinga/$master/etc/icinga2.conf") 2>&1 | grep -E 'critical|warning')"

# shellcheck disable=SC2154 # monitored_apache sets REAL_...
cat >"$zones/master/hosts.conf" <<END
template Host "farm" {
	command_endpoint = "$satellite"
$(icinga_farm)
	vars.exchange_signin_trap_sink = "$sink"
	vars.exchange_trap_auth_file = "$managers_dir/v2.auth"
}
object Host "cas1" { import "exchange-node"; import "farm"; address = "127.0.0.21" }
object Host "cas2" { import "exchange-node"; import "farm"; address = "127.0.0.22" }
object Host "gone" { import "exchange-node"; import "farm"; address = "127.0.0.29"; vars.gone = true }
object Host "bare" {
	import "exchange-node"
	address = "127.0.0.22"
	vars.exchange_hostname = "mail.example.com"
	vars.exchange_ca_file = "$dir/farm/ca.pem"
}
object Host "example.com" { import "exchange-domain"; import "farm" }
template Host "httpd" {
	import "exchange-node"
	address = "127.0.0.1"
	vars.exchange_hostname = "localhost"
	vars.exchange_auth_file = "$REAL_AUTH_FILE"
	vars.exchange_ca_file = "$REAL_CA"
	vars.exchange_state_dir = "$dir/state"
	vars.exchange_ep_modes = [ "ews=none", "oab=none" ]
	vars.exchange_ep_per_hour = 1000
}
object Host "httpd1" { import "httpd"; vars.exchange_port = $REAL_PORT_ntlm_negotiate }
object Host "httpd2" { import "httpd"; vars.exchange_port = $REAL_PORT_negotiate_ntlm }
END
# A host whose variables name every option: those of the commands, each with a value of its kind.
{
	echo 'object Host "everything" {'
	echo '	check_command = "dummy"'
	awk '
		/^\t\t"--/ { repeat = 0 }
		/^\t\t\t(value|set_if) = / { kind = $1; split($0, part, "$"); variable = part[2] }
		/repeat_key/ { repeat = 1 }
		/^\t\t}/ { print "\tvars." variable " = " (kind == "set_if" ? "true" : repeat ? "[ \"one\", \"two\" ]" : "\"one\"") }
	' "$contrib/icinga2/exchange-commands.conf" | sort -u
	echo '}'
	for file in "$build"/plugins/check_exchange_*; do
		[[ ${file##*/} = *.* ]] || echo "object Service \"${file##*/check_}\" { host_name = \"everything\"; check_command = \"${file##*/check_}\" }"
	done
} >"$zones/master/everything.conf"

icinga_start "$satellite"
icinga_start "$master"
wait_for 60 icinga_joined || tap_bail_out "the satellite is not there: $(tail -n 5 "$dir/icinga"/*/log/icinga2.log)"

# --- results --------------------------------------------------------------------------------------------

all='host.name in [ \"cas1\", \"cas2\", \"bare\", \"example.com\", \"httpd1\", \"httpd2\" ]'
# While the satellite comes up it says that it does not know the command, or the master that it is not connected.
# shellcheck disable=SC2317 # wait_for calls it
all_result()
{
	icinga_force "$all" && icinga_results &&
		[ "$(jq -s '[.[] | select((.host | IN("everything", "gone") | not) and (.first | startswith("EXCHANGE ")))] | length' "$dir/results")" = 29 ]
}
wait_for 100 all_result || tap_result 'all services have results' "$(jq -c '[.host, .service, .state, .first]' "$dir/results")"
seconds=$SECONDS
well='auth=OK autodiscover=OK drift=OK ep=OK ews=OK iis=OK ntlm=OK oab-files=OK oab=OK signin=OK '
tap_result "all services have results within two minutes ($seconds s)" "$([ $seconds -lt 120 ] || echo "$seconds s")"
tap_equal 'the first node is well' "$(states cas1)" "$well"
tap_equal 'the second node is well' "$(states cas2)" "$well"
tap_equal 'a node without mailbox and account has what needs none' "$(states bare)" 'auth=OK ntlm=OK '
tap_equal 'the domain is well' "$(states example.com)" 'discovery=OK '
tap_equal 'an httpd is well' "$(states httpd1)" 'auth=OK ep=OK ntlm=OK '
tap_equal 'and one in the order of default is not' "$(states httpd2)" 'auth=WARNING ep=OK ntlm=OK '

judge_whole 'well'
tap_equal 'the satellite asked' "$(jq -r 'select(.host | startswith("httpd") | not) | .source' "$dir/judged" | sort -u)" "$satellite"
tap_equal 'the master itself where no satellite is named' "$(jq -r 'select(.host == "bare") | .source' "$dir/results" | sort -u)" "$master"

# --- options --------------------------------------------------------------------------------------------

icinga_force 'host.name == \"everything\"' && icinga_results
for file in "$build"/plugins/check_exchange_*; do
	[[ ${file##*/} = *.* ]] && continue
	plugin=${file##*/check_exchange_}
	jq -r --arg service "exchange_$plugin" 'select(.service == $service) | .command[]' "$dir/results" >"$dir/command"
	tap_result "check_exchange_$plugin is given every option by its variable" "$(
		"$file" --help | sed '/^Examples:/,$d' | sed -nE 's/^  (-., |    )--([a-z0-9-]+).*/\2/p' |
			grep -vxE 'help|version|output-format|retry-logon|write-baseline|accept|trap-always' | while read -r option; do
			grep -qE -e "^--$option(=one)?\$" "$dir/command" || echo "--$option is not in: $(tr '\n' ' ' <"$dir/command")"
		done
	)"
done
tap_equal 'a list repeats its option' "$(grep -c -e '^--address$' "$dir/command")" 2

# --- a node that takes no connections -------------------------------------------------------------------

for _ in 1 2 3; do
	api actions/reschedule-check -X POST -d '{"type":"Host","filter":"host.name == \"gone\"","force":true}' >"$dir/forced"
	sleep 1
done
gone()
{
	[ "$(api objects/hosts/gone | jq -c '.results[0].attrs | [.state, .state_type]')" = '[1,1]' ]
}
wait_for 20 gone
tap_result 'a node that takes no connections is down' "$(gone || api objects/hosts/gone | jq -c '.results[0].attrs | [.state, .state_type]')"
wait_for 10 grep -q 'PROBLEM gone - DOWN' "$dir/told"
tap_result 'and somebody is told' "$(grep -q 'PROBLEM gone - DOWN' "$dir/told" || cat "$dir/told")"
icinga_force 'host.name == \"gone\"' && icinga_results
tap_equal 'and none of its services counts' "$(jq -r 'select(.host == "gone") | .reachable' "$dir/results" | sort | uniq -c | tr -s ' ')" ' 10 false'

# What was said while the satellite came up does not count.
: >"$dir/told"
told_forget

# --- the patch of one node ------------------------------------------------------------------------------

farm_patch
# signin first: it is the one asked most often. Three attempts make it hard.
for _ in 1 2 3; do
	icinga_force 'service.name == \"exchange-signin\" && host.name != \"gone\"'
done
for _ in 1 2 3; do
	icinga_force "$all"
done
icinga_results
patched='auth=WARNING autodiscover=OK drift=WARNING ep=OK ews=OK iis=WARNING ntlm=OK oab-files=OK oab=OK signin=CRITICAL '
tap_equal 'the patched node: what it is about turns' "$(states cas1)" "$patched"
tap_equal 'the other node: nothing turns' "$(states cas2)" "$well"
judge_cure
judge_whole 'patched'
tap_equal 'who was told what: the sign-in and the drift' "$(grep "^PROBLEM cas" "$dir/told" | sort -u | tr '\n' ';')" \
	'PROBLEM cas1 exchange-drift WARNING;PROBLEM cas1 exchange-signin CRITICAL;'
tap_equal 'the manager got one inform' "$(monitored_told)" 'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;'

farm_start
icinga_force "$all" && icinga_results
tap_equal 'cured: all is well again' "$(states cas1)" "$well"
tap_equal 'and the manager one more' "$(monitored_told)" \
	'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;INFORM 127.0.0.21 EXCHANGE SIGNIN critical>ok;'
tap_done
