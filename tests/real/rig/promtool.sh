#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the path of promtool: $PROMTOOL, an installed one, or one unpacked below DIR.
#
#   promtool.sh DIR
#
# Debian has it in the package prometheus, which brings a service with it; so the package is only
# downloaded and this one file unpacked, once for each DIR.
set -u -o pipefail

[ $# -eq 1 ] || { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

if [ -n "${PROMTOOL:-}" ]; then
	echo "$PROMTOOL"
	exit
fi
type -P promtool && exit
mkdir -p "$1" && cd "$1" || exit 1
if [ ! -x usr/bin/promtool ]; then
	rm -f ./*.deb
	if ! apt-get -qq download prometheus >download.log 2>&1 ||
		! dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool; then
		cat download.log >&2
		echo "no promtool: apt-get install prometheus, or apt-get update and try again" >&2
		exit 1
	fi
	rm -f ./*.deb
fi
echo "$PWD/usr/bin/promtool"
