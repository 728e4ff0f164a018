# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Graphite below $dir/graphite, in the network of rig/monitored.sh: carbon-cache takes what Icinga's GraphiteWriter sends, and graphite-web
# draws it.
# shellcheck disable=SC2154

needs+=("graphite-carbon carbon-cache" "graphite-web /usr/lib/python3/dist-packages/graphite/wsgi.py" "curl curl")
graphite_url=http://127.0.0.33:8080

# A value for each second, and no limit to how many metrics are made in a minute (Debian: 50).
graphite_prepare()
{
	local at=$dir/graphite

	mkdir -p "$at/whisper" "$at/log"
	printf '%s\n' '[all]' 'pattern = .*' 'retentions = 1s:20m' >"$at/storage-schemas.conf"
	cat >"$at/carbon.conf" <<-END
		[cache]
		STORAGE_DIR = $at
		LOCAL_DATA_DIR = $at/whisper
		CONF_DIR = $at
		LOG_DIR = $at/log
		PID_DIR = $at
		DATABASE = whisper
		MAX_CREATES_PER_MINUTE = inf
		MAX_UPDATES_PER_SECOND = 10000
		LINE_RECEIVER_INTERFACE = 127.0.0.33
		LINE_RECEIVER_PORT = 2003
		PICKLE_RECEIVER_INTERFACE = 127.0.0.33
		CACHE_QUERY_INTERFACE = 127.0.0.33
		CARBON_METRIC_INTERVAL = 0
		ENABLE_TAGS = False
	END
	cat >"$at/graphite_here.py" <<-END
		STORAGE_DIR = CONF_DIR = "$at"
		WHISPER_DIR = "$at/whisper"
		LOG_DIR = "$at/log"
		INDEX_FILE = "$at/index"
		SECRET_KEY = "of this test"
		CARBONLINK_HOSTS = ["127.0.0.33:7002"]
		DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
		FIND_CACHE_DURATION = 0
		DEFAULT_CACHE_DURATION = 0
	END
}

graphite_answers()
{
	curl -q --silent --fail --max-time 5 "$graphite_url/metrics/expand?query=*" >"$dir/graphite/found"
}

graphite_start()
{
	local at=$dir/graphite

	graphite_prepare
	carbon-cache --config="$at/carbon.conf" --nodaemon start >"$at/log/carbon" 2>&1 </dev/null &
	monitored_pids+=("$!")
	PYTHONPATH=$at GRAPHITE_SETTINGS_MODULE=graphite_here DJANGO_SETTINGS_MODULE=graphite.settings /usr/bin/python3 -B -c '
from wsgiref.simple_server import make_server
from graphite.wsgi import application
make_server("127.0.0.33", 8080, application).serve_forever()
' >"$at/log/web" 2>&1 </dev/null &
	monitored_pids+=("$!")
	wait_for 30 graphite_answers || tap_bail_out "graphite-web does not start: $(tail -n 5 "$at/log/web")"
}

# graphite_render TARGET: the points of the last 20 minutes, as JSON.
graphite_render()
{
	curl -q --silent --show-error --fail --max-time 20 -G "$graphite_url/render" --data-urlencode "target=$1" -d from=-20min -d format=json
}
