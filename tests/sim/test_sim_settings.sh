#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The keys of Exchange Web Services, address books and calendars: values that exchange_sim takes, and what it says of others.
# Usage: test_sim_settings.sh [EXCHANGE_SIM]; TEST_WRAP may name a program to run it under (valgrind ...). Speaks TAP.

sim=${1:-${BUILD_DIR:-.}/tests/sim/exchange_sim}
dir=$(mktemp -d) || exit 1
count=0
failed=0
leave() {
	code=$?
	rm -rf "$dir"
	exit "$code"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# same WHAT EXPECTED GOT
same() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
		return
	fi
	failed=$((failed + 1))
	printf 'not ok %d - %s\n# expected: %s\n#      got: %s\n' "$count" "$1" "$2" "$(printf '%s' "$3" | tr '\n' ' ')"
}

# check GROUP KEY VALUE: exit code and message, the latter without the file.
check() {
	printf '[farm]\n[node a]\naddress = 127.0.0.99\n[account b]\npassword = c\n[%s]\n%s = %s\n' "$1" "$2" "$3" >"$dir/farm.conf"
	# shellcheck disable=SC2086 # TEST_WRAP is a command with its arguments
	${TEST_WRAP:-} "$sim" --check "$dir/farm.conf" >"$dir/out" 2>&1
	echo "$? $(sed "s|^exchange_sim: $dir/farm.conf: ||" "$dir/out")"
}

lists='expected entries separated by '\'\;\'', none of them empty'
slots='expected HH:MM-HH:MM or HH:MM-HH:MM/KIND, the second time after the first and KIND one of free, tentative, busy, oof, no-data'
templates='expected templates as in 0409/windows or 0409/mac separated by '\'\;\'
# group | key | value | what is said of it; nothing: it is right
while IFS='|' read -r group key value words; do
	if [ -z "$words" ]; then
		same "$key = $value" '0 ' "$(check "$group" "$key" "$value")"
	else
		same "$key = $value: refused" "2 [$group] $key: $words" "$(check "$group" "$key" "$value")"
	fi
done <<END
a/ews|ews_error|ErrorProxyRequestProcessingFailed|
a/ews|ews_error_for|probe@example.com;b@example.com|
a/ews|ews_error_for|probe@example.com;;|$lists, got ""
a/ews|oof_error|ErrorInternalServerError|
a/ews|ews_fault|ErrorServerBusy|
a/ews|ews_back_off_ms|3600000|
a/ews|ews_back_off_ms|3600001|expected a number from 0 to 3600000, got "3600001"
a/ews|ews_body|foreign|
a/ews|ews_body|short|expected right, empty, html, cut, foreign, bomb or huge, got "short"
a/ews|ews_status|200|
a/ews|ews_status|99|expected a number from 200 to 599, got "99"
a/ews|ews_first|1|
a/ews|ews_first|0|expected a number from 1 to 1000000, got "0"
a/ews|ews_last|once|expected a number from 1 to 1000000, got "once"
a/oab|guid|0f9d6c1a-7e52-4c38-8b04-92e5a1d7c360|
a/oab|guid|0f9d6c1a|expected a GUID as in 7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902, got "0f9d6c1a"
a/oab|sequence|1000000000|
a/oab|sequence|-1|expected a number from 0 to 1000000000, got "-1"
a/oab|lists|16|
a/oab|lists|0|expected a number from 1 to 16, got "0"
a/oab|records|100001|expected a number from 0 to 100000, got "100001"
a/oab|size|2000000000|
a/oab|size|1G|expected a number from 0 to 2000000000, got "1G"
a/oab|diffs|31|expected a number from 0 to 30, got "31"
a/oab|templates||
a/oab|templates|0409/windows;0aBc/mac|
a/oab|templates|409/windows|$templates, got "409/windows"
a/oab|templates|0409/linux|$templates, got "0409/linux"
a/oab|compression|stored|
a/oab|compression|zip|expected stored or lzx, got "zip"
a/oab|block_size|128|
a/oab|block_size|127|expected a number from 128 to 16777216, got "127"
a/oab|age_h|100001|expected a number from 0 to 100000, got "100001"
a/oab|manifest|no-full|
a/oab|manifest|none|expected right, blank, empty, no-full, no-files, cut, html, bomb or huge, got "none"
a/oab|faulty|template|
a/oab|faulty|all|expected full, diff or template, got "all"
a/oab|file|cut-block|
a/oab|file|gone|expected right, missing, html, empty, cut, damaged, cut-block, trailing, wrong-crc, wrong-total or foreign, got "gone"
a/oab|sha|malformed|
a/oab|sha|none|expected right, wrong, missing or malformed, got "none"
a/oab|listed_size|none|expected right, wrong, missing or malformed, got "none"
a/oab|file_name||
a/oab|missing_first|x|expected a number from 0 to 1000000, got "x"
a/oab|changes_after|x|expected a number from 0 to 1000000, got "x"
a/oab|no_range|yes|expected true or false, got "yes"
a/oab|refuse_range|416|
a/oab|refuse_range|200|expected a number from 400 to 599, got "200"
a/oab|drip_ms|60001|expected a number from 0 to 60000, got "60001"
a/oab|drip_bytes|0|expected a number from 1 to 16777216, got "0"
account b|busy|00:00-24:00/oof;09:00-10:30|
account b|busy||
account b|busy|9:00-10:00|$slots, got "9:00-10:00"
account b|busy|09:00-24:01|$slots, got "09:00-24:01"
account b|busy|10:00-10:00|$slots, got "10:00-10:00"
account b|busy|09:00-10:00/away|$slots, got "09:00-10:00/away"
account b|busy|09:00-10:60|$slots, got "09:00-10:60"
account b|busy|noon|$slots, got "noon"
account b|oof|scheduled|
account b|oof|yes|expected one of disabled, enabled, scheduled, got "yes"
account b|oof_audience|known|
account b|oof_audience|some|expected one of none, known, all, got "some"
END

echo "1..$count"
[ "$failed" -eq 0 ] || exit 1
