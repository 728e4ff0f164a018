/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_SERVICE_OPTIONS_H
#define PLUGINS_SERVICE_OPTIONS_H

#include "plugins/probe_identity.h"
#include "probe/site.h"

/* Where a service is, as the plugins that ask one take it: the option group "target" and these. */
struct service_options {
	struct target_options target;
	struct login_options login;
	char *url;		  /* --url */
	GPtrArray *allowed_hosts; /* --allow-host: char *; NULL when none was given */
};

/* Rows of --url and --allow-host. */
extern const struct option_row service_option_rows[];
extern const gsize service_option_count;

/* A mail address whose domain can stand in a URL; FALSE with an error that names -e. */
gboolean service_check_email(const char *email, GError **error);

/*
 * What a single row cannot say: one way to the service is named, and it is one; --url is https and
 * takes no other host beside it. Takes the host and the port of --url into the target. A mailbox
 * (-e) is there, or the user name is one and becomes it.
 */
gboolean service_options_check(struct service_options *options, GError **error);

/* What the probes are to be told; everything borrowed from both (`who` NULL: nobody logs on). */
struct site_request service_request_of(const struct service_options *options,
				       const struct probe_identity *who, const char *service);

#endif
