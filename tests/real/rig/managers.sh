# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# net-snmp's receiver of notifications and its agent, and a simulated farm to be told of, all below one directory.
#
# The test that includes this, behind rig/ports.sh, sets $build and $source; everything here lies below $managers_dir. Loopback only, ports of
# our own, no file of this machine's net-snmp is read or written.
# shellcheck disable=SC2154

needs+=("snmptrapd snmptrapd")

# managers_begin: all that follows needs; everything ends with the test.
managers_begin()
{
	managers_dir=$(mktemp -d) || tap_bail_out "no temporary directory"
	trap managers_end EXIT
	trap 'exit 1' INT TERM HUP
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY MP_CONFIG_FILE NAGIOS_CONFIG_PATH MP_STATE_PATH
	managers_prepare
}

# managers_prepare: in $managers_dir, MIB modules (ours as it was built, stubs for the rest), configurations, secrets.
managers_prepare()
{
	local port

	port=$(ports_choose 2) || tap_bail_out "no free ports"
	sink=127.0.0.1:$port
	agent=127.0.0.1:$((port + 1))
	engine=0x80001f8805aabbccdd
	mkdir -p "$managers_dir"/{mibs,trapd,agent,farm,persist-trapd,persist-agent,persist-client,home}
	chmod 700 "$managers_dir"/persist-*
	cp "$source"/tests/snmp/stubs/SNMP* "$build/snmp/EXCHANGE-AUTH-MIB.txt" "$managers_dir/mibs/"
	export MIBDIRS=$managers_dir/mibs MIBS=ALL SNMPCONFPATH=$managers_dir/home SNMP_PERSISTENT_DIR=$managers_dir/persist-client
	managers_words=(authword secretword)
	cat >"$managers_dir/trapd/snmptrapd.conf" <<-END
		snmpTrapdAddr udp:$sink
		doNotFork yes
		disableAuthorization no
		authCommunity log,execute ${managers_words[0]}community
		createUser informer SHA-256 "${managers_words[0]}" AES "${managers_words[1]}"
		createUser strong SHA-512 "${managers_words[0]}" AES-256 "${managers_words[1]}"
		createUser -e $engine trapper SHA-256 "${managers_words[0]}" AES "${managers_words[1]}"
		authUser log,execute informer priv
		authUser log,execute strong priv
		authUser log,execute trapper priv
		format1 TRAP|v1|%a|%N.%q|%v\n
		format2 %P|%v\n
		outputOption s
	END
	(
		umask 077
		printf 'community = %s\n' "${managers_words[0]}community" >"$managers_dir/v2.auth"
		for user in informer trapper strong; do
			printf '%s\n' "user = $user" "auth = ${managers_words[0]}" "priv = ${managers_words[1]}" >"$managers_dir/$user.auth"
		done
		printf '%s\n' 'auth-protocol = SHA-512' 'priv-protocol = AES-256' >>"$managers_dir/strong.auth"
		sed 's/^auth = .*/auth = not the word/' "$managers_dir/informer.auth" >"$managers_dir/wrong.auth"
	)
	: >"$managers_dir/trapd.log"
}

managers_stop()
{
	local pid

	read -r pid 2>/dev/null <"$managers_dir/$1.pid" || return 0
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	rm -f "$managers_dir/$1.pid"
}

managers_end()
{
	managers_stop trapd
	managers_stop agent
	exec 8>&-
	[ -z "${managers_farm_pid:-}" ] || wait "$managers_farm_pid" 2>/dev/null
	rm -rf "$managers_dir"
}

# trapd_start: what is received is added to trapd.log, a line for each notification.
trapd_start()
{
	local try

	SNMP_PERSISTENT_DIR=$managers_dir/persist-trapd SNMPCONFPATH=$managers_dir/trapd /usr/sbin/snmptrapd -f -C \
		-c "$managers_dir/trapd/snmptrapd.conf" -A -Lf "$managers_dir/trapd.log" "udp:$sink" >"$managers_dir/trapd.out" 2>&1 </dev/null &
	echo $! >"$managers_dir/trapd.pid"
	for ((try = 0; try < 100; try++)); do
		grep -q ":$(printf %04X "${sink##*:}") " /proc/net/udp && return
		sleep 0.1
	done
	tap_bail_out "snmptrapd does not start: $(cat "$managers_dir/trapd.out")"
}

# agent_start: serves the last results of the state directory $1.
agent_start()
{
	local try

	cat >"$managers_dir/agent/snmpd.conf" <<-END
		rocommunity reader 127.0.0.1
		pass_persist .1.3.6.1.4.1.8072.9999.9999.2007 $build/plugins/exchange_snmp_table --state-dir $1
	END
	SNMP_PERSISTENT_DIR=$managers_dir/persist-agent SNMPCONFPATH=$managers_dir/agent MIBS='' /usr/sbin/snmpd -f -C \
		-c "$managers_dir/agent/snmpd.conf" -Lf "$managers_dir/agent.log" "udp:$agent" >"$managers_dir/agent.out" 2>&1 </dev/null &
	echo $! >"$managers_dir/agent.pid"
	for ((try = 0; try < 100; try++)); do
		grep -q ":$(printf %04X "${agent##*:}") " /proc/net/udp && return
		sleep 0.1
	done
	tap_bail_out "snmpd does not start: $(cat "$managers_dir/agent.out")"
}

# managers_farm: nodes of demo.conf: 127.0.0.11 is healthy, 127.0.0.12 gives a WARNING, 127.0.0.13 is CRITICAL.
managers_farm()
{
	local try

	mkfifo "$managers_dir/life"
	"$build/tests/sim/exchange_sim" --print-ready --until-eof --state-dir "$managers_dir/farm" "$source/tests/sim/farms/demo.conf" \
		<"$managers_dir/life" >"$managers_dir/ready" &
	managers_farm_pid=$!
	exec 8>"$managers_dir/life"
	for ((try = 0; try < 100; try++)); do
		farm_port=$(sed -n 's/^ready port=\([0-9]*\).*/\1/p' "$managers_dir/ready")
		[ -z "$farm_port" ] || return 0
		sleep 0.1
	done
	tap_bail_out "the simulated farm does not start"
}

# The notifications that were received, a line for each; the receiver writes other lines as well.
notifications()
{
	grep -E '^(INFORM|TRAP2), |^TRAP\|' "$managers_dir/trapd.log"
}

# told [FROM]: what was received, from notification FROM on: "state before>state after", one after the other.
told()
{
	notifications | tail -n "+${1:-1}" |
		sed -n 's/.*exchEventState\.0 = INTEGER: \([a-z]*\)([0-9])\t*exchEventPrevious\.0 = INTEGER: \([a-z]*\)([0-9]).*/\2>\1/p' |
		tr '\n' ' ' | sed 's/ $//'
}

# told_ids: the id of each.
told_ids()
{
	sed -n 's/.*exchEventId\.0 = STRING: \([0-9a-f]*\).*/\1/p' "$managers_dir/trapd.log"
}

# Forgets what was received.
told_forget()
{
	: >"$managers_dir/trapd.log"
}
