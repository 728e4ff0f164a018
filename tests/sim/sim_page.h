/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that IIS, http.sys and Exchange put into the body of an answer. */
#ifndef TESTS_SIM_PAGE_H
#define TESTS_SIM_PAGE_H

#include <glib.h>

#define SIM_PAGE_TYPE	     "text/html"
#define SIM_PAGE_TYPE_UTF8   "text/html; charset=utf-8"
#define SIM_PAGE_TYPE_XML    "text/xml; charset=utf-8"
#define SIM_PAGE_TYPE_KERNEL "text/html; charset=us-ascii"

/* Every function returns HTML or XML that the caller frees. */

/* IIS' own page for a status, with the sub-status it has when no credentials were sent (401.2,
 * 403.4 ...). */
gchar *sim_page_error(guint status);

/* The page for a status of some other web server. */
gchar *sim_page_web_server(guint status);

/* http.sys' page when no worker process takes the request. */
gchar *sim_page_kernel_unavailable(void);

/* ASP.NET's page under a redirect. */
gchar *sim_page_moved(const gchar *location);

/* What a page says that should have asked for credentials first. */
gchar *sim_page_welcome(const gchar *path);

/* The form of forms-based authentication; `theme_path` is where its pictures are: it gives the
 * version away. */
gchar *sim_page_logon(const gchar *theme_path);

/* healthcheck.htm of a healthy protocol. */
gchar *sim_page_healthy(const gchar *fqdn);

/* XML with entities that explode. */
gchar *sim_page_bomb(void);

#endif
