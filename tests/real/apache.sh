#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A real server to test against: Apache httpd with mod_auth_gssapi, gss-ntlmssp and a Kerberos KDC.
#
#   apache.sh start DIR     make everything below DIR anew, start it, print what `env` prints
#   apache.sh stop DIR      stop what runs there
#   apache.sh env DIR       print shell lines for a client: names, files, the port of each host
#   apache.sh status DIR    say what runs; 0 when all does
#
# Loopback only, no system service touched. DIR is new, empty, or from an earlier start.
set -u

# shellcheck source-path=SCRIPTDIR source=rig/server.sh
. "$(dirname "${BASH_SOURCE[0]}")/rig/server.sh"
# shellcheck source-path=SCRIPTDIR source=rig/kdc.sh
. "$HERE/rig/kdc.sh"
# shellcheck source-path=SCRIPTDIR source=rig/httpd.sh
. "$HERE/rig/httpd.sh"

PARTS=(kdc httpd)
server_main "$@"
