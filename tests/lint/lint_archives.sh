#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What was built keeps the rules of the layers: it prints nowhere, ends no process, has no mutable state, links downwards only.
. "$(dirname "$0")/tap.sh"
need nm binutils
need size binutils
need readelf binutils
need ldd libc-bin
need_build
cd "$BUILD_DIR" || exit 1

# Archive, the archives it may need symbols of, the libraries besides GLib and C. That of snmp asks the loader for libnetsnmp when there is
# something to send: linked, its relocations would cost every run more than all of our own code.
archives='
base      | |
protocol  | base | libxml2 libnettle libmspack libz libjansson
report    | base | libjansson
facts     | protocol base | libjansson
probe     | facts protocol base | libcurl libcares libgssapi_krb5 libjansson
verdict   | facts report protocol base | libjansson
state     | facts report base | libjansson
snmp      | state report base | libjansson
'
# Program, all libraries that it may ask the loader for (the TLS library of libcurl only so that the loader finds its symbols sooner).
programs='
check_exchange_auth | libcurl libcares libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_autodiscover | libcurl libcares libgssapi_krb5 libnettle libxml2 libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_drift | libcurl libcares libgssapi_krb5 libnettle libxml2 libmspack libz libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_ews  | libcurl libcares libgssapi_krb5 libnettle libxml2 libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_oab  | libcurl libcares libgssapi_krb5 libnettle libxml2 libmspack libz libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_iis  | libcurl libcares libxml2 libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_ntlm | libcurl libcares libgssapi_krb5 libnettle libjansson libglib-2.0 libm libc libssl libcrypto
check_exchange_signin | libcurl libcares libgssapi_krb5 libnettle libxml2 libmspack libz libjansson libglib-2.0 libm libc libssl libcrypto
exchange_decode     | libxml2 libnettle libmspack libz libjansson libglib-2.0 libm libc
exchange_snmp_table | libjansson libglib-2.0 libm libc
'
# Program, what must not even be loaded by one of its libraries (it costs milliseconds in every run).
unloaded='
check_exchange_auth | libxml2 libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_autodiscover | libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_drift | libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_ews  | libmspack libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_oab  | libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_iis  | libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_ntlm | libxml2 libnetsnmp libperl libgio-2.0 libgobject-2.0
check_exchange_signin | libnetsnmp libperl libgio-2.0 libgobject-2.0
exchange_decode     | libcurl libcares libnetsnmp libperl libgio-2.0 libgobject-2.0
exchange_snmp_table | libcurl libcares libxml2 libnetsnmp libperl libgio-2.0 libgobject-2.0
'

# Only main returns an exit code. g_return_if_fail, g_assert, no memory: what GLib then writes and does is GLib's (through g_log; who calls
# that himself is found by lint_text).
printing='^(_*v?f?w?printf(_chk|_unlocked)?|_*v?dprintf(_chk)?|f?puts(_unlocked)?|puts|f?putw?c(har)?(_unlocked)?|fwrite(_unlocked)?|write|writev|pwrite|perror|psignal|v?syslog|stdout|stderr|g_print|g_printerr|g_v?f?printf|g_log_(structured.*|variant|default_handler|writer_.*)|g_warn_message)$'
ending='^(_?exit|_Exit|quick_exit|at_quick_exit|atexit|abort|raise|kill|v?(err|warn)x?|error|g_on_error_.*|_*longjmp(_chk)?|siglongjmp|alarm|setitimer)$'
starting='^(system|popen|v?fork|_Fork|clone|posix_spawnp?|exec[lv]p?e?|execvpe|fexecve|g_spawn_.*)$'
unbounded='^(_*(st[rp]cpy|strcat|v?sprintf)(_chk)?|gets|strtok(_r)?|_*v?(iso[0-9a-z]+_)?sscanf|ato([ifl]|ll))$'
# protocol, facts, verdict look at nothing but their arguments.
world='^(open(64|at|at64)?|creat|fopen(64)?|fdopen|read|recv(from|msg)?|fread|fgets|getline|close|poll|ppoll|select|socket|connect|send(to|msg)?|getaddrinfo|gethostby.*|time|clock(_gettime)?|gettimeofday|localtime(_r)?|mktime|getenv|secure_getenv|setenv|unsetenv|setlocale|rand(om)?(_r)?|getrandom|u?sleep|nanosleep|pthread_create|stat|fstat|lstat|access|g_(get(_real|_monotonic|_current)_time|getenv|setenv|file_.*|fopen|open|stat|mkstemp|date_time_new_now.*|random_.*|rand_.*|u?sleep|thread_new|thread_pool_.*|get_home_dir|get_user_.*|get_host_name)|xml(ReadFile|ReaderForFile|ParseFile|ReadFd|ReaderForFd|NanoHTTP.*|NanoFTP.*))$'

# undefined FILE...: lines "member symbol".
undefined() {
	nm -uA "$@" 2>/dev/null | awk '{ member = $1; sub(/:$/, "", member); sub(/^.*[:\/]/, "", member); print member, $NF }'
}

# forbidden PATTERN EXCEPT-MEMBER-PATTERN FILE...: what of it is used where.
forbidden() {
	pattern=$1
	except=$2
	shift 2
	undefined "$@" | awk -v pattern="$pattern" -v except="$except" '
		{ symbol = $2; sub(/@.*/, "", symbol) }
		symbol ~ pattern && !(except != "" && $1 ~ except) { print $1 ": " symbol }' | sort -u
}

# mutable FILE...: everything that a run could change, except the number that G_DEFINE_QUARK keeps in a function.
mutable() {
	for file in "$@"; do
		size -A "$file" | awk -v file="${file##*/}" '
			/:$/ { member = $1; sub(/^.*\//, "", member) }
			$1 ~ /^\.(data|bss|tdata|tbss|ldata|lbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print member, $2 }' >"$scratch/sizes"
		nm -A -S "$file" 2>/dev/null | awk '
			{ member = $1; sub(/:[^:]*$/, "", member); sub(/^.*[:\/]/, "", member) }
			$NF ~ /^(.*_quark\.)?q(\.[0-9]+)?$/ && $(NF - 1) ~ /^[bB]$/ { print member, 4 }' >"$scratch/quarks"
		# Sections may be a little larger than what is in them.
		awk 'NR == FNR { quark[$1] += $2; next }
			{ held[$1] += $2 }
			END { for (m in held) if (held[m] > quark[m]) print m ": " held[m] - quark[m] " bytes of mutable data" }' \
			"$scratch/quarks" "$scratch/sizes"
		nm -A "$file" 2>/dev/null | awk '$(NF - 1) == "C" { print $1, $NF, "is a common symbol" }'
	done
}

# --- the lint can fail --------------------------------------------------------------------------------------------------
cat >"$scratch/sample.c" <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int counter;
int settings[3] = {1, 2, 3};
void quark(void);
char *sample(char *to, const char *from);
void quark(void)
{
	static unsigned int q;
	static int calls;

	q++;
	calls += (int)q;
	counter += calls;
}
char *sample(char *to, const char *from)
{
	printf("%s %ld\n", from, (long)time(NULL));
	fputs(from, stderr);
	if (!to || system(from) != 0)
		exit(settings[0]++);
	return strtok(to, " ");
}
EOF
${CC:-cc} -O0 -c -o "$scratch/sample.o" "$scratch/sample.c" || exit 1
bites 'printing' '^sample.o: printf$' "$(forbidden "$printing" '' "$scratch/sample.o")"
bites 'standard error' '^sample.o: stderr$' "$(forbidden "$printing" '' "$scratch/sample.o")"
bites 'exit' '^sample.o: exit$' "$(forbidden "$ending" '' "$scratch/sample.o")"
bites 'a shell' '^sample.o: system$' "$(forbidden "$starting" '' "$scratch/sample.o")"
bites 'strtok' '^sample.o: strtok$' "$(forbidden "$unbounded" '' "$scratch/sample.o")"
bites 'the clock' '^sample.o: time$' "$(forbidden "$world" '' "$scratch/sample.o")"
bites 'mutable data' '^sample.o: (20|24|28|32) bytes' "$(mutable "$scratch/sample.o")"

# --- every archive ------------------------------------------------------------------------------------------------------
# Which library brings a symbol: lines "symbol library", of all libraries that our programs ask for.
loaded() {
	ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }'
}
short() {
	sed 's|.*/||; s|\.so.*||'
}
for program in plugins/check_* plugins/exchange_*; do
	case $program in *.*) continue ;; esac
	needed=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
	loaded "$program" | grep -F "$(echo "$needed" | sed 's|^|/|')"
	loaded "$program" | grep '/ld-'
done >"$scratch/libraries"
# What an archive may need although no program calls it yet.
printf '%s\n' "$archives" | awk -F'|' '{ print $3 }' | tr ' ' '\n' | grep '^lib' | sort -u | while read -r name; do
	grep -q "/$name\.so" "$scratch/libraries" || readlink -e "$(${CC:-cc} -print-file-name="$name.so")"
done >"$scratch/unused"
sort -u "$scratch/libraries" "$scratch/unused" | while read -r library; do
	nm -D --defined-only "$library" | awk -v name="$(echo "$library" | short)" '{ sub(/@.*/, "", $NF); print $NF, name }'
done >"$scratch/symbols"
for archive in common/lib*.a snmp/lib*.a; do
	name=${archive##*/lib}
	nm --defined-only "$archive" 2>/dev/null | awk -v name="${name%.a}" 'NF == 3 && $2 ~ /[A-Z]/ { print $3, name }'
done >"$scratch/ours"

archive_of() {
	case $1 in
	snmp) echo snmp/libsnmp.a ;;
	*) echo "common/lib$1.a" ;;
	esac
}

# links NAME LOWER LIBRARIES: symbols that come from somewhere else.
links() {
	undefined "$(archive_of "$1")" | awk -v allowed=" $1 $2 $3 libglib-2.0 libc libm ld-linux-x86-64 ld-linux-aarch64 " '
		FILENAME != "-" { from[$1] = from[$1] " " $2; next }
		$2 == "_GLOBAL_OFFSET_TABLE_" { next }
		{
			symbol = $2
			sub(/@.*/, "", symbol)
			ok = 0
			count = split(from[symbol], list, " ")
			for (i = 1; i <= count; i++)
				ok = ok || index(allowed, " " list[i] " ")
			if (!ok)
				print $1 ": " symbol " of" (count ? from[symbol] : " nobody")
		}' "$scratch/ours" "$scratch/symbols" - | sort -u
}
names=
while IFS='|' read -r name lower libraries; do
	name=${name%% *}
	[ -n "$name" ] || continue
	names="$names $name "
	archive=$(archive_of "$name")
	if [ ! -f "$archive" ]; then
		row "$name: $archive was built" "no such file in $BUILD_DIR"
		continue
	fi
	# The state layer writes: its files, in one place.
	case $name in
	report) writers='^output_.*\.o$' ;;
	state) writers='^file\.o$' ;;
	*) writers= ;;
	esac
	row "$name: prints nowhere (report/output_*, state/file aside)" "$(forbidden "$printing" "$writers" "$archive")"
	row "$name: ends no process" "$(forbidden "$ending" '' "$archive")"
	row "$name: starts no process" "$(forbidden "$starting" '' "$archive")"
	row "$name: no call that knows no bounds" "$(forbidden "$unbounded" '' "$archive")"
	case $name in
	protocol | facts | verdict) row "$name: no file, no network, no clock, no environment" "$(forbidden "$world" '' "$archive")" ;;
	esac
	row "$name: no mutable data" "$(mutable "$archive")"
	row "$name: links to itself and:$lower$libraries" "$(links "$name" "$lower" "$libraries")"
done <<EOF
$archives
EOF
for archive in common/lib*.a snmp/lib*.a; do
	name=${archive##*/lib}
	case $names in *" ${name%.a} "*) continue ;; esac
	row "$archive has a rule" "no row for it in tests/lint/lint_archives.sh"
done
bites 'a link to a forbidden layer' ' of facts' "$(links probe 'protocol base' 'libcurl libcares libgssapi_krb5 libjansson')"
bites 'a link to a forbidden library' ' of libcurl' "$(links probe 'facts protocol base' 'libcares libgssapi_krb5 libjansson')"

# --- every program ------------------------------------------------------------------------------------------------------
set -- plugins/*.o
row 'plugins: print through report/output_* only' "$(forbidden "$printing" '' "$@")"
row 'plugins: end by returning from main, or in leave()' "$(forbidden "$ending" '^leave\.o$' "$@")"
row 'plugins: start no process' "$(forbidden "$starting" '' "$@")"
row 'plugins: no call that knows no bounds' "$(forbidden "$unbounded" '' "$@")"
row 'plugins: no mutable data' "$(mutable "$@")"

listed() {
	printf '%s\n' "$2" | awk -F'|' -v name="$1" '{ gsub(/ /, "", $1) } $1 == name { print $2 }'
}
for program in plugins/check_* plugins/exchange_*; do
	case $program in *.*) continue ;; esac
	name=${program#plugins/}
	allowed=$(listed "$name" "$programs")
	if [ -z "$allowed" ]; then
		row "$name has a rule" "no row for it in tests/lint/lint_archives.sh"
		continue
	fi
	needed=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | short)
	row "$name: links only$allowed" "$(for library in $needed; do case " $allowed " in *" $library "*) ;; *) echo "links $library" ;; esac done)"
	loaded "$program" | short >"$scratch/loaded"
	for library in $(listed "$name" "$unloaded"); do
		row "$name: does not load $library" "$(grep -Fx "$library" "$scratch/loaded")"
	done
done
finish
