/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_EWS_H
#define FACTS_EWS_H

#include "facts/call.h"
#include "facts/discovery.h"
#include "facts/site.h"
#include "protocol/ews.h"

/* What Communicator and Outlook ask for presence. */
enum ews_question { EWS_FREE_BUSY, EWS_OUT_OF_OFFICE, EWS_QUESTIONS };

/* "free/busy", "out of office": what people call it. */
const char *ews_question_title(enum ews_question question);
/* "freebusy", "oof": what labels and options say. */
const char *ews_question_name(enum ews_question question);

/* One question to one node. */
struct ews_call {
	enum ews_question question;
	struct call *call;	   /* NULL: an earlier failure made it pointless */
	struct ews_answer *answer; /* NULL: no document came */
};

/* The questions to one node, in the order they were asked. */
struct ews_talk {
	guint node;	  /* its place in the site's sweep */
	GPtrArray *calls; /* struct ews_call *; never NULL */
};

/* One URL of EWS with the talks to its nodes. */
struct ews_site {
	struct site *site;
	guint questions;  /* a bit (1 << enum ews_question) for each that it is for */
	GPtrArray *talks; /* struct ews_talk *, in the order of the sweep's nodes; never NULL */
};

/* Everything one run has seen. */
struct ews_findings {
	char *owner;		     /* whose out-of-office is asked for: the probe mailbox */
	GPtrArray *mailboxes;	     /* char *: whose free/busy is asked for, in order */
	gint64 at_s;		     /* the moment that is asked about: seconds since 1970 */
	struct discovery *discovery; /* NULL: the URL is the operator's */
	GPtrArray *sites;    /* struct ews_site *: one, or one per question when Autodiscover gives
				different URLs; empty when it gives none. Never NULL */
	struct logon *logon; /* NULL: no credentials */
	gint64 total_us;
};

struct ews_talk *ews_talk_new(guint node);
struct ews_call *ews_call_new(enum ews_question question);
struct ews_site *ews_site_new(const char *url, guint questions);
void ews_site_free(struct ews_site *site);
struct ews_findings *ews_findings_new(const char *owner, const GPtrArray *mailboxes, gint64 at_s);
void ews_findings_free(struct ews_findings *findings);
AUTOPTR_STRUCT(ews_findings)

/* The talk to that node of the sweep; NULL: none. Borrowed. */
const struct ews_talk *ews_talk_with(const struct ews_site *site, guint node);

json_t *ews_findings_to_json(const struct ews_findings *findings);

#endif
