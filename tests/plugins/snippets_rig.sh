# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# The snippets of README.md, docs/ and contrib/, and their rows in snippets.rows. $tests and $dir are the script's that sources this.
# shellcheck disable=SC2034,SC2154

source_dir=$(cd "$tests/.." && pwd)
snippets=$dir/snippets
mapfile -t documents < <(cd "$source_dir" && printf '%s\n' README.md docs/*.md && find contrib -name README.md | sort)

# snippets_read DIRECTORY DOCUMENT...: takes the documents below it to pieces; leaves how many there are in $snippet_count.
snippets_read()
{
	local root=$1

	shift
	rm -rf "$snippets"
	mkdir "$snippets"
	(cd "$root" && awk -v dir="$snippets" -f "$tests/plugins/snippets.awk" "$@") || tap_bail_out "the documents cannot be read"
	snippet_count=$(find "$snippets" -name '*.name' | wc -l)
}

# "document|kind|key" is row N of that kind and key in that document, as often as it is there. A row is "scene | wanted"; see snippets.rows.
declare -A row_scene row_wanted
rows_read()
{
	local line document='' scene wanted key n
	declare -A seen=()

	row_scene=() row_wanted=() row_order=()
	while IFS= read -r line; do
		case $line in
		'#'* | '') continue ;;
		'['*']') document=${line:1:-1} && continue ;;
		esac
		scene=${line%% | *} line=${line#* | }
		wanted=${line%% | *} key=$document'|'${line#* | }
		n=$((${seen[$key]:-0} + 1))
		seen[$key]=$n
		row_scene[$key#$n]=${scene//[[:blank:]]/}
		row_wanted[$key#$n]=$wanted
		row_order+=("$key#$n")
	done <"$1"
}

# snippet_row N: leaves what is known of snippet N: $document, $line, $kind, $key, and of its row $row, $scene, $wanted (empty: none).
declare -A snippet_seen=()
# shellcheck disable=SC2034 # for those who ask
snippet_row()
{
	IFS=$'\t' read -r document line kind key <"$snippets/$1.name"
	[ "$kind" = command ] || key="$kind: $key"
	row=$document'|'$key
	snippet_seen[$row]=$((${snippet_seen[$row]:-0} + 1))
	row+=#${snippet_seen[$row]}
	scene=${row_scene[$row]:-}
	wanted=${row_wanted[$row]:-}
}

# What is in only one of both: snippets without a row, rows without a snippet.
rows_against_snippets()
{
	local n row document line kind key scene wanted
	declare -A met=()

	snippet_seen=()
	for ((n = 1; n <= snippet_count; n++)); do
		snippet_row "$n"
		met[$row]=1
		[ -n "$wanted" ] || echo "$document:$line: no row in snippets.rows, section [$document], for: $key"
	done
	for row in "${row_order[@]}"; do
		[ -n "${met[$row]:-}" ] || echo "snippets.rows: no such snippet in ${row%%|*}: ${row#*|}"
	done
	snippet_seen=()
}

# normalised: what differs from run to run is the same afterwards: times, ages, days, ids, numbers of seconds, digests.
normalised()
{
	sed -E -e "s/(clock is [0-9.]+ s) (ahead of|behind)/\1 off/" -e 's/=[0-9.]+s(;|$| )/=<time>s\1/g' -e 's/=[0-9.]+s(;|$| )/=<time>s\1/g' -e 's/(cert_days)=[0-9]+/\1=<days>/g' \
		-e 's/\b([0-9]+ (s|seconds?|min|minutes?|h|hours?|days?)|a moment) (old|ago)/<age> \3/g' \
		-e 's/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/<guid>/g' -e 's/\b[0-9a-f]{40}([0-9a-f]{24})?\b/<digest>/g' \
		-e 's/\b[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+Z?)?\b/<date>/g' -e 's/ [0-9]+(\.[0-9]+)? (ms|s)\b/ <time>/g'
}

# differs SAID CAME: how a document's text is not what came, line by line; "..." as the last line stands for all that may follow, and without
# performance data in the text those of the output do not count.
differs()
{
	local said=$1 came=$2 first

	[ -n "$said" ] || return
	first=${said%%$'\n'*}
	[[ $first == *' | '* ]] || came=$(sed '1s/ | .*//' <<<"$came")
	if [ "${said##*$'\n'}" = ... ]; then
		said=${said%$'\n'...}
		came=$(head -n "$(wc -l <<<"$said")" <<<"$came")
	fi
	diff <(normalised <<<"$said") <(normalised <<<"$came") | sed -n 's/^</the document:/p; s/^>/the program:/p'
}

# unlike PATTERN FIRST: a text's words for the first line, in which "..." is anything, are not those of that line.
unlike()
{
	local pattern

	[ -n "$1" ] || return
	pattern=$(normalised <<<"$1" | sed 's/[][\\.^$*+?(){}|]/\\&/g; s/\\\.\\\.\\\./.*/g')
	[[ $(normalised <<<"${2%% | *}") =~ ^EXCHANGE\ [A-Z]+\ $pattern$ ]] || printf '%s\n' "the document: $1" "the program: $2"
}
