#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_signin against the real server of apache.sh: the classic incident, as TAP. Beside it check_exchange_ews and _oab with a ticket.
#
# BUILD_DIR has the plugins; the environment of `make check-real` sets it.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
plugin=$build/plugins/check_exchange_signin
# For judge.sh:
# shellcheck disable=SC2034
service="EXCHANGE SIGNIN" measures=1
ews=/EWS/Exchange.asmx
book=/OAB/7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/judge.sh
. "$here/rig/judge.sh"
# shellcheck source-path=SCRIPTDIR source=rig/client.sh
. "$here/rig/client.sh"

need_programs()
{
	suite_need curl curl --version
	suite_need jq jq --version
	suite_need python3-prometheus-client /usr/bin/python3 -c 'import prometheus_client.openmetrics'
	client_need
	suite_need_built "$plugin"
	suite_need_built "$build/plugins/check_exchange_ews"
	suite_need_built "$build/plugins/check_exchange_oab"
	# shellcheck disable=SC2034 # judge.sh uses it
	promtool=$("$here/rig/promtool.sh" "$build/tests/real/promtool") || tap_bail_out "no promtool"
}

# --- what the server answers --------------------------------------------------------------------------

# envelope OPERATION: around what it reads.
envelope()
{
	echo '<?xml version="1.0" encoding="utf-8"?>'
	echo '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
	echo "<$1 xmlns=\"http://schemas.microsoft.com/exchange/services/2006/messages\">"
	cat
	echo "</$1></s:Body></s:Envelope>"
}

write_autodiscover()
{
	local service url element

	url=https://localhost:$(suite_port signin)
	echo '<?xml version="1.0" encoding="utf-8"?>'
	echo '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">'
	echo '<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">'
	echo '<User><DisplayName>Probe</DisplayName></User>'
	echo '<Account><AccountType>email</AccountType><Action>settings</Action>'
	echo '<Protocol><Type>EXPR</Type><Server>localhost</Server><SSL>On</SSL><AuthPackage>Ntlm</AuthPackage>'
	for service in "ASUrl $ews" "EwsUrl $ews" "OOFUrl $ews" "OABUrl $book/"; do
		element=${service%% *}
		echo "<$element>$url${service#* }</$element>"
	done
	echo '</Protocol></Account></Response></Autodiscover>'
}

write_free_busy()
{
	envelope GetUserAvailabilityResponse <<-'END'
		<FreeBusyResponseArray><FreeBusyResponse>
		<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>
		<FreeBusyView>
		<FreeBusyViewType xmlns="http://schemas.microsoft.com/exchange/services/2006/types">FreeBusyMerged</FreeBusyViewType>
		<MergedFreeBusy xmlns="http://schemas.microsoft.com/exchange/services/2006/types">0022</MergedFreeBusy>
		</FreeBusyView>
		</FreeBusyResponse></FreeBusyResponseArray>
	END
}

write_out_of_office()
{
	envelope GetUserOofSettingsResponse <<-'END'
		<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>
		<OofSettings xmlns="http://schemas.microsoft.com/exchange/services/2006/types"><OofState>Disabled</OofState></OofSettings>
	END
}

write_manifest()
{
	cat <<-'END'
		<?xml version="1.0" encoding="utf-8"?>
		<OAB><OAL id="7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902" dn="/" name="\Global Address List">
		<Full seq="7" ver="32" size="554" uncompressedsize="1165" SHA="0123456789abcdef0123456789abcdef01234567">a-data-7.lzx</Full>
		</OAL></OAB>
	END
}

write_answers()
{
	answers=$suite_dir/server/httpd/documents/signin
	mkdir -p "$answers"
	write_autodiscover >"$answers/autodiscover.xml"
	write_free_busy >"$answers/freebusy.xml"
	write_out_of_office >"$answers/oof.xml"
	write_manifest >"$answers/oab.xml"
}

# --- the server, as curl and others see it: a broken rig must not be taken for a broken plugin ---------

# offers PATH EXPECTED: status and WWW-Authenticate fields in wire order.
offers()
{
	local got

	got=$(curl -q --silent --max-time 10 --cacert "$REAL_CA" --request POST --data x --output /dev/null --dump-header - \
		"https://localhost:$(suite_port signin)$1" | tr -d '\r' |
		sed -n 's,^HTTP/1.1 \([0-9]*\).*,\1,p; s,^WWW-Authenticate: ,/ ,p' | tr '\n' ' ')
	tap_equal "curl: $1: $2" "${got% }" "$2"
}

prove_order()
{
	local path

	for path in /autodiscover/autodiscover.xml "$ews" "$book/oab.xml"; do
		offers "$path" "401 / ${1//,/ / }"
	done
}

prove_logons()
{
	local path package

	for path in /autodiscover/autodiscover.xml "$ews" "$book/oab.xml"; do
		for package in ntlm negotiate-ntlm; do
			client_gets signin "$path" "$package" right '^401 200 '
		done
		client_gets signin "$path" ntlm right '^401 401 ' "$REAL_WRONG_AUTH_FILE"
	done
}

# --- the plugin ---------------------------------------------------------------------------------------

# signs_in NAME CODE FIRST MORE [ARGUMENT...]: with credentials; see judge().
signs_in()
{
	local name=$1 expected=$2 first=$3 more=$4

	shift 4
	before=$(wc -l <"$REAL_HTTPD_LOG")
	judge "$name" "$expected" "$first" "$more" "${at[@]}" --auth-file "$REAL_AUTH_FILE" "$@"
}

# cost NAME REQUESTS LOGONS CONNECTIONS: of the last one, by the server's log.
cost()
{
	local lines

	lines=$(tail -n +$((before + 1)) "$REAL_HTTPD_LOG" | grep -v '/refused/')
	tap_equal "$1: requests, logons, connections" "$(grep -c . <<<"$lines") $(grep -c 'sent=type3' <<<"$lines") $(
		grep -o 'connection=[^ ]*' <<<"$lines" | sort -u | grep -c .
	)" "$2 $3 $4"
}

# prompts NAME OUT1 OUT0 IN1 IN0
prompts()
{
	local name=$1

	shift
	tap_equal "$name: prompts" "$(grep -oE 'prompt_[a-z]+_[01]=[01]' <<<"$out" | cut -d = -f 2 | tr '\n' ' ')" "$* "
}

judge_incident()
{
	local silent='silent sign-in: Communicator 2007 passes Autodiscover, EWS and the OAB of .*127\.0\.0\.1.*, whatever EnableNegotiate is'
	local set='set (config "Default Web Site|w3svc/1/root)/'

	signs_in 'NTLM first' 0 "$silent" ''
	prompts 'NTLM first' 0 0 0 0
	cost 'NTLM first' 9 2 2

	: >"$answers/negotiate-first"
	prove_order 'Negotiate,NTLM'
	signs_in 'an update puts Negotiate first' 2 \
		'prompt at Autodiscover, EWS and the OAB \(Communicator 2007\): Negotiate is offered before NTLM' \
		"EWS offers: Negotiate, NTLM.*$set.*Autodiscover.*$set.*EWS.*$set.*OAB.*EnableNegotiate \(REG_DWORD\) = 0"
	prompts 'an update puts Negotiate first' 1 0 0 0
	cost 'an update puts Negotiate first' 9 2 2
	signs_in 'an update puts Negotiate first, Lync' 0 'silent sign-in: Lync and Skype for Business passes Autodiscover and EWS' '' --client lync
	signs_in 'an update puts Negotiate first, Outlook' 0 'silent sign-in: Outlook passes Autodiscover, EWS and the OAB' '' --client outlook
	judge 'an update puts Negotiate first, without credentials' 2 \
		'predicted: prompt at Autodiscover \(Communicator 2007\): Negotiate is offered before NTLM' EnableNegotiate "${at[@]}"

	rm "$answers/negotiate-first"
	signs_in 'put right' 0 "$silent" ''
	prompts 'put right' 0 0 0 0
}

judge_address_book()
{
	: >"$answers/oab-broken"
	signs_in 'the address book is broken' 2 'prompt at the OAB \(Communicator 2007\): 500' \
		'only the OAB fails: let Authenticated Users read web\.config'
	prompts 'the address book is broken' 1 1 1 1
	rm "$answers/oab-broken"
	signs_in 'the address book is mended' 0 'silent sign-in' ''
}

# with PROGRAM SERVICE NAME CODE FIRST [ARGUMENT...]: another plugin, asked for the same server by Kerberos.
with()
{
	local plugin=$build/plugins/$1 service=$2 name=$3 expected=$4 first=$5

	shift 5
	judge "$name" "$expected" "$first" '' "${at[@]}" --scheme negotiate --keytab "$REAL_KEYTAB" "$@"
}

# A ticket in place of a password, through the same sessions.
judge_kerberos()
{
	with check_exchange_signin 'EXCHANGE SIGNIN' 'Kerberos: sign-in' 0 'silent sign-in'
	with check_exchange_ews 'EXCHANGE EWS' 'Kerberos: EWS' 0 'probe@corp\.test is free, out of office is Disabled'
	with check_exchange_oab 'EXCHANGE OAB' 'Kerberos: the manifest' 0 'address book of sequence 7' --verify manifest
	with check_exchange_oab 'EXCHANGE OAB' 'Kerberos: a file that is not there' 2 'a-data-7\.lzx: 404'
}

judge_others()
{
	signs_in 'a wrong password' 3 'is refused' '' --auth-file "$REAL_WRONG_AUTH_FILE" --state-dir "$suite_dir/wrong"
	tap_equal 'a wrong password: one logon' "$(tail -n +$((before + 1)) "$REAL_HTTPD_LOG" | grep -v /refused/ | grep -c 'sent=type3')" 1
	judge_json 'JSON' 0 "${at[@]}" --auth-file "$REAL_AUTH_FILE"
	judge_metrics 'OpenMetrics' 0 "${at[@]}" --auth-file "$REAL_AUTH_FILE"
}

need_programs
suite_begin apache
write_answers
prove_order 'NTLM,Negotiate'
prove_logons
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
at=(-e probe@corp.test -H localhost -p "$(suite_port signin)" --ca-file "$REAL_CA" --state-dir "$suite_dir/state" -4)
judge_incident
judge_address_book
judge_kerberos
judge_others
tap_done
