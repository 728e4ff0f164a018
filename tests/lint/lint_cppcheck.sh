#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cppcheck finds nothing in the C files.
. "$(dirname "$0")/tap.sh"
need cppcheck cppcheck

# judge ROOT DIRECTORY...: lines "file:line: what is wrong". What cppcheck must know of GLib stands in cppcheck.cfg.
judge() {
	(
		cd "$1" && shift
		cppcheck --quiet --std=c11 -j 2 --enable=warning,performance,portability --inline-suppr \
			--library=posix --library=gtk --library="$SRC_DIR/tests/lint/cppcheck.cfg" -D_GNU_SOURCE -D__linux__ \
			--suppressions-list="$SRC_DIR/tests/lint/cppcheck.suppressions" \
			-I common -I . --template='{file}:{line}: {message} [{id}]' --error-exitcode=1 "$@" 2>&1
	)
}

mkdir "$scratch/common"
sample() {
	printf '%s\n' '#include <glib.h>' 'G_DEFINE_QUARK(sample, sample_error)' "$2" >"$scratch/common/sample.c"
	bites "$1" "$3" "$(judge "$scratch" common)"
}
sample 'a NULL that is read' 'int f(int a) { int *p = NULL; if (a) p = &a; return *p; }' 'null[pP]ointer'
sample 'memory that is lost' 'void f(void) { char *p = g_strdup("a"); if (*p) return; g_free(p); }' 'memleak'
sample 'memory that is freed twice' 'void f(void) { char *p = g_strdup("a"); g_free(p); g_free(p); }' 'doubleFree'
sample 'an index behind the end' 'int f(void) { int a[3] = {0}; return a[3]; }' 'arrayIndexOutOfBounds'
sample 'a variable without a value' 'int f(int a) { int b; if (a) b = 1; return b + 1; }' 'uninitvar|legacyUninitvar'
sample 'a format that does not fit' '#include <stdio.h>
void f(long a) { printf("%d", a); }' 'invalidPrintfArgType'

c_files >"$scratch/files"
directories=
for top in common man plugins snmp tests; do
	[ ! -d "$SRC_DIR/$top" ] || directories="$directories $top"
done
# shellcheck disable=SC2086 # a list
judge "$SRC_DIR" $directories >"$scratch/faults"
code=$?
rows_per_file clean "$scratch/files" "$scratch/faults"
[ "$code" -eq 0 ] || [ -s "$scratch/faults" ] || row 'cppcheck ran' "exit code $code"
finish
