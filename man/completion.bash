# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034 # what the functions set is read where they are called
# Completion of bash for the commands of exchange-auth-plugins; it needs nothing but bash. The functions behind this part are made from
# the tables that --help prints.

# _exchange_auth_plugins_complete KIND WORDS CURRENT: fills COMPREPLY.
_exchange_auth_plugins_complete() {
	local how=()

	case $1 in
	values) how=(-W "$2") ;;
	files) how=(-f) ;;
	directories) how=(-d) ;;
	*) return ;;
	esac
	# Only where a key was pressed; it adds the slash of a directory.
	[[ $1 == values ]] || compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "${how[@]}" -- "$3")
}

_exchange_auth_plugins() {
	local command=${COMP_WORDS[0]##*/} current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local options='' first='' kind='' words='' option=$before

	COMPREPLY=()
	declare -F "_exchange_auth_plugins_$command" >/dev/null || return 0
	# "--name=value" comes as three words.
	if [[ $current == '=' ]]; then
		current=
	elif [[ $before == '=' ]] && ((COMP_CWORD > 2)); then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	"_exchange_auth_plugins_$command" "$option"
	if [[ -z $kind ]]; then
		if [[ $current == -* || -z $first ]]; then
			kind=values words=$options
		elif ((COMP_CWORD == 1)); then
			kind=values words=$first
		else
			kind=files
		fi
	fi
	_exchange_auth_plugins_complete "$kind" "$words" "$current"
}
