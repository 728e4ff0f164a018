#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays every fuzz target's corpus with the compiler of the build: one counted test per file. SRC_DIR, BUILD_DIR as make check sets them.
set -u

count=0
for source in "$SRC_DIR"/tests/fuzz/fuzz_*.c; do
	target=$(basename "$source" .c)
	for input in "$SRC_DIR/tests/fuzz/corpus/${target#fuzz_}"/*; do
		count=$((count + 1))
		name="$target $(basename "$input")"
		if output=$("$BUILD_DIR/tests/fuzz/$target" "$input" 2>&1); then
			echo "ok $count - $name"
		else
			echo "not ok $count - $name"
			printf '%s\n' "$output" | sed 's/^/# /'
		fi
	done
done
echo "1..$count"
