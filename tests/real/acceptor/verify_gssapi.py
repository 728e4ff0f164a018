# SPDX-License-Identifier: GPL-3.0-or-later
"""Logons decided by the system's GSSAPI: MIT Kerberos and gss-ntlmssp, channel bindings included."""
import gssapi
import gssapi.raw

NTLM = gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10")
KERBEROS = gssapi.OID.from_int_seq("1.2.840.113554.1.2.2")
SPNEGO = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
# GSS_C_CHANNEL_BOUND_FLAG, which python3-gssapi has no name for.
CHANNEL_BOUND = 2048


class Refused(Exception):
    """Why the user is not let in; and what the package has to tell the client."""

    def __init__(self, reason, token=b""):
        super().__init__(reason)
        self.token = token


class Handshake:
    def __init__(self, host, mode, bindings, with_ntlm):
        """`with_ntlm`: SPNEGO may agree on NTLM."""
        self.host = host
        self.with_ntlm = with_ntlm
        self.mode = mode
        # Without protection the server looks at no bindings, whatever the client sends.
        self.bindings = None if mode == "none" else gssapi.raw.ChannelBindings(application_data=bindings)
        self.context = None
        self.mechanism = None

    def step(self, token):
        """The next token for the client, or None; and the user's name once there is one."""
        if self.mechanism is None:
            # Raw NTLM is welcome under Negotiate too, as it is with Windows.
            self.mechanism = NTLM if token.startswith(b"NTLMSSP\0") else SPNEGO
        try:
            name = gssapi.raw.import_name(b"HTTP@" + self.host.encode(), gssapi.NameType.hostbased_service)
            own = gssapi.raw.acquire_cred(name, usage="accept", mechs=[self.mechanism]).creds
            if self.mechanism == SPNEGO and not self.with_ntlm:
                gssapi.raw.set_neg_mechs(own, [KERBEROS])
            got = gssapi.raw.accept_sec_context(token, acceptor_creds=own, context=self.context,
                                                channel_bindings=self.bindings)
        except gssapi.raw.GSSError as error:
            raise Refused(str(error), error.token) from error
        self.context = got.context
        if got.more_steps:
            return got.token, None
        user = gssapi.raw.display_name(got.initiator_name).name.decode().rstrip("\0")
        if self.mode == "require" and not int(got.flags) & CHANNEL_BOUND:
            raise Refused("not channel bound: " + user)
        return got.token, user
