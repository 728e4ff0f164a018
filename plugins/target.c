/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the probes what the options say of the target. */
#include "plugins/target.h"

static struct http_target
http_target_of(const struct target_options *options)
{
	guint usual = options->plain_http ? 80 : 443;

	return (struct http_target){.hostname = options->hostname,
				    .port = options->port != 0 ? (guint)options->port : usual,
				    .tls = !options->plain_http,
				    .ca_file = options->ca_file,
				    .ca_path = options->ca_path,
				    .insecure = options->insecure,
				    .proxy = options->proxy,
				    .no_proxy = options->no_proxy};
}

static enum family
family_of(const struct target_options *options)
{
	if (options->ipv4)
		return FAMILY_IPV4;
	return options->ipv6 ? FAMILY_IPV6 : FAMILY_ANY;
}

struct sweep_request
sweep_request_of(const struct target_options *options)
{
	return (struct sweep_request){.target = http_target_of(options),
				      .addresses = options->addresses,
				      .all_addresses = options->all_addresses,
				      .family = family_of(options),
				      .resolver = {.server = options->dns_server}};
}

char *
asked_address(const struct sweep *sweep)
{
	const struct node_offers *only =
	    sweep && sweep->nodes->len == 1 ? g_ptr_array_index(sweep->nodes, 0) : NULL;

	if (!only)
		return NULL;
	return g_strdup(only->node->connected ? only->node->connected : only->node->address);
}
