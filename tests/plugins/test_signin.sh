#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_signin through the incidents it is made for, at the farm demo.conf and what sed makes of it, as TAP: exit code, first
# line, cures, time, and by the farm's log what it cost and who was given a credential. All of it happens in a network of its own, where
# the ports 443 and 53 are free.
#
# BUILD_DIR has plugins/check_exchange_signin and tests/sim/exchange_sim. TEST_SLACK_MS is granted beyond the time limits,
# PLUGIN_WRAP stands before the plugin.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

# shellcheck source-path=SCRIPTDIR source=network_rig.sh
. "$(dirname "$0")/network_rig.sh"
demo=$tests/sim/farms/demo.conf

# --- farms --------------------------------------------------------------------------------------------

farm_pid=
# start_farm [SED-SCRIPT]: the farm, changed so; the certificates stay those of the first start.
start_farm()
{
	[ -z "$farm_pid" ] || { kill "$farm_pid" && wait "$farm_pid"; } 2>/dev/null
	farm | sed "${1:-}" >"$dir/farm.conf"
	start farm "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 "$dir/farm.conf"
	farm_pid=$!
}

# The farm demo.conf whose first node has the names of the service, and nodes for what can be wrong besides. The mailbox has an address in
# every domain: in example.com Autodiscover is found by name, elsewhere at the named host alone.
farm()
{
	sed 's/^address = 127\.0\.0\.11$/&\nhosts = mail.example.com;autodiscover.example.com/
		s/^upn = probe@.*/&\nmail = probe@*/' "$demo"
	cat <<-'END'

		[node oab500]
		address = 127.0.0.21
		[oab500/oab]
		logon_status = 500

		[node oab404]
		address = 127.0.0.22
		[oab404/oab]
		logon_status = 404

		[node ews503]
		address = 127.0.0.23
		[ews503/ews]
		back_end_down = true

		[node busy]
		address = 127.0.0.24
		[busy/ews]
		ews_fault = ErrorServerBusy

		[node kerberos]
		address = 127.0.0.25
		[kerberos/ews]
		providers = Negotiate:Kerberos;NTLM

		[node no-oab]
		address = 127.0.0.26
		[no-oab/autodiscover]
		external_oab =

		[node basic]
		address = 127.0.0.27
		[basic/*]
		windows = false
		basic = true

		[node slow]
		address = 127.0.0.28
		[slow/ews]
		delay_ms = 8000

		[node slow-oab]
		address = 127.0.0.29
		[slow-oab/oab]
		delay_ms = 8000

		[node slow-all]
		address = 127.0.0.30
		[slow-all/*]
		delay_ms = 8000

		[node away]
		address = 127.0.0.31
		[away/autodiscover]
		external_ews = https://ews.example.net/EWS/Exchange.asmx
		external_as =
		external_oof =
		external_oab = https://ews.example.net/OAB/

		[node partner]
		address = 127.0.0.32
		hosts = ews.example.net
	END
}

start_farm
start_names "$dir/farm.conf"
auth_file right probe 'Gut3r Kaese!'
auth_file wrong probe guess

# --- one run ------------------------------------------------------------------------------------------

timeout_s=5
mailbox=probe@example.com
# ask ARGUMENT...: runs the plugin; leaves $out, $code, $first, $took_ms, and in $requests what the farm was asked.
ask()
{
	# shellcheck disable=SC2086 # PLUGIN_WRAP is a command with its arguments
	observe env -i PATH="$PATH" HOME="$dir" LC_ALL=C ${PLUGIN_WRAP:-} "$build/plugins/check_exchange_signin" -t "$timeout_s" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state" -e "$mailbox" "$@"
}

# What was given to whom: $1 is the node that may see a credential.
faults_of_safety()
{
	local node listener scheme path kind

	while read -r node listener _ scheme _ path _ kind _; do
		# The first message names nobody.
		[[ ${scheme:--} = - || $kind == *:1 ]] && continue
		[ "$listener" = https ] || echo "credentials over $listener to $node"
		[ "$node" = "$1" ] || echo "credentials to $node"
		[[ ${path,,} =~ ^/(autodiscover|ews|oab)/ ]] || echo "credentials to $node$path"
	done <<<"$requests"
}

# What the user's logon cost: about nine requests, three logons, a connection besides Autodiscover's. Another one ($further_connections) is
# needed to ask whether Negotiate takes NTLM, whether EWS answers beside a broken address book, and without credentials for Autodiscover's
# JSON.
faults_of_cost()
{
	local lines logons connections

	lines=$(grep -c . <<<"$requests")
	logons=$(grep -cE ' (NTLM|Negotiate):3 | Basic ' <<<"$requests")
	connections=$(cut -d ' ' -f 1,3 <<<"$requests" | sort -u | grep -c .)
	[ "$lines" -le 10 ] || echo "$lines requests"
	[ "$logons" -le 3 ] || echo "$logons logons"
	[ "$connections" -le $((2 + ${further_connections:-0})) ] || echo "$connections connections"
}

# expect NAME CODE FIRST [FURTHER [NODE]]: judges the last run. FIRST is a regular expression for what follows the state in the first line,
# FURTHER for the other lines; NODE may be given a credential.
expect()
{
	local faults further=${out#"$first"}

	faults=$(
		[ "$code" = "$2" ] || echo "exit $code, expected $2"
		[[ ${first#* - } =~ ^$3 ]] || echo "expected first: $3"
		[[ $further =~ ${4:-} ]] || echo "expected further: $4"
		faults_of_form signin
		faults_of_safety "${5:-}"
		faults_of_cost
	)
	[ -z "$faults" ] || faults+=$'\n'"got: $out"$'\n'"asked: $requests"
	tap_result "$1" "$faults"
}

# prompts NAME OUT1 OUT0 IN1 IN0: as the performance data have it.
prompts()
{
	local name=$1

	shift
	tap_equal "$name: prompts" "$(grep -oE 'prompt_[a-z]+_[01]=[01]' <<<"$first" | cut -d = -f 2 | tr '\n' ' ')" "$* "
}

# at NODE ADDRESS CODE FIRST [FURTHER] [ARGUMENT...]: with credentials, that node.
at()
{
	local node=$1 address=$2 expected=$3 pattern=$4 further=${5:-} node_title=

	shift 4
	[ $# -eq 0 ] || shift
	ask --auth-file "$dir/right" -H mail.example.com -I "127.0.0.$address" "$@"
	[ "$timeout_s" = 5 ] || node_title="$node -t $timeout_s"
	expect "${node_title:-$node}${*:+ }$*" "$expected" "$pattern" "$further" "$node"
}

order='appcmd\.exe set config "Default Web Site/'
registry='HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings'
refused='the logon is refused here, though the same credentials are good elsewhere'

# --- the classic incident, as a client finds it: by Autodiscover alone --------------------------------

silent='silent sign-in: Communicator 2007 passes Autodiscover, EWS and the OAB of CAS1.*, build 15\.2\.1544\.11, whatever EnableNegotiate is \|'

ask --auth-file "$dir/right"
expect "healthy" 0 "$silent" '' cas1
prompts "healthy" 0 0 0 0
counts "healthy: nine requests" '^' 9
counts "healthy: two logons" ' NTLM:3 .* accepted ' 2
counts "healthy: logged on once for free/busy, out-of-office and the manifest" ' (POST /EWS|GET /OAB)/.* session ' 2
counts "healthy: the manifest is asked for before anybody logs on there" '^cas1 https 2 - GET /OAB/.* 401 - ' 1
tap_equal "healthy: one line" "$(wc -l <<<"$out")" 1

start_farm '/^\[cas2\/\*\]/i [cas1/*]\nproviders = Negotiate;NTLM\n'
ask --auth-file "$dir/right"
expect "an update put its order back" 2 \
	'prompt at Autodiscover, EWS and the OAB \(Communicator 2007\): Negotiate is offered before NTLM \|' \
	"EWS of CAS1 offers: Negotiate, NTLM.*$order.*Autodiscover\".*$order.*EWS\".*$order.*OAB\".*$registry" cas1
prompts "an update put its order back" 1 0 0 0
counts "an update put its order back: no more requests than before" '^' 9
sed -n 's/^  cure: \(%windir%.*\)/\1/p' <<<"$out" | sort | uniq -d >"$dir/twice"
tap_equal "an update put its order back: no cure twice" "$(cat "$dir/twice")" ''
tap_equal "an update put its order back: two commands for each directory" "$(grep -c 'cure: %windir%' <<<"$out")" 6

ask --auth-file "$dir/right" --client lync
further_connections=1 expect "an update put its order back, for those who take Negotiate" 0 \
	'silent sign-in: Lync and Skype for Business passes Autodiscover and EWS of CAS1' '' cas1

start_farm
ask --auth-file "$dir/right"
expect "cured" 0 "$silent" '' cas1

start_farm '/^\[cas2\/\*\]/i [cas1/ews]\nproviders = Negotiate;NTLM\n'
ask --auth-file "$dir/right"
expect "the order of EWS alone" 2 'prompt at EWS \(Communicator 2007\): Negotiate is offered before NTLM \|' "$order.*EWS\"" cas1
tap_equal "the order of EWS alone: no other directory is touched" "$(grep -c 'cure: .*\(Autodiscover\|OAB\)"' <<<"$out")" 0
start_farm

# --- node by node: the address book ------------------------------------------------------------------

mailbox=probe@nodes.example.com
web_config='let Authenticated Users read web\.config in the OAB directory'
further_connections=1 at oab500 21 2 'prompt at the OAB \(Communicator 2007\): 500: .* \|' "cure: only the OAB fails: $web_config"
prompts oab500 1 1 1 1
tap_equal "oab500: told once" "$(grep -c "cure: " <<<"$out")" 1
at oab404 22 1 'prompt at the OAB \(Communicator 2007\): 404: .*first request makes it fetch one'
at no-oab 26 2 'prompt at the OAB \(Communicator 2007\): OABUrl is not given .* Communicator prompts \|' 'cure: Set-OabVirtualDirectory'
counts "no-oab: no address book is asked for" '/OAB/' 0

# --- Extended Protection and another certificate ------------------------------------------------------

certificate='cure: if what stands in front shows another certificate than IIS does, give both the same one'
at cas4 14 2 "prompt at EWS and the OAB \(Communicator 2007\): $refused \|" "$certificate.*$order"'EWS".*tokenChecking:None.*'"$order"'OAB"'
prompts cas4 1 1 1 1
counts "cas4: refused twice, and nobody counts it as a wrong password" ' refused:channel-binding bad=0' 2
start_farm 's/^ep = allow/ep = require/'
at cas4 14 2 "prompt at EWS and the OAB \(Communicator 2007\): $refused \|" "$certificate" -v
at cas1 11 0 "silent sign-in: " '' -v
start_farm

# --- other failures -----------------------------------------------------------------------------------

at cas3 13 2 'prompt at EWS \(Communicator 2007\): nothing that it speaks is offered \|' "EWS of CAS3 offers: Negotiate.*$order"
at ews503 23 2 'the sign-in fails at EWS \(Communicator 2007\): 503 from the front end' 'cure: look at the mailbox server behind it'
prompts ews503 0 0 0 0
at busy 24 1 'the sign-in fails at EWS \(Communicator 2007\): probe@nodes\.example\.com: the server throttles this account'
at basic 27 2 'prompt at Autodiscover \(Communicator 2007\): nothing that it speaks is offered \|' "Autodiscover of BASIC offers: Basic.*$order.*/enabled:true"
counts "basic: nobody sends a password" ' Basic ' 0
at cas1 11 1 'the sign-in took' '' -w 0.000001
at cas1 11 2 'the sign-in took' '' -c 0.000001
at cas1 11 0 'silent sign-in: ' '' -w 5 -c 5

# --- clients ------------------------------------------------------------------------------------------

passes='silent sign-in:'
further_connections=1 at cas2 12 0 "$passes Lync and Skype for Business passes Autodiscover and EWS of CAS2" '' --client lync
counts "lync: no address book" '/OAB/' 0
further_connections=1 at cas2 12 0 "$passes Outlook passes Autodiscover, EWS and the OAB of CAS2" '' --client outlook
at cas2 12 0 "$passes Outlook for Mac passes Autodiscover, EWS and the OAB of CAS2.*, build 15\.2\.1544\.14 \|" '' --client mac
at cas1 11 0 "$passes mobile mail \(ActiveSync\) passes Autodiscover of CAS1" '' --client mobile
counts "mobile: neither EWS nor an address book" '/(EWS|OAB)/' 0
further_connections=1 at kerberos 25 1 \
	'prompt at EWS \(Lync and Skype for Business\): it takes Negotiate, and Negotiate takes no NTLM there' \
	'cure: offer the provider Negotiate, not Negotiate:Kerberos' --client lync
prompts 'kerberos --client lync' 1 0 0 0
further_connections=1 at kerberos 25 1 'prompt at EWS \(Outlook\)' '' --client outlook
at kerberos 25 2 'prompt at EWS \(Communicator 2007\): Negotiate is offered before NTLM'

# --- without credentials, with wrong ones -------------------------------------------------------------

# anonymous ADDRESS CODE FIRST [ARGUMENT...]
anonymous()
{
	local address=$1 expected=$2 pattern=$3

	shift 3
	ask -H mail.example.com -I "127.0.0.$address" "$@"
	further_connections=$((1 + ${further_connections:-0})) expect "without credentials: $address${*:+ $*}" "$expected" "$pattern"
	counts "without credentials: $address${*:+ $*}: nobody logs on" ' (NTLM|Negotiate):3 | Basic ' 0
}
anonymous 11 0 'predicted: silent sign-in: Communicator 2007 passes Autodiscover and EWS of CAS1.*; without credentials only the challenges were seen \|'
anonymous 12 2 'predicted: prompt at Autodiscover and EWS \(Communicator 2007\): Negotiate is offered before NTLM \|'
anonymous 13 2 'predicted: prompt at EWS \(Communicator 2007\): nothing that it speaks is offered \|'
further_connections=1 anonymous 12 0 'predicted: silent sign-in: Outlook ' --client outlook

ask --auth-file "$dir/wrong" -H mail.example.com -I 127.0.0.11 --state-dir "$dir/wrong-state"
expect "a wrong password" 3 'EXAMPLE\\probe is refused: a wrong password' '' cas1
counts "a wrong password: tried once" ' refused:password ' 1
ask --auth-file "$dir/wrong" -H mail.example.com -I 127.0.0.12 --state-dir "$dir/wrong-state"
expect "a wrong password again, and the order is wrong" 2 'prompt at Autodiscover' 'EXAMPLE\\probe was refused .* ago and is not tried again' cas2
counts "a wrong password again: not tried" ' (NTLM|Negotiate):3 | Basic ' 0

# --- another host gets none ---------------------------------------------------------------------------

outside='ews\.example\.net is outside the mail domain, and no credential is sent there'
ask --auth-file "$dir/right" -H mail.example.com -I 127.0.0.31
expect "EWS outside the mail domain" 3 ".*$outside" 'cure: if that host is meant, say --allow-host ews\.example\.net' away
counts "EWS outside the mail domain: it was asked as nobody" '^partner https [0-9]+ - ' 4
counts "EWS outside the mail domain: never with a credential" '^partner https [0-9]+ [^-]' 0
ask --auth-file "$dir/right" -H mail.example.com -I 127.0.0.31 --allow-host ews.example.net
tap_equal "EWS outside the mail domain, --allow-host" "$code" 0
counts "EWS outside the mail domain, --allow-host: logged on there" '^partner .* accepted ' 1

# --- other formats ------------------------------------------------------------------------------------

for row in '11 healthy' '12 order' '14 refused' '21 oab' '23 ews'; do
	read -r address name <<<"$row"
	at=(--auth-file "$dir/right" -H mail.example.com -I "127.0.0.$address")
	ask "${at[@]}" --output-format json
	tap_equal "JSON: $name" "$(jq -r '"\(.exit_code) \(.target) \(.facts | keys | join(" "))"' <<<"$out" 2>&1)" \
		"$code $mailbox discovery ews logon oab oab_anonymous seconds"
	tap_equal "JSON: $name: no secret" "$(grep -c Kaese <<<"$out")" 0
	ask "${at[@]}" --output-format openmetrics
	tap_result "OpenMetrics: $name" "$("$PROMTOOL" check metrics <<<"$out" 2>&1)"
	ask "${at[@]}" -vvv
	tap_equal "transcript: $name: no secret" "$(grep -ciE 'Kaese|authorization' <<<"$out")" 0
done

# --- the time -----------------------------------------------------------------------------------------

# Last: the farm writes its log when it answers, and that is when the plugin has left already.
timeout_s=2
further_connections=1 at slow 28 2 'the sign-in fails at EWS \(Communicator 2007\): no answer from 127\.0\.0\.28:443 in [12]\.[0-9] s'
at slow-oab 29 2 'prompt at the OAB \(Communicator 2007\): no answer from 127\.0\.0\.29:443'
further_connections=1 timeout_s=2:unknown at slow 28 3 '.*no answer from 127\.0\.0\.28:443'
timeout_s=2:warning at slow-all 30 1 'the sign-in fails at Autodiscover .* timeout '

tap_done
