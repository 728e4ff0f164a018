/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what the documents of an offline address book say as JSON. */
#include "facts/oab_json.h"

#include "facts/json_text.h"

static json_t *
list_to_json(const struct oab_list *list)
{
	json_t *object = json_object();

	json_set_text(object, "id", list->id);
	json_set_text(object, "dn", list->dn);
	json_set_text(object, "name", list->name);
	return object;
}

static void
set_number(json_t *object, const char *key, gint64 number)
{
	if (number >= 0)
		json_object_set_new(object, key, json_integer(number));
}

static json_t *
file_to_json(const struct oab_file *file)
{
	json_t *object = json_object();

	json_set_text(object, "element", oab_element_name(file->element));
	json_set_text(object, "name", file->name);
	json_object_set_new(object, "name_is_plain", json_boolean(file->name_is_plain));
	set_number(object, "sequence", file->sequence);
	set_number(object, "version", file->version);
	set_number(object, "size", file->size);
	set_number(object, "uncompressed_size", file->uncompressed_size);
	json_set_text(object, "sha1", file->sha1);
	json_set_text(object, "language", file->language);
	json_set_text(object, "type", file->type);
	set_number(object, "list", file->list);
	return object;
}

json_t *
oab_manifest_to_json(const struct oab_manifest *manifest)
{
	json_t *object = json_object();
	json_t *lists = json_array();
	json_t *files = json_array();

	for (guint i = 0; i < manifest->lists->len; i++)
		json_array_append_new(lists, list_to_json(g_ptr_array_index(manifest->lists, i)));
	for (guint i = 0; i < manifest->files->len; i++)
		json_array_append_new(files, file_to_json(g_ptr_array_index(manifest->files, i)));
	json_object_set_new(object, "lists", lists);
	json_object_set_new(object, "files", files);
	json_set_text(object, "error", manifest->malformed);
	return object;
}

static void
add_container(json_t *object, const struct oab_summary *summary)
{
	set_number(object, "uncompressed_size", (gint64)summary->uncompressed_size);
	set_number(object, "block_max", summary->block_max);
	set_number(object, "blocks", summary->blocks);
	set_number(object, "stored_blocks", summary->stored_blocks);
	set_number(object, "checked_blocks", summary->checked_blocks);
}

static void
add_inside(json_t *object, const struct oab_summary *summary)
{
	g_autofree char *serial = g_strdup_printf("0x%08x", summary->serial);

	if (*summary->uncompressed_sha256 != '\0')
		json_set_text(object, "uncompressed_sha256", summary->uncompressed_sha256);
	if (summary->oab_version != 0)
		set_number(object, "oab_version", summary->oab_version);
	if (summary->oab_version != OAB_VERSION_4)
		return;
	json_set_text(object, "serial", serial);
	set_number(object, "records", summary->records);
}

json_t *
oab_summary_to_json(const struct oab_summary *summary)
{
	json_t *object = json_object();
	const char *container = oab_container_name(summary->container);

	json_set_text(object, "container", container);
	set_number(object, "size", (gint64)summary->size);
	json_set_text(object, "sha1", summary->sha1);
	if (container)
		add_container(object, summary);
	if (*summary->uncompressed_sha256 != '\0' || summary->oab_version != 0)
		add_inside(object, summary);
	return object;
}
