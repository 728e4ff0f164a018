#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP side of Integrated Windows Authentication: other people's code decides on every logon.

acceptor.py VERIFIER TLS-DIR LISTENERS LOG

VERIFIER is gssapi or winbind. Each line of the file LISTENERS is a server of its own:

    NAME ADDRESS PORT NODE CERTIFICATE BOUND NEGOTIATE AUTODISCOVER EWS OAB

CERTIFICATE is presented to clients; BOUND is the one whose channel bindings count (the same, unless
a balancer before a server with another certificate is meant). Both name a .pem and .key in TLS-DIR.
NEGOTIATE is what that scheme takes: any package, NTLM wrapped in SPNEGO only (wrapped), or kerberos alone. The rest
are the extended protection modes (none, allow, require) of the virtual directories.

LOG gets a line for every request, from which tests count logons and see connections.
"""
import base64
import http.server
import importlib
import itertools
import os
import socketserver
import ssl
import sys
import threading

from bindings import end_point

OFFER = ("NTLM", "Negotiate")
connections = itertools.count(1)


class Connection(http.server.BaseHTTPRequestHandler):
    """A client's connection: the handshake that is under way, then its user."""

    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece: in two it would wait for the client's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    handshake = None
    user = None

    def setup(self):
        super().setup()
        self.number = next(connections)

    def mode(self):
        directory = self.path.strip("/").split("/")[0].lower()
        return self.server.modes.get(directory)

    def answer(self, status, result, reason="", challenges=(), body=b""):
        if self.command != "HEAD" and not body:
            body = b"<html><body>%d</body></html>\n" % status
        # First, so that whoever has the answer finds it in the log.
        self.server.note(
            "%s %s %s connection=%d sent=%s status=%d result=%s user=%s reason=%s"
            % (self.server.name, self.server.node, self.path, self.number, self.sent, status,
               result, self.user or "-", " ".join(reason.split()) or "-"))
        self.send_response(status)
        self.send_header("X-FEServer", self.server.node)
        for challenge in challenges:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, reason, scheme="", out=b""):
        """Starts over. The package may have words for the client, as Kerberos has about a clock."""
        self.handshake = self.user = None
        said = ["%s %s" % (scheme, base64.b64encode(out).decode())] if out else []
        self.answer(401, "refused", reason, said or OFFER)

    def logon(self, scheme, token):
        """One message of a handshake; the last one lets the user in or not. A type 1 message begins anew."""
        if self.handshake is None or self.sent.endswith("type1"):
            host = self.headers.get("Host", "localhost").rsplit(":", 1)[0]
            self.handshake = self.server.verifier.Handshake(host, self.mode(), self.server.bindings,
                                                            self.server.negotiate != "kerberos")
        try:
            out, user = self.handshake.step(token)
        except self.server.verifier.Refused as why:
            return self.refuse(str(why), scheme, why.token)
        more = [scheme + " " + base64.b64encode(out).decode()] if out else []
        if user is None:
            return self.answer(401, "continue", challenges=more)
        self.handshake = None
        self.user = user
        self.answer(200, "accepted", challenges=more)
        # An NTLM logon holds for the connection, a Kerberos logon for its request, as with IIS.
        self.user = user if self.sent.endswith("type3") else None

    def serve(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scheme, _, text = self.headers.get("Authorization", "").partition(" ")
        self.sent = "nothing"
        if self.mode() is None:
            return self.answer(404, "absent")
        if not scheme:
            if self.user:
                return self.answer(200, "kept")
            return self.answer(401, "offer", challenges=OFFER)
        try:
            token = base64.b64decode(text, validate=True)
        except ValueError:
            return self.answer(400, "refused", "not base64")
        self.sent = scheme + "/" + name_of(token)
        if scheme.lower() not in ("ntlm", "negotiate") or not token:
            return self.refuse("not offered")
        if "type" in self.sent and scheme.lower() == "negotiate" and self.server.negotiate != "any":
            return self.refuse("no raw NTLM in Negotiate here")
        return self.logon(scheme, token)

    do_GET = do_HEAD = do_POST = do_OPTIONS = serve

    def log_message(self, *args):
        pass


def name_of(token):
    if token.startswith(b"NTLMSSP\0"):
        return "type%d" % token[8]
    return "gssapi" if token[:1] in (b"\x60", b"\xa1") else "unknown"


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, line, verifier, tls, note):
        self.name, address, port, self.node, shown, bound, self.negotiate, *modes = line.split()
        self.modes = dict(zip(("autodiscover", "ews", "oab"), modes, strict=True))
        self.verifier = verifier
        self.note = note
        self.bindings = end_point(os.path.join(tls, bound + ".pem"))
        super().__init__((address, int(port)), Connection)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(tls, shown + ".pem"), os.path.join(tls, shown + ".key"))
        # The handshake waits for the connection's own thread: a silent client must not hold up the others.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        """A client that went away, or that did not like the certificate."""


def main():
    verifier, tls, listeners, log = sys.argv[1:]
    verifier = importlib.import_module("verify_" + verifier)
    lock = threading.Lock()
    notes = open(log, "a", encoding="utf-8")

    def note(line):
        with lock:
            print(line, file=notes, flush=True)

    with open(listeners, encoding="ascii") as lines:
        servers = [Listener(line, verifier, tls, note) for line in lines]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
