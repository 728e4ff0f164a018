#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The text of the sources keeps the rules that no compiler knows.
. "$(dirname "$0")/tap.sh"

line_limit=400
# A test is a table: its rows do not make it harder to read.
test_line_limit=600
# Other people's hosts that a URL may name. Names reserved for examples (RFC 2606, RFC 6761), addresses reserved for
# documentation (RFC 5737) and names without a dot need no entry.
# (the Debian one is the name of a format of packaging/debian/copyright)
known_hosts='www\.debian\.org www\.gnu\.org fsf\.org www\.w3\.org schemas\.microsoft\.com schemas\.xmlsoap\.org xmlns\.opennms\.org'
reserved_hosts='[A-Za-z0-9_-]+|([a-z0-9-]+\.)*(example(\.(com|net|org))?|localhost|test|invalid)|(127|192\.0\.2|198\.51\.100|203\.0\.113)(\.[0-9]*)*'

# --- which files --------------------------------------------------------------------------------------------------------
# everything ROOT: all files of ours, data as well; not what an in-tree build leaves.
everything() {
	(
		cd "$1" || exit
		for top in common contrib docs man packaging plugins snmp tests .ci LICENSE Makefile.in NEWS README.md configure configure.ac config.h.in quickstart \
			.clang-format .clang-tidy; do
			[ ! -e "$top" ] || find "$top" -type f ! -name '*.[oad]' ! -size 0
		done | sort | xargs grep -Il .
	)
}
# shellcheck disable=SC2317 # these are called by their names
written() {
	everything "$1" | grep -E '\.(c|h|sh|bash|awk|md|conf|ac|in|cfg)$|^(quickstart|NEWS|\.ci/.*|tests/support/run|packaging/.*)$' | grep -vE '^(tests/fuzz/corpus/|config\.h\.in)'
}
sources() {
	everything "$1" | grep -E '\.[ch]$'
}
code() {
	everything "$1" | grep -E '\.([ch]|sh|bash|awk)$|^(quickstart|\.ci/.*|tests/support/run|packaging/debian/(rules|post(inst|rm))|packaging/.*\.spec|Makefile\.in|configure\.ac)$'
}
# shellcheck disable=SC2317
shipped() {
	sources "$1" | grep -E '^(common|man|plugins|snmp)/'
}

# --- the rules that are a pattern ---------------------------------------------------------------------------------------
# search FILES ROOT PATTERN [ALLOWED]: lines "file:number:text" with PATTERN but without ALLOWED.
search() {
	"$1" "$2" >"$scratch/list"
	[ -s "$scratch/list" ] || return
	(cd "$2" && xargs grep -HnIE -e "$3" <"$scratch/list") | grep -vE -e "${4:-^$}" | cut -c 1-200
}

# forbid WHAT FILES PATTERN SAMPLE [ALLOWED]: the tree has none, and the sample is found.
forbid() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/common/base"
	printf '%s\n' "$4" >"$scratch/tree/common/base/sample.c"
	bites "$1" '^common/base/sample\.c:1:' "$(search "$2" "$scratch/tree" "$3" "${5:-}")"
	row "no $1" "$(search "$2" "$SRC_DIR" "$3" "${5:-}")"
}

blank=' '
forbid 'blanks at the end of a line' written '[[:blank:]]$' "int a;$blank"
forbid 'carriage returns' written "$(printf '\r')" "$(printf 'int a;\r')"
forbid 'letters beyond ASCII in code' code '[^ -~	]' "$(printf 'int \303\244;')"
forbid 'unfinished business' code '\<(TO[D]O|FIX[M]E|XX[X]|HAC[K])\>' "/* FIX""ME later */"
forbid 'calls that know no bounds' shipped '\<(strtok|strtok_r|v?sscanf|ato[ilf]|atoll|st[rp]cpy|strcat|v?sprintf|gets|alloca|g_alloca|g_newa)[[:blank:]]*\(' '	return atoi(text);'
forbid 'jumps' sources '^[^"*]*\<(goto[[:blank:]]+[a-z_]+;|(sig)?(setjmp|longjmp)[[:blank:]]*\()' '	goto out;'
forbid 'other programs' shipped '\<(system|popen|v?fork|exec[lv]p?e?|posix_spawnp?|g_spawn_[a-z_]+)[[:blank:]]*\(' '	return system(command);'
forbid 'printing past the report' shipped '\<(g_(print|printerr|printf|message|warning|critical|debug|info|log|log_structured)|v?f?printf|f?puts|putchar|perror)[[:blank:]]*\(' '	g_warning("so");'
forbid 'endings but that of main' shipped '\<(_?exit|_Exit|quick_exit|abort|raise|kill|errx?|warnx?)[[:blank:]]*\(' '	exit(2);' '^plugins/leave\.c:'
forbid 'signal handlers, no alarms' shipped '\<(signal|sigaction|alarm|setitimer|timer_create)[[:blank:]]*\(' '	signal(SIGALRM, on_alarm);' 'SIG_IGN'
forbid 'conditional compilation' sources '^[[:blank:]]*#[[:blank:]]*(if|ifdef|elif|else|ifndef)\>' '#ifdef HAVE_IT' '#ifndef [A-Z0-9_]+_H$'
forbid 'names for structs' sources '\<typedef[[:blank:]]+(struct|union|enum)\>[^(]*(\{|;)' 'typedef struct it it;' '^common/base/autoptr\.h:'
forbid 'curl that logs on or guesses' shipped '\<(CURLAUTH_|CURLOPT_USERPWD|CURLOPT_USERNAME|CURLOPT_PASSWORD|CURLOPT_HTTPAUTH)' '	curl_easy_setopt(h, CURLOPT_USERPWD, it);'

# Where this tree stands on this machine, and somebody's home directory, is nobody's business; scripts ask mktemp for a place.
edge='(^|[^A-Za-z0-9_.)}/-])'
forbid 'home or temporary directories in code' code "$edge/(home|root|tmp)/[A-Za-z]" '#include "/ho''me/me/it.h"'
places='/a place that is nowher[e]/'
for place in "$(dirname "$SRC_DIR")" "$(dirname "$BUILD_DIR")"; do
	case $place in
	/ | /tmp | /usr/src) ;;
	*) places="$places|$(printf '%s\n' "$place" | sed 's/[.[\*^$+?(){|]/\\&/g')/" ;;
	esac
done
forbid 'paths of this tree' everything "$edge($places)" '#include "/a place that is nowhere''/it.h"'

# hosts ROOT: lines "file:number:URL" whose host is not known.
hosts() {
	everything "$1" >"$scratch/list"
	(cd "$1" && xargs grep -HnoIE 'https?://[A-Za-z0-9._-]+' <"$scratch/list") |
		grep -vE "://($reserved_hosts|$(echo "$known_hosts" | tr ' ' '|'))\.?\$"
}
printf '/* %s%s */\n' https: //packages.somewhere.io/list >"$scratch/tree/common/base/sample.c"
bites 'URLs of strangers' 'packages' "$(hosts "$scratch/tree")"
row 'no URLs of strangers' "$(hosts "$SRC_DIR")"

# dead_documents ROOT: documents that are named but are not there.
dead_documents() {
	everything "$1" | grep -v '^LICENSE$' >"$scratch/list"
	(cd "$1" && xargs grep -HnoIE '[A-Za-z0-9_/-]+\.md\>' <"$scratch/list") | while IFS=: read -r file line document; do
		[ -e "$1/$document" ] || [ -e "$1/$(dirname "$file")/$document" ] || echo "$file:$line: $document is not there"
	done
}
printf '/* as %s.%s says */\n' NOWHERE md >"$scratch/tree/common/base/sample.c"
bites 'documents that are not there' 'NOWHERE' "$(dead_documents "$scratch/tree")"
row 'no documents that are not there' "$(dead_documents "$SRC_DIR")"

# --- the rules about each file ------------------------------------------------------------------------------------------
# heads ROOT FILE...: the licence in the first line, then one sentence that says what the file is for. A header may leave the sentence
# to the file that does the work.
heads() {
	(
		cd "$1" && shift
		awk '
		function fault(text) { printf "%s:%d: %s\n", FILENAME, FNR, text }
		FNR == 1 {
			state = "before"
			text = ""
			if ($0 != "/* SPDX-License-Identifier: GPL-3.0-or-later */")
				fault("the first line is not the licence")
			next
		}
		FNR == 2 {
			state = "inside"
			if ($0 !~ /^\/\*/) {
				work = FILENAME
				if (!(sub(/\.h$/, ".c", work) && (getline line <work) > 0))
					fault("no comment that says in one sentence what this file is for")
				close(work)
				state = "after"
			}
		}
		state == "inside" {
			line = $0
			last = line ~ /\*\//
			sub(/^\/\*+/, "", line)
			sub(/^ \* ?/, "", line)
			sub(/\*\/.*$/, "", line)
			gsub(/^ +| +$/, "", line)
			if (line != "")
				text = text (text == "" ? "" : " ") line
			if (!last && !(line == "" && text != "") && line !~ /[.?!]$/)
				next
			state = "after"
			if (text !~ /[.?!]$/)
				fault("what the file is for is no whole sentence: " text)
			else if (text ~ /[.?!] +[A-Z]/)
				fault("more than one sentence in the first paragraph: " text)
		}' "$@"
	)
}
sample() {
	printf '%s\n' "$2" >"$scratch/tree/common/base/sample.c"
	bites "$1" "$3" "$(heads "$scratch/tree" common/base/sample.c)"
}
sample 'a file without a licence' '/* Does something. */' ':1: '
sample 'a file without a purpose' '/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>' ':2: no comment'
sample 'a purpose without a full stop' '/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something */' ':2: .* no whole sentence'
sample 'two purposes' '/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something. Does something else. */' ':2: more than one'

# longest ROOT FILE...: files of too many lines.
longest() {
	(
		cd "$1" && shift
		awk -v code="$line_limit" -v test="$test_line_limit" '{ limit = FILENAME ~ /^tests\// ? test : code } FNR == limit + 1 { print FILENAME ":" FNR ": more than " limit " lines" }' "$@"
	)
}
seq 401 >"$scratch/tree/common/base/sample.c"
bites 'a file that is too long' ':401: ' "$(longest "$scratch/tree" common/base/sample.c)"

sources "$SRC_DIR" >"$scratch/files"
# shellcheck disable=SC2046 # no name of ours has a blank
heads "$SRC_DIR" $(cat "$scratch/files") >"$scratch/faults"
rows_per_file head "$scratch/files" "$scratch/faults"
code "$SRC_DIR" >"$scratch/files"
# shellcheck disable=SC2046
longest "$SRC_DIR" $(cat "$scratch/files") >"$scratch/faults"
rows_per_file length "$scratch/files" "$scratch/faults"
finish
