# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Runs the plugin $plugin, which calls itself $service, and compares its answer with what is right.
# $measures says how many '|' its text has: 1 for a plugin with performance data, 0 without. These,
# $promtool and $suite_dir are the test's.
# shellcheck disable=SC2154

judge_names=(OK WARNING CRITICAL UNKNOWN)

# Leaves the exit code in $code, standard output in $out, standard error in $complaints.
judge_run()
{
	out=$("$plugin" "$@" 2>"$suite_dir/stderr")
	code=$?
	complaints=$(<"$suite_dir/stderr")
}

# What must hold of every run that should exit with $1, in any format; prints what does not.
judge_exit()
{
	[ "$code" = "$1" ] || echo "exit code $code, expected $1"
	[ -z "$complaints" ] || echo "standard error: $complaints"
}

# What must hold of every text for exit code $1; prints what does not.
judge_text()
{
	local first=${out%%$'\n'*} pipes=${out//[^|]/}

	[[ $first == "$service ${judge_names[$1]} - "* ]] || echo "wrong first words"
	if [ "$1" != 3 ]; then
		[ ${#pipes} -eq "$measures" ] || echo "${#pipes} times '|' in the output"
		[[ $measures = 0 || $first == *"|"* ]] || echo "no performance data in the first line"
	fi
}

# judge NAME CODE FIRST MORE ARGUMENT...: one check. FIRST must match the first line up to the
# performance data, MORE the lines after it (extended regular expressions, in any case; an empty one
# demands nothing). Without -v an OK is one line.
judge()
{
	local name=$1 expected=$2 first=$3 more=$4 words rest faults

	shift 4
	judge_run "$@"
	words=${out%%|*}
	rest=${out#*$'\n'}
	[ "$rest" = "$out" ] && rest=
	faults=$(
		shopt -s nocasematch
		judge_exit "$expected"
		judge_text "$expected"
		[[ $words =~ $first ]] || echo "first line does not match: $first"
		[[ -z $more || $rest =~ $more ]] || echo "further lines do not match: $more"
		[[ $expected != 0 || " $* " == *" -v"* || -z $rest ]] || echo "more than a line for OK"
	)
	tap_result "$name" "${faults:+$faults$'\n'$out}"
}

# judge_json NAME CODE ARGUMENT...: two JSON parsers read it, and it says the same state as the exit.
judge_json()
{
	local name=$1 expected=$2 said faults

	shift 2
	judge_run "$@" --output-format json
	said=$(jq -r '"\(.exit_code) \(.state)"' 2>&1 <<<"$out")
	faults=$(
		judge_exit "$expected"
		/usr/bin/python3 -m json.tool <<<"$out" 2>&1 >/dev/null
		[ "$said" = "$expected ${judge_names[$expected]}" ] || echo "exit_code, state: $said"
	)
	tap_result "$name" "${faults:+$faults$'\n'$out}"
}

# judge_metrics NAME CODE ARGUMENT...: Prometheus' own linter and its OpenMetrics parser accept it.
judge_metrics()
{
	local name=$1 expected=$2 faults

	shift 2
	judge_run "$@" --output-format openmetrics
	faults=$(
		judge_exit "$expected"
		"$promtool" check metrics <<<"$out" 2>&1
		/usr/bin/python3 -c '
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
if not list(text_string_to_metric_families(sys.stdin.read())):
	sys.exit("not one metric")' <<<"$out" 2>&1 | tail -n 1
	)
	tap_result "$name" "${faults:+$faults$'\n'$out}"
}
