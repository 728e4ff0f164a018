#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a clean machine to a manager that is told of a patch, as TAP: a fresh Debian, the package, what its README.Debian says, Debian's own
# Icinga 2 and then Nagios 4 as they are installed, and three simulated nodes; at last a second machine as a satellite.
#
# BUILD_DIR has packages/deb, snmp/EXCHANGE-AUTH-MIB.txt and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD_DIR:?the build directory}
master=master.example.com satellite=outside.example.com

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/icinga.sh
. "$tests/real/rig/icinga.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/nagios.sh
. "$tests/real/rig/nagios.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/ports.sh
. "$tests/real/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/managers.sh
. "$tests/real/rig/managers.sh"
# shellcheck source-path=SCRIPTDIR source=rig/root.sh
. "$tests/packages/rig/root.sh"

# --- two clean machines with the package and what Debian has ------------------------------------------

install_all()
{
	local package

	package=$(echo "$build"/packages/deb/exchange-auth-plugins_*_*.deb)
	[ -f "$package" ] || tap_bail_out "no package: run make deb"
	root_make
	cp "$package" "$root/srv/exchange-auth-plugins.deb"
	in_root sh -c 'apt-get -qq update && apt-get -qq install --no-install-recommends \
		/srv/exchange-auth-plugins.deb ca-certificates icinga2 libsnmp40 monitoring-plugins-basic nagios4-core' >"$dir/install.log" 2>&1 ||
		tap_bail_out "apt-get install: $(tail -n 5 "$dir/install.log")"
}

if [ "${1:-}" != alone ]; then
	root_enter "$@"
	install_all
	export root
	# The machines need no other network from here on.
	exec unshare --net bash "$0" alone
fi
PATH=$PATH:/usr/sbin:/sbin
root_network=
ip link set lo up || tap_bail_out "no loopback device"
trap 'exit 1' HUP INT TERM
monitored_manager
farm_start
names_start 127.0.0.31 "$master" 127.0.0.32 "$satellite"

cat >"$dir/exported.xml" <<'END'
<system.webServer><security><authentication><windowsAuthentication enabled="true">
  <providers><add value="NTLM" /><add value="Negotiate" /></providers>
</windowsAuthentication></authentication></security></system.webServer>
END

# machine ROOT: what its administrator has done anyway.
machine()
{
	cp /etc/resolv.conf /etc/hosts "$1/etc/"
	install -m 644 "$dir/farm/ca.pem" "$1/usr/local/share/ca-certificates/example.crt"
	root=$1 in_root update-ca-certificates >"$dir/ca.log" 2>&1 || tap_bail_out "update-ca-certificates: $(cat "$dir/ca.log")"
	printf 'username = EXAMPLE\\probe\npassword = Gut3r Kaese!\n' >"$1/srv/probe.auth"
	install -m 644 "$dir/exported.xml" "$1/etc/exchange-auth-plugins/"
	echo 'object ApiUser "test" { password = "test"; permissions = [ "*" ] }' >"$1/etc/icinga2/features-enabled/test.conf"
}
# Who takes part in a cluster is the same machine with another name.
outside=$dir/outside
mkdir "$outside"
{ cp -ax "$root/." "$outside" && mount -t proc proc "$outside/proc" && mount -t tmpfs tmpfs "$outside/dev/shm"; } || tap_bail_out "no second machine"
machine "$root"
machine "$outside"

# --- what README.Debian says ----------------------------------------------------------------------------

said=$root/usr/share/doc/exchange-auth-plugins/README.Debian
sed -n 's/^    *//p' "$said" >"$dir/steps"
tap_equal 'README.Debian has these steps' "$(cut -d ' ' -f 1 "$dir/steps" | tr '\n' ' ')" 'install cp cd cp '
tap_equal 'and they can be taken' "$(in_root sh -e -c "cd /srv; $(cat "$dir/steps")" 2>&1)" ''

# What the documentation beside it says of the baseline, and where the manager's word is kept.
install -m 600 "$managers_dir/v2.auth" "$root/etc/exchange-auth-plugins/manager.auth"
in_root chown nagios /etc/exchange-auth-plugins/manager.auth
baseline=$(in_root runuser -u nagios -- /usr/lib/nagios/plugins/check_exchange_drift -H mail.example.com -I 127.0.0.21 -I 127.0.0.22 -I 127.0.0.23 \
	-e probe@example.com --auth-file /etc/exchange-auth-plugins/probe.auth --baseline /etc/exchange-auth-plugins/exchange.json --write-baseline 2>&1)
tap_result 'the baseline is written' "$([[ $baseline == 'EXCHANGE DRIFT OK'* ]] || echo "$baseline")"
# The satellite gets the same files.
cp -a "$root/etc/exchange-auth-plugins/." "$outside/etc/exchange-auth-plugins"

# --- Icinga 2 -------------------------------------------------------------------------------------------

# hosts LINE: three nodes and the mail domain; LINE is for each.
hosts()
{
	cat <<-END
		template Host "mail.example.com" {
			import "exchange-node"
			$1
			vars.exchange_hostname = "mail.example.com"
			vars.exchange_email = "probe@example.com"
			vars.exchange_auth_file = "/etc/exchange-auth-plugins/probe.auth"
			vars.exchange_baseline = "/etc/exchange-auth-plugins/exchange.json"
			vars.exchange_config = "/etc/exchange-auth-plugins/exported.xml"
			vars.exchange_ep_modes = [ "ews=none", "oab=none" ]
			vars.exchange_ep_per_hour = 1000
			vars.exchange_signin_trap_sink = "$sink"
			vars.exchange_trap_auth_file = "/etc/exchange-auth-plugins/manager.auth"
		}
		object Host "cas1" { import "mail.example.com"; address = "127.0.0.21" }
		object Host "cas2" { import "mail.example.com"; address = "127.0.0.22" }
		object Host "cas3" { import "mail.example.com"; address = "127.0.0.23" }
		object Host "example.com" {
			import "exchange-domain"
			$1
			vars.exchange_email = "probe@example.com"
			vars.exchange_auth_file = "/etc/exchange-auth-plugins/probe.auth"
		}
	END
}

# machine_icinga ROOT: as the unit of systemd starts it.
machine_icinga()
{
	root=$1 in_root /usr/lib/icinga2/prepare-dirs /usr/lib/icinga2/icinga2 && root=$1 in_root icinga2 daemon >"$1/srv/icinga.log" 2>&1 </dev/null &
}

in_root icinga2 node setup --master --cn "$master" --listen 127.0.0.31,5665 >"$dir/setup.log" 2>&1 ||
	tap_bail_out "icinga2 node setup: $(cat "$dir/setup.log")"
hosts '' >"$root/etc/icinga2/conf.d/hosts-example.conf"
mkdir "$dir/icinga"
cp "$root/var/lib/icinga2/certs/ca.crt" "$dir/icinga/"
tap_result 'Icinga finds no fault' "$(in_root icinga2 daemon -C 2>&1 | grep -E 'critical|warning')"
began=$SECONDS
machine_icinga "$root"

ours='match(\"exchange-*\", service.name)'
# ours_only COMMAND...: what Debian's configuration watches besides, this machine, is left out of the results.
ours_only()
{
	"$@" && jq -c 'select(.service | startswith("exchange-"))' "$dir/results" >"$dir/ours" && mv "$dir/ours" "$dir/results"
}
# shellcheck disable=SC2317 # wait_for calls it
all_asked()
{
	ours_only icinga_results && jq -e -s '[.[] | select(.first | startswith("EXCHANGE "))] | length == 31' "$dir/results" >/dev/null
}
wait_for 120 all_asked
tap_result "two minutes after its start all services of three nodes have results ($((SECONDS - began)) s)" "$(all_asked ||
	{ jq -c '[.host, .service, .first]' "$dir/results"; tail -n 5 "$root/srv/icinga.log"; })"
well='auth=OK autodiscover=OK drift=OK ep=OK ews=OK iis=OK ntlm=OK oab-files=OK oab=OK signin=OK '
for node in cas1 cas2 cas3; do
	tap_equal "$node is well" "$(states $node)" "$well"
done
tap_equal 'and performance data' "$(jq -r 'select((.service != "exchange-iis") and (.perfdata | contains("time=") | not)) | .host + " " + .service' "$dir/results")" ''
tap_equal 'nobody is told of it' "$(monitored_told)" ''

# patched WHO: what follows a patch of one node, with $force and $results of WHO.
patched()
{
	told_forget
	farm_patch
	"$force" "$@"
	tap_equal "$1: what the patch is about turns on that node" "$(states cas1)" \
		'auth=WARNING autodiscover=OK drift=WARNING ep=OK ews=OK iis=WARNING ntlm=OK oab-files=OK oab=OK signin=CRITICAL '
	tap_equal "$1: and on no other" "$(states cas2)$(states cas3)" "$well$well"
	tap_equal "$1: the manager got one inform" "$(monitored_told)" 'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;'
	farm_start
	"$force" "$@"
	tap_equal "$1: cured, all is well again" "$(states cas1)" "$well"
	tap_equal "$1: and the manager got one more" "$(monitored_told)" \
		'INFORM 127.0.0.21 EXCHANGE SIGNIN ok>critical;INFORM 127.0.0.21 EXCHANGE SIGNIN critical>ok;'
}

# shellcheck disable=SC2317 # patched calls it
icinga_again()
{
	icinga_force "$ours" && ours_only icinga_results
}
force=icinga_again
patched 'Icinga'

# --- a satellite: the second machine asks ---------------------------------------------------------------

# As Icinga's documentation has it, but for the zones, which are ours as they are shipped.
join()
{
	local ticket at=/var/lib/icinga2/certs

	ticket=$(in_root icinga2 pki ticket --cn "$satellite") || return
	root=$outside
	in_root mkdir -p $at && in_root chown nagios: $at &&
		in_root icinga2 pki new-cert --cn "$satellite" --key "$at/$satellite.key" --cert "$at/$satellite.crt" &&
		in_root icinga2 pki save-cert --trustedcert $at/trusted-parent.crt --host "$master" &&
		in_root icinga2 node setup --ticket "$ticket" --cn "$satellite" --endpoint "$master,$master,5665" --zone outside --parent_zone master \
			--parent_host "$master" --trustedcert $at/trusted-parent.crt --accept-commands --accept-config --disable-confd \
			--listen 127.0.0.32,5665
}
shipped=$root/usr/share/doc/exchange-auth-plugins/contrib/icinga2
(join) >"$dir/join.log" 2>&1 || tap_bail_out "no satellite: $(tail -n 5 "$dir/join.log")"
(
	cd "$root/etc/icinga2" || exit
	mkdir -p zones.d/global-templates zones.d/master
	mv conf.d/exchange-commands.conf zones.d/global-templates/
	mv conf.d/exchange-*.conf conf.d/hosts-example.conf zones.d/master/
	hosts "command_endpoint = \"$satellite\"" >zones.d/master/hosts-example.conf
	cp "$shipped/zones-example.conf" zones.conf
	cp "$shipped/zones-example.conf" "$outside/etc/icinga2/zones.conf"
)
tap_result 'Icinga finds no fault with the zones' "$(in_root icinga2 daemon -C 2>&1 | grep -E 'critical|warning')"
machine_icinga "$outside"
kill -HUP "$(cat "$root/run/icinga2/icinga2.pid")"
wait_for 60 icinga_joined || tap_bail_out "the satellite is not there: $(tail -n 5 "$outside/srv/icinga.log")"
# shellcheck disable=SC2317 # wait_for calls it
satellite_asked()
{
	icinga_again && jq -e -s --arg name "$satellite" \
		'[.[] | select(.source == $name and (.first | startswith("EXCHANGE ")))] | length == 31' "$dir/results" >/dev/null
}
wait_for 60 satellite_asked
tap_result 'the satellite asked, for all services of three nodes' "$(satellite_asked || jq -c '[.host, .service, .source, .first]' "$dir/results")"
patched 'through the satellite'
kill "$(cat "$root/run/icinga2/icinga2.pid")"

# --- Nagios 4 -------------------------------------------------------------------------------------------

nagios_hosts()
{
	local node

	cat <<-END
		define host {
			name			mail.example.com
			use			exchange-node
			register		0
			hostgroups		+exchange-logon,exchange-baseline,exchange-exported
			_EXCHANGE_HOSTNAME	mail.example.com
			_EXCHANGE_OPTIONS	-e probe@example.com --auth-file /etc/exchange-auth-plugins/probe.auth
			_EXCHANGE_BASELINE	/etc/exchange-auth-plugins/exchange.json
			_EXCHANGE_CONFIG	/etc/exchange-auth-plugins/exported.xml
			_EXCHANGE_EP		--expect-ep ews=none --expect-ep oab=none --ep-per-hour 1000
			_EXCHANGE_SIGNIN	--trap-sink $sink --trap-auth-file /etc/exchange-auth-plugins/manager.auth
		}
	END
	printf '%s\n' 'define host {' '	use		exchange-domain' '	host_name	example.com' \
		'	_EXCHANGE_OPTIONS	-e probe@example.com --auth-file /etc/exchange-auth-plugins/probe.auth' '}'
	for node in 1 2 3; do
		printf '%s\n' 'define host {' '	use		mail.example.com' "	host_name	cas$node" "	address		127.0.0.2$node" '}'
	done
}

sed -i -e 's/^allow_empty_hostgroup_assignment=.*/allow_empty_hostgroup_assignment=1/' -e 's/^service_check_timeout=.*/service_check_timeout=660/' \
	-e 's/^status_update_interval=.*/status_update_interval=1/' "$root/etc/nagios4/nagios.cfg"
nagios_hosts >"$root/etc/nagios4/conf.d/exchange-hosts.cfg"
tap_result 'Nagios finds no fault' "$(in_root nagios4 -v /etc/nagios4/nagios.cfg 2>&1 | grep -E '^(Warning|Error)')"
in_root nagios4 /etc/nagios4/nagios.cfg >"$root/srv/nagios.log" 2>&1 </dev/null &
mkdir -p "$dir/nagios/var" "$dir/nagios/rw"
ln -s "$root/var/lib/nagios4/status.dat" "$dir/nagios/var/status.dat"
ln -s "$root/var/lib/nagios4/rw/nagios.cmd" "$dir/nagios/rw/nagios.cmd"
wait_for 20 nagios_runs || tap_bail_out "nagios4 does not start: $(tail -n 5 "$root/srv/nagios.log")"
# shellcheck disable=SC2317 # patched calls it
nagios_again()
{
	nagios_force ' exchange-' && ours_only true
}
nagios_again
for node in cas1 cas2 cas3; do
	tap_equal "Nagios: $node is well" "$(states $node)" "$well"
done
force=nagios_again
patched 'Nagios'
tap_done
