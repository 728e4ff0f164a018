# SPDX-License-Identifier: GPL-3.0-or-later
# Puts the prose of the later files into the sections of the first, behind what a section has; leaves out those that stay empty.

FNR == 1 { section = ""; first = first == "" ? FILENAME : first }
/^\.Sh / {
	section = substr($0, 5)
	if (FILENAME == first) {
		order[++count] = section
		known[section] = 1
	} else if (!(section in known)) {
		printf "%s:%d: no section %s in the page\n", FILENAME, FNR, section >"/dev/stderr"
		bad = 1
		exit
	}
	fresh = FILENAME != first && section !~ /^(NAME|SEE ALSO)$/ && text[section] != ""
	next
}
# Comments of the prose.
/^\.\\"/ && FILENAME != first { next }
# What another file has to say begins a paragraph.
fresh {
	if (!/^\.(Pp|Ss|Bl|Bd)/)
		text[section] = text[section] ".Pp\n"
	fresh = 0
}
{ text[section] = text[section] $0 "\n" }
END {
	if (bad || count == 0)
		exit 1
	printf "%s", text[""]
	for (i = 1; i <= count; i++)
		if (text[order[i]] != "")
			printf ".Sh %s\n%s", order[i], text[order[i]]
}
