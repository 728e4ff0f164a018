#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The packages of make deb, as TAP: what lintian says, what is in them, a second build that is the same, and their life in a fresh Debian:
# installed, used as the monitoring's user, upgraded, removed, purged.
#
# BUILD_DIR has packages/deb and tests/sim/exchange_sim.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C

sources=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD_DIR:?the build directory}
here=$sources/tests/packages

# shellcheck source-path=SCRIPTDIR source=../real/rig/tap.sh
. "$sources/tests/real/rig/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../real/rig/need.sh
. "$sources/tests/real/rig/need.sh"
# shellcheck source-path=SCRIPTDIR source=rig/root.sh
. "$here/rig/root.sh"
# shellcheck source-path=SCRIPTDIR source=rig/built.sh
. "$here/rig/built.sh"

needs+=("lintian lintian" "dpkg-dev dpkg-buildpackage" "debhelper dh" "fakeroot fakeroot" "blhc blhc" "binutils readelf")
root_enter "$@"
deb=$(echo "$build"/packages/deb/exchange-auth-plugins_*_*.deb)
[ -f "$deb" ] || tap_bail_out "no package: run make deb"
plugins=/usr/lib/nagios/plugins
state=/var/lib/exchange-auth-plugins
etc=/etc/exchange-auth-plugins

# --- what was built -------------------------------------------------------------------------------------

built_version debian/changelog "$(sed -n '1s/.*(\(.*\)-[0-9]*).*/\1/p' "$sources/packaging/debian/changelog")"
built_version NEWS "$(head -n 1 "$sources/NEWS")"
built_version 'the package' "$(dpkg-deb -f "$deb" Version | sed 's/-[0-9]*$//')"
tap_result 'lintian has nothing to say' "$(lintian --allow-root --info --display-info --pedantic --suppress-tags script-in-usr-share-doc \
	"$build"/packages/deb/*.changes 2>&1 | grep -E '^[EWIPN]: ')"

# contents: "mode owner path" that are expected. What is made from the source tree has its names from there.
expected()
{
	local program document mode

	for program in "${programs[@]}"; do
		echo "-rwxr-xr-x $(built_path $plugins "$program")"
		echo "-rw-r--r-- /usr/share/man/man1/$program.1.gz"
		echo "lrwxrwxrwx /usr/share/bash-completion/completions/$program"
	done
	for document in README.md docs/*.md contrib/*/*; do
		mode=-rw-r--r--
		[ ! -x "$document" ] || mode=-rwxr-xr-x
		[ "$document" = contrib/nagios/exchange-commands.cfg ] || echo "$mode /usr/share/doc/exchange-auth-plugins/$document"
	done
	cat <<-'END'
		-rw-r--r-- /etc/nagios-plugins/config/exchange.cfg
		-rw-r--r-- /usr/share/bash-completion/completions/exchange-auth-plugins
		-rw-r--r-- /usr/share/doc/exchange-auth-plugins/NEWS.gz
		-rw-r--r-- /usr/share/doc/exchange-auth-plugins/README.Debian
		-rw-r--r-- /usr/share/doc/exchange-auth-plugins/changelog.Debian.gz
		-rw-r--r-- /usr/share/doc/exchange-auth-plugins/copyright
		-rw-r--r-- /usr/share/lintian/overrides/exchange-auth-plugins
		-rw-r--r-- /usr/share/snmp/mibs/EXCHANGE-AUTH-MIB.txt
		drwxr-xr-x /etc/exchange-auth-plugins/
		drwxr-xr-x /var/lib/exchange-auth-plugins/
		lrwxrwxrwx /usr/share/exchange-auth-plugins/EXCHANGE-AUTH-MIB.txt
	END
}
# Directories only where they are empty.
dpkg-deb -c "$deb" | awk '{ print $1, $2, substr($6, 2) }' >"$dir/contents"
tap_result 'each file in its place, and no other' "$(diff <(cd "$sources" && expected | sort) \
	<(awk '$1 !~ /^d/ || $3 ~ "^/(etc|var/lib)/exchange-auth-plugins/$" { print $1, $3 }' "$dir/contents" | sort))"
tap_result 'everything belongs to root' "$(awk '$2 != "root/root"' "$dir/contents")"
dpkg-deb -x "$deb" "$dir/unpacked"
tap_result 'no document names a place of another installation' "$(cd "$dir/unpacked" && grep -rnI -e /usr/local -e "$build" -e "$sources" .)"
for program in "${programs[@]}"; do
	tap_result "$program is hardened" "$(
		readelf -hlWd "$dir/unpacked$(built_path $plugins "$program")" >"$dir/elf" 2>&1
		grep -q 'Type:.*DYN' "$dir/elf" || echo 'no position-independent executable'
		grep -q 'GNU_RELRO' "$dir/elf" || echo 'no relro'
		grep -Eq 'BIND_NOW|Flags:.* NOW' "$dir/elf" || echo 'not bound at start'
	)"
done
snmp=$(dpkg-deb -f "$deb" Recommends | grep -o 'libsnmp[0-9][^ ,]*')
soname=$(sed -n 's/.*NETSNMP_SONAME=[\\"]*\([^\\"]*\).*/\1/p' "$build/Makefile")
tap_result 'the library that is loaded at run time is recommended' "$(dpkg -L "${snmp:-none}" 2>&1 | grep -q "/$soname\$" || echo "$soname is not in '$snmp'")"

# --- a second build, elsewhere --------------------------------------------------------------------------

mkdir -p "$dir/another/place"
again=$(
	cd "$dir/another/place" || exit
	tar xzf "$build"/packages/deb/*.orig.tar.gz
	cd "exchange-auth-plugins-$version" || exit
	cp -r packaging/debian debian
	DEB_BUILD_OPTIONS='nocheck parallel=2' TZ=Pacific/Apia dpkg-buildpackage -us -uc -b >"$dir/build.log" 2>&1 || tail -n 20 "$dir/build.log"
)
tap_result 'it builds outside of make, by dpkg-buildpackage -us -uc -b, also without its tests' "$again$(grep 'check-units' "$dir/build.log")"
tap_result 'two builds in different directories are the same' "$(
	for one in "$build"/packages/deb/*.deb; do
		cmp "$one" "$dir/another/place/${one##*/}" 2>&1
	done
)"
tap_result 'every call of the compiler has the flags of a hardened package' "$(blhc --bindnow "$dir/build.log" 2>&1 | cut -c 1-200)"
rm -rf "$dir/another" "$dir/unpacked"

# --- in a fresh Debian ----------------------------------------------------------------------------------

# listing: all there is but what records the life of packages.
listing()
{
	(cd "$root" && find . -xdev \( -path ./proc -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache -o -path ./var/lib/apt -o -path ./srv \
		-o -path ./tmp -o -path ./run \) -prune -o -printf '%M %U:%G %p\n' | grep -vE ' \./etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$' | sort)
}
quiet()
{
	in_root "$@" >"$dir/out" 2>&1 || tail -n 20 "$dir/out"
}
root_make
cp "$deb" "$root/srv/this.deb"
tap_result 'what it depends on is in Debian' "$(quiet apt-get -qy --no-install-recommends satisfy "$(dpkg-deb -f "$deb" Depends)")"
listing >"$dir/before"
tap_result 'it installs with nothing else' "$(quiet dpkg -i /srv/this.deb)"
tap_result 'what it recommends for notifications is in Debian' "$(quiet apt-get -qy --no-install-recommends --download-only install "$snmp")"
root_alone
built_programs $plugins
tap_equal 'the user nagios owns what it records; the account is for its eyes' "$(built_owner $state $etc)" "700 nagios:nagios $state
750 nagios:nagios $etc"
tap_result 'the completion is found by the name of the command' "$(in_root bash -c '. /usr/share/bash-completion/completions/check_exchange_auth &&
	complete -p check_exchange_auth' 2>&1 | grep -v '^complete .*check_exchange_auth$')"

built_farm
built_account
built_ask $plugins/check_exchange_ntlm
tap_result 'a plugin logs on as nagios' "$([ "$code" = 0 ] && grep -q '^EXCHANGE NTLM OK - EXAMPLE.probe logs on at 3 endpoints' <<<"$said" || echo "$code: $said")"
tap_equal 'and records it' "$(built_owner $state/logon-budget.json)" "600 nagios:nagios $state/logon-budget.json"

# --- a later version ------------------------------------------------------------------------------------

in_root chown nagios $etc
before=$(built_owner $state $etc $etc/probe.auth; in_root sha256sum $state/logon-budget.json $etc/probe.auth)
echo '# ours' >>"$root/etc/nagios-plugins/config/exchange.cfg"
dpkg-deb -R "$deb" "$dir/later" && sed -i 's/^Version: .*/&+later/' "$dir/later/DEBIAN/control" &&
	dpkg-deb --root-owner-group -b "$dir/later" "$root/srv/later.deb" >/dev/null
tap_result 'a later version is installed over it' "$(quiet dpkg -i --force-confold /srv/later.deb; in_root dpkg-query -W -f "\${Version}" exchange-auth-plugins | grep -v '+later$')"
tap_equal 'records, account and whose they are stay' "$(built_owner $state $etc $etc/probe.auth; in_root sha256sum $state/logon-budget.json $etc/probe.auth)" "$before"
tap_equal 'so does what was changed in the commands' "$(tail -n 1 "$root/etc/nagios-plugins/config/exchange.cfg")" '# ours'
built_ask $plugins/check_exchange_ntlm
tap_equal 'it logs on as before' "$code" 0

# --- removed, purged ------------------------------------------------------------------------------------

tap_result 'it can be removed' "$(quiet dpkg -r exchange-auth-plugins)"
tap_equal 'removed: no plugin is left' "$(find "$root$plugins" "$root/usr/bin" -name '*exchange*' 2>/dev/null)" ''
tap_equal 'removed: records, account and whose they are stay' \
	"$(built_owner $state $etc $etc/probe.auth; in_root sha256sum $state/logon-budget.json $etc/probe.auth)" "$before"
tap_result 'it can be purged' "$(quiet dpkg -P exchange-auth-plugins)"
tap_equal "purged: what is left is the administrator's account" "$(listing | comm -13 "$dir/before" - | sed 's/^[^.]*\.//' | sort)" "$etc
$etc/probe.auth"
tap_equal 'purged: nothing of others is gone' "$(listing | comm -23 "$dir/before" -)" ''
rm -r "${root:?}$etc"
tap_result 'installed again and purged: nothing is left' "$(quiet dpkg -i /srv/this.deb; quiet dpkg -P exchange-auth-plugins; listing | diff "$dir/before" -)"

# --- a notification, without net-snmp's library and with it -----------------------------------------------

quiet dpkg -i /srv/this.deb
built_account
sink=127.0.0.1:9
built_ask $plugins/check_exchange_auth --trap-sink $sink --trap-always
tap_result 'without the library: the state stays, and what is missing is said' \
	"$([ "$code" = 0 ] && grep -q "^trap: 1 waiting for $sink: .*apt-get install $snmp" <<<"$said" || echo "$code: $said")"
tap_result 'the library installs' "$(quiet apt-get -qy --no-install-recommends install "$snmp")"
built_ask $plugins/check_exchange_auth --trap-sink $sink --trap-always
tap_result 'with it: the sink is asked' "$([ "$code" = 0 ] && grep -q "$sink" <<<"$said" && ! grep -q 'cannot be loaded' <<<"$said" || echo "$code: $said")"
tap_done
