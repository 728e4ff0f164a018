/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The farm that a configuration file describes. */
#ifndef TESTS_SIM_CONFIG_H
#define TESTS_SIM_CONFIG_H

#include "tests/sim/certificates.h"
#include "tests/sim/sim_account.h"
#include "tests/sim/sim_identity.h"
#include "tests/sim/sim_vdir.h"

enum { SIM_NODES_MAX = 128 };

enum sim_method_class {
	SIM_METHOD_GET, /* and HEAD, OPTIONS and all others */
	SIM_METHOD_POST,
	SIM_METHOD_CLASSES, /* how many */
};

/* Which of its two listeners a node has. */
enum sim_listening { SIM_LISTEN_BOTH, SIM_LISTEN_HTTPS, SIM_LISTEN_HTTP };

struct sim_node {
	gchar *name;
	gchar *address; /* numeric */
	gchar **hosts;	/* names it answers to; NULL: none of its own */
	gchar *fe_server;
	gchar *fqdn;
	enum sim_generation generation;
	gchar *build;
	gchar *web_server; /* the Server field of one that is no Exchange; NULL: it is */
	enum sim_listening listen;
	gboolean silent; /* takes connections and never says a word */
	enum certificate_kind certificate;
	enum certificate_kind iis_certificate; /* another one when a proxy terminates TLS */
	struct sim_identity identity;
	guint index; /* among the nodes */
	struct sim_settings *settings[SIM_VDIRS][SIM_METHOD_CLASSES];
};

/* Never changed after it was read, so the threads of the listeners share it. */
struct sim_farm {
	gchar *hostname;     /* what clients call the service */
	gchar *domain;	     /* of the mail addresses */
	gboolean http;	     /* every node listens without TLS too */
	gchar **names;	     /* what the certificates are for */
	GPtrArray *nodes;    /* struct sim_node *, in the order of the file, at least one */
	GPtrArray *accounts; /* struct sim_account *, in the order of the file */
};

/* README.md beside this file says what may stand in it. NULL and `error` (file, group, key, what
 * was expected) when it cannot be used; the caller frees the farm. */
struct sim_farm *sim_config_load(const gchar *path, GError **error);

/* NULL when there is none of that name. */
const struct sim_node *sim_farm_node(const struct sim_farm *farm, const gchar *name);

/* TRUE when the node has a listener with (`tls`) or without TLS. */
gboolean sim_farm_listens(const struct sim_farm *farm, const struct sim_node *node, gboolean tls);

void sim_farm_free(struct sim_farm *farm);

AUTOPTR_STRUCT(sim_farm)

#endif
