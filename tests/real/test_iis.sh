#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_exchange_iis: what a configuration says against what the real server of apache.sh offers, as TAP.
#
# BUILD_DIR has plugins/check_exchange_iis; the environment of `make check-real` sets it.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
plugin=${BUILD_DIR:?the build directory}/plugins/check_exchange_iis
# shellcheck disable=SC2034
service="EXCHANGE IIS" measures=1

# shellcheck source-path=SCRIPTDIR source=rig/tap.sh
. "$here/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=rig/suite.sh
. "$here/rig/suite.sh"
# shellcheck source-path=SCRIPTDIR source=rig/judge.sh
. "$here/rig/judge.sh"

# Prints the windowsAuthentication section of /EWS with these providers, as appcmd exports it.
export_of()
{
	cat <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<configuration>
		  <location path="Default Web Site/EWS">
		    <system.webServer>
		      <security>
		        <authentication>
		          <windowsAuthentication enabled="true">
		            <providers>
		              <clear />
		$(printf '              <add value="%s" />\n' "$@")
		            </providers>
		          </windowsAuthentication>
		        </authentication>
		      </security>
		    </system.webServer>
		  </location>
		</configuration>
	END
}

# What adsutil.vbs prints for the whole server: the list $1, or that none is set.
adsutil_says()
{
	printf 'Microsoft (R) Windows Script Host Version 5.6\r\n\r\n'
	if [ -n "$1" ]; then
		printf 'NTAuthenticationProviders       : (STRING) "%s"\r\n' "$1"
	else
		printf 'The parameter "NTAuthenticationProviders" is not set at this node.\r\n'
	fi
}

# compared CONFIG HOST CODE FIRST MORE ARGUMENT...: a configuration against a virtual host.
compared()
{
	local config=$1 host=$2 expected=$3 first=$4 more=$5

	shift 5
	judge "$config, wire $host: ${judge_names[$expected]}${*:+ with }$*" "$expected" "$first" "$more" \
		--config "$suite_dir/$config" --endpoint ews \
		-H localhost -p "$(suite_port "$host")" --ca-file "$REAL_CA" "$@"
}

suite_need jq jq --version
suite_need_built "$plugin"
suite_begin apache
export_of NTLM Negotiate >"$suite_dir/ntlm-first.xml"
export_of Negotiate NTLM >"$suite_dir/negotiate-first.xml"
export_of NTLM >"$suite_dir/ntlm.xml"
adsutil_says NTLM,Negotiate >"$suite_dir/ntlm-first.txt"
adsutil_says '' >"$suite_dir/not-set.txt"

elsewhere='something else than is configured'
order='Negotiate.*before NTLM'

compared ntlm-first.xml ntlm-negotiate 0 '' ''
compared ntlm-first.xml merged-ntlm-first 0 '' ''
compared ntlm-first.xml odd-spelling 0 '' ''
compared ntlm-first.xml negotiate-ntlm 1 "ews.*$elsewhere" 'NTLM, Negotiate.*Negotiate, NTLM'
compared ntlm-first.xml basic-only 2 'ews.*offers none of the configured providers' 'Basic'
compared ntlm-first.xml broken 2 'ews.*503' ''
compared negotiate-first.xml negotiate-ntlm 1 "ews.*$order" 'appcmd.*windowsAuthentication'
compared negotiate-first.xml exchange 0 '' '' --policy negotiate-first
compared negotiate-first.xml ntlm-negotiate 1 "ews.*$order" "$elsewhere"
compared ntlm.xml ntlm-only 0 '' '' --policy ntlm-only
compared ntlm.xml ntlm-negotiate 1 "ews.*$elsewhere" '' --policy ntlm-only
compared ntlm-first.txt ntlm-negotiate 0 '' ''
compared ntlm-first.txt negotiate-ntlm 1 "$elsewhere" ''
compared not-set.txt negotiate-ntlm 1 "$order" 'adsutil.vbs set .*NTAuthenticationProviders "NTLM,Negotiate"'
compared not-set.txt negotiate-ntlm 0 '' '' --policy negotiate-first
compared ntlm-first.xml expired 2 'certificate.*expired' ''
compared ntlm-first.xml ntlm-negotiate 1 "127\.0\.0\.2.*$elsewhere" '' -I 127.0.0.1 -I 127.0.0.2

judge_json 'JSON of a difference' 1 --config "$suite_dir/ntlm-first.xml" --endpoint ews \
	-H localhost -p "$(suite_port negotiate-ntlm)" --ca-file "$REAL_CA"
judge_json 'JSON of an agreement' 0 --config "$suite_dir/ntlm-first.xml" --endpoint ews \
	-H localhost -p "$(suite_port ntlm-negotiate)" --ca-file "$REAL_CA"
tap_done
