#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes every target with libFuzzer: run.sh OBJECT... (make fuzz calls it in the build directory).
#
# CC, CFLAGS, ARCHIVES, LIBS say how a target is linked, RUNS how often each is called (default 10000000), JOBS how many run at a time
# (default 2), SRC_DIR where the corpus is. One line of TAP per target; an input that made one fail is kept in the build directory.
set -u
LC_ALL=C
export LC_ALL
: "${SRC_DIR:?}" "${CC:?}" "${ARCHIVES:?}"
RUNS=${RUNS:-10000000}
export RUNS

# A programmer's error that GLib reports is a finding (SIGTRAP); a small quarantine keeps the sanitizer itself below the limit of memory.
G_DEBUG=fatal-criticals
ASAN_OPTIONS=quarantine_size_mb=64:detect_leaks=1:handle_sigtrap=1
UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export G_DEBUG ASAN_OPTIONS UBSAN_OPTIONS

# failed NAME LOG: the end of what was said, as comments.
failed() {
	echo "not ok - $1"
	tail -60 "$2" | sed 's/^/# /'
}

# The longest input libFuzzer makes: as long as the longest of the corpus, within reason.
longest() {
	find "$1" -type f -printf '%s\n' | sort -n | awk 'END { if ($1 < 4096) $1 = 4096; if ($1 > 65536) $1 = 65536; print $1 }'
}

# fuzz OBJECT: one target in a directory of its own.
fuzz() {
	name=$(basename "$1" .o)
	subject=${name#fuzz_}
	program=tests/fuzz/$name.libfuzzer
	dir=$(mktemp -d) || return 1
	trap 'rm -rf "$dir"' EXIT
	mkdir "$dir/corpus"
	[ ! -d "$SRC_DIR/tests/fuzz/corpus/$subject" ] || cp -r "$SRC_DIR/tests/fuzz/corpus/$subject/." "$dir/corpus/"
	# shellcheck disable=SC2086 # lists of flags and files
	if ! $CC ${CFLAGS:-} -fsanitize=fuzzer -Wl,--as-needed ${LDFLAGS:-} -o "$program" "$1" $ARCHIVES ${LIBS:-} >"$dir/log" 2>&1; then
		failed "$name: does not link" "$dir/log"
		return 1
	fi
	"./$program" -runs="$RUNS" -max_len="$(longest "$dir/corpus")" -timeout=5 -rss_limit_mb=512 -print_final_stats=1 -verbosity=1 \
		-artifact_prefix="$PWD/tests/fuzz/$subject-" "$dir/corpus" >"$dir/log" 2>&1
	code=$?
	done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/log")
	speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$dir/log")
	peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$dir/log")
	kept=$(sed -n 's/.*Test unit written to //p' "$dir/log")
	if [ "$code" -ne 0 ]; then
		failed "$name: exit code $code after ${done:-?} runs${kept:+; the input is kept in $kept}" "$dir/log"
		return 1
	fi
	if [ "${done:-0}" -lt "$RUNS" ]; then
		failed "$name: only ${done:-0} of $RUNS runs" "$dir/log"
		return 1
	fi
	echo "ok - $name: $done runs without a finding ($speed per second, $peak MB, $(find "$dir/corpus" -type f | grep -c .) inputs)"
}

if [ "${1:-}" = --one ]; then
	fuzz "$2"
	exit
fi
case ${1:-} in
*.o) ;;
*)
	echo 'Bail out! no fuzz targets were given'
	exit 1
	;;
esac
echo "1..$#"
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -n 1 sh "$0" --one
