#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_autodiscover in every situation of the farm autodiscover.conf, as TAP: exit code, first line, cures, time, and by the
# farm's log who was given a credential. All of it happens in a network of its own, where the ports 443, 80 and 53 are free.
#
# BUILD_DIR has plugins/check_exchange_autodiscover and tests/sim/exchange_sim. TEST_SLACK_MS is granted beyond the time limits,
# PLUGIN_WRAP stands before the plugin.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
build=${BUILD_DIR:-$PWD}
farm=$tests/sim/farms/autodiscover.conf
slack_ms=$((300 + ${TEST_SLACK_MS:-0}))
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$tests/real/rig/need.sh"

needs+=("util-linux unshare" "iproute2 ip" "jq jq" "dnsmasq-base dnsmasq" "python3 $python"
	"python3-exchangelib /usr/lib/python3/dist-packages/exchangelib")

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
farm_pid='' dns_pid=''
# shellcheck disable=SC2317 # the trap calls it
leave()
{
	local code=$?

	[ -z "$farm_pid" ] || kill "$farm_pid" 2>/dev/null
	[ -z "$dns_pid" ] || kill "$dns_pid" 2>/dev/null
	wait
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

ip link set lo up || tap_bail_out "no loopback device"
mkfifo "$dir/ready" "$dir/names"
sh "$tests/sim/dns.sh" --port 53 --log "$dir/questions" "$farm" >"$dir/names" &
dns_pid=$!
read -r names <"$dir/names"
"$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 --http-port 80 "$farm" >"$dir/ready" &
farm_pid=$!
ready=
read -r ready <"$dir/ready"
silent=${names##*silent=}
case "$names/$ready" in
"ready dns=127.0.0.1:53 "*/*port=443*) ;;
*) tap_bail_out "the simulator or the name server did not start" ;;
esac
echo 'nameserver 127.0.0.1' >"$dir/resolv.conf"
mount --bind "$dir/resolv.conf" /etc/resolv.conf || tap_bail_out "no resolv.conf of its own"

# auth_file NAME PASSWORD
auth_file()
{
	(umask 077 && printf 'username = EXAMPLE\\probe\npassword = %s\n' "$2" >"$dir/$1")
}
auth_file right 'Gut3r Kaese!'
auth_file wrong 'guess'

# --- one run ------------------------------------------------------------------------------------------

timeout_s=3
# ask ARGUMENT...: runs the plugin; leaves $out, $code, $first, $took_ms, and in $requests what the farm was asked.
ask()
{
	local before start

	before=$(wc -l <"$dir/log" 2>/dev/null || echo 0)
	start=${EPOCHREALTIME/./}
	# shellcheck disable=SC2086 # PLUGIN_WRAP is a command with its arguments
	out=$(env -i PATH="$PATH" HOME="$dir" LC_ALL=C ${PLUGIN_WRAP:-} "$build/plugins/check_exchange_autodiscover" -t "$timeout_s" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state" "$@" 2>"$dir/stderr")
	code=$?
	took_ms=$(((${EPOCHREALTIME/./} - start) / 1000))
	first=${out%%$'\n'*}
	requests=$(tail -n +$((before + 1)) "$dir/log")
}

# What is wrong with the last run whatever it is about.
faults_of_form()
{
	local word=("OK" "WARNING" "CRITICAL" "UNKNOWN") pipes

	[ "$took_ms" -le $((${timeout_s%:*} * 1000 + slack_ms)) ] || echo "took $took_ms ms at -t $timeout_s"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	[[ $first == "EXCHANGE AUTODISCOVER ${word[$code]:-?} - "* ]] || echo "the first line does not say ${word[$code]:-?}"
	pipes=${out//[^|]/}
	[ ${#pipes} -le 1 ] || echo "${#pipes} times |"
	[[ $out != *Kaese* && $out != *guess* ]] || echo "a password is in the output"
}

# What was given to whom: $1 has the nodes that may see a credential.
faults_of_safety()
{
	local node scheme listener path

	while read -r node listener _ scheme _ path _; do
		[ "${scheme:--}" = - ] && continue
		[ "$listener" = https ] || echo "credentials over $listener to $node"
		[[ " $1 " == *" $node "* ]] || echo "credentials to $node"
		[[ ${path,,} == /autodiscover/* ]] || echo "credentials to $node$path"
	done <<<"$requests"
}

# expect NAME CODE FIRST [FURTHER [NODES]]: judges the last run. FIRST is a regular expression for what follows the state in the first line,
# FURTHER for the other lines; NODES may be given a credential.
expect()
{
	local faults further=${out#"$first"}

	faults=$(
		[ "$code" = "$2" ] || echo "exit $code, expected $2"
		[[ ${first#* - } =~ ^$3 ]] || echo "expected first: $3"
		[[ $further =~ ${4:-} ]] || echo "expected further: $4"
		faults_of_form
		faults_of_safety "${5:-}"
	)
	[ -z "$faults" ] || faults+=$'\n'"got: $out"$'\n'"asked: $requests"
	tap_result "$1" "$faults"
}

# The nodes inside the mail domain DOMAIN.example.com: what is reached at names below it.
nodes_of()
{
	case $1 in
	root-exchange | root-* | one-dead) echo "$1 good" ;;
	two) echo "two good exse" ;;
	*) echo "$1" ;;
	esac
}

# situation DOMAIN CODE FIRST [FURTHER]: with credentials.
situation()
{
	ask --auth-file "$dir/right" -e "probe@$1.example.com"
	expect "$1" "$2" "$3" "${4:-}" "$(nodes_of "$1")"
}

# found DOMAIN STEP [HOST]
found()
{
	situation "$1" 0 "probe@$1\.example\.com is led to ${3:-autodiscover\.$1\.example\.com} by the $2(, build 15\.[0-9.]+)? \|"
}

# --- all situations -----------------------------------------------------------------------------------

ask --auth-file "$dir/right" -e probe@example.com
expect "nothing wrong" 0 'probe@example\.com is led to autodiscover\.example\.com by the autodiscover host, build 15\.2\.1544\.11 \|' '' good
found root-exchange 'root domain' root-exchange.example.com
for domain in ex2007 ex2010 ex2013 ex2016 exse root-404 root-html root-500 root-elsewhere root-silent root-refused root-bomb \
	root-basic hops-9 auth-none split negotiate-only two one-dead json-moved; do
	found "$domain" 'autodiscover host'
done

ask --auth-file "$dir/right" -e probe@json-moved.example.com -v
expect "json-moved, -v" 0 'probe@json-moved' 'json: .* answers 302 and leads to https:.*partner\.example\.net' json-moved

# The web server of the root domain.
situation root-panel 2 'a foreign server answers Autodiscover at https://root-panel\.example\.com/.* never come to Exchange \|' \
	$'\n  it offers: IMAP imap\.example\.org\n.*\n  cure: switch Autodiscover off on that web server'
situation root-certificate 1 'the certificate of root-certificate\.example\.com is refused \(.*\): Outlook shows a warning at every start \|' \
	'cure: have a certificate that covers the name'

# Redirects. All of example.com is another mail domain than NAME.example.com, and so no place for credentials.
outside='leads outside the mail domain, to'
situation http-redirect 1 "the http redirect $outside autodiscover\.example\.com: .* \|" 'cure: .* --allow-host autodiscover\.example\.com'
situation http-outside 1 "the http redirect $outside autodiscover\.partner\.example\.net: " 'cure: .* --allow-host autodiscover\.partner\.example\.net'
situation http-to-http 2 'http://autodiscover\.http-to-http\..* redirects to http:.*, where no client follows: it is plain http \|' \
	'cure: redirect to the https URL'
situation http-loop 2 'http://autodiscover\.http-loop\..* redirects to http:.*: it is plain http \|' 'cure: redirect to the https URL'
situation http-hops 2 'more than 10 redirects in a row, the last one from https://autodiscover\.hops-11\..* \|' 'hop 11: https'
situation http-elsewhere 2 'http:.* redirects to https://mail\.example\.com/owa/, where no client follows \|' 'cure: let it lead to https://HOST/autodiscover/'
situation hops-11 2 'more than 10 redirects in a row' 'cure: let the redirect end at the server that knows the mailbox'
situation loop 2 'redirects run in a circle, back to https://autodiscover\.loop\.' 'cure: let the redirect end'
situation moved 1 "the autodiscover host $outside autodiscover\.example\.com: " 'cure: .* --allow-host'
situation moved-inside 1 "the autodiscover host $outside autodiscover\.example\.com: " 'cure: .* --allow-host'

# What the answer says.
situation no-external 2 'EwsUrl is not given to clients outside .* \(1 more finding\) \|' \
	'cure: Set-WebServicesVirtualDirectory .*\[CRITICAL\] ASUrl.*follows from EwsUrl.*cure: Set-OabVirtualDirectory'
situation no-oab 2 'OABUrl is not given to clients outside .* address book' 'cure: Set-OabVirtualDirectory -ExternalUrl https://NAME/OAB'
situation no-oof 2 'OOFUrl is not given to clients outside .* out-of-office' 'cure: Set-WebServicesVirtualDirectory'
situation no-ews 2 'EwsUrl is not given to clients outside .*: free/busy[^(]* \|' 'cure: Set-WebServicesVirtualDirectory'
situation internal-name 2 'cas01\.corp\.example\.com has no address outside ' 'EwsUrl of EXPR: https://cas01.*cure: Set-WebServicesVirtualDirectory'
situation http-url 2 'http://mail\.example\.com/OAB/.* is plain http' 'cure: Set-OabVirtualDirectory'
situation other-host 2 "certificate of 127\.0\.2\.1:443 refused: .*'ews\.example\.net'" 'cure: use a name that the certificate covers'
situation public-folder 1 'OABUrl says "Public Folder": clients outside get no address book' 'cure: switch web distribution'
situation auth-basic 1 'EXPR tells clients to log on by basic, but EwsUrl offers Negotiate, NTLM' 'cure: .*Set-OutlookAnywhere'
situation https-namespace 1 'its namespace is https://schemas\.microsoft\.com/.*: clients do not understand it'
situation html 2 'https://autodiscover\.html\..* answers, but not as Autodiscover' 'got an HTML page'
situation bomb 2 'https://autodiscover\.bomb\..* answers, but not as Autodiscover' 'expected plain XML, got a document type'
situation soap-differs 1 'the forms of the answer give different URLs' 'soap: https://autodiscover\.example\.com/.*cure: Set-WebServices'
situation json-differs 1 'the forms of the answer give different URLs' 'json: https://autodiscover\.example\.com/.*cure: Set-WebServices'
situation error-501 3 'error 501 \(pox\): the address is known, but nothing' 'cure: take the address of a mailbox'
situation error-600 3 'error 600 \(pox\): the request is not understood' 'cure: ask a server directly'
situation error-601 2 "error 601 \(pox\): nobody there answers for Outlook's schema" 'cure: .*event log'
situation error-602 2 'error 602 \(pox\): .*the configuration of the server is wrong' 'cure: see Get-ClientAccessService'
situation error-603 2 'error 603 \(pox\): the server fails inside' 'cure: look into its application event log'
ask --auth-file "$dir/right" -e nobody@example.com
expect 'an unknown address' 3 'error 500 \(pox\): the address is not found' 'cure: correct --email' good
situation soap-busy 1 'error ServerBusy \(soap\): the server is busy' 'cure: see the load of the server'
situation soap-broken 2 'error InternalServerError \(soap\): the server fails inside' 'cure: look into its application event log'
situation to-address 1 "probe@example\.com: the autodiscover host $outside autodiscover\.example\.com: " 'cure: .* --allow-host'
situation to-partner 1 "probe@partner\.example\.net: the autodiscover host $outside autodiscover\.partner\.example\.net: "
situation ring-a 1 "probe@ring-b\.example\.com: the autodiscover host $outside autodiscover\.ring-b\.example\.com: "
situation ring-b 1 "probe@ring-a\.example\.com: the autodiscover host $outside autodiscover\.ring-a\.example\.com: "
situation to-url 1 "the autodiscover host $outside autodiscover\.example\.com: "
situation to-http-url 2 'https://autodiscover\.to-http-url\..* redirects to http:.*: it is plain http' 'cure: redirect to the https URL'
situation to-itself 2 'redirects run in a circle, back to https://autodiscover\.to-itself\.[^(]* \|' 'cure: let the redirect end'

# The autodiscover host.
situation expired 2 'the certificate of autodiscover\.expired\.example\.com is refused \(.*expired\)' 'cure: have a certificate'
situation wrong-name 2 'the certificate of autodiscover\.wrong-name\.example\.com is refused ' 'cure: have a certificate'
situation forms 2 'https://autodiscover\.forms\..* redirects to https:.*/owa/auth/logon\.aspx' 'cure: exempt /autodiscover/ from the forms logon'
situation denied 2 'https://autodiscover\.denied\..* answers 403 to somebody who has logged on' 'cure: see what the account is kept from'
situation app-pool-down 2 '503 from http\.sys: the application pool .* does not run' 'cure: start the application pool'
situation back-end-down 2 '503 from the front end: the back end behind it is down' 'cure: look at the mailbox server'
situation anonymous 2 'https://autodiscover\.anonymous\..* answers, but not as Autodiscover' 'cure: find out which web server'
# Of the three seconds a busy machine takes some before the question is asked.
situation silent 2 'https://autodiscover\.silent\..*: timeout .*: clients lose [23]\.[0-9] s here'

# SRV records.
situation srv 1 "the srv record $outside mail\.example\.com: " 'cure: .* --allow-host mail\.example\.com'
situation srv-priorities 1 '2 SRV records name different servers: ' 'too: to mail\.example\.com'
situation srv-weights 1 '2 SRV records name different servers: '
situation srv-port 2 'no step of Autodiscover leads to a server' 'the SRV record names port 8443: Outlook ignores it and takes 443'
situation srv-outside 1 "the srv record $outside autodiscover\.partner\.example\.net: "
situation srv-nowhere 2 'no step of Autodiscover leads to a server' 'srv record: https://gone\.example\.com/.* has no address'
situation srv-none 2 'no step of Autodiscover leads to a server' 'the SRV record says that there is no such service.*cure: publish'
situation srv-certificate 2 'the certificate of autodiscover\.wrong-name\.example\.com is refused ' 'cure: have a certificate'
situation refused 1 "the srv record $outside mail\.example\.com: "
situation no-answer 2 'the name server does not answer: .* the server of probe@no-answer\.example\.com \|' 'cure: look at the name servers'
situation nothing 2 'no step of Autodiscover leads to a server: clients outside find nothing for probe@nothing\.example\.com \|' \
	'autodiscover host: https://autodiscover\.nothing\..* has no address.*cure: publish an address of autodiscover\.nothing\.example\.com'

# --- without credentials ------------------------------------------------------------------------------

ask -e probe@example.com -v
expect "no credentials: what needs no logon" 0 'probe@example\.com is led to .*; without credentials only what needs no logon was asked \|' \
	'autodiscover host: .* asks for a logon \(Negotiate, NTLM, Basic\).*json: .*answers 200.*EwsUrl of json: https://mail\.example\.com/EWS/Exchange\.asmx'
tap_equal "no credentials: JSON was asked" "$(grep -c 'GET /autodiscover/autodiscover.json?Email=probe%40example.com&Protocol=Ews' <<<"$requests")" 1
ask -e probe@ex2013.example.com -v
expect "no credentials: before JSON" 0 'probe@ex2013\.example\.com is led to' 'answers 404: not served by this version'
ask -e probe@negotiate-only.example.com -v
expect "no credentials: the challenge" 0 'probe@negotiate-only' 'asks for a logon \(Negotiate\)'
ask -e probe@expired.example.com
expect "no credentials: a certificate" 2 'the certificate of autodiscover\.expired\.example\.com is refused'
ask -e probe@root-panel.example.com
expect "no credentials: a foreign server" 2 'a foreign server answers'
ask -e probe@http-outside.example.com --allow-host autodiscover.partner.example.net
expect "no credentials: an allowed host" 0 'probe@http-outside\.example\.com is led to autodiscover\.partner\.example\.net by the http redirect'

# --- options ------------------------------------------------------------------------------------------

# step NAME DOMAIN TITLE ARGUMENT...: that step alone, and no other one in the performance data.
step()
{
	local name=$1 domain=$2 title=$3

	shift 3
	ask --auth-file "$dir/right" -e "probe@$domain.example.com" --steps "$name" "$@"
	expect "--steps $name" 0 "probe@$domain\.example\.com is led to [^ ]* by the $title, .* \| time=[0-9.]+s;;;0 ${name}_time=[0-9.]+s;;;0$" '' "$domain good"
}
step root root-exchange 'root domain'
step host root-panel 'autodiscover host'
step redirect http-redirect 'http redirect' --allow-host autodiscover.example.com
step srv srv 'srv record' --allow-host mail.example.com
ask --auth-file "$dir/right" -e probe@example.com --steps root
expect "--steps root, where there is nothing" 2 'no step of Autodiscover' 'root domain: .* has no address'
ask --auth-file "$dir/right" -e probe@example.com --steps root --steps srv,host
expect "--steps, a list and repeated" 0 'probe@example\.com is led to .* root_time=.* host_time=.* srv_time=[^ ]*$' '' good
ask --auth-file "$dir/right" -e probe@example.com --protocols soap,json -v
expect "--protocols" 0 'probe@example\.com is led to' 'json: .* answers 200.*soap: .* answers 200' good
tap_equal "--protocols: nothing else was asked" "$(grep -c 'pox with' <<<"$out")" 0

# with NAME DOMAIN CODE FIRST FURTHER NODES ARGUMENT...: with credentials and options.
with()
{
	local name=$1 domain=$2 code_wanted=$3 first_wanted=$4 further=$5 nodes=$6

	shift 6
	ask --auth-file "$dir/right" -e "probe@$domain" "$@"
	expect "$name" "$code_wanted" "$first_wanted" "$further" "$nodes"
}
ews=https://mail.example.com/EWS/Exchange.asmx
with "--require without what is missing" no-oab.example.com 0 'probe@no-oab' '' no-oab --require ews,as,oof
with "--require with what is missing" no-oab.example.com 2 'OABUrl is not given' '' no-oab --require oab
with "--require none" no-external.example.com 0 'probe@no-external' '' no-external --require none
with "--expect-url, right" example.com 0 'probe@example\.com is led' '' good --expect-url "ews=$ews" --expect-url "as=$ews"
with "--expect-url, wrong" example.com 1 "EwsUrl of EXPR is $ews, expected was https://other\.example\.com/EWS \|" '' good \
	--expect-url ews=https://other.example.com/EWS
with "--expect-url of what is missing" no-oab.example.com 2 'OABUrl is not given' '' no-oab --require none --expect-url oab=https://mail.example.com/OAB/
ask -e probe@example.com --expect-url oab=https://mail.example.com/OAB/ --expect-url "ews=$ews"
expect "--expect-url, not to be seen without a logon" 3 'whether OABUrl is https://mail\.example\.com/OAB/ is not known: [^(]* \|'

# allowed DOMAIN HOST TITLE NODE: credentials go there, and the finding is gone.
allowed()
{
	with "--allow-host: $1" "$1.example.com" 0 ".* is led to ${2//./\\.} by the $3" '' "$1 $4" --allow-host "$2"
	tap_equal "--allow-host: $1: a logon there" "$(grep -c "^$4 https .* accepted" <<<"$requests" | sed 's/^[1-9].*/some/')" some
}
allowed http-outside autodiscover.partner.example.net 'http redirect' good
allowed http-redirect autodiscover.example.com 'http redirect' good
allowed moved autodiscover.example.com 'autodiscover host' good
allowed moved-inside autodiscover.example.com 'autodiscover host' good
allowed to-url autodiscover.example.com 'autodiscover host' good
allowed to-address autodiscover.example.com 'autodiscover host' good
allowed to-partner autodiscover.partner.example.net 'autodiscover host' good
allowed srv mail.example.com 'srv record' good
allowed srv-outside autodiscover.partner.example.net 'srv record' good
allowed refused mail.example.com 'srv record' good
with "--allow-host of somebody else" http-outside.example.com 1 "the http redirect $outside" '' '' --allow-host partner.example.net
with "--allow-host: addresses in a circle" ring-a.example.com 2 'Autodiscover leads from address to address and ends nowhere: the last one is probe@ring-a' \
	'cure: correct the target address' 'ring-a ring-b' --allow-host autodiscover.ring-b.example.com

with "-H" root-panel.example.com 2 'a foreign server' 'named host: .*mail\.example\.com.* gives the settings' 'good' -H mail.example.com -v
with "-H, its step first" example.com 0 'probe@example\.com is led to mail\.example\.com by the named host' '' good -H mail.example.com
with "-H -I" example.com 0 'probe@example\.com is led to mail\.example\.com by the named host, build 15\.2\.' '' 'exse good' \
	-H autodiscover.exse.example.com -H mail.example.com -I 127.0.2.1
with "-H -I, nobody there" example.com 2 'https://mail\.example\.com/.*: connect \(Connection refused\)' '' good -H mail.example.com -I 127.0.2.250
with "-H, no such name" example.com 2 'https://gone\.example\.com/.* has no address' '' good -H gone.example.com
with "-H, another port" example.com 2 'https://mail\.example\.com:8443/.*: connect' '' good -H mail.example.com -p 8443
with "--dns-server" ex2016.example.com 0 'probe@ex2016' '' ex2016 --dns-server 127.0.0.1
timeout_s=2 with "--dns-server that never answers" example.com 2 'the name server does not answer' 'cure: look at the name servers' '' \
	--dns-server "$silent"
timeout_s=2:unknown with "--dns-server that never answers, -t 2:unknown" example.com 3 'the name server does not answer' '' '' --dns-server "$silent"
timeout_s=1:ok with "--dns-server that never answers, -t 1:ok" example.com 0 'nothing was found for probe@example\.com until' '' '' --dns-server "$silent"
timeout_s=2:unknown with "-t 2:unknown" silent.example.com 3 'https://autodiscover\.silent\..*: timeout' '' silent

timeout_s=10 with "a root domain that swallows everything" root-silent.example.com 0 'probe@root-silent.* root_time=1\.' \
	'root domain: .*: timeout .*: clients lose 1\.[0-9] s here' good -v
tap_result "a root domain that swallows everything: no long wait" "$([ "$took_ms" -le $((1700 + slack_ms)) ] || echo "took $took_ms ms")"

with "-w" example.com 1 'autodiscover host answered in 0\.[0-9]+ s \|' '' good -w 0.000001
with "-c" example.com 2 'autodiscover host answered in 0\.[0-9]+ s \|' '' good -c 0.000001
with "--scheme basic, over https" example.com 0 'probe@example\.com is led' '' good --scheme basic
with "a scheme that is not offered" root-basic.example.com 3 'https://root-basic\..* asks for a logon \(Basic\), but the logon did not come about: NTLM is not offered' \
	'cure: ' '' --steps root

# --- other formats ------------------------------------------------------------------------------------

for domain in example.com no-oab.example.com nobody.example.com; do
	ask --auth-file "$dir/right" -e "probe@$domain" --output-format json
	tap_equal "JSON: $domain" "$(jq -r '"\(.exit_code) \(.target) \(.facts | type)"' <<<"$out" 2>&1)" "$code probe@$domain object"
	ask --auth-file "$dir/right" -e "probe@$domain" --output-format openmetrics
	tap_result "OpenMetrics: $domain" "$("$PROMTOOL" check metrics <<<"$out" 2>&1)"
done

# --- wrong use ----------------------------------------------------------------------------------------

# refuses PATTERN ARGUMENT...: exit 3, and nobody was asked.
refuses()
{
	local pattern=$1

	shift
	ask "$@"
	expect "wrong use: ${*//$dir/DIR}" 3 "$pattern"
	[ -z "$requests" ] || tap_result "wrong use: ${*//$dir/DIR}: nobody was asked" "$requests"
}
refuses '--email \(-e\): expected the address'
for email in probe probe@ @example.com 'probe@exa mple.com' 'probe@example.com/x' 'probe@example.com:80'; do
	refuses '--email \(-e\): expected user@example\.com, got ' -e "$email"
done
refuses '--plain-http: ' -e probe@example.com --plain-http
refuses '--all-addresses: ' -e probe@example.com --all-addresses
refuses '--address \(-I\): expected with --hostname' -e probe@example.com -I 127.0.2.1
refuses '--steps: expected named, root, host, redirect or srv, got "dns"' -e probe@example.com --steps host,dns
refuses '--protocols: expected pox, soap or json, got "xml"' -e probe@example.com --protocols json,xml
refuses '--require: expected ews, as, oof, oab or none, got "um"' -e probe@example.com --require um
refuses '--expect-url: expected .* an https URL' -e probe@example.com --expect-url ews=http://mail.example.com/
refuses '--expect-url: expected ' -e probe@example.com --expect-url um=https://mail.example.com/
refuses '--expect-url: expected ' -e probe@example.com --expect-url ews
refuses '--auth-file: ' -e probe@example.com --auth-file "$dir/nowhere"

# --- who was given what -------------------------------------------------------------------------------

# One refused logon over all steps, and none in the next run.
refused()
{
	grep -c ' refused:password ' <<<"$requests"
}
for domain in example.com root-exchange.example.com; do
	ask --auth-file "$dir/wrong" -e "probe@$domain" -H mail.example.com --state-dir "$dir/$domain"
	expect "a wrong password: $domain" 3 'EXAMPLE\\probe is refused: a wrong password' 'cure: put it right in --auth-file' good
	tap_equal "a wrong password: $domain: tried once" "$(refused)" 1
	ask --auth-file "$dir/wrong" -e "probe@$domain" -H mail.example.com --state-dir "$dir/$domain"
	expect "a wrong password again: $domain" 3 'EXAMPLE\\probe was refused .* ago and is not tried again' '' good
	tap_equal "a wrong password again: $domain: not tried" "$(refused)" 0
done
tap_equal "no credential without TLS, in all runs" "$(grep '^[^ ]* http [0-9]* [^-]' "$dir/log")" ''
tap_equal "no credential for a URL that an answer gives, in all runs" \
	"$(grep '^[^ ]* https [0-9]* [^-]' "$dir/log" | grep -vi '^[^ ]* https [0-9]* [^ ]* [A-Z]* /autodiscover/')" ''
tap_equal "names were asked for" "$(grep -c 'query\[.*\] autodiscover\.ex2016\.example\.com ' "$dir/questions" | sed 's/^[1-9].*/some/')" some
# dns.sh asks for the root when it starts; root-elsewhere redirects to www.example.org.
tap_equal "no autodiscover.TLD, nor anything else above the domains" \
	"$(sed -n 's/.*query\[[A-Z]*\] \([^ ]*\) from.*/\1/p' "$dir/questions" |
		grep -Ev '\.example\.(com|net)$|^example\.com$|^\.$|^www\.example\.org$' | sort -u)" ''

# --- a second opinion ---------------------------------------------------------------------------------

# exchangelib DOMAIN: the EWS URL that it finds.
exchangelib()
{
	env -i PATH="$PATH" HOME="$dir" TMPDIR="$dir" LC_ALL=C.UTF-8 REQUESTS_CA_BUNDLE="$dir/farm/ca.pem" "$python" -B -s - "probe@$1" 2>&1 <<-'END'
		import logging, sys, warnings
		warnings.simplefilter('ignore')
		logging.disable(logging.CRITICAL)
		from exchangelib import Credentials
		from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery
		answer, _ = PoxAutodiscovery(sys.argv[1], Credentials('EXAMPLE\\probe', 'Gut3r Kaese!')).discover()
		print(answer.protocol.ews_url)
	END
}
for domain in example.com root-exchange.example.com http-redirect.example.com srv.example.com; do
	ask --auth-file "$dir/right" -e "probe@$domain" -v --allow-host autodiscover.example.com --allow-host mail.example.com
	tap_equal "exchangelib finds the same: $domain" "$(sed -n 's/^  EwsUrl of EXPR: //p' <<<"$out")" "$(exchangelib "$domain")"
done

# Last: the farm writes its log when it answers, and that is when the plugin has left already.
timeout_s=4 situation slow 2 'https://autodiscover\.slow\..* asks for a logon .*, but the logon did not come about: timeout' 'cure: check_exchange_ntlm'

tap_done
