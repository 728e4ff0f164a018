#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command in README.md, docs/ and contrib/ is run as it stands there, as TAP: what the document shows of its output is what comes out,
# numbers that differ from run to run aside. snippets.rows says which farm a command meets. What needs a daemon or a compiler is run by
# tests/real/test_snippets.sh. The links between the documents lead somewhere, the options that they name exist.
#
# BUILD_DIR has plugins/, man/ and tests/sim/exchange_sim. PLUGIN_WRAP stands before every command of ours.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

# shellcheck source-path=SCRIPTDIR source=documented_rig.sh
. "$(dirname "$0")/documented_rig.sh"
# shellcheck source-path=SCRIPTDIR source=snippets_rig.sh
. "$here/snippets_rig.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/layers.sh
. "$tests/real/rig/layers.sh"

# --- this machine's directories -----------------------------------------------------------------------

umount /etc/resolv.conf 2>/dev/null
layer_over /etc /usr/local /var/lib
# The user that the documents name is this one.
for file in passwd group; do
	grep -v '^nagios:' /etc/$file >"$dir/$file"
done
echo 'nagios:x:0:0::/nonexistent:/bin/false' >>"$dir/passwd"
echo 'nagios:x:0:' >>"$dir/group"
mount --bind "$dir/passwd" /etc/passwd
mount --bind "$dir/group" /etc/group
# Where this machine has them, too.
for directory in /etc/exchange-auth-plugins /usr/local/var/lib/exchange-auth-plugins; do
	[ ! -d "$directory" ] || mount -t tmpfs none "$directory" || tap_bail_out "no $directory of its own"
done

# --- what the snippets meet ---------------------------------------------------------------------------

# What is not as in the farm of that name: the first node is sick.
declare -A sick=(
	[order]='[cas1/*]\nproviders = Negotiate;NTLM'
	[ntlm-lost]='[cas1/ews]\nproviders = Negotiate'
	[kerberos]='[cas1/ews]\nproviders = Negotiate:Kerberos;NTLM'
	[bridged]='[node cas1]\niis_certificate = other'
	[ews-proxy]='[cas1/ews]\news_error = ErrorProxyRequestProcessingFailed'
	[ews-no-access]='[cas1/ews]\news_error = ErrorNoFreeBusyAccess'
	[ews-busy]='[cas1/ews]\news_fault = ErrorServerBusy\news_back_off_ms = 60000'
	[oof]='[cas1/ews]\noof_error = ErrorInternalServerError'
	[app-pool]='[cas1/ews]\napp_pool_down = true'
	[oab-500]='[cas1/oab]\nlogon_status = 500'
	[oab-404]='[cas1/oab]\nmissing = true'
	[oab-old]='[cas1/oab]\nage_h = 990'
	[oab-sha]='[cas1/oab]\nsha = wrong'
	[no-oab]='[cas1/autodiscover]\nexternal_oab ='
	[no-ews]='[cas1/autodiscover]\nexternal_ews ='
	[require]='[cas1/oab]\nep = require'
	[expired]='[node cas1]\ncertificate = expired'
	[affinity]='[cas1/*]\nswitch_to = cas2'
	[shared]='[cas1/*]\nmultiplex = 1'
	[patched]='[node cas1]\nbuild = 15.2.1544.14\n[cas1/*]\nproviders = Negotiate;NTLM'
	[patched-ews]='[node cas1]\nbuild = 15.2.1544.14\n[cas1/ews]\nproviders = Negotiate;NTLM'
	[cured]='[node cas1]\nbuild = 15.2.1544.14'
	[skew]='[node cas1]\nclock_skew_s = 400'
)

# farm_of FARM[/WHAT]: its configuration.
farm_of()
{
	local farms=$tests/sim/farms

	case ${1%%/*} in
	demo) sed 's/^address = 127\.0\.0\.11$/&\nhosts = mail.example.com/' "$farms/demo.conf" ;;
	story) cat "$farms/story.conf" ;;
	# As quickstart does it.
	story-patched)
		sed -e 's/^providers = .*/providers = Negotiate;NTLM/' -e 's/^build = .*/build = 15.2.1544.14/' \
			-e '/^\[\*.\(ews\|oab\)/,/^ep/s/^ep = none/ep = require/' "$farms/story.conf"
		;;
	story-cured) sed 's/^build = .*/build = 15.2.1544.14/' "$farms/story.conf" ;;
	*) cat "$farms/${1%%/*}.conf" ;;
	esac
	# shellcheck disable=SC2059 # these are texts of ours
	[[ $1 != */* ]] || printf "\n${sick[${1#*/}]}\n"
}

# scene NAME: "FARM[/WHAT][:WORD]"; "=" is the one before. WORD is a wrong password of the probe.
current=
scene()
{
	local password='Gut3r Kaese!' config http=()

	[ "$1" != = ] || return 0
	[[ $1 != *:* ]] || password=${1#*:}
	auth_file work/probe.auth probe "$password"
	[ "${1%:*}" != "$current" ] || return 0
	current=${1%:*}
	config=$dir/${current//\//-}.conf
	farm_of "$current" >"$config"
	[ ! -e "$tests/sim/farms/$current.dns" ] || cp "$tests/sim/farms/$current.dns" "${config%.conf}.dns"
	! grep -q '^http = true' "$config" || http=(--http-port 80)
	documented_farm "$config" "${http[@]}"
}

# document_begins: an empty place for each.
document_begins()
{
	rm -rf "$dir/work" "$dir/state" {/etc,/usr/local/var/lib}/exchange-auth-plugins 2>/dev/null
	mkdir -m 700 "$dir/work" "$dir/state" && cd "$dir/work" || exit 1
	mkdir -p /var/lib/prometheus/node-exporter
	cat >server.xml <<-'END'
		<system.webServer><security><authentication>
		  <windowsAuthentication enabled="true" useKernelMode="false">
		    <providers><add value="Negotiate" /><add value="NTLM" /></providers>
		  </windowsAuthentication>
		</authentication></security></system.webServer>
	END
	(umask 077 && printf 'user = probe\nauth = authword1\npriv = privword1\n' >trap.auth)
}
# shellcheck disable=SC2317 # documents call these
exchange-textfile()
{
	env -i PATH="$PATH" EXCHANGE_PLUGIN_DIR="$build/plugins" sh "$source_dir/contrib/prometheus/exchange-textfile" "$@" \
		--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state"
}

# --- each ---------------------------------------------------------------------------------------------

# faults N: what is wrong with the run of snippet N.
faults()
{
	local said claimed

	said=$(cat "$snippets/$1.said")
	[ "$got" = "$wanted" ] || echo "exit $got, expected $wanted"
	[ ! -s "$dir/stderr" ] || echo "stderr: $(cat "$dir/stderr")"
	if [ -s "$snippets/$1.exit" ]; then
		claimed=$(cat "$snippets/$1.exit")
		[ "$got" = "$claimed" ] || echo "exit $got, the document says $claimed"
	fi
	if [ "$kind" = text ]; then
		unlike "$said" "${out%%$'\n'*}"
	else
		differs "$said" "$out"
	fi
}

# What passed through the network of this test so far.
wire_bytes()
{
	awk '$1 == "lo:" { print $2 }' /proc/net/dev
}

# costs SAID: how the last run's requests, logons, refusals and bytes are not those; bytes may be a quarter more or less.
costs()
{
	local requests logons refused kb came

	read -r requests logons refused kb <<<"$(tr -dc '0-9 ' <<<"$1" | tr -s ' ')"
	log_settle
	came="$(($(wc -l <"$dir/log") - log_before)) requests"
	came+=", $(tail -n "+$((log_before + 1))" "$dir/log" | grep -cE ' (NTLM|Negotiate):3 | Basic | Bearer ') logons"
	came+=", $(tail -n "+$((log_before + 1))" "$dir/log" | grep -c ' refused:') refused"
	[ "$came" = "$requests requests, $logons logons, $refused refused" ] || printf '%s\n' "the document: $1" "the farm: $came"
	((wire * 4 > kb * 3000 && wire * 4 < kb * 5000)) || printf '%s\n' "the document: $kb kB" "the wire: $wire bytes"
}

# run N
run()
{
	case $wanted in
	[0-9])
		scene "$scene"
		log_before=$(wc -l <"$dir/log")
		wire=$(wire_bytes)
		out=$(eval "$(cat "$snippets/$1.text")" 2>"$dir/stderr" </dev/null)
		got=$?
		wire=$(($(wire_bytes) - wire))
		found=$(
			faults "$1"
			[ ! -s "$snippets/$1.cost" ] || costs "$(cat "$snippets/$1.cost")"
		)
		;;
	'file '/*)
		cp "$snippets/$1.text" "${wanted#file }"
		found=
		;;
	'by make check-packages')
		found=$(sed 's/  *#.*//; s/^make //' "$snippets/$1.text" | while IFS= read -r target; do
			grep -qE "^check-packages:.* $target( |\$)" "$source_dir/Makefile.in" || echo "make check-packages does not make $target"
		done)
		;;
	'in .ci/run')
		found=$(sed 's/  *#.*//' "$snippets/$1.text" | while IFS= read -r command; do
			grep -qF -- "'README: $command'" "$source_dir/.ci/run" || echo ".ci/run does not run $command"
		done)
		;;
	'in tests/real: '?*) return ;;
	'not run: '?*) found= ;;
	'') found="no row in snippets.rows, section [$document]" ;;
	*) found="what is \"$wanted\" in its row?" ;;
	esac
	tap_result "$document:$line $key" "$found"
}

rows_read "$tests/plugins/snippets.rows"
snippets_read "$source_dir" "${documents[@]}"
tap_result 'every snippet has a row, and every row a snippet' "$(rows_against_snippets)"
before=
for ((n = 1; n <= snippet_count; n++)); do
	snippet_row "$n"
	[ "$document" = "$before" ] || document_begins
	before=$document
	run "$n"
done

# shellcheck source-path=SCRIPTDIR source=snippets_more.sh
. "$here/snippets_more.sh"
tap_done
