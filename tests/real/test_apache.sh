#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_auth against the real server of apache.sh, as TAP.
#
# BUILD_DIR has plugins/check_exchange_auth; the environment of `make check-real` sets it.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
plugin=$build/plugins/check_exchange_auth
service="EXCHANGE AUTH"
measures=1
remedy='appcmd.*windowsAuthentication.*providers'
ews=/EWS/Exchange.asmx

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/judge.sh
. "$here/rig/judge.sh"

need_programs()
{
	suite_need curl curl --version
	suite_need jq jq --version
	suite_need python3-prometheus-client /usr/bin/python3 -c 'import prometheus_client.openmetrics'
	suite_need_built "$plugin"
	suite_need_built "$build/plugins/exchange_decode"
	promtool=$("$here/rig/promtool.sh" "$build/tests/real/promtool") || tap_bail_out "no promtool"
}

# --- the server, as curl sees it: a broken rig must not be taken for a broken plugin --------------

ask()
{
	curl -q --silent --max-time 10 --cacert "$REAL_CA" "$@"
}

# offers HOST METHOD PATH EXPECTED: status and WWW-Authenticate fields in wire order. HOST may have an
# address behind a colon.
offers()
{
	local host=${1%:*} address=127.0.0.1 method=$2 path=$3 expected=$4 scheme=https port got

	[ "$host" = "$1" ] || address=${1#*:}

	[ "$host" = basic-plain ] && scheme=http
	port=$(suite_port "$host")
	got=$(ask --resolve "localhost:$port:$address" --request "$method" --output /dev/null --dump-header - \
		"$scheme://localhost:$port$path" | tr -d '\r' |
		sed -n 's,^HTTP/1.1 \([0-9]*\).*,\1,p; s,^WWW-Authenticate: ,/ ,p' | tr '\n' ' ')
	tap_equal "curl: $1 $method $path" "${got% }" "$expected"
}

# logon NAME HOST CURL-OPTION...: a complete logon comes to 200.
logon()
{
	local name=$1 host=$2

	shift 2
	tap_equal "curl: $name at $host" \
		"$(ask "$@" --output /dev/null --write-out '%{http_code}' \
			"https://localhost:$(suite_port "$host")$ews")" 200
}

prove_server()
{
	local both='Negotiate, NTLM, Basic realm="mail, (\"NTLM, Negotiate\")"'
	local bearer='Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", error="invalid_token"'
	local path host method

	for path in /autodiscover/autodiscover.xml $ews /OAB/; do
		offers negotiate-ntlm GET "$path" '401 / Negotiate / NTLM'
		offers ntlm-negotiate GET "$path" '401 / NTLM / Negotiate'
	done
	for method in GET POST; do
		offers negotiate-ntlm $method $ews '401 / Negotiate / NTLM'
		offers ntlm-negotiate $method $ews '401 / NTLM / Negotiate'
		offers negotiate-only $method $ews '401 / Negotiate'
		offers ntlm-only $method $ews '401 / NTLM'
		offers negotiate-ntlm-basic $method $ews '401 / Negotiate / NTLM / Basic realm="mail"'
		offers merged-negotiate-first $method $ews "401 / $both"
		offers merged-ntlm-first $method $ews \
			'401 / Basic realm="mail, (\"Negotiate, Kerberos\")", NTLM, Negotiate'
		offers exchange $method $ews \
			"401 / $bearer / Negotiate / NTLM / Basic realm=\"$REAL_HOST\""
		offers odd-spelling $method $ews $'401 / , nTlM ,  ,\tNEGOTIATE ,'
		offers no-challenge $method $ews 401
		offers basic-only $method $ews '401 / Basic realm="proxy"'
		offers basic-plain $method $ews '401 / Basic realm="mail"'
		offers anonymous $method $ews 200
		offers logon-form $method $ews 302
		offers broken $method $ews 503
	done
	offers post-loses-ntlm GET $ews '401 / NTLM / Negotiate'
	offers post-loses-ntlm POST $ews '401 / Negotiate'
	offers post-adds-basic GET $ews '401 / NTLM / Negotiate'
	offers post-adds-basic POST $ews '401 / NTLM / Negotiate / Basic realm="mail"'
	offers logon-form GET /OAB/ '401 / NTLM / Negotiate'
	offers oab-unreadable GET $ews '401 / NTLM / Negotiate'
	offers oab-unreadable GET /OAB/ 500
	offers ntlm-negotiate:127.0.0.2 GET $ews '401 / Negotiate / NTLM'
	offers exchange:127.0.0.2 GET $ews \
		"401 / $bearer / Negotiate / NTLM / Basic realm=\"$REAL_HOST\""
	offers broken GET /OAB/ 500
	offers broken GET /autodiscover/autodiscover.xml 404

	sed -n 's/^password=//p' "$REAL_AUTH_FILE" | kinit "$REAL_PRINCIPAL" >/dev/null
	for host in negotiate-ntlm ntlm-negotiate negotiate-only exchange merged-ntlm-first; do
		logon Kerberos $host --negotiate --user :
	done
	for host in negotiate-ntlm ntlm-negotiate exchange merged-ntlm-first; do
		KRB5CCNAME=FILE:/nonexistent NTLM_USER_FILE=$REAL_NTLM_USERS \
			logon 'NTLM inside Negotiate' $host --negotiate --user :
	done
}

# --- the plugin -----------------------------------------------------------------------------------

# judged HOST CODE FIRST MORE ARGUMENT...: the verdict on a virtual host; see judge(). Unless the
# arguments name a server (-H), it is localhost and our authority is trusted.
judged()
{
	local host=$1 expected=$2 first=$3 more=$4 name

	shift 4
	name="$host: ${judge_names[$expected]} with ${*/*\//}"
	case " $* " in
	*" -H "*) set -- -p "$(suite_port "$host")" "$@" ;;
	*) set -- -H localhost -p "$(suite_port "$host")" --ca-file "$REAL_CA" "$@" ;;
	esac
	judge "$name" "$expected" "$first" "$more" "$@"
}

prove_orders()
{
	local policy="--endpoint ews --policy communicator"

	# shellcheck disable=SC2086
	{
		judged negotiate-ntlm 1 'ews.*Negotiate.*NTLM' "$remedy" $policy
		judged ntlm-negotiate 0 '' '' $policy
		judged negotiate-only 2 'ews.*NTLM' "$remedy" $policy
		judged ntlm-only 0 '' '' $policy
		judged negotiate-ntlm-basic 1 'ews.*Negotiate.*NTLM' "$remedy" $policy
		judged merged-negotiate-first 1 'ews.*Negotiate.*NTLM' "$remedy" $policy
		judged merged-ntlm-first 0 '' '' $policy
		judged exchange 1 'ews.*Negotiate.*NTLM' "$remedy" $policy
		judged odd-spelling 0 '' '' $policy
		judged post-loses-ntlm 2 'ews.*NTLM missing.*POST' 'POST: 401, Negotiate' $policy
		judged post-adds-basic 1 'ews.*POST' 'Basic' $policy
	}
}

prove_failures()
{
	local policy="--endpoint ews --policy communicator"

	# shellcheck disable=SC2086
	{
		judged no-challenge 2 'ews.*401 without.*WWW-Authenticate' '' $policy
		judged basic-only 2 'ews.*NTLM' 'Basic.*windowsAuthentication /enabled:true' $policy
		judged anonymous 2 'ews.*200' '' $policy
		judged logon-form 2 'ews.*(302|redirect)' 'logon\.aspx' $policy
		judged basic-plain 2 'ews.*Basic.*(http|clear)' '' $policy --plain-http
		judged broken 2 'ews.*503' '' $policy
		judged broken 2 'oab.*500' '' --endpoint oab
		judged broken 2 'autodiscover.*404' '' --endpoint autodiscover
		judged oab-unreadable 2 'oab.*500' 'web\.config'
	}
}

prove_policies()
{
	judged negotiate-ntlm 0 '' '' --endpoint ews --policy negotiate-first
	judged ntlm-negotiate 1 'ews.*NTLM.*Negotiate' appcmd --endpoint ews --policy negotiate-first
	judged ntlm-only 2 'ews.*Negotiate' '' --endpoint ews --policy negotiate-first
	judged ntlm-only 0 '' '' --endpoint ews --policy ntlm-only
	judged ntlm-negotiate 1 'ews.*Negotiate' appcmd --endpoint ews --policy ntlm-only
	judged negotiate-only 2 'ews.*NTLM' '' --endpoint ews --policy ntlm-only
	judged negotiate-only 0 '' '' --endpoint ews --policy kerberos-only
	judged negotiate-ntlm 1 'ews.*NTLM' appcmd --endpoint ews --policy kerberos-only
	judged ntlm-only 2 'ews.*Negotiate' '' --endpoint ews --policy kerberos-only
	judged exchange 0 '' '' --endpoint ews --policy bearer-first
	judged negotiate-ntlm 2 'ews.*Bearer' '' --endpoint ews --policy bearer-first
	judged negotiate-ntlm 0 '' '' --endpoint ews --policy any
	judged basic-only 0 '' '' --endpoint ews --policy any
	judged no-challenge 2 'ews.*401 without.*WWW-Authenticate' '' --endpoint ews --policy any
	judged basic-plain 2 'ews.*Basic' '' --endpoint ews --policy any --plain-http

	judged ntlm-negotiate 0 '' '' --endpoint ews --expect NTLM,Negotiate
	judged merged-negotiate-first 0 '' '' --endpoint ews --expect Negotiate,NTLM,Basic
	judged negotiate-ntlm 1 'ews.*Negotiate.*NTLM' appcmd --endpoint ews --expect NTLM,Negotiate
	judged negotiate-ntlm 2 'ews.*Basic missing' 'order: .*appcmd' \
		--endpoint ews --expect NTLM,Negotiate,Basic
	judged ntlm-only 2 'ews.*Negotiate' '' --endpoint ews --expect NTLM,Negotiate
	judged negotiate-ntlm 0 '' '' --expect autodiscover:Negotiate,NTLM \
		--expect ews:negotiate,ntlm --expect oab:NEGOTIATE,NTLM
	judged negotiate-ntlm-basic 0 '' '' --endpoint ews --policy any
	judged negotiate-ntlm-basic 1 'ews.*Basic' '' --endpoint ews --policy any --forbid basic
	judged negotiate-ntlm 0 '' '' --endpoint ews --policy any --forbid basic
	judged negotiate-ntlm 2 'ews.*Bearer' '' --endpoint ews --policy any --require bearer
	judged exchange 0 '' '' --endpoint ews --policy any --require bearer
	judged negotiate-ntlm 2 'ews.*Negotiate.*NTLM' appcmd --endpoint ews --order-state critical
}

prove_certificates()
{
	local names=(--endpoint ews -I 127.0.0.1)

	judged ntlm-negotiate 0 '' '' --ca-file "$REAL_CA" -H "$REAL_HOST" "${names[@]}"
	judged ntlm-negotiate 2 'certificate' '' -H localhost --endpoint ews
	judged ntlm-negotiate 2 'certificate' '' --ca-file "$REAL_OTHER_CA" -H localhost --endpoint ews
	judged ntlm-negotiate 0 '' '' --insecure -H localhost --endpoint ews
	judged ntlm-negotiate 2 'certificate.*stranger\.test|stranger\.test.*certificate' '' \
		--ca-file "$REAL_CA" -H stranger.test "${names[@]}"
	judged expired 2 'certificate.*expired|expired.*certificate' '' --endpoint ews
	judged basic-plain 2 "TLS.*127\.0\.0\.1:$(suite_port basic-plain)" 'plain-http' --endpoint ews
	judged kdc 2 'TLS|SSL|closed|reset|timed out|time' '' --endpoint ews --timeout 3
}

prove_several_endpoints()
{
	judged ntlm-negotiate 0 '' '' --policy communicator
	judged ntlm-negotiate 0 '' 'autodiscover.*ews.*oab' -v
	judged negotiate-ntlm 1 'autodiscover.*Negotiate.*NTLM' 'Autodiscover|autodiscover' -v
	judged logon-form 2 'ews.*(302|redirect)' 'logon\.aspx'
	judged broken 2 'autodiscover.*404' 'oab.*500'
	judged negotiate-ntlm 1 '' 'communicator2007.*prompt' --endpoint ews --client communicator2007
	judged negotiate-ntlm 0 '' 'outlook takes Negotiate' \
		--endpoint ews --client outlook --policy negotiate-first -v
	judged negotiate-ntlm 0 '' '' --endpoint ews --client mobile --policy negotiate-first
}

prove_nodes()
{
	local both=(-I 127.0.0.1 -I 127.0.0.2 --endpoint ews)

	judged ntlm-negotiate 1 'MAIL02.*127\.0\.0\.2.*ews.*Negotiate.*NTLM' 'nodes agree' "${both[@]}"
	judged ntlm-negotiate 1 'nodes differ' '127\.0\.0\.1: NTLM, Negotiate.*127\.0\.0\.2\): Negotiate, NTLM' \
		"${both[@]}" --policy any
	judged ntlm-negotiate 0 '' '' -I 127.0.0.1 --endpoint ews
	judged ntlm-negotiate 1 'ews.*Negotiate.*NTLM' "$remedy" -I 127.0.0.2 --endpoint ews
	judged exchange 1 'nodes.*build' '15\.2\.1544\.11.*15\.2\.1544\.14' "${both[@]}" --policy any
	judged odd-spelling 0 '' 'OK. nodes agree' "${both[@]}" -v
	judged ntlm-only 2 '127\.0\.0\.2.*refused' '' "${both[@]}"
	judged ntlm-negotiate 0 '' '' --all-addresses -4 --endpoint ews
}

# --- other formats, read by other people's parsers ------------------------------------------------

# decoded HOST SCHEMES: exchange_decode on the very fields curl received.
decoded()
{
	local got

	got=$(ask --output /dev/null --dump-header - "https://localhost:$(suite_port "$1")$ews" |
		tr -d '\r' | sed -n 's/^WWW-Authenticate: //p' |
		"$build/plugins/exchange_decode" challenge |
		jq -r '[.challenges[] | "\(.scheme)" + if .parameters.realm then "(\(.parameters.realm))" else "" end] | join(" ")')
	tap_equal "$1: exchange_decode" "$got" "$2"
}

prove_decoder()
{
	decoded negotiate-ntlm-basic 'Negotiate NTLM Basic(mail)'
	decoded merged-negotiate-first 'Negotiate NTLM Basic(mail, ("NTLM, Negotiate"))'
	decoded merged-ntlm-first 'Basic(mail, ("Negotiate, Kerberos")) NTLM Negotiate'
	decoded exchange "Bearer Negotiate NTLM Basic($REAL_HOST)"
	decoded odd-spelling 'nTlM NEGOTIATE'
}

prove_formats()
{
	local row host expected

	for row in 'ntlm-negotiate 0' 'negotiate-ntlm 1' 'merged-negotiate-first 1' 'exchange 1' \
		'odd-spelling 0' 'logon-form 2' 'broken 2' 'no-challenge 2' 'expired 2'; do
		read -r host expected <<<"$row"
		set -- "$expected" -H localhost -p "$(suite_port "$host")" --ca-file "$REAL_CA"
		judge_json "$host: JSON" "$@"
		judge_metrics "$host: OpenMetrics" "$@"
	done
}

need_programs
suite_begin apache
prove_server
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
prove_orders
prove_failures
prove_policies
prove_certificates
prove_several_endpoints
prove_nodes
prove_decoder
prove_formats
tap_done
