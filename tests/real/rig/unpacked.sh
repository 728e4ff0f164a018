#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the path of a program: an installed one, or one unpacked from its Debian package below DIR.
#
#   unpacked.sh DIR PACKAGE PATH
#
# For packages that bring a service with them (nagios4-core even a mail server), while the program needs nothing but the C
# library: the package is only downloaded and this one file unpacked, once for each DIR.
set -u -o pipefail

[ $# -eq 3 ] || { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

PATH=$PATH:/usr/sbin type -P "${3##*/}" && exit
mkdir -p "$1" && cd "$1" || exit 1
if [ ! -x ".$3" ]; then
	rm -f ./*.deb
	if ! apt-get -qq download "$2" >download.log 2>&1 || ! dpkg-deb --fsys-tarfile ./*.deb | tar -x ".$3"; then
		cat download.log >&2
		echo "no ${3##*/}: apt-get install $2, or apt-get update and try again" >&2
		exit 1
	fi
	rm -f ./*.deb
fi
echo "$PWD$3"
