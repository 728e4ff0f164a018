/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_LOGON_H
#define FACTS_LOGON_H

#include "facts/handshake.h"

/* What became of the secret itself, wherever it was tried. */
enum secret_state {
	SECRET_UNTRIED,
	SECRET_ACCEPTED, /* at least once in this run */
	SECRET_REFUSED,	 /* everywhere it was tried */
};

/* Who a run logged on as, and what the suite knows of that account. */
struct logon {
	char *account; /* "CORP\probe", "probe@example.com", a Kerberos principal; outside text */
	enum scheme scheme;
	enum secret_state secret;
	enum hold hold;	     /* why nobody logged on; HOLD_NONE: somebody did, or could have */
	char *trouble;	     /* our own words on that: what could not be read or written */
	gint64 refused_at_s; /* of HOLD_REFUSED_EARLIER: seconds since 1970 */
	char *refused_where; /* of HOLD_REFUSED_EARLIER and SECRET_REFUSED */
	char *not_recorded;  /* why the outcome could not be written down; NULL: it was */
};

struct logon *logon_new(const char *account, enum scheme scheme);
void logon_free(struct logon *logon);
AUTOPTR_STRUCT(logon)

json_t *logon_to_json(const struct logon *logon);

#endif
