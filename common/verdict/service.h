/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what stands between a client and the answer of a web service. */
#ifndef VERDICT_SERVICE_H
#define VERDICT_SERVICE_H

#include "facts/call.h"
#include "facts/discovery.h"
#include "facts/site.h"
#include "report/check.h"

/* One request to one node of a service. All borrowed. */
struct service_case {
	enum state timeout_state;
	const struct site *site;
	const struct node_offers *node;
	const struct logon *logon;	 /* NULL: no credentials */
	const struct check *credentials; /* why nobody logs on; NULL: no reason */
	const char *endpoint;		 /* a row of protocol/endpoint.h: "ews", "oab" */
	const struct call *call;
	gboolean others_fine; /* another directory of the same node answers as it should */
};

/* What led to a service. All borrowed. */
struct service_lead {
	const struct discovery *discovery;
	const char *name; /* "EwsUrl" */
	const char *url;
	enum state timeout_state;
	const struct logon *logon;
	const struct check *credentials;
};

enum service_end {
	SERVICE_FAILED,	    /* it is judged why */
	SERVICE_CHALLENGED, /* judged OK: without credentials nobody logged on */
	SERVICE_SERVED,	    /* the service's own answer is there: its status and body are the
			       caller's to judge */
};

/* Judges how far the request came. Statuses after the logon are left to the caller, who may know
 * better what they mean. */
enum service_end service_judge(struct check *check, const struct service_case *this);

/* Judges the status of an answer after the logon, when it is not 2xx. */
void service_judge_status(struct check *check, const struct service_case *this);

/* The cure where something else than Exchange answers. */
#define SERVICE_STRANGER "find out what answers in Exchange's place: -vv shows who answered"

/* Judges how long `what` took, its logon included. */
void service_judge_time(struct check *check, const char *what, double seconds,
			const struct threshold *limits);

/* TRUE: the whole body came. Otherwise it is judged why `what` ("the answer") did not. */
gboolean service_judge_body(struct check *check, const struct service_case *this, const char *what);

/*
 * Adds the check "autodiscover": which URL it gave for that POX name ("EwsUrl"). For `url` NULL it
 * gave none, and the whole of Autodiscover is judged below the check.
 */
void service_judge_discovery(struct check *root, const struct service_lead *lead);

/* Adds the check "url" when the site's URL is none that clients outside can use, or its host has no
 * address: nothing could be asked then. TRUE when it did. */
gboolean service_judge_site(struct check *root, const struct site *site, const char *name,
			    enum state timeout_state);

#endif
