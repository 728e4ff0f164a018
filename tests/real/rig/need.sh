# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What has to be installed, each with the Debian package that brings it.

# "package file": a path, a pattern of one, or the bare name of a program. The parts add theirs.
needs=("openssl openssl")

# Prints the file that a pattern or a program's name stands for; fails when there is none.
need_find()
{
	case $1 in
	/*) compgen -G "$1" | head -n 1 | grep . ;;
	*) PATH=$PATH:/usr/sbin:/sbin type -P "$1" ;;
	esac
}

# All that is missing is named in one go, so that one command cures it.
need_check()
{
	local row package file missing=()

	for row in "${needs[@]}"; do
		read -r package file <<<"$row"
		need_find "$file" >/dev/null && continue
		echo "missing: $file (Debian package $package)" >&2
		missing+=("$package")
	done
	[ ${#missing[@]} -eq 0 ] && return
	echo "cure: apt-get install $(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')" >&2
	return 1
}
