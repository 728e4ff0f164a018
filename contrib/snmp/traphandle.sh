#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A traphandle of snmptrapd: a line for each change on standard output, or in the file $EXCHANGE_TRAP_LOG. Understands names and numbers.
base=1.3.6.1.4.1.8072.9999.9999.2007
log=${EXCHANGE_TRAP_LOG:-/dev/stdout}

# snmptrapd writes the sender's name, its address, then lines "OID VALUE".
read -r _
read -r _
sed -n "s/^[^ ]*\\(exchEvent[A-Za-z]*\\)\\.0 /\\1 /p; s/^[^ ]*$base\\.1\\.3\\.\\([0-9]*\\)\\.0 /\\1 /p; s/^[^ ]*snmpTrapAddress\\.0 /address /p; s/^[^ ]*1\\.3\\.6\\.1\\.6\\.3\\.18\\.1\\.3\\.0 /address /p" | {
	while read -r name value; do
		value=${value#\"}
		value=${value%\"}
		case $name in
		exchEventId | 1) id=$value ;;
		exchEventTarget | 2) target=$value ;;
		exchEventService | 3) service=$value ;;
		exchEventCheck | 5) check=$value ;;
		exchEventState | 6) state=$value ;;
		exchEventPrevious | 7) previous=$value ;;
		exchEventHeadline | 8) headline=$value ;;
		address) address=$value ;;
		esac
	done
	printf '%s %s (%s) %s: %s, was %s: %s: %s\n' "${id:-}" "${target:-}" "${address:-}" "${service:-}" "${state:-}" "${previous:-}" "${check:-}" \
		"${headline:-}" >>"$log"
}
