#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_ews and check_exchange_oab at every node of the farm services.conf, as TAP: exit code, first line, cures, time, memory, who was
# given a credential, what was asked. All of it happens in a network of its own, where the ports 443 and 53 are free.
#
# BUILD_DIR has the plugins and tests/sim/exchange_sim. TEST_SLACK_MS is granted beyond the time limits, PLUGIN_WRAP stands before the plugins.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

# shellcheck source-path=SCRIPTDIR source=services_rig.sh
. "$(dirname "$0")/services_rig.sh"
memory_limit_kb=$((24 * 1024))

# --- what takes its time ------------------------------------------------------------------------------

# Three seconds per answer: nine for a question with its logon, of which each may take half of what is left.
timeout_s=2 later ews-late ews ews-slow
timeout_s=2:unknown later ews-unknown ews ews-slow
timeout_s=2:ok later ews-ok ews ews-slow
timeout_s=40 later ews-warning ews ews-slow -w 5 -c 20
timeout_s=40 later ews-critical ews ews-slow -w 4 -c 5
timeout_s=2 later oab-late oab oab-slow
timeout_s=2:ok later oab-ok oab oab-slow
timeout_s=40 later oab-warning oab oab-slow --verify manifest -w 5 -c 20
timeout_s=2 later drip oab oab-drip --verify files
timeout_s=2:unknown later drip-unknown oab oab-drip --verify files
timeout_s=2:ok later drip-ok oab oab-drip --verify files

# --- every node ---------------------------------------------------------------------------------------

# fill HEADLINE NODE DEPTH: with the words that stand for others.
fill()
{
	local filled=$1 address me file='[0-9a-f]{8}-[0-9a-f-]{27}'

	address=$(node_address "$2")
	me="${2^^} \\(${address//./\\.}\\)"
	[[ $2 != ex2007 && $2 != ex2010 ]] || me=${address//./\\.}
	filled=${filled//@book/address book of sequence 7, @age old, served by @me, verified: $3}
	filled=${filled//@me/$me}
	# Four hours before the farm began, less what its clock was rounded up.
	filled=${filled//@age/[34] h}
	filled=${filled//@full/$file-data-7\\.lzx}
	filled=${filled//@diff/$file-binpatch-7\\.lzx}
	echo "${filled//@template/$file-lng0409-7\\.lzx}"
}

while read -r about node depth wanted pattern; do
	[ "$about" = ews ] || [ "$about" = oab ] || continue
	option=()
	[ "$about" = ews ] || option=(--verify "$depth")
	at "$about" "$node" "${option[@]}"
	expect "$about $node $depth" "$wanted" "$(fill "$pattern" "$node" "$depth")"
done <"$here/services.rows"
tap_equal 'every node of the farm is asked' "$(sed -n 's/^\[node \(.*\)\]$/\1/p' "$farm" | while read -r node; do
	grep -Eq "^(ews|oab) $node |later [a-z-]* (ews|oab) $node( |\$)|at oab $node\$|node_address $node\)" "$here/services.rows" "$0" || echo "$node"
done)" ''

# What is in the other lines.
at ews ews-busy
expect 'throttled: how long to wait, and nothing more is asked' 1 '.*' $'it says to wait 60\\.0 s\n.*\[UNKNOWN\] out of office: not asked \(follows from free/busy\)'
counts 'throttled: one question' ' POST /EWS/Exchange.asmx 500 ' 1
at ews ews-internal
expect 'one cause is one finding' 2 'probe@example\.com: the server fails inside \(ErrorInternalServerError\)' 'out of office: .*\(follows from free/busy\)'
at oab oab-web-config
expect 'only the OAB fails: web.config' 2 '500: .*' 'cure: only the OAB fails: let Authenticated Users read web\.config'
at oab oab-redirect
expect 'an inherited redirect' 2 'redirected.*' 'redirected to: /owa/.*cure: .*remove the HTTP redirect of IIS that it inherits'
at oab oab-template-missing
expect 'templates: one finding' 1 '.*-lng0409-7\.lzx: 404[^(]*' 'template: .*-mac0409-7\.lzx: 404.*\(follows from template\)'
at oab oab-old --warn-age 48
expect '--warn-age' 1 'the address book is 41 days old' 'cure: .*Update-OfflineAddressBook'
at oab oab-old --warn-age 48 --crit-age 72
expect '--crit-age' 2 'the address book is 41 days old' 'cure: '
at oab oab-lists --verify decode -v
expect 'the global list of three counts' 0 '.*' 'sequence 7, [0-9]+ files in 3 address lists.*\[OK\] records: 100 records'

# 404 for a whole run is WARNING, then CRITICAL and since when.
records=never
at oab oab-shadow-never
expect 'a shadow copy that never comes' 1 '404: this server has no copy of the address book; .* so look at the next run' 'cure: the GUID in the URL'
memory=$(grep -l missing_since "$dir/never"/oab-*.json)
jq '.missing_since -= 75 * 60' "$memory" >"$dir/memory" && cat "$dir/memory" >"$memory"
at oab oab-shadow-never
expect '... 75 minutes later' 2 '404 again, 7[56] min after the first: nobody gets an address book from this server' 'cure: see that the OAB is generated .*LastTouchedTime'
records=records

# --- names in a manifest ------------------------------------------------------------------------------

hostile=$(grep -E '^oab-name-[^ ]* ' "$dir/log" | grep -vE '^oab-name-long ')
tap_equal 'hostile names: nothing but Autodiscover, the manifest and plain files is asked for' \
	"$(cut -d ' ' -f 6 <<<"$hostile" | grep -vE '^(/autodiscover/autodiscover\.xml|/OAB/[0-9a-f-]{36}/(oab\.xml|[0-9a-f-]{36}-(binpatch|lng0409|mac0409)-[67]\.lzx))$')" ''
tap_equal 'hostile names: the other files are asked for' "$(grep -c ' GET .*-binpatch-7\.lzx 200 ' <<<"$hostile" | sed 's/^[1-9].*/some/')" some
tap_equal 'nothing is left in the working directory' "$(find "$dir/nothing" -mindepth 1)" ''
tap_equal 'only records are left' "$(find "$dir/records" "$dir/never" -type f | grep -vE '/(logon-budget\.(json|lock)|oab\.lock|oab-[0-9a-f]{32}\.json)$')" ''
tap_equal 'no name server is asked when there is an address, least of all for a name in a manifest' \
	"$(sed -n 's/.*query\[[A-Z]*\] \([^ ]*\) from.*/\1/p' "$dir/questions" | grep -v '^\.$')" ''

# --- several nodes ------------------------------------------------------------------------------------

# nodes SERVICE NODE NODE ARGUMENT...
nodes()
{
	ask "$1" -H mail.example.com -I "$(node_address "$2")" -I "$(node_address "$3")" "${@:4}"
}
nodes ews good exse
expect 'ews, two nodes' 0 'probe@example\.com is [a-z]+, out of office is Disabled, says all 2 nodes, build 15\.2\.1544\.11'
tap_equal 'ews, two nodes: a label each' "$(grep -oE 'n[12]_(freebusy|oof)_time=' <<<"$first" | xargs)" 'n1_freebusy_time= n1_oof_time= n2_freebusy_time= n2_oof_time='
nodes ews good ews-busy
expect 'ews, one of two is throttled' 1 'EWS-BUSY \(127\.0\.3\.14\): probe@example\.com: the server throttles this account \(ErrorServerBusy\)'
nodes oab oab-stored oab-blocks --verify files
expect 'oab, two nodes' 0 'address book of sequence 7, [34] h old, served by all 2 nodes, verified: files'
nodes oab good oab-behind
expect 'oab, two nodes of different sequences' 1 'the nodes serve different generations of the address book: downloads through a balancer fail by chance' \
	'sequence of GOOD \(127\.0\.3\.1\): 7.*sequence of OAB-BEHIND \(127\.0\.3\.41\): 6.*cure: '
nodes oab good oab-file-missing
expect 'oab, one of two lacks a file' 2 'OAB-FILE-MISSING \(127\.0\.3\.71\): [0-9a-f-]+-data-7\.lzx: 404: the manifest names it, but it is not there'
ask ews -H mail.example.com -I 127.0.3.1 -I 127.0.3.250
expect 'ews, nobody at one of two addresses' 2 '127\.0\.3\.250: no connection to 127\.0\.3\.250:443: Connection refused' 'cure: see whether the server runs there'
ask oab -H mail.example.com -I 127.0.3.250
expect 'oab, nobody there' 2 'autodiscover: https://mail\.example\.com/autodiscover/autodiscover\.xml: connect \(Connection refused\)'
ask ews -H mail.example.com --all-addresses
expect 'ews, --all-addresses' 0 'probe@example\.com is [a-z]+, out of office is Disabled, says all 2 nodes, build 15\.2\.1544\.11'
ask oab -H mail.example.com --all-addresses
expect 'oab, --all-addresses' 1 'the nodes serve different generations of the address book: .*'

# --- mailboxes and what is expected of them -----------------------------------------------------------

# asks NAME CODE HEADLINE FURTHER NODE ARGUMENT...: ews, of that node.
asks()
{
	ask ews -H mail.example.com -I "$(node_address "$5")" "${@:6}"
	expect "$1" "$2" "$3" "$4"
}
all=(--target colleague@example.com --target probe@example.com --target away@example.com)
asks 'three mailboxes' 0 'free/busy of 3 mailboxes came, out of office is Disabled, says GOOD .*' '' good "${all[@]}"
asks 'three mailboxes, one fails' 2 'free/busy: colleague@example\.com: the server cannot read the calendar \(ErrorFreeBusyGenerationFailed\)' \
	'mailbox 1: colleague@example\.com: .*cure: look at the mailbox server' ews-one-fails "${all[@]}"
asks 'the others are told' 2 '.*' '\[OK\] free/busy mailbox 2: probe@example\.com is free.*\[OK\] free/busy mailbox 3: away@example\.com is oof' \
	ews-one-fails "${all[@]}" --at 12:00 -v
asks 'one mailbox of two is not there' 3 'free/busy: nobody@example\.com: there is no mailbox of that address \(ErrorMailRecipientNotFound\)' \
	'cure: correct --email' good --target probe@example.com --target nobody@example.com
asks '--at, busy' 0 'probe@example\.com is busy, .*' '' good --at 09:30
asks '--at, tentative' 0 'probe@example\.com is tentative, .*' '' good --at 14:29:00Z --at 15:00
asks '--at, a day' 0 'probe@example\.com is busy, .*' '' good --at 2031-02-28T09:00:00Z
asks '--at, a zone' 0 'probe@example\.com is busy, .*' '' good --at 2031-02-28T11:30:00+02:00
asks '--at, nonsense' 3 '--at: expected a time as 14:30 or 2030-01-31T14:30:00Z, got "25:99".*' '' good --at 25:99
asks '--expect-busy busy' 0 'probe@example\.com is busy, out of office is Disabled, .*' '' good --at 09:00 --expect-busy busy --expect-oof disabled
asks '--expect-busy free, but busy' 1 'probe@example\.com is busy, expected was free' 'cure: look at the calendar' good --at 09:59 --expect-busy free
asks '--expect-busy oof' 0 'colleague@example\.com is oof.*' '' good --at 12:30 --expect-busy oof --target colleague@example.com
asks '--expect-busy nodata' 0 'colleague@example\.com is nodata.*' '' good --at 22:00 --expect-busy nodata --target colleague@example.com
asks '--expect-busy, of the first mailbox only' 0 'free/busy of 3 mailboxes came.*' '' good --at 12:00 --expect-busy oof "${all[@]}"
asks '--expect-oof enabled, but disabled' 1 'out of office is Disabled, expected was enabled' 'cure: Get-MailboxAutoReplyConfiguration' good --expect-oof enabled
asks 'out of office of somebody else' 1 'colleague@example\.com: the account may not ask that \(ErrorAccessDenied\)' 'cure: out of office is told to the owner alone' \
	good -e colleague@example.com
asks 'two mailboxes of nobody' 3 'free/busy: nobody@example\.com: there is no mailbox.* \(1 more finding\)' 'cure: .*cure: as for free/busy mailbox 1' \
	good --target nobody@example.com --target none@example.com
asks '-w' 1 'free/busy answered in 0\.[0-9]+ s.*' '' good -w 0.000001
asks '-c' 2 'free/busy answered in 0\.[0-9]+ s.*' '' good -c 0.000001
asks '--request-version' 0 'probe@example\.com is free.*' '' good --at 12:00 --request-version Exchange2013_SP1

# --- credentials --------------------------------------------------------------------------------------

logons=' (NTLM|Negotiate):3 | Basic '
auth=''
at ews good
expect 'ews, no credentials' 0 'EWS of GOOD \(127\.0\.3\.1\) asks for a logon; without credentials no more was asked'
at oab good
expect 'oab, no credentials' 3 'OABUrl is only told to somebody who has logged on' 'cure: give the check credentials \(--auth-file\), or the URL \(--url\)'
ask oab --url https://mail.example.com/OAB/ -I 127.0.3.1
expect 'oab, no credentials, --url' 0 'the OAB of GOOD \(127\.0\.3\.1\) asks for a logon; without credentials no more was asked'
at ews ews-gone
expect 'ews, no credentials, 404' 2 '404: there is no such path; .*'
auth=right
url=https://mail.example.com/OAB/7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902
for ending in '' / /oab.xml; do
	ask oab --url "$url$ending" -I 127.0.3.42
	expect "oab, --url, $ending at its end" 0 'address book of sequence 7, .* served by OAB-STORED \(127\.0\.3\.42\), verified: headers'
	counts "oab, --url, $ending at its end: no Autodiscover" autodiscover 0
done
ask ews --url https://mail.example.com/EWS/Exchange.asmx -I 127.0.3.5
expect 'ews, --url' 0 'probe@example\.com is [a-z]+, out of office is Disabled, says EX2016 .*'
counts 'ews, --url: one logon, and no Autodiscover' "autodiscover|$logons" 1
at oab negotiate-only --verify decode
expect 'oab, Negotiate only' 0 'address book of sequence 7, [34] h old, served by NEGOTIATE-ONLY \(127\.0\.4\.21\), verified: decode'
at ews negotiate-only
expect 'ews, Negotiate only' 0 'probe@example\.com is free, out of office is Disabled, says NEGOTIATE-ONLY .*'
counts 'ews, Negotiate only: NTLM inside Negotiate' ' Negotiate:3 ' 1
at ews kerberos-only
expect 'ews, Kerberos only' 2 'Negotiate takes no NTLM here: clients outside, which have no Kerberos ticket, cannot log on with it' 'cure: offer the provider Negotiate'
at oab kerberos-only
expect 'oab, Kerberos only' 2 'Negotiate takes no NTLM here: clients outside, which have no Kerberos ticket, cannot log on with it' 'cure: offer the provider Negotiate'
at ews good --scheme basic
expect 'ews, --scheme basic, not offered' 2 'Basic is not offered: nobody logs on with it here' 'offered: NTLM, Negotiate.*cure: '
counts 'ews, --scheme basic, not offered: no logon' "$logons" 0
at ews basic --scheme basic
expect 'ews, --scheme basic' 0 'probe@example\.com is free, out of office is Disabled, says BASIC .*'
at oab basic --scheme basic
expect 'oab, --scheme basic' 0 'address book of sequence 7, .* served by BASIC \(127\.0\.4\.23\), verified: headers'
at ews basic
counts 'ews, Basic is offered and not asked for: it is not sent' ' Basic ' 0
at ews bridged
expect 'ews, Extended Protection and another certificate' 2 'the logon is refused here, though the same credentials are good elsewhere' 'cure: if what stands in front shows another certificate'
records=bridged
at oab bridged
expect 'oab, Extended Protection and another certificate' 2 'the logon is refused here, though the same credentials are good elsewhere' 'cure: if what stands in front shows another certificate'

# A locked account: the second plugin does not even try.
auth=locked records=locked
at oab good
expect 'oab, a locked account' 3 'EXAMPLE\\locked is refused: a wrong password, or the account is disabled, expired, locked or may not log on' 'cure: put it right'
counts 'oab, a locked account: one logon' "$logons" 1
counts 'oab, a locked account: the OAB is not asked' ' /OAB/' 0
at ews good
expect 'ews, a locked account that was refused before' 3 'EXAMPLE\\locked was refused [0-9]+ seconds? ago and is not tried again, so that the account is not locked' \
	'refused at autodiscover of mail\.example\.com.*cure: '
counts 'ews, a locked account that was refused before: no logon' "$logons" 0
at oab good
expect 'oab, a locked account, again' 3 'EXAMPLE\\locked was refused [0-9]+ seconds? ago and is not tried again, so that the account is not locked' 'follows from credentials'
counts 'oab, a locked account, again: no logon' "$logons" 0

# refused PATTERN: how many wrong passwords the farm saw since the mark.
refused()
{
	tail -n "+$((mark + 1))" "$dir/log" | grep -E ' refused:password ' | grep -cE -e "$1"
}
crowd_address=127.0.3.1 crowd_state=UNKNOWN
# crowd NAME SERVICE...: twenty runs at once.
crowd()
{
	local pids=() i services=("${@:2}")

	mark=$(wc -l <"$dir/log")
	records=$1
	for i in {0..19}; do
		timeout_s=30 plugin "${services[i % $(($# - 1))]}" -H mail.example.com -I "$crowd_address" >"$dir/crowd.$1.$i" 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
	tap_equal "$1: all say $crowd_state" "$(head -qn 1 "$dir/crowd.$1".* | cut -d ' ' -f 3 | sort | uniq -c | xargs)" "20 $crowd_state"
}
auth=wrong
crowd oab-crowd oab
tap_equal 'a wrong password, twenty oab at once: one logon' "$(refused .)" 1
at ews good
counts 'a wrong password, ews afterwards: no logon' "$logons" 0
crowd ews-crowd ews
tap_equal 'a wrong password, twenty ews at once: one logon' "$(refused ' /EWS/')" 1
tap_equal '... and one at Autodiscover, which tells it from Extended Protection' "$(refused ' /autodiscover/')" 1
crowd mixed-crowd ews oab
tap_equal 'a wrong password, twenty of both at once: one logon at Autodiscover' "$(refused ' /autodiscover/')" 1
tap_equal '... and at most one before it' "$(refused . | sed 's/^[12]$/1 or 2/')" '1 or 2'
# A password that was good, and is another one now: told of by a node of a farm where it was changed.
sed -e '/^\[node /,$d' -e "s/^password = Gut3r Kaese!/password = Neu3r Kaese!/" "$farm" >"$dir/changed.conf"
printf '[node changed]\naddress = 127.0.3.251\n' >>"$dir/changed.conf"
# The same authority; the certificate of the others stays as it is.
cp -r "$dir/farm" "$dir/changed"
start changed "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/changed" --log "$dir/log" --port 443 "$dir/changed.conf"
auth=right records=changed-crowd
at ews good
crowd_address=127.0.3.251
crowd changed-crowd ews
tap_equal 'a password that was changed, twenty ews at once: three logons at EWS at most' "$(refused ' /EWS/' | sed 's/^[123]$/1 to 3/')" '1 to 3'
tap_equal '... and one at Autodiscover' "$(refused ' /autodiscover/')" 1
# Nobody is told that a good one is wrong, however many find Extended Protection in their way at once.
records=protected-crowd
at ews good
crowd_address=$(node_address bridged) crowd_state=CRITICAL
crowd protected-crowd ews
tap_equal 'a good password, twenty ews at once, another certificate: none is wrong' "$(refused .)" 0
auth=right records=records

# --- what Autodiscover gives --------------------------------------------------------------------------

# given NAME SERVICE DOMAIN CODE HEADLINE FURTHER ARGUMENT...: the way from a mail address, without a host.
given()
{
	ask "$2" -e "probe@$3" "${@:7}"
	expect "$1" "$4" "$5" "$6"
}
given 'ews, from the address alone' ews example.com 0 'probe@example\.com is free, out of office is Disabled, says URLS-(GOOD|SECOND) \(127\.0\.4\.[12]\), build .*' \
	'' --at 12:00
given 'oab, from the address alone' oab example.com 0 'address book of sequence [67], [34] h old, served by URLS-(GOOD|SECOND) \(127\.0\.4\.[12]\), verified: files' \
	'' --verify files
given 'oab, http' oab oab-http.example.com 2 'http://mail\.example\.com/OAB/[0-9a-f-]{36}/ is plain http: clients do not send credentials there, or send them in clear \(1 more finding\)' 'cure: Set-OabVirtualDirectory'
counts 'oab, http: not asked' ' /OAB/' 0
given 'ews, http' ews ews-http.example.com 2 'http://mail\.example\.com/EWS/Exchange\.asmx is plain http: clients do not send credentials there, or send them in clear \(1 more finding\)' 'cure: Set-WebServicesVirtualDirectory'
counts 'ews, http: not asked' ' /EWS/' 0
given 'oab, Public Folder' oab oab-folder.example.com 1 'OABUrl says "Public Folder": clients outside get no address book' 'cure: switch web distribution'
given 'oab, none' oab no-urls.example.com 2 'autodiscover: OABUrl is not given to clients outside .*: the address book is not downloaded outside, .*' 'cure: Set-OabVirtualDirectory'
given 'ews, none' ews no-urls.example.com 2 'autodiscover: EwsUrl is not given to clients outside .*: free/busy, out-of-office and tips fail outside' 'cure: Set-WebServicesVirtualDirectory'
given 'oab, a name without an address' oab oab-nowhere.example.com 2 'no address for gone\.example\.com: .*' 'cure: '
for about in ews oab; do
	given "$about, on another host" $about oab-elsewhere.example.com 3 \
		'not asked: mail\.partner\.example\.net is outside the mail domain, and no credential is sent there' 'cure: if that host is meant, say --allow-host'
	tap_equal "$about, on another host: no credential goes there" "$(grep -E ' /(OAB|EWS)/' <<<"$requests" | cut -d ' ' -f 4 | sort -u)" -
done
given 'ews, on another host, --allow-host' ews oab-elsewhere.example.com 0 'probe@oab-elsewhere\.example\.com is .*, says OAB-ELSEWHERE .*' '' --allow-host mail.partner.example.net
given 'oab, on another host, --allow-host' oab oab-elsewhere.example.com 0 'address book of sequence 7, .* served by OAB-ELSEWHERE .*' '' \
	--allow-host mail.partner.example.net

# --- other formats, and what they keep -----------------------------------------------------------------

# What a password, and NTLM's message 3 at any place in base64, look like.
secrets()
{
	local text shift

	printf '%s\n' 'Gut3r Kaese!' Authorization authorization: guess
	for text in 'Gut3r Kaese!' 'EXAMPLE\probe:Gut3r Kaese!'; do
		printf %s "$text" | base64
		printf %s "$text" | od -An -v -tx1 | tr -d ' \n'
		echo
	done
	for shift in '' x xx; do
		text=$(printf '%sNTLMSSP\0\3\0\0\0' "$shift" | base64)
		echo "${text:$((${#shift} > 0 ? 4 : 0)):12}"
	done
	printf '%s\n' 4e544c4d5353500003 4E544C4D5353500003
}
secrets >"$dir/secrets"
tap_equal 'the search finds a secret' "$(printf 'NTLMSSP\0\3\0\0\0and so on' | base64 | grep -cFf "$dir/secrets")" 1

# formats NAME SERVICE ARGUMENT...: all of them are valid, agree, and keep the secrets.
formats()
{
	local format wanted

	ask "${@:2}" -vvv
	wanted="$code ${first%% |*}"
	tap_equal "$1: -vvv keeps its secrets" "$(grep -Ff "$dir/secrets" <<<"$out")" ''
	for format in json openmetrics; do
		ask "${@:2}" -vvv --output-format $format
		tap_equal "$1: $format keeps its secrets" "$(grep -Ff "$dir/secrets" <<<"$out")" ''
		if [ $format = json ]; then
			tap_equal "$1: json" "$(jq -r '"\(.exit_code) \(.facts | type)"' <<<"$out" 2>&1)" "${wanted%% *} object"
			tap_equal "$1: json says the same" "$code" "${wanted%% *}"
		else
			tap_result "$1: openmetrics" "$("$PROMTOOL" check metrics <<<"$out" 2>&1)"
		fi
	done
}
host=(-H mail.example.com)
formats 'ews' ews "${host[@]}" -I 127.0.3.1
formats 'ews, two nodes' ews "${host[@]}" -I 127.0.3.1 -I 127.0.3.11 "${all[@]}"
formats 'ews, Negotiate' ews "${host[@]}" -I 127.0.4.21
formats 'ews, Basic' ews "${host[@]}" -I 127.0.4.23 --scheme basic
formats 'ews, a bomb' ews "${host[@]}" -I 127.0.3.24
formats 'oab, decode' oab "${host[@]}" -I 127.0.3.43 --verify decode
formats 'oab, two nodes' oab "${host[@]}" -I 127.0.3.1 -I 127.0.3.77 --verify files
formats 'oab, a name of letters that mean something' oab "${host[@]}" -I 127.0.3.64
auth=wrong records=shown
formats 'ews, a wrong password' ews "${host[@]}" -I 127.0.3.1 --retry-logon
auth=right records=records

# --- a download that is cut is never OK -----------------------------------------------------------------

start relay "$python" -B -s "$here/cutting_relay.py" 127.0.5.1 443 "$dir/farm/server.pem" "$dir/farm/server.key" "$(node_address blocks)" "$dir/rule"

# cut_short PATTERN SIZE: at the edges of headers and blocks, and in between; what is not cut is OK.
cut_short()
{
	local mode bytes faults='' pattern=$1 size=$2

	for mode in broken closed shorter shorter-head; do
		for bytes in 0 1 15 16 17 31 32 33 $((size / 4)) $((size / 3)) $((size / 2)) $((size - 17)) $((size - 16)) $((size - 1)); do
			echo "$pattern $bytes $mode" >"$dir/rule"
			ask oab --url "$url/" -I 127.0.5.1 --verify files
			[ "$code" = 1 ] || [ "$code" = 2 ] || faults+="$mode after $bytes of $size bytes: exit $code: $first"$'\n'
			[ $mode != shorter-head ] || ask oab --url "$url/" -I 127.0.5.1
			[ "$code" = 1 ] || [ "$code" = 2 ] || faults+="$mode after $bytes of $size bytes, headers: exit $code: $first"$'\n'
		done
	done
	tap_result "cut at 14 places in 4 ways, never OK: $pattern" "$faults"
}
: >"$dir/rule"
ask oab --url "$url/" -I 127.0.5.1 --verify files --output-format json
tap_equal 'not cut' "$(jq -r .exit_code <<<"$out")" 0
jq -r '.facts.books[0].manifest.files[] | "\(.name | sub(".*-(?<kind>[a-z]+).*"; "-\(.kind)")) \(.size)"' <<<"$out" | awk '!seen[$1]++' >"$dir/files"
tap_equal 'a full file, a patch and templates' "$(cut -d ' ' -f 1 "$dir/files" | xargs)" '-data -binpatch -lng -mac'
while read -r pattern size; do
	cut_short "$pattern" "$size"
done <"$dir/files"

# --- memory -------------------------------------------------------------------------------------------

# peak COMMAND...: its exit code, and its peak memory in KiB. A child that is not forked does not begin as large as its parent.
peak()
{
	"$python" -B -s -c '
import os, resource, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
_, status = os.waitpid(child, 0)
print(os.waitstatus_to_exitcode(status), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}
# The address sanitizer would keep 256 MiB of what was freed, and has a shadow of all memory.
! grep -q __asan_init "$build/plugins/check_exchange_oab" || memory_limit_kb=$((2 * memory_limit_kb))
read -r code kb <<<"$(ASAN_OPTIONS=quarantine_size_mb=1 peak "$build/plugins/check_exchange_oab" -H mail.example.com -I "$(node_address oab-large)" -t 60 --verify files -e probe@example.com \
	--ca-file "$dir/farm/ca.pem" --state-dir "$dir/records" --auth-file "$dir/right.auth")"
tap_equal 'an address book of 500 MB is verified' "$code" 0
tap_result "... in less than $((memory_limit_kb / 1024)) MiB" "$([ "$kb" -lt "$memory_limit_kb" ] || echo "$kb KiB")"
echo "# $kb KiB"

# --- what took its time ---------------------------------------------------------------------------------

late='no answer from 127\.0\.3\.(26|113):443 in [0-9.]+ s: connected, but no byte of an answer came'
timeout_s=2 waits_for ews-late 2 "$late" 'cure: see what keeps the server.*out of office: not asked \(follows from free/busy\)'
timeout_s=2 waits_for ews-unknown 3 "$late" 'cure: see what keeps the server'
timeout_s=2 waits_for ews-ok 0 'not everything was answered until the time was up'
timeout_s=40 waits_for ews-warning 1 'free/busy answered in 9\.[0-9]+ s'
timeout_s=40 waits_for ews-critical 2 'free/busy answered in 9\.[0-9]+ s'
timeout_s=2 waits_for oab-late 2 "$late" 'cure: see what keeps the server'
timeout_s=2 waits_for oab-ok 0 'not everything was answered until the time was up'
timeout_s=40 waits_for oab-warning 1 'the manifest came in 9\.[0-9]+ s'
dripped='[0-9a-f-]+-data-7\.lzx: not verified: [0-9]+ bytes came until the time was up'
timeout_s=2 waits_for drip 2 "$dripped" 'cure: give the check more time.*diff file: .*\(follows from full file\)'
timeout_s=2 waits_for drip-unknown 3 "$dripped" 'cure: give the check more time'
timeout_s=2 waits_for drip-ok 0 'address book of sequence 7, .*, verified: not all files'

# --- who was given what, in all runs --------------------------------------------------------------------

tap_equal 'no credential without TLS' "$(grep '^[^ ]* http [0-9]* [^-]' "$dir/log")" ''
tap_equal 'no credential but for Autodiscover, EWS and OAB' \
	"$(grep '^[^ ]* https [0-9]* [^-]' "$dir/log" | grep -viE '^[^ ]* https [0-9]* [^ ]* [A-Z]* /(autodiscover|ews|oab)/')" ''
tap_equal 'names were asked for' "$(grep -c 'query\[.*\] mail\.example\.com ' "$dir/questions" | sed 's/^[1-9].*/some/')" some
tap_equal 'no name outside the organisation and its partner was asked for' \
	"$(sed -n 's/.*query\[[A-Z]*\] \([^ ]*\) from.*/\1/p' "$dir/questions" | grep -vE '^\.$|^(.*\.)?example\.com$|^mail\.partner\.example\.net$' | sort -u)" ''
tap_equal 'nothing is left in the working directory after all' "$(find "$dir/nothing" -mindepth 1)" ''
tap_done
