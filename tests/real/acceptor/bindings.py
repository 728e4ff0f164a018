# SPDX-License-Identifier: GPL-3.0-or-later
"""tls-server-end-point (RFC 5929 4.1) of a certificate, the digest's name taken from OpenSSL's word."""
import hashlib
import re
import ssl
import subprocess


def digest_of(pem):
    """The digest the certificate was signed with; MD5 and SHA-1 count as SHA-256."""
    text = subprocess.run(["openssl", "x509", "-in", pem, "-noout", "-text"],
                          check=True, capture_output=True, text=True).stdout
    # RSA-PSS names its digest in a parameter, the others in the algorithm.
    found = (re.search(r"Hash Algorithm: *sha(\d+)", text)
             or re.search(r"Signature Algorithm:.*sha(\d+)", text, re.IGNORECASE))
    return "sha" + (found.group(1) if found and found.group(1) != "1" else "256")


def end_point(pem):
    with open(pem, encoding="ascii") as file:
        first = file.read().partition("-----END CERTIFICATE-----")
    der = ssl.PEM_cert_to_DER_cert(first[0] + first[1] + "\n")
    return b"tls-server-end-point:" + hashlib.new(digest_of(pem), der).digest()
