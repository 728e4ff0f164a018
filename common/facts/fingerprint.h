/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_FINGERPRINT_H
#define FACTS_FINGERPRINT_H

#include "facts/fingerprint_given.h"
#include "facts/offer.h"
#include "facts/protection.h"

/*
 * What of a sweep outlives it: the facts that stay as they are from run to run unless somebody
 * changes the servers. Never a time, a secret or a token.
 */

/* What an anonymous request was answered. */
struct fingerprint_answer {
	enum outcome outcome;
	enum outcome body;     /* OUTCOME_ANSWERED: it was complete */
	guint status;	       /* 0 unless answered */
	GPtrArray *challenges; /* char *: the WWW-Authenticate fields in wire order; never NULL */
	char *location;	       /* of a redirect; NULL: none */
};

/* How far NTLM came under one scheme. */
struct fingerprint_ntlm {
	gboolean known; /* FALSE: not offered, or not asked */
	enum handshake_end end;
	gboolean two_servers; /* they answered on one connection */
};

struct fingerprint_endpoint {
	char *name;
	char *path;
	struct fingerprint_answer *get, *post; /* NULL: clients do not use that method here */
	struct fingerprint_ntlm direct, inside;
	guint logon_status;	    /* after the logon that was asked for; 0: nobody logged on */
	enum protection protection; /* UNMEASURED: nobody asked */
};

struct fingerprint_node {
	/*
	 * What it is known by: X-FEServer, else NTLM's computer name, DNS before NetBIOS, else the
	 * address, else "any". Names come first because they outlive a new address; where both
	 * change it is another node.
	 */
	char *key;
	char *address, *front_end, *build, *software;
	char *ntlm_computer, *ntlm_domain, *dns_computer, *dns_domain, *dns_forest, *windows;
	struct certificate *certificate; /* its subject, names, not_after_s and sha256; or NULL */
	GPtrArray *endpoints;		 /* struct fingerprint_endpoint *; never NULL */
};

struct fingerprint {
	char *hostname;
	guint port;
	gboolean tls;
	GPtrArray *nodes; /* struct fingerprint_node *; never NULL */
	struct fingerprint_given given;
};

/* A text of the node; tables of them drive reading, writing and comparing. */
struct fingerprint_trait {
	const char *name;  /* in JSON: "dns_forest" */
	const char *title; /* for people: "forest" */
	gsize offset;	   /* of a char * in struct fingerprint_node */
};
enum { FINGERPRINT_TRAITS = 10 };
extern const struct fingerprint_trait fingerprint_traits[FINGERPRINT_TRAITS];
char **fingerprint_trait_of(struct fingerprint_node *node, const struct fingerprint_trait *trait);

struct fingerprint *fingerprint_new(const char *hostname, guint port, gboolean tls);
void fingerprint_free(struct fingerprint *fingerprint);
AUTOPTR_STRUCT(fingerprint)

struct fingerprint_answer *fingerprint_answer_new(void);
void fingerprint_answer_free(struct fingerprint_answer *answer);
struct fingerprint_endpoint *fingerprint_endpoint_new(const char *name);
void fingerprint_endpoint_free(struct fingerprint_endpoint *endpoint);
AUTOPTR_STRUCT(fingerprint_endpoint)
struct fingerprint_node *fingerprint_node_new(const char *key);
void fingerprint_node_free(struct fingerprint_node *node);
AUTOPTR_STRUCT(fingerprint_node)

/* What stays of the sweep, and of what was given (NULL: nobody asked); nodes that did not answer
 * have a key and an address alone. Of two nodes with one name the second is known by its address.
 * The caller frees. */
struct fingerprint *fingerprint_of(const struct sweep *sweep,
				   const struct fingerprint_given *given);

/* Borrowed; NULL when there is none of that name. */
struct fingerprint_node *fingerprint_find_node(const struct fingerprint *fingerprint,
					       const char *key);
struct fingerprint_endpoint *fingerprint_find_endpoint(const struct fingerprint_node *node,
						       const char *name);

/*
 * The node of `was` that a node of `is` was written down as: of the same key; else of the address
 * that was asked, unless that one is seen elsewhere; else, where one of the two has no name and
 * whichever server the name gives was asked, the first. Borrowed from `was`; NULL: it is new.
 */
struct fingerprint_node *fingerprint_counterpart(const struct fingerprint *was,
						 const struct fingerprint *is,
						 const struct fingerprint_node *node);

/* Whether anything was ever learnt of the node. */
gboolean fingerprint_node_answered(const struct fingerprint_node *node);

/* "NTLM, Negotiate", or what came instead: "status 302", "timeout"; the caller frees. */
char *fingerprint_answer_text(const struct fingerprint_answer *answer);

/*
 * The facts written down, as a sweep would have seen them: what a verdict on a sweep wants to
 * know. `like` is the node of a sweep that the result is to be held against: it names the
 * endpoints, in their order; those that the fingerprint lacks were not asked. `logon`: the logon
 * of that sweep; NULL: nobody logged on. Borrows the endpoints of `like`; the caller frees.
 */
struct node_offers *fingerprint_recall(const struct fingerprint_node *node,
				       const struct node_offers *like, const struct logon *logon);

#endif
