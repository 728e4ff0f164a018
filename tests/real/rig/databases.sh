# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# InfluxDB, Prometheus with a node exporter, and a listener in place of Graphite, below $dir in the network of rig/monitored.sh, where their usual ports
# are free. None of their services is installed.
# shellcheck disable=SC2154

needs+=("curl curl")

# The programs, before the network is left: $influxd, $prometheus, $exporter, $promtool.
databases_fetch()
{
	local at=$build/tests/real

	influxd=${influxd:-$(bash "$tests/real/rig/unpacked.sh" "$at/influxdb" influxdb /usr/bin/influxd)} || tap_bail_out "no influxd"
	prometheus=${prometheus:-$(bash "$tests/real/rig/unpacked.sh" "$at/prometheus" prometheus /usr/bin/prometheus)} || tap_bail_out "no prometheus"
	exporter=${exporter:-$(bash "$tests/real/rig/unpacked.sh" "$at/node-exporter" prometheus-node-exporter /usr/bin/prometheus-node-exporter)} ||
		tap_bail_out "no prometheus-node-exporter"
	promtool=${promtool:-$(bash "$tests/real/rig/promtool.sh" "$at/promtool")} || tap_bail_out "no promtool"
	export influxd prometheus exporter promtool
}

# databases_run NAME COMMAND...: in the background; what it says is in $dir/NAME.log.
databases_run()
{
	local name=$1

	shift
	"$@" >"$dir/$name.log" 2>&1 </dev/null &
	monitored_pids+=("$!")
}

# databases_wait NAME URL
databases_wait()
{
	wait_for 30 curl -q --silent --fail --max-time 5 --output "$dir/ready-$1" "$2" || tap_bail_out "$1 does not start: $(tail -n 5 "$dir/$1.log")"
}

# InfluxDB at its usual port, with the database that Icinga's writer expects.
influxdb_start()
{
	cat >"$dir/influxdb.conf" <<-END
		reporting-disabled = true
		bind-address = "127.0.0.1:8088"
		[meta]
		dir = "$dir/influxdb/meta"
		[data]
		dir = "$dir/influxdb/data"
		wal-dir = "$dir/influxdb/wal"
		[http]
		bind-address = "127.0.0.1:8086"
		log-enabled = false
		[monitor]
		store-enabled = false
	END
	databases_run influxdb "$influxd" -config "$dir/influxdb.conf"
	databases_wait influxdb http://127.0.0.1:8086/ping
	curl -q --silent --max-time 10 --output "$dir/created" --data-urlencode 'q=CREATE DATABASE icinga2' http://127.0.0.1:8086/query
}

# Prometheus, and a node exporter that reads $dir/textfiles; $scrape_s between two scrapes.
prometheus_start()
{
	mkdir -p "$dir/textfiles"
	cat >"$dir/prometheus.yml" <<-END
		global: { scrape_interval: ${scrape_s}s }
		scrape_configs:
		- job_name: node
		  static_configs: [ targets: [ "127.0.0.31:9100" ] ]
	END
	databases_run exporter "$exporter" --collector.disable-defaults --collector.textfile --collector.textfile.directory="$dir/textfiles" \
		--web.listen-address=127.0.0.31:9100
	databases_run prometheus "$prometheus" --config.file="$dir/prometheus.yml" --storage.tsdb.path="$dir/prometheus" --web.listen-address=127.0.0.1:9090
	databases_wait prometheus http://127.0.0.1:9090/-/ready
}

# What Icinga's GraphiteWriter sends goes to $dir/graphite.
graphite_start()
{
	: >"$dir/graphite"
	databases_run listener python3 -B "$tests/real/monitoring/listener.py" 127.0.0.1 2003 "$dir/graphite"
	wait_for 10 graphite_listens || tap_bail_out "no listener: $(cat "$dir/listener.log")"
}

graphite_listens()
{
	(exec 3<>/dev/tcp/127.0.0.1/2003) 2>/dev/null
}
