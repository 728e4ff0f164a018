# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Icinga 2, a master and a satellite of it, below $dir/icinga, in the network of rig/monitored.sh. $contrib is what is shipped.
# shellcheck disable=SC2154

needs+=("icinga2-bin icinga2" "icinga2-common /usr/share/icinga2/include/itl" "curl curl")

# The names in contrib/icinga2/zones-example.conf, and where they are here.
declare -A icinga_nodes=([master.example.com]=127.0.0.31 [outside.example.com]=127.0.0.32)

# icinga NAME ARGUMENT...: the program, as that node.
icinga()
{
	local name=$1 at=$dir/icinga/$1

	shift
	exec icinga2 "$@" -D"RunAsUser=$(id -un)" -D"RunAsGroup=$(id -gn)" -D"ConfigDir=$at/etc" -D"ZonesDir=$at/etc/zones.d" \
		-D"DataDir=$at/lib" -D"LogDir=$at/log" -D"CacheDir=$at/cache" -D"SpoolDir=$at/spool" -D"InitRunDir=$at/run" -D"NodeName=$name"
}

icinga_certificates()
{
	(
		cd "$dir/icinga" || exit
		openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 30 -keyout ca.key -out ca.crt -subj '/CN=Icinga CA'
		for name in "${!icinga_nodes[@]}"; do
			openssl req -new -newkey rsa:2048 -nodes -keyout "$name/lib/certs/$name.key" -out csr -subj "/CN=$name"
			openssl x509 -req -in csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 20 -sha256 \
				-extfile <(echo "subjectAltName=DNS:$name") -out "$name/lib/certs/$name.crt"
			cp ca.crt "$name/lib/certs/ca.crt"
		done
	) >"$dir/openssl.log" 2>&1 || tap_bail_out "no certificates: $(cat "$dir/openssl.log")"
}

# Both nodes: constants, the zones as they are shipped, what Debian enables. The zone's configuration is the test's.
icinga_prepare()
{
	local name

	for name in "${!icinga_nodes[@]}"; do
		mkdir -p "$dir/icinga/$name"/{etc/zones.d,lib/certs,lib/api/zones,log/crash,cache,spool/perfdata,spool/tmp,run/cmd}
		cat >"$dir/icinga/$name/etc/icinga2.conf" <<-END
			const PluginDir = "/usr/lib/nagios/plugins"
			const PluginContribDir = PluginDir
			const ExchangePluginDir = "$dir/plugins"
			include <itl>
			include <plugins>
			include "$contrib/icinga2/zones-example.conf"
			object CheckerComponent "checker" { }
			object NotificationComponent "notification" { }
			object FileLogger "main-log" { severity = "information"; path = LogDir + "/icinga2.log" }
			object ApiUser "test" { password = "test"; permissions = [ "*" ] }
			object ApiListener "api" {
				bind_host = "${icinga_nodes[$name]}"
				accept_config = true
				accept_commands = true
			}
		END
	done
	icinga_certificates
}

# icinga_farm: what every host of the farm (rig/monitored.sh) has to say, for a template of hosts.
icinga_farm()
{
	cat <<-END
		vars.exchange_hostname = "mail.example.com"
		vars.exchange_email = "probe@example.com"
		vars.exchange_auth_file = "$dir/probe.auth"
		vars.exchange_ca_file = "$dir/farm/ca.pem"
		vars.exchange_state_dir = "$dir/state"
		vars.exchange_baseline = "$dir/exchange.json"
		vars.exchange_config = "$dir/exported.xml"
		vars.exchange_ep_modes = [ "ews=none", "oab=none" ]
		vars.exchange_ep_per_hour = 1000
	END
}

# icinga_start NAME
icinga_start()
{
	icinga "$1" daemon -c "$dir/icinga/$1/etc/icinga2.conf" >"$dir/icinga/$1/log/stdout" 2>&1 </dev/null &
	monitored_pids+=("$!")
}

# api PATH ARGUMENT...: one request to the REST API of the master, or of $api_of.
api()
{
	local path=$1

	shift
	curl -q --silent --show-error --fail --max-time 20 --cacert "$dir/icinga/ca.crt" -u test:test -H 'Accept: application/json' \
		"https://${api_of:-master.example.com}:5665/v1/$path" "$@" 2>"$dir/api.log"
}

# The satellite has got the commands from the master, and is connected to it again.
icinga_joined()
{
	api_of=outside.example.com api objects/checkcommands/exchange_signin >"$dir/joined" &&
		[ "$(api objects/endpoints/outside.example.com | jq '.results[0].attrs.connected')" = true ]
}

# icinga_results: every service with a result, in the form of monitoring/results.py, into $dir/results.
icinga_results()
{
	api objects/services >"$dir/services.json" && python3 -B "$tests/real/monitoring/results.py" icinga "$dir/services.json" >"$dir/results"
}

# icinga_force FILTER: checks these services now, and waits until all have the result.
icinga_force()
{
	local now

	now=$(date +%s.%N)
	api actions/reschedule-check -X POST -d "{\"type\":\"Service\",\"filter\":\"$1\",\"force\":true}" >"$dir/forced" || return
	wait_for 60 icinga_checked "$1" "$now"
}

icinga_checked()
{
	api objects/services -X POST -H 'X-HTTP-Method-Override: GET' -d "{\"filter\":\"$1\"}" |
		jq -e "[.results[].attrs | .last_check > $2] | all" >/dev/null
}
