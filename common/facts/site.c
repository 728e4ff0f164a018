/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one URL of a service and the servers behind it. */
#include "facts/site.h"

#include <string.h>

#include "facts/json_text.h"

/* GLib undoes escapes in it: "a.example%2f.example.com" ends like a host of example.com, but would
 * lead to a.example. */
static gboolean
is_host(const char *host)
{
	const gboolean is_address = strchr(host, ':') != NULL; /* of IPv6, its brackets gone */
	const char *letters = is_address ? G_CSET_DIGITS "ABCDEFabcdef:."
					 : G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._";

	return *host != '\0' && strspn(host, letters) == strlen(host) &&
	       (!is_address || g_hostname_is_ip_address(host));
}

gboolean
site_split(const char *url, char **host, guint *port, gboolean *tls, char **path)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
	const char *query = uri ? g_uri_get_query(uri) : NULL;
	const char *plain = uri ? g_uri_get_path(uri) : NULL;

	if (!uri || !g_uri_get_host(uri) || !is_host(g_uri_get_host(uri)) ||
	    g_uri_get_userinfo(uri))
		return FALSE;
	*tls = g_str_equal(g_uri_get_scheme(uri), "https");
	if (!*tls && !g_str_equal(g_uri_get_scheme(uri), "http"))
		return FALSE;
	*host = g_strdup(g_uri_get_host(uri));
	*port = g_uri_get_port(uri) > 0 ? (guint)g_uri_get_port(uri) : *tls ? 443 : 80;
	*path = g_strdup_printf("%s%s%s", *plain != '\0' ? plain : "/", query ? "?" : "",
				query ? query : "");
	return TRUE;
}

struct site *
site_new(const char *url)
{
	struct site *site = g_new0(struct site, 1);

	site->url = g_strdup(url);
	(void)site_split(url, &site->host, &site->port, &site->tls, &site->path);
	return site;
}

void
site_free(struct site *site)
{
	if (!site)
		return;
	g_free(site->url);
	g_free(site->host);
	g_free(site->path);
	sweep_free(site->sweep);
	g_free(site);
}

json_t *
site_to_json(const struct site *site)
{
	json_t *object = site->sweep ? sweep_to_json(site->sweep) : json_object();

	json_set_text(object, "url", site->url);
	if (site->host)
		json_object_set_new(object, "trusted", json_boolean(site->trusted));
	return object;
}
