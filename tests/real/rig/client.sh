# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Logons by other people's clients: a broken server must not be taken for a broken plugin.
# $real_dir and the names in capitals are the suite's.
# shellcheck disable=SC2154

client_need()
{
	suite_need python3-ntlm-auth /usr/bin/python3 -c 'import ntlm_auth'
	suite_need python3-gssapi /usr/bin/python3 -c 'import gssapi'
	suite_need openssl openssl version
	suite_need libfaketime compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1'
}

# at_clock OFFSET COMMAND...: runs it with a clock that is off (+600s).
at_clock()
{
	local library offset=$1

	shift
	library=$(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1')
	LD_PRELOAD=$library FAKETIME=$offset FAKETIME_DONT_FAKE_MONOTONIC=1 "$@"
}

# client PACKAGE BIND SERVER PATH [AUTH-FILE]: what real_dir/acceptor/client.py prints. $client_host may be
# another name of the server.
client()
{
	OPENSSL_CONF=$REAL_OPENSSL_LEGACY /usr/bin/python3 -B "$real_dir/acceptor/client.py" "$1" "$2" \
		"https://${client_host:-localhost}:$(suite_port "$3")$4" "$REAL_CA" "${5:-$REAL_AUTH_FILE}" 2>&1 | tail -n 1
}

# client_gets SERVER PATH PACKAGE BIND EXPECTED [AUTH-FILE]: EXPECTED is a regular expression.
client_gets()
{
	local got

	got=$(client "$3" "$4" "$1" "$2" ${6:+"$6"})
	[[ $got =~ $5 ]] && got=
	tap_result "client: $1 $2: $3${6:+ ${6##*/}}, bindings $4: $5" "${got:+got: $got}"
}
