/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_SITE_H
#define FACTS_SITE_H

#include "facts/offer.h"

/* One URL of a service, and the servers behind its name. */
struct site {
	char *url;  /* as the operator or Autodiscover gave it: outside text */
	char *host; /* NULL: it is no http or https URL with a host */
	char *path; /* with query; never empty where there is a host */
	guint port;
	gboolean tls;
	gboolean trusted;    /* a credential may go there */
	struct sweep *sweep; /* its nodes were visited; NULL: there is no host */
};

/* Takes the URL apart. Never NULL; the caller frees. */
struct site *site_new(const char *url);
void site_free(struct site *site);
AUTOPTR_STRUCT(site)

/* Takes a URL with a host and without a user apart; FALSE when it is none of http or https. The
 * texts are the caller's. */
gboolean site_split(const char *url, char **host, guint *port, gboolean *tls, char **path);

json_t *site_to_json(const struct site *site);

#endif
