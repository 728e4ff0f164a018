/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes oab.xml (MS-OXWOAB 2.2.1), right or wrong. */
#include "tests/sim/sim_manifest.h"
#include "tests/sim/sim_page.h"

#include <string.h>

#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"

enum { HUGE_BYTES = 5 * 1024 * 1024 };

static const gchar *const ELEMENTS[] = {
    [SIM_OAB_FULL] = "Full",
    [SIM_OAB_DIFF] = "Diff",
    [SIM_OAB_TEMPLATE] = "Template",
};

/* What stands in for a hash that is not this file's. */
#define WRONG_SHA "0123456789abcdef0123456789abcdef01234567"

static void
add_size(GString *to, guint64 size, enum sim_telling telling)
{
	switch (telling) {
	case SIM_TELLING_RIGHT:
		g_string_append_printf(to, " size=\"%" G_GUINT64_FORMAT "\"", size);
		break;
	case SIM_TELLING_WRONG:
		g_string_append_printf(to, " size=\"%" G_GUINT64_FORMAT "\"", size + 1);
		break;
	case SIM_TELLING_MALFORMED:
		g_string_append(to, " size=\"large\"");
		break;
	case SIM_TELLING_MISSING:
		break;
	}
}

static void
add_sha(GString *to, const gchar *sha1, enum sim_telling telling)
{
	switch (telling) {
	case SIM_TELLING_RIGHT:
		g_string_append_printf(to, " SHA=\"%s\"", sha1);
		break;
	case SIM_TELLING_WRONG:
		g_string_append(to, " SHA=\"" WRONG_SHA "\"");
		break;
	case SIM_TELLING_MALFORMED:
		g_string_append_printf(to, " SHA=\"%.20s\"", sha1);
		break;
	case SIM_TELLING_MISSING:
		break;
	}
}

static void
add_file(GString *to, const struct sim_file *file, const struct sim_settings *settings)
{
	gboolean faulty = file->kind == settings->faulty;
	const gchar *element = ELEMENTS[file->kind];

	g_string_append_printf(to, "    <%s seq=\"%u\" ver=\"%u\"", element, file->sequence,
			       file->version);
	add_size(to, file->size, faulty ? settings->listed_size : SIM_TELLING_RIGHT);
	g_string_append_printf(to, " uncompressedsize=\"%" G_GUINT64_FORMAT "\"",
			       file->uncompressed_size);
	add_sha(to, file->sha1, faulty ? settings->sha : SIM_TELLING_RIGHT);
	if (file->language)
		g_string_append_printf(to, " langid=\"%s\" type=\"%s\"", file->language,
				       file->type);
	g_string_append_printf(to, ">\r\n      %s\r\n    </%s>\r\n",
			       faulty && settings->file_name ? settings->file_name : file->name,
			       element);
}

/* Whether this manifest lists files of that kind. */
static gboolean
lists(enum sim_manifest manifest, enum sim_oab_kind kind)
{
	return manifest != SIM_MANIFEST_NO_FILES &&
	       (manifest != SIM_MANIFEST_NO_FULL || kind != SIM_OAB_FULL);
}

static void
add_list(GString *to, const struct sim_shelf *shelf, guint number,
	 const struct sim_settings *settings)
{
	const struct sim_list *list = shelf->lists->pdata[number];

	g_string_append_printf(to, "  <OAL id=\"%s\" dn=\"%s\" name=\"%s\">\r\n", list->id,
			       list->dn, list->name);
	for (guint i = 0; i < shelf->files->len; i++) {
		const struct sim_file *file = shelf->files->pdata[i];

		if (file->list == number && lists(settings->manifest, file->kind))
			add_file(to, file, settings);
	}
	g_string_append(to, "  </OAL>\r\n");
}

static gchar *
document(const struct sim_shelf *shelf, const struct sim_settings *settings)
{
	GString *text = g_string_new(DECLARATION "<OAB>\r\n");

	if (settings->manifest == SIM_MANIFEST_HUGE) {
		g_autofree gchar *blanks = g_strnfill(HUGE_BYTES, ' ');

		g_string_append(text, blanks);
	}
	for (guint i = 0; i < shelf->lists->len; i++)
		add_list(text, shelf, i, settings);
	if (settings->manifest == SIM_MANIFEST_CUT)
		g_string_truncate(text, text->len - strlen("  </OAL>\r\n"));
	else
		g_string_append(text, "</OAB>\r\n");
	return g_string_free(text, FALSE);
}

gchar *
sim_manifest_write(const struct sim_shelf *shelf, const struct sim_settings *settings)
{
	switch (settings->manifest) {
	case SIM_MANIFEST_BLANK:
		return g_strdup("");
	case SIM_MANIFEST_EMPTY:
		return g_strdup(DECLARATION "<OAB>\r\n</OAB>\r\n");
	case SIM_MANIFEST_HTML:
		return sim_page_error(404);
	case SIM_MANIFEST_BOMB:
		return sim_page_bomb();
	case SIM_MANIFEST_RIGHT:
	case SIM_MANIFEST_NO_FULL:
	case SIM_MANIFEST_NO_FILES:
	case SIM_MANIFEST_CUT:
	case SIM_MANIFEST_HUGE:
		break;
	}
	return document(shelf, settings);
}
