/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LOGON_RECORD_H
#define STATE_LOGON_RECORD_H

#include "base/autoptr.h"
#include "state/logon_account.h"

enum {
	LOGON_REFUSALS = 8,	      /* so many secrets are remembered as refused */
	LOGON_SPAN_S = 300,	      /* what fails by design is counted by such spans */
	LOGON_SPANS = 3600 / 300 + 1, /* which an hour touches */
};

/* A secret that was refused. */
struct logon_refused {
	guint16 fingerprint;
	gint64 at_s;
	char *where; /* one clean line */
};

/* Logons that failed by design within a span. */
struct logon_spent {
	gint64 from_s;
	guint count;
};

/* What is known of one account. Every time is one of the system's clock, which may jump. */
struct logon_record {
	guint8 salt[LOGON_SALT_LENGTH];
	gint64 used_s;	     /* when it was last asked for, to the day */
	gint64 accepted_s;   /* when a logon last succeeded, to the hour; 0: never */
	guint16 accepted;    /* with the secret of this fingerprint */
	guint refused_count; /* the latest is the last */
	struct logon_refused refused[LOGON_REFUSALS];
	guint spent_count; /* the latest is the last */
	struct logon_spent spent[LOGON_SPANS];
};

struct logon_record *logon_record_new(const guint8 salt[LOGON_SALT_LENGTH], gint64 now_s);
void logon_record_free(struct logon_record *record);
AUTOPTR_STRUCT(logon_record)

/* Borrowed; NULL when this secret was not refused. */
const struct logon_refused *logon_record_refused(const struct logon_record *record,
						 guint16 fingerprint);

/* Was this secret accepted within a week? */
gboolean logon_record_trusted(const struct logon_record *record, guint16 fingerprint, gint64 now_s);

/* So lately that it need not be written down again? */
gboolean logon_record_noted(const struct logon_record *record, guint16 fingerprint, gint64 now_s);

/* The same for `used_s`. */
gboolean logon_record_used(const struct logon_record *record, gint64 now_s);

/* A secret that was refused stays so: the acceptance came from a logon that was under way. */
void logon_record_accept(struct logon_record *record, guint16 fingerprint, gint64 now_s);

/* The first refusal of a secret is kept. `where` becomes one clean line. */
void logon_record_refuse(struct logon_record *record, guint16 fingerprint, gint64 now_s,
			 const char *where);

/* The secret may be tried again. */
void logon_record_forget(struct logon_record *record, guint16 fingerprint);

/* As logon_budget_spend(); in no hour more than `per_hour`. */
gboolean logon_record_spend(struct logon_record *record, guint count, guint per_hour, gint64 now_s,
			    gint64 *next_s);

#endif
