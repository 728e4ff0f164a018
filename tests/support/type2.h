/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_TYPE2_H
#define TESTS_SUPPORT_TYPE2_H

#include <glib.h>

/* What a server says in its NTLM CHALLENGE (MS-NLMP 2.2.1.2). Texts are UTF-8, borrowed; NULL: left
 * out. */
struct type2 {
	const char *target;
	const char *netbios_computer, *netbios_domain;
	const char *dns_computer, *dns_domain, *dns_forest;
	guint64 timestamp;  /* FILETIME; 0: left out */
	gboolean bare;	    /* without target information, as servers without NTLMv2 send it */
	gboolean versioned; /* says 10.0.20348 */
};

/* A usual server: CAS1 of CORP in the forest corp.example.com, without a timestamp. */
extern const struct type2 type2_usual;

/* The caller frees. */
GBytes *type2_write(const struct type2 *what);

/* The same in base64, as it stands behind "NTLM ". */
char *type2_write_text(const struct type2 *what);

#endif
