# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The dashboards of $contrib/grafana, judged: by themselves, and by what databases (rig/databases.sh) answer to their queries.
# shellcheck disable=SC2154

# dashboard_faults FILE
dashboard_faults()
{
	jq -r -f "$tests/real/monitoring/dashboard.jq" "$1" 2>&1
}

dashboard_rows()
{
	jq -c '[.panels[] | select(.type == "row").title]' "$contrib/grafana/exchange-$1.json"
}

dashboard_panels()
{
	jq -r '.panels[] | select(.type != "row").title' "$contrib/grafana/exchange-$1.json"
}

# Each fault that is made on purpose is found.
dashboard_bites()
{
	local what pattern change found

	while IFS='|' read -r what pattern change; do
		found=$(jq "$change" "$contrib/grafana/exchange-influxdb.json" >"$dir/changed.json" && dashboard_faults "$dir/changed.json")
		tap_result "finds $what" "$(grep -qE -e "$pattern" <<<"$found" || echo "expected /$pattern/ in: $found")"
	done <<-'END'
		an id that is there twice|^the id 3 is there twice|.panels[1].id = 3
		panels that lie on each other|lies on|.panels[2].gridPos.x = 3
		a panel beyond the edge|wider|.panels[1].gridPos.w = 30
		a datasource of somebody else|another datasource|.panels[1].targets[0].datasource.uid = "P1"
		a panel without a datasource|no datasource|del(.panels[1].datasource)
		a panel that says nothing of itself|no description|.panels[1].description = ""
		a panel without a unit|no unit|del(.panels[1].fieldConfig.defaults.unit)
		a panel that lacks something|schema requires|del(.panels[1].transformations)
		other colours|other colours|(.panels[1].fieldConfig.defaults.mappings[0].options["3"].color) = "blue"
	END
}

# textfile NODE ADDRESS CHECK OPTION...
textfile()
{
	EXCHANGE_PLUGIN_DIR=$build/plugins sh "$contrib/prometheus/exchange-textfile" "$dir/textfiles" "$1" "$3" -H mail.example.com -I "$2" \
		-e probe@example.com --auth-file "$dir/probe.auth" --ca-file "$dir/farm/ca.pem" --state-dir "$dir/state" "${@:4}" >>"$dir/textfile.log" 2>&1
}

# All checks of the three nodes, until Prometheus has them.
textfiles_write()
{
	local node name check options

	for node in 1 2 3; do
		name=cas$node
		[ $node != 3 ] || name=cas3.example.com
		for check in signin auth ntlm ews oab drift autodiscover iis; do
			case $check in
			auth) options=(--client communicator2007) ;;
			ntlm) options=(--expect-ep ews=none --expect-ep oab=none --ep-per-hour 1000) ;;
			oab) options=(--verify files) ;;
			drift) options=(--baseline "$dir/exchange.json") ;;
			iis) options=(--config "$dir/exported.xml") ;;
			*) options=() ;;
			esac
			[ $node$check != 3auth ] || options+=(--trap-sink nowhere.example.com --trap-auth-file "$dir/trap.auth")
			textfile $name 127.0.0.2$node $check "${options[@]}"
		done
	done
	wait_for 20 textfiles_arrived || tap_result 'all textfiles come to Prometheus' "$(cat "$dir/textfile.log" "$dir/textfiles.count")"
}

textfiles_arrived()
{
	curl -q --silent --max-time 5 --data-urlencode 'query=count(exchange_state)' http://127.0.0.1:9090/api/v1/query >"$dir/textfiles.count" &&
		[ "$(jq -r '.data.result[0].value[1]' "$dir/textfiles.count")" = 24 ]
}

# metrics_judge PLUGIN: promtool about what it says of one node, and of two where it may be asked about two.
metrics_judge()
{
	local options=(-H mail.example.com -e probe@example.com --auth-file "$dir/probe.auth" --ca-file "$dir/farm/ca.pem" --state-dir "$dir/state") node

	case $1 in
	iis) options+=(--config "$dir/exported.xml") ;;
	drift) options+=(--baseline "$dir/exchange.json") ;;
	esac
	for node in '-I 127.0.0.21' '-I 127.0.0.21 -I 127.0.0.22'; do
		# shellcheck disable=SC2086 # two options
		"$build/plugins/check_exchange_$1" "${options[@]}" $node --output-format openmetrics >"$dir/metrics"
		"$promtool" check metrics <"$dir/metrics" 2>&1
		tail -n 1 "$dir/metrics" | grep -qx '# EOF' || echo "no end: $(cat "$dir/metrics")"
		[ "$1" = signin ] || [ "$(grep -c '^exchange_' "$dir/metrics")" -gt 5 ] || echo "few metrics: $(cat "$dir/metrics")"
	done
}

# survived HOW OTHER: see monitoring/survival.py. Services are asked again meanwhile, and the writers take their time.
survived()
{
	wait_for 25 survived_now "$@" || cat "$dir/survived"
}

survived_now()
{
	[ "$1" != icinga ] || icinga_parsed
	api objects/services >"$dir/services.json" && python3 -B "$tests/real/monitoring/survival.py" "$1" "$dir/services.json" "$2" >"$dir/survived" 2>&1 &&
		[ ! -s "$dir/survived" ]
}

# What Icinga's own parser makes of each item of performance data that it has, as $dir/parsed.json.
icinga_parsed()
{
	jq -n '{command: $script}' --arg script '
		var all = []
		for (s in get_objects(Service)) {
			if (s.last_check_result) {
				for (p in s.last_check_result.performance_data) {
					all.add([ s.host_name, s.name, parse_performance_data(p) ])
				}
			}
		}
		all' | api console/execute-script -X POST -d @- >"$dir/parsed.json"
}

# Commands of which no performance data was seen, or none of several nodes where they may be asked about several.
labels_missing()
{
	jq -r '.results[].attrs | select(.last_check_result) | .check_command + " " + (.last_check_result.performance_data[] | split("=")[0])' \
		"$dir/services.json" | sort -u >"$dir/labels"
	for file in "$build"/plugins/check_exchange_*; do
		[[ ${file##*/} = *.* ]] || grep -q "^${file##*/check_} time$" "$dir/labels" || echo "nothing of ${file##*/}"
	done
	for plugin in auth ntlm ews oab; do
		[ "$(grep -cE "^exchange_$plugin n[12]_" "$dir/labels")" -ge 4 ] || echo "check_exchange_$plugin was not asked about two nodes"
	done
}

# dashboard_ask DATABASE: all answers, in $dir/DATABASE.asked.
dashboard_ask()
{
	local url=http://127.0.0.1:9090

	[ "$1" = prometheus ] || url=http://127.0.0.1:8086
	python3 -B "$tests/real/monitoring/grafana.py" "$contrib/grafana/exchange-$1.json" $url "$began" "$(date +%s)" "$scrape_s" >"$dir/$1.asked" 2>"$dir/$1.ask" ||
		tap_bail_out "$1: $(cat "$dir/$1.ask")"
}

# dashboard_empty DATABASE PANEL
dashboard_empty()
{
	jq -r --arg panel "$2" -s 'map(select(.panel == $panel)) | select(all(.series == null)) | "not one series"' "$dir/$1.asked"
}

dashboard_twins()
{
	jq -s -r 'map(select(.series)) | group_by([.panel, .node, .series])[] | select(length > 1)[0] | .panel + ": " + .series' "$dir/$1.asked"
}

# Lines "database|panel|node|series|value": what must be the last value there. NODE is empty but in the rows of one node.
dashboard_values()
{
	local database panel node series value

	while IFS='|' read -r database panel node series value; do
		tap_equal "$database: $panel: $node${node:+: }$series" "$(jq -r --arg panel "$panel" --arg node "$node" --arg series "$series" \
			'select(.panel == $panel and .node == $node and .series == $series) | .last' "$dir/$database.asked")" "$value"
	done
}

dashboard_source()
{
	if [ "$1" = influxdb ]; then
		echo "$dir/services.json"
	else
		curl -q --silent --max-time 5 http://127.0.0.31:9100/metrics >"$dir/scrape"
		echo "$dir/scrape"
	fi
}

dashboard_strangers()
{
	python3 -B "$tests/real/monitoring/names.py" strangers "$contrib/grafana/exchange-$1.json" "$(dashboard_source "$1")" 2>&1
}

# A label that no plugin has, and one that no panel shows.
names_bite()
{
	local database

	for database in prometheus influxdb; do
		sed 's/oof_time/oofs_time/' "$contrib/grafana/exchange-$database.json" >"$dir/changed.json"
		tap_result "$database: finds a label that no plugin has" "$(
			python3 -B "$tests/real/monitoring/names.py" strangers "$dir/changed.json" "$(dashboard_source $database)" 2>&1 |
				grep -q 'nothing has .*oofs_time' || echo 'it does not'
		)"
		tap_result "$database: finds a label that no panel shows" "$(
			python3 -B "$tests/real/monitoring/names.py" forgotten "$dir/changed.json" "$(dashboard_source $database)" 2>&1 |
				grep -q "no panel shows .*'oof_time'" || echo 'it does not'
		)"
	done
}

# Performance data that is not what was said.
survival_bites()
{
	local what how other

	jq '(.results[0].result[0][2].min) = 3' "$dir/parsed.json" >"$dir/changed.json"
	sed '$s/^\(.*\) \([^ ]*\) \([^ ]*\)$/\1 77 \3/' "$dir/graphite" >"$dir/changed"
	grep 'exchange-auth' "$dir/graphite" | tail -n 1 | sed 's/perfdata\.[a-z_0-9]*/perfdata.more/' | cat "$dir/graphite" - >"$dir/more"
	curl -q --silent --max-time 10 --data-binary 'exchange_auth,hostname=cas1,service=exchange-auth,metric=more value=1' 'http://127.0.0.1:8086/write?db=icinga2'
	while read -r how other what; do
		python3 -B "$tests/real/monitoring/survival.py" "$how" "$dir/services.json" "$other" >"$dir/survived" 2>&1
		tap_result "finds $what" "$([ "$(grep -cE '(said|sent) ' "$dir/survived")" -ge 1 ] || echo "only: $(cat "$dir/survived")")"
	done <<-END
		icinga $dir/changed.json another limit in Icinga's parser
		influxdb http://127.0.0.1:8086 a label in InfluxDB that nobody said
		graphite $dir/changed another value for Graphite
		graphite $dir/more a label for Graphite that nobody said
	END
}

dashboard_forgotten()
{
	python3 -B "$tests/real/monitoring/names.py" forgotten "$contrib/grafana/exchange-$1.json" "$(dashboard_source "$1")" 2>&1
}
