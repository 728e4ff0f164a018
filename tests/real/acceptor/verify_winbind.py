# SPDX-License-Identifier: GPL-3.0-or-later
"""NTLM logons decided by a Samba domain controller, asked through ntlm_auth and winbindd."""
import base64
import os
import shlex
import subprocess


class Refused(Exception):
    """Why the user is not let in, in Samba's words."""

    token = b""


class Handshake:
    """One helper process, as a web server's module would keep it; ACCEPTOR_HELPER is its command."""

    def __init__(self, host, mode, bindings, with_ntlm):
        if mode != "none":
            raise ValueError("winbindd looks at no channel bindings")
        self.helper = None

    def __del__(self):
        self.close()

    def close(self):
        if self.helper:
            self.helper.stdin.close()
            self.helper.stdout.close()
            self.helper.wait()
        self.helper = None

    def ask(self, word, token):
        self.helper.stdin.write(b"%s %s\n" % (word, base64.b64encode(token)))
        self.helper.stdin.flush()
        verdict, _, text = self.helper.stdout.readline().decode().rstrip("\n").partition(" ")
        return verdict, text

    def step(self, token):
        """The next token for the client, or None; and the user's name once there is one."""
        if self.helper is None:
            self.helper = subprocess.Popen(shlex.split(os.environ["ACCEPTOR_HELPER"]),
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            verdict, text = self.ask(b"YR", token)
        else:
            verdict, text = self.ask(b"KK", token)
        if verdict == "TT":
            return base64.b64decode(text), None
        self.close()
        if verdict == "AF":
            return None, text
        raise Refused(verdict + " " + text)
