#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A real server to test against: Apache httpd with mod_auth_gssapi, gss-ntlmssp and a Kerberos KDC.
#
#   apache.sh start DIR     make everything below DIR anew, start it, print what `env` prints
#   apache.sh stop DIR      stop what runs there
#   apache.sh env DIR       print shell lines for a client: names, files, the port of each host
#   apache.sh status DIR    say what runs; 0 when all does
#
# Loopback only, no system service touched. DIR is new, empty, or from an earlier start.
set -u

export LC_ALL=C
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DOMAIN=corp.test
REALM=CORP.TEST
HOST=mail.$DOMAIN
AUTODISCOVER_HOST=autodiscover.$DOMAIN
NT_DOMAIN=CORP
NT_COMPUTER=MAIL01
PROBE_USER=probe

# shellcheck source-path=SCRIPTDIR source=rig/need.sh
. "$HERE/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/process.sh
. "$HERE/rig/process.sh"
# shellcheck source-path=SCRIPTDIR source=rig/ports.sh
. "$HERE/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=rig/certificates.sh
. "$HERE/rig/certificates.sh"
# shellcheck source-path=SCRIPTDIR source=rig/kdc.sh
. "$HERE/rig/kdc.sh"
# shellcheck source-path=SCRIPTDIR source=rig/httpd.sh
. "$HERE/rig/httpd.sh"

usage()
{
	sed -n '3,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
	exit 2
}

die()
{
	echo "apache.sh: $*" >&2
	exit 1
}

# Runs a step; what it prints goes to the log, and to the user when it fails.
step()
{
	"$@" >"$STATE/step.log" 2>&1 && return
	cat "$STATE/step.log" >&2
	tail -n 5 "$STATE/httpd/log/error.log" 2>/dev/null >&2
	stop
	die "$1 failed"
}

# Empties the state directory, but never one that is not ours.
state_renew()
{
	mkdir -p "$STATE" || return
	if [ ! -e "$STATE/.real-server" ] && [ -n "$(ls -A "$STATE")" ]; then
		die "$STATE holds other files: name a new or an empty directory"
	fi
	state_reachable || exit 1
	rm -rf "${STATE:?}"/* "$STATE/.real-server"
	: >"$STATE/.real-server"
	chmod 711 "$STATE"
}

# httpd's children are not root: they must be able to reach the directory.
state_reachable()
{
	local parent=$STATE

	while [ "$(id -u)" -eq 0 ] && parent=$(dirname "$parent") && [ "$parent" != / ]; do
		case $(stat -c %A "$parent") in
		*[xt]) ;;
		*) die "$parent is closed to other users: chmod o+x, or take another directory" ;;
		esac
	done
}

# A password of the day, in the form of the plugins' --auth-file.
state_secret()
{
	(
		umask 077
		cat >"$STATE/auth-file" <<-END
			username=$PROBE_USER
			password=$PASSWORD
			domain=$NT_DOMAIN
		END
	)
}

wait_until_up()
{
	local try

	for ((try = 0; try < 100; try++)); do
		status && all_answer && return
		sleep 0.1
	done
	return 1
}

all_answer()
{
	local name port

	while read -r name port; do
		if ! ports_answer "$port"; then
			echo "nothing answers on port $port ($name)"
			return 1
		fi
	done <"$STATE/ports"
}

# Chooses ports and starts the servers there. Between the choice and the start somebody else may
# take a port, another test for one: then once more, with others.
bring_up()
{
	local try

	for ((try = 0; try < 3; try++)); do
		ports_assign && kdc_configure && httpd_configure || return
		kdc_start && httpd_start && wait_until_up && return
		stop
	done
	return 1
}

start()
{
	need_check || exit 1
	if process_alive "$STATE/httpd/run/httpd.pid" || process_alive "$STATE/krb5/kdc.pid"; then
		stop || die "cannot stop what runs in $STATE"
	fi
	state_renew || exit 1
	PASSWORD=$(openssl rand -hex 16)
	step state_secret
	(step certificates_make) || exit 1
	step kdc_prepare
	step httpd_prepare
	step bring_up
	environment
}

stop()
{
	local failed=0

	process_stop "$STATE/httpd/run/httpd.pid" || failed=1
	process_stop "$STATE/krb5/kdc.pid" || failed=1
	return $failed
}

environment()
{
	local name port

	[ -e "$STATE/ports" ] || die "nothing was started in $STATE"
	printf 'export %s=%q\n' \
		KRB5_CONFIG "$STATE/krb5/krb5.conf" \
		KRB5CCNAME "FILE:$STATE/krb5/client.ccache" \
		GSS_MECH_CONFIG "$STATE/krb5/mechanisms" \
		REAL_CA "$STATE/tls/authority.pem" \
		REAL_OTHER_CA "$STATE/tls/stranger.pem" \
		REAL_HOST "$HOST" \
		REAL_AUTH_FILE "$STATE/auth-file" \
		REAL_NTLM_USERS "$STATE/krb5/ntlm.users" \
		REAL_PRINCIPAL "$PROBE_USER@$REALM"
	while read -r name port; do
		printf 'export REAL_PORT_%s=%s\n' "${name//-/_}" "$port"
	done <"$STATE/ports"
}

status()
{
	local file failed=0

	for file in "$STATE/krb5/kdc.pid" "$STATE/httpd/run/httpd.pid"; do
		if process_alive "$file"; then
			echo "$(basename "$file" .pid): runs, process $(cat "$file")"
		else
			echo "$(basename "$file" .pid): does not run"
			failed=1
		fi
	done
	return $failed
}

[ $# -eq 2 ] || usage
STATE=$(realpath -m -- "$2")
case $1 in
start) start ;;
stop) stop ;;
env) environment ;;
status) status ;;
*) usage ;;
esac
