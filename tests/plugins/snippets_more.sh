# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What documents say besides their snippets: links, options and files; and that the test of the snippets finds faults that are made for it.
# To be sourced where snippets_rig.sh was, behind the snippets.
# shellcheck disable=SC2154

# --- links --------------------------------------------------------------------------------------------

# anchors DOCUMENT: as they are made of its headings.
anchors()
{
	sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# dead_links DIRECTORY DOCUMENT...: relative links of the documents below it that lead nowhere.
dead_links()
{
	local root=$1 name target file

	shift
	for name; do
		# shellcheck disable=SC2016 # backticks of Markdown
		sed 's/`[^`]*`//g' "$root/$name" | grep -oE '\]\([^) ]+' | sed 's/^](//' | while IFS= read -r target; do
			[[ $target != *://* ]] || continue
			file=$root/$name
			[ -z "${target%%#*}" ] || file=$(dirname "$file")/${target%%#*}
			[ -e "$file" ] || { echo "$name: $target: there is no such file" && continue; }
			[[ $target != *'#'* ]] || anchors "$file" | grep -qxF -e "${target#*#}" || echo "$name: $target: there is no such heading"
		done
	done
}
tap_result 'no link leads nowhere' "$(dead_links "$source_dir" "${documents[@]}")"
mkdir "$dir/odd"
printf '# One heading\n[a](#one-heading) [b](#another) [c](nothing.text) [d](here.text#one-heading)\n' >"$dir/odd/here.text"
tap_equal 'finds dead links' "$(dead_links "$dir/odd" here.text | tr '\n' ' ')" \
	'here.text: #another: there is no such heading here.text: nothing.text: there is no such file '

# --- options ------------------------------------------------------------------------------------------

# Of other people's programs, and one that stands for any.
foreign=(--define --ntlm --anyauth --user --no-install-recommends --some-thing)
{
	printf -- '%s\n' "${foreign[@]}"
	for page in "$build"/man/*.1; do
		name=${page##*/}
		"$build/plugins/${name%.1}" --help
	done
	sh "$source_dir/configure" --help
} | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u >"$dir/options"
# strange_options FILE...: options in code that no program here has.
strange_options()
{
	# shellcheck disable=SC2016 # backticks of Markdown
	{ grep -ohE '`[^`]+`' "$@"; grep -hE '^(    |	)' "$@"; } | grep -oE -- '(^|[ `[(=])--[a-z][a-z0-9-]+' | grep -oE -- '--.*' | sort -u | comm -23 - "$dir/options" |
		while IFS= read -r name; do
			# The beginning of several.
			[[ $name == *- ]] && grep -q -e "^$name" "$dir/options" || echo "$name"
		done
}
tap_result 'every option that a document names exists' "$(cd "$source_dir" && strange_options "${documents[@]}")"
# shellcheck disable=SC2016 # backticks of Markdown
echo 'with `--polices` and `--policy`' >"$dir/odd/here.text"
tap_equal 'finds an option that does not exist' "$(strange_options "$dir/odd/here.text")" --polices

# --- Windows ------------------------------------------------------------------------------------------

# Its commands cannot be run here. In a block they are what a plugin prints as a cure, which is compared with what it does print. In the text each
# is one that check_exchange_iis prints for a file of IIS 6 or 7 ("printed", its directory left out), one whose output it reads ("read"), or
# "known", with the reason.
windows_commands='
read    | appcmd.exe list config /section:windowsAuthentication
read    | cscript adsutil.vbs get w3svc/1/root/NTAuthenticationProviders
printed | cscript adsutil.vbs set w3svc/1/root/NTAuthenticationProviders "NTLM,Negotiate"
known   | iisreset | without arguments: restarts IIS
'
printf 'NTAuthenticationProviders : (STRING) "Negotiate,NTLM"\n' >"$dir/iis6.txt"

# windows_faults COMMAND: what is wrong with it.
windows_faults()
{
	local row

	row=$(awk -F ' *[|] ' -v command="${1//\\/\\\\}" '$2 == command' <<<"$windows_commands")
	case ${row%% *} in
	printed)
		check_exchange_iis --config "$dir/iis6.txt" | sed -n 's/^  cure: //p' | sed 's/ C:[^ ]*\\/ /' | grep -qxF -e "$1" || echo "no plugin prints it"
		;;
	read)
		case $1 in
		appcmd*) { printf 'C:\\>%s\n' "$1" && cat "$dir/work/server.xml"; } ;;
		*) { printf 'C:\\>%s\n' "$1" && cat "$dir/iis6.txt"; } ;;
		esac | check_exchange_iis --config - | grep -q '^EXCHANGE IIS WARNING - .*: Negotiate is offered before NTLM' || echo "no plugin reads what it prints"
		;;
	known) ;;
	*) echo "it is in no row of windows_commands" ;;
	esac
}
document_begins
# shellcheck disable=SC2016 # backticks of Markdown
(cd "$source_dir" && grep -ohE '`[^`]*`' "${documents[@]}") | tr -d '`' | grep -E '^(appcmd|cscript|iisreset|[A-Z][a-z]+-[A-Z][A-Za-z]+( |$))' | sort -u >"$dir/windows"
while IFS= read -r command; do
	tap_result "Windows: $command" "$(windows_faults "$command")"
done <"$dir/windows"
tap_equal 'Windows: every row is in a document' "$(sed -n 's/^[a-z]* *| \([^|]*\).*/\1/p' <<<"$windows_commands" | sed 's/ $//' | sort | comm -23 - "$dir/windows")" ''
tap_equal 'finds a command of Windows that is not printed' "$(windows_commands='printed | cscript x.vbs' && windows_faults 'cscript x.vbs')" 'no plugin prints it'
tap_equal 'finds one that is in no row' "$(windows_faults 'Set-Nothing -Name')" 'it is in no row of windows_commands'

# --- files --------------------------------------------------------------------------------------------

# lost_files FILE...: what is named in code like a file of the sources, and is not there.
lost_files()
{
	# shellcheck disable=SC2016 # backticks of Markdown
	grep -ohE '`(tests|contrib|docs|common|plugins|snmp|man|\.ci)/[^` ]*`' "$@" | tr -d '`' | sort -u | while IFS= read -r name; do
		[ -e "$source_dir/$name" ] || echo "$name is not there"
	done
}
tap_result 'every file that a document names is there' "$(cd "$source_dir" && lost_files "${documents[@]}")"
# shellcheck disable=SC2016 # backticks of Markdown
echo 'see `tests/plugins/test_nothing.sh` and `tests/plugins/README.md`' >"$dir/odd/here.text"
tap_equal 'finds a file that is not there' "$(lost_files "$dir/odd/here.text")" 'tests/plugins/test_nothing.sh is not there'

# --- the test can fail --------------------------------------------------------------------------------

# odd TEXT ROWS: documents and rows of their own; what is wrong.
odd()
{
	printf '%b' "$1" >"$dir/odd/here.text"
	printf '%b' "[here.text]\n$2" >"$dir/odd/rows"
	rows_read "$dir/odd/rows"
	snippets_read "$dir/odd" here.text
	rows_against_snippets | grep -v '^snippets\.rows: no such snippet in [RCd]'
	for ((n = 1; n <= snippet_count; n++)); do
		snippet_row "$n"
		[ -z "$wanted" ] || run "$n" | grep -E '^#'
	done
}
asked='    $ check_exchange_auth -H mail.example.com -I 192.0.2.11\n'
healthy='documented | 0 | $ check_exchange_auth -H mail.example.com -I 192.0.2.11\n'
right='    EXCHANGE AUTH OK - 3 endpoints as policy communicator wants (NTLM before Negotiate) on CAS1 (192.0.2.11), build 15.2.1544.11\n'
document_begins
# Not anew in each of the subshells below.
scene documented
tap_equal 'takes what is right' "$(odd "Text, exit code 0:\n\n$asked$right" "$healthy")" ''
tap_equal 'finds an output that was altered' "$(odd "$asked${right/CAS1/CAS2}" "$healthy" | cut -c 1-15)" $'# the document:\n# the program: '
tap_equal 'finds a line that is not said' "$(odd "$asked$right    [OK] more\n" "$healthy")" '# the document: [OK] more'
tap_equal 'finds a line that is left out' \
	"$(odd "${asked%\\n} -v\n$right" "${healthy%\\n} -v\n" | sed 's/^\(# the program: \[OK\]\).*/\1/' | sort -u | tail -1)" '# the program: [OK]'
tap_equal 'takes a line of dots for what follows' "$(odd "${asked%\\n} -v\n$right    ...\n" "${healthy%\\n} -v\n")" ''
tap_equal 'finds an exit code that is not true' "$(odd "Text, exit code 2:\n\n$asked$right" "$healthy")" '# exit 0, the document says 2'
tap_equal 'finds another exit code' "$(odd "$asked$right" "${healthy/0/1}")" '# exit 0, expected 1'
tap_equal 'finds a snippet without a row' "$(odd "$asked$right" '' | cut -d , -f 1)" 'here.text:1: no row in snippets.rows'
tap_equal 'finds a row without a snippet' "$(odd 'Text.' "$healthy")" \
	"snippets.rows: no such snippet in here.text: \$ check_exchange_auth -H mail.example.com -I 192.0.2.11#1"
# shellcheck disable=SC2016 # backticks of Markdown
{
	span='| `check_exchange_auth -H mail.example.com -I 192.0.2.11` | `OK - 3 endpoints as policy ...`: fine |\n'
	row='documented | 0 | text: check_exchange_auth -H mail.example.com -I 192.0.2.11\n'
	tap_equal 'takes the first line that a table says' "$(odd "$span" "$row")" ''
	tap_equal 'finds a first line that is not true' "$(odd "${span/endpoints/nodes}" "$row" | head -1)" '# the document: OK - 3 nodes as policy ...'
}
tap_equal 'an unknown word is a fault' "$(odd "$asked$right" "${healthy/0/perhaps}")" '# what is "perhaps" in its row?'
