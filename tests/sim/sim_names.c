/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what clients connect to. */
#include "tests/sim/sim_names.h"

gboolean
sim_names_read(const struct sim_source *source, const gchar *group, struct sim_farm *farm,
	       GError **error)
{
	g_auto(GStrv) more = g_key_file_get_string_list(source->file, group, "names", NULL, NULL);
	GPtrArray *names = g_ptr_array_new();

	g_ptr_array_add(names, g_strdup(farm->hostname));
	g_ptr_array_add(names, g_strdup_printf("autodiscover.%s", farm->domain));
	for (guint i = 0; more && more[i]; i++)
		g_ptr_array_add(names, g_strstrip(g_strdup(more[i])));
	g_ptr_array_add(names, NULL);
	farm->names = (gchar **)g_ptr_array_free(names, FALSE);
	for (guint i = 0; farm->names[i]; i++)
		for (guint j = 0; j < i; j++)
			if (g_ascii_strcasecmp(farm->names[i], farm->names[j]) == 0)
				return sim_source_wrong(
				    source, group, "names", error,
				    "\"%s\" is there twice (hostname and autodiscover.DOMAIN "
				    "are there anyway)",
				    farm->names[i]);
	return TRUE;
}

void
sim_names_add_hosts(struct sim_farm *farm)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; farm->names[i]; i++)
		g_ptr_array_add(names, g_strdup(farm->names[i]));
	for (guint i = 0; i < farm->nodes->len; i++) {
		const struct sim_node *node = farm->nodes->pdata[i];

		for (guint j = 0; node->hosts && node->hosts[j]; j++)
			if (!g_ptr_array_find_with_equal_func(names, node->hosts[j], g_str_equal,
							      NULL))
				g_ptr_array_add(names, g_strdup(node->hosts[j]));
	}
	g_ptr_array_add(names, NULL);
	g_strfreev(farm->names);
	farm->names = (gchar **)g_ptr_array_free(names, FALSE);
}
