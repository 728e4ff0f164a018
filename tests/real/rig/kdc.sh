# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A Kerberos realm: the configuration of its clients, its database, its KDC.

# All but the ports.
kdc_prepare()
{
	mkdir -p "$STATE/krb5" && kdc_register_ntlm && kdc_fill
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
	local fqdn master

	kdc_configure || return
	master=$(openssl rand -hex 16)
	printf '%s\n%s\n' "$master" "$master" | kdc_tool kdb5_util create -s -r "$REALM" || return
	{
		echo "add_principal -pw $PASSWORD $PROBE_USER"
		for fqdn in "$HOST" "$AUTODISCOVER_HOST" localhost; do
			echo "add_principal -randkey HTTP/$fqdn"
			echo "ktadd -k $STATE/krb5/http.keytab HTTP/$fqdn"
		done
	} | kdc_tool kadmin.local -r "$REALM" || return
	# kadmin.local ends with 0 whatever happened.
	[ -s "$STATE/krb5/http.keytab" ]
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
	kdc_tool krb5kdc -r "$REALM" -P "$STATE/krb5/kdc.pid"
}
