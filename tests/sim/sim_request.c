/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about a request. */
#include "tests/sim/sim_request.h"

#include <string.h>

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

gchar *
sim_request_expand(const struct sim_request *request, const gchar *text)
{
	g_autofree gchar *name = sim_request_host_name(request);
	g_autofree gchar *port = g_strdup_printf("%u", request->port);
	g_autofree gchar *http_port = g_strdup_printf("%u", request->http_port);
	const struct {
		const gchar *mark, *value;
	} marks[] = {{"{host}", request->host},
		     {"{name}", name},
		     {"{uri}", request->uri},
		     {"{port}", port},
		     {"{http_port}", http_port}};
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
