/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the manifest of an offline address book. */
#include "protocol/oab_manifest.h"

#include "protocol/bounded_xml.h"
#include <string.h>

enum { LIMIT_BYTES = 4 << 20, LIMIT_DEPTH = 16, LIMIT_LISTS = 4096, LIMIT_FILES = 4096 };
enum { SHA1_DIGITS = 40 };

struct reading {
	struct oab_manifest *manifest;
	struct oab_file *file; /* the one in reading; NULL between them */
};

static const char *const element_names[] = {
    [OAB_FULL] = "Full",
    [OAB_DIFF] = "Diff",
    [OAB_TEMPLATE] = "Template",
};

const char *
oab_element_name(enum oab_element element)
{
	return element_names[element];
}

static void
list_free(gpointer data)
{
	struct oab_list *list = data;

	g_free(list->id);
	g_free(list->dn);
	g_free(list->name);
	g_free(list);
}

static void
file_free(gpointer data)
{
	struct oab_file *file = data;

	g_free(file->name);
	g_free(file->sha1);
	g_free(file->language);
	g_free(file->type);
	g_free(file);
}

void
oab_manifest_free(struct oab_manifest *manifest)
{
	g_ptr_array_unref(manifest->lists);
	g_ptr_array_unref(manifest->files);
	g_free(manifest->malformed);
	g_free(manifest);
}

/* -1 unless it is there and digits alone. */
static gint64
number(struct bounded_xml *xml, const char *name)
{
	g_autofree char *text = bounded_xml_attribute(xml, name);
	guint64 value = 0;

	if (text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &value, NULL))
		return (gint64)value;
	return -1;
}

/* NULL unless it is there and a SHA-1. The caller frees. */
static char *
sha1(struct bounded_xml *xml)
{
	g_autofree char *text = bounded_xml_attribute(xml, "SHA");

	if (!text || strlen(text) != SHA1_DIGITS)
		return NULL;
	for (gsize i = 0; i < SHA1_DIGITS; i++)
		if (!g_ascii_isxdigit(text[i]))
			return NULL;
	return g_ascii_strdown(text, SHA1_DIGITS);
}

/* It is one segment of a path, and of nothing but a path. */
static gboolean
is_plain(const char *name)
{
	if (*name == '\0' || strcmp(name, ".") == 0 || strstr(name, "..") ||
	    strpbrk(name, "/\\:%?#") || !g_utf8_validate(name, -1, NULL))
		return FALSE;
	for (; *name; name += g_utf8_skip[*(const guchar *)name])
		if (g_unichar_iscntrl(g_utf8_get_char(name)))
			return FALSE;
	return TRUE;
}

static void
begin_list(struct bounded_xml *xml, struct reading *r)
{
	struct oab_list *list = NULL;

	if (r->manifest->lists->len == LIMIT_LISTS) {
		bounded_xml_refuse(xml, "expected at most %d address lists, got more", LIMIT_LISTS);
		return;
	}
	list = g_new0(struct oab_list, 1);
	list->id = bounded_xml_attribute(xml, "id");
	list->dn = bounded_xml_attribute(xml, "dn");
	list->name = bounded_xml_attribute(xml, "name");
	g_ptr_array_add(r->manifest->lists, list);
}

static void
begin_file(struct bounded_xml *xml, struct reading *r, enum oab_element element)
{
	struct oab_file *file = NULL;

	if (r->manifest->files->len == LIMIT_FILES) {
		bounded_xml_refuse(xml, "expected at most %d files, got more", LIMIT_FILES);
		return;
	}
	file = g_new0(struct oab_file, 1);
	file->element = element;
	file->list = r->manifest->lists->len - 1;
	file->name = g_strdup("");
	file->sequence = number(xml, "seq");
	file->version = number(xml, "ver");
	file->size = number(xml, "size");
	file->uncompressed_size = number(xml, "uncompressedsize");
	file->sha1 = sha1(xml);
	file->language = bounded_xml_attribute(xml, "langid");
	file->type = bounded_xml_attribute(xml, "type");
	g_ptr_array_add(r->manifest->files, file);
	r->file = file;
}

static void
begin(struct bounded_xml *xml, gpointer data)
{
	struct reading *r = data;

	if (bounded_xml_depth(xml) == 1 && !bounded_xml_is(xml, "OAB"))
		bounded_xml_refuse_root(xml, "the manifest's <OAB>");
	else if (bounded_xml_is(xml, "/OAB/OAL"))
		begin_list(xml, r);
	else if (bounded_xml_depth(xml) == 3 && strcmp(bounded_xml_name(xml, 1), "OAL") == 0)
		for (gsize i = 0; i < G_N_ELEMENTS(element_names); i++)
			if (bounded_xml_is(xml, element_names[i]))
				begin_file(xml, r, (enum oab_element)i);
}

static void
end(struct bounded_xml *xml, const char *text, gpointer data)
{
	struct reading *r = data;

	if (!r->file || bounded_xml_depth(xml) != 3)
		return;
	g_free(r->file->name);
	r->file->name = g_strdup(text);
	r->file->name_is_plain = is_plain(text);
	r->file = NULL;
}

struct oab_manifest *
oab_manifest_parse(const void *bytes, gsize length)
{
	static const struct bounded_xml_handler handler = {begin, end};
	static const struct bounded_xml_limits limits = {LIMIT_BYTES, LIMIT_DEPTH};
	struct oab_manifest *manifest = g_new0(struct oab_manifest, 1);
	struct reading r = {.manifest = manifest};

	manifest->lists = g_ptr_array_new_with_free_func(list_free);
	manifest->files = g_ptr_array_new_with_free_func(file_free);
	manifest->malformed = bounded_xml_read(bytes, length, limits, &handler, &r);
	return manifest;
}
