/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a server says of itself in NTLM's message 2. */
#include "tests/sim/sim_identity.h"

#include <string.h>

enum { NETBIOS_MAX = 15, YEARS_10_S = 315576000 };

static gchar *
netbios(const gchar *name, gsize length)
{
	g_autofree gchar *cut = g_strndup(name, MIN(length, NETBIOS_MAX));

	return g_ascii_strup(cut, -1);
}

gchar *
sim_identity_short_name(const gchar *domain)
{
	return netbios(domain, strcspn(domain, "."));
}

static gboolean
read_names(struct sim_identity *identity, const struct sim_source *source, const gchar *group,
	   const struct sim_identity_defaults *defaults, GError **error)
{
	g_autofree gchar *domain = sim_identity_short_name(defaults->domain);
	g_autofree gchar *computer = netbios(defaults->fe_server, strlen(defaults->fe_server));
	const struct {
		gchar **name;
		const gchar *key, *otherwise;
	} rows[] = {
	    {&identity->netbios_domain, "netbios_domain", domain},
	    {&identity->netbios_computer, "netbios_computer", computer},
	    {&identity->dns_domain, "dns_domain", defaults->domain},
	    {&identity->dns_computer, "dns_computer", defaults->fqdn},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		*rows[i].name =
		    sim_source_word(source, group, rows[i].key, rows[i].otherwise, error);
		if (!*rows[i].name)
			return FALSE;
	}
	identity->dns_forest =
	    sim_source_word(source, group, "dns_forest", identity->dns_domain, error);
	return identity->dns_forest != NULL;
}

static gboolean
read_version(struct sim_identity *identity, const struct sim_source *source, const gchar *group,
	     const gchar *otherwise, GError **error)
{
	g_autofree gchar *value =
	    sim_source_word(source, group, "windows_version", otherwise, error);
	g_auto(GStrv) parts = g_strsplit(value ? value : "", ".", -1);
	guint64 numbers[3] = {0};

	if (!value)
		return FALSE;
	for (guint i = 0; i < 3; i++) {
		if (g_strv_length(parts) != 3 ||
		    !g_ascii_string_to_unsigned(parts[i], 10, 0, i < 2 ? G_MAXUINT8 : G_MAXUINT16,
						&numbers[i], NULL))
			return sim_source_wrong(source, group, "windows_version", error,
						"expected a version as in 10.0.17763, got \"%s\"",
						value);
		identity->version[i] = (guint16)numbers[i];
	}
	return TRUE;
}

static gboolean
read_flags(struct sim_identity *identity, const struct sim_source *source, const gchar *group,
	   GError **error)
{
	g_autofree gchar *value = sim_source_word(source, group, "ntlm_flags", "0x0", error);
	guint64 flags;

	if (!value)
		return FALSE;
	if (!g_str_has_prefix(value, "0x") ||
	    !g_ascii_string_to_unsigned(value + 2, 16, 0, G_MAXUINT32, &flags, NULL))
		return sim_source_wrong(source, group, "ntlm_flags", error,
					"expected flags as in 0xa2898205, got \"%s\"", value);
	identity->flags = (guint32)flags;
	return TRUE;
}

gboolean
sim_identity_read(struct sim_identity *identity, const struct sim_source *source,
		  const gchar *group, const struct sim_identity_defaults *defaults, GError **error)
{
	*identity = (struct sim_identity){0};
	return read_names(identity, source, group, defaults, error) &&
	       read_version(identity, source, group, defaults->windows, error) &&
	       read_flags(identity, source, group, error) &&
	       sim_source_number(source, group, "clock_skew_s", -YEARS_10_S, YEARS_10_S,
				 &identity->clock_skew_s, error) &&
	       sim_source_number(source, group, "target_info_padding", 0, G_MAXUINT16,
				 &identity->target_info_padding, error) &&
	       sim_source_flag(source, group, "no_timestamp", &identity->no_timestamp, error) &&
	       sim_source_flag(source, group, "oem", &identity->oem, error);
}

void
sim_identity_clear(struct sim_identity *identity)
{
	g_free(identity->netbios_domain);
	g_free(identity->netbios_computer);
	g_free(identity->dns_domain);
	g_free(identity->dns_computer);
	g_free(identity->dns_forest);
	*identity = (struct sim_identity){0};
}
