#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Verifies an address book of 500 MB beside curl with sha1sum, and decompresses one beside libmspack alone: time, CPU time, memory.
# Environment: SRC_DIR, BUILD_DIR (set by make bench), OAB_ROUNDS (default 5).
set -eu

rounds=${OAB_ROUNDS:-5}
state=$(mktemp -d)
mkfifo "$state/life"
cat >"$state/farm.conf" <<'CONF'
[farm]
hostname = mail.example.com
domain = example.com

[*/*]
providers = NTLM;Negotiate

[*/oab]
size = 524288000
diffs = 0

[account probe]
upn = probe@example.com
password = Gut3r Kaese!

[node stored]
address = 127.0.0.11

[node lzx]
address = 127.0.0.12

[stored/oab]
compression = stored

[lzx/oab]
compression = lzx
CONF
"$BUILD_DIR/tests/sim/exchange_sim" --print-ready --until-eof --state-dir "$state" "$state/farm.conf" \
	<"$state/life" >"$state/ready" &
sim=$!
exec 9>"$state/life"
trap 'exec 9>&-; wait "$sim" 2>/dev/null || :; rm -rf "$state"' EXIT
until grep -q '^ready ' "$state/ready"; do
	kill -0 "$sim"
	sleep 0.1
done
port=$(sed -n 's/^ready port=\([0-9]*\).*/\1/p' "$state/ready")
(
	umask 077
	printf '%s\n' 'username = EXAMPLE\probe' 'password = Gut3r Kaese!' >"$state/probe.auth"
	printf '%s\n' 'user = "EXAMPLE\\probe:Gut3r Kaese!"' >"$state/probe.curl"
)

name=mail.example.com
directory=https://$name:$port/OAB/7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902
plugin="$BUILD_DIR/plugins/check_exchange_oab --url $directory -e probe@example.com --ca-file $state/ca.pem"
plugin="$plugin --auth-file $state/probe.auth --state-dir $state/logons -t 120"
curl="curl -q -s -K $state/probe.curl --ntlm --cacert $state/ca.pem"
fetch() {
	$curl --resolve "$name:$port:$1" "$directory/$2"
}
# The name of the full file, from the manifest; the files are made when somebody asks for that.
full=$(fetch 127.0.0.11 oab.xml | sed -n 's/.*[ >]\([0-9a-f-]*-data-[0-9]*\.lzx\).*/\1/p' | head -n 1)
fetch 127.0.0.12 oab.xml >/dev/null
fetch 127.0.0.12 "$full" >"$state/lzx"
[ "$(stat -c %s "$state/lzx")" -gt 524288000 ]

# title|command, in the order of the table.
# A pipe stands in the first command, so it is added below.
commands="curl and sha1sum|
check_exchange_oab --verify files|$plugin -I 127.0.0.11 --verify files
libmspack alone, LZX, from a file|$BUILD_DIR/tests/bench/bench_mspack $state/lzx
check_exchange_oab --verify files, LZX|$plugin -I 127.0.0.12 --verify files
check_exchange_oab --verify decode, LZX|$plugin -I 127.0.0.12 --verify decode"

set --
printf '%s\n' "$commands" >"$state/commands"
while IFS='|' read -r title command; do
	case $title in
	curl*) command="/bin/sh -c '$curl --resolve $name:$port:127.0.0.11 $directory/$full | sha1sum'" ;;
	esac
	set -- "$@" "$command"
	printf '%s\n' "$title"
done <"$state/commands" >"$state/titles"
# A command that does not do what its row says would be compared all the same.
# shellcheck disable=SC2086 # command lines
{
	$plugin -I 127.0.0.11 --verify files >/dev/null
	$plugin -I 127.0.0.12 --verify decode >/dev/null
}
"$BUILD_DIR/tests/bench/bench_cpu" "$rounds" "$@" | tr ' ' '|' >"$state/runs"

paste -d '|' "$state/titles" "$state/runs" | awk -F '|' '
	{ title[NR] = $1; cpu[NR] = $3; wall[NR] = $4; peak[NR] = $5 }
	END {
		printf "\n%-48s %12s %12s %12s\n", "500 MB of an address book", "time ms", "CPU ms", "peak MiB"
		for (i = 1; i <= NR; i++) printf "%-48s %12.0f %12.0f %12.1f\n", title[i], wall[i], cpu[i], peak[i] / 1024
		printf "\n%-48s %12s %12s\n", "ratio, bar at most", "time", "CPU"
		printf "%-48s %12.3f %12.3f\n", "verified / curl and sha1sum, 2.0 (time)", wall[2] / wall[1], cpu[2] / cpu[1]
		printf "%-48s %12.3f %12.3f\n", "what decompressing adds / libmspack alone, 1.2", (wall[5] - wall[4]) / wall[3], (cpu[5] - cpu[4]) / cpu[3]
		printf "%-48s %12.3f %12.3f\n", "decompressed / curl, sha1sum and libmspack", wall[5] / (wall[1] + wall[3]), cpu[5] / (cpu[1] + cpu[3])
		printf "%-48s %12s %12.1f\n", "peak of check_exchange_oab, 24 MiB", "", (peak[2] > peak[5] ? peak[2] : peak[5]) / 1024
	}'
