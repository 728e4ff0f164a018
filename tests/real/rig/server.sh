# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A server to test against, put together from parts, with everything it makes below one directory.
#
# The script that includes this sets PARTS and calls server_main. A part P is a file rig/P.sh, which
# adds to `needs` and has these functions:
#
#   P_ports         prints the names of the ports it wants, one a line
#   P_prepare       makes everything that does not depend on a port
#   P_configure     makes the rest, once the file $STATE/ports is written
#   P_start         starts its daemons
#   P_pids          prints the pid files of its daemons
#   P_environment   prints shell lines for a client

export LC_ALL=C
umask 022
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The parts use what this file does not.
# shellcheck disable=SC2034
{
	DOMAIN=corp.test
	REALM=CORP.TEST
	HOST=mail.$DOMAIN
	AUTODISCOVER_HOST=autodiscover.$DOMAIN
	# Names with a certificate: the KDC has another key for the first than the server, and none for the second.
	STALE_HOST=stale.$DOMAIN
	UNKNOWN_HOST=unknown.$DOMAIN
	NT_DOMAIN=CORP
	NT_COMPUTER=MAIL01
	PROBE_USER=probe
}

# shellcheck source-path=SCRIPTDIR source=need.sh
. "$HERE/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=process.sh
. "$HERE/rig/process.sh"
# shellcheck source-path=SCRIPTDIR source=ports.sh
. "$HERE/rig/ports.sh"
# shellcheck source-path=SCRIPTDIR source=certificates.sh
. "$HERE/rig/certificates.sh"

server_usage()
{
	# The comment on top of the script.
	sed -n '3,/^$/{/^#/!q; s/^# \{0,1\}//p}' "$0" >&2
	exit 2
}

server_die()
{
	echo "$(basename "$0"): $*" >&2
	exit 1
}

# Calls PART_$1 of every part.
server_parts()
{
	local part

	for part in "${PARTS[@]}"; do
		"${part}_$1" || return
	done
}

# Runs a step; what it prints goes to the log, and to the user when it fails.
server_step()
{
	"$@" >"$STATE/step.log" 2>&1 && return
	cat "$STATE/step.log" >&2
	tail -n 5 "$STATE"/*/log/error.log "$STATE"/*/*.err 2>/dev/null >&2
	server_stop
	server_die "$* failed"
}

# Empties the state directory, but never one that is not ours.
server_renew()
{
	mkdir -p "$STATE" || return
	if [ ! -e "$STATE/.real-server" ] && [ -n "$(ls -A "$STATE")" ]; then
		server_die "$STATE holds other files: name a new or an empty directory"
	fi
	server_reachable || exit 1
	rm -rf "${STATE:?}"/* "$STATE/.real-server"
	: >"$STATE/.real-server"
	chmod 711 "$STATE"
}

# httpd's children are not root: they must be able to reach the directory.
server_reachable()
{
	local parent=$STATE

	while [ "$(id -u)" -eq 0 ] && parent=$(dirname "$parent") && [ "$parent" != / ]; do
		case $(stat -c %A "$parent") in
		*[xt]) ;;
		*) server_die "$parent is closed to other users: chmod o+x, or take another directory" ;;
		esac
	done
}

# server_secret NAME USER PASSWORD: a file for the plugins' --auth-file.
server_secret()
{
	(
		umask 077
		printf 'username=%s\npassword=%s\ndomain=%s\n' "$2" "$3" "$NT_DOMAIN" >"$STATE/$1"
	)
}

# A password of the day, and one that is wrong.
server_secrets()
{
	server_secret auth-file "$PROBE_USER" "$PASSWORD" &&
		server_secret wrong-auth-file "$PROBE_USER" "not$PASSWORD" || return
	# python3-ntlm-auth takes MD4 from OpenSSL, which has it in its legacy provider.
	cat >"$STATE/openssl-legacy.cnf" <<-END
		openssl_conf = all
		[all]
		providers = both
		[both]
		default = on
		legacy = on
		[on]
		activate = 1
	END
}

server_wait()
{
	local try

	for ((try = 0; try < 150; try++)); do
		if server_status && server_answers; then
			return
		fi >"$STATE/wait.log"
		sleep 0.1
	done
	cat "$STATE/wait.log"
	return 1
}

server_answers()
{
	local name port

	while read -r name port; do
		if ! ports_answer "$port"; then
			echo "nothing answers on port $port ($name)"
			return 1
		fi
	done <"$STATE/ports"
}

# Chooses ports and starts the daemons there. Between the choice and the start somebody else may
# take a port, another test for one: then once more, with others.
server_bring_up()
{
	local try

	for ((try = 0; try < 3; try++)); do
		ports_assign && server_parts configure || return
		server_parts start && server_wait && return
		server_stop
	done
	return 1
}

server_start()
{
	need_check || exit 1
	server_stop || server_die "cannot stop what runs in $STATE"
	server_renew || exit 1
	PASSWORD=$(openssl rand -hex 16)
	server_step server_secrets
	(server_step certificates_make) || exit 1
	server_step server_parts prepare
	server_step server_bring_up
	server_environment
}

server_stop()
{
	local file failed=0

	for file in $(server_parts pids); do
		process_stop "$file" || failed=1
	done
	return $failed
}

server_environment()
{
	local name port

	[ -e "$STATE/ports" ] || server_die "nothing was started in $STATE"
	printf 'export %s=%q\n' \
		REAL_CA "$STATE/tls/authority.pem" \
		REAL_OTHER_CA "$STATE/tls/stranger.pem" \
		REAL_TLS "$STATE/tls" \
		REAL_HOST "$HOST" \
		REAL_STALE_HOST "$STALE_HOST" \
		REAL_UNKNOWN_HOST "$UNKNOWN_HOST" \
		REAL_AUTH_FILE "$STATE/auth-file" \
		REAL_WRONG_AUTH_FILE "$STATE/wrong-auth-file" \
		REAL_OPENSSL_LEGACY "$STATE/openssl-legacy.cnf"
	server_parts environment
	while read -r name port; do
		printf 'export REAL_PORT_%s=%s\n' "${name//-/_}" "$port"
	done <"$STATE/ports"
}

server_status()
{
	local file failed=0

	for file in $(server_parts pids); do
		if process_alive "$file"; then
			echo "$(basename "$file" .pid): runs, process $(cat "$file")"
		else
			echo "$(basename "$file" .pid): does not run"
			failed=1
		fi
	done
	return $failed
}

server_main()
{
	[ $# -eq 2 ] || server_usage
	STATE=$(realpath -m -- "$2")
	case $1 in
	start) server_start ;;
	stop) server_stop ;;
	env) server_environment ;;
	status) server_status ;;
	*) server_usage ;;
	esac
}
