/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_OAB_STEP_H
#define TESTS_SUPPORT_OAB_STEP_H

#include "facts/oab.h"

/* Manifests as text. */
#define SHA_A "0123456789abcdef0123456789abcdef01234567"
#define FULL(name, seq)                                                                            \
	"<Full seq='" seq "' ver='32' size='554' uncompressedsize='1165' SHA='" SHA_A "'>" name    \
	"</Full>"
#define OAL(dn, inside) "<OAL id='i' dn='" dn "' name='n'>" inside "</OAL>"
#define OAB(inside)	"<OAB>" inside "</OAB>"

struct oab_manifest *manifest_of(const char *text);

/* An answer of a call: "-": none was made; "cut": it was lost; else its status. */
struct step {
	const char *result;
	gint64 length; /* Content-Length; -1: none */
};

struct call *call_of(const struct step *step);

#endif
