# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What a monitoring server of the tests has to watch: a simulated farm with its names, in a network of its own, and plugins that
# keep a record of each run. $build is the test's, as are $tests and $dir, which is emptied in the end.
# shellcheck disable=SC2154

needs+=("util-linux unshare" "iproute2 ip" "jq jq" "dnsmasq-base dnsmasq" "python3 python3" "monitoring-plugins-basic /usr/lib/nagios/plugins/check_tcp")

# Processes to end, in this order.
monitored_pids=()

# monitored_enter "$@": the rest of the script runs in a network of its own, where the ports 443, 80 and 53 are free.
monitored_enter()
{
	local user=()

	if [ "${1:-}" != inside ]; then
		need_check 2>&1 || tap_bail_out "see above for what is missing"
		unshare --net --mount true 2>/dev/null || user=(--map-root-user)
		unshare "${user[@]}" --net --mount true 2>/dev/null || tap_bail_out "no network of its own: run this as root, or allow user namespaces"
		exec unshare "${user[@]}" --net --mount bash "$0" inside
	fi
	PATH=$PATH:/usr/sbin:/sbin
	ip link set lo up || tap_bail_out "no loopback device"
	dir=$(mktemp -d) || exit 1
	trap monitored_leave EXIT
	trap 'exit 1' HUP INT TERM
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
	unset MP_CONFIG_FILE NAGIOS_CONFIG_PATH MP_STATE_PATH
}

# monitored_wait PID: up to 10 s; then it is killed, with its children.
monitored_wait()
{
	local try children

	for ((try = 0; try < 100; try++)); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.1
	done
	{ read -ra children <"/proc/$1/task/$1/children" && kill -s KILL "$1" "${children[@]}"; } 2>/dev/null
	wait "$1" 2>/dev/null
}

monitored_leave()
{
	local code=$? pid

	for pid in "${monitored_pids[@]}" ${farm_pid:-}; do
		kill "$pid" 2>/dev/null
	done
	for pid in "${monitored_pids[@]}" ${farm_pid:-}; do
		monitored_wait "$pid"
	done
	[ ! -e "$dir/apache" ] || "${apache_as[@]}" "$tests/real/apache.sh" stop "$dir/apache" >/dev/null
	rm -rf "$dir"
	exit "$code"
}

# monitored_apache: a server of other people beside the farm (apache.sh), in $REAL_... what it says of itself. Who is root in a user namespace
# cannot become httpd's user, and is none of the two.
apache_as=()
monitored_apache()
{
	local settings

	[ "$(awk '{ n += $3 } END { print n }' /proc/self/uid_map)" != 1 ] || apache_as=(unshare --user --map-user=65534 --map-group=65534)
	chmod 711 "$dir"
	settings=$("${apache_as[@]}" "$tests/real/apache.sh" start "$dir/apache") || tap_bail_out 'apache.sh does not start'
	eval "$settings"
}

# The farm of the demo's patch day, and two nodes more that nobody patches. All answer to all names.
monitored_farm()
{
	sed 's/^address = 127\.0\.0\.21$/&\nhosts = mail.example.com;autodiscover.example.com/' "$tests/sim/farms/story.conf"
	cat <<-'END'

		[node cas2]
		address = 127.0.0.22
		hosts = mail.example.com;autodiscover.example.com

		[node cas3]
		address = 127.0.0.23
		hosts = mail.example.com;autodiscover.example.com
	END
}

# farm_start [TEXT]: the farm, with more of its configuration; the certificates stay those of the first start.
farm_start()
{
	local ready=

	[ -z "${farm_pid:-}" ] || { kill "$farm_pid" && wait "$farm_pid"; } 2>/dev/null
	{ monitored_farm && echo "${1:-}"; } >"$dir/farm.conf"
	[ -p "$dir/ready" ] || mkfifo "$dir/ready"
	"$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --port 443 "$dir/farm.conf" >"$dir/ready" &
	farm_pid=$!
	read -r ready <"$dir/ready"
	[[ $ready == *port=443* ]] || tap_bail_out 'the simulator did not start'
}

# What an update does to the first node: a new build, the providers in their default order.
farm_patched='
[node cas1]
build = 15.2.1544.14
[cas1/*]
providers = Negotiate;NTLM
'

farm_patch()
{
	farm_start "$farm_patched"
}

# names_start [ADDRESS NAME]...: the farm's names and these, for every program here.
names_start()
{
	local ready=

	mkfifo "$dir/names"
	sh "$tests/sim/dns.sh" --port 53 "$dir/farm.conf" >"$dir/names" &
	monitored_pids+=("$!")
	read -r ready <"$dir/names"
	[[ $ready == 'ready dns=127.0.0.1:53 '* ]] || tap_bail_out 'the name server did not start'
	echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
	{ echo '127.0.0.1 localhost' && printf '%s %s\n' "$@"; } >"$dir/hosts"
	mount --bind "$dir/resolv.conf" /etc/resolv.conf || tap_bail_out "no resolv.conf of its own"
	mount --bind "$dir/hosts" /etc/hosts || tap_bail_out "no /etc/hosts of its own"
}

# In $dir/plugins the plugins, each in a shell that also leaves exit code, output and arguments of the run in $dir/runs.
plugins_record()
{
	local file

	mkdir -p "$dir/plugins" "$dir/runs"
	for file in "$build"/plugins/check_exchange_*; do
		[[ ${file##*/} != *.* ]] || continue
		cat >"$dir/plugins/${file##*/}" <<-END
			#!/bin/sh
			out=\$($file "\$@" 2>&1)
			code=\$?
			run=\$(mktemp '$dir/runs/.XXXXXXXX')
			printf '%s\\0' "\$code" "\$out" ${file##*/} "\$@" >"\$run"
			mv "\$run" "\${run%/*}/run\${run##*.}"
			printf '%s\\n' "\$out"
			exit \$code
		END
		chmod +x "$dir/plugins/${file##*/}"
	done
}

# The probe's account, the accepted state of both nodes, and what they say of themselves.
probe_begin()
{
	(umask 077 && printf 'username = EXAMPLE\\probe\npassword = Gut3r Kaese!\n' >"$dir/probe.auth")
	mkdir -p "$dir/state"
	"$build/plugins/check_exchange_drift" -H mail.example.com -I 127.0.0.21 -I 127.0.0.22 -e probe@example.com --auth-file "$dir/probe.auth" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state" --baseline "$dir/exchange.json" --write-baseline >"$dir/drift" ||
		tap_bail_out "no baseline: $(cat "$dir/drift")"
	cat >"$dir/exported.xml" <<-'END'
		<system.webServer><security><authentication><windowsAuthentication enabled="true">
		  <providers><add value="NTLM" /><add value="Negotiate" /></providers>
		</windowsAuthentication></authentication></security></system.webServer>
	END
}

# monitored_manager: an SNMP manager at $sink (rig/managers.sh).
# shellcheck disable=SC2034 # rig/managers.sh reads it
monitored_manager()
{
	source=$tests/..
	managers_dir=$dir/manager
	mkdir "$managers_dir"
	managers_prepare
	trapd_start
	read -r managers_pid <"$managers_dir/trapd.pid"
	monitored_pids+=("$managers_pid")
}

# monitored_told: what the manager was told: kind, address, service and states of each notification.
monitored_told()
{
	notifications | awk -F '\t' '{
		kind = $0
		sub(/,.*/, "", kind)
		for (i = 1; i <= NF; i++) {
			split($i, part, / = [A-Za-z]+: /)
			sub(/^.*::|^ */, "", part[1])
			sub(/\([0-9]\)$/, "", part[2])
			value[part[1]] = part[2]
		}
		printf "%s %s %s %s>%s;", kind, value["snmpTrapAddress.0"], value["exchEventService.0"], value["exchEventPrevious.0"], value["exchEventState.0"]
	}'
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for()
{
	local until=$((SECONDS + $1))

	shift
	until "$@"; do
		[ $SECONDS -lt $until ] || return 1
		sleep 0.3
	done
}

# states HOST: "service=STATE" of its services but for the prefix, in order.
states()
{
	jq -r --arg host "$1" '"OK WARNING CRITICAL UNKNOWN" as $words | select(.host == $host) |
		(.service | ltrimstr("exchange-")) + "=" + ($words | split(" "))[.state]' "$dir/results" | sort | tr '\n' ' '
}

# judge_whole WHEN: what the monitoring server has in $dir/results is what the plugins said.
judge_whole()
{
	jq -c 'select(.host | IN("cas1", "cas2", "both", "example.com", "httpd1", "httpd2"))' "$dir/results" >"$dir/judged"
	tap_result "$1: state, first line, long output and performance data of $(wc -l <"$dir/judged") services are those of a run" \
		"$(python3 -B "$tests/real/monitoring/results.py" whole "$dir/runs" "$dir/judged" 2>&1)"
	tap_result "$1: performance data everywhere but where the plugin has none" \
		"$(jq -r 'select((.service != "exchange-iis") and (.perfdata | contains("time=") | not)) | .host + " " + .service + " " + .perfdata' "$dir/judged")"
}

judge_cure()
{
	tap_result 'long output has the cure, backslashes and all' "$(jq -r 'select(.host == "cas1" and .service == "exchange-auth") | .more[]' "$dir/results" |
		grep -qF 'cure: %windir%\system32\inetsrv\appcmd.exe set config "Default Web Site/EWS"' || jq -c .more "$dir/results")"
}
