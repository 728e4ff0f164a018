# SPDX-License-Identifier: GPL-3.0-or-later
# The snippets of a document in Markdown: blocks that are indented or fenced, and whole command lines within the text. For each a number of files
# in DIR, counted over all documents: N.name (document TAB line TAB kind TAB key), N.text, N.said; N.exit when the text before it names an exit code;
# N.cost when the line that a command stands in says "N requests, N logons, N refused, N kB".
#
#   awk -v dir=DIR -v root=DIRECTORY -f snippets.awk DOCUMENT...
#
# In a block that begins with "$ " or "# " such lines are commands (kind command; they go on behind a backslash), the lines behind one what
# it says. Any other block is one snippet (kind block) that is known by its first line. In the text `check_exchange_... -H ...` is a command
# (kind text); the state and headline behind it, as in `CRITICAL - ...`, are what it says.

function begin(kind, key)
{
	number++
	name = FILENAME
	if (index(name, root "/") == 1)
		name = substr(name, length(root) + 2)
	print name "\t" FNR "\t" kind "\t" key >(dir "/" number ".name")
	close(dir "/" number ".name")
	text = said = ""
	if (claimed != "") {
		print claimed >(dir "/" number ".exit")
		close(dir "/" number ".exit")
		claimed = ""
	}
}

function end()
{
	if (number > written) {
		printf "%s", text >(dir "/" number ".text")
		printf "%s", said >(dir "/" number ".said")
		close(dir "/" number ".text")
		close(dir "/" number ".said")
		written = number
	}
	inside = ""
}

# One line of a block.
function code(line)
{
	if (inside == "")
		inside = line ~ /^[$#] / ? "commands" : "block"
	else if (inside == "block") {
		text = text line "\n"
		return
	}
	if (more) {
		text = text line "\n"
		more = line ~ /\\$/
	} else if (inside == "block" || line ~ /^[$#] /) {
		sort = inside
		end()
		inside = sort
		key = line
		gsub(/[ \t]+/, " ", key)
		begin(inside == "block" ? "block" : "command", key)
		if (inside == "commands") {
			more = line ~ /\\$/
			line = substr(line, 3)
		}
		text = line "\n"
	} else
		said = said line "\n"
}

# The command lines within a line of text.
function spans(line,    part, count, i, cell)
{
	count = split(line, part, "`")
	for (i = 2; i < count; i += 2) {
		cell = part[i]
		if (cell ~ /^(OK|WARNING|CRITICAL|UNKNOWN) - / && number > written && said == "")
			said = cell "\n"
		if (cell !~ /^(check_exchange_[a-z]+|exchange_[a-z_]+|curl) / || cell !~ / (-H|-e|--config|--state-dir|https?:) ?[^ ]/)
			continue
		end()
		begin("text", cell)
		text = cell "\n"
		if (match(line, /[0-9]+ requests?, [0-9]+ logons?, [0-9]+ refused, [0-9]+ kB/)) {
			print substr(line, RSTART, RLENGTH) >(dir "/" number ".cost")
			close(dir "/" number ".cost")
		}
	}
	end()
}

FNR == 1 { end(); fenced = 0; claimed = "" }
/^```/ { end(); fenced = !fenced; next }
fenced { code($0); next }
/^(    |\t)/ { sub(/^(    |\t)/, ""); code($0); next }
match($0, /exit code [0-3]/) { claimed = substr($0, RSTART + 10, 1) }
/^#/ { claimed = "" }
{ end(); spans($0) }
END { end() }
