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

/* What is sent in place of an answer of Exchange Web Services. */
enum sim_ews_body {
	SIM_EWS_BODY_RIGHT,
	SIM_EWS_BODY_EMPTY,
	SIM_EWS_BODY_HTML,
	SIM_EWS_BODY_CUT,     /* the right answer, but its last quarter is missing */
	SIM_EWS_BODY_FOREIGN, /* a document of something else */
	SIM_EWS_BODY_BOMB,    /* with entities that explode */
	SIM_EWS_BODY_HUGE,    /* the right answer behind 5 MB of blanks */
};

/* The kinds of files of an address book. */
enum sim_oab_kind { SIM_OAB_FULL, SIM_OAB_DIFF, SIM_OAB_TEMPLATE, SIM_OAB_KINDS };

/* How the blocks of a file are packed. */
enum sim_packing { SIM_PACKING_STORED, SIM_PACKING_LZX };

/* What the manifest of an address book is. */
enum sim_manifest {
	SIM_MANIFEST_RIGHT,
	SIM_MANIFEST_BLANK,    /* no byte */
	SIM_MANIFEST_EMPTY,    /* without address lists */
	SIM_MANIFEST_NO_FULL,  /* without full files */
	SIM_MANIFEST_NO_FILES, /* lists, but nothing in them */
	SIM_MANIFEST_CUT,      /* not well-formed */
	SIM_MANIFEST_HTML,
	SIM_MANIFEST_BOMB,
	SIM_MANIFEST_HUGE, /* more than 5 MB */
};

/* What the manifest says of a number or hash. */
enum sim_telling {
	SIM_TELLING_RIGHT,
	SIM_TELLING_WRONG,
	SIM_TELLING_MISSING,
	SIM_TELLING_MALFORMED
};

/* What a file of an address book is. In the second half the manifest describes what is sent. */
enum sim_oab_fault {
	SIM_OAB_RIGHT,
	SIM_OAB_MISSING, /* 404 */
	SIM_OAB_HTML,	 /* a page in its place */
	SIM_OAB_EMPTY,	 /* 200 without a byte */
	SIM_OAB_CUT,	 /* the connection is closed before the end */
	SIM_OAB_DAMAGED, /* one bit is another one */
	SIM_OAB_CUT_BLOCK,
	SIM_OAB_TRAILING,  /* bytes behind the last block */
	SIM_OAB_WRONG_CRC, /* of the last block */
	SIM_OAB_WRONG_TOTAL,
	SIM_OAB_FOREIGN, /* not a container of an address book */
};

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
	/* what Exchange Web Services say */
	gchar *ews_error;
	gchar **ews_error_for; /* NULL: for all mailboxes */
	gchar *oof_error;
	gchar *ews_fault;
	guint ews_back_off_ms;
	enum sim_ews_body ews_body;
	guint ews_status;
	guint ews_first, ews_last; /* the numbers of the requests that fail so; 0: no limit */
	/* the address book */
	gchar *guid;
	guint sequence;
	guint lists;
	guint records;
	guint size;
	guint diffs;
	gchar **templates; /* "0409/windows" */
	enum sim_packing compression;
	guint block_size;
	guint age_h;
	enum sim_manifest manifest;
	enum sim_oab_kind faulty; /* what the next ones are about */
	enum sim_oab_fault file;
	enum sim_telling sha;
	enum sim_telling listed_size;
	gchar *file_name; /* as it stands in the manifest, in XML */
	guint missing_first;
	guint changes_after;
	gboolean no_range;
	guint refuse_range;
	guint drip_ms;
	guint drip_bytes;
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
