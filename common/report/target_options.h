/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_TARGET_OPTIONS_H
#define REPORT_TARGET_OPTIONS_H

#include "report/option.h"

/* The option group "target": which server, on which addresses, how trust is decided. */
struct target_options {
	char *hostname;	      /* -H, required */
	gint64 port;	      /* -p; 0: 443, or 80 with --plain-http */
	gboolean ipv4, ipv6;  /* -4, -6 */
	GPtrArray *addresses; /* -I, repeatable: char *; NULL when none was given */
	gboolean all_addresses;
	gboolean plain_http;
	char *ca_file, *ca_path; /* NULL: the system's */
	gboolean insecure;
	char *proxy; /* --proxy URL; NULL: the environment's, as every HTTP client reads it */
	gboolean no_proxy;
	char *dns_server; /* NULL: the system's */
};

extern const struct option_row target_option_rows[];
extern const gsize target_option_count;

/*
 * What a single row cannot say: a host name is there and is one (a name or an address, no URL,
 * no blank, at most 253 characters), -I are addresses and of the family -4 or -6 wants, what
 * excludes each other is not there twice, --proxy carries no password, --ca-file and --ca-path
 * can be read. FALSE with a sentence that names the option. Takes the brackets off IPv6
 * addresses ("[::1]"), so that they are plain for everybody behind it.
 */
gboolean target_options_check(struct target_options *options, GError **error);

#endif
