/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one virtual directory of one node is set up for one method: what an administrator, a patch or
 * a proxy did. */
#ifndef TESTS_SIM_SETTINGS_H
#define TESTS_SIM_SETTINGS_H

#include "base/autoptr.h"

#include <glib.h>

enum sim_bearer {
	SIM_BEARER_NONE,
	SIM_BEARER_SERVER, /* OAuth between servers only: no authorization_uri */
	SIM_BEARER_HYBRID, /* clients too: with authorization_uri */
};

/* What Extended Protection and the check of target names know. */
enum sim_protection {
	SIM_PROTECTION_NONE,
	SIM_PROTECTION_ALLOW,	/* wrong is refused, nothing is accepted */
	SIM_PROTECTION_REQUIRE, /* nothing is refused too */
};

/* Whether a balancer sends what belongs together to one server. */
enum sim_affinity { SIM_AFFINITY_KEPT, SIM_AFFINITY_LOST };

/* Which message of NTLM a balancer sends to another server. */
enum sim_switch { SIM_SWITCH_TYPE3, SIM_SWITCH_TYPE1 };

enum { SIM_MULTIPLEX_MAX = 16 };

/* The URLs that Autodiscover hands out, each for clients inside and outside. */
enum sim_url {
	SIM_URL_EWS,
	SIM_URL_AS,  /* availability */
	SIM_URL_OOF, /* out of office */
	SIM_URL_OAB,
	SIM_URL_UM,
	SIM_URL_ECP,
	SIM_URL_OWA,
	SIM_URL_MAPI,
	SIM_URL_ACTIVESYNC,
	SIM_URLS, /* how many */
};
enum sim_side { SIM_INTERNAL, SIM_EXTERNAL, SIM_SIDES };

/* Owns its strings and lists; a NULL string or a 0 means "as the generation does it". */
struct sim_settings {
	/* what IIS and Exchange are configured to do */
	gboolean missing;
	gboolean windows;
	gchar **providers; /* in IIS' order; used when `windows` */
	gboolean basic;
	gchar *realm;
	enum sim_bearer bearer;
	gboolean forms;
	gboolean require_ssl;
	gboolean anonymous;
	enum sim_protection ep;
	enum sim_protection spn_check;
	gboolean restrict_ntlm;
	gboolean refuse_raw;
	/* behind the logon */
	guint logon_status;
	gchar *logon_body;
	gchar *logon_redirect;
	/* how the server is */
	gboolean healthy;
	gboolean app_pool_down;
	gboolean back_end_down;
	guint delay_ms;
	guint delay_type1_ms;
	guint delay_type3_ms;
	/* what is answered instead */
	guint status;
	guint status_type3;
	gchar *redirect;
	gchar *http_redirect;
	guint hops; /* so many redirects in a row; 0: without end */
	gchar *body;
	gchar *content_type;
	/* what Autodiscover says; an empty URL is left out */
	gchar *urls[SIM_SIDES][SIM_URLS];
	gboolean oab_public_folder;
	gchar *auth_package;
	gchar *redirect_addr;
	gchar *redirect_url;
	guint pox_error;
	gchar *pox_body;
	gboolean https_namespace;
	gchar *soap_error;
	gchar *soap_user_error;
	gchar *soap_ews;
	gchar *json_ews;
	gchar *json_redirect;
	/* what a balancer or proxy in front does to a logon */
	enum sim_affinity affinity;
	gchar *switch_to; /* the name of a node */
	enum sim_switch switch_at;
	guint multiplex; /* so many connections to the server for all clients; 0: each its own */
	gboolean strip_authorization;
	gboolean strip_token;
	gboolean close_after_type2;
	/* ... and to the answer */
	gboolean merged;
	gchar **strip;
	gchar *via;
	gchar **headers; /* "Name: value", added at the end */
};

/* A deep copy; the caller frees it. */
struct sim_settings *sim_settings_copy(const struct sim_settings *settings);

/* NULL is allowed. */
void sim_settings_free(struct sim_settings *settings);

AUTOPTR_STRUCT(sim_settings)

/* TRUE when there is a key of that name, as in "providers". */
gboolean sim_settings_has_key(const gchar *name);

/* All names, separated by ", "; the caller frees it. */
gchar *sim_settings_keys(void);

/*
 * Sets the field that the key `name` (one of the above) stands for from `group`/`key` of `file`.
 * FALSE and `error` when the value is not of the form expected; the error says which that is, and
 * the field keeps what it had.
 */
gboolean sim_settings_read(struct sim_settings *settings, const gchar *name, GKeyFile *file,
			   const gchar *group, const gchar *key, GError **error);

#endif
