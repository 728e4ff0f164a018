# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# One run of free TCP ports on the loopback address, and who gets which.

# Prints the ports in use on this machine, one a line (the kernel's tables give them in hex).
ports_used()
{
	local table local_address

	for table in /proc/net/tcp /proc/net/tcp6; do
		[ -r $table ] || continue
		while read -r _ local_address _; do
			case $local_address in
			*:*) echo $((16#${local_address##*:})) ;;
			esac
		done < <(tail -n +2 $table)
	done
}

# Prints the first of $1 free ports in a row, below the range the kernel hands out itself.
# REAL_BASE_PORT is taken as it is.
ports_choose()
{
	local count=$1 base used try

	if [ -n "${REAL_BASE_PORT:-}" ]; then
		echo "$REAL_BASE_PORT"
		return
	fi
	used=$(ports_used)
	for ((try = 0; try < 100; try++)); do
		base=$((20000 + RANDOM % 12000))
		seq $base $((base + count - 1)) | grep -qxF -- "$used" && continue
		echo $base
		return
	done
	echo "no $count free ports in a row" >&2
	return 1
}

# Writes the file of "name port" lines for all parts.
ports_assign()
{
	local names name port

	names=$(server_parts ports) || return
	port=$(ports_choose "$(wc -l <<<"$names")") || return
	for name in $names; do
		echo "$name $((port++))"
	done >"$STATE/ports"
}

# Prints the port of $1.
ports_of()
{
	awk -v name="$1" '$1 == name { print $2; found = 1 } END { exit !found }' "$STATE/ports"
}

# True when something answers on port $1.
ports_answer()
{
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
