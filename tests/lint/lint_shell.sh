#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every shell script is understood by the shell it names, and shellcheck has nothing to say about it.
. "$(dirname "$0")/tap.sh"
need shellcheck shellcheck
need dash dash
need bash bash

# judge ROOT FILE: what is wrong with it. A file that is sourced says by a shellcheck directive for which shell.
judge() {
	(
		cd "$1" || exit
		if head -3 "$2" | grep -Eq '^#!/bin/bash|^# shellcheck shell=bash'; then
			bash -n "$2" 2>&1
		else
			dash -n "$2" 2>&1
		fi
		shellcheck --external-sources --source-path=SCRIPTDIR --format=gcc "$2" 2>&1
	)
}

sample() {
	printf '%s\n' "$2" >"$scratch/sample.sh"
	bites "$1" "$3" "$(judge "$scratch" sample.sh)"
}
# shellcheck disable=SC2016 # samples
{
	sample 'an if without an end' '#!/bin/sh
if true; then' 'end of file'
	sample 'an array in a script for sh' '#!/bin/sh
a=(1 2)' 'unexpected|SC3030'
	sample 'a variable without quotes' '#!/bin/sh
rm $1' 'SC2086'
	sample 'cd that may fail' '#!/bin/sh
cd /nowhere
rm -f x' 'SC2164'
}

for file in $(shell_files); do
	row "clean: $file" "$(judge "$SRC_DIR" "$file")"
done
finish
