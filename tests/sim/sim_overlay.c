/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the virtual directories: defaults and the four levels of groups over them. */
#include "tests/sim/sim_overlay.h"

#include <string.h>

#define ANY "*"

static const gchar *const METHOD_PREFIX[] = {
    [SIM_METHOD_GET] = "get_",
    [SIM_METHOD_POST] = "post_",
};

/* A group, taken apart. */
struct overlay {
	const gchar *group; /* borrowed */
	gchar *node;	    /* or "*" */
	gboolean all_vdirs;
	enum sim_vdir vdir;
};

static void
overlay_free(gpointer data)
{
	struct overlay *overlay = data;

	g_free(overlay->node);
	g_free(overlay);
}

/* The part of `key` behind the prefix of a method, which goes into `only`; without one, all of it.
 */
static const gchar *
split_key(const gchar *key, gboolean *prefixed, guint *only)
{
	for (*only = 0; *only < SIM_METHOD_CLASSES; (*only)++) {
		*prefixed = g_str_has_prefix(key, METHOD_PREFIX[*only]);
		if (*prefixed)
			return key + strlen(METHOD_PREFIX[*only]);
	}
	return key;
}

static gboolean
check_group_keys(GKeyFile *file, const gchar *group, const gchar *path, GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

	for (guint i = 0; keys && keys[i]; i++) {
		gboolean prefixed;
		guint only;

		if (!sim_settings_has_key(split_key(keys[i], &prefixed, &only))) {
			g_autofree gchar *known = sim_settings_keys();

			g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
				    "%s: [%s] %s: unknown key; expected one of %s, or one of them "
				    "after get_ or post_",
				    path, group, keys[i], known);
			return FALSE;
		}
	}
	return TRUE;
}

static gboolean
known_node(const struct sim_farm *farm, const gchar *name)
{
	return strcmp(name, ANY) == 0 || sim_farm_node(farm, name);
}

/* The key that names another node. */
static gboolean
check_switch(const struct sim_farm *farm, const struct sim_settings *settings, GError **error)
{
	if (!settings->switch_to || sim_farm_node(farm, settings->switch_to))
		return TRUE;
	g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
		    "switch_to: expected the name of a node, got \"%s\"", settings->switch_to);
	return FALSE;
}

/* NULL and `error` when the group is none of a virtual directory. */
static struct overlay *
parse_group(const struct sim_farm *farm, const gchar *group, const gchar *path, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(group, "/", 2);
	gboolean all_vdirs = parts[0] && parts[1] && strcmp(parts[1], ANY) == 0;
	enum sim_vdir vdir = SIM_AUTODISCOVER;
	struct overlay *overlay;

	if (!parts[0] || !parts[1] || !known_node(farm, parts[0]) ||
	    (!all_vdirs && !sim_vdir_parse(parts[1], &vdir))) {
		g_autofree gchar *names = sim_vdir_names();

		g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND,
			    "%s: [%s]: expected [farm], [account NAME], [node NAME] or "
			    "[NODE/DIRECTORY], where NODE is "
			    "the name of a node or * and DIRECTORY * or one of %s",
			    path, group, names);
		return NULL;
	}
	overlay = g_new0(struct overlay, 1);
	overlay->group = group;
	overlay->node = g_strdup(parts[0]);
	overlay->all_vdirs = all_vdirs;
	overlay->vdir = vdir;
	return overlay;
}

/* One group over the settings of both methods: first what holds for all methods, then what for one.
 */
static gboolean
apply_keys(struct sim_settings *settings[SIM_METHOD_CLASSES], GKeyFile *file, const gchar *group,
	   GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, NULL);

	for (guint turn = 0; turn < 2; turn++) {
		for (guint i = 0; keys && keys[i]; i++) {
			gboolean prefixed;
			guint only;
			const gchar *name = split_key(keys[i], &prefixed, &only);

			if (prefixed != (turn == 1))
				continue;
			for (guint method = 0; method < SIM_METHOD_CLASSES; method++) {
				if (prefixed && method != only)
					continue;
				if (!sim_settings_read(settings[method], name, file, group, keys[i],
						       error)) {
					g_prefix_error(error, "[%s] %s: ", group, keys[i]);
					return FALSE;
				}
			}
		}
	}
	return TRUE;
}

/* Who lists providers for one directory wants them offered, unless he says `windows` too. */
static void
imply_windows(struct sim_settings *settings[SIM_METHOD_CLASSES], GKeyFile *file,
	      const struct overlay *overlay)
{
	if (overlay->all_vdirs || g_key_file_has_key(file, overlay->group, "windows", NULL))
		return;
	for (guint method = 0; method < SIM_METHOD_CLASSES; method++) {
		g_autofree gchar *providers = g_strconcat(METHOD_PREFIX[method], "providers", NULL);
		g_autofree gchar *windows = g_strconcat(METHOD_PREFIX[method], "windows", NULL);

		if ((g_key_file_has_key(file, overlay->group, "providers", NULL) ||
		     g_key_file_has_key(file, overlay->group, providers, NULL)) &&
		    !g_key_file_has_key(file, overlay->group, windows, NULL))
			settings[method]->windows = TRUE;
	}
}

/* From the most general level (0) to the most special one (3). */
static guint
level_of(const struct overlay *overlay)
{
	return (strcmp(overlay->node, ANY) == 0 ? 0U : 2U) + (overlay->all_vdirs ? 0U : 1U);
}

static gboolean
settle_vdir(const struct sim_farm *farm, struct sim_node *node, enum sim_vdir vdir,
	    const GPtrArray *overlays, GKeyFile *file, GError **error)
{
	for (guint method = 0; method < SIM_METHOD_CLASSES; method++)
		node->settings[vdir][method] = sim_vdir_defaults(vdir, node->generation);
	for (guint level = 0; level < 4; level++) {
		for (guint i = 0; i < overlays->len; i++) {
			const struct overlay *overlay = overlays->pdata[i];

			if (level_of(overlay) != level ||
			    (level >= 2 && strcmp(overlay->node, node->name) != 0) ||
			    (!overlay->all_vdirs && overlay->vdir != vdir))
				continue;
			if (!apply_keys(node->settings[vdir], file, overlay->group, error))
				return FALSE;
			imply_windows(node->settings[vdir], file, overlay);
		}
	}
	return check_switch(farm, node->settings[vdir][SIM_METHOD_GET], error) &&
	       check_switch(farm, node->settings[vdir][SIM_METHOD_POST], error);
}

gboolean
sim_overlay_apply(struct sim_farm *farm, const gchar *path, GKeyFile *file, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	g_autoptr(GPtrArray) overlays = g_ptr_array_new_with_free_func(overlay_free);

	for (guint i = 0; groups[i]; i++) {
		struct overlay *overlay;

		if (strcmp(groups[i], "farm") == 0 || g_str_has_prefix(groups[i], "node ") ||
		    g_str_has_prefix(groups[i], SIM_ACCOUNT_PREFIX))
			continue;
		overlay = parse_group(farm, groups[i], path, error);
		if (!overlay)
			return FALSE;
		g_ptr_array_add(overlays, overlay);
		if (!check_group_keys(file, groups[i], path, error))
			return FALSE;
	}
	for (guint i = 0; i < farm->nodes->len; i++) {
		for (guint vdir = 0; vdir < SIM_VDIRS; vdir++) {
			if (!settle_vdir(farm, farm->nodes->pdata[i], (enum sim_vdir)vdir, overlays,
					 file, error)) {
				g_prefix_error(error, "%s: ", path);
				return FALSE;
			}
		}
	}
	return TRUE;
}
