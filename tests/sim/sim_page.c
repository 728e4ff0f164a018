/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the bodies of answers. */
#include "tests/sim/sim_page.h"

struct problem {
	guint status;
	const gchar *number;
	const gchar *title;
	const gchar *text;
};

static const struct problem PROBLEMS[] = {
    {401, "401.2", "Unauthorized",
     "The server's configuration does not allow this without a logon."},
    {403, "403.4", "Forbidden", "This page is only served over a secure channel."},
    {404, "404.0", "Not Found", "There is nothing at this address."},
    {405, "405.0", "Method Not Allowed", "No handler is mapped to this method."},
    {500, "500.19", "Internal Server Error", "The configuration of this directory cannot be read."},
    {502, "502.3", "Bad Gateway", "The next server did not answer as expected."},
    {416, "416.0", "Requested Range Not Satisfiable", "The file ends before that range."},
    {503, "503.0", "Service Unavailable", "The service takes no requests at the moment."},
};

gchar *
sim_page_error(guint status)
{
	const gchar *title = "Error";
	const gchar *text = "The request was not served.";
	g_autofree gchar *number = g_strdup_printf("%u", status);

	for (guint i = 0; i < G_N_ELEMENTS(PROBLEMS); i++) {
		if (PROBLEMS[i].status == status) {
			g_free(number);
			number = g_strdup(PROBLEMS[i].number);
			title = PROBLEMS[i].title;
			text = PROBLEMS[i].text;
		}
	}
	return g_strdup_printf("<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
			       "\"http://www.w3.org/TR/html4/strict.dtd\">\r\n"
			       "<html><head><title>%s - %s</title></head>\r\n"
			       "<body><h1>Server Error</h1>\r\n"
			       "<h2>HTTP Error %s - %s</h2>\r\n<p>%s</p>\r\n"
			       "<hr><p>Internet Information Services</p></body></html>\r\n",
			       number, title, number, title, text);
}

gchar *
sim_page_web_server(guint status)
{
	return g_strdup_printf(
	    "<!DOCTYPE html>\n<html><head><title>%u</title></head>\n"
	    "<body><h1>%u</h1><p>The web site of this domain.</p></body></html>\n",
	    status, status);
}

gchar *
sim_page_kernel_unavailable(void)
{
	return g_strdup("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
			"\"http://www.w3.org/TR/html4/strict.dtd\">\r\n"
			"<HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD>\r\n"
			"<BODY><h2>Service Unavailable</h2>\r\n<hr><p>HTTP Error 503.</p>\r\n"
			"</BODY></HTML>\r\n");
}

gchar *
sim_page_moved(const gchar *location)
{
	g_autofree gchar *escaped = g_markup_escape_text(location, -1);

	return g_strdup_printf("<html><head><title>Object moved</title></head><body>\r\n"
			       "<h2>Object moved to <a href=\"%s\">here</a>.</h2>\r\n"
			       "</body></html>\r\n",
			       escaped);
}

gchar *
sim_page_welcome(const gchar *path)
{
	g_autofree gchar *escaped = g_markup_escape_text(path, -1);

	return g_strdup_printf("<html><head><title>Service</title></head>\r\n"
			       "<body><h1>Service</h1><p>%s answers.</p></body></html>\r\n",
			       escaped);
}

gchar *
sim_page_logon(const gchar *theme_path)
{
	return g_strdup_printf(
	    "<!DOCTYPE html>\r\n<html><head><title>Outlook</title>\r\n"
	    "<link rel=\"shortcut icon\" href=\"%sthemes/resources/favicon.ico\">"
	    "</head>\r\n"
	    "<body><form action=\"/owa/auth.owa\" method=\"POST\" name=\"logonForm\">"
	    "<input name=\"username\"><input name=\"password\" type=\"password\">"
	    "</form></body></html>\r\n",
	    theme_path);
}

gchar *
sim_page_healthy(const gchar *fqdn)
{
	return g_strdup_printf("200 OK<br/>%s", fqdn);
}

gchar *
sim_page_bomb(void)
{
	GString *text = g_string_new("<?xml version=\"1.0\"?>\r\n<!DOCTYPE a [<!ENTITY e0 \"a\">");

	for (guint i = 1; i < 12; i++)
		g_string_append_printf(text,
				       "<!ENTITY e%u \"&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;&e%u;\">",
				       i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	g_string_append(text, "]>\r\n<a>&e11;</a>\r\n");
	return g_string_free(text, FALSE);
}
