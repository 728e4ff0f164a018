#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# That check_exchange_ntlm neither locks an account nor gives a secret away, by the log of exchange_sim; speaks TAP.
#
# BUILD_DIR has plugins/check_exchange_ntlm and tests/sim/exchange_sim; TEST_SLACK_MS is granted beyond the time limits.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:-.}
plugin=$build/plugins/check_exchange_ntlm
# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$here/../real/rig/tap.sh"

right='Gut3r Kaese!'
wrong='Falsch3r Kaese!'
token=c3RpbGwgYSBzZWNyZXQ
# What goes out only when the secret itself is used, and what is the answer to that.
logon=' (NTLM|Negotiate):3 | Basic | Bearer '
accepted=' accepted bad='

for tool in curl openssl perl setpriv; do
	command -v $tool >/dev/null || tap_bail_out "$tool is missing (Debian: apt-get install curl openssl perl util-linux)"
done

dir=$(mktemp -d) || exit 1
# Somebody who may do nothing at all has to get at the program and the authority.
chmod 711 "$dir"
mkdir "$dir/bin" "$dir/cores" && cp "$plugin" "$dir/bin" || exit 1
simulators=()
# shellcheck disable=SC2317 # called at the end
leave()
{
	local code=$?

	[ ${#simulators[@]} -eq 0 ] || kill "${simulators[@]}" 2>/dev/null
	wait
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# --- servers ------------------------------------------------------------------------------------------

# farm NAME CONFIG: its state is in $dir/NAME, its log in $dir/NAME.log, its ports in $port and $http_port.
farm()
{
	local ready=

	mkfifo "$dir/$1.ready"
	"$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/$1" --log "$dir/$1.log" "$2" >"$dir/$1.ready" &
	simulators+=($!)
	read -r ready <"$dir/$1.ready"
	[[ $ready =~ port=([0-9]+)\ http_port=([0-9]+) ]] || tap_bail_out 'the simulator did not start'
	port=${BASH_REMATCH[1]}
	http_port=${BASH_REMATCH[2]}
	chmod 755 "$dir/$1"
	log=$dir/$1.log
	farm=$1
}

# The same accounts after everybody changed his password; Bearer is offered at ews of the first node.
changed_farm()
{
	sed "s/^password = $right/password = Neu3r Kaese!/" "$here/../sim/farms/ntlm.conf" >"$dir/changed.conf"
	printf '[good/ews]\nbearer = hybrid\n' >>"$dir/changed.conf"
	farm changed "$dir/changed.conf"
}

# mark, then since PATTERN: the lines that came to the log after it.
mark()
{
	seen=$(wc -l <"$log")
}

since()
{
	tail -n "+$((seen + 1))" "$log" | grep -cE -e "$1"
}

# costs NAME PATTERN LEAST MOST: so many of them since the mark, which is set anew.
costs()
{
	local count

	count=$(since "$2")
	if [ "$count" -ge "$3" ] && [ "$count" -le "$4" ]; then
		tap_result "$1" ''
	else
		tap_result "$1" "$count, expected $3 to $4:"$'\n'"$(tail -n "+$((seen + 1))" "$log")"
	fi
	mark
}

# --- the plugin ---------------------------------------------------------------------------------------

# auth_file NAME USER PASSWORD
auth_file()
{
	(umask 077 && printf 'username = %s\npassword = %s\n' "$2" "$3" >"$dir/$1.auth")
}

# run ARGUMENT...: at the farm, with the records of $records.
run()
{
	"$plugin" -H mail.example.com -p "$port" --ca-file "$dir/$farm/ca.pem" --state-dir "$dir/$records" "$@"
}

# ask NAME CODE PATTERN ARGUMENT...: its exit code, and what its first line says.
ask()
{
	local name=$1 expected=$2 pattern=$3 got faults=

	shift 3
	run "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ "$got" = "$expected" ] || faults="exit $got, expected $expected"$'\n'
	[ ! -s "$dir/err" ] || faults+="stderr: $(cat "$dir/err")"$'\n'
	head -1 "$dir/out" | grep -Eq -e "$pattern" || faults+="the first line lacks /$pattern/"$'\n'
	tap_result "$name" "${faults:+$faults$(cat "$dir/out")}"
}

# crowd ARGUMENT...: twenty of them at once.
crowd()
{
	local pids=() i

	for i in {1..20}; do
		run -t 30 "$@" >"$dir/crowd.$i" 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# --- one refusal is enough ----------------------------------------------------------------------------

judge_wrong_password()
{
	records=wrong
	auth_file probe 'EXAMPLE\probe' "$wrong"
	mark
	ask 'a wrong password' 3 'is refused' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'a wrong password: one logon, at the baseline' ' GET /autodiscover/.* refused:password ' 1 1
	ask 'the second run' 3 'is not tried again' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'the second run: no logon' "$logon" 0 0
	crowd -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'twenty more at once: no logon' "$logon" 0 0
	ask 'at another server' 3 'is not tried again' -I 127.0.1.2 --auth-file "$dir/probe.auth"
	ask 'the name in other letters' 3 'is not tried again' -I 127.0.1.1 --auth-file "$dir/probe.auth" -u 'example\PROBE'
	ask 'another scheme' 3 'is not tried again' -I 127.0.1.16 --auth-file "$dir/probe.auth" --scheme basic
	costs 'elsewhere, otherwise spelled, by another scheme: no logon' "$logon" 0 0
	ask '--retry-logon' 3 'is refused' -I 127.0.1.1 --auth-file "$dir/probe.auth" --retry-logon
	costs '--retry-logon: one logon' "$logon" 1 1
	ask 'without it' 3 'is not tried again' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'without it: no logon' "$logon" 0 0
	auth_file probe 'EXAMPLE\probe' "$right"
	ask 'the right password in the same file' 0 'logs on' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'the right password: NTLM and Negotiate at three endpoints' "$accepted" 6 6
}

# Without the baseline among the endpoints: one more there, to tell Extended Protection from a wrong password.
judge_without_baseline()
{
	records='wrong-ews'
	auth_file probe 'EXAMPLE\probe' "$wrong"
	mark
	ask 'ews alone' 3 'is refused' -I 127.0.1.1 --endpoint ews --auth-file "$dir/probe.auth"
	costs 'ews alone: two logons' "$logon" 2 2
	ask 'ews alone, again' 3 'is not tried again' -I 127.0.1.1 --endpoint ews --auth-file "$dir/probe.auth"
	costs 'ews alone, again: none' "$logon" 0 0
	records=measured
	ask 'Extended Protection with a wrong password' 3 'is refused' -I 127.0.1.1 --ep --handshakes 4 --auth-file "$dir/probe.auth"
	costs 'Extended Protection and handshakes are not tried with a wrong password' "$logon" 1 1
}

judge_nodes()
{
	records=nodes
	auth_file probe 'EXAMPLE\probe' "$wrong"
	mark
	ask 'three nodes' 3 'is refused' -I 127.0.1.1 -I 127.0.1.2 -I 127.0.1.32 --auth-file "$dir/probe.auth"
	costs 'three nodes: one logon in all' "$logon" 1 1
	records='nodes-ews'
	ask 'three nodes, ews alone' 3 'is refused' -I 127.0.1.1 -I 127.0.1.2 -I 127.0.1.32 --endpoint ews --auth-file "$dir/probe.auth"
	costs 'three nodes, ews alone: two logons in all' "$logon" 2 2
}

# The server takes its time, so that all are under way before one of them knows.
judge_crowds()
{
	records=crowd
	auth_file probe 'EXAMPLE\probe' "$wrong"
	mark
	crowd -I 127.0.1.32 --auth-file "$dir/probe.auth"
	costs 'twenty at once with a password that nobody ever tried: one logon' "$logon" 1 1
	auth_file probe 'EXAMPLE\probe' "$right"
	ask 'a good password' 0 'logs on' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	changed_farm
	mark
	crowd -I 127.0.1.32 --auth-file "$dir/probe.auth"
	costs 'twenty at once with a password that was good: three logons at most' "$logon" 1 3
	ask 'and then' 3 'is not tried again' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'and then none' "$logon" 0 0
}

judge_no_record()
{
	records=none/at/all
	auth_file probe 'EXAMPLE\probe' "$right"
	mark
	ask 'no place for the record' 3 'nobody logs on without a record' -I 127.0.1.1 --auth-file "$dir/probe.auth"
	costs 'no place for the record: no logon' "$logon" 0 0
}

# --- where a secret goes ------------------------------------------------------------------------------

judge_plain_http()
{
	records=plain
	mark
	ask '--plain-http with a file' 3 'nobody logs on without TLS' --plain-http -p "$http_port" -I 127.0.1.1 --auth-file "$dir/probe.auth"
	EXCHANGE_AUTH_PASSWORD=$right ask '--plain-http with the environment' 3 'nobody logs on without TLS' --plain-http -p "$http_port" \
		-I 127.0.1.1 -u 'EXAMPLE\probe'
	costs '--plain-http with credentials: not one request' . 0 0
	ask '--plain-http without credentials' 3 '403' --plain-http -p "$http_port" -I 127.0.1.1
	costs '--plain-http without credentials does ask' ' http [0-9]* - ' 1 99
}

# Basic and Bearer send the secret itself.
judge_open_secrets()
{
	local scheme

	records=open
	auth_file probe 'EXAMPLE\probe' "$right"
	auth_file basic 'EXAMPLE\probe' "$right"
	auth_file bearer 'EXAMPLE\probe' "$token"
	mark
	ask 'Basic is offered, not asked for' 0 'logs on' -I 127.0.1.16 --auth-file "$dir/probe.auth"
	costs 'Basic is not sent' ' Basic ' 0 0
	for scheme in basic bearer; do
		ask "--scheme $scheme --insecure" 3 '^EXCHANGE NTLM UNKNOWN - --insecure' -I 127.0.1.16 --auth-file "$dir/$scheme.auth" \
			--scheme $scheme --insecure
		ask "--scheme $scheme at a server nobody vouches for" 2 'certificate' -I 127.0.1.16 --auth-file "$dir/$scheme.auth" \
			--scheme $scheme --ca-file "$dir/other/ca.pem"
		costs "--scheme $scheme without a verified certificate: not one request" . 0 0
	done
	ask '--scheme bearer where it is not offered' 2 'Bearer' -I 127.0.1.16 --endpoint ews --auth-file "$dir/bearer.auth" --scheme bearer
	costs 'Bearer is not sent where it is not offered' "$logon" 0 0
	ask '--scheme basic' 0 'logs on' -I 127.0.1.16 --endpoint ews --auth-file "$dir/probe.auth" --scheme basic
	costs 'Basic is sent when asked for' ' Basic .* accepted ' 1 1
}

judge_bearer()
{
	records=bearer
	mark
	ask 'a bearer that is refused' 3 'is refused' -I 127.0.1.1 --endpoint ews --auth-file "$dir/bearer.auth" --scheme bearer
	costs 'Bearer is sent when asked for' ' refused:bearer ' 1 2
	keeps 'Bearer' -I 127.0.1.1 --auth-file "$dir/bearer.auth" --scheme bearer
}

# --- where a secret stays -----------------------------------------------------------------------------

hex()
{
	od -An -v -tx1 | tr -d ' \n'
}

unhex()
{
	perl -e 'print pack "H*", join "", <STDIN>'
}

# What must not be found, as "name hex" in $dir/patterns: of a password, what it becomes.
list_patterns()
{
	local password utf16 hash key text shift

	for password in "$right" "$wrong" "$token"; do
		utf16=$(printf %s "$password" | perl -pe 's/(.)/$1\0/gs' | hex)
		hash=$(printf %s "$utf16" | unhex | openssl dgst -md4 -provider legacy -provider default -binary 2>/dev/null | hex)
		[ ${#hash} = 32 ] || tap_bail_out "OpenSSL's legacy provider is missing (Debian: libssl3; from 13 on openssl-provider-legacy)"
		key=$(printf '%s' 'PROBEEXAMPLE' | perl -pe 's/(.)/$1\0/gs' |
			openssl dgst -md5 -mac HMAC -macopt "hexkey:$hash" -binary 2>/dev/null | hex)
		for text in "$password" "$(printf %s "$password" | base64)" "$(printf %s "EXAMPLE\\probe:$password" | base64)" "$hash" "${hash^^}" \
			"$(printf %s "$hash" | unhex | base64)" "$key" "${key^^}" "$(printf %s "$key" | unhex | base64)"; do
			printf 'password %s\n' "$(printf %s "$text" | hex)"
		done
		printf 'password %s\n' "$utf16" "$hash" "$key"
	done
	# "NTLMSSP", NUL, 3 as it stands in base64, whatever stands before it; in hex, and as it is.
	for shift in '' x xx; do
		text=$(printf '%sNTLMSSP\0\3\0\0\0' "$shift" | base64)
		printf 'message-3 %s\n' "$(printf %s "${text:$((${#shift} > 0 ? 4 : 0)):12}" | hex)"
	done
	printf 'message-3 %s\n' "$(printf 4e544c4d5353500003 | hex)" "$(printf 4E544C4D5353500003 | hex)" 4e544c4d5353500003
	for text in Authorization: authorization: AUTHORIZATION: '"Authorization"'; do
		printf 'field %s\n' "$(printf %s "$text" | hex)"
	done
}

# found FILE...: which patterns are in them.
found()
{
	# shellcheck disable=SC2016 # Perl's variables
	perl -e '
		open my $list, "<", shift or die; my @patterns = map { [split] } <$list>;
		undef $/;
		for my $file (@ARGV) {
			open my $in, "<:raw", $file or next; my $text = <$in> // "";
			for (@patterns) { print "$file: $_->[0] $_->[1]\n" if index($text, pack "H*", $_->[1]) >= 0 }
		}' "$dir/patterns" "$@"
}

# keeps NAME ARGUMENT...: no output of the run has anything of it, nor has the record.
keeps()
{
	local name=$1 format

	shift
	for format in text json openmetrics; do
		run "$@" -vvv --output-format $format >"$dir/shown.$format" 2>"$dir/shown.err"
		tap_result "$name as $format keeps its secrets" "$(found "$dir/shown.$format" "$dir/shown.err" "$dir/$records"/*)"
	done
}

judge_output()
{
	records=kept
	auth_file right 'EXAMPLE\probe' "$right"
	auth_file wrong 'EXAMPLE\probe' "$wrong"
	(umask 077 && printf 'user = "EXAMPLE\\\\probe:%s"\n' "$right" >"$dir/curl")
	curl -q -s -v -K "$dir/curl" --ntlm --cacert "$dir/$farm/ca.pem" --resolve "mail.example.com:$port:127.0.1.1" \
		"https://mail.example.com:$port/EWS/Exchange.asmx" >/dev/null 2>"$dir/curl.err"
	tap_equal 'the search finds what curl -v shows' "$(found "$dir/curl.err" "$dir/curl" | cut -d ' ' -f 2 | sort -u | xargs)" \
		'field message-3 password'
	keeps 'a logon' -I 127.0.1.1 --auth-file "$dir/right.auth"
	keeps 'a wrapped logon' -I 127.0.1.14 --auth-file "$dir/right.auth" --handshakes 2
	keeps 'Extended Protection' -I 127.0.1.5 --auth-file "$dir/right.auth" --ep --iis-cert "$dir/$farm/ca.pem"
	keeps 'Basic' -I 127.0.1.16 --auth-file "$dir/right.auth" --scheme basic
	keeps 'a spoiled logon' -I 127.0.1.33 -I 127.0.1.27 -I 127.0.1.46 --auth-file "$dir/right.auth"
	keeps 'a refused logon' -I 127.0.1.1 --auth-file "$dir/wrong.auth" --retry-logon
	EXCHANGE_AUTH_PASSWORD=$right keeps 'a password in the environment' -I 127.0.1.1 -u 'EXAMPLE\probe'
	tap_equal 'the record is for its owner only' "$(stat -c %a "$dir/$records" "$dir/$records"/* | sort -u | xargs)" '600 700'
}

# Who may do nothing: whoever runs this, or nobody in root's place.
modest=()
[ "$(id -u)" != 0 ] || modest=(setpriv --reuid=65534 --regid=65534 --clear-groups)

# Starts it at a server that takes 1.5 s to judge a logon; it is under way when this comes back.
start_slow()
{
	local tries=0

	rm -rf "$dir/slow" && mkdir "$dir/slow"
	[ ${#modest[@]} -eq 0 ] || chown 65534:65534 "$dir/slow"
	mark
	EXCHANGE_AUTH_PASSWORD=$right "${modest[@]}" "$dir/bin/check_exchange_ntlm" -H mail.example.com -p "$port" -I 127.0.1.32 -t 30 \
		--ca-file "$dir/$farm/ca.pem" --state-dir "$dir/slow" -u 'EXAMPLE\probe' --endpoint ews >"$dir/slow.out" 2>&1 &
	pid=$!
	until [ "$(since ' NTLM:1 ')" -gt 0 ] || [ $((tries += 1)) -gt 100 ]; do
		sleep 0.1
	done
}

judge_process()
{
	local other

	EXCHANGE_AUTH_PASSWORD=$right "${modest[@]}" sleep 30 &
	other=$!
	start_slow
	tap_result 'the command line has no secret in it' "$(found "/proc/$pid/cmdline")"
	tap_result 'nor has the environment that it was started with' "$(found "/proc/$pid/environ")"
	tap_result 'another program has it there' "$([ -n "$(found "/proc/$other/environ")" ] || echo 'nothing found')"
	tap_equal 'another process of its user cannot look into it' "$("${modest[@]}" head -c 1 "/proc/$pid/environ" 2>&1 | grep -c denied)" 1
	tap_equal 'as it can into another program' "$("${modest[@]}" head -c 1 "/proc/$other/environ" 2>&1 | grep -c denied)" 0
	kill "$other"
	wait "$other" 2>/dev/null
	wait "$pid"
	tap_equal 'it logged on meanwhile' "$?" 0
}

# Ends it by SIGABRT; 128 when it left a core behind, as others do here.
judge_core()
{
	local other

	ulimit -S -c "$(ulimit -H -c)"
	other=$(cd "$dir/cores" && perl -e '$pid = fork; exec "sleep", 30 unless $pid; sleep 1; kill ABRT => $pid; waitpid $pid, 0; print $? & 128')
	[ "$other" = 128 ] || echo '# no program leaves a core here'
	# shellcheck disable=SC2016 # Perl's variables
	tap_equal 'no core is left behind' "$(cd "$dir/cores" && EXCHANGE_AUTH_PASSWORD=$right perl -e '
		$pid = fork; exec @ARGV unless $pid; select undef, undef, undef, 0.7; kill ABRT => $pid; waitpid $pid, 0; print $? & 128, " ", $? & 127' \
		"$plugin" -H mail.example.com -p "$port" -I 127.0.1.32 -t 30 --ca-file "$dir/$farm/ca.pem" --state-dir "$dir/core-records" \
		-u 'EXAMPLE\probe' --endpoint ews 2>&1)" '0 6'
}

# --- time ---------------------------------------------------------------------------------------------

# in_time NAME CODE PATTERN SECONDS ARGUMENT...: ask, which ends SECONDS and 0.3 s after its start at the latest.
in_time()
{
	local name=$1 code=$2 pattern=$3 seconds=$4 start took limit

	shift 4
	limit=$((seconds * 1000 + 300 + ${TEST_SLACK_MS:-0}))
	start=${EPOCHREALTIME/./}
	ask "$name" "$code" "$pattern" -t "$seconds" "$@"
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
	tap_result "$name ends in time" "$([ $took -le $limit ] || echo "$took ms, $limit are allowed")"
}

judge_time()
{
	local busy

	records='slow-records'
	auth_file probe 'EXAMPLE\probe' "$right"
	in_time 'a late challenge' 2 'no byte of an answer' 1 -I 127.0.1.31 --endpoint ews --auth-file "$dir/probe.auth"
	in_time 'a late judgement' 2 'no byte of an answer' 1 -I 127.0.1.32 --endpoint ews --auth-file "$dir/probe.auth"
	in_time 'late servers beside a good one' 2 'no byte of an answer' 1 -I 127.0.1.1 -I 127.0.1.31 -I 127.0.1.32 --handshakes 4 --ep \
		--auth-file "$dir/probe.auth"
	records=queue
	mark
	run -t 30 -I 127.0.1.32 --endpoint autodiscover --auth-file "$dir/probe.auth" >/dev/null &
	busy=$!
	until [ "$(since ' NTLM:1 ')" -gt 0 ]; do
		sleep 0.05
	done
	in_time 'others at their first logon' 3 'other plugins were logging on' 1 -I 127.0.1.1 --endpoint ews --auth-file "$dir/probe.auth"
	wait $busy
}

farm other "$here/../sim/farms/demo.conf"
farm farm "$here/../sim/farms/ntlm.conf"
list_patterns >"$dir/patterns"
judge_wrong_password
judge_without_baseline
judge_nodes
judge_no_record
judge_plain_http
judge_open_secrets
judge_output
judge_process
judge_core
judge_time
judge_crowds
judge_bearer
tap_done
