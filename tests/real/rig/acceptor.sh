# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# HTTPS servers whose logons MIT Kerberos and gss-ntlmssp decide, channel bindings included.

needs+=(
	"python3-gssapi		/usr/lib/python3/dist-packages/gssapi/__init__.py"
	"libfaketime		/usr/lib/*/faketime/libfaketimeMT.so.1"
)

# A process each: name, address, NetBIOS name, how far its clock is off (seconds).
acceptor_processes=(
	"node1		127.0.0.1	MAIL01	0"
	"node2		127.0.0.2	MAIL02	0"
	"ahead		127.0.0.1	MAIL01	+200"
	"behind		127.0.0.1	MAIL01	-600"
	"far		127.0.0.1	MAIL01	+600"
)

# name, process, certificate shown, certificate bound to, packages of Negotiate, extended protection of
# autodiscover, ews and oab. ep-recommended is what Microsoft advises.
acceptor_listeners=(
	"ep-none		node1	server	server	any	none	none	none"
	"ep-recommended		node1	server	server	any	none	allow	allow"
	"ep-require		node1	server	server	any	none	require	require"
	"ep-everywhere		node1	server	server	any	require	require	require"
	"ep-sha384		node1	sha384	sha384	any	none	allow	require"
	"ep-sha512		node1	sha512	sha512	any	none	allow	require"
	"ep-pss			node1	pss	pss	any	none	allow	require"
	"ep-other-allow		node1	server	inside	any	none	allow	allow"
	"ep-other-require	node1	server	inside	any	none	require	require"
	"negotiate-kerberos	node1	server	server	kerberos none	allow	allow"
	"negotiate-wrapped	node1	server	server	wrapped	none	allow	allow"
	"clock-ahead		ahead	server	server	any	none	allow	allow"
	"clock-behind		behind	server	server	any	none	allow	allow"
	"clock-far		far	server	server	any	none	allow	allow"
	"same-certificate	node1	server	server	any	none	allow	allow"
	"same-certificate	node2	server	server	any	none	allow	allow"
	"inside-certificate	node1	inside	inside	any	none	allow	require"
	"inside-certificate	node2	inside	inside	any	none	allow	require"
)

acceptor_ports()
{
	printf '%s\n' "${acceptor_listeners[@]}" | awk '!seen[$1]++ { print $1 }'
}

acceptor_prepare()
{
	mkdir -p "$STATE/acceptor"
}

# acceptor_listeners_of PROCESS ADDRESS NODE
acceptor_listeners_of()
{
	local row name process rest port

	for row in "${acceptor_listeners[@]}"; do
		read -r name process rest <<<"$row"
		[ "$process" = "$1" ] || continue
		port=$(ports_of "$name") || return
		echo "$name $2 $port $3 $rest"
	done
}

acceptor_configure()
{
	local row process address node

	for row in "${acceptor_processes[@]}"; do
		read -r process address node _ <<<"$row"
		acceptor_listeners_of "$process" "$address" "$node" >"$STATE/acceptor/$process.listeners" || return
	done
}

# acceptor_run PROCESS VERIFIER COMMAND...: in the background, started by COMMAND (env, unshare).
acceptor_run()
{
	local files=$STATE/acceptor/$1 verifier=$2

	shift 2
	setsid "$@" /usr/bin/python3 "$HERE/acceptor/acceptor.py" "$verifier" "$STATE/tls" "$files.listeners" \
		"$STATE/acceptor/access.log" </dev/null >"$files.err" 2>&1 &
	echo $! >"$files.pid"
}

# With nothing of the caller's environment but what is given here.
acceptor_start()
{
	local row process node offset clock

	for row in "${acceptor_processes[@]}"; do
		read -r process _ node offset <<<"$row"
		clock=()
		[ "$offset" = 0 ] || clock=(
			LD_PRELOAD="$(need_find '/usr/lib/*/faketime/libfaketimeMT.so.1')"
			FAKETIME="${offset}s" FAKETIME_DONT_FAKE_MONOTONIC=1
		)
		acceptor_run "$process" gssapi env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
			KRB5_CONFIG="$STATE/krb5/krb5.conf" KRB5RCACHETYPE=none \
			KRB5_KTNAME="FILE:$STATE/krb5/http.keytab" GSS_MECH_CONFIG="$STATE/krb5/mechanisms" \
			NTLM_USER_FILE="$STATE/krb5/ntlm.users" \
			NETBIOS_COMPUTER_NAME="$node" NETBIOS_DOMAIN_NAME="$NT_DOMAIN" "${clock[@]}"
	done
}

acceptor_pids()
{
	local row

	for row in "${acceptor_processes[@]}"; do
		echo "$STATE/acceptor/${row%%[[:space:]]*}.pid"
	done
}

acceptor_environment()
{
	printf 'export REAL_ACCEPTOR_LOG=%q\n' "$STATE/acceptor/access.log"
}
