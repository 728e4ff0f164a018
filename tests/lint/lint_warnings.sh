#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gcc and clang build everything with a distribution's flags without a word, and make install puts it where the distribution says.
. "$(dirname "$0")/tap.sh"
need gcc gcc
need clang clang
need dpkg-buildflags dpkg-dev
need readelf binutils

# The arguments that debhelper's dh_auto_configure gives.
machine=$(gcc -dumpmachine)
set -- "--build=$machine" --prefix=/usr "--includedir=\${prefix}/include" "--mandir=\${prefix}/share/man" "--infodir=\${prefix}/share/info" \
	--sysconfdir=/etc --localstatedir=/var --disable-option-checking --disable-silent-rules "--libdir=\${prefix}/lib/$machine" \
	--runstatedir=/run --disable-maintainer-mode --disable-dependency-tracking

export DEB_BUILD_MAINT_OPTIONS=hardening=+all
for flags in CFLAGS CPPFLAGS LDFLAGS; do
	value=$(cd "$scratch" && dpkg-buildflags --get "$flags")
	export "$flags=$value"
done
# A package is built inside its source tree, whose path dpkg-buildflags hides; we are outside.
CFLAGS="$CFLAGS -ffile-prefix-map=$SRC_DIR=."

# Every C file, also those that make all leaves out.
objects=$(c_files | sed -n 's/\.c$/.o/p')
for compiler in gcc clang; do
	mkdir "$scratch/$compiler"
	cd "$scratch/$compiler" || exit 1
	CC=$compiler "$SRC_DIR/configure" "$@" >configure.out 2>configure.err
	row "$compiler: configure accepts what a distribution says" "$(grep -v '^$' configure.err; [ -f Makefile ] || tail -5 configure.out)"
	# shellcheck disable=SC2086 # a list
	make -s -k -j 2 all sim $objects >make.out 2>&1
	code=$?
	row "$compiler: builds everything without a word" "$(head -40 make.out; [ "$code" -eq 0 ] || echo "make: exit code $code")"
done

# --- what came out ------------------------------------------------------------------------------------------------------
cd "$scratch/gcc" || exit 1
programs=$(c_files | sed -n 's,^\(plugins/\(check\|exchange\)_[a-z_]*\)\.c$,\1,p')
for program in $programs; do
	row "$program is hardened" "$(
		readelf -hlWd "$program" >"$scratch/elf" 2>&1
		grep -q 'Type:.*DYN' "$scratch/elf" || echo 'no position-independent executable'
		grep -q 'GNU_RELRO' "$scratch/elf" || echo 'no relro'
		grep -Eq 'BIND_NOW|Flags:.* NOW' "$scratch/elf" || echo 'not bound at start'
		readelf --dyn-syms -W "$program" | grep -q '__stack_chk_fail' || echo 'no stack protector'
	)"
	row "$program does not tell where it was built" "$(strings -a "$program" | grep -F -e "$scratch" -e "$SRC_DIR")"
done

# --- installation -------------------------------------------------------------------------------------------------------
{
	for program in $programs; do
		case $program in
		plugins/check_*) echo "-rwxr-xr-x ./usr/libexec/${program#plugins/}" ;;
		*) echo "-rwxr-xr-x ./usr/bin/${program#plugins/}" ;;
		esac
	done
	for document in LICENSE NEWS README.md $(cd "$SRC_DIR" && echo docs/*.md && find contrib -type f); do
		mode=-rw-r--r--
		[ ! -x "$SRC_DIR/$document" ] || mode=-rwxr-xr-x
		echo "$mode ./usr/share/doc/exchange-auth-plugins/$document"
	done
	echo '-rw-r--r-- ./usr/share/exchange-auth-plugins/EXCHANGE-AUTH-MIB.txt'
	for program in $programs; do
		echo "-rw-r--r-- ./usr/share/man/man1/${program#plugins/}.1"
		echo "lrwxrwxrwx ./usr/share/bash-completion/completions/${program#plugins/}"
	done
	echo '-rw-r--r-- ./usr/share/bash-completion/completions/exchange-auth-plugins'
} | sort >"$scratch/expected"
root=$scratch/root
row 'make install DESTDIR=... says nothing wrong' "$(make -s install DESTDIR="$root" 2>&1 || echo "exit code $?")"
(cd "$root" && find . ! -type d -printf '%M %p\n') | sort >"$scratch/installed"
row 'make install puts each file in its place, and no other' "$(diff "$scratch/expected" "$scratch/installed")"
row 'installed documents name the places of this installation' "$(cd "$root/usr/share/doc" && grep -rnE '/usr/local|\$\{' --include='*.md' --include='*.conf' --include='*.cfg' . )"
row 'an installed plugin runs' "$("$root/usr/libexec/check_exchange_auth" -V 2>&1 | grep -v '^check_exchange_auth (exchange-auth-plugins) [0-9]')"
row 'make uninstall leaves no file' "$(make -s uninstall DESTDIR="$root" 2>&1; find "$root" ! -type d)"

# --- the lint can fail --------------------------------------------------------------------------------------------------
printf 'int f(int a);\nint f(int a) { long b = a; return b; }\n' >"$scratch/sample.c"
for compiler in gcc clang; do
	bites "a warning of $compiler" 'sample\.c:2:.*conver' \
		"$(cd "$scratch/$compiler" && mkdir odd && cp "$scratch/sample.c" odd/ && make -s odd/sample.o 2>&1)"
done
finish
