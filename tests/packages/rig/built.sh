# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What both kinds of package are asked. $sources and $build are the test's.
# shellcheck disable=SC2154,SC2034

# What make check-packages was told is not for the make inside a package's build.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
version=$(sed -n 's/^VERSION = //p' "$build/Makefile")
mapfile -t programs < <(cd "$sources/plugins" && printf '%s\n' check_*.c exchange_*.c | sed 's/\.c$//')

# built_path DIRECTORY PROGRAM: where it is installed, when plugins are in DIRECTORY.
built_path()
{
	case $2 in
	check_*) echo "$1/$2" ;;
	*) echo "/usr/bin/$2" ;;
	esac
}

# built_version NAME VERSION: it is that of configure.
built_version()
{
	tap_equal "the version in $1 is that of configure" "$2" "$version"
}

# built_programs DIRECTORY: every program runs in the root, and has a page.
built_programs()
{
	local program path

	for program in "${programs[@]}"; do
		path=$(built_path "$1" "$program")
		tap_result "$program finds its libraries, runs, and says the version" "$(
			in_root ldd "$path" | grep 'not found'
			[ "$(in_root "$path" --version)" = "$program (exchange-auth-plugins) $version" ] || in_root "$path" --version 2>&1
			in_root "$path" --help 2>&1 | grep -qF "$program" || echo 'no --help'
			[ -e "$root/usr/share/man/man1/$program.1.gz" ] || echo 'no manual page'
		)"
	done
}

# built_farm: the simulated servers, beside the root. Sets $farm_port.
built_farm()
{
	local ready=

	mkfifo "$dir/ready"
	beside_root "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --port 0 "$sources/tests/sim/farms/demo.conf" >"$dir/ready" &
	read -r ready <"$dir/ready"
	farm_port=$(sed -n 's/^ready port=\([0-9]*\).*/\1/p' <<<"$ready")
	[ -n "$farm_port" ] || tap_bail_out 'the simulator did not start'
	install -m 644 "$dir/farm/ca.pem" "$root/srv/ca.pem"
}

# built_account: the probe's, as README.Debian says it is installed.
built_account()
{
	printf 'username = EXAMPLE\\probe\npassword = Gut3r Kaese!\n' >"$root/srv/probe.auth"
	in_root install -m 0600 -o nagios /srv/probe.auth /etc/exchange-auth-plugins/probe.auth
}

# built_ask PLUGIN OPTION...: as the monitoring's user. Sets $said and $code.
built_ask()
{
	said=$(in_root_as nagios "$@" -H mail.example.com -I 127.0.0.11 -p "$farm_port" --ca-file /srv/ca.pem \
		--auth-file /etc/exchange-auth-plugins/probe.auth 2>&1)
	code=$?
}

# built_owner PATH...: "mode user:group path" of each, by the names in the root.
built_owner()
{
	in_root stat -c '%a %U:%G %n' "$@" 2>&1
}
