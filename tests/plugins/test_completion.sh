#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The completion of bash, sourced as bash-completion would and asked as readline asks, without either, as TAP.
#
# BUILD_DIR has man/exchange-auth-plugins.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${BUILD_DIR:-$PWD}" && pwd)

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
mkdir certificates 'a directory'
touch probe.auth proof.txt 'with blank.txt'

said=$(
	# shellcheck source=/dev/null
	. "$build/man/exchange-auth-plugins" 2>&1
)
tap_equal 'sourcing it says nothing' "$said" ''
# shellcheck source=/dev/null
. "$build/man/exchange-auth-plugins"

# suggest WORD...: what is suggested for the last word, in one line. The words are as bash parts them: '=' is one of its own.
suggest()
{
	local function

	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	function=$(complete -p "${1##*/}" 2>/dev/null | sed 's/.*-F \([^ ]*\) .*/\1/')
	[ -n "$function" ] || { echo "no completion of $1"; return; }
	"$function" "$1" "${*: -1}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>&1
	[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
}

# row EXPECTED WORD...
row()
{
	local words=$1

	shift
	tap_equal "$*" "$(suggest "$@")" "$words"
}

row '--all-addresses' check_exchange_auth --all
row '--ca-file --ca-path' check_exchange_auth -H mail.example.com --ca-
row '--warn-cert --warning' check_exchange_auth --warn
row '--warn-age --warn-drop --warning' check_exchange_oab --warn
row '' check_exchange_auth --nonsense
row '--policy' /usr/lib/exchange/check_exchange_auth --pol
row 'any bearer-first communicator kerberos-only negotiate-first ntlm-only' check_exchange_auth --policy ''
row 'negotiate-first ntlm-only' check_exchange_auth --policy n
row 'any bearer-first communicator kerberos-only negotiate-first ntlm-only' check_exchange_auth --policy =
row 'negotiate-first ntlm-only' check_exchange_auth --policy = n
row 'critical ok unknown warning' check_exchange_auth --order-state ''
row 'critical' check_exchange_auth --order-state = c
row 'json' check_exchange_ntlm --output-format j
row 'basic bearer' check_exchange_ntlm --scheme b
row 'files' check_exchange_oab --verify f
row 'outlook' check_exchange_signin --client o
row '' check_exchange_auth -H ''
row '' check_exchange_auth --hostname mail
row '' check_exchange_auth -t ''
row 'probe.auth' check_exchange_ntlm --auth-file prob
row 'probe.auth proof.txt' check_exchange_ntlm --auth-file = pro
row 'with blank.txt' check_exchange_iis --config with
row 'certificates' check_exchange_auth --ca-path c
row 'a directory' check_exchange_auth --state-dir a
row '' check_exchange_auth --ca-path pro
row 'oab-file oab-manifest' exchange_decode oab
row 'autodiscover challenge ews iis-config ntlm oab-file oab-manifest spnego' exchange_decode ''
row 'probe.auth' exchange_decode ntlm prob
row '--help' exchange_decode --h
row '--oid-base' exchange_snmp_table --o
tap_equal 'without a word begun: all options' "$(suggest check_exchange_drift '' | grep -c -- '--write-baseline.*')" 1
tap_equal 'after a flag: all options' "$(suggest check_exchange_drift --accept '' | tr ' ' '\n' | grep -cx -- '--baseline')" 1
for program in "$build"/plugins/check_* "$build"/plugins/exchange_*; do
	case $program in *.*) continue ;; esac
	name=${program##*/}
	tap_equal "$name has a completion" "$(suggest "$name" --vers)" --version
done
tap_done
