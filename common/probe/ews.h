/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_EWS_H
#define PROBE_EWS_H

#include "facts/ews.h"
#include "probe/site.h"

/* What is to be found out. All borrowed. */
struct ews_questions {
	enum ews_version version;
	const char *owner;	    /* whose out-of-office: the mailbox of who logs on */
	const GPtrArray *mailboxes; /* char *: whose free/busy */
	gint64 at_s;		    /* the first moment of it: seconds since 1970, UTC */
	guint wanted;		    /* a bit (1 << enum ews_question) for each */
};

/* Free/busy is asked for this much time, in steps of that much. */
enum { EWS_WINDOW_S = 24 * 60 * 60, EWS_STEP_MINUTES = 30 };

/*
 * Finds EWS, by Autodiscover unless the request names a URL, and asks every node the questions, one
 * after the other on one connection. Never NULL; the caller frees.
 */
struct ews_findings *ews_run(const struct site_request *request,
			     const struct ews_questions *questions, struct deadline deadline);

/* Visits EWS where the discovery says, as a part of a longer run. */
void ews_visit_discovered(struct site_run *run, const struct ews_questions *questions,
			  const struct discovery *discovery, struct ews_findings *findings);

/* Asks them (those of `wanted`) in a session that stands; what came of each goes into the talk.
 * After one that could not be put the others are left out: the same would become of them. */
void ews_ask(struct session *session, const struct ews_questions *questions, guint wanted,
	     const char *path, struct ews_talk *talk, struct deadline deadline);

#endif
