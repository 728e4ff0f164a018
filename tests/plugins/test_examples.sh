#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every example of every manual page (and so of every --help) is run as it stands there, at a healthy farm, as TAP: its exit code stands
# in a table here, and it may be no wrong use. The performance data that come out are explained in the page. All of it happens in a
# network of its own, where the examples' names and addresses are the farm's.
#
# BUILD_DIR has plugins/, man/ and tests/sim/exchange_sim. PLUGIN_WRAP stands before every command of ours.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

# shellcheck source-path=SCRIPTDIR source=documented_rig.sh
. "$(dirname "$0")/documented_rig.sh"

# Exit code | example, in one line | for exit code 3: a regular expression of what it says instead of an answer. An example that is in no
# page, or a page's that is not here, is a failure.
expected='
0 | check_exchange_auth -H mail.example.com
0 | check_exchange_auth -H mail.example.com --all-addresses
0 | check_exchange_auth -H mail.example.com -I 192.0.2.11 --endpoint mapi
1 | check_exchange_auth -H mail.example.com --policy any --forbid basic
0 | check_exchange_autodiscover -e probe@example.com
0 | check_exchange_autodiscover -e probe@example.com --auth-file probe.auth
0 | check_exchange_autodiscover -e probe@example.com --steps host,srv
0 | check_exchange_autodiscover -e probe@example.com --dns-server 192.0.2.53
0 | check_exchange_drift -H mail.example.com --baseline b.json --write-baseline
0 | check_exchange_drift -H mail.example.com --baseline b.json
0 | check_exchange_drift -H mail.example.com --baseline b.json --accept -v
0 | check_exchange_drift -H mail.example.com --baseline b.json --all-addresses
0 | check_exchange_drift -H mail.example.com --baseline exchange.json --write-baseline
0 | check_exchange_drift -H mail.example.com --baseline exchange.json --accept
0 | check_exchange_ews -e probe@example.com --auth-file probe.auth
0 | check_exchange_ews -e probe@example.com --auth-file probe.auth -H mail.example.com
0 | check_exchange_ews -e probe@example.com --auth-file probe.auth --target room@example.com
0 | check_exchange_ews -e probe@example.com --auth-file probe.auth --at 09:30 --expect-busy busy --expect-oof disabled
0 | appcmd.exe list config /section:windowsAuthentication > ews.xml
0 | check_exchange_iis --config ews.xml
0 | check_exchange_iis --config applicationHost.config -H mail.example.com -I 192.0.2.11
0 | check_exchange_ntlm -H mail.example.com
0 | check_exchange_ntlm -H mail.example.com --auth-file probe.auth
0 | check_exchange_ntlm -H mail.example.com --auth-file probe.auth --ep
0 | check_exchange_ntlm -H mail.example.com --auth-file probe.auth --handshakes 4
3 | check_exchange_ntlm -H mail.example.com --scheme negotiate --keytab my.keytab | Kerberos
0 | check_exchange_oab -e probe@example.com --auth-file probe.auth
0 | check_exchange_oab -e probe@example.com --auth-file probe.auth --warn-age 48
0 | check_exchange_oab -e probe@example.com --auth-file probe.auth -H mail.example.com --all-addresses
0 | check_exchange_oab -e probe@example.com --auth-file probe.auth --verify decode -t 300
0 | check_exchange_signin -e probe@example.com --auth-file probe.auth
0 | check_exchange_signin -e probe@example.com --auth-file probe.auth --client outlook
0 | check_exchange_signin -e probe@example.com --auth-file probe.auth -H mail.example.com -I 192.0.2.11
0 | curl -si https://mail.example.com/EWS/Exchange.asmx | grep -i ^www-authenticate: | exchange_decode challenge
'

# --- what the examples meet ---------------------------------------------------------------------------

documented_farm "$tests/sim/farms/documented.conf"
auth_file work/probe.auth probe 'Gut3r Kaese!'
# Not even a keytab: there is no KDC to ask with it.
: >my.keytab
cat >applicationHost.config <<'END'
<configuration><system.webServer><security><authentication>
  <windowsAuthentication enabled="true" useKernelMode="false">
    <providers><add value="NTLM" /><add value="Negotiate" /></providers>
  </windowsAuthentication>
</authentication></security></system.webServer></configuration>
END

# --- what the pages say -------------------------------------------------------------------------------

# examples PAGE: each in one line; comments are left out.
examples()
{
	sed -n '/^\.Sh EXAMPLES$/,/^\.Sh SEE ALSO$/{ /^\.Bd/,/^\.Ed/{ /^\./d; s/\\-/-/g; s/\\(ha/^/g; s/\\(dq/"/g; s/\\(aq/'"'"'/g; s/\\e$/\\/; p } }' "$1" |
		awk '/^#/ { next } { more = sub(/\\$/, "") || /\|$/; line = line $0 " "; if (!more) { print line; line = "" } }' |
		sed 's/  */ /g; s/ $//'
}

# unexplained PAGE OUTPUT: labels of performance data that the page has no word about.
unexplained()
{
	local labels label said

	[[ ${2%%$'\n'*} == *' | '* ]] || return
	said=$(sed -n '/^\.Sh PERFORMANCE DATA$/,/^\.Sh /p' "$1")
	labels=${2%%$'\n'*}
	for label in ${labels#* | }; do
		label=${label%%=*}
		[[ ! $label =~ ^n[0-9]+_(.*)$ ]] || label=${BASH_REMATCH[1]}
		grep -Eqx "\.Cm $label( .*)?|\.Ar (ENDPOINT|STEP) Ns Cm _${label##*_}( .*)?" <<<"$said" ||
			echo "the page has no word about $label"
	done
}

# row_of EXAMPLE: leaves $code and $pattern.
row_of()
{
	local line example

	code='' pattern=''
	while IFS= read -r line; do
		example=${line#* | }
		[[ $line != 3\ * ]] || example=${example% | *}
		[ "$example" = "$1" ] || continue
		code=${line%% *}
		[ "$code" != 3 ] || pattern=${line##* | }
	done <<<"$expected"
}

# faults PAGE: what is wrong with the last run.
faults()
{
	[ -n "$code" ] || { echo "no row for it in the table"; return; }
	[ "$got" = "$code" ] || echo "exit $got, expected $code"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	[ "$got" != 3 ] || [[ $out =~ $pattern ]] || echo "does not say $pattern"
	[[ ! $out =~ (try|see)\ --help|expected\ .*\ got|exclude\ each\ other|\(-[a-zA-Z]\)\ is\ missing ]] || echo "wrong use"
	unexplained "$1" "$out"
}

# The test can fail.
code=3 pattern='got' got=3 out=$(check_exchange_auth -H mail.example.com --policy comunicator 2>"$dir/stderr")
tap_equal 'finds a wrong use' "$(faults "$build/man/check_exchange_auth.1")" 'wrong use'
code=0 pattern='' got=0 out='EXCHANGE AUTH OK - fine | time=1s n2_ews_time=1s wait=2s ews_logon=1s'
tap_equal 'finds labels without a word in the page' "$(faults "$build/man/check_exchange_auth.1" | tr '\n' ' ')" \
	'the page has no word about wait the page has no word about ews_logon '

for page in "$build"/man/*.1; do
	examples "$page" >"$dir/examples"
	while IFS= read -r -u 3 example; do
		echo "$example" >>"$dir/seen"
		row_of "$example"
		out=$(eval "$example" 2>"$dir/stderr" </dev/null)
		got=$?
		found=$(faults "$page")
		[ -z "$found" ] || found+=$'\n'$out
		tap_result "$example" "$found"
	done 3<"$dir/examples"
done
tap_equal 'every row of the table is an example' \
	"$(sed -n 's/^[0-9] | //p' <<<"$expected" | sed 's/ | Kerberos$//' | sort | diff - <(sort "$dir/seen") | grep '^[<>]')" ''
tap_done
