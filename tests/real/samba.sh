#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A real domain to test against: an Active Directory domain controller by Samba, with HTTPS servers whose
# NTLM logons it decides.
#
#   samba.sh start DIR     make everything below DIR anew, start it, print what `env` prints
#   samba.sh stop DIR      stop what runs there
#   samba.sh env DIR       print shell lines for a client: names, files, the port of each server
#   samba.sh status DIR    say what runs; 0 when all does
#
# No system service touched; the controller has a network of its own. DIR is new, empty, or from an earlier start.
set -u

# shellcheck source-path=SCRIPTDIR source=rig/server.sh
. "$(dirname "${BASH_SOURCE[0]}")/rig/server.sh"
# shellcheck source-path=SCRIPTDIR source=rig/samba.sh
. "$HERE/rig/samba.sh"

PARTS=(samba)
server_main "$@"
