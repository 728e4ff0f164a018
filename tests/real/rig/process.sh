# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Daemons known by their pid file.

# True when the process in pid file $1 lives and is ours: its command line names the state directory, or
# it works below it. A pid that some other program has got since is not.
process_alive()
{
	local pid

	{ read -r pid <"$1"; } 2>/dev/null || return 1
	{ tr '\0' ' ' <"/proc/$pid/cmdline" && readlink "/proc/$pid/cwd"; } 2>/dev/null | grep -qF -- "$STATE"
}

# Waits up to 5 s until the process in pid file $1 is gone.
process_gone()
{
	local try

	for ((try = 0; try < 50; try++)); do
		process_alive "$1" || return 0
		sleep 0.1
	done
	return 1
}

# Ends the process in pid file $1: first politely, then with all of its group (a daemon leads one).
process_stop()
{
	local pid

	if process_alive "$1"; then
		read -r pid <"$1"
		kill -s TERM "$pid"
		if ! process_gone "$1"; then
			kill -s KILL -- "-$pid"
			process_gone "$1" || return 1
		fi
	fi
	rm -f "$1"
}
