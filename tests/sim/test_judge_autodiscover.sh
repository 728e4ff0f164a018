#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Judges what Autodiscover of exchange_sim says by curl and xmllint: documents, redirects, errors, of every generation.
# Usage: test_judge_autodiscover.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
for tool in curl:curl xmllint:libxml2-utils jq:jq; do
	command -v "${tool%%:*}" >/dev/null && continue
	echo "Bail out! ${tool%%:*} is missing (Debian: apt-get install ${tool#*:})"
	exit 1
done
dir=$(mktemp -d) || exit 1
pid=
count=0
failed=0
leave() {
	code=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# same WHAT EXPECTED GOT
same() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
		return
	fi
	failed=$((failed + 1))
	printf 'not ok %d - %s\n# expected: %s\n#      got: %s\n' "$count" "$1" "$2" "$(printf '%s' "$3" | tr '\n' ' ')"
}

mkfifo "$dir/ready"
# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
${TEST_WRAP:-} "$sim" --print-ready --state-dir "$dir/state" "$here/farms/autodiscover.conf" >"$dir/ready" &
pid=$!
ready=
read -r ready <"$dir/ready"
port=$(expr "$ready" : 'ready port=\([0-9]*\) ')
http_port=$(expr "$ready" : '.* http_port=\([0-9]*\) ')
if [ -z "$port" ]; then
	echo 'Bail out! the simulator did not start'
	exit 1
fi

# --- requests -----------------------------------------------------------------------------------------------------------
schemas=http://schemas.microsoft.com/exchange/autodiscover
address=probe@example.com
host=mail.example.com

# pox ADDRESS KIND SCHEMA: a request of POX
pox() {
	printf '<?xml version="1.0"?><Autodiscover xmlns="%s/%s/requestschema/2006"><Request><EMailAddress>%s</EMailAddress>' "$schemas" "$2" "$1"
	printf '<AcceptableResponseSchema>%s</AcceptableResponseSchema></Request></Autodiscover>' "$3"
}
# soap ADDRESS SETTING...: a request of SOAP; without settings one that is not valid
soap() {
	printf '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
	printf 'xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"><s:Body><a:GetUserSettingsRequestMessage><a:Request>'
	printf '<a:Users><a:User><a:Mailbox>%s</a:Mailbox></a:User></a:Users><a:RequestedSettings>' "$1"
	shift
	[ $# -eq 0 ] || printf '<a:Setting>%s</a:Setting>' "$@"
	printf '</a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>'
}
# fetch LAST PATH [CURL OPTION...]: the status; head and body go to files; returns curl's verdict
fetch() {
	last=$1
	path=$2
	shift 2
	rm -f "$dir/body"
	curl -q --silent --noproxy '*' --max-time 60 --cacert "$dir/state/ca.pem" --resolve "$host:$port:127.0.2.$last" \
		--dump-header "$dir/head" --output "$dir/body" --write-out '%{http_code}' "$@" "https://$host:$port$path"
	verdict=$?
	[ -e "$dir/body" ] || : >"$dir/body"
	return $verdict
}
# logged_on LAST PATH [CURL OPTION...]: the same behind a logon
logged_on() {
	fetch "$@" --ntlm --user 'EXAMPLE\probe:Gut3r Kaese!'
}
# send LAST KIND: one of the requests below
send() {
	outlook=$schemas/outlook/responseschema/2006a
	xml=/autodiscover/autodiscover.xml
	svc=/autodiscover/autodiscover.svc
	type='Content-Type: text/xml; charset=utf-8'
	case $2 in
	bare) logged_on "$1" $xml --header "$type" --data "$(pox "$address" outlook "$outlook")" ;;
	full) logged_on "$1" $xml --header "$type" --header 'X-ClientCanHandle: Negotiate, ExHttpInfo' --header 'X-MapiHttpCapability: 1' \
		--data "$(pox "$address" outlook "$outlook")" ;;
	negotiate) logged_on "$1" $xml --header "$type" --header 'X-ClientCanHandle: negotiate' \
		--data "$(pox "$address" outlook "$outlook")" ;;
	mobile) logged_on "$1" $xml --header "$type" --data "$(pox "$address" mobilesync "$schemas/mobilesync/responseschema/2006")" ;;
	nobody) logged_on "$1" $xml --header "$type" --data "$(pox nobody@example.com outlook "$outlook")" ;;
	mobile-nobody) logged_on "$1" $xml --header "$type" \
		--data "$(pox nobody@example.com mobilesync "$schemas/mobilesync/responseschema/2006")" ;;
	schema) logged_on "$1" $xml --header "$type" --data "$(pox "$address" outlook "$schemas/outlook/responseschema/2020")" ;;
	unnamed) logged_on "$1" $xml --header "$type" --data "$(pox '' outlook "$outlook")" ;;
	https-request) logged_on "$1" $xml --header "$type" --data "$(pox "$address" outlook "$outlook" | sed 's|http:|https:|g')" ;;
	no-xml) logged_on "$1" $xml --header "$type" --data '<Autodiscover' ;;
	large) logged_on "$1" $xml --header "$type" --data "@$dir/large" ;;
	get) logged_on "$1" $xml ;;
	soap) logged_on "$1" $svc --header "$type" --data "$(soap "$address" ExternalEwsUrl InternalEwsUrl ExternalOABUrl CasVersion \
		ExternalMailboxServerAuthenticationMethods AutoDiscoverSMTPAddress MobileMailboxPolicy NoSuchSetting)" ;;
	soap-nobody) logged_on "$1" $svc --header "$type" --data "$(soap nobody@example.com ExternalEwsUrl)" ;;
	soap-empty) logged_on "$1" $svc --header "$type" --data "$(soap "$address")" ;;
	soap-no-xml) logged_on "$1" $svc --header "$type" --data 'x' ;;
	soap-get) logged_on "$1" $svc ;;
	esac
}
head -c 300000 /dev/zero | tr '\0' ' ' >"$dir/large"

# pick XPATH: a value of the body, prefixes and namespaces left out; several are joined with blanks
pick() {
	sed 's/ xmlns\(:[a-z]\)\?="[^"]*"//g; s/<\(\/\?\)[a-z]:/<\1/g; s/ [a-z]:\([a-zA-Z]*="\)/ \1/g' "$dir/body" |
		xmllint --xpath "$1" - 2>/dev/null | sed 's/^ *Type="\(.*\)"$/\1/' | paste -sd ' '
}

# --- documents ----------------------------------------------------------------------------------------------------------
# last number of the address | request | XPath | value (URL stands for the service as clients see it)
types='//Account/Protocol/Type/text()|//Account/Protocol/@Type'
expr='//Account/Protocol[Type="EXPR"]'
exch='//Account/Protocol[Type="EXCH"]'
http='//Account/Protocol[Type="EXHTTP"]'
oab=/OAB/7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902/
cat >"$dir/rows" <<END
2|bare|$types|EXCH EXPR WEB
2|full|$types|EXCH EXPR WEB
3|full|$types|EXCH EXPR WEB
4|bare|$types|EXCH EXPR WEB
4|full|$types|mapiHttp EXCH EXPR WEB EXHTTP
5|full|$types|mapiHttp EXCH EXPR WEB EXHTTP
1|bare|$types|EXCH EXPR WEB
1|full|$types|mapiHttp WEB EXHTTP
6|full|$types|mapiHttp WEB EXHTTP
61|full|$types|mapiHttp WEB EXHTTP EXHTTP
61|full|${http}[1]/Server/text()|mail.corp.example.com
61|full|${http}[1]/OABUrl/text()|https://mail.corp.example.com$oab
61|full|string(${http}[2]/Server)|mail.example.com
2|bare|string($expr/ASUrl)|URL/EWS/Exchange.asmx
2|bare|count(//EwsUrl)|0
3|bare|string($expr/EwsUrl)|URL/EWS/Exchange.asmx
2|bare|string($expr/OABUrl)|URL$oab
1|bare|string($expr/OOFUrl)|URL/EWS/Exchange.asmx
1|bare|string($expr/EcpUrl)|URL/ecp/
2|bare|count(//EcpUrl)|0
5|bare|string($expr/UMUrl)|URL/EWS/UM2007Legacy.asmx
1|bare|count(//UMUrl)|0
1|bare|string($expr/Server)|mail.example.com
1|bare|string($expr/CertPrincipalName)|msstd:mail.example.com
1|bare|string(//External/Protocol[Type="EXPR"]/ASUrl)|URL/EWS/Exchange.asmx
1|bare|string(//External/OWAUrl/@AuthenticationMethod)|Fba
1|full|string(//MailStore/ExternalUrl)|URL/mapi/emsmdb/?MailboxId=6e0b7f52-1c3d-4e58-9a27-000000000001@example.com
1|full|string(//AddressBook/InternalUrl)|URL/mapi/nspi/?MailboxId=6e0b7f52-1c3d-4e58-9a27-000000000001@example.com
2|bare|string($exch/Server)|ex2007.example.com
2|bare|string($exch/ServerVersion)|72038205
3|bare|string($exch/ServerVersion)|73838201
1|bare|string($exch/ServerVersion)|73C28608
1|bare|string($exch/Server)|6e0b7f52-1c3d-4e58-9a27-000000000001@example.com
1|bare|string(//Account/Action)|settings
1|bare|string(//AutoDiscoverSMTPAddress)|$address
1|bare|string($expr/AuthPackage)|Ntlm
1|negotiate|string($expr/AuthPackage)|Negotiate
2|negotiate|string($expr/AuthPackage)|Ntlm
1|full|string($http/AuthPackage)|Negotiate
59|negotiate|string($expr/AuthPackage)|Basic
60|negotiate|count($expr/AuthPackage)|0
51|bare|count($expr/*[contains(name(), "Url")])|0
51|bare|count($exch/*[contains(name(), "Url")]) > 5|true
51|bare|count(//External)|0
52|bare|count($expr/OABUrl)|0
52|bare|string($expr/EwsUrl)|URL/EWS/Exchange.asmx
53|bare|count($expr/OOFUrl)|0
53|bare|string($expr/ASUrl)|URL/EWS/Exchange.asmx
54|bare|count($expr/EwsUrl | $expr/ASUrl | $expr/OOFUrl)|0
55|bare|string($expr/OOFUrl)|https://cas01.corp.example.com/EWS/Exchange.asmx
56|bare|string($expr/OABUrl)|http://mail.example.com:$http_port$oab
57|bare|string($expr/EwsUrl)|https://ews.example.net:$port/EWS/Exchange.asmx
58|bare|string($expr/OABUrl)|Public Folder
1|mobile|string(//Settings/Server/Url)|URL/Microsoft-Server-ActiveSync
1|mobile|string(//Settings/Server/Type)|MobileSync
1|mobile-nobody|string(//Action/Error/Status)|2
1|nobody|string(//ErrorCode)|500
1|schema|string(//ErrorCode)|601
1|unnamed|string(//ErrorCode)|600
1|https-request|string(//ErrorCode)|600
1|no-xml|string(//ErrorCode)|600
1|large|string(//ErrorCode)|600
1|get|string(//ErrorCode)|600
2|get|string(//ErrorCode)|600
71|bare|string(//ErrorCode)|501
72|bare|string(//ErrorCode)|600
73|bare|string(//ErrorCode)|601
74|bare|string(//ErrorCode)|602
75|bare|string(//ErrorCode)|603
81|bare|string(//Account/Action)|settings
82|bare|string(//Account/Action)|redirectAddr
82|bare|string(//Account/RedirectAddr)|probe@partner.example.net
85|bare|string(//Account/Action)|redirectUrl
85|bare|string(//Account/RedirectUrl)|https://autodiscover.example.com:$port/autodiscover/autodiscover.xml
86|bare|string(//Account/RedirectUrl)|http://autodiscover.example.com:$http_port/autodiscover/autodiscover.xml
87|bare|string(//Account/RedirectUrl)|URL/autodiscover/autodiscover.xml
1|soap|string(//UserSetting[Name="ExternalEwsUrl"]/Value)|URL/EWS/Exchange.asmx
1|soap|string(//UserSetting[Name="CasVersion"]/Value)|15.02.1544.011
1|soap|string(//UserSetting[Name="AutoDiscoverSMTPAddress"]/Value)|$address
1|soap|string(//UserSettingError[SettingName="NoSuchSetting"]/ErrorCode)|InvalidSetting
1|soap|string(//UserSettingError[SettingName="MobileMailboxPolicy"]/ErrorCode)|SettingIsNotAvailable
1|soap|string(//RedirectTarget/@nil)|true
1|soap|//ServerVersionInfo/*/text()|15 2 1544 11 Exchange2015
3|soap|//ServerVersionInfo/*/text()|14 3 513 0 Exchange2010_SP2
4|soap|//ServerVersionInfo/*/text()|15 0 1497 48 Exchange2013_SP1
1|soap|string(//Response/ErrorCode)|NoError
1|soap-nobody|string(//UserResponse/ErrorCode)|InvalidUser
1|soap-empty|string(//Response/ErrorCode)|InvalidRequest
1|soap-no-xml|string(//Response/ErrorCode)|InvalidRequest
51|soap|string(//UserSettingError[SettingName="ExternalEwsUrl"]/ErrorCode)|SettingIsNotAvailable
51|soap|string(//UserSetting[Name="InternalEwsUrl"]/Value)|URL/EWS/Exchange.asmx
65|soap|string(//UserSetting[Name="ExternalEwsUrl"]/Value)|https://autodiscover.example.com:$port/EWS/Exchange.asmx
76|soap|string(//Response/ErrorCode)|ServerBusy
76|soap|count(//UserResponse)|0
77|soap|string(//UserResponse/ErrorCode)|InternalServerError
81|soap|string(//UserResponse/ErrorCode)|NoError
82|soap|string(//UserResponse/ErrorCode)|RedirectAddress
82|soap|string(//UserResponse/RedirectTarget)|probe@partner.example.net
85|soap|string(//UserResponse/ErrorCode)|RedirectUrl
85|soap|string(//UserResponse/RedirectTarget)|https://autodiscover.example.com:$port/autodiscover/autodiscover.svc
END
asked=
while IFS= read -r row; do
	last=${row%%|*}
	rest=${row#*|}
	kind=${rest%%|*}
	rest=${rest#*|}
	expected=$(echo "${rest##*|}" | sed "s|^URL|https://$host:$port|")
	if [ "$asked" != "$last $kind" ]; then
		asked="$last $kind"
		same ".$last $kind: status" 200 "$(send "$last" "$kind")"
		xmllint --noout "$dir/body" 2>"$dir/err"
		same ".$last $kind: well-formed" '' "$(cat "$dir/err")"
	fi
	same ".$last $kind: ${rest%|*}" "$expected" "$(pick "${rest%|*}")"
done <"$dir/rows"

send 1 bare >"$dir/status"
for namespace in responseschema/2006 outlook/responseschema/2006a; do
	same "namespace $namespace" 1 "$(grep -c "xmlns=\"$schemas/$namespace\"" "$dir/body")"
done
same 'the type of a document' 'text/xml; charset=utf-8' "$(tr -d '\r' <"$dir/head" | sed -n 's/^Content-Type: //p' | tail -n 1)"
send 62 bare >"$dir/status"
same 'namespaces with https' 2 "$(grep -c 'xmlns="https://schemas' "$dir/body")"
same 'a redirect to the address that was asked for is none' 'settings' "$(address=PROBE@ring-b.example.com && send 83 bare >"$dir/status" &&
	pick 'string(//Account/Action)')"

# --- statuses without and behind a logon ----------------------------------------------------------------------------
# last number | path | status | location (URL as above)
json='/autodiscover/autodiscover.json?Email=probe%40example.com'
cat >"$dir/rows" <<END
1|/autodiscover/autodiscover.xml|401|
1|/autodiscover/autodiscover.svc|401|
3|/autodiscover/autodiscover.svc|401|
2|/autodiscover/autodiscover.svc|404|
2|$json&Protocol=Ews|404|
3|$json&Protocol=Ews|404|
4|$json&Protocol=Ews|404|
5|$json&Protocol=Ews|200|
1|$json&Protocol=Ews|200|
1|$json&Protocol=Foo|400|
88|$json&Protocol=Ews|302|https://autodiscover.partner.example.net:$port$json&Protocol=Ews
11|/autodiscover/autodiscover.xml|404|
11|/autodiscover/healthcheck.htm|404|
11|/|404|
12|/autodiscover/autodiscover.xml|200|
14|/autodiscover/autodiscover.xml|302|https://www.example.org/autodiscover/autodiscover.xml
18|/autodiscover/autodiscover.xml|500|
19|/autodiscover/autodiscover.xml|401|
45|/autodiscover/autodiscover.xml|401|
41|/autodiscover/autodiscover.xml|302|URL/autodiscover/hop1/autodiscover.xml
41|/autodiscover/hop10/autodiscover.xml|302|URL/autodiscover/hop11/autodiscover.xml
41|/autodiscover/hop11/autodiscover.xml|401|
43|/autodiscover/autodiscover.xml|302|URL/autodiscover/autodiscover.xml
44|/autodiscover/autodiscover.xml|302|https://autodiscover.example.com:$port/autodiscover/autodiscover.xml
93|/autodiscover/autodiscover.xml|302|https://$host:$port/owa/auth/logon.aspx?url=https%3a%2f%2f$host%3a$port%2fautodiscover%2fautodiscover.xml&reason=0
95|/autodiscover/autodiscover.xml|503|
97|/autodiscover/autodiscover.xml|200|
END
while IFS='|' read -r last path expected target; do
	same ".$last GET $path: status" "$expected" "$(fetch "$last" "$path")"
	same ".$last GET $path: target" "$(echo "$target" | sed "s|^URL|https://$host:$port|")" "$(tr -d '\r' <"$dir/head" | sed -n 's/^Location: //p')"
done <"$dir/rows"
same '.94 behind the logon: status' 403 "$(send 94 bare)"
same '.45 behind the logon: status' 302 "$(send 45 bare)"
same '.45 behind the logon: target' "https://autodiscover.example.com:$port/autodiscover/autodiscover.xml" \
	"$(tr -d '\r' <"$dir/head" | sed -n 's/^Location: //p')"
fetch 19 / >"$dir/status"
same '.19: a stranger asks for a password' 'Basic realm="Members"' "$(tr -d '\r' <"$dir/head" | sed -n 's/^WWW-Authenticate: //p')"
same 'SOAP by GET behind the logon: status' 200 "$(send 1 soap-get)"

# last number | rest of the query | jq | value
cat >"$dir/rows" <<END
1|&Protocol=Ews|.Protocol + " " + .Url|Ews URL/EWS/Exchange.asmx
1|&Protocol=ews|.Protocol|Ews
5|&Protocol=ActiveSync|.Url|URL/Microsoft-Server-ActiveSync
1|&Protocol=AutodiscoverV1|.Url|URL/autodiscover/autodiscover.xml
6|&Protocol=Rest&RedirectCount=1|.Url|URL/api
66|&Protocol=Ews|.Url|https://autodiscover.example.com:$port/EWS/Exchange.asmx
1|&Protocol=F"oo|.ErrorCode|ProtocolNotSupported
1||.ErrorCode|MissingProtocol
END
while IFS='|' read -r last query filter expected; do
	fetch "$last" "$json$(echo "$query" | sed 's/"/%22/')" >"$dir/status"
	same ".$last JSON $query" "$(echo "$expected" | sed "s|URL|https://$host:$port|")" "$(jq -r "$filter" "$dir/body")"
done <"$dir/rows"
fetch 1 '/autodiscover/autodiscover.json?Protocol=Ews' >"$dir/status"
same 'JSON without an address' MandatoryParameterMissing "$(jq -r .ErrorCode "$dir/body")"
fetch 1 '/autodiscover/autodiscover.json/v1.0/probe@example.com?Protocol=Ews' >"$dir/status"
same 'JSON with the address in the path' Ews "$(jq -r .Protocol "$dir/body")"
same 'a client that names no port sees none' https://mail.example.com/EWS/Exchange.asmx \
	"$(fetch 1 "$json&Protocol=Ews" --header 'Host: mail.example.com' >"$dir/status" && jq -r .Url "$dir/body")"

# --- documents of strangers -------------------------------------------------------------------------------------------
fetch 13 /autodiscover/autodiscover.xml --data x >"$dir/status"
same 'a hosting panel: its document' 'IMAP SMTP' "$(pick '//Account/Protocol/Type/text()')"
same 'somebody else: no field of Exchange' '' "$(grep -iE '^(x-|request-id|www-auth)' "$dir/head")"
same 'somebody else: its name' 'Apache' "$(tr -d '\r' <"$dir/head" | sed -n 's/^Server: //p')"
for last in 17 64; do
	logged_on $last /autodiscover/autodiscover.xml >"$dir/status"
	xmllint --noent --noout "$dir/body" 2>"$dir/err"
	same ".$last: entities that explode" refused "$(grep -q 'entity reference loop' "$dir/err" && echo refused)"
done

# --- listeners --------------------------------------------------------------------------------------------------------
# http LAST: status and target without TLS
http() {
	curl -q --silent --noproxy '*' --max-time 10 --output /dev/null --write-out '%{http_code} %{redirect_url}' \
		--resolve "$host:$http_port:127.0.2.$1" "http://$host:$http_port/autodiscover/autodiscover.xml"
}
same 'http: redirect' "302 https://autodiscover.example.com:$port/autodiscover/autodiscover.xml" "$(http 31)"
same 'http: to http' "302 http://autodiscover.example.com:$http_port/autodiscover/autodiscover.xml" "$(http 32)"
same 'http: to itself' "302 http://$host:$http_port/autodiscover/autodiscover.xml" "$(http 34)"
same 'http: to somewhere else' "302 https://mail.example.com:$port/owa/" "$(http 36)"
same 'http: refused by Exchange itself' '403 ' "$(http 1)"
fetch 31 / >"$dir/status"
same 'listen = http: connection refused with TLS' 7 $?
http 41 >"$dir/status"
same 'listen = https: connection refused without TLS' 7 $?
fetch 16 / --max-time 1 >"$dir/status"
same 'silent: connected, no answer' 28 $?
same 'hops: curl finds the end of 9' '401 9' "$(fetch 42 /autodiscover/autodiscover.xml --location --write-out '%{http_code} %{num_redirects}')"
fetch 43 /autodiscover/autodiscover.xml --location --max-redirs 20 >"$dir/status"
same 'hops: curl gives up in a loop' 47 $?

kill -TERM "$pid"
wait "$pid"
same 'ends with 0 on SIGTERM' 0 $?
pid=

# --- configurations that cannot be used -------------------------------------------------------------------------------
# refused WHAT MESSAGE: the rest of the configuration is on standard input
refused() {
	{ printf '[farm]\n[node a]\naddress = 127.0.2.99\n' && cat; } >"$dir/bad.conf"
	same "$1" "exchange_sim: $dir/bad.conf: $2" "$("$sim" --check "$dir/bad.conf" 2>&1)"
}
refused 'a listener of no kind' '[node a] listen: expected one of both, https, http, got "none"' <<'END'
listen = none
END
refused 'a web server without a name' '[node a] web_server: expected a name, got nothing' <<'END'
web_server =
END
refused 'an error that POX does not have' '[a/autodiscover] pox_error: expected a number from 500 to 603, got "42"' <<'END'
[a/autodiscover]
pox_error = 42
END
echo "1..$count"
[ "$failed" -eq 0 ] || exit 1
