# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Apache httpd: what it serves, who may log on, its configuration, its start.

MODULES=/usr/lib/apache2/modules

needs+=(
	"apache2-bin			apache2"
	"apache2-bin			$MODULES/mod_ssl.so"
	"libapache2-mod-auth-gssapi	$MODULES/mod_auth_gssapi.so"
)

httpd_ports()
{
	local file

	for file in "$HERE"/httpd/hosts/*.conf; do
		basename "$file" .conf
	done
}

httpd_documents()
{
	local to=$STATE/httpd/documents

	mkdir -p "$to/refused"
	cat >"$to/autodiscover.xml" <<-'END'
		<?xml version="1.0" encoding="utf-8"?>
		<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
		  <Response>
		    <Error Time="12:00:00.0000000" Id="1">
		      <ErrorCode>600</ErrorCode>
		      <Message>Invalid Request</Message>
		      <DebugData />
		    </Error>
		  </Response>
		</Autodiscover>
	END
	cat >"$to/exchange.asmx" <<-'END'
		<?xml version="1.0" encoding="utf-8"?>
		<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" />
	END
	cat >"$to/oab.xml" <<-'END'
		<?xml version="1.0" encoding="utf-8"?>
		<OAB />
	END
	echo '<html><head><title>401</title></head><body>Not logged on</body></html>' \
		>"$to/refused/401.html"
	echo '<html><head><title>mail</title></head><body></body></html>' >"$to/index.html"
}

# Who may log on with plain Basic.
httpd_users()
{
	printf '%s:%s\n' "$PROBE_USER" "$(openssl passwd -apr1 -stdin <<<"$PASSWORD")" \
		>"$STATE/httpd/basic.users"
}

# httpd_virtual_host NAME FOLDER ADDRESS: one that FOLDER/NAME.conf describes, at NAME's port.
httpd_virtual_host()
{
	local port

	port=$(ports_of "$1") || return
	cat <<-END

		Listen $3:$port
		<VirtualHost $3:$port>
		ServerName $HOST
		ServerAlias $AUTODISCOVER_HOST localhost
		Include "\${CONF}/$2/$1.conf"
		</VirtualHost>
	END
}

# The generated part is only what a static file cannot know: names, paths, ports. A second node
# of a server has its name and port at the next address.
httpd_configure()
{
	local file

	{
		printf 'Define %s "%s"\n' STATE "$STATE" CONF "$HERE/httpd" MODULES "$MODULES" HOST "$HOST"
		if [ "$(id -u)" -eq 0 ]; then
			printf 'Define %s\n' "RUN_AS_USER www-data" "RUN_AS_GROUP www-data"
		fi
		echo "Include \"\${CONF}/base.conf\""
		for file in "$HERE"/httpd/hosts/*.conf; do
			httpd_virtual_host "$(basename "$file" .conf)" hosts 127.0.0.1 || return
		done
		for file in "$HERE"/httpd/second-node/*.conf; do
			httpd_virtual_host "$(basename "$file" .conf)" second-node 127.0.0.2 || return
		done
	} >"$STATE/httpd/httpd.conf"
}

httpd_prepare()
{
	mkdir -p "$STATE/httpd/run" "$STATE/httpd/log"
	httpd_documents && httpd_users || return
	# The server's children are another user when root starts it.
	if [ "$(id -u)" -eq 0 ]; then
		chown www-data "$STATE/httpd/run" "$STATE/krb5/http.keytab" "$STATE/krb5/ntlm.users"
	fi
}

# With nothing of the caller's environment but what is given here.
httpd_start()
{
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C \
		KRB5_CONFIG="$STATE/krb5/krb5.conf" KRB5RCACHETYPE=none \
		GSS_MECH_CONFIG="$STATE/krb5/mechanisms" NTLM_USER_FILE="$STATE/krb5/ntlm.users" \
		NETBIOS_COMPUTER_NAME="$NT_COMPUTER" NETBIOS_DOMAIN_NAME="$NT_DOMAIN" \
		"$(need_find apache2)" -f "$STATE/httpd/httpd.conf" -k start
}

httpd_pids()
{
	echo "$STATE/httpd/run/httpd.pid"
}

httpd_environment()
{
	printf 'export REAL_HTTPD_LOG=%q\n' "$STATE/httpd/log/access.log"
}
