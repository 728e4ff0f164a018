#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/nagios as they are, in a Nagios 4 that watches a simulated farm and an Apache httpd, as TAP: every answer arrives whole, a
# patch of one node turns the services it should turn, and one inform goes out for it.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:?the build directory}

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=rig/nagios.sh
. "$tests/real/rig/nagios.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ports.sh
. "$tests/real/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=rig/managers.sh
. "$tests/real/rig/managers.sh"

# Before the network is left.
nagios4=${nagios4:-$(bash "$tests/real/rig/unpacked.sh" "$build/tests/real/nagios4" nagios4-core /usr/sbin/nagios4)} || tap_bail_out "no nagios4"
export nagios4
monitored_enter "$@"
monitored_manager
farm_start
monitored_apache
names_start 127.0.0.31 monitor.example.com
probe_begin
plugins_record

# verify: what nagios4 -v complains about.
verify()
{
	"$nagios4" -v "$dir/nagios/nagios.cfg" >"$dir/verify" 2>&1 || echo "it is refused"
	grep -E '^(Warning|Error)' "$dir/verify"
}
nagios_prepare "$contrib/nagios/hosts-example.cfg"
tap_result 'the example is valid as it is' "$(verify)"

# shellcheck disable=SC2154 # monitored_apache sets REAL_...
cat >"$dir/hosts.cfg" <<END
define host {
	name			farm
	use			exchange-node
	register		0
	hostgroups		+exchange-logon,exchange-baseline,exchange-exported
	_EXCHANGE_HOSTNAME	mail.example.com
	_EXCHANGE_OPTIONS	-e probe@example.com --auth-file $dir/probe.auth --ca-file $dir/farm/ca.pem --state-dir $dir/state
	_EXCHANGE_BASELINE	$dir/exchange.json
	_EXCHANGE_CONFIG	$dir/exported.xml
	_EXCHANGE_EP		--expect-ep ews=none --expect-ep oab=none --ep-per-hour 1000
	_EXCHANGE_SIGNIN	--trap-sink $sink --trap-auth-file $managers_dir/v2.auth
}
define host {
	use			farm
	host_name		cas1
	address			127.0.0.21
}
define host {
	use			farm
	host_name		cas2
	address			127.0.0.22
}
define host {
	use			farm
	host_name		gone
	address			127.0.0.29
}
define host {
	use			exchange-domain
	host_name		example.com
	_EXCHANGE_OPTIONS	-e probe@example.com --auth-file $dir/probe.auth --ca-file $dir/farm/ca.pem --state-dir $dir/state
}
# One service for several nodes: labels begin with n1_, n2_.
define host {
	use			exchange-domain
	host_name		both
	address			127.0.0.21
	hostgroups		null
	_EXCHANGE_PORT		443
	_EXCHANGE_HOSTNAME	mail.example.com
	_EXCHANGE_OPTIONS	-I 127.0.0.22 -e probe@example.com --auth-file $dir/probe.auth --ca-file $dir/farm/ca.pem --state-dir $dir/state
	_EXCHANGE_BASELINE	$dir/exchange.json
	_EXCHANGE_CONFIG	$dir/exported.xml
}
$(for plugin in auth ntlm autodiscover ews oab drift iis; do
	echo "define service {"
	printf '\t%s\n' "use exchange-service" "host_name both" "notifications_enabled 0" "service_description exchange-$plugin" "check_command check_exchange_$plugin"
	echo "}"
done)
# A server of other people, in the order that is wanted, and in its own.
$(for node in "httpd1 $REAL_PORT_ntlm_negotiate" "httpd2 $REAL_PORT_negotiate_ntlm"; do
	echo "define host {"
	printf '\t%s\n' "use exchange-domain" "host_name ${node% *}" "address 127.0.0.1" "hostgroups null" "_EXCHANGE_PORT ${node#* }" \
		"_EXCHANGE_HOSTNAME localhost" "_EXCHANGE_OPTIONS --auth-file $REAL_AUTH_FILE --ca-file $REAL_CA --state-dir $dir/state"
	echo "}"
	for plugin in auth ntlm; do
		echo "define service {"
		printf '\t%s\n' "use exchange-service" "host_name ${node% *}" "notifications_enabled 0" "service_description exchange-$plugin" \
			"check_command check_exchange_$plugin"
		echo "}"
	done
done)
END
nagios_prepare "$dir/hosts.cfg"
tap_result 'these hosts, too' "$(verify)"
nagios_start

# --- results --------------------------------------------------------------------------------------------

all='^(cas1|cas2|both|example\.com|httpd1|httpd2) '
nagios_force "$all" || nagios_results
tap_result "all services have results within two minutes ($SECONDS s)" "$(
	[ $SECONDS -lt 120 ] || echo "$SECONDS s"
	[ "$(jq -s '[.[] | select(.host != "gone")] | length' "$dir/results")" = 32 ] || jq -c '[.host, .service]' "$dir/results"
)"
well='auth=OK autodiscover=OK drift=OK ep=OK ews=OK iis=OK ntlm=OK oab-files=OK oab=OK signin=OK '
tap_equal 'the first node is well' "$(states cas1)" "$well"
tap_equal 'the second node is well' "$(states cas2)" "$well"
tap_equal 'the domain is well' "$(states example.com)" 'discovery=OK '
tap_equal 'an httpd is well' "$(states httpd1)" 'auth=OK ntlm=OK '
tap_equal 'and one in the order of default is not' "$(states httpd2)" 'auth=WARNING ntlm=OK '
tap_equal 'both nodes in one service are well' "$(states both)" 'auth=OK autodiscover=OK drift=OK ews=OK iis=OK ntlm=OK oab=OK '
judge_whole 'well'
tap_result 'so is performance data of several nodes' "$(
	for plugin in auth ntlm ews oab; do
		jq -r --arg service "exchange-$plugin" 'select(.host == "both" and .service == $service).perfdata' "$dir/results" | grep -q ' n1_.* n2_' || echo "$plugin"
	done
)"

# --- a node that takes no connections -------------------------------------------------------------------

gone()
{
	awk '/^hoststatus /{ inside = 1; host = "" } inside && /\thost_name=gone$/ { host = 1 } host && /\tcurrent_state=/ { print; exit }' \
		"$dir/nagios/var/status.dat" | grep -q '=1$' && grep -q 'PROBLEM gone - DOWN' "$dir/told"
}
for _ in 1 2 3; do
	nagios_command "SCHEDULE_FORCED_HOST_CHECK;gone;$(date +%s)"
	sleep 2
done
wait_for 20 gone
tap_result 'a node that takes no connections is down, and somebody is told' "$(gone || cat "$dir/told")"

# --- the patch of one node ------------------------------------------------------------------------------

told_forget
farm_patch
# signin first: it is the one asked most often. Three attempts make it hard.
for _ in 1 2 3; do
	nagios_force '^cas. exchange-signin'
done
for _ in 1 2 3; do
	nagios_force "$all"
done
patched='auth=WARNING autodiscover=OK drift=WARNING ep=OK ews=OK iis=WARNING ntlm=OK oab-files=OK oab=OK signin=CRITICAL '
tap_equal 'the patched node: what it is about turns' "$(states cas1)" "$patched"
tap_equal 'the other node: nothing turns' "$(states cas2)" "$well"
judge_cure
judge_whole 'patched'
tap_equal 'who was told what: the node that is gone, the sign-in and the drift' "$(sort -u "$dir/told" | tr '\n' ';')" \
	'PROBLEM cas1 exchange-drift WARNING;PROBLEM cas1 exchange-signin CRITICAL;PROBLEM gone - DOWN;'
tap_equal 'the manager got one inform' "$(monitored_told)" 'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;'

farm_start
nagios_force "$all"
tap_equal 'cured: all is well again' "$(states cas1)" "$well"
tap_equal 'and the manager one more' "$(monitored_told)" \
	'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;INFORM 127.0.0.21 EXCHANGE SIGNIN critical>ok;'
tap_done
