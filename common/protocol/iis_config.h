/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what IIS says of its Windows authentication from a document that an administrator exported.
 *
 * Understood: the XML that `appcmd list config /section:windowsAuthentication` prints (bare or with
 * /xml, with console prompts, echoed commands and several listings around it), a whole
 * applicationHost.config or web.config, and the text of `adsutil.vbs get` of IIS 6. UTF-8 or
 * UTF-16. A document type declaration is refused; nothing is ever fetched.
 *
 * Sources: the IIS configuration reference (windowsAuthentication, providers, extendedProtection,
 * location), KB 215383 and the metabase property reference (NTAuthenticationProviders, AuthFlags).
 */
#ifndef PROTOCOL_IIS_CONFIG_H
#define PROTOCOL_IIS_CONFIG_H

#include "protocol/challenge.h"
#include "protocol/endpoint.h"
#include "base/autoptr.h"
#include <glib.h>

struct iis_layers;

enum iis_source {
	IIS_SOURCE_APPCMD,
	IIS_SOURCE_APPLICATION_HOST,
	IIS_SOURCE_ADSUTIL,
	IIS_SOURCE_COUNT
};

/* "appcmd", "applicationHost", "adsutil". */
const char *iis_source_name(enum iis_source source);

/* Where an effective setting comes from. */
enum iis_origin {
	IIS_ORIGIN_BUILTIN,   /* nowhere in the document: what IIS assumes then */
	IIS_ORIGIN_INHERITED, /* written at a location above */
	IIS_ORIGIN_HERE,      /* written at this very location */
	IIS_ORIGIN_COUNT
};

/* "builtin", "inherited", "here". */
const char *iis_origin_name(enum iis_origin origin);

enum iis_attribute {
	IIS_ENABLED,		      /* boolean; false */
	IIS_USE_KERNEL_MODE,	      /* boolean; true */
	IIS_USE_APP_POOL_CREDENTIALS, /* boolean; false */
	IIS_AUTH_PERSIST_SINGLE,      /* authPersistSingleRequest: boolean; false */
	IIS_AUTH_PERSIST_NON_NTLM,    /* authPersistNonNTLM: boolean; false */
	IIS_TOKEN_CHECKING,	      /* enum extended_protection; None */
	IIS_EP_FLAGS,		      /* extendedProtection/@flags: of enum iis_ep_flag; 0 */
	IIS_ATTRIBUTE_COUNT
};

enum iis_ep_flag {
	IIS_EP_PROXY = 1,
	IIS_EP_NO_SERVICE_NAME_CHECK = 2,
	IIS_EP_ALLOW_DOTLESS_SPN = 4,
	IIS_EP_PROXY_COHOSTING = 32
};

struct iis_value {
	guint value; /* booleans: 0 or 1 */
	enum iis_origin origin;
	const char *from; /* location where it is written, borrowed; NULL for IIS_ORIGIN_BUILTIN */
};

/* The effective settings of one location that the document speaks of. */
struct iis_section {
	/*
	 * XML: "" is the server, then "Default Web Site", "Default Web Site/EWS", as first spelt.
	 * adsutil: the metabase node, "w3svc/1/root/EWS"; "" when no echoed command names it.
	 */
	char *location;
	/* adsutil knows IIS_ENABLED alone, from AuthFlags or AuthNTLM: the others stay built in. */
	struct iis_value values[IIS_ATTRIBUTE_COUNT];
	/* Of char *: the effective list in order; may be empty, never NULL. */
	GPtrArray *providers;
	/*
	 * IIS_ORIGIN_BUILTIN: no list is written here or above. XML: the list is empty. adsutil
	 * ("not set at this node"): Negotiate, NTLM.
	 */
	enum iis_origin providers_origin;
	/* Nearest location that changes the list, borrowed; NULL for IIS_ORIGIN_BUILTIN. */
	const char *providers_from;
	/* NULL, or the first thing here that IIS refuses or that could not be read: a sentence. */
	char *problem;
};

struct iis_config {
	enum iis_source source;
	/* Of struct iis_section, in order of the document, each location once; never empty. */
	GPtrArray *sections;
	/* overrideModeDefault="Deny", IIS's default: what is below changes with /commit:apphost. */
	gboolean locked;
	/* What each location writes, before inheritance; private to protocol. */
	struct iis_layers *layers;
};

#define IIS_CONFIG_ERROR (iis_config_error_quark())
enum iis_config_error {
	IIS_CONFIG_ERROR_FOREIGN,   /* no such document at all */
	IIS_CONFIG_ERROR_EMPTY,	    /* the right kind, but silent on Windows authentication */
	IIS_CONFIG_ERROR_MALFORMED, /* broken off, not well-formed, hostile */
	IIS_CONFIG_ERROR_TOO_LARGE
};
GQuark iis_config_error_quark(void);

/* Limits on what is read; beyond them the document is refused. */
#define IIS_CONFIG_LIMIT_BYTES	    (64U << 20)
#define IIS_CONFIG_LOCATION_LIMIT   4096
#define IIS_CONFIG_PATH_LIMIT_BYTES 1024
#define IIS_CONFIG_PATH_LIMIT_PARTS 32
#define IIS_CONFIG_PROVIDER_LIMIT   32

/*
 * The caller frees; `bytes` need not outlive the call. NULL and `error` set when it is no such
 * document: the message tells what was expected and what came instead. Of two listings of the same
 * location the later one counts (before and after a change).
 */
struct iis_config *iis_config_parse(const char *bytes, gsize length, GError **error);

void iis_config_free(struct iis_config *config);

/*
 * The section that governs `location`: its own, else that of the nearest location above, else NULL
 * (nothing is known of it). Case and a slash at the end do not matter. Borrowed.
 */
const struct iis_section *iis_config_at(const struct iis_config *config, const char *location);

/* "NTLM, Negotiate"; "none" for an empty list. The caller frees. */
char *iis_section_describe_providers(const struct iis_section *section);

/* The scheme that a provider puts on the wire: "Negotiate:Kerberos" is SCHEME_NEGOTIATE too. */
enum scheme iis_provider_scheme(const char *provider);

AUTOPTR_STRUCT(iis_config)

#endif
