# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Test results as prove reads them: one numbered line per check, what was wrong below it.

tap_count=0
tap_failed=0

# tap_result NAME FAULTS: passed when FAULTS is empty.
tap_result()
{
	tap_count=$((tap_count + 1))
	if [ -z "$2" ]; then
		echo "ok $tap_count - $1"
		return
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $1"
	echo "# ${2//$'\n'/$'\n'# }"
}

# tap_equal NAME GOT EXPECTED
tap_equal()
{
	if [ "$2" = "$3" ]; then
		tap_result "$1" ""
	else
		tap_result "$1" "got:      $2"$'\n'"expected: $3"
	fi
}

# Ends the test: the plan, and an exit code that agrees with it.
tap_done()
{
	echo "1..$tap_count"
	exit $((tap_failed > 0))
}

# Nothing more can be tested.
tap_bail_out()
{
	echo "Bail out! $*"
	exit 1
}
