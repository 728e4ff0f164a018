#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_ntlm against servers with extended protection and with wrong clocks (acceptor.sh), as TAP.
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

# protects SERVER AUTODISCOVER EWS OAB: the last status with right, no and wrong bindings shows the mode.
protects()
{
	local server=$1 path package mode expected

	shift
	for path in /Autodiscover/ $ews /OAB/; do
		mode=$1
		shift
		case $mode in
		none) expected='^200 200 200$' ;;
		allow) expected='^200 200 401$' ;;
		require) expected='^200 401 401$' ;;
		# As allow and require, but only the certificate inside is the right one.
		other-allow) expected='^401 200 401$' ;;
		other-require) expected='^401 401 401$' ;;
		esac
		for package in ntlm negotiate-ntlm kerberos; do
			KRB5CCNAME=$REAL_CCACHE client_gets "$server" "$path" $package right,none,wrong "$expected"
		done
	done
}

prove_server()
{
	local package

	protects ep-none none none none
	protects ep-recommended none allow allow
	protects ep-require none require require
	protects ep-everywhere require require require
	protects ep-sha384 none allow require
	protects ep-sha512 none allow require
	protects ep-pss none allow require
	protects ep-other-allow none other-allow other-allow
	protects ep-other-require none other-require other-require
	for package in ntlm negotiate-ntlm kerberos; do
		KRB5CCNAME=$REAL_CCACHE client_gets ep-other-require $ews $package "$REAL_TLS/inside.pem" '200'
		client_gets ep-recommended $ews ntlm right '^401 401 ' "$REAL_WRONG_AUTH_FILE"
	done
	# Without a ticket GSSAPI comes with NTLM, wrapped in SPNEGO.
	KRB5CCNAME=MEMORY: NTLM_USER_FILE=$REAL_NTLM_USERS client_gets ep-recommended $ews kerberos right '^401 200$'
	KRB5CCNAME=MEMORY: NTLM_USER_FILE=$REAL_NTLM_USERS client_gets negotiate-wrapped $ews kerberos right '^401 200$'
	client_gets negotiate-wrapped $ews negotiate-ntlm right '^401$'
	KRB5CCNAME=MEMORY: NTLM_USER_FILE=$REAL_NTLM_USERS client_gets negotiate-kerberos $ews kerberos right '^401'
	client_gets negotiate-kerberos $ews ntlm right '^401 200 '
	client_gets negotiate-kerberos $ews negotiate-ntlm right '^401$'
	KRB5CCNAME=$REAL_CCACHE client_gets negotiate-kerberos $ews kerberos right '^200$'
}

# With NTLM the clock is in the type 2 message; Kerberos refuses by it, in words that depend on the direction.
prove_clocks()
{
	client_gets ep-recommended $ews ntlm right '^401 200 .*skew=0'
	client_gets clock-ahead $ews ntlm right '^401 200 .*skew=(199|200)'
	client_gets clock-far $ews ntlm right '^401 200 .*skew=(599|600)'
	client_gets clock-behind $ews ntlm right '^401 200 .*skew=-60[01]'
	KRB5CCNAME=$REAL_CCACHE client_gets clock-ahead $ews kerberos right '^200$'
	KRB5CCNAME=$REAL_CCACHE client_gets clock-far $ews kerberos right '^401 error=.*Clock skew too great'
	KRB5CCNAME=$REAL_CCACHE client_gets clock-behind $ews kerberos right '^401 error=.*Ticket not yet valid'
}

# --- the plugin -------------------------------------------------------------------------------------

# measured CREDENTIALS...: --ep on every server.
measured()
{
	local wanted=(--expect-ep ews=allow --expect-ep oab=require)

	ntlm ep-recommended 0 '' 'autodiscover.*none.*ews.*allow.*oab.*allow' "$@" --ep -v
	ntlm ep-none 1 'ews.*none' 'oab.*none' "$@" --ep
	ntlm ep-require 1 'ews.*require' 'oab.*require' "$@" --ep
	ntlm ep-everywhere 1 'autodiscover.*require' 'ews.*require' "$@" --ep
	ntlm ep-require 0 '' '' "$@" --ep --expect-ep ews=require --expect-ep oab=require
	ntlm ep-recommended 1 'ews.*allow.*require|ews.*require.*allow' '' "$@" --ep --expect-ep ews=require
	ntlm ep-recommended 0 '' '' "$@" --ep --endpoint ews
	ntlm ep-sha384 0 '' '' "$@" --ep "${wanted[@]}"
	ntlm ep-sha512 0 '' '' "$@" --ep "${wanted[@]}"
	ntlm ep-pss 0 '' '' "$@" --ep "${wanted[@]}"
	# A certificate of another digest without --ep: the logon itself shows whether the bindings are right.
	ntlm ep-sha384 0 '' '' "$@"
	ntlm ep-sha512 0 '' '' "$@"
	ntlm ep-pss 0 '' '' "$@"
	ntlm_json ep-recommended 0 "$@" --ep
	ntlm_json ep-require 1 "$@" --ep
}

# bridged CREDENTIALS...: the certificate seen is not the one the server is bound to.
bridged()
{
	local server

	openssl x509 -in "$REAL_TLS/inside.pem" -outform DER -out "$suite_dir/inside.der"
	for server in ep-other-allow ep-other-require; do
		ntlm $server 2 'ews' 'channel bindings|another certificate' "$@"
		ntlm $server 2 'ews' 'channel bindings|another certificate' "$@" --ep
		ntlm $server 2 'ews.*certificate seen here is not' 'certificate given: let in' "$@" --iis-cert "$REAL_TLS/inside.pem"
		ntlm $server 2 'ews.*certificate seen here is not' 'certificate given: let in' "$@" --iis-cert "$suite_dir/inside.der"
		# Proves nothing: no logon gets through with it either.
		ntlm $server 2 'ews' 'channel bindings|another certificate' "$@" --iis-cert "$REAL_TLS/sha384.pem"
	done
	ntlm ep-recommended 0 '' '' "$@" --iis-cert "$REAL_TLS/server.pem"
	ntlm ep-recommended 3 'nonexistent' '' "$@" --iis-cert /nonexistent
}

# What a measurement costs the account: at each endpoint one logon that succeeds and two that may not.
judge_costs()
{
	local good=(--auth-file "$REAL_AUTH_FILE")

	log_mark "$REAL_ACCEPTOR_LOG"
	ntlm ep-require 1 'ews.*require' '' "${good[@]}" --ep --endpoint autodiscover --endpoint ews
	log_counts 'a measurement of two endpoints' 'type3' 3 8
	log_counts 'refused by design' 'type3 status=401' 1 3
	log_mark "$REAL_ACCEPTOR_LOG"
	ntlm ep-require 3 'credential|password' '' --auth-file "$REAL_WRONG_AUTH_FILE" --ep
	log_counts 'a wrong password is not measured with' 'type3' 1 2
	ntlm_again ep-require 3 'not tried again' '' --auth-file "$REAL_WRONG_AUTH_FILE" --ep
	log_counts 'nor tried again' 'type3' 1 2
	log_mark "$REAL_ACCEPTOR_LOG"
	ntlm ep-require 0 '' ''
	log_counts 'no logon without credentials' 'type3' 0 0
}

judge_clocks()
{
	local good=(--auth-file "$REAL_AUTH_FILE") ticket=(--scheme negotiate --ccache "$REAL_CCACHE")

	ntlm ep-recommended 0 '' ''
	ntlm clock-ahead 1 'clock is 3 minutes ahead' '' --endpoint ews
	ntlm_skew '(199|200)'
	ntlm clock-behind 2 'clock is 10 minutes behind' '' --endpoint ews
	ntlm_skew '(599|600)'
	ntlm clock-far 2 'clock is 10 minutes ahead' '' --endpoint ews
	ntlm_skew '(599|600)'
	ntlm clock-ahead 0 '' '' --endpoint ews --warn-skew 250
	ntlm clock-behind 1 'clock|skew' '' --endpoint ews --warn-skew 250 --crit-skew 900
	ntlm clock-behind 2 'clock|skew' '' "${good[@]}" --endpoint ews
	ntlm clock-far 2 'clock' '' "${ticket[@]}" --endpoint ews
	ntlm clock-behind 2 'clock' '' "${ticket[@]}" --endpoint ews
}

judge_packages()
{
	local ticket=(--scheme negotiate --ccache "$REAL_CCACHE")

	# NTLM itself works, and so does Kerberos; a client outside that prefers Negotiate is out.
	ntlm negotiate-kerberos 1 'ews: Negotiate takes no NTLM' '' --endpoint ews
	ntlm negotiate-kerberos 1 'ews: Negotiate takes no NTLM' '' --endpoint ews --auth-file "$REAL_AUTH_FILE"
	ntlm negotiate-kerberos 1 'ews: Negotiate takes no NTLM' '' --endpoint ews "${ticket[@]}"
	ntlm negotiate-wrapped 0 '' '' --endpoint ews
	ntlm negotiate-wrapped 0 '' '' --endpoint ews --auth-file "$REAL_AUTH_FILE"
}

client_need
suite_need jq jq --version
suite_begin acceptor
prove_server
prove_clocks
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
suite_need_built "$plugin"
measured --auth-file "$REAL_AUTH_FILE"
bridged --auth-file "$REAL_AUTH_FILE"
measured --scheme negotiate --keytab "$REAL_KEYTAB"
bridged --scheme negotiate --ccache "$REAL_CCACHE"
judge_costs
judge_clocks
judge_packages
tap_done
