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

	[ "$took_ms" -le $((timeout_s * 1000 + slack_ms)) ] || echo "took $took_ms ms at -t $timeout_s"
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

# The web server of the root domain.
situation root-panel 2 'a foreign server answers Autodiscover at https://root-panel\.example\.com/.* never come to Exchange \|' \
	$'\n  it offers: IMAP imap\.example\.org\n.*\n  cure: switch Autodiscover off on that web server'
situation root-certificate 1 'the certificate of root-certificate\.example\.com is refused \(.*\): Outlook shows a warning at every start \|' \
	'cure: have a certificate that covers the name'

# Redirects. All of example.com is another mail domain than NAME.example.com, and so no place for credentials.
outside='leads outside the mail domain, to'
situation http-redirect 1 "the http redirect $outside autodiscover\.example\.com: .* \|" 'cure: .* --allow-host autodiscover\.example\.com'
situation http-outside 1 "the http redirect $outside autodiscover\.partner\.example\.net: " 'cure: .* --allow-host autodiscover\.partner\.example\.net'
situation http-to-http 2 'http://autodiscover\.http-to-http\..* redirects to http://.*, where no client follows: it is plain http \|' \
	'cure: redirect to the https URL'
situation http-loop 2 'http://autodiscover\.http-loop\..* redirects to http://.*: it is plain http \|' 'cure: redirect to the https URL'
situation http-hops 2 'more than 10 redirects in a row, the last one from https://autodiscover\.hops-11\..* \|' 'hop 11: https'
situation http-elsewhere 2 'http://.* redirects to https://mail\.example\.com/owa/, where no client follows \|' 'cure: let it lead to https://HOST/autodiscover/'
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
situation auth-basic 1 'EXPR tells clients to log on by basic, but there Negotiate, NTLM is offered' 'cure: Set-OutlookAnywhere'
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
situation to-http-url 2 'https://autodiscover\.to-http-url\..* redirects to http://.*: it is plain http' 'cure: redirect to the https URL'
situation to-itself 2 'redirects run in a circle, back to https://autodiscover\.to-itself\.[^(]* \|' 'cure: let the redirect end'

# The autodiscover host.
situation expired 2 'the certificate of autodiscover\.expired\.example\.com is refused \(.*expired\)' 'cure: have a certificate'
situation wrong-name 2 'the certificate of autodiscover\.wrong-name\.example\.com is refused ' 'cure: have a certificate'
situation forms 2 'https://autodiscover\.forms\..* redirects to https://.*/owa/auth/logon\.aspx' 'cure: exempt /autodiscover/ from the forms logon'
situation denied 2 'https://autodiscover\.denied\..* answers 403 to somebody who has logged on' 'cure: see what the account is kept from'
situation app-pool-down 2 '503 from http\.sys: the application pool .* does not run' 'cure: start the application pool'
situation back-end-down 2 '503 from the front end: the back end behind it is down' 'cure: look at the mailbox server'
situation anonymous 2 'https://autodiscover\.anonymous\..* answers, but not as Autodiscover' 'cure: find out which web server'
situation silent 2 'https://autodiscover\.silent\..*: timeout .*: clients lose 3\.[0-9] s here'

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
	'autodiscover host: https://autodiscover\.nothing\..* has no address.*srv record: there is no SRV record .*cure: publish'

# Last: the farm writes its log when it answers, and that is when the plugin has left already.
timeout_s=4 situation slow 2 'https://autodiscover\.slow\..* asks for a logon .*, but the logon did not come about: timeout' 'cure: check_exchange_ntlm'

tap_done
