#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_ntlm against the real server of apache.sh: NTLM and Kerberos logons, refusals, as TAP.
#
# BUILD_DIR has plugins/check_exchange_ntlm; the environment of `make check-real` sets it.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:?the build directory}
ews=/EWS/Exchange.asmx

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/judge.sh
. "$here/rig/judge.sh"
# shellcheck source-path=SCRIPTDIR source=rig/client.sh
. "$here/rig/client.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ntlm.sh
. "$here/rig/ntlm.sh"

# --- the server, as other clients see it ------------------------------------------------------------

prove_server()
{
	local host package

	for host in ntlm-negotiate negotiate-ntlm merged-ntlm-first merged-negotiate-first odd-spelling exchange; do
		for package in ntlm negotiate-ntlm; do
			client_gets $host $ews $package right '^401 200 .*computer=MAIL01'
		done
	done
	for package in ntlm negotiate-ntlm; do
		client_gets ntlm-negotiate $ews $package right '^401 401 ' "$REAL_WRONG_AUTH_FILE"
		client_gets forbidden $ews $package right '^401 403 '
		client_gets forbidden /OAB/ $package right '^401 200 '
		# No token comes back: nothing of NTLM is accepted.
		client_gets negotiate-only $ews $package right '^401$'
		client_gets ntlm-unbound $ews $package right '^401$'
		client_gets closing $ews $package right '^401 401 '
	done
}

# kerberos EXPECTED KEYTAB CACHE [HOST]
kerberos()
{
	local client_host=${4:-localhost}

	KRB5_CLIENT_KTNAME=$2 KRB5CCNAME=$3 client_gets ntlm-negotiate $ews kerberos right "$1"
}

prove_kerberos()
{
	kerberos '^200$' "$REAL_KEYTAB" MEMORY:
	kerberos '^200$' /nonexistent "$REAL_CCACHE"
	kerberos '^200$' "$REAL_KEYTAB" MEMORY: "$REAL_HOST"
	kerberos "^error=.*Client's entry in database has expired" "$REAL_EXPIRED_KEYTAB" MEMORY:
	kerberos '^error=.*Decrypt integrity check failed' "$REAL_CHANGED_KEYTAB" MEMORY:
	kerberos '^error=.*Ticket expired' /nonexistent "$REAL_LATE_CCACHE"
	kerberos '^401 error=.*Key version is not available' "$REAL_KEYTAB" MEMORY: "$REAL_STALE_HOST"
	# With a keytab Kerberos takes the KDC's clock for its own; a ticket from before knows nothing of that.
	at_clock +600s kerberos '^200$' "$REAL_KEYTAB" MEMORY:
	at_clock +600s kerberos '^401 error=.*Clock skew too great' /nonexistent "$REAL_CCACHE"
	kerberos '^error=.*Server HTTP/unknown.* not found in Kerberos database' "$REAL_KEYTAB" MEMORY: "$REAL_UNKNOWN_HOST"
}

# --- the plugin -------------------------------------------------------------------------------------

# Without credentials: the server is asked for its type 2 messages and nobody logs on.
judge_challenges()
{
	local host

	log_mark "$REAL_HTTPD_LOG"
	for host in ntlm-negotiate negotiate-ntlm merged-ntlm-first merged-negotiate-first odd-spelling exchange; do
		ntlm $host 0 '' ''
	done
	ntlm ntlm-negotiate 0 '' 'MAIL01' -v
	log_counts 'no logon without credentials' 'sent=type3' 0 0
	log_counts 'type 1 messages were sent' 'sent=type1' 6 200
	ntlm negotiate-only 2 'negotiate|kerberos|ntlm' 'ews' --endpoint ews
	ntlm ntlm-unbound 2 'ntlm|not accepted' 'ews' --endpoint ews
	ntlm no-challenge 2 '' '' --endpoint ews
	ntlm basic-only 2 'ntlm' '' --endpoint ews
	ntlm broken 2 '503' '' --endpoint ews
	ntlm logon-form 2 '302|redirect' '' --endpoint ews
	ntlm expired 2 'certificate' '' --endpoint ews
	ntlm_json ntlm-negotiate 0
}

judge_logons()
{
	local host good=(--auth-file "$REAL_AUTH_FILE")

	for host in ntlm-negotiate negotiate-ntlm merged-ntlm-first merged-negotiate-first odd-spelling exchange; do
		log_mark "$REAL_HTTPD_LOG"
		ntlm $host 0 '' '' "${good[@]}"
		log_counts "$host: a logon at each endpoint" 'probe .* 200 .*sent=type3' 3 6
		log_counts "$host: none refused" ' 401 .*sent=type3' 0 0
	done
	log_mark "$REAL_HTTPD_LOG"
	ntlm ntlm-negotiate 0 '' '' "${good[@]}" --endpoint ews --handshakes 5
	log_counts 'five handshakes' 'sent=type3' 5 10
	ntlm ntlm-negotiate 0 '' '' "${good[@]}" -H "$REAL_HOST" -I 127.0.0.1
	ntlm odd-spelling 0 '' '' "${good[@]}" --endpoint ews -I 127.0.0.1 -I 127.0.0.2
	ntlm ntlm-negotiate 1 'nodes differ' '127\.0\.0\.1.*127\.0\.0\.2' "${good[@]}" --endpoint ews -I 127.0.0.1 -I 127.0.0.2
	ntlm forbidden 1 'ews.*403|403.*ews' '' "${good[@]}"
	ntlm closing 2 'connection|clos' '' "${good[@]}" --endpoint ews
	ntlm ntlm-unbound 2 'ntlm|not accepted' '' "${good[@]}" --endpoint ews
	ntlm negotiate-only 2 'ntlm|kerberos' '' "${good[@]}" --endpoint ews
	ntlm ntlm-negotiate 0 '' '' "${good[@]}" -vvv
	ntlm_keeps 'every level of the output'
	ntlm_json ntlm-negotiate 0 "${good[@]}"
}

# One definite refusal, and the same secret is not tried again.
judge_refusals()
{
	local wrong=(--auth-file "$REAL_WRONG_AUTH_FILE")

	log_mark "$REAL_HTTPD_LOG"
	ntlm ntlm-negotiate 3 'credential|password' '' "${wrong[@]}"
	log_counts 'a wrong password is tried twice at most' 'sent=type3' 1 2
	log_mark "$REAL_HTTPD_LOG"
	ntlm_again ntlm-negotiate 3 'not tried again' '--retry-logon' "${wrong[@]}"
	ntlm_again negotiate-ntlm 3 'not tried again' '' "${wrong[@]}"
	log_counts 'then no more, at no server' 'sent=type3' 0 0
	ntlm_again ntlm-negotiate 3 'credential|password' '' "${wrong[@]}" --retry-logon
	log_counts 'but once more when told so' 'sent=type3' 1 2
	ntlm_again ntlm-negotiate 0 '' '' --auth-file "$REAL_AUTH_FILE"
	ntlm_json ntlm-negotiate 3 "${wrong[@]}"
	ntlm ntlm-negotiate 3 'nobody logs on without a record.*/proc/nowhere' '' --auth-file "$REAL_AUTH_FILE" \
		--state-dir /proc/nowhere
}

judge_kerberos()
{
	local ticket=(--scheme negotiate --ccache "$REAL_CCACHE") keytab=(--scheme negotiate --keytab "$REAL_KEYTAB")
	local stale=(-H "$REAL_STALE_HOST" -I 127.0.0.1) unknown=(-H "$REAL_UNKNOWN_HOST" -I 127.0.0.1) host

	log_mark "$REAL_HTTPD_LOG"
	for host in ntlm-negotiate negotiate-ntlm merged-ntlm-first exchange; do
		ntlm $host 0 '' '' "${keytab[@]}"
		ntlm $host 0 '' '' "${ticket[@]}"
	done
	log_counts 'the user is the principal' 'probe@CORP.TEST .* 200 .*sent=gssapi' 24 60
	log_counts 'nobody logs on with NTLM' 'sent=type3' 0 0
	# Kerberos works; that nobody outside gets in is still worth a word.
	ntlm negotiate-only 1 'NTLM' '' "${keytab[@]}" --endpoint ews
	ntlm ntlm-negotiate 0 '' '' "${keytab[@]}" -H "$REAL_HOST" -I 127.0.0.1
	ntlm forbidden 1 '403' '' "${keytab[@]}" --endpoint ews
	ntlm ntlm-negotiate 2 'ticket.*key' 'HTTP/stale\.corp\.test' "${keytab[@]}" "${stale[@]}"
	ntlm ntlm-negotiate 2 'HTTP/unknown|SPN|service principal' '' "${keytab[@]}" "${unknown[@]}"
	ntlm ntlm-negotiate 3 'expired' '' --scheme negotiate --keytab "$REAL_EXPIRED_KEYTAB"
	ntlm ntlm-negotiate 3 'credential|password|key' '' --scheme negotiate --keytab "$REAL_CHANGED_KEYTAB"
	ntlm ntlm-negotiate 3 'expired' '' --scheme negotiate --ccache "$REAL_LATE_CCACHE"
	ntlm ntlm-negotiate 3 'keytab' '' --scheme negotiate --keytab /nonexistent
	ntlm ntlm-negotiate 3 'ccache|cache|ticket' '' --scheme negotiate --ccache FILE:/nonexistent
	ntlm basic-only 2 'negotiate' '' "${keytab[@]}" --endpoint ews
	KRB5_CONFIG=/nonexistent ntlm ntlm-negotiate 3 'kerberos|realm|KDC' '' "${keytab[@]}"
	at_clock +600s ntlm ntlm-negotiate 2 'clock' '' --endpoint ews
	at_clock +600s ntlm ntlm-negotiate 2 'clock' '' "${ticket[@]}" --endpoint ews
	ntlm_json ntlm-negotiate 0 "${keytab[@]}"
}

# ntlm_metrics SERVER CODE ARGUMENT...
ntlm_metrics()
{
	local server=$1 expected=$2

	shift 2
	judge_metrics "$server: OpenMetrics with ${*/*\//}" "$expected" -H localhost -p "$(suite_port "$server")" \
		--ca-file "$REAL_CA" --state-dir "$suite_dir/state/1" --retry-logon "$@"
}

judge_metrics_format()
{
	ntlm_metrics ntlm-negotiate 0
	ntlm_metrics ntlm-negotiate 0 --auth-file "$REAL_AUTH_FILE"
	ntlm_metrics ntlm-negotiate 3 --auth-file "$REAL_WRONG_AUTH_FILE"
	ntlm_metrics forbidden 1 --auth-file "$REAL_AUTH_FILE"
	ntlm_metrics ntlm-negotiate 0 --scheme negotiate --keytab "$REAL_KEYTAB"
}

client_need
suite_need jq jq --version
suite_need python3-prometheus-client /usr/bin/python3 -c 'import prometheus_client.openmetrics'
promtool=$("$here/rig/promtool.sh" "$build/tests/real/promtool") || tap_bail_out "no promtool"
suite_begin apache
prove_server
prove_kerberos
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
suite_need_built "$plugin"
judge_challenges
judge_logons
judge_refusals
judge_kerberos
judge_metrics_format
tap_done
