# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A Kerberos realm: the configuration of its clients, its database, its KDC.

needs+=(
	"gss-ntlmssp		/usr/lib/*/gssntlmssp/gssntlmssp.so"
	"krb5-kdc		krb5kdc"
	"krb5-kdc		kdb5_util"
	"krb5-admin-server	kadmin.local"
	"krb5-user		kinit"
)

kdc_ports()
{
	echo kdc
}

kdc_prepare()
{
	mkdir -p "$STATE/krb5" && kdc_register_ntlm && kdc_fill && kdc_users || return
	# The clients' configuration is read by httpd's user too.
	chmod 711 "$STATE/krb5"
}

# Who may log on with NTLM, as gss-ntlmssp reads it.
kdc_users()
{
	(
		umask 077
		echo "$NT_DOMAIN:$PROBE_USER:$PASSWORD" >"$STATE/krb5/ntlm.users"
	)
}

# The configuration; the KDC's port is 0 as long as none was chosen.
kdc_configure()
{
	local port=0

	[ ! -e "$STATE/ports" ] || port=$(ports_of kdc) || return
	cat >"$STATE/krb5/krb5.conf" <<-END
		[libdefaults]
			default_realm = $REALM
			dns_lookup_kdc = false
			dns_lookup_realm = false
			dns_canonicalize_hostname = false
			rdns = false
			qualify_shortname = ""
			udp_preference_limit = 1
			default_ccache_name = FILE:$STATE/krb5/client.ccache
		[realms]
			$REALM = {
				kdc = 127.0.0.1:$port
			}
		[domain_realm]
			.$DOMAIN = $REALM
			$DOMAIN = $REALM
			localhost = $REALM
	END
	cat >"$STATE/krb5/kdc.conf" <<-END
		[kdcdefaults]
			kdc_listen = 127.0.0.1:$port
			kdc_tcp_listen = 127.0.0.1:$port
		[realms]
			$REALM = {
				database_name = $STATE/krb5/principal
				key_stash_file = $STATE/krb5/stash
				acl_file = $STATE/krb5/kadm5.acl
			}
		[logging]
			kdc = FILE:$STATE/krb5/kdc.log
			default = FILE:$STATE/krb5/library.log
	END
}

# The mechanism file adds NTLM to the system's GSSAPI.
kdc_register_ntlm()
{
	echo "gssntlmssp_v1 1.3.6.1.4.1.311.2.2.10 $(need_find '/usr/lib/*/gssntlmssp/gssntlmssp.so')" \
		>"$STATE/krb5/mechanisms"
}

# Passwords go in through standard input: an argument could be read by every user.
kdc_fill()
{
	local fqdn master keys=$STATE/krb5

	kdc_configure || return
	master=$(openssl rand -hex 16)
	printf '%s\n%s\n' "$master" "$master" | kdc_tool kdb5_util create -s -r "$REALM" || return
	{
		echo "add_principal -pw $PASSWORD $PROBE_USER"
		echo "ktadd -norandkey -k $keys/probe.keytab $PROBE_USER"
		echo "add_principal -pw $PASSWORD -expire yesterday expired"
		echo "ktadd -norandkey -k $keys/expired.keytab expired"
		echo "add_principal -randkey changed"
		echo "ktadd -k $keys/changed.keytab changed"
		echo "change_password -randkey changed"
		for fqdn in "$HOST" "$AUTODISCOVER_HOST" "$STALE_HOST" localhost; do
			echo "add_principal -randkey HTTP/$fqdn"
			echo "ktadd -k $keys/http.keytab HTTP/$fqdn"
		done
		# The server's keytab keeps the key that this one had before.
		echo "change_password -randkey HTTP/$STALE_HOST"
	} | kdc_tool kadmin.local -r "$REALM" || return
	# kadmin.local ends with 0 whatever happened.
	[ -s "$keys/http.keytab" ] && [ -s "$keys/probe.keytab" ] && [ -s "$keys/expired.keytab" ]
}

# Runs one of the realm's programs with the realm's configuration.
kdc_tool()
{
	local program=$1

	shift
	env KRB5_CONFIG="$STATE/krb5/krb5.conf" KRB5_KDC_PROFILE="$STATE/krb5/kdc.conf" \
		"$(need_find "$program")" "$@"
}

kdc_start()
{
	kdc_tool krb5kdc -r "$REALM" -P "$STATE/krb5/kdc.pid" && kdc_tickets
}

# A cache with a fresh ticket, and one whose ticket is past its time.
kdc_tickets()
{
	kdc_tool kinit -c "FILE:$STATE/krb5/probe.ccache" -k -t "$STATE/krb5/probe.keytab" "$PROBE_USER" &&
		kdc_tool kinit -l 1s -c "FILE:$STATE/krb5/late.ccache" -k -t "$STATE/krb5/probe.keytab" "$PROBE_USER"
}

kdc_pids()
{
	echo "$STATE/krb5/kdc.pid"
}

kdc_environment()
{
	printf 'export %s=%q\n' \
		KRB5_CONFIG "$STATE/krb5/krb5.conf" \
		KRB5CCNAME "FILE:$STATE/krb5/client.ccache" \
		GSS_MECH_CONFIG "$STATE/krb5/mechanisms" \
		REAL_NTLM_USERS "$STATE/krb5/ntlm.users" \
		REAL_PRINCIPAL "$PROBE_USER@$REALM" \
		REAL_KEYTAB "$STATE/krb5/probe.keytab" \
		REAL_EXPIRED_KEYTAB "$STATE/krb5/expired.keytab" \
		REAL_CHANGED_KEYTAB "$STATE/krb5/changed.keytab" \
		REAL_CCACHE "FILE:$STATE/krb5/probe.ccache" \
		REAL_LATE_CCACHE "FILE:$STATE/krb5/late.ccache"
}
