# SPDX-License-Identifier: GPL-3.0-or-later
# A proxy between a client and one server, both TLS, that cuts the files of an address book short as its rule says.
#
#   cutting_relay.py ADDRESS PORT CERTIFICATE KEY SERVER RULE
#
# The file RULE is read anew for every answer: "PATTERN BYTES MODE". Of a file whose path has PATTERN in it, so many bytes come.
# broken: what was announced is not changed, and the connection ends. closed: the same, with a goodbye of TLS. shorter: fewer bytes are
# announced. shorter-head: to HEAD as well. An empty file cuts nothing. Connections keep their logon: each has its own to the server.
import socket
import ssl
import sys
import threading

address, port, certificate, key, server, rule_file = sys.argv[1:]
inside = ssl.create_default_context()
inside.check_hostname = False
inside.verify_mode = ssl.CERT_NONE
outside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
outside.load_cert_chain(certificate, key)


def read_head(stream):
    """The lines of a head without their ends; None at the end."""
    lines = []
    while True:
        line = stream.readline()
        if not line:
            return None
        if line == b"\r\n":
            break
        lines.append(line.rstrip(b"\r\n"))
    return lines


def joined(lines):
    return b"\r\n".join(lines) + b"\r\n\r\n"


def length_of(lines):
    for line in lines[1:]:
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


def rule_for(request):
    with open(rule_file, encoding="ascii") as file:
        words = file.read().split()
    if len(words) != 3 or words[0] not in request:
        return None, ""
    return int(words[1]), words[2]


def with_length(lines, length):
    return [b"Content-Length: %d" % length if line.lower().startswith(b"content-length:") else line for line in lines]


def answer(client, upstream, request, ranged):
    """Passes one answer on; whether the connection goes on."""
    lines = read_head(upstream)
    if lines is None:
        return False
    method, path = request.split()[:2]
    body = b"" if method == "HEAD" else upstream.read(length_of(lines))
    limit, mode = rule_for(path)
    if limit is None or ranged or lines[0].split()[1] != b"200":
        client.sendall(joined(lines) + body)
        return True
    if mode == "shorter-head" or (mode == "shorter" and method != "HEAD"):
        lines = with_length(lines, limit)
    client.sendall(joined(lines) + body[:limit])
    if method == "HEAD" or mode.startswith("shorter"):
        return True
    if mode == "closed":
        client.unwrap()
    return False


def serve(raw):
    try:
        behind = socket.create_connection((server, int(port)))
        for end in (raw, behind):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with outside.wrap_socket(raw, server_side=True) as client, inside.wrap_socket(behind) as connection:
            upstream, downstream = connection.makefile("rb"), client.makefile("rb")
            going_on = True
            while going_on and (lines := read_head(downstream)):
                connection.sendall(joined(lines) + downstream.read(length_of(lines)))
                ranged = any(line.lower().startswith(b"range:") for line in lines)
                going_on = answer(client, upstream, lines[0].decode("latin-1"), ranged)
            downstream.close()
            upstream.close()
    except OSError:
        pass


listener = socket.create_server((address, int(port)), backlog=64)
print("ready", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
