/* SPDX-License-Identifier: GPL-3.0-or-later */
/* URLs by generation, side and service. */
#include "tests/sim/sim_urls.h"

#include <string.h>

/* Of all address books, unless their directory says otherwise. */
#define OAB_GUID "7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902"

/* What is there unless the configuration says otherwise: same names inside and outside. */
static const struct {
	const gchar *path;
	enum sim_generation since;
	enum sim_generation until;
	enum sim_url same_as; /* itself, unless its configuration is that of another one */
} ROWS[] = {
    [SIM_URL_EWS] = {"/EWS/Exchange.asmx", SIM_EXCHANGE_2007, SIM_EXCHANGE_SE, SIM_URL_EWS},
    [SIM_URL_AS] = {NULL, SIM_EXCHANGE_2007, SIM_EXCHANGE_SE, SIM_URL_EWS},
    [SIM_URL_OOF] = {NULL, SIM_EXCHANGE_2007, SIM_EXCHANGE_SE, SIM_URL_EWS},
    [SIM_URL_OAB] = {"/OAB/", SIM_EXCHANGE_2007, SIM_EXCHANGE_SE, SIM_URL_OAB},
    [SIM_URL_UM] = {"/EWS/UM2007Legacy.asmx", SIM_EXCHANGE_2007, SIM_EXCHANGE_2016, SIM_URL_UM},
    [SIM_URL_ECP] = {"/ecp/", SIM_EXCHANGE_2010, SIM_EXCHANGE_SE, SIM_URL_ECP},
    [SIM_URL_OWA] = {"/owa/", SIM_EXCHANGE_2007, SIM_EXCHANGE_SE, SIM_URL_OWA},
    [SIM_URL_MAPI] = {"/mapi/", SIM_EXCHANGE_2013, SIM_EXCHANGE_SE, SIM_URL_MAPI},
    [SIM_URL_ACTIVESYNC] = {"/Microsoft-Server-ActiveSync", SIM_EXCHANGE_2007, SIM_EXCHANGE_SE,
			    SIM_URL_ACTIVESYNC},
};

_Static_assert(G_N_ELEMENTS(ROWS) == SIM_URLS, "a row for each");

/* Of the directory of the address book, with a slash at its end; the caller frees it. */
static gchar *
book_directory(const struct sim_node *node)
{
	const gchar *guid = node->settings[SIM_OAB][SIM_METHOD_GET]->guid;

	return g_strconcat(guid ? guid : OAB_GUID, "/", NULL);
}

gchar *
sim_urls_get(const struct sim_request *request, enum sim_side side, enum sim_url url)
{
	enum sim_generation generation = request->node->generation;
	enum sim_url source = request->settings->urls[side][url] ? url : ROWS[url].same_as;
	const gchar *configured = request->settings->urls[side][source];
	g_autofree gchar *rest = source == SIM_URL_OAB ? book_directory(request->node) : NULL;
	g_autofree gchar *fresh = NULL;

	if (configured && !*configured)
		return NULL;
	if (configured)
		return sim_request_expand(request, configured);
	if (generation < ROWS[source].since || generation > ROWS[source].until)
		return NULL;
	fresh = g_strconcat("https://{service}", ROWS[source].path, rest, NULL);
	return sim_request_expand(request, fresh);
}

gchar *
sim_urls_host(const gchar *url)
{
	const gchar *slashes = url ? strstr(url, "://") : NULL;
	const gchar *host = slashes ? slashes + 3 : url;

	return host ? g_strndup(host, strcspn(host, ":/")) : NULL;
}
