# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# An Active Directory domain controller by Samba, and HTTPS servers whose NTLM logons it decides.
#
# The controller has the ports it must have, so it runs in a network of its own; the servers ask it
# over winbindd's socket, which is where they expect it in a file system view of their own.

needs+=(
	"samba			samba"
	"winbind		winbindd"
	"winbind		ntlm_auth"
	"python3-samba		/usr/lib/python3/dist-packages/samba/samdb.py"
	"samba-ad-provision	/usr/share/samba/setup/provision.ldif"
	"samba-dsdb-modules	/usr/lib/*/samba/ldb/samldb.so"
	"iproute2		ip"
	"util-linux		unshare"
	"libfaketime		/usr/lib/*/faketime/libfaketimeMT.so.1"
)

# Name and kind of the users; all but the one below have the password of the day.
samba_users=(
	"$PROBE_USER		good"
	"wrong-once		good"
	"wrong-often		good"
	"locked			good"
	"disabled		disabled"
	"expired		expired"
	"must-change		must-change"
)
# Names that are not ASCII, in UTF-8: one with letters like any other, and one with a sharp s,
# whose capital is two letters to some, and itself to Windows.
SAMBA_FOREIGN_USER=$'j\303\274rgen.\303\270st'
SAMBA_SHARP_USER=$'hans.wei\303\237'
SAMBA_FOREIGN_PASSWORD=$'Gr\303\274\303\237e, \316\225\316\273\316\273\316\254\316\264\316\261 \342\202\2545'

samba_ports()
{
	printf '%s\n' samba samba-behind
}

# samba_unshare OPTIONS SCRIPT ARGUMENT...: becomes the command that SCRIPT leaves in its arguments, with
# namespaces of its own; who may not make them becomes root in a user namespace first.
samba_unshare()
{
	local options=$1 script=$2

	shift 2
	unshare --net true 2>/dev/null || options+=" --map-root-user"
	# shellcheck disable=SC2086
	exec setsid unshare $options bash -c "hostname mail01.$DOMAIN && $script && exec "'"$@"' samba "$@"
}

# In the controller's network, and out of the sight of the system's logs.
samba_inside()
(
	samba_unshare '--net --mount --uts' 'ip link set lo up && mount -t tmpfs none /var/log/samba' "$@"
)

# Becomes a command in the view of a server that asks the controller.
samba_beside()
{
	# shellcheck disable=SC2016
	samba_unshare '--mount --uts' 'mount --bind "$1/samba/hosts" /etc/hosts && mount -t tmpfs none /run &&
		mkdir -p /run/samba/winbindd && mount --bind "$1/samba/winbindd" /run/samba/winbindd && shift' "$STATE" "$@"
}

samba_prepare()
{
	local at=$STATE/samba

	if ! samba_inside true; then
		echo "no network of its own for the domain controller: that takes root with CAP_SYS_ADMIN, or user namespaces"
		return 1
	fi
	mkdir -p "$at/run" "$at/log" "$at/winbindd" "$STATE/acceptor" || return
	samba_inside /usr/bin/python3 -B "$HERE/samba/provision.py" --quiet --targetdir="$at" --realm="$REALM" --domain="$NT_DOMAIN" \
		--server-role=dc --dns-backend=NONE --host-name="$NT_COMPUTER" --host-ip=127.0.0.1 \
		--option='interfaces=lo' --option='bind interfaces only=yes' || return
	samba_configuration >"$at/smb.conf"
	printf '127.0.0.1\tmail01.%s mail01 localhost\n' "$DOMAIN" >"$at/hosts"
	samba_accounts lock-after 3 </dev/null && samba_list | samba_accounts make
}

samba_configuration()
{
	cat <<-END
		[global]
			netbios name = $NT_COMPUTER
			workgroup = $NT_DOMAIN
			realm = $REALM
			server role = active directory domain controller
			server services = ldap cldap rpc winbindd
			interfaces = lo
			bind interfaces only = yes
			private dir = $STATE/samba/private
			state directory = $STATE/samba/state
			lock directory = $STATE/samba
			cache directory = $STATE/samba/cache
			pid directory = $STATE/samba/run
			ncalrpc dir = $STATE/samba/ncalrpc
			binddns dir = $STATE/samba/bind-dns
			winbindd socket directory = $STATE/samba/winbindd
			ntp signd socket directory = $STATE/samba/ntp
			log file = $STATE/samba/log/log.%m
			ntlm auth = ntlmv2-only
			tls enabled = no
	END
}

samba_list()
{
	local row name kind

	for row in "${samba_users[@]}"; do
		read -r name kind <<<"$row"
		printf '%s\t%s\t%s\n' "$name" "$PASSWORD" "$kind"
	done
	printf '%s\t%s\tgood\n' "$SAMBA_FOREIGN_USER" "$SAMBA_FOREIGN_PASSWORD" \
		"$SAMBA_SHARP_USER" "$SAMBA_FOREIGN_PASSWORD"
}

samba_accounts()
{
	/usr/bin/python3 "$HERE/samba/accounts.py" "$STATE/samba/smb.conf" "$@"
}

# Every user's file for --auth-file, and those with the user written in other ways.
samba_secrets()
{
	local row name

	for row in "${samba_users[@]}"; do
		read -r name _ <<<"$row"
		server_secret "samba/$name.auth" "$name" "$PASSWORD"
		server_secret "samba/$name.wrong" "$name" "not$PASSWORD"
	done
	server_secret samba/foreign.auth "$SAMBA_FOREIGN_USER" "$SAMBA_FOREIGN_PASSWORD"
	server_secret samba/sharp.auth "$SAMBA_SHARP_USER" "$SAMBA_FOREIGN_PASSWORD"
	server_secret samba/upn.auth "$PROBE_USER@$DOMAIN" "$PASSWORD"
	sed -i 's/^domain=.*/domain=/' "$STATE/samba/upn.auth"
}

samba_configure()
{
	local port behind

	port=$(ports_of samba) && behind=$(ports_of samba-behind) || return
	echo "samba 127.0.0.1 $port MAIL01 server server any none none none" >"$STATE/acceptor/samba.listeners"
	echo "samba-behind 127.0.0.1 $behind MAIL01 server server any none none none" \
		>"$STATE/acceptor/samba-behind.listeners"
	samba_secrets
}

# samba_server NAME [SETTING]...: a server; the settings are for the environment of its ntlm_auth.
samba_server()
{
	local files=$STATE/acceptor/$1

	shift
	samba_beside env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
		ACCEPTOR_HELPER="env $* ntlm_auth --configfile=$STATE/samba/smb.conf --helper-protocol=squid-2.5-ntlmssp" \
		/usr/bin/python3 "$HERE/acceptor/acceptor.py" winbind "$STATE/tls" "$files.listeners" \
		"$STATE/acceptor/access.log" </dev/null >"$files.err" 2>&1
}

samba_start()
{
	# It gives itself another command line; its directory tells whose it is.
	(cd "$STATE/samba" && samba_inside samba --daemon --configfile="$STATE/samba/smb.conf") || return
	samba_server samba &
	echo $! >"$STATE/acceptor/samba.pid"
	samba_server samba-behind LD_PRELOAD="$(need_find '/usr/lib/*/faketime/libfaketimeMT.so.1')" FAKETIME=-600s &
	echo $! >"$STATE/acceptor/samba-behind.pid"
	samba_wait
}

# The servers' socket is there before the controller answers there.
samba_wait()
{
	local try

	for ((try = 0; try < 100; try++)); do
		(samba_beside wbinfo --ping-dc) && return
		sleep 0.1
	done
	return 1
}

samba_pids()
{
	printf '%s\n' "$STATE"/acceptor/samba{,-behind}.pid "$STATE/samba/run/samba.pid"
}

samba_environment()
{
	printf 'export %s=%q\n' \
		REAL_ACCEPTOR_LOG "$STATE/acceptor/access.log" \
		REAL_SAMBA "$STATE/samba"
}
