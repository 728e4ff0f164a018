#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The notifier of the plugins and the table of last results, against net-snmp's receiver and its agent, as TAP.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim; the environment of `make check-real` sets it and SRC_DIR.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
# shellcheck disable=SC2034 # managers.sh's
source=${SRC_DIR:?the source directory}
plugin=$build/plugins/check_exchange_auth

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ports.sh
. "$here/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=rig/managers.sh
. "$here/rig/managers.sh"

good=11 warned=12 broken=13

# ask NODE ARGUMENT...: one run of the service "it" on that node; leaves $code, $out, $complaints.
ask()
{
	local node=$1

	shift
	out=$("$plugin" -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" -I "127.0.0.$node" --endpoint ews \
		--instance it --state-dir "$state" "$@" 2>"$managers_dir/stderr")
	code=$?
	complaints=$(<"$managers_dir/stderr")
}

# tell NODE ARGUMENT...: the same with the receiver as the sink, by v2c.
tell()
{
	local node=$1

	shift
	ask "$node" --trap-sink "$sink" --trap-auth-file "$managers_dir/v2.auth" "$@"
}

# afresh: nothing is known, nothing was received.
afresh()
{
	state=$managers_dir/state
	rm -rf "$state"
	told_forget
}

# value NAME: of the performance data of the last run.
value()
{
	sed -n "1s/.* $1=\([0-9]*\).*/\1/p" <<<"$out"
}

# line N: the Nth notification.
line()
{
	notifications | sed -n "$1p"
}

changes()
{
	local codes=''

	afresh
	for node in $good $good $broken $broken $good $good; do
		tell "$node"
		codes+=$code
	done
	tap_equal 'the exit codes are those without a sink' "$codes" 002200
	tap_equal 'OK, CRITICAL, OK: two informs, none when nothing changed' "$(told)" 'ok>critical critical>ok'
	tap_equal 'they are informs' "$(grep -c '^INFORM, SNMP v2c' "$managers_dir/trapd.log")" 2
	tap_equal 'the names of the MIB are found' "$(line 1 | tr '\t' '\n' | sed -n 's/^\([a-zA-Z.|,0-9]*\) = .*/\1/p' | tr '\n' ' ')" \
		'snmpTrapOID.0 exchEventId.0 exchEventTarget.0 exchEventService.0 exchEventInstance.0 exchEventCheck.0 exchEventState.0 exchEventPrevious.0 exchEventHeadline.0 exchEventTime.0 exchEventLost.0 snmpTrapAddress.0 '
	tap_result 'the change' "$(line 1 | grep -v 'OID: exchStateChanged.*STRING: mail\.example\.com.*EXCHANGE AUTH.*STRING: it.*ews schemes.*NTLM missing.*IpAddress: 127\.0\.0\.13')"
	tap_result 'its clearing' "$(line 2 | grep -v 'OID: exchStateCleared.*IpAddress: 127\.0\.0\.11')"
	tap_equal 'standard error is empty' "$complaints" ''
	tap_equal 'performance data' "$(value trap_sent) $(value trap_waiting) $(value trap_fail)" '0 0 0'
	tell $good --trap-always
	tap_equal 'always, when asked to' "$(told 3)" 'ok>ok'
	ask $broken
	tap_equal 'nothing about traps without a sink' "$(grep -c trap <<<"$out")" 0
}

# Every plugin has it: one that cannot be asked otherwise here tells its first result.
every_plugin()
{
	local name faults=''
	local -A arguments=([auth]='' [ntlm]='' [drift]="--baseline $managers_dir/none.json" [iis]="--config $managers_dir/iis.txt"
		[autodiscover]='-e probe@example.com' [ews]='-e probe@example.com' [oab]='-e probe@example.com' [signin]='-e probe@example.com')

	afresh
	echo 'NTAuthenticationProviders : (STRING) "Negotiate,NTLM"' >"$managers_dir/iis.txt"
	for name in "${!arguments[@]}"; do
		# shellcheck disable=SC2086 # more than one word
		"$build/plugins/check_exchange_$name" ${arguments[$name]} -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" \
			-I 127.0.0.$broken --state-dir "$state" --trap-sink "$sink" --trap-auth-file "$managers_dir/v2.auth" --trap-always \
			>"$managers_dir/out" 2>&1
		grep -q 'trap_sent=1' "$managers_dir/out" || faults+="$name: $(head -n 1 "$managers_dir/out")"$'\n'
	done
	tap_result 'every plugin tells' "$faults"
	tap_equal 'each under its own name' "$(sed -n 's/.*exchEventService\.0 = STRING: EXCHANGE \([A-Z]*\).*/\1/p' "$managers_dir/trapd.log" | sort | tr '\n' ' ')" \
		'AUTH AUTODISCOVER DRIFT EWS IIS NTLM OAB SIGNIN '
}

versions()
{
	local v3=(--trap-version 3)

	afresh
	tell $good
	ask $broken --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/informer.auth"
	tap_equal 'SNMPv3 inform, SHA-256 and AES' "$(told) $(grep -c '^INFORM, SNMP v3, user informer' "$managers_dir/trapd.log")" 'ok>critical 1'
	ask $good --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/wrong.auth"
	tap_equal 'a wrong key: nothing is received' "$(told)" 'ok>critical'
	tap_equal 'the state is that of the server' "$code" 0
	tap_result 'it is said' "$(grep -q "^trap: 1 waiting for $sink: Authentication failure" <<<"$out" || echo "$out")"
	tap_equal 'and measured' "$(value trap_sent) $(value trap_waiting) $(value trap_fail)" '0 1 1'
	ask $broken --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/informer.auth"
	tap_equal 'the right key: both, in order' "$(told)" 'ok>critical critical>ok ok>critical'
	ask $good --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/strong.auth"
	tap_equal 'SHA-512 and AES-256' "$(told 4)" 'critical>ok'
	ask $broken --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/trapper.auth" --trap-type trap --trap-engine-id $engine -v
	sleep 0.3
	tap_equal 'SNMPv3 trap of our own engine' "$(told 5) $(grep -c '^TRAP2, SNMP v3, user trapper' "$managers_dir/trapd.log")" 'ok>critical 1'
	tap_result 'whose ID is shown' "$(grep -q "createUser -e $engine" <<<"$out" || echo "$out")"
	ask $good --trap-sink "$sink" "${v3[@]}" --trap-auth-file "$managers_dir/trapper.auth" --trap-type trap
	sleep 0.3
	tap_equal 'the engine is remembered' "$(told 6)" 'critical>ok'
	tell $broken --trap-type trap
	sleep 0.3
	tap_equal 'v2c trap' "$(told 7) $(grep -c '^TRAP2, SNMP v2c' "$managers_dir/trapd.log")" 'ok>critical 1'
	tell $good --trap-version 1 --trap-address 192.0.2.1
	sleep 0.3
	tap_result 'SNMPv1 trap from the address' "$(line 8 | grep -v '^TRAP|v1|192\.0\.2\.1|exchangeAuthMIB\.exchStateCleared|')"
	tell $broken --trap-mib nagios
	tap_result 'NAGIOS-NOTIFY-MIB' "$(line 9 | grep -v 'enterprises\.20006\.1\.7.*20006\.1\.1\.1\.2 = STRING: "mail\.example\.com".*20006\.1\.3\.1\.7 = INTEGER: 2.*20006\.1\.3\.1\.17 = STRING: "ews: NTLM missing')"
	tap_equal 'no secret in a file of the state directory' "$(grep -rlE "$(IFS='|'; echo "${managers_words[*]}")" "$state")" ''
}

# What a run with and without a sink touches.
isolation()
{
	local way trace=$managers_dir/trace
	local command=("$plugin" -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" -I "127.0.0.$good" --endpoint ews
		--state-dir "$state")

	afresh
	strace -f -o "$trace" -e trace=file "${command[@]}" >/dev/null
	tap_equal 'libnetsnmp is not even looked for without a sink' "$(grep -c netsnmp "$trace")" 0
	tap_equal 'and nothing is kept' "$(ls "$state" 2>/dev/null)" ''
	for way in '2c v2 inform' '3 informer inform' '3 trapper trap'; do
		# shellcheck disable=SC2086 # three words
		set -- $way
		env -u MIBDIRS -u MIBS -u SNMPCONFPATH -u SNMP_PERSISTENT_DIR HOME="$managers_dir/home" strace -f -o "$trace" -e trace=file,write,execve \
			"${command[@]}" --trap-sink "$sink" --trap-always --trap-version "$1" --trap-auth-file "$managers_dir/$2.auth" \
			--trap-type "$3" --trap-engine-id $engine >"$managers_dir/out"
		out=$(<"$managers_dir/out")
		tap_equal "version $1 $3: told" "$(value trap_sent)" 1
		tap_equal "version $1 $3: no configuration, no MIB, nothing below /var/lib/snmp or at home" \
			"$(grep -E '"[^"]*(/etc/snmp|/var/lib/snmp|/usr/share/snmp|/usr/share/mibs|/\.snmp|snmp\.conf|/home/)' "$trace" | grep -v "$state")" ''
		tap_equal "version $1 $3: nothing on standard error" "$(grep -c 'write(2,' "$trace")" 0
	done
	tap_equal 'nothing is made at home' "$(ls -A "$managers_dir/home")" ''
}

# ms COMMAND...: how long it takes.
ms()
{
	local began=${EPOCHREALTIME/./}

	"$@"
	echo $(((${EPOCHREALTIME/./} - began) / 1000))
}

trouble()
{
	local i took

	afresh
	tell $good
	managers_stop trapd
	for ((i = 0; i < 10; i++)); do
		tell $((i % 2 ? good : broken)) -t 2
	done
	tap_equal 'a sink that is down: ten wait' "$(value trap_waiting) $(value trap_fail) $code" '10 1 0'
	tap_result 'it is said' "$(grep -q '^trap: 10 waiting for .*: no acknowledgement came' <<<"$out" || echo "$out")"
	trapd_start
	tell $good
	tap_equal 'it is up: ten informs, in order' "$(told)" "$(for i in 1 2 3 4 5; do echo -n 'ok>critical critical>ok '; done | sed 's/ $//')"
	tap_equal 'nothing waits' "$(value trap_waiting) $(find "$state/results/waiting" -type f ! -name 'failed-*')" '0 '
	managers_stop trapd
	for ((i = 0; i < 40; i++)); do
		tell $((i % 2 ? good : broken)) -t 0.3
	done
	tap_equal 'forty changes: the oldest are lost' "$(value trap_waiting)" 32
	tap_result 'and counted' "$(grep -q '^trap: 1 changes of this service were never told, 8 in all' <<<"$out" || echo "$out")"
	took=$(ms tell $broken -t 2)
	tap_result 'never past the time' "$([ "$took" -lt 2200 ] || echo "$took ms")"
	ask $good --trap-sink nms.invalid -t 3
	tap_equal 'a name without an address: it waits' "$code $(value trap_waiting) $(value trap_fail)" '0 1 1'
	tap_result 'and that is said' "$(grep -q '^trap: 1 waiting for nms.invalid:162: the name has no address' <<<"$out" || echo "$out")"
	trapd_start
	tell $good
	tap_equal 'the rest is told; what is for another sink is not' "$(told | wc -w) $(value trap_waiting)" '41 0'
	chmod 500 "$state/results"
	[ "$(id -u)" != 0 ] || rm -rf "$state/results"
	[ "$(id -u)" != 0 ] || ln -s nowhere "$state/results"
	tell $broken
	tap_result 'a state directory of no use changes no state' \
		"$([ "$code" = 2 ] && grep -q '^trap: the result could not be kept' <<<"$out" || echo "$code $out")"
}

# Plugins that are killed at any moment: what is told twice has the same id, the changes follow from each other, the last one is told.
killed()
{
	local i node before='' id state_now state_before faults='' cut=0

	afresh
	tell $good
	for ((i = 0; i < 50; i++)); do
		node=$((i % 2 ? good : broken))
		"$plugin" -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" -I "127.0.0.$node" --endpoint ews \
			--instance it --state-dir "$state" --trap-sink "$sink" --trap-auth-file "$managers_dir/v2.auth" >"$managers_dir/out" 2>&1 &
		sleep "0.0$((RANDOM % 6))$((RANDOM % 10))"
		kill -KILL $! 2>/dev/null
		wait $! 2>/dev/null
		[ $? -ne 137 ] || cut=$((cut + 1))
	done
	tell $broken
	tell $good
	tap_result 'some of fifty plugins were killed in time' "$([ "$cut" -ge 5 ] || echo "$cut")"
	tap_equal 'fifty killed plugins: nothing waits in the end' "$(value trap_waiting)" 0
	while read -r id state_before state_now; do
		[ "$id" != "${before%% *}" ] || continue
		[ -z "$before" ] || [ "$state_before" = "${before##* }" ] || faults+="$state_before after ${before##* }"$'\n'
		before="$id $state_now"
	done < <(sed -n 's/.*exchEventId\.0 = STRING: \([0-9a-f]*\).*exchEventState\.0 = INTEGER: \([a-z]*\)([0-9])\t*exchEventPrevious\.0 = INTEGER: \([a-z]*\)([0-9]).*/\1 \3 \2/p' "$managers_dir/trapd.log")
	tap_result 'every change follows from the one before' "$faults"
	tap_equal 'the last is the last' "${before##* }" ok
	tap_equal 'an id that comes again comes at once' "$(told_ids | uniq | sort | uniq -d)" ''
}

# A hundred plugins, one sink, one state directory.
crowd()
{
	local i

	afresh
	for ((i = 0; i < 100; i++)); do
		"$plugin" -H mail.example.com -p "$farm_port" --ca-file "$managers_dir/farm/ca.pem" -I 127.0.0.$warned --endpoint ews \
			--instance "number $i" --state-dir "$state" --trap-sink "$sink" --trap-auth-file "$managers_dir/v2.auth" -t 30 \
			>"$managers_dir/out.$i" 2>&1 &
		crowd_pids[i]=$!
	done
	wait "${crowd_pids[@]}"
	tap_equal 'a hundred at once: every change is told' "$(told | wc -w)" 100
	tap_equal 'once' "$(told_ids | sort -u | wc -l)" 100
	tap_equal 'of every service' "$(sed -n 's/.*exchEventInstance\.0 = STRING: \(number [0-9]*\).*/\1/p' "$managers_dir/trapd.log" | sort -u | wc -l)" 100
	tap_equal 'and nothing failed' "$(cat "$managers_dir"/out.* | grep -c 'trap_fail=0')" 100
}

# Of a build without SNMP: what it says, and that nothing is lost until another one is there.
without()
{
	afresh
	tell $good
	tap_equal 'built without SNMP: nothing to tell, nothing is said' "$code $(value trap_fail) $(wc -l <<<"$out")" '0 0 1'
	tell $broken
	tap_equal 'built without SNMP: a change waits' "$code $(value trap_sent) $(value trap_waiting) $(value trap_fail)" '2 0 1 1'
	tap_result 'and it is said why' "$(grep -q '^trap: 1 waiting for .*: this plugin was built without SNMP' <<<"$out" || echo "$out")"
}

# The tables, for a thousand targets.
tables()
{
	local i one took walk=$managers_dir/walk

	afresh
	ask $broken --keep-result
	one=$(find "$state/results" -maxdepth 1 -type f ! -name lock)
	for ((i = 0; i < 1000; i++)); do
		sed "s/mail\.example\.com/$(printf 'mail%04d.example.com' $i)/" "$one" >"$state/results/$(printf %032x $i)"
	done
	rm "$one"
	agent_start "$state"
	ms snmpwalk -v2c -c reader "$agent" EXCHANGE-AUTH-MIB::exchResultTable >"$walk" 2>/dev/null
	took=$(tail -n 1 "$walk")
	sed -i '$d' "$walk"
	tap_result 'snmpwalk over 1,000 targets in under 2 s' "$([ "$took" -lt 2000 ] || echo "$took ms")"
	tap_equal 'every value of every target' "$(wc -l <"$walk")" 8000
	tap_result 'one by its name' "$(grep -qF 'exchResultState."mail0999.example.com"."EXCHANGE AUTH"."it" = INTEGER: critical(2)' "$walk" || tail -n 1 "$walk")"
	took=$(ms snmptable -v2c -c reader -Ci "$agent" EXCHANGE-AUTH-MIB::exchResultTable)
	tap_result 'snmptable in under 2 s' "$([ "$(tail -n 1 <<<"$took")" -lt 2000 ] || tail -n 1 <<<"$took")"
	tap_equal 'a line for each' "$(grep -c 'EXCHANGE AUTH' <<<"$took")" 1000
	tap_equal 'what was found below' \
		"$(snmpget -v2c -c reader -Ovq "$agent" 'EXCHANGE-AUTH-MIB::exchCheckPath."mail0000.example.com"."EXCHANGE AUTH"."it".1')" 'ews schemes'
	tap_result 'nothing can be set' \
		"$(snmpset -v2c -c reader "$agent" 'EXCHANGE-AUTH-MIB::exchResultState."mail0000.example.com"."EXCHANGE AUTH"."it"' i 0 2>&1 | grep -qE 'noAccess|notWritable|noSuchName' || echo set)"
}

suite_need snmp snmptrap -V
suite_need snmptrapd /usr/sbin/snmptrapd -v
suite_need snmpd /usr/sbin/snmpd -v
suite_need strace strace -V
suite_need_built "$plugin"
suite_need_built "$build/plugins/exchange_snmp_table"
suite_need_built "$build/tests/sim/exchange_sim"
managers_begin
trapd_start
managers_farm
declare -a crowd_pids
if grep -q '^have_snmp = yes' "$build/Makefile"; then
	changes
	every_plugin
	versions
	isolation
	trouble
	killed
	crowd
else
	without
fi
tables
tap_done
