#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Judges Exchange Web Services and address books of exchange_sim by other clients: exchangelib, curl, xmllint, zlib.
# Usage: test_judge_services.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

bail_out() {
	echo "Bail out! $1 is missing (Debian: apt-get install $2)"
	exit 1
}
[ -x "$python" ] || bail_out "$python" python3
"$python" -c 'import exchangelib' 2>/dev/null || bail_out "exchangelib for $python" python3-exchangelib
for tool in curl:curl xmllint:libxml2-utils; do
	command -v "${tool%%:*}" >/dev/null || bail_out "${tool%%:*}" "${tool#*:}"
done

dir=$(mktemp -d) || exit 1
pid=
leave() {
	code=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

mkfifo "$dir/ready"
# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
${TEST_WRAP:-} "$sim" --print-ready --state-dir "$dir/state" "$here/farms/services.conf" >"$dir/ready" &
pid=$!
ready=
read -r ready <"$dir/ready"
port=$(expr "$ready" : 'ready port=\([0-9]*\) ')
if [ -z "$port" ]; then
	echo 'Bail out! the simulator did not start'
	exit 1
fi

# No proxy, no settings of whoever runs this.
env -i PATH="$PATH" HOME="$dir" LC_ALL=C.UTF-8 "$python" -B -s "$here/judge_services.py" "$port" "$dir/state" "$dir"
judged=$?
kill -TERM "$pid"
wait "$pid"
ended=$?
pid=
[ "$ended" -eq 0 ] || echo "Bail out! the simulator ended with $ended"
[ "$judged" -eq 0 ] && [ "$ended" -eq 0 ]
