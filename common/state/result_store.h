/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_RESULT_STORE_H
#define STATE_RESULT_STORE_H

#include "base/deadline.h"
#include "state/directory.h"
#include "state/last_result.h"

/*
 * The last results of all services: in "results" below the state directory a file for each, so
 * that a hundred plugins at once wait for nobody but those of the same service. What is waiting to
 * be told stands in the same file as the state it tells of, so one replaced file makes both true;
 * "results/waiting" holds an empty file for each service that has something waiting, so that the
 * next plugin finds it without reading them all.
 */
struct result_store;

/* Makes what is missing. NULL with a STATE_ERROR. */
struct result_store *result_store_open(const char *state_dir, GError **error);

/* For result_store_all() alone: nothing is made, and the directory may be of another user. */
struct result_store *result_store_open_to_read(const char *state_dir, GError **error);
void result_store_free(struct result_store *store);
AUTOPTR_STRUCT(result_store)

/* What became of one that was put in. */
struct result_change {
	gboolean changed;
	guint64 lost;	   /* changes that now will never be told: too many wait */
	guint64 lost_ever; /* those, and all before them */
	gboolean anew;	   /* there was a file, but it was of no use: everything begins anew */
};

/*
 * Puts in what a run found (see last_result_take()), in turn with all others of the same service,
 * and is back when it is on the disk. The key is in `seen->result`. FALSE with an error when it
 * could not be written by the deadline; then nothing is told either, and the next run tries again.
 */
gboolean result_store_put(struct result_store *store, struct last_seen *seen,
			  struct deadline deadline, struct result_change *change, GError **error);

/*
 * All last results (struct last_result *) in the order of their keys; the caller frees. Files that
 * are of no use are left out, and counted when `unread` is not NULL. Takes no lock: every file is
 * whole at any moment.
 */
GPtrArray *result_store_all(const struct result_store *store, guint *unread);

#endif
