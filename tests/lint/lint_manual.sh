#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command has a manual page that mandoc and groff have nothing to say about; the page and the completion of bash have the options
# of --help, and no other.
. "$(dirname "$0")/tap.sh"
need mandoc mandoc
need man man-db
need groff groff-base
need shellcheck shellcheck
need bash bash
need_build

# judge PAGE: what mandoc says of it. Whether the other pages are there is asked below: mandoc looks for installed ones.
judge() {
	mandoc -Tlint "$1" 2>&1 | grep -v 'STYLE: referenced manual not found: '
}

# rendered PAGE: the text in 80 columns, without overstrikes.
rendered() {
	mandoc -Tutf8 -O width=80 "$1" | sed 's/.'"$(printf '\b')"'//g'
}

# Lines that do not fit, counted in letters; that one for snmpd.conf must stay whole.
too_long() {
	LC_ALL=C.UTF-8 sed 's/[^ -~]/x/g' | awk 'length > 80 && !/ pass_persist / { print "line " NR " has " length " columns: " $0 }'
}

# What groff says of it, in 80 columns.
groff_judges() {
	{ LC_ALL=C.UTF-8 MANWIDTH=80 MANROFFSEQ='' man --warnings=w -l "$1" >/dev/null; } 2>&1
}

# in_page PAGE, in_completion NAME, in_help PROGRAM: the long options, sorted.
in_page() {
	sed -n '/^\.Sh OPTIONS/,/^\.Sh /s/^\.It .*Fl \(\\-[^ ]*\).*/\1/p' "$1" | sed 's/\\-/-/g; s/^/-/' | sort
}
in_completion() {
	# shellcheck disable=SC2016 # the inner shell's dollars
	bash -c '. "$0" && options= && "_exchange_auth_plugins_$1" "" && printf "%s\n" $options' "$BUILD_DIR/man/exchange-auth-plugins" "$1" | sort
}
in_help() {
	"$1" --help | sed -n '/^Examples:$/q; s/^  \(-.,\|   \) \(--[a-z0-9-]*\).*/\2/p' | sort
}

# those that take a value, as the completion knows them and as --help shows them.
valued_in_completion() {
	sed -n "/^_exchange_auth_plugins_$1()/,/^}/s/^	\(-. | \)\{0,1\}\(--[a-z0-9-]*\)) .*/\2/p" "$BUILD_DIR/man/exchange-auth-plugins" | sort
}
valued_in_help() {
	"$1" --help | sed -n '/^Examples:$/q; /^Examples:$/q; s/^  \(-.,\|   \) \(--[a-z0-9-]*\) [A-Z].*/\2/p' | sort
}

# differences FILE FILE
differences() {
	diff "$1" "$2" | grep '^[<>]'
}

# --- the lint can fail --------------------------------------------------------------------------------------------------
page() {
	printf '.Dd November 1, 2026\n.Dt SAMPLE 1\n.Os\n.Sh NAME\n.Nm sample\n.Nd a sample\n.Sh DESCRIPTION\n%s\n' "$1" >"$scratch/sample.1"
}
page 'All is well.'
row 'accepts a good page' "$(judge "$scratch/sample.1" && groff_judges "$scratch/sample.1")"
page '.Fl x Ar y
.Bl -tag -width Ds'
bites 'a list without an end' 'missing end of block' "$(judge "$scratch/sample.1")"
page 'One. Two.'
bites 'two sentences in a line' 'new sentence' "$(judge "$scratch/sample.1")"
page '.Bd -literal
0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0
.Ed'
bites 'a line that is too long' 'has 8[0-9] columns' "$(rendered "$scratch/sample.1" | too_long)"
page '.Sh OPTIONS
.Bl -tag -width Ds
.It Fl x , Fl \-yes\-and\-no Ar FILE
.It Fl \-no
.El'
bites 'options in a page' '^--no --yes-and-no $' "$(in_page "$scratch/sample.1" | tr '\n' ' ')"

# --- every command ------------------------------------------------------------------------------------------------------
programs=$(c_files | sed -n 's,^\(plugins/\(check\|exchange\)_[a-z_]*\)\.c$,\1,p')
for program in $programs; do
	name=${program#plugins/}
	page=$BUILD_DIR/man/$name.1
	if [ ! -s "$page" ]; then
		row "$name has a page" "no $page"
		continue
	fi
	row "$name: mandoc has nothing to say" "$(judge "$page")"
	row "$name: groff has nothing to say" "$(groff_judges "$page")"
	row "$name: fits into 80 columns" "$(rendered "$page" | too_long)"
	row "$name: every page it names is there" "$(sed -n 's/^\.Xr \([^ ]*\) 1.*/\1/p' "$page" | while read -r other; do
		[ -f "$BUILD_DIR/man/$other.1" ] || echo "no page of $other"
	done)"
	row "$name: says what it is, and has the sections that are expected" "$(
		grep -q '^\.Nd ' "$page" || echo 'no .Nd'
		for section in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' 'SEE ALSO'; do
			grep -Fqx ".Sh $section" "$page" || echo "no section $section"
		done
	)"
	in_help "$BUILD_DIR/$program" >"$scratch/help"
	row "$name: --help has options" "$([ -s "$scratch/help" ] || echo none)"
	in_page "$page" >"$scratch/page"
	row "$name: the options of --help and of the page" "$(differences "$scratch/help" "$scratch/page")"
	in_completion "$name" >"$scratch/completion"
	row "$name: the options of --help and of the completion" "$(differences "$scratch/help" "$scratch/completion")"
	valued_in_help "$BUILD_DIR/$program" >"$scratch/help"
	valued_in_completion "$name" >"$scratch/completion"
	row "$name: the options that take a value" "$(differences "$scratch/help" "$scratch/completion")"
done
row 'no prose without a command' "$(cd "$SRC_DIR/man" && for prose in *.in; do
	case " $programs plugins/plugin" in *"plugins/${prose%.in}"*) ;; *) echo "man/$prose" ;; esac
done)"
row 'shellcheck has nothing to say of the completion' "$(shellcheck --format=gcc "$BUILD_DIR/man/exchange-auth-plugins" 2>&1)"
finish
