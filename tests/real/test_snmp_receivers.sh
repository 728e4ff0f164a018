#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The files of contrib/snmp with the receivers they are for, fed by net-snmp's receiver, as TAP.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim; the environment of `make check-real` sets it and SRC_DIR.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
source=${SRC_DIR:?the source directory}
plugin=$build/plugins/check_exchange_auth
contrib=$source/contrib/snmp

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ports.sh
. "$here/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=rig/managers.sh
. "$here/rig/managers.sh"

# receive NODE: what snmptrapd hands to a traphandle for the notification of a run on that node, in the file "handed".
receive()
{
	local try

	rm -f "$managers_dir/handed"
	"$plugin" -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" -I "127.0.0.$1" --endpoint ews --instance it \
		--state-dir "$managers_dir/state" --trap-sink "$sink" --trap-auth-file "$managers_dir/v2.auth" --trap-always >/dev/null
	for ((try = 0; try < 50; try++)); do
		[ ! -s "$managers_dir/handed" ] || return 0
		sleep 0.1
	done
}

# Restarts the receiver with that output option (s: names, n: numbers).
receiver()
{
	managers_stop trapd
	sed -i "s/^outputOption .*/outputOption $1/" "$managers_dir/trapd/snmptrapd.conf"
	trapd_start
}

handler()
{
	EXCHANGE_TRAP_LOG='' sh "$contrib/traphandle.sh" <"$managers_dir/handed" | sed 's/^[0-9a-f]\{32\} /ID /'
}

snmptt_of()
{
	snmptt --ini="$managers_dir/snmptt.ini" <"$managers_dir/handed" 2>/dev/null | tr '\n' ' '
}

suite_need snmptrapd /usr/sbin/snmptrapd -v
suite_need snmptt snmptt --version
suite_need libxml2-utils xmllint --version
suite_need_built "$plugin"
suite_need_built "$build/tests/sim/exchange_sim"

tap_result 'OpenNMS: a well-formed document' "$(xmllint --noout "$contrib/exchange-auth.events.xml" 2>&1)"
tap_equal 'OpenNMS: both notifications, of the module' \
	"$(xmllint --xpath '//*[local-name()="mevalue"]/text()' "$contrib/exchange-auth.events.xml" | tr '\n' ' ')" \
	'.1.3.6.1.4.1.8072.9999.9999.2007 6 1 .1.3.6.1.4.1.8072.9999.9999.2007 6 2 '
if ! grep -q '^have_snmp = yes' "$build/Makefile"; then
	tap_done
fi

managers_begin
printf 'cat >%s/handing && mv %s/handing %s/handed\n' "$managers_dir" "$managers_dir" "$managers_dir" >"$managers_dir/handle.sh"
echo "traphandle default /bin/sh $managers_dir/handle.sh" >>"$managers_dir/trapd/snmptrapd.conf"
cat >"$managers_dir/snmptt.ini" <<END
[General]
mode = standalone
dns_enable = 0
net_snmp_perl_enable = 0
[Logging]
stdout_enable = 1
log_enable = 0
log_system_enable = 0
unknown_trap_log_enable = 0
syslog_enable = 0
syslog_system_enable = 0
[TrapFiles]
snmptt_conf_files = <<LIST
$contrib/snmptt.conf
LIST
END
managers_farm
trapd_start
receive 13
tap_equal 'the file for snmptrapd: names' "$(handler)" \
	'ID mail.example.com (127.0.0.13) EXCHANGE AUTH: critical, was none: ews schemes: ews: NTLM missing: clients that only speak NTLM cannot log on'
receiver n
receive 13
tap_equal 'the file for snmptrapd: numbers' "$(handler)" \
	'ID mail.example.com (127.0.0.13) EXCHANGE AUTH: critical, was critical: ews schemes: ews: NTLM missing: clients that only speak NTLM cannot log on'
tap_result 'SNMPTT: the change, from the address of the server' \
	"$(snmptt_of | grep -v '2007\.0\.1 WARNING "Exchange" .*ZBXTRAP 127\.0\.0\.13 exchStateChanged mail\.example\.com: EXCHANGE AUTH is .* ews schemes: ews: NTLM missing')"
receive 11
tap_result 'SNMPTT: its clearing' \
	"$(snmptt_of | grep -v '2007\.0\.2 NORMAL "Exchange" .*ZBXTRAP 127\.0\.0\.11 exchStateCleared mail\.example\.com: EXCHANGE AUTH is ')"
said=$(
	timeout 1 /usr/sbin/snmptrapd -f -C -c "$contrib/snmptrapd.conf" -Le "udp:127.0.0.1:0" 2>&1
)
tap_equal 'the example configuration of snmptrapd is understood' "$(grep -icE 'warning|error|unknown' <<<"$said")" 0
tap_done
