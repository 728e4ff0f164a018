#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_ntlm against a Samba domain controller (samba.sh): names, clock, accounts and lockout, as TAP.
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

# The user's count of wrong passwords, and whether he is locked out, from the controller's own database.
account()
{
	/usr/bin/python3 -B "$here/samba/accounts.py" "$REAL_SAMBA/smb.conf" show "$1"
}

# account_is USER EXPECTED NAME
account_is()
{
	tap_equal "$1: $3" "$(account "$1")" "$2"
}

# said NAME: what ntlm_auth answered to the logon that the server's log has last.
said()
{
	tap_result "samba: $1" "$(tail -n 1 "$REAL_ACCEPTOR_LOG" | grep -vE -- "$1")"
}

prove_server()
{
	local names='domain=CORP .*computer=MAIL01 dns_domain=corp\.test dns_computer=mail01\.corp\.test' row user status

	client_gets samba $ews ntlm right "^401 200 .*$names" "$REAL_SAMBA/probe.auth"
	client_gets samba $ews negotiate-ntlm right '^401 200 ' "$REAL_SAMBA/upn.auth"
	client_gets samba $ews ntlm right '^401 200 ' "$REAL_SAMBA/foreign.auth"
	client_gets samba $ews samba none '^401 200 ' "$REAL_SAMBA/sharp.auth"
	client_gets samba $ews ntlm right '^401 200 .*skew=0' "$REAL_SAMBA/probe.auth"
	client_gets samba-behind $ews ntlm right '^401 200 .*skew=-60[01]' "$REAL_SAMBA/probe.auth"
	for row in 'disabled ACCOUNT_DISABLED' 'expired ACCOUNT_EXPIRED' 'must-change PASSWORD_MUST_CHANGE'; do
		read -r user status <<<"$row"
		client_gets samba $ews ntlm right '^401 401 ' "$REAL_SAMBA/$user.auth"
		said "NT_STATUS_$status"
		account_is "$user" '0 open' 'a right password is not counted'
		client_gets samba $ews ntlm right '^401 401 ' "$REAL_SAMBA/$user.wrong"
		said NT_STATUS_LOGON_FAILURE
		account_is "$user" '1 open' 'a wrong one is'
	done
	for row in '1 open' '2 open' '3 locked'; do
		client_gets samba $ews ntlm right '^401 401 ' "$REAL_SAMBA/locked.wrong"
		account_is locked "$row" 'counted'
	done
	client_gets samba $ews ntlm right '^401 401 ' "$REAL_SAMBA/locked.auth"
	said NT_STATUS_ACCOUNT_LOCKED_OUT
}

# --- the plugin -------------------------------------------------------------------------------------

judge_names()
{
	log_mark "$REAL_ACCEPTOR_LOG"
	ntlm samba 0 '' 'MAIL01.*CORP|CORP.*MAIL01' -v
	ntlm samba 0 '' 'mail01\.corp\.test' -v
	log_counts 'no logon without credentials' 'type3' 0 0
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/probe.auth"
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/upn.auth"
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/probe.auth" -u "CORP\\probe"
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/probe.auth" -u probe@corp.test
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/foreign.auth"
	ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/sharp.auth"
	LC_ALL=C.UTF-8 ntlm samba 0 '' '' --auth-file "$REAL_SAMBA/sharp.auth"
	ntlm samba-behind 2 'clock is 10 minutes behind' '' --auth-file "$REAL_SAMBA/probe.auth"
	ntlm_skew '(599|600)'
	ntlm_json samba 0
	ntlm_json samba 0 --auth-file "$REAL_SAMBA/foreign.auth"
}

# A dead account is the probe's trouble, not the server's; it is not distinguishable on the wire from a wrong password.
judge_accounts()
{
	local user

	for user in disabled expired must-change locked; do
		ntlm samba 3 'password.*disabled.*expired.*locked' '' --auth-file "$REAL_SAMBA/$user.auth"
		log_mark "$REAL_ACCEPTOR_LOG"
		ntlm_again samba 3 'not tried again' '' --auth-file "$REAL_SAMBA/$user.auth"
		log_counts "$user: not tried again" 'type3' 0 0
	done
}

# counted_from COUNT MOST: wrong-once has at most MOST more wrong passwords than COUNT.
counted_from()
{
	local count

	read -r count _ <<<"$(account wrong-once)"
	tap_result "wrong-once: from $1 by $2 at most" "$([ $((count - $1)) -le "$2" ] || echo "badPwdCount is $count")"
}

judge_lockout()
{
	local count

	ntlm samba 3 'credential|password' '' --auth-file "$REAL_SAMBA/wrong-once.wrong"
	counted_from 0 2
	read -r count _ <<<"$(account wrong-once)"
	ntlm_again samba 3 'not tried again' '' --auth-file "$REAL_SAMBA/wrong-once.wrong"
	# Another server of the domain: the clock is what is wrong there, the password stays untried.
	ntlm_again samba-behind 2 'clock' 'not tried again' --auth-file "$REAL_SAMBA/wrong-once.wrong"
	account_is wrong-once "$count open" 'further runs count nothing'
	ntlm_again samba 0 '' '' --auth-file "$REAL_SAMBA/wrong-once.auth"
	account_is wrong-once '0 open' 'the right password is let in at once'

	# As a scheduler would: three wrong passwords lock the user out, many runs do not.
	ntlm samba 3 '' '' --auth-file "$REAL_SAMBA/wrong-often.wrong"
	for _ in 2 3 4 5 6; do
		ntlm_again samba 3 '' '' --auth-file "$REAL_SAMBA/wrong-often.wrong" --endpoint ews
	done
	tap_result 'wrong-often: not locked out' "$(account wrong-often | grep locked)"
}

# Bindings that are wrong by design do not count as wrong passwords.
judge_protection()
{
	ntlm samba 1 'ews.*none' '' --auth-file "$REAL_SAMBA/probe.auth" --ep
	account_is probe '0 open' 'a measurement of extended protection counts nothing'
}

client_need
suite_need jq jq --version
suite_begin samba
prove_server
[ "$tap_failed" -eq 0 ] || tap_bail_out "the server is not what the tests are written for"
suite_need_built "$plugin"
judge_names
judge_accounts
judge_lockout
judge_protection
tap_done
