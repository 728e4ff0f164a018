#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The configuration in contrib/ against what the plugins themselves say in --help, as TAP: no option without a variable, no variable without
# an option, and no name in one file that another does not know. tests/real tries the same files in real servers.
#
# BUILD_DIR has the plugins.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:-$PWD}
commands=$contrib/icinga2/exchange-commands.conf

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$tests/real/rig/tap.sh"

# Options that no service has: texts about the plugin, other output than monitoring reads, and what somebody has to decide each time.
never=" help version output-format retry-logon write-baseline accept trap-always "
# Variables that are not named as their option: elsewhere the same option means something else.
declare -A named=(
	["auth client"]=exchange_clients
	["autodiscover require"]=exchange_require_urls
	["ews url"]=exchange_ews_url
	["oab url"]=exchange_oab_url
)

# options PLUGIN: a line for each long option: name, "flag" or "value", "repeatable" or "-".
options()
{
	"$build/plugins/check_exchange_$1" --help | awk '
		function out() { if (name != "") print name, kind, text ~ /repeatable/ ? "repeatable" : "-"; name = "" }
		/^Examples:/ { exit }
		/^  (-[A-Za-z0-9], |    )--[a-z]/ {
			out()
			line = $0
			sub(/^ *(-., )?--/, "", line)
			name = text = line
			sub(/[^a-z0-9-].*/, "", name)
			kind = substr(line, length(name) + 1) ~ /^( [^ ]|\[=)/ ? "value" : "flag"
			next
		}
		/^ {28,}[^ ]/ { text = text " " $0; next }
		{ out() }
		END { out() }'
}

# arguments COMMAND: the same of an object or template in the Icinga configuration, and the variable.
arguments()
{
	awk -v command="$1" '
		/^(object|template) CheckCommand / { inside = $3 == "\"" command "\"" }
		!inside { next }
		/^\t\t"--[a-z0-9-]+" = \{/ { name = $1; gsub(/"|^"--/, "", name); sub(/^--/, "", name); variable = kind = ""; repeat = "-" }
		/^\t\t\t(value|set_if) = / { kind = $1 == "value" ? "value" : "flag"; split($0, part, "$"); variable = part[2] }
		/^\t\t\trepeat_key = true/ { repeat = "repeatable" }
		/^\t\t}/ && name != "" { print name, kind, repeat, variable; name = "" }' "$commands"
}

# A plugin's options and the command's arguments, each way.
judge_command()
{
	local plugin=$1 name kind repeat variable seen=" " expected
	declare -A has=()

	while read -r name kind repeat; do
		has[$name]="$kind $repeat"
	done < <(options "$plugin")
	[ ${#has[@]} -gt 20 ] || echo "only ${#has[@]} options in --help"
	while read -r name kind repeat variable; do
		[[ $seen != *" $name "* ]] || echo "--$name is there twice"
		seen+="$name "
		expected=${named[$plugin $name]:-exchange_${name//-/_}}
		[ "$variable" = "$expected" ] || echo "--$name has the variable '$variable', not $expected"
		[[ $never != *" $name "* ]] || echo "--$name is nothing for a service"
		[ -n "${has[$name]:-}" ] || { echo "--$name is no option" && continue; }
		[ "$kind" = "${has[$name]% *}" ] || echo "--$name is a $kind here, and a ${has[$name]% *} in --help"
		[[ ${has[$name]} != *repeatable || $repeat = repeatable ]] || echo "--$name has no repeat_key"
	done < <(arguments exchange-common; arguments "exchange_$plugin")
	for name in "${!has[@]}"; do
		[[ $never$seen == *" $name "* ]] || echo "--$name has no variable"
	done
}

# The long options that a Nagios command of that plugin, or a service that calls it, has in its line.
judge_nagios()
{
	local plugin=$1 option known

	known=" $(options "$plugin" | cut -d ' ' -f 1 | tr '\n' ' ')"
	grep -hE "check_exchange_$plugin( |!)" "$contrib"/nagios/*.cfg | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u | while read -r option; do
		[[ $known == *" ${option#--} "* ]] || echo "$option is no option of check_exchange_$plugin"
	done
}

# strangers FILE...: variables in these that no command has. Two are for exchange-services.conf itself.
strangers()
{
	local known

	known=$(grep -ohE '[$]exchange_[a-z0-9_]+[$]|"exchange_[a-z]+"' "$commands" | tr -d '$"')
	grep -hvE '^ \*' "$@" | grep -oE 'exchange_[a-z0-9_]+' | sort -u | grep -vxF "$known" | grep -vxE 'exchange_ep_modes|exchange_signin_trap_sink'
}

for file in "$build"/plugins/check_exchange_*; do
	[[ ${file##*/} != *.* ]] || continue
	plugin=${file##*/check_exchange_}
	tap_result "Icinga: every option of check_exchange_$plugin has its variable" "$(judge_command "$plugin")"
	tap_result "Nagios: check_exchange_$plugin has a command, of options that exist" "$(
		grep -qE "^	command_name	check_exchange_$plugin\$" "$contrib/nagios/exchange-commands.cfg" || echo "no command"
		judge_nagios "$plugin"
	)"
done
tap_equal 'as many commands as plugins' "$(grep -c '^object CheckCommand' "$commands")" "$((tap_count / 2))"
tap_result 'Icinga: no variable that no command reads' "$(strangers "$contrib"/icinga2/*.conf)"

# bites WHAT PATTERN SED-SCRIPT: the judgement of check_exchange_auth finds that fault when it is made.
bites()
{
	local found

	commands=$(mktemp) || exit 1
	sed "$3" "$contrib/icinga2/exchange-commands.conf" >"$commands"
	found=$(judge_command auth)
	rm -f "$commands"
	grep -qE -e "$2" <<<"$found" || found="expected /$2/ in: $found"
	tap_result "finds $1" "$(grep '^expected' <<<"$found")"
}
bites 'an option without a variable' '^--policy has no variable' '/"--policy" = {/,/^\t\t}/d'
bites 'an option that does not exist' '^--polices is no option' 's/--policy/--polices/'
bites 'another variable' "^--port has the variable 'exchange_ports'" 's/exchange_port\>/exchange_ports/'
bites 'a flag that is given a value' '^--insecure is a value here' '/"--insecure"/,/}/s/set_if/value/'
bites 'an option that would not be repeated' '^--endpoint has no repeat_key' '/"--endpoint"/,/}/{/repeat_key/d}'
bites 'an option that is for nobody to schedule' '^--accept is nothing' 's/--insecure/--accept/'

tap_result 'no password, no variable for one' "$(grep -rniE 'password *=|_password|_secret' "$contrib" | grep -v "'password = \.\.\.'")"
tap_result 'what is installed is named in the page about it' "$(
	for file in "$contrib"/*/*; do
		grep -qF "${file##*/}" "$tests/../docs/monitoring.md" || echo "docs/monitoring.md does not name ${file##*/}"
	done
)"
tap_result 'what that page shows of them is in them' "$(
	grep -P '^\t' "$tests/../docs/monitoring.md" | while IFS= read -r line; do
		grep -qxF -e "$line" "$contrib"/*/* || echo "$line"
	done
)"
tap_done
