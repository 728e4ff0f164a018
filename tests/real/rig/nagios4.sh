#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the path of nagios4: $NAGIOS4, an installed one, or one unpacked below DIR.
#
#   nagios4.sh DIR
#
# Debian's package nagios4-core brings a service and a mail server with it; so the package is only downloaded and this one
# file unpacked, once for each DIR. It needs nothing but the C library.
set -u -o pipefail

[ $# -eq 1 ] || { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

if [ -n "${NAGIOS4:-}" ]; then
	echo "$NAGIOS4"
	exit
fi
PATH=$PATH:/usr/sbin type -P nagios4 && exit
mkdir -p "$1" && cd "$1" || exit 1
if [ ! -x usr/sbin/nagios4 ]; then
	rm -f ./*.deb
	if ! apt-get -qq download nagios4-core >download.log 2>&1 ||
		! dpkg-deb --fsys-tarfile nagios4-core_*.deb | tar -x ./usr/sbin/nagios4; then
		cat download.log >&2
		echo "no nagios4: apt-get install nagios4-core, or apt-get update and try again" >&2
		exit 1
	fi
	rm -f ./*.deb
fi
echo "$PWD/usr/sbin/nagios4"
