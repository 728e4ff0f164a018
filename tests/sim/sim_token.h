/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in an Authorization field. */
#ifndef TESTS_SIM_TOKEN_H
#define TESTS_SIM_TOKEN_H

#include "tests/sim/sim_spnego.h"

enum sim_scheme {
	SIM_SCHEME_NONE, /* no field */
	SIM_SCHEME_NTLM,
	SIM_SCHEME_NEGOTIATE,
	SIM_SCHEME_BASIC,
	SIM_SCHEME_BEARER,
	SIM_SCHEME_OTHER,
};

/* Owns `bytes`; the slices are borrowed from them. */
struct sim_token {
	enum sim_scheme scheme;
	GBytes *bytes; /* decoded; NULL: none */
	guint number;  /* of the NTLM message; 0: it is none */
	struct sim_slice ntlm;
	gboolean wrapped; /* in SPNEGO */
	gboolean kerberos;
	struct sim_spnego spnego;
};

/* `authorization` may be NULL. */
void sim_token_read(struct sim_token *token, const gchar *authorization);

void sim_token_clear(struct sim_token *token);

/* As challenges write it: "NTLM" ... "-" for none. A constant string. */
const gchar *sim_scheme_name(enum sim_scheme scheme);

/* For the log: "NTLM:1", "Negotiate:kerberos", "Basic", "-"; the caller frees it. */
gchar *sim_token_kind(const struct sim_token *token);

/* For the log: "raw" or "spnego" for a message of NTLM, else "-". A constant string. */
const gchar *sim_token_form(const struct sim_token *token);

#endif
