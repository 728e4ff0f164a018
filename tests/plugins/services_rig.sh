# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The farms that check_exchange_ews and check_exchange_oab are tested with, how they are asked, how their answers are judged.
# To be sourced with the arguments of the script: it runs once more in a network of its own.

here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
build=${BUILD_DIR:-$PWD}
slack_ms=$((300 + ${TEST_SLACK_MS:-0}))
farm=$tests/sim/farms/services.conf
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$tests/real/rig/need.sh"

needs+=("util-linux unshare" "iproute2 ip" "jq jq" "dnsmasq-base dnsmasq" "python3 $python")

# --- a network of its own -----------------------------------------------------------------------------

if [ "${1:-}" != inside ]; then
	need_check 2>&1 || tap_bail_out "see above for what is missing"
	PROMTOOL=$(bash "$tests/real/rig/promtool.sh" "$build/tests/real/promtool") || tap_bail_out "promtool is missing (Debian: apt-get install prometheus)"
	export PROMTOOL
	user=()
	unshare --net --mount true 2>/dev/null || user=(--map-root-user)
	unshare "${user[@]}" --net --mount true 2>/dev/null || tap_bail_out "no network of its own: run this as root, or allow user namespaces"
	exec unshare "${user[@]}" --net --mount bash "$0" inside
fi

PATH=$PATH:/usr/sbin:/sbin
dir=$(mktemp -d) || exit 1
mkdir "$dir/nothing"
started=()
# shellcheck disable=SC2317 # the trap calls it
leave()
{
	local code=$?

	[ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null
	wait
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM
ip link set lo up || tap_bail_out "no loopback device"

# start NAME COMMAND...: in the background; its first line comes to $ready.
start()
{
	mkfifo "$dir/$1.ready"
	"${@:2}" >"$dir/$1.ready" &
	started+=($!)
	ready=
	read -r ready <"$dir/$1.ready"
	[[ $ready == ready* ]] || tap_bail_out "$1 did not start"
}

# The organisation that Autodiscover is about: the accounts of the farm, and a server per situation in it.
accounts()
{
	sed -n -e '/^\[node /q' -e '/^# ---/d' -e 's/^upn = probe@example.com$/&\nmail = probe@*/' -e p "$farm"
	cat "$here/services-urls.conf"
}
accounts >"$dir/urls.conf"
start names sh "$tests/sim/dns.sh" --port 53 --log "$dir/questions" "$dir/urls.conf"
echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
mount --bind "$dir/resolv.conf" /etc/resolv.conf || tap_bail_out "no resolv.conf of its own"
start farm "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 "$farm"
start urls "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 --http-port 80 "$dir/urls.conf"

# auth_file NAME USER PASSWORD
auth_file()
{
	(umask 077 && printf 'username = EXAMPLE\\%s\npassword = %s\n' "$2" "$3" >"$dir/$1.auth")
}
auth_file right probe 'Gut3r Kaese!'
auth_file wrong probe guess
auth_file locked locked 'Gut3r Kaese!'

# --- one run ------------------------------------------------------------------------------------------

timeout_s=10
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
	local before start

	service=$1
	before=$(wc -l <"$dir/log" 2>/dev/null || echo 0)
	start=${EPOCHREALTIME/./}
	out=$(plugin "$@" 2>"$dir/stderr")
	code=$?
	took_ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	read_out
	log_settle
	requests=$(tail -n +$((before + 1)) "$dir/log")
}

# The farms note a request once it is answered: waits until nothing comes any more (or others ask all the time).
log_settle()
{
	local size last=

	for _ in {1..25}; do
		size=$(stat -c %s "$dir/log")
		[ "$size" != "$last" ] || return
		last=$size
		sleep 0.02
	done
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

# What is wrong with the last run whatever it is about.
faults_of_form()
{
	local word=("OK" "WARNING" "CRITICAL" "UNKNOWN") pipes=${out//[^|]/} cures

	[ "$took_ms" -le $((${timeout_s%:*} * 1000 + slack_ms)) ] || echo "took $took_ms ms at -t $timeout_s"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	[[ $first == "EXCHANGE ${service^^} ${word[$code]:-?} - "* ]] || echo "the first line does not say ${word[$code]:-?}"
	[ ${#pipes} -le 1 ] || echo "${#pipes} times |"
	[[ $out != *Kaese* && $out != *guess* && $out != *TlRMTVNTUAAD* ]] || echo "a secret is in the output"
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
		faults_of_form
	)
	[ -z "$faults" ] || faults+=$'\n'"got: $out"$'\n'"asked: $requests"
	tap_result "$1" "$faults"
}

# counts NAME PATTERN EXPECTED: so many requests of the last run have it.
counts()
{
	tap_equal "$1" "$(grep -cE -e "$2" <<<"$requests")" "$3"
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
