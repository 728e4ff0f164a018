#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The templates of contrib/icingaweb2-graphite from end to end, as TAP: an Icinga 2 with the files of contrib/icinga2 watches a simulated farm, its
# GraphiteWriter feeds carbon-cache, and icingaweb2-module-graphite's own classes make the graphs, drawn by graphite-web. Every number of every
# plugin arrives, and every one is drawn.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:?the build directory}
master=master.example.com
templates=$contrib/icingaweb2-graphite/exchange.ini

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/monitored.sh
. "$tests/real/rig/monitored.sh"
# shellcheck source-path=SCRIPTDIR source=rig/icinga.sh
. "$tests/real/rig/icinga.sh"
# shellcheck source-path=SCRIPTDIR source=rig/graphite.sh
. "$tests/real/rig/graphite.sh"
needs+=("php-cli php" "php-curl /usr/lib/php/*/curl.so" "php-intl /usr/lib/php/*/intl.so" "php-xml /usr/lib/php/*/dom.so")

# Before the network is left.
web=$build/tests/real/icingaweb2
bash "$tests/real/rig/packages.sh" "$web" php-icinga icinga-php-library icinga-php-thirdparty icingaweb2-module-graphite ||
	tap_bail_out 'no icingaweb2-module-graphite'
monitored_enter "$@"
farm_start
names_start "${icinga_nodes[$master]}" "$master"
probe_begin
plugins_record
icinga_prepare
graphite_start

# --- what is shipped, and what an administrator adds ----------------------------------------------------

zones=$dir/icinga/$master/etc/zones.d
mkdir -p "$zones/global-templates" "$zones/master"
cp "$contrib/icinga2/exchange-commands.conf" "$zones/global-templates"
cp "$contrib"/icinga2/exchange-{templates,services}.conf "$zones/master"
cat >>"$dir/icinga/$master/etc/icinga2.conf" <<-END
	object GraphiteWriter "graphite" {
		host = "127.0.0.33"
		port = 2003
		enable_send_thresholds = true
		enable_send_metadata = true
	}
END
cat >"$zones/master/hosts.conf" <<END
template Host "farm" {
	import "exchange-node"
$(icinga_farm)
}
object Host "cas1.example.com" { import "farm"; address = "127.0.0.21" }
object Host "cas2.example.com" {
	import "exchange-node"
	address = "127.0.0.22"
	vars.exchange_hostname = "mail.example.com"
	vars.exchange_email = "probe@example.com"
	vars.exchange_ca_file = "$dir/farm/ca.pem"
	vars.exchange_state_dir = "$dir/state"
}
object Host "both" {
	import "farm"
	address = "127.0.0.21"
	vars.exchange_address = [ "127.0.0.21", "127.0.0.22" ]
}
object Host "example.com" {
	import "exchange-domain"
	vars.exchange_email = "probe@example.com"
	vars.exchange_ca_file = "$dir/farm/ca.pem"
	vars.exchange_state_dir = "$dir/state"
}
apply Service "exchange-own" {
	import "exchange-auth"
	vars.exchange_endpoint = [ "ews", "voice_mail=/voice" ]
	assign where host.name in [ "cas1.example.com", "both" ]
}
apply Service "exchange-oab-decode" {
	import "exchange-oab-files"
	vars.exchange_verify = "decode"
	assign where host.name in [ "cas1.example.com", "both" ]
}
END
icinga_start "$master"

# --- what Icinga writes ---------------------------------------------------------------------------------

# shellcheck disable=SC2317 # wait_for calls it
all_result()
{
	icinga_force true && icinga_results &&
		[ "$(jq -s '[.[] | select(.first | startswith("EXCHANGE "))] | length' "$dir/results")" = 29 ]
}
wait_for 100 all_result || tap_result 'all services have results' "$(jq -c '[.host, .service, .state, .first]' "$dir/results")"
# It takes Icinga ten seconds to connect; what was said before is lost.
# shellcheck disable=SC2317 # wait_for calls it
connected()
{
	[ "$(api status/GraphiteWriter | jq '.results[0].status.graphitewriter.graphite.connected')" = true ]
}
wait_for 30 connected || tap_bail_out "Icinga does not connect to carbon: $(api status/GraphiteWriter)"
# An address book is compared with that of the run before.
icinga_force true && icinga_results
# A client signs in at one node: that service of two has nothing to say.
api objects/services | jq -r '.results[].attrs | [.host_name, .name, .check_command] | join(" ")' | grep -v '^both exchange-signin ' >"$dir/services"

# Succeeds when the numbers of every run are in Graphite; says in $dir/faults what is not.
# shellcheck disable=SC2317 # wait_for calls it
written()
{
	graphite_render 'icinga2.*.services.*.*.perfdata.*.value' >"$dir/series.json" &&
		python3 -B "$tests/real/monitoring/series.py" "$dir/runs" "$dir/services" "$dir/series.json" >"$dir/faults" 2>&1 && [ ! -s "$dir/faults" ]
}
wait_for 20 written
tap_result "Graphite has what the plugins said: every label, the same number, of $(wc -l <"$dir/services") services" "$(cat "$dir/faults")"
tap_equal 'all plugins are among them' "$(cut -d ' ' -f 3 "$dir/services" | sort -u)" \
	"$(for file in "$build"/plugins/check_exchange_*; do [[ ${file##*/} = *.* ]] || echo "${file##*/check_}"; done | sort)"

# --- what the module makes of it ------------------------------------------------------------------------

mkdir -p "$dir/web/modules/graphite/templates" "$dir/web/enabledModules"
ln -s "$web/usr/share/icingaweb2/modules/graphite" "$dir/web/enabledModules/graphite"
printf '%s\n' '[graphite]' "url = $graphite_url" >"$dir/web/modules/graphite/config.ini"

# graphs TEMPLATES [PATTERN]: all graphs of all services, or of those, into $dir/graphs. The module is told nothing but its configuration.
graphs()
{
	cp "$1" "$dir/web/modules/graphite/templates/exchange.ini"
	grep -E -e "${2:-.}" "$dir/services" >"$dir/asked"
	ICINGAWEB_CONFIGDIR=$dir/web ICINGAWEB_STORAGEDIR=$dir/web ICINGAWEB_LIBDIR=$web/usr/share/icinga-php GRAPHITE_URL=$graphite_url \
		php "$tests/real/monitoring/graphs.php" "$web/usr/share" "$dir/asked" >"$dir/graphs" 2>"$dir/php" && [ ! -s "$dir/php" ]
}

# drawn FILTER: what is drawn in the graphs that jq's FILTER is true for: "template: curve, curve ...".
drawn()
{
	jq -r "select($1) | .template + \": \" + ([.drawn[].target] | join(\", \"))" "$dir/graphs"
}

# Metrics that no graph shows, graphs that show nothing, and what was left to default.ini.
judge_graphs()
{
	jq -r '.[].target' "$dir/series.json" | sort -u >"$dir/metrics"
	jq -r 'select(.default | not) | .drawn[] | select(any(.datapoints[]; .[0] != null)) | .tags.name' "$dir/graphs" | sort -u >"$dir/shown"
	comm -23 "$dir/metrics" "$dir/shown" | sed 's/^/is in no graph: /'
	jq -r 'select(.image != "PNG") | "no image: " + .host + " " + .service + " " + .template + ": " + .image' "$dir/graphs"
	jq -r 'select(.drawn == null or (.drawn | length) == 0 or any(.drawn[]; all(.datapoints[]; .[0] == null)))
		| "without a point: " + .host + " " + .service + " " + .template' "$dir/graphs"
	jq -r 'select(.default) | "was left to the module: " + (.metrics | join(" "))' "$dir/graphs"
	sed -n 's/^\[\(.*\)\.graph\]$/\1/p' "$dir/web/modules/graphite/templates/exchange.ini" | sort >"$dir/templates"
	jq -r .template "$dir/graphs" | sort -u | comm -23 "$dir/templates" - | sed 's/^/has no graph: /'
}

tap_result 'the module understands the templates' "$(graphs "$templates" || cat "$dir/php")"
tap_result "every metric is in a graph, every template has one, every one of $(wc -l <"$dir/graphs") graphs is an image with points" "$(judge_graphs)"

# equal_drawn HOST SERVICE EXPECTED
equal_drawn()
{
	tap_equal "what is drawn of $2 on $1" "$(drawn ".host == \"$1\" and .service == \"$2\"" | sort)" "$3"
}
equal_drawn cas1.example.com exchange-auth 'exchange-certificate: cert_days
exchange-state: state
exchange-time: the whole run, autodiscover, ews, oab'
equal_drawn cas1.example.com exchange-own 'exchange-certificate: cert_days
exchange-state: state
exchange-time: the whole run, ews, voice_mail'
equal_drawn cas1.example.com exchange-ntlm 'exchange-skew: skew, warning, critical
exchange-state: state
exchange-time: the whole run, autodiscover, ews, oab'
equal_drawn cas1.example.com exchange-signin 'exchange-oab-age: age
exchange-oab-sequence: sequence
exchange-oab-size: size
exchange-prompts: outside, EnableNegotiate 1, outside, EnableNegotiate 0, inside, EnableNegotiate 1, inside, EnableNegotiate 0
exchange-state: state
exchange-time: the whole run, autodiscover, ews, freebusy, host, manifest, named, oab, oof, redirect, root, srv'
equal_drawn cas1.example.com exchange-oab-decode 'exchange-oab-age: age
exchange-oab-drop: drop, warning, critical
exchange-oab-records: records
exchange-oab-sequence: sequence
exchange-oab-size: size
exchange-state: state
exchange-time: the whole run, download, manifest'
equal_drawn cas1.example.com exchange-oab 'exchange-oab-age: age, warning
exchange-oab-drop: drop, warning, critical
exchange-oab-sequence: sequence
exchange-oab-size: size
exchange-state: state
exchange-time: the whole run, manifest'
equal_drawn cas1.example.com exchange-ews 'exchange-state: state
exchange-time: the whole run, freebusy, oof'
equal_drawn cas1.example.com exchange-drift 'exchange-drift: worse, neither, better
exchange-state: state
exchange-time: the whole run'
equal_drawn cas1.example.com exchange-iis 'exchange-state: state
exchange-time: the whole run'
equal_drawn example.com exchange-discovery 'exchange-state: state
exchange-time: the whole run, host, redirect, root, srv'
equal_drawn both exchange-auth 'exchange-certificate: n1, n2
exchange-state: state
exchange-time-nodes: n1, n2
exchange-time-nodes: n1, n2
exchange-time-nodes: n1, n2
exchange-time: the whole run'
equal_drawn both exchange-own 'exchange-certificate: n1, n2
exchange-state: state
exchange-time-nodes: n1, n2
exchange-time-nodes: n1, n2
exchange-time: the whole run'
equal_drawn both exchange-ntlm 'exchange-logon-nodes: n1, n2
exchange-logon-nodes: n1, n2
exchange-logon-nodes: n1, n2
exchange-skew: n1, n2, warning, critical
exchange-state: state
exchange-time: the whole run'
equal_drawn both exchange-oab 'exchange-oab-age: n1, n2, warning
exchange-oab-drop: n1, n2, warning, critical
exchange-oab-sequence: n1, n2
exchange-oab-size: n1, n2
exchange-state: state
exchange-time-nodes: n1, n2
exchange-time: the whole run'
tap_equal 'graphs of several nodes name what they are about' "$(jq -r 'select(.host == "both" and (.template | endswith("-nodes"))) | .title' "$dir/graphs" | sort -u)" \
	'Logon at autodiscover, each node
Logon at ews, each node
Logon at oab, each node
Time of autodiscover, each node
Time of download, each node
Time of ews, each node
Time of freebusy, each node
Time of manifest, each node
Time of oab, each node
Time of oof, each node
Time of voice_mail, each node'

# --- the patch of one node ------------------------------------------------------------------------------

farm_patch
icinga_force true && icinga_results
wait_for 20 written
tap_result 'patched: Graphite has what the plugins said' "$(cat "$dir/faults")"
tap_result 'patched: the graphs are made' "$(graphs "$templates" 'cas.* exchange-(signin|drift)' || cat "$dir/php")"
# last HOST TEMPLATE: each curve of that graph with the last number it has.
last()
{
	jq -r "select(.host == \"$1\" and .template == \"$2\") | .drawn[] | .target + \" \" + ([.datapoints[][0] | values] | last | tostring)" "$dir/graphs"
}
tap_equal 'patched: who would be prompted' "$(last cas1.example.com exchange-prompts)" \
	'outside, EnableNegotiate 1 1
outside, EnableNegotiate 0 0
inside, EnableNegotiate 1 0
inside, EnableNegotiate 0 0'
tap_equal 'patched: what is worse since the baseline' "$(last cas1.example.com exchange-drift)" 'worse 3
neither 1
better 0'
tap_equal 'patched: the state of the sign-in' "$(jq -r 'select(.host == "cas1.example.com" and .service == "exchange-signin" and .template == "exchange-state")
	| [.drawn[].datapoints[][0] | values] | last' "$dir/graphs")" 2
tap_equal 'not patched: nobody is prompted' "$(last cas2.example.com exchange-prompts | grep -v ' 0$')" ''

# --- faults that have to be found -----------------------------------------------------------------------

# misses WHAT JQ-FILTER: numbers that went so into Graphite do not pass.
misses()
{
	local found

	jq "$2" "$dir/series.json" >"$dir/wrong.json"
	found=$(python3 -B "$tests/real/monitoring/series.py" "$dir/runs" "$dir/services" "$dir/wrong.json")
	tap_result "finds $1" "$(grep -q 'no run said' <<<"$found" || echo "nothing but: $found")"
}
misses 'a number that is another' '.[0].datapoints |= map(.[0] |= if . then . + 1 else . end)'
misses 'a label that did not arrive' '.[1:]'
misses 'a label that nobody said' '. + [.[0] | .target |= sub("perfdata\\.[a-z0-9_]+"; "perfdata.other")]'

# bites WHAT PATTERN SED-SCRIPT: templates with that fault do not pass.
bites()
{
	local found

	sed "$3" "$templates" >"$dir/faulty.ini"
	graphs "$dir/faulty.ini" "cas1.* exchange-(auth|drift) |both exchange-ntlm"
	found=$(cat "$dir/php" && judge_graphs)
	grep -qE -e "$2" <<<"$found" || found="expected /$2/ in: $found"
	tap_result "finds $1" "$(grep '^expected' <<<"$found")"
}
# shellcheck disable=SC2016 # a macro of the templates
bites 'a template that the module refuses' 'Invalid URL parameter' 's/^vTitle.*/vTitle = "$odd"/'
bites 'another label' 'is in no graph: .*\.cert_days\.value' 's/cert_days\.value/certificate_days.value/'
bites 'a command that is not there' 'was left to the module: .*regressions' 's/^check_command = "exchange_drift"/check_command = "exchange_drifts"/'
bites 'a function that Graphite does not have' 'requested URL returned error: 400' 's/aliasByNode/aliasByNodes/'
bites 'a node that is not drawn' 'is in no graph: .*n2_skew' 's/\*skew/n1_skew/'
tap_done
