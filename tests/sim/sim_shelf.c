/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the files of address books. */
#include "tests/sim/sim_shelf.h"
#include "tests/sim/sim_oab_book.h"
#include "tests/sim/sim_oab_container.h"

#include <string.h>

/* The versions of a book, full or patched, and of templates. */
enum { BOOK_VERSION = 32, TEMPLATE_VERSION = 7 };

/* Of lists that are not the global one. */
enum { FEW_RECORDS = 10 };

/* What one shelf is made of, while it is. */
struct work {
	const struct sim_node *node;
	const struct sim_settings *settings;
	guint sequence;
	struct sim_shelf *shelf;
	guint list; /* the one whose files are made */
};

static void
list_free(gpointer data)
{
	struct sim_list *list = data;

	g_free(list->id);
	g_free(list->name);
	g_free(list->dn);
	g_free(list);
}

static void
file_free(gpointer data)
{
	struct sim_file *file = data;

	g_free(file->name);
	g_free(file->sha1);
	g_free(file->language);
	g_free(file->type);
	sim_rope_free(file->sent);
	g_free(file);
}

/* From 2013 on the names of files begin with a GUID that stands nowhere else. */
static gchar *
prefix_of(const struct work *work)
{
	const struct sim_list *list = work->shelf->lists->pdata[work->list];

	if (work->node->generation < SIM_EXCHANGE_2013)
		return g_strdup(list->id);
	return g_strdup_printf("a2c94e70-5b16-48d3-9f8e-61d07b35c2%02x", work->list);
}

/* The same bytes but for one bit in the last one. */
static struct sim_rope *
damaged(const struct sim_rope *good)
{
	struct sim_rope *bad = sim_rope_new();
	guint64 size = sim_rope_size(good);
	guint8 last = 0;

	if (size == 0)
		return bad;
	(void)sim_rope_read(good, size - 1, &last, 1);
	last ^= 1;
	sim_rope_append_rope(bad, good);
	sim_rope_cut(bad, size - 1);
	sim_rope_append(bad, &last, 1, 1);
	return bad;
}

static gboolean
is_faulty(const struct work *work, enum sim_oab_kind kind)
{
	return work->settings->faulty == kind;
}

/* Takes over `rope`; the name is made of `part`. */
static struct sim_file *
add_file(struct work *work, enum sim_oab_kind kind, const gchar *part, guint sequence,
	 struct sim_rope *rope)
{
	g_autofree gchar *prefix = prefix_of(work);
	struct sim_file *file = g_new0(struct sim_file, 1);

	file->kind = kind;
	file->list = work->list;
	file->name = g_strdup_printf("%s-%s-%u.lzx", prefix, part, sequence);
	file->sequence = sequence;
	file->version = kind == SIM_OAB_TEMPLATE ? TEMPLATE_VERSION : BOOK_VERSION;
	file->size = sim_rope_size(rope);
	file->sha1 = sim_rope_sha1(rope);
	file->sent = rope;
	if (is_faulty(work, kind) && work->settings->file == SIM_OAB_DAMAGED) {
		file->sent = damaged(rope);
		sim_rope_free(rope);
	}
	if (is_faulty(work, kind) && work->settings->file == SIM_OAB_EMPTY) {
		file->sent = sim_rope_new();
		sim_rope_free(rope);
	}
	g_ptr_array_add(work->shelf->files, file);
	return file;
}

/* Blocks that hold whole records are alike. */
static struct sim_pack
pack_of(const struct work *work, enum sim_oab_kind kind)
{
	return (struct sim_pack){
	    .packing = work->settings->compression,
	    .block_size =
		work->settings->block_size - work->settings->block_size % SIM_PERSON_BYTES,
	    .fault = is_faulty(work, kind) ? work->settings->file : SIM_OAB_RIGHT,
	};
}

static struct sim_rope *
book_of(const struct work *work, guint sequence)
{
	const struct sim_list *list = work->shelf->lists->pdata[work->list];
	gboolean global = work->list + 1 == work->shelf->lists->len;

	return sim_oab_book(&(struct sim_book){
	    .id = list->id,
	    .name = list->name,
	    .dn = list->dn,
	    .sequence = sequence,
	    .records = global ? work->settings->records : FEW_RECORDS,
	    .size = global ? work->settings->size : 0,
	});
}

static void
add_full(struct work *work)
{
	g_autoptr(struct_sim_rope) book = book_of(work, work->sequence);
	const struct sim_pack pack = pack_of(work, SIM_OAB_FULL);
	struct sim_file *file =
	    add_file(work, SIM_OAB_FULL, "data", work->sequence, sim_oab_full(book, &pack));

	file->uncompressed_size = sim_rope_size(book);
}

/* From the book with the sequence before to that with `sequence`. */
static void
add_diff(struct work *work, guint sequence)
{
	g_autoptr(struct_sim_rope) source = book_of(work, sequence - 1);
	g_autoptr(struct_sim_rope) book = book_of(work, sequence);
	const struct sim_pack pack = pack_of(work, SIM_OAB_DIFF);
	struct sim_file *file =
	    add_file(work, SIM_OAB_DIFF, "binpatch", sequence,
		     sim_oab_patch(book, &pack, sim_rope_size(source), sim_rope_crc(source)));

	file->uncompressed_size = sim_rope_size(book);
}

/* `template` is LANGUAGE/TYPE. */
static void
add_template(struct work *work, const gchar *template)
{
	g_auto(GStrv) parts = g_strsplit(template, "/", 2);
	g_autoptr(struct_sim_rope) inside = sim_oab_template(parts[0], parts[1]);
	const struct sim_pack pack = pack_of(work, SIM_OAB_TEMPLATE);
	g_autofree gchar *part =
	    g_strconcat(strcmp(parts[1], "mac") == 0 ? "mac" : "lng", parts[0], NULL);
	struct sim_file *file =
	    add_file(work, SIM_OAB_TEMPLATE, part, work->sequence, sim_oab_full(inside, &pack));

	file->uncompressed_size = sim_rope_size(inside);
	file->language = g_strdup(parts[0]);
	file->type = g_strdup(parts[1]);
}

static void
add_list(struct work *work)
{
	gboolean global = work->list + 1 == work->settings->lists;
	struct sim_list *list = g_new0(struct sim_list, 1);

	list->id = g_strdup_printf("5c1f62aa-0b7e-4d39-8f57-93a1c0de4b%02x", work->list);
	list->name = global ? g_strdup("\\Global Address List")
			    : g_strdup_printf("\\Address List %u", work->list + 1);
	list->dn = global ? g_strdup("/") : g_strdup_printf("/guid=%s", list->id);
	g_ptr_array_add(work->shelf->lists, list);
}

static void
add_files(struct work *work)
{
	const struct sim_settings *settings = work->settings;
	guint diffs = MIN(settings->diffs, work->sequence);

	add_full(work);
	for (guint i = 0; i < diffs; i++)
		add_diff(work, work->sequence - i);
	for (guint i = 0; settings->templates && settings->templates[i]; i++)
		add_template(work, settings->templates[i]);
}

/* The caller frees it. */
static gchar *
hours_ago(guint hours)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) then = g_date_time_add_hours(now, -(gint)hours);

	return g_date_time_format(then, "%a, %d %b %Y %H:%M:%S GMT");
}

struct sim_shelf *
sim_shelf_new(const struct sim_node *node, const struct sim_settings *settings, guint sequence)
{
	struct sim_shelf *shelf = g_new0(struct sim_shelf, 1);
	struct work work = {node, settings, sequence, shelf, 0};

	shelf->lists = g_ptr_array_new_with_free_func(list_free);
	shelf->files = g_ptr_array_new_with_free_func(file_free);
	shelf->modified = hours_ago(settings->age_h);
	for (work.list = 0; work.list < settings->lists; work.list++)
		add_list(&work);
	for (work.list = 0; work.list < settings->lists; work.list++)
		add_files(&work);
	return shelf;
}

void
sim_shelf_free(struct sim_shelf *shelf)
{
	g_ptr_array_unref(shelf->lists);
	g_ptr_array_unref(shelf->files);
	g_free(shelf->modified);
	g_free(shelf);
}

const struct sim_file *
sim_shelf_file(const struct sim_shelf *shelf, const gchar *name)
{
	for (guint i = 0; i < shelf->files->len; i++) {
		const struct sim_file *file = shelf->files->pdata[i];

		if (g_ascii_strcasecmp(file->name, name) == 0)
			return file;
	}
	return NULL;
}
