/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about a request. */
#include "tests/sim/sim_request.h"
#include "tests/sim/sim_memory.h"

#include <string.h>

#define HOP "/hop"

enum { HOP_MAX = 1000 };

struct sim_memory *
sim_request_memory(const struct sim_request *request)
{
	return &request->memories[request->node->index];
}

gchar *
sim_request_host_name(const struct sim_request *request)
{
	const gchar *bracket = strrchr(request->host, ']'); /* [::1]:443 */
	const gchar *colon = strrchr(bracket ? bracket : request->host, ':');

	return colon ? g_strndup(request->host, (gsize)(colon - request->host))
		     : g_strdup(request->host);
}

gboolean
sim_request_tries(const struct sim_request *request, const gchar *scheme)
{
	gsize length = strlen(scheme);

	return request->authorization &&
	       g_ascii_strncasecmp(request->authorization, scheme, length) == 0 &&
	       (request->authorization[length] == ' ' || request->authorization[length] == '\0');
}

guint
sim_request_hop(const struct sim_request *request)
{
	const gchar *hop = strstr(request->path, HOP);
	guint number = 0;

	for (hop = hop ? hop + strlen(HOP) : ""; g_ascii_isdigit(*hop) && number < HOP_MAX; hop++)
		number = number * 10 + (guint)(*hop - '0');
	return number;
}

gboolean
sim_request_can_handle(const struct sim_request *request, const gchar *word)
{
	g_auto(GStrv) words = g_strsplit(request->can_handle ? request->can_handle : "", ",", -1);

	for (guint i = 0; words[i]; i++)
		if (g_ascii_strcasecmp(g_strstrip(words[i]), word) == 0)
			return TRUE;
	return FALSE;
}

/* A client that names no port came to the usual ones, wherever these are forwarded to. */
static gchar *
port_suffix(const struct sim_request *request, const gchar *name, guint16 port)
{
	return strcmp(request->host, name) == 0 ? g_strdup("") : g_strdup_printf(":%u", port);
}

gchar *
sim_request_expand(const struct sim_request *request, const gchar *text)
{
	g_autofree gchar *name = sim_request_host_name(request);
	g_autofree gchar *port = g_strdup_printf("%u", request->port);
	g_autofree gchar *http_port = g_strdup_printf("%u", request->http_port);
	g_autofree gchar *suffix = port_suffix(request, name, request->port);
	g_autofree gchar *http_suffix = port_suffix(request, name, request->http_port);
	g_autofree gchar *service = g_strconcat(request->farm->hostname, suffix, NULL);
	g_autofree gchar *hop = g_strdup_printf("%u", sim_request_hop(request) + 1);
	const struct {
		const gchar *mark, *value;
	} marks[] = {{"{host}", request->host},
		     {"{name}", name},
		     {"{uri}", request->uri},
		     {"{port}", port},
		     {"{http_port}", http_port},
		     {"{:port}", suffix},
		     {"{:http_port}", http_suffix},
		     {"{service}", service},
		     {"{hop}", hop}};
	GString *expanded = g_string_new(NULL);

	while (*text) {
		guint i = 0;

		while (i < G_N_ELEMENTS(marks) && !g_str_has_prefix(text, marks[i].mark))
			i++;
		if (i < G_N_ELEMENTS(marks)) {
			g_string_append(expanded, marks[i].value);
			text += strlen(marks[i].mark);
		} else {
			g_string_append_c(expanded, *text++);
		}
	}
	return g_string_free(expanded, FALSE);
}
