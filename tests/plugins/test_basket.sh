#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The basket in contrib/icinga-director is what basket.py makes of contrib/icinga2 and of the choices the plugins know, as TAP: it can not fall
# behind them. tests/real/test_director.sh restores it in a real Director.
#
# BUILD_DIR has the completion of bash (man/exchange-auth-plugins).
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:-$PWD}
basket=$contrib/icinga-director/exchange-basket.json
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"

# judge ICINGA2 COMPLETION: what the basket lacks, or has besides.
judge()
{
	if python3 -B "$tests/plugins/basket.py" "$1" "$2" >"$scratch/made" 2>"$scratch/said"; then
		diff "$basket" "$scratch/made" | head -n 40
	else
		cat "$scratch/said"
	fi
}

made=$(judge "$contrib/icinga2" "$build/man/exchange-auth-plugins")
[ -z "$made" ] || made+=$'\n'"cure: python3 tests/plugins/basket.py contrib/icinga2 BUILD/man/exchange-auth-plugins >contrib/icinga-director/exchange-basket.json"
tap_result 'the basket is made of contrib/icinga2' "$made"
tap_equal 'every variable of a command has a field, but for the address of the host' \
	"$(grep -ohE '[$]exchange_[a-z0-9_]+[$]' "$contrib/icinga2/exchange-commands.conf" | tr -d '$' | sort -u |
		grep -vxF "$(sed -n 's/^ *"varname": "\(.*\)"$/\1/p' "$basket")" | tr '\n' ' ')" \
	'exchange_address exchange_all_addresses '
tap_equal 'every command, template, service and dependency is in it' \
	"$(jq '[.ExternalCommand, .HostTemplate, .ServiceTemplate, .Dependency, (.ServiceSet | map(.services) | add) | length] | add' "$basket")" \
	"$(cat "$contrib"/icinga2/exchange-{commands,templates,services}.conf | grep -cE '^(object CheckCommand|template (Host|Service)|apply (Service|Dependency)) ')"

# bites WHAT PATTERN FILE SED-SCRIPT: a change there that the basket has not followed.
bites()
{
	local found

	rm -rf "$scratch/icinga2"
	mkdir "$scratch/icinga2"
	cp "$contrib"/icinga2/*.conf "$build/man/exchange-auth-plugins" "$scratch/icinga2"
	chmod u+w "$scratch"/icinga2/*
	sed -i "$4" "$scratch/icinga2/$3"
	found=$(judge "$scratch/icinga2" "$scratch/icinga2/exchange-auth-plugins")
	grep -qE -e "$2" <<<"$found" || found="expected /$2/ in: $found"
	tap_result "finds $1" "$(grep '^expected' <<<"$found")"
}
bites 'another interval' '^> .*"check_interval": "1200"' exchange-templates.conf 's/15m/20m/'
bites 'another description' '^> .*"description": "the mailbox"' exchange-commands.conf 's/"the mailbox of the probe"/"the mailbox"/'
bites 'a choice that came along' '^> .*"entry_name": "sideways"' exchange-auth-plugins "s/words='inform trap'/words='inform trap sideways'/"
bites 'a condition that has no filter' 'no filter for: host.vars.exchange_email == "x"' exchange-services.conf 's/&& host.vars.exchange_email$/\&\& host.vars.exchange_email == "x"/'
bites 'a variable of hosts without a field' 'exchange-ep: .* without a field: exchange_more' exchange-services.conf 's/exchange_ep_modes/exchange_more/'
bites 'a service that came along' '^> .*"exchange-more"' exchange-services.conf 's/^apply Service "exchange-iis"/apply Service "exchange-more"/'
tap_done
