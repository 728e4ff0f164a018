# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# This machine's directories with a layer above them, in a mount namespace of the test's own: what is written there is gone when the test is.
# shellcheck disable=SC2154

# layer_over DIRECTORY...: all at once; $dir is the test's.
layer_over()
{
	local layers=$dir/layers directory

	mkdir "$layers" || exit 1
	mount -t tmpfs none "$layers" || tap_bail_out "no file system of its own"
	for directory; do
		mkdir -p "$layers/changes$directory" "$layers/work$directory"
		mount -t overlay -o "lowerdir=$directory,upperdir=$layers/changes$directory,workdir=$layers/work$directory" overlay "$directory" ||
			tap_bail_out "no layer above $directory"
	done
	# Nothing is mounted below $dir when it is removed.
	umount -l "$layers"
}
