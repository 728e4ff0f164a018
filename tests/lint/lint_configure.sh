#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The committed configure and config.h.in are what autoconf and autoheader make of configure.ac.
. "$(dirname "$0")/tap.sh"
need autoconf autoconf
need autoheader autoconf

# The version of autoconf that wrote a file stands in its comments and in the text of --version.
plain() {
	sed 's/Autoconf [0-9][0-9.]*[0-9]/Autoconf VERSION/; s/autoconf [0-9][0-9.]*[0-9]/autoconf VERSION/' "$1"
}
# differs ROOT: what would be written otherwise.
differs() {
	for made in configure config.h.in; do
		plain "$1/$made" >"$scratch/committed"
		plain "$scratch/copy/$made" >"$scratch/fresh"
		cmp -s "$scratch/committed" "$scratch/fresh" || echo "$made: $(diff "$scratch/committed" "$scratch/fresh" | grep -c '^[<>]') lines differ"
	done
}

mkdir "$scratch/copy"
cp "$SRC_DIR/configure.ac" "$scratch/copy/"
row 'autoconf and autoheader have nothing to say' "$(cd "$scratch/copy" && { autoconf && autoheader; } 2>&1)"
found=$(differs "$SRC_DIR")
for made in configure config.h.in; do
	row "$made is what configure.ac says" "$(printf '%s\n' "$found" | grep "^$made:" && echo "run: autoconf && autoheader, and commit what they wrote")"
done

mkdir "$scratch/old"
sed '1s/$/ changed/' "$SRC_DIR/config.h.in" >"$scratch/old/config.h.in"
sed 's/--enable-werror/--enable-other/' "$SRC_DIR/configure" >"$scratch/old/configure"
bites 'a configure that is not of this configure.ac' '^configure: [1-9]' "$(differs "$scratch/old")"
bites 'a config.h.in that is not of this configure.ac' '^config\.h\.in: [1-9]' "$(differs "$scratch/old")"
finish
