/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells libcurl whom to trust and which way to go. */
#include "probe/http_setup.h"

#include <string.h>

#include "config.h"

gboolean
http_environment_has_proxy(gboolean tls)
{
	static const char *const for_tls[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
					      "ALL_PROXY", NULL};
	static const char *const for_plain[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
	const char *const *names = tls ? for_tls : for_plain;

	for (gsize i = 0; names[i]; i++) {
		const char *value = g_getenv(names[i]);

		if (value && *value != '\0')
			return TRUE;
	}
	return FALSE;
}

/* "name:port:address,address": every address of the name, in our order. */
static struct curl_slist *
pin(CURL *curl, const struct http_target *target)
{
	g_autoptr(GString) line = g_string_new(NULL);
	struct curl_slist *list;

	g_string_printf(line, "%s:%u:", target->hostname, target->port);
	for (guint i = 0; i < target->addresses->len; i++) {
		const char *address = g_ptr_array_index(target->addresses, i);

		g_string_append_printf(line, strchr(address, ':') ? "%s[%s]" : "%s%s",
				       i > 0 ? "," : "", address);
	}
	list = curl_slist_append(NULL, line->str);
	curl_easy_setopt(curl, CURLOPT_RESOLVE, list);
	return list;
}

/* Through a proxy the name is the proxy's to resolve, so a pinned address becomes the target of
 * CONNECT. */
static struct curl_slist *
pin_behind_proxy(CURL *curl, const struct http_target *target)
{
	const char *first = g_ptr_array_index(target->addresses, 0);
	g_autofree char *to = g_strdup_printf(strchr(first, ':') ? "::[%s]:" : "::%s:", first);
	struct curl_slist *list = curl_slist_append(NULL, to);

	curl_easy_setopt(curl, CURLOPT_CONNECT_TO, list);
	return list;
}

gboolean
http_is_proxied(const struct http_target *target)
{
	return target->proxy || (!target->no_proxy && http_environment_has_proxy(target->tls));
}

struct curl_slist *
http_set_route(CURL *curl, const struct http_target *target)
{
	if (target->no_proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	else if (target->proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, target->proxy);
	if (!target->addresses || target->addresses->len == 0)
		return NULL;
	return http_is_proxied(target) ? pin_behind_proxy(curl, target) : pin(curl, target);
}

void
http_set_trust(CURL *curl, const struct http_target *target)
{
	/* The bundle file is never read unless asked for: parsing it whole costs 20 ms a run. */
	curl_easy_setopt(curl, CURLOPT_CAINFO, target->ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH,
			 target->ca_path || target->ca_file ? target->ca_path : DEFAULT_CA_PATH);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, target->insecure ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, target->insecure ? 0L : 2L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
}
