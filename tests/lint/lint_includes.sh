#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Layers point down only: every #include is one that its directory may have.
. "$(dirname "$0")/tap.sh"

# Directory, then what may be included: a directory of ours, or one header.
layers='
common/base      base
common/protocol  protocol base
common/report    report base
common/facts     facts protocol base
common/probe     probe facts protocol base
common/verdict   verdict facts report protocol base
common/state     state facts report base
snmp             snmp state report base
man              man report base
plugins          plugins probe verdict state facts report protocol base snmp/notifier.h snmp/pass_persist.h
tests/base       base tests/support
tests/protocol   protocol base tests/support
tests/report     report base tests/support
tests/facts      facts protocol base tests/support
tests/probe      probe facts protocol base tests/support tests/sim
tests/verdict    verdict facts report protocol base tests/support
tests/state      state facts report base tests/support
tests/snmp       snmp state report base tests/support
tests/fuzz       snmp probe state facts report protocol base tests/fuzz
tests/bench      probe verdict facts report protocol base
tests/plugins    tests/support tests/sim
tests/support    verdict state facts report protocol base tests/support
tests/sim        tests/sim base/autoptr.h
'
# The simulator judges the house from outside: it shares no code with it (autoptr.h is a macro).

# Header of somebody else, then who may include it (a directory and what is below it). What is in no row is refused.
# protocol, facts, verdict are pure: no file, no network, no clock.
strangers='
<(glib|string|stdlib|stddef|stdarg|stdint|limits|math|float|errno)\.h> common man plugins snmp tests
<(stdio|unistd|fcntl|dirent|time|netdb|poll|signal|ftw)\.h> common/base common/report common/probe common/state plugins snmp tests
<(sys|netinet|arpa)/[a-z_]+\.h> common/base common/report common/probe common/state plugins snmp tests
<glib/g(stdio|printf)\.h> common/report common/state plugins tests
<locale\.h> tests
<dlfcn\.h> snmp tests/plugins
<jansson\.h> common/protocol common/facts common/report common/state plugins tests
<libxml/[A-Za-z]+\.h> common/protocol tests/sim
<mspack\.h> common/protocol tests/bench
<zlib\.h> common/protocol tests/sim
<nettle/[a-z0-9-]+\.h> common/protocol tests/sim
<gssapi/[a-z_]+\.h> common/probe
<curl/curl\.h> common/probe tests/bench tests/plugins
<ares\.h> common/probe
<net-snmp/[a-z/_-]+\.h> snmp
<microhttpd\.h> tests/sim
<gnutls/[a-z0-9]+\.h> tests/sim
'

# judge ROOT: lines "file:line: what is wrong".
# shellcheck disable=SC2016 # the dollars are those of awk
judge() {
	(cd "$1" && find common man plugins snmp tests -name '*.[ch]' 2>/dev/null | sort | xargs awk -v layers="$layers" -v strangers="$strangers" '
	function below(file, directories, count,    i, list) {
		count = split(directories, list, " ")
		for (i = 2; i <= count; i++)
			if (index(file, list[i] "/") == 1)
				return 1
		return 0
	}
	function stranger_allowed(header, file,    i, words) {
		for (i = 1; i <= stranger_count; i++) {
			split(stranger[i], words, " ")
			if (header ~ ("^" words[1] "$"))
				return below(file, stranger[i])
		}
		return 0
	}
	function ours_allowed(header, directory,    count, i, list, from) {
		if (header == "config.h")
			return 1
		from = header
		sub(/\/[^\/]*$/, "", from)
		count = split(may[directory], list, " ")
		for (i = 1; i <= count; i++)
			if (list[i] == from || list[i] == header)
				return 1
		return 0
	}
	function fault(text) {
		printf "%s:%d: %s\n", FILENAME, FNR, text
	}
	BEGIN {
		count = split(layers, line, "\n")
		for (i = 1; i <= count; i++) {
			name = line[i]
			sub(/ .*/, "", name)
			sub(/^[^ ]* */, "", line[i])
			if (name != "") {
				known[name] = 1
				may[name] = line[i]
			}
		}
		count = split(strangers, line, "\n")
		for (i = 1; i <= count; i++)
			if (line[i] != "")
				stranger[++stranger_count] = line[i]
	}
	FNR == 1 {
		directory = FILENAME
		sub(/\/[^\/]*$/, "", directory)
		if (!(directory in known))
			fault("no rule for " directory "; tests/lint/lint_includes.sh has the table")
	}
	/^[ \t]*#[ \t]*(include|import)/ {
		header = $0
		sub(/^[ \t]*#[ \t]*(include_next|include|import)[ \t]*/, "", header)
		if (header ~ /^".*"/) {
			header = substr(header, 2)
			sub(/".*$/, "", header)
			if (!ours_allowed(header, directory))
				fault(directory " may not include " header)
		} else if (header ~ /^<.*>/) {
			sub(/>.*/, ">", header)
			if (!stranger_allowed(header, FILENAME))
				fault(directory " may not include " header)
		} else {
			fault("an include that cannot be read: " header)
		}
	}')
}

# --- the lint can fail: directory | line | yes when allowed -------------------------------------------------------------
samples='common/base|#include "report/check.h"|no
common/base|#include "base/text.h"|yes
common/base|#include <glib.h>|yes
common/base|#include "text.h"|no
common/base|#include "../report/check.h"|no
common/base|#include "base/../report/check.h"|no
common/base|  #  include "report/check.h"|no
common/base|#include <report/check.h>|no
common/base|#include HEADER|no
common/protocol|#include "facts/offer.h"|no
common/protocol|#include <stdio.h>|no
common/protocol|#include <time.h>|no
common/protocol|#include <libxml/xmlreader.h>|yes
common/report|#include "protocol/challenge.h"|no
common/report|#include "facts/offer.h"|no
common/facts|#include "probe/offer.h"|no
common/facts|#include "report/check.h"|no
common/facts|#include "protocol/challenge.h"|yes
common/probe|#include "verdict/auth.h"|no
common/probe|#include "report/check.h"|no
common/probe|#include <curl/curl.h>|yes
common/verdict|#include "probe/http.h"|no
common/verdict|#include <unistd.h>|no
common/verdict|#include <curl/curl.h>|no
common/state|#include "verdict/auth.h"|no
snmp|#include "facts/offer.h"|no
snmp|#include <net-snmp/net-snmp-config.h>|yes
man|#include "report/command.h"|yes
man|#include "probe/offer.h"|no
plugins|#include "probe/offer.h"|yes
plugins|#include "snmp/varbind.h"|no
plugins|#include <net-snmp/net-snmp-config.h>|no
plugins|#include <gio/gio.h>|no
tests/sim|#include "protocol/challenge.h"|no
tests/sim|#include "base/text.h"|no
tests/sim|#include "tests/sim/sim_vdir.h"|yes
tests/plugins|#include "verdict/auth.h"|no
common/other|#include <glib.h>|no'
while IFS='|' read -r directory line allowed; do
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/$directory"
	printf '/* A sample. */\n%s\n' "$line" >"$scratch/tree/$directory/sample.c"
	found=$(judge "$scratch/tree")
	if [ "$allowed" = yes ]; then
		row "$directory accepts $line" "$found"
	else
		bites "$line in $directory" "^$directory/sample.c:[12]: " "$found"
	fi
done <<EOF
$samples
EOF

# --- the tree -----------------------------------------------------------------------------------------------------------
c_files >"$scratch/files"
judge "$SRC_DIR" >"$scratch/faults"
rows_per_file includes "$scratch/files" "$scratch/faults"
finish
