/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says of itself in NTLM's message 2. */
#ifndef TESTS_SIM_IDENTITY_H
#define TESTS_SIM_IDENTITY_H

#include "tests/sim/sim_source.h"

/* Owns its strings. */
struct sim_identity {
	gchar *netbios_domain;
	gchar *netbios_computer;
	gchar *dns_domain;
	gchar *dns_computer;
	gchar *dns_forest;
	guint16 version[3]; /* of Windows: major, minor, build */
	gint64 clock_skew_s;
	gint64 target_info_padding; /* bytes of an attribute that nobody knows */
	guint32 flags;		    /* 0: as negotiated */
	gboolean no_timestamp;
	gboolean oem; /* speaks no Unicode */
};

/* What it is unless the configuration says otherwise; all are borrowed. */
struct sim_identity_defaults {
	const gchar *domain; /* "example.com" */
	const gchar *fe_server;
	const gchar *fqdn;
	const gchar *windows; /* "10.0.17763" */
};

/* The keys that a group [node NAME] may have for it, separated by ", ". */
#define SIM_IDENTITY_KEYS                                                                          \
	"netbios_domain, netbios_computer, dns_domain, dns_computer, dns_forest, "                 \
	"windows_version, "                                                                        \
	"clock_skew_s, no_timestamp, oem, ntlm_flags, target_info_padding"

/* FALSE and `error` when a value is not what was expected; clear it in any case. */
gboolean sim_identity_read(struct sim_identity *identity, const struct sim_source *source,
			   const gchar *group, const struct sim_identity_defaults *defaults,
			   GError **error);

void sim_identity_clear(struct sim_identity *identity);

/* EXAMPLE for example.com: what the domain was called before DNS; the caller frees it. */
gchar *sim_identity_short_name(const gchar *domain);

#endif
