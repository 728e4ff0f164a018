/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client asked, as the handlers of the virtual directories see it. */
#ifndef TESTS_SIM_REQUEST_H
#define TESTS_SIM_REQUEST_H

#include "tests/sim/sim_config.h"

struct sim_link;
struct sim_logon;

/* Borrows everything; lives while one request is answered. */
struct sim_request {
	const struct sim_farm *farm;
	const struct sim_node *node;
	const gchar *method;
	const gchar *uri;	    /* as on the request line, query included */
	const gchar *path;	    /* decoded, without query */
	const gchar *host;	    /* the Host field if it is a harmless name, else the farm's */
	const gchar *authorization; /* NULL: none */
	gboolean tls;
	guint16 port;	       /* of the listeners with TLS */
	guint16 http_port;     /* of those without; 0: none */
	const guint8 *binding; /* of the certificate that IIS has; NULL without TLS */
	/* what changes: the connection as the server sees it, what comes of the credentials, the
	 * wrong passwords of each account */
	struct sim_link *link;
	struct sim_logon *logon;
	guint *bad_passwords;
	/* where it leads; not set as long as no virtual directory is found */
	enum sim_vdir vdir;
	const gchar *rest; /* of the path, behind the virtual directory */
	const struct sim_settings *settings;
};

/* `host` without a port; the caller frees it. */
gchar *sim_request_host_name(const struct sim_request *request);

/* TRUE when the client sent credentials of that scheme, or only named it (an empty "Bearer"). */
gboolean sim_request_tries(const struct sim_request *request, const gchar *scheme);

/* `text` with {host}, {name} (host without port), {uri}, {port} and {http_port} filled in; the
 * caller frees it. */
gchar *sim_request_expand(const struct sim_request *request, const gchar *text);

#endif
