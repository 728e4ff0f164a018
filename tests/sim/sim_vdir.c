/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual directories, as a table. */
#include "tests/sim/sim_vdir.h"

#include <string.h>

/* No virtual directory of that generation asks for TLS. */
#define NEVER (SIM_EXCHANGE_SE + 1)

struct row {
	const gchar *name;
	enum sim_generation since;
	gboolean windows; /* Windows authentication is switched on */
	gboolean basic;
	gboolean forms; /* a page to log on stands in front of it */
	gboolean healthcheck;
	guint tls_since;	/* first generation that answers 403.4 without TLS */
	const gchar *providers; /* even where Windows authentication is off, a list is set */
};

/* Setup has always written the list in this order. */
#define BOTH "Negotiate NTLM"

static const struct row ROWS[] = {
    [SIM_AUTODISCOVER] = {"autodiscover", SIM_EXCHANGE_2007, TRUE, TRUE, FALSE, TRUE,
			  SIM_EXCHANGE_2007, BOTH},
    [SIM_EWS] = {"ews", SIM_EXCHANGE_2007, TRUE, FALSE, FALSE, TRUE, SIM_EXCHANGE_2007, BOTH},
    [SIM_OAB] = {"oab", SIM_EXCHANGE_2007, TRUE, FALSE, FALSE, TRUE, SIM_EXCHANGE_2016, BOTH},
    [SIM_MAPI] = {"mapi", SIM_EXCHANGE_2013, TRUE, FALSE, FALSE, TRUE, SIM_EXCHANGE_2007, BOTH},
    [SIM_RPC] = {"rpc", SIM_EXCHANGE_2007, TRUE, TRUE, FALSE, TRUE, SIM_EXCHANGE_2007, BOTH},
    [SIM_ACTIVESYNC] = {"microsoft-server-activesync", SIM_EXCHANGE_2007, FALSE, TRUE, FALSE, TRUE,
			SIM_EXCHANGE_2007, BOTH},
    [SIM_OWA] = {"owa", SIM_EXCHANGE_2007, FALSE, TRUE, TRUE, TRUE, SIM_EXCHANGE_2007, BOTH},
    [SIM_ECP] = {"ecp", SIM_EXCHANGE_2010, FALSE, TRUE, TRUE, TRUE, SIM_EXCHANGE_2007, BOTH},
    [SIM_POWERSHELL] = {"powershell", SIM_EXCHANGE_2010, FALSE, FALSE, FALSE, FALSE, NEVER,
			"Negotiate"},
    [SIM_API] = {"api", SIM_EXCHANGE_2016, TRUE, FALSE, FALSE, FALSE, SIM_EXCHANGE_2007, BOTH},
};

_Static_assert(G_N_ELEMENTS(ROWS) == SIM_VDIRS, "a row for each");

const gchar *
sim_vdir_name(enum sim_vdir vdir)
{
	return ROWS[vdir].name;
}

gboolean
sim_vdir_parse(const gchar *name, enum sim_vdir *vdir)
{
	for (guint i = 0; i < SIM_VDIRS; i++) {
		if (g_ascii_strcasecmp(ROWS[i].name, name) == 0) {
			*vdir = (enum sim_vdir)i;
			return TRUE;
		}
	}
	return FALSE;
}

gchar *
sim_vdir_names(void)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < SIM_VDIRS; i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", ROWS[i].name);
	return g_string_free(names, FALSE);
}

gboolean
sim_vdir_has_healthcheck(enum sim_vdir vdir)
{
	return ROWS[vdir].healthcheck;
}

gboolean
sim_vdir_of_path(const gchar *path, enum sim_vdir *vdir, const gchar **rest)
{
	g_autofree gchar *name = NULL;
	gsize length;

	if (*path != '/')
		return FALSE;
	length = strcspn(path + 1, "/");
	name = g_strndup(path + 1, length);
	*rest = path + 1 + length;
	return sim_vdir_parse(name, vdir);
}

struct sim_settings *
sim_vdir_defaults(enum sim_vdir vdir, enum sim_generation generation)
{
	const struct row *row = &ROWS[vdir];
	const struct sim_settings fresh = {
	    .missing = generation < row->since,
	    .windows = row->windows,
	    .basic = row->basic,
	    .forms = row->forms,
	    .require_ssl = (guint)generation >= row->tls_since,
	    .healthy = TRUE,
	    .sequence = 7,
	    .lists = 1,
	    .records = 100,
	    .diffs = 2,
	    .compression = SIM_PACKING_LZX,
	    .block_size = 256 * 1024,
	    .age_h = 4,
	    .drip_bytes = 1024,
	};
	struct sim_settings *settings = sim_settings_copy(&fresh);

	settings->providers = g_strsplit(row->providers, " ", -1);
	settings->templates = g_strsplit("0409/windows 0409/mac", " ", -1);
	return settings;
}
