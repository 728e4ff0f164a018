# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What it takes to run commands as documents show them: the names and addresses in them are those of a simulated farm, the programs in them
# those of the build, and what they write to this machine's directories does not come there.
# To be sourced with the arguments of the script: it runs once more in a network of its own.

further_needs+=("curl curl")
# shellcheck source-path=SCRIPTDIR source=network_rig.sh
. "$(dirname "$0")/network_rig.sh"

for address in 192.0.2.11 192.0.2.12 192.0.2.53; do
	ip address add "$address/32" dev lo || tap_bail_out "no address $address"
done
mkdir -m 700 "$dir/work" "$dir/state" && cd "$dir/work" || exit 1

# --- the farm -----------------------------------------------------------------------------------------

documented_farm_pid='' documented_names='' documented_names_pids=()
# documented_farm CONFIG [ARGUMENT...]: this farm in place of the one before, and the names of its nodes; its certificates stay the same.
documented_farm()
{
	local config=$1 names

	shift
	[ -z "$documented_farm_pid" ] || { kill "$documented_farm_pid" && wait "$documented_farm_pid"; } 2>/dev/null
	start farm "$build/tests/sim/exchange_sim" --print-ready --state-dir "$dir/farm" --log "$dir/log" --port 443 "$@" "$config"
	documented_farm_pid=$!
	names=$(grep -E '^(address|hosts) ' "$config")
	[ "$names" = "$documented_names" ] || documented_name_servers "$config"
	documented_names=$names
}

# documented_name_servers CONFIG: that of this machine, and the one that clients outside ask.
documented_name_servers()
{
	local pid

	for pid in "${documented_names_pids[@]}"; do
		{ kill "$pid" && wait "$pid"; } 2>/dev/null
	done
	if [ ${#documented_names_pids[@]} -eq 0 ]; then
		start_names "$1"
	else
		start names sh "$tests/sim/dns.sh" --port 53 "$1"
	fi
	documented_names_pids=("$!")
	start outside sh "$tests/sim/dns.sh" --address 192.0.2.53 --port 53 "$1"
	documented_names_pids+=("$!")
}

# --- the commands -------------------------------------------------------------------------------------

# documented_ours NAME ARGUMENT...: with what is true of this farm only.
documented_ours()
{
	local name=$1 options=()

	shift
	[[ $name != check_* ]] || options=(--ca-file "$dir/farm/ca.pem" --state-dir "$dir/state")
	# shellcheck disable=SC2086 # PLUGIN_WRAP is a command with its arguments
	env -i PATH="$PATH" HOME="$dir" LC_ALL=C ${PLUGIN_WRAP:-} "$build/plugins/$name" "$@" "${options[@]}"
}
for page in "$build"/man/*.1; do
	name=${page##*/}
	name=${name%.1}
	eval "$name() { documented_ours $name \"\$@\"; }"
done
# shellcheck disable=SC2317 # documents call these
curl()
{
	command curl --cacert "$dir/farm/ca.pem" "$@"
}
# The server's own program; what it prints there is in this file.
# shellcheck disable=SC2317
appcmd.exe()
{
	cat applicationHost.config
}
