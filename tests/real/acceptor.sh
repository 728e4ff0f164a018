#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real servers with extended protection, and a balancer in front: a Kerberos KDC, HTTPS servers whose
# logons MIT Kerberos and gss-ntlmssp decide, HAProxy.
#
#   acceptor.sh start DIR     make everything below DIR anew, start it, print what `env` prints
#   acceptor.sh stop DIR      stop what runs there
#   acceptor.sh env DIR       print shell lines for a client: names, files, the port of each server
#   acceptor.sh status DIR    say what runs; 0 when all does
#
# Loopback only, no system service touched. DIR is new, empty, or from an earlier start.
set -u

# shellcheck source-path=SCRIPTDIR source=rig/server.sh
. "$(dirname "${BASH_SOURCE[0]}")/rig/server.sh"
# shellcheck source-path=SCRIPTDIR source=rig/kdc.sh
. "$HERE/rig/kdc.sh"
# shellcheck source-path=SCRIPTDIR source=rig/acceptor.sh
. "$HERE/rig/acceptor.sh"
# shellcheck source-path=SCRIPTDIR source=rig/balancer.sh
. "$HERE/rig/balancer.sh"

PARTS=(kdc acceptor balancer)
server_main "$@"
