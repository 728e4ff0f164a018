# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Rows for check_exchange_ntlm, and the server's own count of logons. $build and $suite_dir are the test's.
# shellcheck disable=SC2034,SC2154

plugin=$build/plugins/check_exchange_ntlm
service="EXCHANGE NTLM"
measures=1
ntlm_states=0

# ntlm SERVER CODE FIRST MORE ARGUMENT...: the verdict on a server; see judge(). Starts with an empty state
# directory. Unless the arguments name a server (-H), it is localhost.
ntlm()
{
	ntlm_states=$((ntlm_states + 1))
	mkdir -p "$suite_dir/state/$ntlm_states" && ntlm_again "$@"
}

# The same with what the row before left in the state directory.
ntlm_again()
{
	local server=$1 expected=$2 first=$3 more=$4 name

	shift 4
	name="$server: ${judge_names[$expected]} with ${*/*\//}"
	[[ " $* " == *" -H "* ]] || set -- -H localhost "$@"
	judge "$name" "$expected" "$first" "$more" -p "$(suite_port "$server")" --ca-file "$REAL_CA" \
		--state-dir "$suite_dir/state/$ntlm_states" "$@"
}

# From here on lines of the server's log $1 count.
log_mark()
{
	log_file=$1
	log_lines=$(wc -l <"$log_file")
}

# log_counts NAME PATTERN LEAST MOST: how many lines since the mark match an extended regular expression.
log_counts()
{
	local count faults

	# httpd writes the line when the answer is already out.
	sleep 0.1
	count=$(tail -n "+$((log_lines + 1))" "$log_file" | grep -cE -- "$2")
	if [ "$count" -lt "$3" ] || [ "$count" -gt "$4" ]; then
		faults="$count lines with /$2/, expected $3 to $4"$'\n'$(tail -n "+$((log_lines + 1))" "$log_file")
	fi
	tap_result "log: $1" "${faults:-}"
}

# ntlm_skew PATTERN: the performance data of the last row has this many seconds.
ntlm_skew()
{
	local faults=

	[[ $out =~ \ skew=$1(\.[0-9]+)?s\; ]] || faults=$out
	tap_result "performance data: skew=$1" "$faults"
}

# ntlm_json SERVER CODE ARGUMENT...: the JSON output, with an empty state directory; no secret in it.
ntlm_json()
{
	local server=$1 expected=$2

	shift 2
	ntlm_states=$((ntlm_states + 1))
	mkdir -p "$suite_dir/state/$ntlm_states"
	judge_json "$server: JSON with ${*/*\//}" "$expected" -H localhost -p "$(suite_port "$server")" \
		--ca-file "$REAL_CA" --state-dir "$suite_dir/state/$ntlm_states" "$@"
	ntlm_keeps "$server: JSON with ${*/*\//}"
}

# ntlm_keeps NAME: neither the last output nor a state file has the password of the day in it.
ntlm_keeps()
{
	local secret faults=

	secret=$(sed -n 's/^password=//p' "$REAL_AUTH_FILE")
	[[ $out != *"$secret"* ]] || faults="the password is in the output"
	! grep -rqF -- "$secret" "$suite_dir/state" || faults+=" the password is in a state file"
	tap_result "secret kept: $1" "$faults"
}
