#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Unpacks Debian packages below DIR, without installing them.
#
#   packages.sh DIR PACKAGE...
#
# For packages that would bring a web server or more with them, while their files work anywhere: each is downloaded and unpacked
# once for each DIR.
set -u -o pipefail

[ $# -ge 2 ] || { sed -n '3,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

mkdir -p "$1/unpacked" && cd "$1" || exit 1
shift
# Tests run side by side.
exec 9>lock && flock 9 || exit 1
missing=()
for package in "$@"; do
	[ -e "unpacked/$package" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
rm -f ./*.deb
if ! apt-get -qq download "${missing[@]}" >download.log 2>&1; then
	cat download.log >&2
	echo "cannot download ${missing[*]}: apt-get update and try again" >&2
	exit 1
fi
for package in "${missing[@]}"; do
	dpkg-deb --extract "$package"_*.deb . && touch "unpacked/$package" || exit 1
done
rm -f ./*.deb
