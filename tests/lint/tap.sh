# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Is sourced by every lint: results as prove reads them, the tools it needs, its temporary directory.
# In SRC_DIR stands the source tree, in BUILD_DIR a finished build of it.
set -u
LC_ALL=C
export LC_ALL
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
: "${SRC_DIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${BUILD_DIR:=$SRC_DIR}"
tap_count=0
tap_failed=0

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# row NAME [FAULTS]: one check, passed when FAULTS is empty; they are shown below it.
row() {
	tap_count=$((tap_count + 1))
	if [ -z "${2:-}" ]; then
		echo "ok $tap_count - $1"
		return
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	printf '%s\n' "$2" | sed 's/^/# /'
}

# rows_per_file WHAT LIST FAULTS: a check for each file named in the file LIST; the file FAULTS holds lines "name:what is wrong". A fault
# of no such file is a failure of its own, so that nothing a tool says gets lost.
rows_per_file() {
	while read -r file; do
		row "$1: $file" "$(sed -n "s|^\($file:.*\)|\1|p" "$3")"
	done <"$2"
	row "$1: nothing else was said" "$(awk -F: 'NR == FNR { known[$0]; next } !($1 in known)' "$2" "$3")"
}

# bites WHAT PATTERN TEXT: the lint finds a fault that was made for it.
bites() {
	if printf '%s\n' "$3" | grep -Eq -e "$2"; then
		row "finds $1"
	else
		row "finds $1" "expected /$2/ in: $3"
	fi
}

# need TOOL DEBIAN-PACKAGE
need() {
	command -v "$1" >/dev/null 2>&1 && return
	row "$1 is there" "$1 is missing (Debian: apt-get install $2)"
	finish
}

need_build() {
	[ ! -f "$BUILD_DIR/Makefile" ] || [ ! -f "$BUILD_DIR/config.h" ] || return 0
	row "a build is there" "no build in BUILD_DIR ($BUILD_DIR): run 'make lint' in the directory where configure was run"
	finish
}

# The plan, with an exit code that agrees.
finish() {
	echo "1..$tap_count"
	exit $((tap_failed > 0))
}

# All C files, relative to SRC_DIR.
c_files() {
	(cd "$SRC_DIR" && find common man plugins snmp tests -name '*.[ch]' | sort)
}

# All shell scripts of ours (install-sh and configure are other people's).
shell_files() {
	(cd "$SRC_DIR" && { find contrib man tests -name '*.sh' -o -name '*.bash' && grep -sIlE '^#!/bin/(ba)?sh' quickstart .ci/* tests/support/* contrib/*/* packaging/debian/*; } | sort -u)
}
