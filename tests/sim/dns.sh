#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A name server for the names of a farm: dnsmasq with the `hosts` of its nodes and the records of a file beside it.
# Usage: dns.sh [--address ADDRESS] [--port PORT] [--log FILE] CONFIG...: prints "ready dns=ADDRESS:PORT silent=ADDRESS:PORT"
# and serves until it gets SIGTERM. CONFIG.conf may have a CONFIG.dns. `silent` never answers; nor does `dns` for what lies below
# no-answer.example.com. All other names do not exist. FILE gets a line per question.

address=127.0.0.1
port=0
log=
while [ $# -gt 0 ]; do
	case $1 in
	--address) address=$2 && shift 2 ;;
	--port) port=$2 && shift 2 ;;
	--log) log=$2 && shift 2 ;;
	--*) echo "dns.sh: unknown option $1" >&2 && exit 2 ;;
	*) break ;;
	esac
done
if [ $# -eq 0 ]; then
	echo 'usage: dns.sh [--address ADDRESS] [--port PORT] [--log FILE] CONFIG...' >&2
	exit 2
fi
PATH=$PATH:/usr/sbin
for tool in dnsmasq:dnsmasq-base python3:python3; do
	command -v "${tool%%:*}" >/dev/null && continue
	echo "dns.sh: ${tool%%:*} is missing (Debian: apt-get install ${tool#*:})" >&2
	exit 1
done

dir=$(mktemp -d) || exit 1
served=
swallowed=
leave() {
	code=$?
	[ -z "$served" ] || kill "$served" 2>/dev/null
	[ -z "$swallowed" ] || kill "$swallowed" 2>/dev/null
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 0' HUP INT TERM

# records CONFIG: a line per name of each node
records() {
	awk -F ' *= *' '
		/^\[/ { address = "" }
		$1 == "address" { address = $2 }
		$1 == "hosts" && address != "" {
			count = split($2, name, ";")
			for (i = 1; i <= count; i++)
				print "host-record=" name[i] "," address
		}' "$1"
	[ ! -e "${1%.conf}.dns" ] || cat "${1%.conf}.dns"
}

# A socket that takes questions and keeps them; and for dnsmasq a port that is free for both protocols.
mkfifo "$dir/ports" || exit 1
python3 -c '
import signal, socket, sys
address, wanted = sys.argv[1], int(sys.argv[2])
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind((address, 0))
while True:
    tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        tcp.bind((address, wanted))
        udp.bind(tcp.getsockname())
        break
    except OSError:
        if wanted:
            sys.exit("dns.sh: %s port %d is taken" % (address, wanted))
port = tcp.getsockname()[1]
tcp.close()
udp.close()
print(silent.getsockname()[1], port, flush=True)
sys.stdout.close()
signal.pause()' "$address" "$port" >"$dir/ports" &
swallowed=$!
read -r silent port <"$dir/ports" || exit 1

{
	for config; do
		records "$config"
	done
	# the address for everything else: none
	echo 'address=/#/'
	echo "server=/no-answer.example.com/$address#$silent"
} >"$dir/records"
said=${log:-$dir/log}
# --no-daemon: it changes neither user nor groups, which root of a user namespace may not do.
dnsmasq --no-daemon --conf-file="$dir/records" --no-resolv --no-hosts --bind-interfaces \
	--listen-address="$address" --port="$port" --log-facility=- ${log:+--log-queries} 2>"$said" &
served=$!

# It answers, or it ended.
until python3 -c '
import socket, sys
question = b"\0\1\1\0\0\1\0\0\0\0\0\0\0\0\2\0\1"
asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asked.settimeout(0.2)
asked.connect((sys.argv[1], int(sys.argv[2])))
asked.send(question)
asked.recv(512)' "$address" "$port" 2>/dev/null; do
	kill -0 "$served" 2>/dev/null || { cat "$said" >&2 && exit 1; }
done
echo "ready dns=$address:$port silent=$address:$silent"
exec >/dev/null
wait "$served"
