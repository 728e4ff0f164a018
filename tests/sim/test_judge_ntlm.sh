#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Judges the logons of exchange_sim by other people's clients: requests-ntlm, ntlm-auth, gss-ntlmssp, curl.
# Usage: test_judge_ntlm.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
here=$(cd "$(dirname "$0")" && pwd) || exit 1
# Debian's own: its packages are not seen by another one that may come first in PATH.
python=/usr/bin/python3

bail_out() {
	echo "Bail out! $1 is missing (Debian: apt-get install $2)"
	exit 1
}
for tool in curl openssl; do
	command -v "$tool" >/dev/null || bail_out "$tool" "$tool"
done
[ -x "$python" ] || bail_out "$python" python3
for module in requests_ntlm:python3-requests-ntlm ntlm_auth:python3-ntlm-auth gssapi:python3-gssapi; do
	"$python" -c "import ${module%%:*}" 2>/dev/null || bail_out "${module%%:*} for $python" "${module#*:}"
done
"$python" -c '
import gssapi.raw, sys
sys.exit("1.3.6.1.4.1.311.2.2.10" not in [mech.dotted_form for mech in gssapi.raw.indicate_mechs()])' ||
	bail_out 'the NTLM mechanism of GSSAPI' gss-ntlmssp

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

# OpenSSL 3 has MD4, which passwords are hashed with, only where somebody asks for it.
cat >"$dir/openssl.cnf" <<'END'
openssl_conf = all
[all]
providers = both
[both]
default = on
legacy = on
[on]
activate = 1
END
OPENSSL_CONF=$dir/openssl.cnf "$python" -c 'import hashlib; hashlib.new("md4")' 2>/dev/null ||
	bail_out "OpenSSL's legacy provider" 'libssl3; from Debian 13 on openssl-provider-legacy'
mkfifo "$dir/ready"
# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
${TEST_WRAP:-} "$sim" --print-ready --state-dir "$dir/state" --log "$dir/log" "$here/farms/ntlm.conf" >"$dir/ready" &
pid=$!
ready=
read -r ready <"$dir/ready"
port=$(expr "$ready" : 'ready port=\([0-9]*\) ')
http_port=$(expr "$ready" : '.* http_port=\([0-9]*\) ')
if [ -z "$port" ]; then
	echo 'Bail out! the simulator did not start'
	exit 1
fi

# No ticket, no proxy, no settings of whoever runs this.
OPENSSL_CONF=$dir/openssl.cnf KRB5_CONFIG=/dev/null KRB5CCNAME=FILE:$dir/none \
	LC_ALL=C.UTF-8 "$python" -B -E -s "$here/judge_ntlm.py" "$port" "$http_port" "$dir/state" "$dir/log" "$sim"
judged=$?
kill -TERM "$pid"
wait "$pid"
ended=$?
pid=
[ "$ended" -eq 0 ] || echo "Bail out! the simulator ended with $ended"
[ "$judged" -eq 0 ] && [ "$ended" -eq 0 ]
