/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_OAB_MEMORY_H
#define STATE_OAB_MEMORY_H

#include "base/deadline.h"
#include "facts/oab.h"
#include "state/directory.h"

/*
 * What a run saw of an address book, for the next one: a file for each URL and node. `node` is the
 * address it was asked at, NULL for whichever the name led to.
 */

/* An absent file is an empty memory. FALSE with an error that names the file, and an empty memory,
 * when it cannot be used. */
gboolean oab_memory_read(const struct state_directory *directory, const char *url, const char *node,
			 struct oab_memory *memory, GError **error);

/* FALSE with an error when it could not be written by the deadline; the old one is then untouched.
 */
gboolean oab_memory_write(const struct state_directory *directory, const char *url,
			  const char *node, const struct oab_memory *memory,
			  struct deadline deadline, GError **error);

#endif
