/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client asked, as the handlers of the virtual directories see it. */
#ifndef TESTS_SIM_REQUEST_H
#define TESTS_SIM_REQUEST_H

#include "tests/sim/sim_config.h"

struct sim_link;
struct sim_logon;
struct sim_memory;

/* Borrows everything; lives while one request is answered. */
struct sim_request {
	const struct sim_farm *farm;
	const struct sim_node *node;
	const gchar *method;
	const gchar *uri;	    /* as on the request line, query included */
	const gchar *path;	    /* decoded, without query */
	const gchar *host;	    /* the Host field if it is a harmless name, else the farm's */
	const gchar *authorization; /* NULL: none */
	const gchar *can_handle;    /* X-ClientCanHandle; NULL: none */
	const gchar *mapi_http;	    /* X-MapiHttpCapability; NULL: none */
	const gchar *range;	    /* NULL: none */
	const gchar *body;	    /* as far as it was kept */
	gsize body_length;
	gboolean tls;
	guint16 port;	       /* of the listeners with TLS */
	guint16 http_port;     /* of those without; 0: none */
	const guint8 *binding; /* of the certificate that IIS has; NULL without TLS */
	/* what changes: the connection as the server sees it, what comes of the credentials, the
	 * wrong passwords of each account, what each node remembers */
	struct sim_link *link;
	struct sim_logon *logon;
	guint *bad_passwords;
	struct sim_memory *memories; /* per node */
	/* where it leads; not set as long as no virtual directory is found */
	enum sim_vdir vdir;
	const gchar *rest; /* of the path, behind the virtual directory */
	const struct sim_settings *settings;
};

/* What the node that answers remembers. */
struct sim_memory *sim_request_memory(const struct sim_request *request);

/* `host` without a port; the caller frees it. */
gchar *sim_request_host_name(const struct sim_request *request);

/* The number behind "/hop" in the path: so many redirects brought the client here. */
guint sim_request_hop(const struct sim_request *request);

/* TRUE when X-ClientCanHandle lists that word (letters in any case). */
gboolean sim_request_can_handle(const struct sim_request *request, const gchar *word);

/* TRUE when the client sent credentials of that scheme, or only named it (an empty "Bearer"). */
gboolean sim_request_tries(const struct sim_request *request, const gchar *scheme);

/*
 * `text` with {host}, {name} (host without port), {uri}, {port} and {http_port} filled in, and
 * {service} (the farm's hostname), {:port} and {:http_port}, which are empty for clients that name
 * no port in Host, and {hop} (the number behind "/hop" in the path, and one); the caller frees it.
 */
gchar *sim_request_expand(const struct sim_request *request, const gchar *text);

#endif
