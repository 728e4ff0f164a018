#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records every line that comes in over TCP, from any number of connections.

listener.py ADDRESS PORT RECORD
"""
import socketserver
import sys
import threading

lock = threading.Lock()
record = open(sys.argv[3], "a", encoding="utf-8")


class Lines(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            with lock:
                record.write(line.decode())
                record.flush()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


Server((sys.argv[1], int(sys.argv[2])), Lines).serve_forever()
