#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C file looks as .clang-format says; `clang-format -i FILE` makes it so.
. "$(dirname "$0")/tap.sh"
need clang-format clang-format

# judge ROOT FILE...: lines "file:line: what is wrong".
judge() {
	(
		cd "$1" && shift
		clang-format --style=file --dry-run --Werror --ferror-limit=1 "$@" 2>&1 |
			sed -n 's|^\(.*:[0-9]*\):[0-9]*: error: .*|\1: clang-format would write this otherwise|p'
	)
}

mkdir "$scratch/tree" && cp "$SRC_DIR/.clang-format" "$scratch/tree/"
sample() {
	# shellcheck disable=SC2059 # escapes are wanted
	printf "$2" >"$scratch/tree/sample.c"
	if [ "$3" = right ]; then
		row "accepts $1" "$(judge "$scratch/tree" sample.c)"
	else
		bites "$1" '^sample.c:[0-9]+: ' "$(judge "$scratch/tree" sample.c)"
	fi
}
sample 'what the style says' 'static int\none(int a)\n{\n\tif (a)\n\t\treturn 1;\n\treturn 0;\n}\n' right
sample 'a return type on the line of the name' 'static int one(int a)\n{\n\treturn a;\n}\n' wrong
sample 'blanks instead of tabs' 'static int\none(int a)\n{\n        return a;\n}\n' wrong
sample 'an opening brace on the line of the name' 'static int\none(int a) {\n\treturn a;\n}\n' wrong
sample 'a line of more than 100 columns' "static int\none(int a)\n{\n\treturn a$(printf ' + a%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25);\n}\n" wrong

c_files >"$scratch/files"
# shellcheck disable=SC2046 # no name of ours has a blank
judge "$SRC_DIR" $(cat "$scratch/files") >"$scratch/faults"
rows_per_file formatted "$scratch/files" "$scratch/faults"
finish
