#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""samba-tool domain provision, without the group policy folder: giving that away takes real root."""
import sys

import samba.provision
from samba.netcmd.main import cmd_sambatool

samba.provision.setsysvolacl = lambda *args, **options: None
sys.exit(cmd_sambatool()._run("samba-tool", "domain", "provision", *sys.argv[1:]))
