# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The farms that check_exchange_ews and check_exchange_oab are tested with, how they are asked, how their answers are judged.
# To be sourced with the arguments of the script: it runs once more in a network of its own.

farm=$(dirname "$0")/../sim/farms/services.conf
# shellcheck source-path=SCRIPTDIR source=network_rig.sh
. "$(dirname "$0")/network_rig.sh"
mkdir "$dir/nothing"

# The organisation that Autodiscover is about: the accounts of the farm, and a server per situation in it.
accounts()
{
	sed -n -e '/^\[node /q' -e '/^# ---/d' -e 's/^upn = probe@example.com$/&\nmail = probe@*/' -e p "$farm"
	cat "$here/services-urls.conf"
}
accounts >"$dir/urls.conf"
start_names --log "$dir/questions" "$dir/urls.conf"
start farm "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 "$farm"
start urls "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 --http-port 80 "$dir/urls.conf"

auth_file right.auth probe 'Gut3r Kaese!'
auth_file wrong.auth probe guess
auth_file locked.auth locked 'Gut3r Kaese!'

# --- one run ------------------------------------------------------------------------------------------

auth=right
records=records
# plugin SERVICE ARGUMENT...: what it says, in an empty directory; as whom, by $auth.
plugin()
{
	local who=()

	[ -z "$auth" ] || who=(--auth-file "$dir/$auth.auth")
	# shellcheck disable=SC2086 # PLUGIN_WRAP is a command with its arguments
	(cd "$dir/nothing" && exec env -i PATH="$PATH" HOME="$dir/nothing" LC_ALL=C ${PLUGIN_WRAP:-} "$build/plugins/check_exchange_$1" -t "$timeout_s" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/$records" "${who[@]}" -e probe@example.com "${@:2}")
}

# ask SERVICE ARGUMENT...: runs it; leaves $service, $out, $code, $first, $headline, $took_ms, and in $requests what the farms were asked.
ask()
{
	service=$1
	observe plugin "$@"
	read_out
}

read_out()
{
	first=${out%%$'\n'*}
	headline=${first%% |*}
	headline=${headline#* - }
}

# node_address NODE
node_address()
{
	awk -v section="[node $1]" '/^\[/ { inside = $0 == section } inside && $1 == "address" { print $3 }' "$farm" "$dir/urls.conf"
}

# at SERVICE NODE ARGUMENT...: ask, of that node; the time asked about is noon.
at()
{
	local moment=()

	[ "$1" != ews ] || moment=(--at 12:00)
	ask "$1" -H mail.example.com -I "$(node_address "$2")" "${moment[@]}" "${@:3}"
}

# What is wrong with the words of the last run whatever it is about.
faults_of_words()
{
	local cures

	# Wrong use says itself what is right, and a threshold is somebody's own.
	[ "$code" = 0 ] || [[ $headline =~ ^--|answered\ in ]] || grep -q '^  cure: ' <<<"$out" || echo "no cure"
	cures=$(grep '^  cure: ' <<<"$out" | sort | uniq -d)
	[ -z "$cures" ] || echo "twice: $cures"
	grep -v '^  ' <<<"$out" | sed 's/^\[[A-Z]*\] [^:]*: //' | grep -E '(^|[ :])([[:alnum:]@.-]{2,}):? \2([ :,.]|$)' | sed 's/^/doubled words: /'
}

# expect NAME CODE HEADLINE [FURTHER]: judges the last run. HEADLINE is a regular expression for all of it, FURTHER one for what is in the other
# lines.
expect()
{
	local faults further=${out#"$first"}

	faults=$(
		[ "$code" = "$2" ] || echo "exit $code, expected $2"
		[[ $headline =~ ^($3)$ ]] || echo "expected first: $3"
		[[ $further =~ ${4:-} ]] || echo "expected further: $4"
		faults_of_form "$service"
		faults_of_words
	)
	[ -z "$faults" ] || faults+=$'\n'"got: $out"$'\n'"asked: $requests"
	tap_result "$1" "$faults"
}

# later KEY SERVICE NODE ARGUMENT...: at, in the background. afterwards KEY: its results.
later()
{
	(
		records=records-$1
		at "${@:2}"
		declare -p service out code took_ms >"$dir/later.$1"
	) &
	waited[$1]=$!
}

afterwards()
{
	wait "${waited[$1]}"
	# declare as it stands there makes local variables of a function.
	eval "$(sed 's/^declare --/declare -g/' "$dir/later.$1")"
	requests='not told: others asked at the same time'
	read_out
}
declare -A waited

# waits_for KEY CODE HEADLINE [FURTHER]
waits_for()
{
	afterwards "$1"
	expect "slow: $1, -t $timeout_s" "${@:2}"
}
