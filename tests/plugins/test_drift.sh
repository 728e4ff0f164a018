#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What check_exchange_drift says of a farm of exchange_sim that is set up anew between runs, and that its baseline outlives crowds and
# killed writers; speaks TAP.
#
# BUILD_DIR has plugins/check_exchange_drift and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:-.}
plugin=$build/plugins/check_exchange_drift
# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$here/../real/rig/tap.sh"

command -v jq >/dev/null || tap_bail_out 'jq is missing (Debian: apt-get install jq)'

dir=$(mktemp -d) || exit 1
simulator=
# shellcheck disable=SC2317 # called at the end
leave()
{
	local code=$?

	stop_farm
	wait
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# --- the farm -----------------------------------------------------------------------------------------

# stop_farm, start_farm CONFIG: at the port of its first start, with the same certificates.
stop_farm()
{
	[ -z "$simulator" ] || { kill "$simulator" && wait "$simulator"; } 2>/dev/null
	simulator=
}

# Below those that the system gives to clients: it is the same for every farm, and nobody else takes it in between.
port=$((20000 + $$ % 12000))
settled=
start_farm()
{
	local ready trials=1

	stop_farm
	cat >"$dir/farm.conf"
	[ -n "$settled" ] || trials=10
	while ((trials-- > 0)); do
		ready=
		rm -f "$dir/ready"
		mkfifo "$dir/ready"
		"$build/tests/sim/exchange_sim" --print-ready --port "$port" --state-dir "$dir/state" "$dir/farm.conf" >"$dir/ready" &
		simulator=$!
		read -r ready <"$dir/ready"
		[[ $ready != *port=* ]] || { settled=yes; return; }
		# Somebody else's.
		((trials == 0)) || port=$((port + 1))
	done
	tap_bail_out 'the simulator did not start'
}

# farm ORDER BUILD [EWS-EP [IIS-CERTIFICATE [NODES]]]: two nodes; ORDER and BUILD are those of the second.
farm()
{
	start_farm <<-END
		[farm]
		hostname = mail.example.com
		generation = 2019
		build = 15.2.1544.11
		[*/*]
		providers = NTLM;Negotiate
		[*/autodiscover]
		ep = none
		[*/ews]
		ep = ${3:-allow}
		[*/oab]
		ep = ${3:-allow}
		[account probe]
		password = Gut3r Kaese!
		[node cas1]
		address = 127.0.3.1
		[node cas2]
		address = 127.0.3.2
		build = $2
		iis_certificate = ${4:-good}
		[cas2/*]
		providers = $1
	END
}

# --- the plugin ---------------------------------------------------------------------------------------

baseline=$dir/baseline.json

run()
{
	"$plugin" -H mail.example.com -p "$port" --ca-file "$dir/state/ca.pem" --state-dir "$dir/records" -t 60 "$@"
}

# ask NAME CODE FIRST MORE ARGUMENT...: its exit code, what its first line says, and what one of the others does ("" for nothing).
ask()
{
	local name=$1 expected=$2 first=$3 more=$4 got faults=

	shift 4
	run --baseline "$baseline" "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	[ "$got" = "$expected" ] || faults="exit $got, expected $expected"$'\n'
	[ ! -s "$dir/err" ] || faults+="stderr: $(cat "$dir/err")"$'\n'
	head -1 "$dir/out" | grep -Eq -e "$first" || faults+="the first line lacks /$first/"$'\n'
	[ -z "$more" ] || tail -n +2 "$dir/out" | grep -Eq -e "$more" || faults+="no line has /$more/"$'\n'
	tap_result "$name" "${faults:+$faults$(cat "$dir/out")}"
}

both=(-I 127.0.3.1 -I 127.0.3.2)
second=(-I 127.0.3.2)
since='since build 15\.2\.1544\.14 \(was 15\.2\.1544\.11\): '
remedy='cure: .*appcmd.*windowsAuthentication.*providers'

# --- a bad patch, and its cure ------------------------------------------------------------------------

judge_patch()
{
	farm 'NTLM;Negotiate' 15.2.1544.11
	ask 'without a baseline' 3 'expected a baseline, found no such file' "check_exchange_drift .*--write-baseline" "${both[@]}"
	ask 'the baseline is written' 0 'written to .*2 nodes, 3 endpoints' '' "${both[@]}" --write-baseline
	ask 'not written twice' 3 'not written, it holds a baseline' 'cure: --accept' "${both[@]}" --write-baseline
	ask 'nothing changed' 0 'as in the baseline: 2 nodes.*regressions=0;;;0 changes=0;;;0 improvements=0' '' "${both[@]}"

	farm 'Negotiate;NTLM' 15.2.1544.14
	ask 'a bad patch' 1 "CAS2 .*autodiscover, ews and oab: ${since}Negotiate is offered before NTLM.*regressions=3;;;0 changes=1" "$remedy" "${both[@]}"
	ask 'a bad patch, CRITICAL' 2 "$since" "$remedy" "${second[@]}" --order-state critical
	ask 'what it was is told' 1 '' 'was: NTLM before Negotiate' "${second[@]}"
	ask 'the other node is as it was' 0 'as in the baseline' '' -I 127.0.3.1

	farm 'Negotiate' 15.2.1544.14
	ask 'NTLM is lost' 2 "${since}NTLM missing" "$remedy" "${second[@]}"

	farm 'NTLM;Negotiate' 15.2.1544.14
	ask 'cured: the build alone is another one' 0 '1 change since the baseline: build is 15\.2\.1544\.14, was 15\.2\.1544\.11' '' "${second[@]}"
	ask 'told when told so' 1 'build is 15\.2\.1544\.14' '' "${second[@]}" --change-state warning
	ask 'the build of one node' 1 'the nodes differ in build' '' "${both[@]}"
	ask 'accepted' 0 'accepted into .*CAS2 .*build is 15\.2\.1544\.14' '' "${both[@]}" --accept
	ask 'accepted: OK from then on' 0 'as in the baseline' '' "${both[@]}"

	farm 'Negotiate;NTLM' 15.2.1544.14
	ask 'a wrong order, accepted' 0 'accepted into .*3 regressions.*Negotiate is offered before NTLM' '' "${second[@]}" --accept
	ask 'bad, but known' 0 '3 findings that were accepted' '' "${second[@]}"
	farm 'NTLM;Negotiate' 15.2.1544.14
	ask 'better than what was accepted' 0 '3 improvements.*ews is better: NTLM before Negotiate' '' "${second[@]}"
	ask 'the better is accepted' 0 'accepted into' '' "${second[@]}" --accept
}

judge_certificate()
{
	stop_farm
	rm -f "$dir"/state/server.*
	sleep 1
	farm 'NTLM;Negotiate' 15.2.1544.14
	ask 'a renewed certificate' 0 'change.* since the baseline: .*the certificate was renewed' '' "${both[@]}"
	ask 'a renewed certificate, told when told so' 1 'certificate was renewed' 'sha256: [0-9a-f]{64}, was [0-9a-f]{64}' "${second[@]}" --change-state warning
	ask 'it is accepted' 0 'accepted' '' "${both[@]}" --accept
	ask 'and known' 0 'as in the baseline.*2 nodes' '' "${both[@]}"
}

# Extended Protection is switched on behind a proxy that shows another certificate.
judge_protection()
{
	local ep=(--ep --ep-per-hour 1000 --auth-file "$dir/probe.auth")

	(umask 077 && printf 'username = EXAMPLE\\probe\npassword = Gut3r Kaese!\n' >"$dir/probe.auth")
	farm 'NTLM;Negotiate' 15.2.1544.14 none
	ask 'measured and accepted' 0 'accepted' '' "${second[@]}" "${ep[@]}" --accept
	ask 'measured: as it was' 0 'as in the baseline' '' "${second[@]}" "${ep[@]}"
	ask 'a run that does not measure says nothing of it' 0 'as in the baseline' '' "${second[@]}"
	ask 'nor does it forget what was measured' 0 'accepted' '' "${second[@]}" --accept
	tap_equal 'the baseline still has it' "$(grep -c '"extended_protection": "None"' "$baseline")" 3

	farm 'NTLM;Negotiate' 15.2.1544.14 allow other
	ask 'switched on behind another certificate' 2 'ews and oab: the certificate seen here is not the one that IIS checks' 'cure: give what stands in front' "${second[@]}" "${ep[@]}"
	farm 'NTLM;Negotiate' 15.2.1544.14 allow
	ask 'switched on as recommended' 0 '2 improvements' '' "${second[@]}" "${ep[@]}"
	ask 'that is accepted' 0 'accepted' '' "${second[@]}" "${ep[@]}" --accept
	farm 'NTLM;Negotiate' 15.2.1544.14 none
	ask 'switched off again' 1 'ews and oab: Extended Protection is None.*can be relayed' 'was: Extended Protection is Allow' "${second[@]}" "${ep[@]}"
}

# What Autodiscover gives, the address book it leads to, and a logon that nobody measures.
judge_given()
{
	local who=(-I 127.0.3.1 --auth-file "$dir/probe.auth" -e probe@example.com) kept=$baseline

	baseline=$dir/given.json
	farm 'NTLM;Negotiate' 15.2.1544.14 allow
	sed -i 's/^\[account probe\]/&\nmail = probe@example.com/' "$dir/farm.conf"
	given "" 'the URLs are written down' 0 'written to' '' "${who[@]}" --write-baseline
	tap_equal 'four of them, and the sequence' "$(jq -c '.hosts[] | [(.urls | keys), .oab_sequence]' "$baseline")" \
		'[["ASUrl","EwsUrl","OABUrl","OOFUrl"],7]'
	ask 'they are as they were' 0 'as in the baseline' '' "${who[@]}"
	given '[cas1/autodiscover]\nexternal_oab =' 'a URL is not given any more' 2 'OABUrl is not given to clients outside' 'cure: Set-OabVirtualDirectory' "${who[@]}"
	ask 'who does not ask does not miss it' 0 'as in the baseline' '' -I 127.0.3.1
	given '[cas1/autodiscover]\nexternal_ews = https://other.example.com/EWS/Exchange.asmx' 'another URL' 0 \
		'changes? since the baseline: EwsUrl is https://other\.example\.com/EWS/Exchange\.asmx, was https://mail\.example\.com' '' "${who[@]}"
	given '[cas1/oab]\nsequence = 3' 'an older address book' 1 'the sequence of the address book fell from 7 to 3' 'cure: ' "${who[@]}"
	given '[cas1/oab]\nsequence = 9' 'a newer one' 0 'as in the baseline' '' "${who[@]}"
	given '[cas1/ews]\nep = require' 'as it was, whatever is required' 0 'as in the baseline' '' "${who[@]}"
	sed -i 's/^\[node cas1\]/&\niis_certificate = other/' "$dir/farm.conf"
	given '' 'a logon that is refused' 2 'ews.*the logon is refused here' 'was: logged on by NTLM' "${who[@]}"
	baseline=$kept
}

# given GROUP NAME...: the farm with that group behind its own for a while, asked as above.
given()
{
	local group=$1 plain

	shift
	plain=$(cat "$dir/farm.conf")
	printf '%s\n%b\n' "$plain" "$group" >"$dir/given.conf"
	start_farm <"$dir/given.conf"
	ask "$@"
	printf '%s\n' "$plain" >"$dir/farm.conf"
	start_farm <<<"$plain"
}

judge_nodes()
{
	local config

	farm 'NTLM;Negotiate' 15.2.1544.14
	ask 'a node that is gone' 2 '127\.0\.3\.9: no connection' '' -I 127.0.3.1 -I 127.0.3.9
	sed -i '/^\[cas2/,$d; /^\[node cas2\]/,$d' "$dir/farm.conf"
	config=$(cat "$dir/farm.conf")
	start_farm <<<"$config"
	ask 'a node that is down' 2 '127\.0\.3\.2: no connection' '' "${both[@]}"
	ask 'a node that is not asked' 0 'as in the baseline' '' -I 127.0.3.1
}

# --- many at once, and killed -------------------------------------------------------------------------

hosts=(mail.example.com autodiscover.example.com)

# crowd: a hundred runs, writers of four hosts (two names, two ports behind which the same farm is) and readers.
crowd()
{
	local i pids=() which

	for i in {0..99}; do
		which=$((i % 8))
		case $which in
		[0-3]) set -- --accept ;;
		*) set -- ;;
		esac
		"$plugin" -H "${hosts[which % 2]}" -p "${ports[which / 2 % 2]}" --ca-file "$dir/state/ca.pem" -I 127.0.3.1 -t 60 --baseline "$crowded" "$@" \
			>"$dir/crowd.$i" 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
}

judge_crowd()
{
	local other_port other bad

	crowded=$dir/crowded.json
	farm 'NTLM;Negotiate' 15.2.1544.11
	mkfifo "$dir/other"
	"$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/state" "$dir/farm.conf" >"$dir/other" &
	other=$!
	read -r bad <"$dir/other"
	[[ $bad =~ port=([0-9]+) ]] || tap_bail_out 'the second simulator did not start'
	other_port=${BASH_REMATCH[1]}
	ports=("$port" "$other_port")
	crowd
	tap_equal 'a hundred runs at once: all hosts are there' "$(jq -r '.hosts | keys | length' "$crowded")" 4
	tap_equal 'each with its node' "$(jq -r '[.hosts[].nodes.CAS1.endpoints | keys | join(" ")] | unique | join(",")' "$crowded")" 'autodiscover ews oab'
	bad=$(grep -LE 'EXCHANGE DRIFT (OK|UNKNOWN)' "$dir"/crowd.*)
	tap_result 'no run went wrong' "${bad:+$(head -1 "$bad")}"
	bad=$(grep -lE 'expected JSON|not written' "$dir"/crowd.*)
	tap_result 'no reader saw half a file, no writer failed' "${bad:+$(cat "$bad")}"
	crowd
	bad=$(grep -L 'EXCHANGE DRIFT OK' "$dir"/crowd.*)
	tap_result 'a hundred more: all OK' "${bad:+$(head -1 "$bad")}"
	kill "$other" && wait "$other" 2>/dev/null
}

# Killed while the new file is written, which is large, so that this takes a while: the old one is untouched.
judge_killed()
{
	local i pid torn='' drafts=0 before

	jq '.note = [range(100000) | "a line that is not ours"]' "$crowded" >"$dir/large.json"
	baseline=$dir/large.json
	ask 'what is not ours is kept' 0 'accepted into' '' -I 127.0.3.1 --accept
	before=$(sha256sum <"$baseline")
	for i in {1..60}; do
		"$plugin" -H mail.example.com -p "$port" --ca-file "$dir/state/ca.pem" -I 127.0.3.1 --baseline "$baseline" --accept >/dev/null 2>&1 &
		pid=$!
		until [ -e "$baseline.new" ] || ! kill -0 "$pid" 2>/dev/null; do :; done
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		[ ! -e "$baseline.new" ] || drafts=$((drafts + 1))
		[ "$(sha256sum <"$baseline")" = "$before" ] || torn+="after kill $i: $(jq . "$baseline" 2>&1 | tail -1)"$'\n'
	done
	tap_result 'some were killed while they wrote' "$([ "$drafts" -gt 0 ] || echo none)"
	tap_result 'sixty writers killed: never half a file' "$torn"
	ask 'nobody is held up by what they left' 0 'accepted into' '' -I 127.0.3.1 --accept
	tap_result 'and it is gone' "$([ ! -e "$baseline.new" ] || echo "$baseline.new is there")"
}

judge_patch
judge_certificate
judge_protection
judge_given
judge_nodes
judge_crowd
judge_killed
tap_done
