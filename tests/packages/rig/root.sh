# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A throw-away root with a fresh minimal installation of this machine's Debian, to install packages in.
#
#	root_enter "$@"		the rest of the script is the first process of namespaces of its own: with it end all of its processes and
#				mounts, however it ends. $dir is a directory for the test; it is emptied from outside when all that is over
#	root_make		a new one in $root: apt knows the archive, no service is started
#	in_root COMMAND...	in there, as root
#	in_root_as USER COMMAND...
#	root_alone		from now on all of these have a network of their own, with nothing but the loopback device
#	beside_root COMMAND...	outside of the root, in that network
#
# The base is made once for each $build and day. $build is the test's; rig/tap.sh and rig/need.sh of tests/real are there.
# shellcheck disable=SC2154

needs+=("mmdebstrap mmdebstrap" "util-linux unshare" "iproute2 ip" "debian-archive-keyring /usr/share/keyrings/debian-archive-keyring.gpg")

root_enter()
{
	local code inner

	if [ "${1:-}" = inside ]; then
		PATH=$PATH:/usr/sbin:/sbin
		root_network=
		return
	fi
	need_check 2>&1 || tap_bail_out "see above for what is missing"
	[ "$(id -u)" = 0 ] || tap_bail_out "run this as root: packages are installed"
	dir=$(mktemp -d) || exit 1
	export dir
	trap 'exit 1' HUP INT TERM
	unshare --mount --propagation private --pid --mount-proc --fork --kill-child bash "$0" inside &
	inner=$!
	trap 'kill "$inner" 2>/dev/null; wait "$inner"; rm -rf --one-file-system "$dir"' EXIT
	wait "$inner"
	code=$?
	exit "$code"
}

# What this machine's apt knows of Debian's archive; nobody else's packages come in.
root_sources()
{
	apt-get indextargets --format "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
		'Created-By: Packages' 'Origin: Debian' | sort -u
}

root_base()
{
	local base=$1 codename option options=()

	[ -z "$(find "$base" -mtime -1 2>/dev/null)" ] || return 0
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	while read -r option; do
		options+=("--aptopt=$option")
	done < <(apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)\>')
	root_sources >"$dir/sources"
	[ -s "$dir/sources" ] || tap_bail_out "apt knows no archive of Debian: apt-get update"
	mmdebstrap --quiet --variant=minbase --skip=cleanup/apt "${options[@]}" "$codename" "${base%.tar}.part.tar" "$dir/sources" >"$dir/base.log" 2>&1 ||
		tap_bail_out "mmdebstrap: $(tail -n 5 "$dir/base.log")"
	mv "${base%.tar}.part.tar" "$base"
}

root_make()
{
	local at=$build/tests/packages

	mkdir -p "$at"
	# Tests side by side share it.
	{ flock 8 && root_base "$at/base.tar"; } 8>"$at/base.lock"
	root=$(mktemp -d "$dir/root.XXXXXX") || tap_bail_out "no room for a root"
	chmod 755 "$dir" "$root"
	tar -x -C "$root" --numeric-owner -f "$at/base.tar" || tap_bail_out "no root"
	{ mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/dev/shm"; } || tap_bail_out "nothing can be mounted"
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
}

root_alone()
{
	root_network=$dir/network
	: >"$root_network"
	unshare --net="$root_network" true || tap_bail_out "no network of its own"
	beside_root ip link set lo up || tap_bail_out "no loopback device"
}

beside_root()
{
	${root_network:+nsenter --net="$root_network"} "$@"
}

in_root()
{
	beside_root chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"
}

in_root_as()
{
	local user=$1

	shift
	in_root runuser -u "$user" -- "$@"
}
