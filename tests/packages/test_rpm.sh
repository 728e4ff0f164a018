#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The packages of make rpm, as TAP: what rpmlint says, what is in them, a second build that is the same, and an installation by rpm into a root
# that has the libraries: Debian's, because no other distribution is at hand.
#
# BUILD_DIR has packages/rpm and tests/sim/exchange_sim.
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

needs+=("rpm rpmbuild" "rpmlint rpmlint" "file file")
root_enter "$@"
rpm=$(echo "$build"/packages/rpm/RPMS/*/exchange-auth-plugins-*.rpm)
[ -f "$rpm" ] || tap_bail_out "no package: run make rpm"
spec=$sources/packaging/exchange-auth-plugins.spec
plugins=$(rpm --eval '%{_libdir}')/nagios/plugins

ask()
{
	rpm -qp --nosignature "$@" "$rpm" 2>&1
}

# --- what was built -------------------------------------------------------------------------------------

built_version 'the spec' "$(sed -n 's/^Version: *//p' "$spec")"
built_version 'its changelog' "$(sed -n '/^%changelog/,$s/^\* .* - \(.*\)-[0-9]*$/\1/p' "$spec" | head -n 1)"
built_version 'the package' "$(ask --qf '%{VERSION}')"
tap_result 'rpmlint has nothing to say' "$(rpmlint -c "$here/debian-rpmlint.toml" -r "$sources/packaging/exchange-auth-plugins.rpmlintrc" "$rpm" \
	"$build"/packages/rpm/SRPMS/*.rpm "$spec" 2>&1 | grep -E '^[^ ]+: [EWI]: |Traceback|rror:')"
# "mode user:group path" that are expected.
expected()
{
	local program document mode

	for program in "${programs[@]}"; do
		echo "-rwxr-xr-x root:root $(built_path "$plugins" "$program")"
		echo "-rw-r--r-- root:root /usr/share/man/man1/$program.1.gz"
		echo "lrwxrwxrwx root:root /usr/share/bash-completion/completions/$program"
	done
	for document in README.md NEWS docs/*.md contrib/*/*; do
		mode=-rw-r--r--
		[ ! -x "$document" ] || mode=-rwxr-xr-x
		echo "$mode root:root /usr/share/doc/exchange-auth-plugins/$document"
	done
	cat <<-END
		-rw-r--r-- root:root /usr/share/bash-completion/completions/exchange-auth-plugins
		-rw-r--r-- root:root /usr/share/licenses/exchange-auth-plugins/LICENSE
		-rw-r--r-- root:root /usr/share/snmp/mibs/EXCHANGE-AUTH-MIB.txt
		lrwxrwxrwx root:root /usr/share/exchange-auth-plugins/EXCHANGE-AUTH-MIB.txt
		drwxr-x--- nagios:nagios /etc/exchange-auth-plugins
		drwx------ nagios:nagios /var/lib/exchange-auth-plugins
	END
}
tap_result 'each file in its place, and no other' "$(diff <(cd "$sources" && expected | sort) \
	<(ask --qf '[%{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES}\n]' | awk '$1 !~ /^d/ || $3 ~ "^/(etc|var/lib)/"' |
		grep -v '/\.build-id' | sed "s|/licenses/.*/|/licenses/exchange-auth-plugins/|" | sort))"
tap_result 'the directories are its own' "$(ask -l | grep -E '^(/|/usr|/usr/bin|/usr/share|/usr/share/(doc|man|man/man1)|/etc|/var/lib)$')"
tap_equal 'what is loaded at run time is recommended' "$(ask --recommends | sed 's/(.*//')" net-snmp-libs
tap_equal 'another user can be named' "$(rpmspec -P --define 'monitoring_user icinga' "$spec" 2>/dev/null | sed -n 's/^%dir %attr(\(.*\)) /\1 /p' | sort)" \
	'0700, icinga, icinga /var/lib/exchange-auth-plugins
0750, icinga, icinga /etc/exchange-auth-plugins'

# --- a second build, elsewhere --------------------------------------------------------------------------

# In the same place, as the debugging information names it and build systems keep it; beside this script nobody sees that it is another one.
cp "$rpm" "$dir/first.rpm"
rpm=$dir/first.rpm
mkdir "$dir/another"
mount --bind "$dir/another" "$build/packages/rpm" || tap_bail_out "no place for a second build"
again=$(TZ=Pacific/Apia rpmbuild -ta --nodeps --without check --define "_topdir $build/packages/rpm" --define '__brp_compress bash %{_rpmconfigdir}/brp-compress /usr' \
	"$build/exchange-auth-plugins-$version.tar.gz" >"$dir/build.log" 2>&1 || tail -n 20 "$dir/build.log")
tap_result 'it builds outside of make, by rpmbuild -ta' "$again"
tap_result 'two builds are the same' "$(cmp "$rpm" "$build"/packages/rpm/RPMS/*/*.rpm 2>&1)"
umount "$build/packages/rpm" && rm -rf "$dir/another"

# --- installed ------------------------------------------------------------------------------------------

quiet()
{
	"$@" >"$dir/out" 2>&1 || tail -n 20 "$dir/out"
}
root_make
# Debian's packages of the libraries that rpm found, by the names of their files here.
mapfile -t libraries < <(ask --requires | sed -n 's/^\(lib[^ ()]*\.so[^ ()]*\)(.*/\1/p' | sort -u | while read -r soname; do
	ldconfig -p | sed -n "s|^\t$soname (.*x86-64.* => ||p" | head -n 1
done | while read -r file; do
	dpkg-query -S "$file" "$(readlink -f "$file")" "/usr$file" 2>/dev/null | sed -n '1s/:.*//p'
done | sort -u)
tap_result "the libraries are there (${#libraries[@]} packages)" "$([ ${#libraries[@]} -gt 5 ] || echo "${libraries[*]}"
	quiet in_root apt-get -qy --no-install-recommends install "${libraries[@]}")"
find "$root/etc" "$root/usr" "$root/var/lib" -path "$root/var/lib/rpm" -prune -o -path "$root/var/lib/apt" -prune -o -print | sort >"$dir/before"
tap_result 'it installs' "$(quiet rpm --root "$root" -i --nodeps --nosignature "$rpm")"
root_alone
built_programs "$plugins"
tap_equal 'the user nagios owns what it records; the account is for its eyes' "$(built_owner /var/lib/exchange-auth-plugins /etc/exchange-auth-plugins)" \
	'700 nagios:nagios /var/lib/exchange-auth-plugins
750 nagios:nagios /etc/exchange-auth-plugins'
built_farm
built_account
built_ask "$plugins/check_exchange_ntlm"
tap_result 'a plugin logs on as nagios' "$([ "$code" = 0 ] && grep -q '^EXCHANGE NTLM OK - EXAMPLE.probe logs on at 3 endpoints' <<<"$said" || echo "$code: $said")"
tap_result 'nothing was changed behind its back' "$(rpm --root "$root" -V --nodeps exchange-auth-plugins 2>&1)"
tap_result 'it can be erased' "$(quiet rpm --root "$root" -e --nodeps exchange-auth-plugins)"
tap_equal 'erased: what is left is what it recorded, and the account' "$(find "$root/etc" "$root/usr" "$root/var/lib" -path "$root/var/lib/rpm" -prune \
	-o -path "$root/var/lib/apt" -prune -o -print | sort | comm -13 "$dir/before" - | sed "s|^$root||" | grep -vE '^/etc/[a-z]*-?$|^/usr/lib/sysimage|/logon-budget\.|^/usr/share/licenses$')" \
	'/etc/exchange-auth-plugins
/etc/exchange-auth-plugins/probe.auth
/var/lib/exchange-auth-plugins'
tap_done
