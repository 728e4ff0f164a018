# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A test's own server: started in a fresh directory, gone when the test ends.

real_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# suite_begin [RIG]: starts the server RIG.sh (apache) and takes over its names and ports (REAL_...). Sets
# $suite_dir, which is empty but for the server's part.
suite_begin()
{
	local settings

	suite_rig=$real_dir/${1:-apache}.sh
	suite_dir=$(mktemp -d) || tap_bail_out "no temporary directory"
	chmod 711 "$suite_dir"
	trap suite_end EXIT
	trap 'exit 1' INT TERM HUP
	settings=$("$suite_rig" start "$suite_dir/server") ||
		tap_bail_out "the server does not start"
	eval "$settings"
	# Neither a proxy nor a plugin configuration of this machine may have a say.
	unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
	unset MP_CONFIG_FILE NAGIOS_CONFIG_PATH MP_STATE_PATH
}

suite_end()
{
	"$suite_rig" stop "$suite_dir/server" && rm -rf "$suite_dir"
}

# suite_need PACKAGE COMMAND...: ends the test with the package's name when COMMAND fails.
suite_need()
{
	local package=$1

	shift
	"$@" >/dev/null 2>&1 || tap_bail_out "'$*' fails: apt-get install $package"
}

suite_need_built()
{
	[ -x "$1" ] || tap_bail_out "no $1: run make"
}

# Prints the port of a virtual host.
suite_port()
{
	local variable=REAL_PORT_${1//-/_}

	echo "${!variable:?no virtual host $1}"
}
