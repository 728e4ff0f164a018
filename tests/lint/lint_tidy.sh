#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy finds nothing in the C files, with the checks of .clang-tidy and the flags of the build.
. "$(dirname "$0")/tap.sh"
need clang-tidy clang-tidy
need make make
need_build

# commands DIRECTORY <LINES: the compile commands that make prints, as the JSON that clang-tidy reads.
commands() {
	sed -n '/ -c -o /{
		s/\\/\\\\/g
		s/"/\\"/g
		s|^\(.* \([^ ]*\)\)$|{"directory":"'"$1"'","file":"\2","command":"\1"},|p
	}' | sed '1s/^/[/; $s/,$/]/'
}

# judge DIRECTORY FILE...: lines "file:line: what is wrong", two files at a time, whose complaints go into files of their own: what two
# write into one gets mixed up.
# shellcheck disable=SC2016 # the inner shell's dollars
judge() {
	directory=$1
	shift
	printf '%s\n' "$@" |
		xargs -P 2 -n 1 sh -c 'clang-tidy -p "$0" --quiet --config-file="$1" "$3" 2>"$2.$$"' \
			"$directory" "$SRC_DIR/.clang-tidy" "$scratch/errors" |
		sed -n 's,^\(/[^:]*:[0-9]*\):[0-9]*: \(warning\|error\): \(.*\]\)$,\1: \3,p' | sort -u
	grep -hEv '^[0-9]+ warnings?( and [0-9]+ errors?)? generated\.$|^Error while processing ' "$scratch"/errors.*
	rm -f "$scratch"/errors.*
}

# The analyzer does not know that g_autofree, g_autoptr free at the end of the scope: such a "leak" is none.
without_autofree() {
	while read -r fault; do
		name=$(printf '%s\n' "$fault" | sed -n "s/.*leak of memory pointed to by '\([a-z_0-9]*\)' \[clang-analyzer-unix\.Malloc\]\$/\1/p")
		[ -n "$name" ] && grep -Eq "g_auto(free|ptr).*[ *]$name( =|;)" "${fault%%:*}" && continue
		printf '%s\n' "$fault"
	done
}

# --- the lint can fail --------------------------------------------------------------------------------------------------
{
	echo '#include <stdlib.h>'
	echo 'int number(const char *text);'
	echo 'int number(const char *text) { return atoi(text); }'
	echo 'int first(int known);'
	echo 'int first(int known) { int *p = NULL; if (known) p = &known; return *p; }'
	echo 'void lose(int early);'
	echo 'void lose(int early) { char *lost = malloc(3); if (early) return; free(lost); }'
	echo 'int twice(int a);'
	echo 'int twice(int a) { if (a > 1) return 1; else if (a > 1) return 1; return 0; }'
	echo 'int longest(int a);'
	echo 'int longest(int a)'
	echo '{'
	seq -f '	a += %g;' 1 71
	echo '	return a;'
	echo '}'
} >"$scratch/sample.c"
echo "cc -c -o sample.o $scratch/sample.c" | commands "$scratch" >"$scratch/compile_commands.json"
found=$(judge "$scratch" "$scratch/sample.c" | without_autofree)
bites 'a number read without an error' 'sample\.c:3: .*\[cert-err34-c\]' "$found"
bites 'a NULL that is read' 'sample\.c:5: .*\[clang-analyzer-core\.NullDereference\]' "$found"
bites 'memory that is lost' 'sample\.c:7: .*\[clang-analyzer-unix\.Malloc\]' "$found"
bites 'a condition asked twice' 'sample\.c:9: .*\[.*(bugprone|misc)-' "$found"
bites 'a function of more than 70 lines' 'sample\.c:11: .*\[readability-function-size\]' "$found"

# --- the tree -----------------------------------------------------------------------------------------------------------
c_files >"$scratch/files"
grep '\.c$' "$scratch/files" >"$scratch/sources"
mkdir "$scratch/tree"
# With a new config.h every object would be made again: make says how, and makes nothing.
sed 's/c$/o/' "$scratch/sources" | (cd "$BUILD_DIR" && xargs make -n -o Makefile -o config.status -W config.h V=1) |
	commands "$BUILD_DIR" >"$scratch/tree/compile_commands.json"
row 'make tells how each C file is compiled' "$(grep -c '"file"' "$scratch/tree/compile_commands.json" |
	grep -vx "$(grep -c . "$scratch/sources")")"
# The longest first, so that both processors are busy to the end.
# shellcheck disable=SC2046 # no name of ours has a blank
judge "$scratch/tree" $(sed "s|^|$SRC_DIR/|" "$scratch/sources" | xargs ls -S) | without_autofree |
	sed "s|^$SRC_DIR/||" >"$scratch/faults"
rows_per_file clean "$scratch/files" "$scratch/faults"
finish
