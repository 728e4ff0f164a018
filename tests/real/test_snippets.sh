#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The snippets of README.md, docs/ and contrib/ that need a daemon or a compiler, as TAP: configuration is put through the program that reads
# it, the commands that install are run on a copy of the sources. tests/plugins/test_snippets.sh runs the others; both have the
# rows of tests/plugins/snippets.rows.
#
# BUILD_DIR has the plugins.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

tests=$(cd "$(dirname "$0")/.." && pwd)
contrib=$tests/../contrib
build=${BUILD_DIR:?the build directory}

for rig in tap need monitored icinga nagios layers; do
	# shellcheck source=/dev/null
	. "$tests/real/rig/$rig.sh"
done

# Before the network is left.
nagios4=${nagios4:-$(bash "$tests/real/rig/unpacked.sh" "$build/tests/real/nagios4" nagios4-core /usr/sbin/nagios4)} || tap_bail_out "no nagios4"
export nagios4
monitored_enter "$@"
# shellcheck source-path=SCRIPTDIR source=../plugins/snippets_rig.sh
. "$tests/plugins/snippets_rig.sh"
layer_over /usr/local
mkdir "$dir/plugins"
icinga_prepare

# --- programs, by the word in the row: what they say of the snippet in the file TEXT -------------------

# Lines of a host of the shipped template, with all services that such a host gets.
try_icinga()
{
	local at=$dir/icinga/master.example.com

	rm -rf "$at/etc/zones.d"
	mkdir -p "$at/etc/zones.d/master"
	cp "$contrib"/icinga2/exchange-{commands,templates,services,notifications}.conf "$at/etc/zones.d/master"
	cat >"$at/etc/zones.d/master/told.conf" <<-'END'
		object UserGroup "icingaadmins" { }
		object NotificationCommand "mail-host-notification" { command = [ "true" ] }
		object NotificationCommand "mail-service-notification" { command = [ "true" ] }
	END
	printf 'object Host "cas1.example.com" {\n\timport "exchange-node"\n\taddress = "192.0.2.11"\n%s\n}\n' "$(cat "$1")" >"$at/etc/zones.d/master/hosts.conf"
	(icinga master.example.com daemon -C -c "$at/etc/icinga2.conf") >"$dir/said" 2>&1 || echo "it is refused"
	# One host has not got everything.
	grep -E 'critical|warning' "$dir/said" | grep -v 'does not match anywhere!$'
	# A variable that nobody reads is valid, too; with those of the document these two services come to be.
	for service in exchange-ews exchange-drift; do
		(icinga master.example.com daemon -C --dump-objects -c "$at/etc/icinga2.conf") >/dev/null 2>&1
		(icinga master.example.com object list --type Service --name "*!$service") 2>&1 | grep -q "cas1.example.com!$service" || echo "no $service"
	done
}

try_nagios()
{
	printf 'define host {\n\tuse\t\texchange-node\n\thost_name\tcas1\n\taddress\t\t192.0.2.11\n\thostgroups\t+exchange-logon,exchange-baseline\n%s\n}\n' \
		"$(cat "$1")" >"$dir/hosts.cfg"
	nagios_prepare "$dir/hosts.cfg"
	"$nagios4" -v "$dir/nagios/nagios.cfg" >"$dir/said" 2>&1 || echo "it is refused"
	grep -E '^(Warning|Error)' "$dir/said"
	# Macros that no command of ours has are valid, too.
	grep -oE '\<_EXCHANGE_[A-Z]+' "$1" | while read -r macro; do
		grep -qF "\$_HOST${macro#_}\$" "$contrib"/nagios/exchange-{commands,services}.cfg || echo "nobody reads $macro"
	done
}

# Commands that install from the sources: below /usr/local, which has a layer for it. Not optimized, which takes its time.
try_install()
{
	local name

	mkdir "$dir/source"
	(cd "$source_dir" && tar -cf - --exclude=.git --exclude='*.[oad]' .) | tar -xf - -C "$dir/source"
	chmod -R u+w "$dir/source"
	(cd "$dir/source" && CFLAGS=-O0 MAKEFLAGS=-j2 sh -e "$1") >"$dir/said" 2>&1 || tail -n 20 "$dir/said"
	for name in "$dir"/source/plugins/*.c; do
		name=${name##*/}
		name=${name%.c}
		case $name in
		check_*) [ -x "/usr/local/libexec/$name" ] || echo "no $name" ;;
		exchange_*) [ -x "/usr/local/bin/$name" ] || echo "no $name" ;;
		*) continue ;;
		esac
		[ -s "/usr/local/share/man/man1/$name.1" ] || echo "no manual page of $name"
	done
	/usr/local/libexec/check_exchange_auth --version | grep -q '^check_exchange_auth ' || echo "it does not run"
	for name in README.md docs/monitoring.md contrib/nagios/exchange-commands.cfg; do
		[ -s "/usr/local/share/doc/exchange-auth-plugins/$name" ] || echo "no $name"
	done
}

# --- each ---------------------------------------------------------------------------------------------

rows_read "$tests/plugins/snippets.rows"
snippets_read "$source_dir" "${documents[@]}"
for ((n = 1; n <= snippet_count; n++)); do
	snippet_row "$n"
	case $wanted in
	'in tests/real: '*)
		program=${wanted#*: }
		if [ "$(type -t "try_$program")" = function ]; then
			found=$("try_$program" "$snippets/$n.text")
		else
			found="this test knows no $program"
		fi
		tap_result "$document:$line $program: $key" "$found"
		;;
	esac
done

# --- the test can fail --------------------------------------------------------------------------------

printf 'vars.exchange_email = probe@example.com\n' >"$dir/odd"
tap_equal 'Icinga: finds what is no configuration' "$(try_icinga "$dir/odd" | head -n 1)" 'it is refused'
printf 'vars.exchange_mail = "probe@example.com"\n' >"$dir/odd"
tap_equal 'Icinga: finds variables that are not read' "$(try_icinga "$dir/odd" | head -n 1)" 'no exchange-ews'
printf '\tEXCHANGE_HOSTNAME\tmail.example.com\n' >"$dir/odd"
tap_equal 'Nagios: finds what is no configuration' "$(try_nagios "$dir/odd" | head -n 1)" 'it is refused'
printf '\t_EXCHANGE_HOST\tmail.example.com\n' >"$dir/odd"
tap_equal 'Nagios: finds macros that are not read' "$(try_nagios "$dir/odd")" 'nobody reads _EXCHANGE_HOST'
tap_done
