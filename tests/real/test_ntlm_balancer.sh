#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_ntlm through a balancer (acceptor.sh): good ones, and each way to break NTLM, as TAP.
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

anonymous()
{
	curl -q --silent --max-time 10 --cacert "$REAL_CA" --output /dev/null --write-out '%{http_version} %{http_code}' "$@"
}

prove_server()
{
	local server package

	for package in ntlm negotiate-ntlm; do
		for server in balanced-tcp balanced-bridged balanced-h2; do
			client_gets $server $ews $package right,right,right,wrong '^200 200 200 401$'
		done
		# The certificate seen is not the one behind.
		client_gets balanced-other $ews $package right,none,wrong,"$REAL_TLS/inside.pem" '^401 200 401 200$'
		client_gets balanced-other /OAB/ $package right,none,wrong,"$REAL_TLS/inside.pem" '^401 401 401 200$'
		# The type 2 comes, but the type 3 goes to another connection or another node.
		client_gets balanced-reconnecting $ews $package right '^401 401 '
		client_gets balanced-switching $ews $package right '^401 401 '
		client_gets balanced-shared $ews $package right '^401 200 '
	done
	for server in balanced-tcp balanced-reconnecting balanced-switching; do
		KRB5CCNAME=$REAL_CCACHE client_gets $server $ews kerberos right '^200$'
	done
	# Somebody else's connection is used for everybody: nobody logged on here.
	tap_equal 'curl: balanced-shared lets anybody in' \
		"$(anonymous "https://localhost:$(suite_port balanced-shared)$ews")" '1.1 200'
	tap_equal 'curl: balanced-h2 speaks HTTP/2' \
		"$(anonymous "https://localhost:$(suite_port balanced-h2)$ews")" '2 401'
	tap_equal 'curl: balanced-switching takes turns' \
		"$(for _ in 1 2 3 4; do
			anonymous --dump-header - "https://localhost:$(suite_port balanced-switching)$ews"
		done | tr -d '\r' | sed -n 's/^x-feserver: //p' | sort | uniq -c | tr -s ' \n' ' ')" ' 2 MAIL01 2 MAIL02 '
}

# --- the plugin -------------------------------------------------------------------------------------

judge_good()
{
	local server good=(--auth-file "$REAL_AUTH_FILE")

	for server in balanced-tcp balanced-bridged balanced-h2; do
		ntlm $server 0 '' ''
		ntlm $server 0 '' '' "${good[@]}"
		log_mark "$REAL_ACCEPTOR_LOG"
		ntlm $server 0 '' '' "${good[@]}" --endpoint ews --handshakes 6
		log_counts "$server: six handshakes" 'type3 status=200' 6 12
		ntlm $server 0 '' '' "${good[@]}" --ep --expect-ep ews=allow --expect-ep oab=allow
		ntlm $server 0 '' '' --scheme negotiate --ccache "$REAL_CCACHE"
	done
}

judge_broken()
{
	local good=(--auth-file "$REAL_AUTH_FILE" --endpoint ews)

	ntlm balanced-switching 2 'two servers.*MAIL0[12].*MAIL0[12]' 'balancer' "${good[@]}"
	ntlm balanced-switching 2 'two servers.*MAIL0[12].*MAIL0[12]' 'balancer' "${good[@]}" --handshakes 4
	ntlm balanced-shared 2 'connection|balancer|shared|anonymous' '' "${good[@]}" --handshakes 4
	ntlm balanced-other 2 'ews.*certificate' '' --auth-file "$REAL_AUTH_FILE"
	ntlm balanced-other 2 'certificate seen here is not' 'certificate given: let in' --auth-file "$REAL_AUTH_FILE" \
		--iis-cert "$REAL_TLS/inside.pem"
	ntlm_json balanced-switching 2 "${good[@]}"
	# Nothing tells this from a wrong password, so it is treated as one; and the balancer is named as the other cause.
	ntlm balanced-reconnecting 3 'refused' 'balancer' "${good[@]}"
	ntlm_again balanced-bridged 3 'not tried again' '' "${good[@]}"
	ntlm_again balanced-bridged 0 '' '' "${good[@]}" --retry-logon
	# Kerberos needs no connection of its own.
	ntlm balanced-reconnecting 0 '' '' --scheme negotiate --ccache "$REAL_CCACHE" --endpoint ews
}

client_need
suite_need curl curl --version
suite_need jq jq --version
suite_begin acceptor
prove_server
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
suite_need_built "$plugin"
judge_good
judge_broken
tap_done
