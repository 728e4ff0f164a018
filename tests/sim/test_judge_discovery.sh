#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Judges the way to Autodiscover of exchange_sim and dns.sh by another client: exchangelib, with dnspython for the names.
# Usage: test_judge_discovery.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

bail_out() {
	echo "Bail out! $1 is missing (Debian: apt-get install $2)"
	exit 1
}
[ -x "$python" ] || bail_out "$python" python3
for module in exchangelib:python3-exchangelib dns:python3-dnspython; do
	"$python" -c "import ${module%%:*}" 2>/dev/null || bail_out "${module%%:*} for $python" "${module#*:}"
done
[ -x /usr/sbin/dnsmasq ] || bail_out dnsmasq dnsmasq-base

dir=$(mktemp -d) || exit 1
pid=
dns=
leave() {
	code=$?
	[ -z "$pid" ] || kill "$pid" 2>/dev/null
	[ -z "$dns" ] || kill "$dns" 2>/dev/null
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

mkfifo "$dir/ready" "$dir/dns"
sh "$here/dns.sh" "$here/farms/autodiscover.conf" >"$dir/dns" &
dns=$!
read -r names <"$dir/dns"
# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
${TEST_WRAP:-} "$sim" --print-ready --state-dir "$dir/state" --log "$dir/log" "$here/farms/autodiscover.conf" >"$dir/ready" &
pid=$!
ready=
read -r ready <"$dir/ready"
port=$(expr "$ready" : 'ready port=\([0-9]*\) ')
http_port=$(expr "$ready" : '.* http_port=\([0-9]*\) ')
served=$(expr "$names" : 'ready dns=\([^ ]*\) ')
silent=$(expr "$names" : '.* silent=\([^ ]*\)')
if [ -z "$port" ] || [ -z "$served" ]; then
	echo 'Bail out! the simulator or the name server did not start'
	exit 1
fi

# No proxy, no settings of whoever runs this.
env -i PATH="$PATH" HOME="$dir" LC_ALL=C.UTF-8 "$python" -B -s "$here/judge_discovery.py" "$port" "$http_port" "$dir/state" "$dir/log" \
	"$served" "$silent"
judged=$?
kill -TERM "$pid" "$dns"
wait "$pid"
ended=$?
wait "$dns"
named=$?
pid=
dns=
[ "$ended" -eq 0 ] || echo "Bail out! the simulator ended with $ended"
[ "$named" -eq 0 ] || echo "Bail out! the name server ended with $named"
[ "$judged" -eq 0 ] && [ "$ended" -eq 0 ] && [ "$named" -eq 0 ]
