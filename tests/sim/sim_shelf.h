/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All files of a node's address books, as they are at one time. */
#ifndef TESTS_SIM_SHELF_H
#define TESTS_SIM_SHELF_H

#include "tests/sim/sim_config.h"
#include "tests/sim/sim_rope.h"

/* An address list. */
struct sim_list {
	gchar *id;
	gchar *name;
	gchar *dn;
};

struct sim_file {
	enum sim_oab_kind kind;
	guint list; /* index of it */
	gchar *name;
	guint sequence;
	guint version;
	guint64 size; /* these three are what the manifest should say */
	guint64 uncompressed_size;
	gchar *sha1;
	gchar *language; /* of a template: "0409" ... */
	gchar *type;	 /* ... "windows"; NULL */
	struct sim_rope *sent;
};

struct sim_shelf {
	GPtrArray *lists; /* struct sim_list *; the global one is the last */
	GPtrArray *files; /* struct sim_file *, in the order of the manifest, list by list */
	gchar *modified;  /* as in Last-Modified */
};

/* Makes all of them, with the faults in their contents that the settings want; `settings` are those
 * of the node's directory, `sequence` takes the place of the one in them. The caller frees it. */
struct sim_shelf *sim_shelf_new(const struct sim_node *node, const struct sim_settings *settings,
				guint sequence);

void sim_shelf_free(struct sim_shelf *shelf);

/* The file of that name (letters in any case); NULL when there is none. */
const struct sim_file *sim_shelf_file(const struct sim_shelf *shelf, const gchar *name);

#endif
