# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# HAProxy in front of the two nodes of rig/acceptor.sh: a good balancer, and each way to break NTLM.

needs+=("haproxy haproxy")

balancer_ports()
{
	printf '%s\n' balanced-tcp balanced-bridged balanced-h2 balanced-other \
		balanced-shared balanced-reconnecting balanced-switching
}

balancer_prepare()
{
	mkdir -p "$STATE/balancer" || return
	(
		umask 077
		cat "$STATE/tls/server.pem" "$STATE/tls/server.key" >"$STATE/balancer/server.pem"
	)
}

# balancer_nodes LISTENER OPTION...: server lines.
balancer_nodes()
{
	local port node

	port=$(ports_of "$1") || return
	shift
	for node in 1 2; do
		echo "	server node$node 127.0.0.$node:$port $*"
	done
}

# balancer_front NAME BIND-OPTION...: the beginning of one that clients see.
balancer_front()
{
	local port

	port=$(ports_of "$1") || return
	echo
	echo "listen $1"
	shift
	echo "	bind 127.0.0.1:$port $*"
}

# HAProxy knows NTLM: it keeps a connection to itself on which it sees the challenge. Others do not; to
# be like them it sees the challenge under another name, in a second pass through itself.
balancer_inner()
{
	local node port

	port=$(ports_of same-certificate) || return
	for node in 1 2; do
		cat <<-END

			listen inner$node
				bind unix@$STATE/balancer/node$node
				http-reuse never
				http-response add-header X-Challenge %[res.fhdr(WWW-Authenticate,1)] if { res.fhdr_cnt(WWW-Authenticate) gt 0 }
				http-response add-header X-Challenge %[res.fhdr(WWW-Authenticate,2)] if { res.fhdr_cnt(WWW-Authenticate) gt 1 }
				http-response del-header WWW-Authenticate
				server node$node 127.0.0.$node:$port ssl verify none
		END
	done
}

balancer_outer()
{
	cat <<-'END'
		http-response add-header WWW-Authenticate %[res.fhdr(X-Challenge,1)] if { res.fhdr_cnt(X-Challenge) gt 0 }
		http-response add-header WWW-Authenticate %[res.fhdr(X-Challenge,2)] if { res.fhdr_cnt(X-Challenge) gt 1 }
		http-response del-header X-Challenge
	END
}

balancer_configure()
{
	local tls="ssl crt $STATE/balancer/server.pem" inside="ssl verify none" sockets=unix@$STATE/balancer
	local private=$'\tbalance source\n\thttp-reuse never'

	{
		cat <<-END
			global
				nbthread 1
				maxconn 200
			defaults
				mode http
				timeout connect 5s
				timeout client 20s
				timeout server 20s
		END
		# TLS goes through.
		balancer_front balanced-tcp && echo "	mode tcp" && echo "	balance source" &&
			balancer_nodes same-certificate &&
			# TLS ends here and begins anew, with the certificate of the server.
			balancer_front balanced-bridged "$tls" && echo "$private" &&
			balancer_nodes same-certificate "$inside" &&
			balancer_front balanced-h2 "$tls alpn h2,http/1.1" && echo "$private" &&
			balancer_nodes same-certificate "$inside" &&
			# The server has another certificate.
			balancer_front balanced-other "$tls" && echo "$private" &&
			balancer_nodes inside-certificate "$inside" &&
			# Everybody's requests go over the same connections to the server.
			balancer_front balanced-shared "$tls" && balancer_outer && echo "	http-reuse always" &&
			echo "	server node1 $sockets/node1" &&
			# Every request gets a connection to the server of its own.
			balancer_front balanced-reconnecting "$tls" && balancer_outer &&
			echo "	option http-server-close" && echo "	server node1 $sockets/node1" &&
			# Each request goes to the next node.
			balancer_front balanced-switching "$tls" && balancer_outer && echo "	balance roundrobin" &&
			echo "	server node1 $sockets/node1" && echo "	server node2 $sockets/node2" &&
			balancer_inner || return
	} >"$STATE/balancer/haproxy.cfg"
}

balancer_start()
{
	"$(need_find haproxy)" -D -f "$STATE/balancer/haproxy.cfg" -p "$STATE/balancer/haproxy.pid"
}

balancer_pids()
{
	echo "$STATE/balancer/haproxy.pid"
}

balancer_environment()
{
	:
}
