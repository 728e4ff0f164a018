#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Judges exchange_sim by somebody else's client (curl): orders of header fields, statuses, bodies, certificates.
# Usage: test_judge_sim.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
farms=$here/farms
name=mail.example.com
if ! command -v curl >/dev/null; then
	echo "Bail out! curl is needed to judge the simulator (Debian: curl)"
	exit 1
fi
dir=$(mktemp -d) || exit 1
pid=
count=0
failed=0

# Whatever happens, nothing we started stays behind.
leave() {
	code=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# --- results ----------------------------------------------------------------------------------------
# result CODE WHAT [EXPECTED GOT]
result() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $2"
	[ $# -lt 4 ] || printf '# expected: %s\n#      got: %s\n' "$3" "$(printf '%s' "$4" | tr '\n' ' ')"
}

# same WHAT EXPECTED GOT
same() {
	[ "$2" = "$3" ]
	result $? "$1" "$2" "$3"
}

# holds WHAT NEEDLE HAYSTACK
holds() {
	case $3 in
	*"$2"*) result 0 "$1" ;;
	*) result 1 "$1" "... $2 ..." "$3" ;;
	esac
}

# --- the simulator ----------------------------------------------------------------------------------
# start CONFIG [OPTION...]: sets pid, port, http_port
start() {
	config=$1
	shift
	rm -f "$dir/ready"
	mkfifo "$dir/ready"
	# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
	${TEST_WRAP:-} "$sim" --print-ready --state-dir "$dir/state" "$@" "$config" >"$dir/ready" &
	pid=$!
	ready=
	read -r ready <"$dir/ready"
	port=$(expr "$ready" : 'ready port=\([0-9]*\) ')
	http_port=$(expr "$ready" : '.* http_port=\([0-9]*\) ')
	if [ -z "$port" ]; then
		echo "Bail out! $config: the simulator did not start"
		exit 1
	fi
}

# stop WHAT
stop() {
	kill -TERM "$pid"
	wait "$pid"
	same "$1: ends with 0 on SIGTERM" 0 $?
	pid=
}

# ask ADDRESS METHOD PATH [CURL OPTION...]: head and body go to files; returns curl's verdict
ask() {
	address=$1
	method=$2
	path=$3
	shift 3
	rm -f "$dir/head" "$dir/body"
	case $method in
	HEAD) set -- --head "$@" ;;
	POST) set -- --data '<request/>' "$@" ;;
	GET) ;;
	*) set -- --request "$method" "$@" ;;
	esac
	curl -q --silent --noproxy '*' --max-time 60 --cacert "$dir/state/ca.pem" \
		--resolve "$name:$port:$address" --dump-header "$dir/head" --output "$dir/body" \
		"$@" "https://$name:$port$path"
	verdict=$?
	# curl writes the head a second time where the body of a HEAD would be
	if [ "$method" = HEAD ] || [ ! -e "$dir/body" ]; then
		: >"$dir/body"
	fi
	return $verdict
}

# The status and the names of the fields in the order of the wire; challenges by the name of their scheme.
order() {
	tr -d '\r' <"$dir/head" | awk '
		NR == 1 { line = $2; next }
		$0 == "" { exit }
		tolower($1) == "www-authenticate:" { line = line " " $2; next }
		{ sub(/:.*/, ""); line = line " " $0 }
		END { print line }'
}

# value FIELD: its values, one a line
value() {
	tr -d '\r' <"$dir/head" | awk -v name="$1:" 'tolower($1) == tolower(name) { sub(/^[^:]*: /, ""); print }'
}

# --- what every generation sends --------------------------------------------------------------------
# generations | method | path | status, fields in order | part of the body (- for an empty one)
iis='X-Powered-By Date Content-Length'
old='X-Powered-By X-FEServer Date Content-Length'
cat >"$dir/rows" <<END
2007|GET|/Autodiscover/Autodiscover.xml|401 Content-Type Server Negotiate NTLM Basic $iis|401.2
2007|POST|/autodiscover/autodiscover.xml|401 Content-Type Server Negotiate NTLM Basic $iis|401.2
2010|GET|/Autodiscover/Autodiscover.xml|401 Content-Type Server X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For Negotiate NTLM Basic $iis|401.2
2007 2010|GET|/EWS/Exchange.asmx|401 Content-Type Server Negotiate NTLM $iis|401.2
2007 2010|POST|/ews/exchange.asmx|401 Content-Type Server Negotiate NTLM $iis|401.2
2007 2010|GET|/OAB/|401 Content-Type Server Negotiate NTLM $iis|401.2
2007 2010|POST|/oab/|401 Content-Type Server Negotiate NTLM $iis|401.2
2007 2010|GET|/mapi/emsmdb/|404 Content-Type Server $iis|404.0
2007 2010|GET|/rpc/rpcproxy.dll|401 Content-Type Server Negotiate NTLM Basic $iis|401.2
2007 2010|OPTIONS|/Microsoft-Server-ActiveSync|401 Content-Type Server Basic $iis|401.2
2007 2010|GET|/owa/|302 Content-Type Location Server X-AspNet-Version $iis|Object moved
2007 2010|GET|/owa/auth/logon.aspx|200 Content-Type Server X-AspNet-Version X-OWA-Version $iis|logonForm
2007|GET|/ecp/|404 Content-Type Server $iis|404.0
2010|GET|/ecp/|302 Content-Type Location Server X-AspNet-Version $iis|Object moved
2007|GET|/PowerShell/|404 Content-Type Server $iis|404.0
2010|GET|/PowerShell/|401 Content-Type Server $iis|401.2
2007 2010|GET|/api/|404 Content-Type Server $iis|404.0
2007 2010|GET|/ews/healthcheck.htm|401 Content-Type Server Negotiate NTLM $iis|401.2
2007 2010 2013 2016 2019 se|GET|/|404 Content-Type Server $iis|404.0
2007 2010 2013 2016 2019 se|GET|/ewsx/exchange.asmx|404 Content-Type Server $iis|404.0
2013|GET|/autodiscover/autodiscover.xml|401 Cache-Control Server request-id X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For X-OAuth-Enabled X-AspNet-Version Negotiate NTLM Basic $old|-
2013|POST|/AUTODISCOVER/autodiscover.xml|401 Cache-Control Server request-id X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For X-OAuth-Enabled X-AspNet-Version Negotiate NTLM Basic $old|-
2013|GET|/EWS/Exchange.asmx|401 Server request-id Negotiate NTLM $old|-
2013|GET|/OAB/|401 Server request-id Negotiate NTLM $old|-
2013|GET|/mapi/emsmdb/|401 Server request-id Negotiate NTLM $old|-
2013|GET|/rpc/rpcproxy.dll|401 Server request-id Negotiate NTLM Basic $old|-
2013|OPTIONS|/Microsoft-Server-ActiveSync|401 Server request-id Basic $old|-
2013|GET|/owa/|302 Cache-Control Content-Type Location Server request-id X-AspNet-Version $old|Object moved
2013|GET|/ecp/|302 Cache-Control Content-Type Location Server request-id X-AspNet-Version $old|Object moved
2013|GET|/owa/auth/logon.aspx|200 Content-Type Server request-id X-AspNet-Version X-OWA-Version $old|/owa/auth/15.0.1497/themes/
2013|GET|/PowerShell/|401 Server request-id $old|-
2013|GET|/api/|404 Content-Type Server $iis|404.0
2016 2019 se|GET|/autodiscover/autodiscover.xml|401 Cache-Control Server request-id X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For X-OAuth-Enabled X-AspNet-Version X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer Basic Date Content-Length|-
2016 2019 se|POST|/autodiscover/AUTODISCOVER.xml|401 Cache-Control Server request-id X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For X-OAuth-Enabled X-AspNet-Version X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer Basic Date Content-Length|-
2016 2019 se|GET|/EWS/Exchange.asmx|401 Server request-id X-OWA-Version Negotiate NTLM $old|-
2016 2019 se|POST|/ews/exchange.asmx|401 Server request-id X-OWA-Version Negotiate NTLM $old|-
2016 2019 se|HEAD|/ews/exchange.asmx|401 Server request-id X-OWA-Version Negotiate NTLM $old|-
2016 2019 se|GET|/oAb/0/oab.xml|401 Server request-id X-OWA-Version Negotiate NTLM $old|-
2016 2019 se|GET|/mapi/emsmdb/|401 request-id X-OWA-Version X-FailureContext Server Negotiate NTLM $old|-
2016 2019 se|GET|/rpc/rpcproxy.dll|401 Server request-id X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer Basic Date Content-Length|-
2016 2019 se|OPTIONS|/microsoft-server-activesync|401 request-id X-OWA-Version X-FEServer Basic Date Content-Length|-
2016 2019 se|GET|/owa|302 Cache-Control Content-Type Location Server request-id X-AspNet-Version X-OWA-Version $old|Object moved
2016 2019 se|GET|/ecp/|302 Cache-Control Content-Type Location Server request-id X-AspNet-Version X-OWA-Version $old|Object moved
2016|GET|/owa/auth/logon.aspx?url=x|200 Content-Type Server request-id X-AspNet-Version X-OWA-Version $old|/owa/auth/15.1.2507/themes/
2019|GET|/owa/auth/logon.aspx?url=x|200 Content-Type Server request-id X-AspNet-Version X-OWA-Version $old|/owa/auth/15.2.1544/themes/
se|GET|/owa/auth/logon.aspx?url=x|200 Content-Type Server request-id X-AspNet-Version X-OWA-Version $old|/owa/auth/15.2.2562/themes/
2016 2019 se|GET|/PowerShell/|401 Server request-id X-OWA-Version $old|-
2016 2019 se|GET|/api/|401 Server request-id X-OWA-Version Negotiate NTLM $old|-
2013 2016 2019 se|POST|/oab/|405 Allow Server $old|-
2013 2016 2019 se|GET|/ews/healthcheck.htm|200 Content-Type Server request-id X-FEServer Date Content-Length|200 OK<br/>cas.example.com
2013 2016 2019 se|GET|/OWA/HealthCheck.htm|200 Content-Type Server request-id X-FEServer Date Content-Length|200 OK<br/>cas.example.com
2013 2016 2019 se|GET|/microsoft-server-activesync/healthcheck.htm|200 Content-Type Server request-id X-FEServer Date Content-Length|200 OK<br/>cas.example.com
END

# generations | path | field | value (NAME stands for the host and port asked for)
cat >"$dir/values" <<'END'
2007|/ews/|Server|Microsoft-IIS/6.0
2010|/ews/|Server|Microsoft-IIS/7.5
2013|/ews/|Server|Microsoft-IIS/8.5
2016 2019 se|/ews/|Server|Microsoft-IIS/10.0
2007 2010 2013 2016 2019 se|/ews/|X-Powered-By|ASP.NET
2013 2016 2019 se|/ews/|X-FEServer|CAS
2016|/ews/|X-OWA-Version|15.1.2507.39
2019|/ews/|X-OWA-Version|15.2.1544.11
se|/ews/|X-OWA-Version|15.2.2562.17
2007|/owa/auth/logon.aspx|X-OWA-Version|8.3.517.0
2010|/owa/auth/logon.aspx|X-OWA-Version|14.3.513.0
2007 2010|/owa/|X-AspNet-Version|2.0.50727
2013 2016 2019 se|/autodiscover/|X-AspNet-Version|4.0.30319
2007 2010 2013 2016 2019 se|/rpc/|WWW-Authenticate|Negotiate NTLM Basic realm="mail.example.com"
2016 2019 se|/mapi/|X-FailureContext|FrontEnd;401;VW5hdXRob3JpemVk;;;;
2007 2010 2013 2016 2019 se|/owa/?x=1|Location|https://NAME/owa/auth/logon.aspx?url=https%3a%2f%2fESCAPED%2fowa%2f%3fx%3d1&reason=0
2010 2013 2016 2019 se|/ecp/|Location|https://NAME/owa/auth/logon.aspx?url=https%3a%2f%2fESCAPED%2fecp%2f&reason=0
END

judge_row() {
	ask 127.0.0."$last" "$method" "$path"
	same "$generation $method $path: status and fields" "$fields" "$(order)"
	if [ "$body" = - ]; then
		same "$generation $method $path: no body" '' "$(cat "$dir/body")"
		same "$generation $method $path: length 0" 0 "$(value Content-Length)"
	else
		holds "$generation $method $path: body" "$body" "$(cat "$dir/body")"
	fi
}

judge_generation() {
	start "$farms/gen-$generation.conf"
	while IFS='|' read -r generations method path fields body; do
		case " $generations " in
		*" $generation "*) judge_row ;;
		esac
	done <"$dir/rows"
	while IFS='|' read -r generations path field expected; do
		case " $generations " in
		*" $generation "*)
			ask 127.0.0."$last" GET "$path"
			expected=$(echo "$expected" | sed "s|NAME|$name:$port|;s|ESCAPED|$name%3a$port|")
			same "$generation $path: $field" "$expected" "$(value "$field" | paste -sd ' ')"
			;;
		esac
	done <"$dir/values"
	stop "$generation"
}

last=31
for generation in 2007 2010 2013 2016 2019 se; do
	judge_generation
	last=$((last + 1))
done

# --- the farm of the demo ---------------------------------------------------------------------------
start "$farms/demo.conf"
for row in '11|NTLM Negotiate|15.2.1544.11|CAS1' '12|Negotiate NTLM|15.2.1544.14|CAS2' '13|Negotiate|15.2.1544.11|CAS3'; do
	IFS='|' read -r last offer build server <<END
$row
END
	ask "127.0.0.$last" GET /ews/exchange.asmx
	same "demo $server: offer at /ews" "$offer" "$(value WWW-Authenticate | paste -sd ' ')"
	same "demo $server: build" "$build" "$(value X-OWA-Version)"
	same "demo $server: name" "$server" "$(value X-FEServer)"
done
ask 127.0.0.13 GET /oab/
same 'demo CAS3: offer at /oab' 'NTLM Negotiate' "$(value WWW-Authenticate | paste -sd ' ')"
ask 127.0.0.12 GET /autodiscover/autodiscover.xml
same 'demo CAS2: offer at /autodiscover' "Negotiate NTLM Basic realm=\"$name\"" "$(value WWW-Authenticate | paste -sd ' ')"

first=$(value request-id)
holds 'request-id is a GUID' yes "$(expr "$first" : '^[0-9a-f]\{8\}\(-[0-9a-f]\{4\}\)\{3\}-[0-9a-f]\{12\}$' >/dev/null && echo yes)"
ask 127.0.0.12 GET /autodiscover/autodiscover.xml
[ "$first" != "$(value request-id)" ]
result $? 'request-id is new in every answer'

# One connection for all of it, a POST in the middle included: -w tells how many each transfer opened.
reuse() {
	curl -q --silent --noproxy '*' --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.11" \
		--write-out '%{http_version} %{num_connects}\n' --output /dev/null "https://$name:$port/ews/" \
		--next --silent --noproxy '*' --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.11" \
		--write-out '%{http_version} %{num_connects}\n' --output /dev/null --data "$1" "https://$name:$port/ews/" \
		--next --silent --noproxy '*' --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.11" \
		--write-out '%{http_version} %{num_connects}\n' --output /dev/null "https://$name:$port/owa/" | paste -sd ' '
}
same 'keep-alive over GET, POST, GET; HTTP/1.1 although curl offers 2' '1.1 1 1.1 0 1.1 0' "$(reuse '<x/>')"
head -c 300000 /dev/zero | tr '\0' a >"$dir/large"
same 'keep-alive over a POST of 300 kB' '1.1 1 1.1 0 1.1 0' "$(reuse "@$dir/large")"
same 'the authority as a hashed directory' 401 "$(curl -q --silent --noproxy '*' --capath "$dir/state/ca" \
	--resolve "$name:$port:127.0.0.11" --output /dev/null --write-out '%{http_code}' "https://$name:$port/ews/")"
same 'the certificate holds for autodiscover.DOMAIN' 401 "$(curl -q --silent --noproxy '*' --cacert "$dir/state/ca.pem" \
	--resolve "autodiscover.example.com:$port:127.0.0.11" --output /dev/null --write-out '%{http_code}' \
	"https://autodiscover.example.com:$port/autodiscover/autodiscover.xml")"
same 'an account of the demo logs on' 200 "$(curl -q --silent --noproxy '*' --cacert "$dir/state/ca.pem" --ntlm \
	--user 'EXAMPLE\probe:Gut3r Kaese!' --resolve "$name:$port:127.0.0.11" --output /dev/null --write-out '%{http_code}' \
	"https://$name:$port/ews/exchange.asmx")"
"$sim" --print-ready --state-dir "$dir/state" --port "$port" "$farms/demo.conf" >"$dir/out" 2>"$dir/err"
same 'a port that is taken: exit code' 1 $?
holds 'a port that is taken: message' "cannot listen at 127.0.0.11 port $port: Address already in use" "$(cat "$dir/err")"
stop demo

# --- faults -----------------------------------------------------------------------------------------
start "$farms/faults.conf" --log "$dir/log"

# certificate | curl's verdict (60: it does not trust this peer)
for row in 51:60:expired 52:0:expires-soon 53:60:not-yet-valid 54:60:wrong-name 55:60:self-signed 56:0:other 57:0:sha384 58:0:rsa; do
	IFS=: read -r last expected kind <<END
$row
END
	ask "127.0.0.$last" GET /ews/
	same "certificate $kind: curl's verdict" "$expected" $?
done

# address | method | path | status and fields in order
cat >"$dir/faults" <<'END'
61|GET|/ews/|401 Server request-id X-OWA-Version NTLM Negotiate X-Powered-By X-FEServer Date Content-Length
62|GET|/ews/|401 Server request-id X-OWA-Version NTLM X-Powered-By X-FEServer Date Content-Length
63|GET|/ews/|401 Server request-id X-OWA-Version Negotiate X-Powered-By X-FEServer Date Content-Length
64|GET|/ews/|401 Server request-id X-OWA-Version Negotiate X-Powered-By X-FEServer Date Content-Length
65|GET|/autodiscover/|401 Cache-Control Server request-id X-SOAP-Enabled X-WSSecurity-Enabled X-WSSecurity-For X-OAuth-Enabled X-AspNet-Version X-OWA-Version X-Powered-By X-FEServer Date Content-Length
66|GET|/ews/|401 Server request-id X-OWA-Version X-Powered-By X-FEServer Basic Date Content-Length
67|GET|/ews/|401 Server request-id X-OWA-Version NTLM Negotiate X-Powered-By X-FEServer Date Content-Length
67|POST|/ews/|401 Server request-id X-OWA-Version Negotiate X-Powered-By X-FEServer Date Content-Length
68|GET|/ews/|401 Server request-id X-OWA-Version Bearer Negotiate NTLM X-Powered-By X-FEServer Date Content-Length
69|GET|/microsoft-server-activesync|401 request-id X-OWA-Version X-FEServer Bearer Basic Date Content-Length
71|GET|/ews/|200 Content-Type Server request-id X-AspNet-Version X-OWA-Version X-Powered-By X-FEServer Date Content-Length
81|GET|/ews/|401 Server request-id X-OWA-Version Negotiate, X-Powered-By X-FEServer Via Date Content-Length
82|GET|/ews/|401 Server request-id X-OWA-Version X-Powered-By X-FEServer Via Date Content-Length
83|GET|/ews/|401 Server request-id X-OWA-Version X-Powered-By X-FEServer Basic Via Date Content-Length
84|GET|/ews/|401 Connection Basic Server Date Content-Length
85|GET|/ews/|302 Connection Content-Type Location Set-Cookie Date Content-Length
86|GET|/ews/|401 Server request-id X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer X-FEServer Date Content-Length
87|GET|/ews/|302 Content-Type Location Server X-Powered-By X-FEServer Date Content-Length
91|GET|/ews/|503 Connection Content-Type Server Date Content-Length
91|GET|/ews/healthcheck.htm|503 Connection Content-Type Server Date Content-Length
92|GET|/ews/|503 Server request-id X-OWA-Version X-FailureContext X-Powered-By X-FEServer Date Content-Length
92|GET|/ews/healthcheck.htm|200 Content-Type Server request-id X-FEServer Date Content-Length
93|GET|/ews/healthcheck.htm|503 Server request-id X-FEServer Date Content-Length
93|GET|/ews/|401 Server request-id X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer Date Content-Length
94|GET|/oab/oab.xml|500 Server X-Powered-By Content-Type Date Content-Length
94|GET|/ews/|401 Server request-id X-OWA-Version Negotiate NTLM X-Powered-By X-FEServer Date Content-Length
95|GET|/oab/oab.xml|302 Content-Type Location Server X-Powered-By X-FEServer Date Content-Length
97|GET|/ews/|404 Content-Type Server X-Powered-By Date Content-Length
98|GET|/ews/|401 Server request-id Negotiate NTLM X-Powered-By X-FEServer Date Content-Length
END
while IFS='|' read -r last method path fields; do
	ask "127.0.0.$last" "$method" "$path"
	same "fault at .$last $method $path: status and fields" "$fields" "$(order)"
done <"$dir/faults"

# address | path | field | value
cat >"$dir/values" <<END
81|/ews/|WWW-Authenticate|Negotiate, NTLM, Basic realm="Example, Inc."
81|/ews/|Via|1.1 rp01
84|/ews/|WWW-Authenticate|Basic realm="Please log on with your e-mail address"
84|/ews/|Server|rp01
85|/ews/|Set-Cookie|cookie_test=; path=/; secure; HttpOnly
85|/ews/|Location|https://$name:$port/CookieAuth.dll?GetLogon?curl=Z2F&reason=0&formdir=1
86|/ews/|X-FEServer|CHAINED EDGE07
87|/ews/a?b=c|Location|https://$name:$port/ews/a?b=c
91|/ews/|Server|Microsoft-HTTPAPI/2.0
91|/ews/|Connection|close
92|/ews/|X-FailureContext|BackEnd;503;U2VydmljZVVuYXZhaWxhYmxl;;;;
95|/oab/|Location|/owa/
END
while IFS='|' read -r last path field expected; do
	ask "127.0.0.$last" GET "$path"
	same "fault at .$last $path: $field" "$expected" "$(value "$field" | paste -sd ' ')"
done <"$dir/values"

ask 127.0.0.68 GET /ews/
holds 'OAuth between servers: application' 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="' "$(value WWW-Authenticate)"
case $(value WWW-Authenticate) in
*authorization_uri* | *invalid_token*) result 1 'OAuth between servers: nothing for clients' ;;
*) result 0 'OAuth between servers: nothing for clients' ;;
esac
ask 127.0.0.69 GET /ews/
holds 'OAuth for clients: authorization_uri' 'authorization_uri="https://' "$(value WWW-Authenticate)"
ask 127.0.0.68 GET /microsoft-server-activesync --header 'Authorization: Bearer'
same 'an empty Bearer token: fields' '401 request-id x-ms-diagnostics X-OWA-Version X-FEServer Bearer Basic Date Content-Length' "$(order)"
holds 'an empty Bearer token: error' 'error="invalid_token"' "$(value WWW-Authenticate)"

# Without TLS: refused, redirected, or (the fault) answered with Basic.
for row in '71|403|' "73|302|https://127.0.0.73:$port/ews/a?b" '72|401|'; do
	IFS='|' read -r last status target <<END
$row
END
	curl -q --silent --noproxy '*' --dump-header "$dir/head" --output "$dir/body" "http://127.0.0.$last:$http_port/ews/a?b"
	same "http at .$last: status" "$status" "$(awk 'NR == 1 { print $2 }' "$dir/head")"
	same "http at .$last: target" "$target" "$(value Location)"
done
holds 'http at .72: Basic' 'Basic realm="127.0.0.72"' "$(value WWW-Authenticate)"
same 'a Host field that is no name does not come back' "$name" "$(curl -q --silent --noproxy '*' --header 'Host: a"b' \
	--include "http://127.0.0.72:$http_port/ews/" | tr -d '\r' | sed -n 's/.*realm="\(.*\)"/\1/p')"

slow=$(curl -q --silent --noproxy '*' --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.96" --output /dev/null \
	--write-out '%{time_total}' "https://$name:$port/ews/")
[ "${slow%.*}" -ge 3 ]
result $? 'a slow node takes its time' '3 s or more' "$slow"

curl -q --silent --noproxy '*' --max-time 1 --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.61" --output /dev/null \
	--header 'Authorization: NTLM c2VjcmV0' "https://$name:$port/ews/logged" "https://$name:$port/ews/again"
same 'log: same connection, scheme, method, URI, status' 'NTLM GET /ews/logged 401 NTLM GET /ews/again 401 one connection' \
	"$(awk '/ \/ews\/(logged|again) / { line = line $4 " " $5 " " $6 " " $7 " "; seen[$3] = 1 }
		END { for (i in seen) n++; print line (n == 1 ? "one connection" : n " connections") }' "$dir/log")"
grep -q c2VjcmV0 "$dir/log"
same 'log: no credentials' 1 $?

# A delayed answer does not hold up the end.
curl -q --silent --noproxy '*' --cacert "$dir/state/ca.pem" --resolve "$name:$port:127.0.0.96" --output /dev/null "https://$name:$port/ews/" &
waiting=$!
sleep 0.3
before=$(date +%s)
stop faults
after=$(date +%s)
wait "$waiting"
[ $((after - before)) -le "${SIM_STOP_S:-1}" ]
result $? 'it ends at once although an answer is delayed' 'at most 1 s' "$((after - before)) s"

# --- the end of standard input ----------------------------------------------------------------------
rm -f "$dir/ready" "$dir/in"
mkfifo "$dir/ready" "$dir/in"
# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
${TEST_WRAP:-} "$sim" --print-ready --until-eof "$farms/gen-2019.conf" <"$dir/in" >"$dir/ready" &
pid=$!
exec 9>"$dir/in"
read -r ready <"$dir/ready"
ca=$(expr "$ready" : '.* ca=\(.*\)')
[ -s "$ca" ]
result $? 'without --state-dir: a temporary directory with the authority'
exec 9>&-
wait "$pid"
same '--until-eof: ends with 0 at the end of standard input' 0 $?
pid=
[ ! -e "$(dirname "$ca")" ]
result $? 'the temporary directory is removed'

# --- configurations that cannot be used -------------------------------------------------------------
# refused WHAT MESSAGE: the configuration is on standard input
refused() {
	cat >"$dir/bad.conf"
	"$sim" --state-dir "$dir/state" "$dir/bad.conf" >"$dir/out" 2>"$dir/err" </dev/null
	same "$1: exit code" 2 $?
	same "$1: message" "exchange_sim: $dir/bad.conf: $2" "$(cat "$dir/err")"
}
node='[farm]
[node a]
address = 127.0.0.99'
vdirs='autodiscover, ews, oab, mapi, rpc, microsoft-server-activesync, owa, ecp, powershell, api'
refused 'no farm' '[farm]: missing' <<END
[node a]
address = 127.0.0.99
END
refused 'no node' '[node NAME]: expected 1 to 128 such groups, got 0' <<END
[farm]
END
refused 'unknown key of the farm' '[farm] color: unknown key; expected one of hostname, domain, generation, build, certificate, http, names' <<END
[farm]
color = red
END
refused 'unknown generation' '[node a] generation: expected one of 2007, 2010, 2013, 2016, 2019, SE, got "2003"' <<END
$node
generation = 2003
END
refused 'build of another generation' '[node a] build: expected a build of Exchange 2019 as in 15.2.1544.11, got "15.1.2507.39"' <<END
$node
build = 15.1.2507.39
END
refused 'unknown certificate' '[node a] certificate: expected one of good, other, rsa, sha384, sha1, expires-soon, expired, not-yet-valid, wrong-name, self-signed, got "pink"' <<END
$node
certificate = pink
END
refused 'no address' '[node a] address: missing' <<END
[farm]
[node a]
END
refused 'a name as address' '[node a] address: expected a numeric address, got "localhost"' <<END
[farm]
[node a]
address = localhost
END
refused 'an address twice' '[node b] address: expected an address of its own, but a has 127.0.0.99 too' <<END
$node
[node b]
address = 127.0.0.99
END
refused 'unknown directory' "[a/exchange]: expected [farm], [account NAME], [node NAME] or [NODE/DIRECTORY], where NODE is the name of a node or * and DIRECTORY * or one of $vdirs" <<END
$node
[a/exchange]
END
refused 'unknown node' "[b/ews]: expected [farm], [account NAME], [node NAME] or [NODE/DIRECTORY], where NODE is the name of a node or * and DIRECTORY * or one of $vdirs" <<END
$node
[b/ews]
END
refused 'no true or false' '[a/ews] basic: expected true or false, got "yes"' <<END
$node
[a/ews]
basic = yes
END
refused 'status out of range' '[*/*] post_status: expected a number from 200 to 599, got "1000"' <<END
$node
[*/*]
post_status = 1000
END
refused 'unknown bearer' '[a/*] bearer: expected none, server or hybrid, got "all"' <<END
$node
[a/*]
bearer = all
END
refused 'an empty provider' "[a/ews] providers: expected entries separated by ';', none of them empty, got \"\"" <<END
$node
[a/ews]
providers = NTLM;;Negotiate
END
refused 'a field of the listener' "[a/ews] headers: expected header fields as in \"X-Name: value\" (but no Content-Length or Transfer-Encoding) separated by ';', got \"Content-Length: 7\"" <<END
$node
[a/ews]
headers = Content-Length: 7
END
refused 'a forged line' "[a/ews] realm: expected one line without control characters, got \"a
b\"" <<END
$node
[a/ews]
realm = a\nb
END
printf 'no group\n' >"$dir/bad.conf"
"$sim" "$dir/bad.conf" >"$dir/out" 2>"$dir/err"
same 'no key file: exit code' 2 $?
holds 'no key file: message' "exchange_sim: $dir/bad.conf: " "$(cat "$dir/err")"
"$sim" "$dir/missing.conf" >"$dir/out" 2>"$dir/err"
same 'no file: exit code' 2 $?
holds 'no file: message' 'No such file or directory' "$(cat "$dir/err")"
"$sim" >"$dir/out" 2>"$dir/err"
same 'no argument: exit code' 2 $?
"$sim" --port 65536 "$farms/demo.conf" >"$dir/out" 2>"$dir/err"
same 'no port: exit code' 2 $?
holds 'no port: message' 'exchange_sim: --port: expected a number from 0 to 65535, got 65536' "$(cat "$dir/err")"

echo "1..$count"
[ "$failed" -eq 0 ] || exit 1
