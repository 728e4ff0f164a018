/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_DISCOVERY_H
#define FACTS_DISCOVERY_H

#include "facts/call.h"
#include "facts/logon.h"
#include "facts/node.h"
#include "facts/srv_record.h"
#include "protocol/autodiscover.h"

/*
 * The steps of a client outside, in the order in which it takes them (MS-OXDISCO 3.1.5; a client
 * inside would ask Active Directory first). The operator's own host comes before them.
 */
enum discovery_step {
	DISCOVERY_NAMED,    /* the host that the operator names */
	DISCOVERY_ROOT,	    /* the mail domain itself, by https */
	DISCOVERY_HOST,	    /* autodiscover. and the domain, by https */
	DISCOVERY_REDIRECT, /* the same by http, which leads to an https URL */
	DISCOVERY_SRV,	    /* _autodiscover._tcp.DOMAIN */
	DISCOVERY_STEPS
};

/* "named", "root", "host", "redirect", "srv". */
const char *discovery_step_name(enum discovery_step step);

/* One URL that was asked on the way. */
struct hop {
	char *url;
	char *host;
	gboolean tls;
	gboolean trusted;      /* a credential may go there */
	enum outcome resolved; /* OUTCOME_ANSWERED, or why the name gave no address */
	char *resolve_trouble;
	struct call *call;		      /* NULL: it came to nothing before that */
	struct node *node;		      /* never NULL */
	struct autodiscover_answer *document; /* of an answer of status 200; NULL: there was none */
};

enum trail_end {
	TRAIL_NOT_WALKED,
	TRAIL_NO_NAME,	  /* the first host, or the SRV record, is not there */
	TRAIL_LOST,	  /* the last hop brought no answer */
	TRAIL_CHALLENGED, /* 401, and nobody logged on */
	TRAIL_REFUSED,	  /* 401 to a logon */
	TRAIL_SETTINGS,
	TRAIL_ERROR,	    /* Autodiscover says that it cannot */
	TRAIL_ADDRESS,	    /* Autodiscover leads to another mail address */
	TRAIL_FOREIGN,	    /* 200, but no Autodiscover document */
	TRAIL_STATUS,	    /* another status */
	TRAIL_ODD_REDIRECT, /* to something that is no https URL of Autodiscover: `redirect` */
	TRAIL_LOOP,	    /* to a URL that was asked before: `redirect` */
	TRAIL_TOO_LONG,	    /* more than DISCOVERY_HOPS hops */
	TRAIL_END_COUNT
};

enum { DISCOVERY_HOPS = 10 }; /* the limit of Microsoft's own client library */

const char *trail_end_name(enum trail_end end);

/* One step, followed to its end. */
struct trail {
	enum discovery_step step;
	enum trail_end end;
	GPtrArray *hops;       /* struct hop *, in order; never NULL */
	char *redirect;	       /* where it would have gone on: outside text; NULL */
	GPtrArray *services;   /* struct srv_record *, of DISCOVERY_SRV; never NULL */
	enum outcome resolved; /* of the SRV record */
	char *resolve_trouble;
	gint64 total_us;
};

/* One form in which the answer was asked for where the winning trail ended. */
struct disclosure {
	const char *form; /* "pox", "pox with capabilities", "soap", "json" */
	char *url;
	struct call *call;
	struct autodiscover_answer *document; /* NULL: no answer of status 200 */
};

/* One URL that the answers give to clients outside, tried as somebody who has not logged on. */
struct given_url {
	char *name;  /* "EwsUrl"; for JSON and SOAP the POX name of the same thing */
	char *block; /* "EXPR", "EXHTTP", "soap", "json" */
	char *url;
	char *authentication; /* AuthPackage of the block; NULL: none was given */
	char *host;	      /* NULL: the URL cannot be taken apart */
	gboolean tls;
	enum outcome resolved;
	char *resolve_trouble;
	struct asked *asked; /* NULL: not tried */
	struct node *node;   /* NULL: not tried; the certificate is in it */
};

struct discovery {
	char *email, *domain;
	struct trail *trails[DISCOVERY_STEPS]; /* NULL: that step was not wanted */
	enum discovery_step
	    winner; /* DISCOVERY_STEPS: none came to settings, an error or a challenge */
	GPtrArray *disclosures; /* struct disclosure *; never NULL */
	GPtrArray *given_urls;	/* struct given_url *; never NULL */
	struct logon *logon;	/* NULL: no credentials */
	struct discovery *next; /* for the address that the winner leads to; NULL */
	gint64 total_us;
};

struct hop *hop_new(const char *url);
struct trail *trail_new(enum discovery_step step);
struct disclosure *disclosure_new(const char *form, const char *url);
struct given_url *given_url_new(const char *name, const char *block, const char *url);
struct discovery *discovery_new(const char *email);
void discovery_free(struct discovery *discovery);
AUTOPTR_STRUCT(discovery)

/* The step that clients come to something by; NULL when there is none. Borrowed. */
const struct trail *discovery_winner(const struct discovery *discovery);

/* The last hop; NULL when there was none. Borrowed. */
const struct hop *trail_last(const struct trail *trail);

/*
 * The URL of that POX name ("EwsUrl") that clients outside come to in the end: EXPR's, else
 * EXHTTP's last one (the block of the inside stands before that of the outside), else another
 * form's. NULL when none is given. Borrowed.
 */
const char *discovery_external_url(const struct discovery *discovery, const char *name);

json_t *discovery_to_json(const struct discovery *discovery);

#endif
